"""Texts as sparse tf-idf vectors of character bi- and trigrams (文本字组).

Chinese needs no word segmentation this way, and scipy is enough: scikit-learn would cost every page 1.2 s of import.
How rare an n-gram is (`Scale`) is learnt once and may be kept, so that a new month is weighed as the months before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]

BITS = 22
"""Of an n-gram's column number: four million columns."""

_TEXTS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Grams:
    """n-grams of some texts, row below row: `indptr`, `columns` and `counts` (at most 255), as in a CSR matrix."""

    indptr: Ints
    columns: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.indptr) - 1


@dataclass(frozen=True, slots=True)
class Scale:
    """How many texts there were and in how many each n-gram was (文档频数): what a vector is weighed by."""

    texts: int
    frequency: npt.NDArray[np.int32]

    def idf(self) -> Floats:
        """ln((1+n)/(1+df)) + 1 of each column; one never seen before counts as seen once."""
        idf: Floats = (np.log((1 + self.texts) / (1 + np.maximum(self.frequency, 1))) + 1).astype(np.float32)
        return idf

    def less(self, texts: Sequence[str]) -> Scale:
        """Without some of the texts it was learnt from."""
        gone = np.bincount(count(texts).columns, minlength=1 << BITS)
        return Scale(self.texts, np.maximum(self.frequency - gone, 0).astype(np.int32))


def scale_of(texts: Sequence[str]) -> Scale:
    """Frequencies of the n-grams of normalised texts."""
    frequency = np.zeros(1 << BITS, dtype=np.int32)
    for at in range(0, len(texts), _TEXTS_AT_ONCE):
        frequency += np.bincount(count(texts[at : at + _TEXTS_AT_ONCE]).columns, minlength=1 << BITS).astype(np.int32)
    return Scale(len(texts), frequency)


def vectors(texts: Sequence[str], scale: Scale, most: int) -> Any:
    """A sparse row of unit length for each text: its `most` n-grams of greatest tf-idf weight, tf is 1 + ln(count).

    The cut bounds memory (a million texts at 160 n-grams: 1.3 GB) and hardly moves a cosine: what falls off are the
    commonest n-grams of long texts.
    """
    from scipy import sparse

    idf = scale.idf()
    parts = [_weighted(count(texts[at : at + _TEXTS_AT_ONCE]), idf, most)
             for at in range(0, len(texts), _TEXTS_AT_ONCE)]  # fmt: skip
    shape = (len(texts), 1 << BITS)
    if not parts:
        return sparse.csr_matrix(shape, dtype=np.float32)
    sizes = np.concatenate([sizes for sizes, _, _ in parts])
    indptr = np.concatenate([[0], np.cumsum(sizes)])
    columns, data = (np.concatenate([part[at] for part in parts]) for at in (1, 2))
    return sparse.csr_matrix((data, columns, indptr), shape=shape, copy=False)


def count(texts: Sequence[str]) -> Grams:
    """Bi- and trigrams of some texts and how often each has them."""
    keys, counts = np.unique(_keys(texts), return_counts=True)
    sizes = np.bincount(keys >> BITS, minlength=len(texts))
    columns = (keys & ((1 << BITS) - 1)).astype(np.int32)
    return Grams(np.concatenate([[0], np.cumsum(sizes)]), columns, np.minimum(counts, 255).astype(np.uint8))


def _weighted(grams: Grams, idf: Floats, most: int) -> tuple[Ints, npt.NDArray[np.int32], Floats]:
    """Sizes, columns and weights of each text's weightiest n-grams, at unit length."""
    sizes = np.diff(grams.indptr)
    rows = np.repeat(np.arange(len(sizes)), sizes)
    data = (1 + np.log(grams.counts.astype(np.float32))) * idf[grams.columns]
    keep = _weightiest(rows, data, grams.indptr, most)
    rows, columns, data = rows[keep], grams.columns[keep], data[keep]
    length = np.sqrt(np.bincount(rows, weights=data.astype(np.float64) ** 2, minlength=len(sizes)))
    data = (data / np.maximum(length, 1e-12)[rows]).astype(np.float32)
    return np.bincount(rows, minlength=len(sizes)), columns, data


def _weightiest(rows: Ints, data: Floats, indptr: Ints, most: int) -> Bools:
    """Marks the `most` greatest of each row, equal ones by column, so that runs agree."""
    keep = np.ones(len(rows), dtype=np.bool_)  # columns rise within a row, so a stable sort leaves equals by column
    if len(rows) == 0 or int(np.diff(indptr).max()) <= most:
        return keep
    order = np.argsort(rows - data / (float(data.max()) * 1.001), kind="stable")
    keep[order[np.arange(len(rows)) - indptr[rows[order]] >= most]] = False
    return keep


def _keys(texts: Sequence[str]) -> Ints:
    """For each bi- and trigram of each text: row number shifted left by BITS, or'ed with the hash of the n-gram."""
    joined = "\0".join(texts) + "\0\0"
    char = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    row = np.cumsum(char == 0) - (char == 0)
    pair = (char[:-2] << np.uint64(21)) | char[1:-1]
    in_pair = (char[:-2] != 0) & (char[1:-1] != 0)
    in_triple = in_pair & (char[2:] != 0)
    triple = (pair[in_triple] << np.uint64(21)) | char[2:][in_triple]
    hashes = np.concatenate([_hash(pair[in_pair]), _hash(triple)])
    rows = np.concatenate([row[:-2][in_pair], row[:-2][in_triple]])
    keys: Ints = (rows.astype(np.int64) << BITS) | hashes
    return keys


def _hash(codes: npt.NDArray[np.uint64]) -> Ints:
    """Multiplicative (Fibonacci) hash to BITS bits; the same in every run, unlike Python's own."""
    mixed = (codes ^ (codes >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15)
    hashes: Ints = (mixed >> np.uint64(64 - BITS)).astype(np.int64)
    return hashes


def row_sums(left: Any, right: Any, one: Ints, other: Ints, at_once: int = 50_000) -> Floats:
    """Σ left[one]·right[other] for each pair of row numbers: the cosine, where rows have unit length."""
    parts = [_products(left, right, one[at : at + at_once], other[at : at + at_once])
             for at in range(0, len(one), at_once)]  # fmt: skip
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _products(left: Any, right: Any, one: Ints, other: Ints) -> Floats:
    total: Floats = np.asarray(left[one].multiply(right[other]).sum(axis=1), dtype=np.float32).ravel()
    return total
