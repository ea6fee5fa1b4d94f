"""Texts as sparse tf-idf vectors of character bi- and trigrams, and the nearest ones of each (文本相似).

Chinese needs no word segmentation this way, and scipy is enough: scikit-learn would cost every page 1.2 s of import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Allowed = Callable[[Ints, Ints], npt.NDArray[np.bool_]]

_BITS = 22
_TEXTS_AT_ONCE = 2_000
_CELLS_AT_ONCE = 8_000_000


@dataclass(frozen=True, slots=True)
class Vectors:
    """`full` holds rows of unit length (less n-grams no other text has); `rare` only those n-grams few texts have."""

    full: Any
    rare: Any


def vectors(texts: Sequence[str]) -> Vectors:
    """tf-idf vectors of normalised texts, one row each; tf is 1 + ln(count), idf is ln((1+n)/(1+df)) + 1."""
    from scipy import sparse

    indptr, indices, data = _counts(texts)
    frequency = np.bincount(indices, minlength=1 << _BITS)
    data *= (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)[indices]
    rows = np.repeat(np.arange(len(texts)), np.diff(indptr))
    length = np.sqrt(np.bincount(rows, weights=data.astype(np.float64) ** 2, minlength=len(texts)))
    data /= np.maximum(length, 1e-12).astype(np.float32)[rows]
    del rows
    most = max(1_000, len(texts) // 100)
    full = sparse.csr_matrix(_shared_only(indptr, indices, data, frequency, len(texts)))
    rare = sparse.csr_matrix(_shared_only(indptr, indices, data, frequency, most))
    return Vectors(full, rare)


def _counts(texts: Sequence[str]) -> tuple[Ints, npt.NDArray[np.int32], Floats]:
    """Row pointers, hashed n-grams and 1 + ln(count), made a few thousand texts at a time to keep memory low."""
    sizes: list[Ints] = []
    columns: list[npt.NDArray[np.int32]] = []
    values: list[Floats] = []
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        part = texts[start : start + _TEXTS_AT_ONCE]
        keys, count = np.unique(_ngram_keys(part), return_counts=True)
        sizes.append(np.bincount(keys >> _BITS, minlength=len(part)))
        columns.append((keys & ((1 << _BITS) - 1)).astype(np.int32))
        values.append((1 + np.log(count)).astype(np.float32))
    if not sizes:
        return np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32)
    return np.concatenate([[0], np.cumsum(np.concatenate(sizes))]), np.concatenate(columns), np.concatenate(values)


def _ngram_keys(texts: Sequence[str]) -> Ints:
    """For each bi- and trigram of each text: row number shifted left by _BITS, or'ed with the hash of the n-gram."""
    joined = "\0".join(texts) + "\0\0"
    char = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    row = np.cumsum(char == 0) - (char == 0)
    pair = (char[:-2] << np.uint64(21)) | char[1:-1]
    in_pair = (char[:-2] != 0) & (char[1:-1] != 0)
    in_triple = in_pair & (char[2:] != 0)
    triple = (pair[in_triple] << np.uint64(21)) | char[2:][in_triple]
    hashes = np.concatenate([_hash(pair[in_pair]), _hash(triple)])
    rows = np.concatenate([row[:-2][in_pair], row[:-2][in_triple]])
    keys: Ints = (rows.astype(np.int64) << _BITS) | hashes
    return keys


def _hash(codes: npt.NDArray[np.uint64]) -> Ints:
    """Multiplicative (Fibonacci) hash to _BITS bits; the same in every run, unlike Python's own."""
    mixed = (codes ^ (codes >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15)
    hashes: Ints = (mixed >> np.uint64(64 - _BITS)).astype(np.int64)
    return hashes


def _shared_only(
    indptr: Ints, indices: npt.NDArray[np.int32], data: Floats, frequency: Ints, most: int
) -> tuple[Floats, npt.NDArray[np.int32], Ints]:
    """Keep n-grams that 2 to `most` texts have: one text's own cannot match, and common ones only cost time."""
    keep = (frequency[indices] >= 2) & (frequency[indices] <= most)
    kept_before = np.concatenate([[0], np.cumsum(keep)])
    return data[keep], indices[keep], kept_before[indptr]


def nearest(
    matrix: Any, left: Ints, right: Ints, floor: float, top: int, allowed: Allowed | None = None
) -> tuple[Ints, Ints]:
    """For each row of `left`, its `top` most similar rows of `right` with a product of at least `floor`.

    Rows are numbers into `matrix`; returns pairs (smaller, larger row), each once. `allowed` may rule pairs out first.
    """
    if len(left) == 0 or len(right) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    turned = matrix[right].T.tocsr()
    found = [_chunk_pairs(matrix, turned, part, right, floor, top, allowed) for part in _chunks(matrix, turned, left)]
    keys = np.unique(np.concatenate(found))
    return keys // matrix.shape[0], keys % matrix.shape[0]


def _chunks(matrix: Any, turned: Any, left: Ints) -> Iterator[Ints]:
    """Cut `left` so that one product holds at most about _CELLS_AT_ONCE cells."""
    holders = np.diff(turned.indptr)
    rows = matrix[left]
    per_cell = np.concatenate([[0], np.cumsum(holders[rows.indices].astype(np.int64))])
    cells = np.minimum(per_cell[rows.indptr[1:]] - per_cell[rows.indptr[:-1]], turned.shape[1])
    return iter(np.split(left, np.flatnonzero(np.diff(np.cumsum(cells) // _CELLS_AT_ONCE)) + 1))


def _chunk_pairs(
    matrix: Any, turned: Any, left: Ints, right: Ints, floor: float, top: int, allowed: Allowed | None
) -> Ints:
    product = matrix[left] @ turned
    high = np.flatnonzero(product.data >= floor)
    row = np.searchsorted(product.indptr, high, side="right") - 1
    one, other, score = left[row], right[product.indices[high]], product.data[high]
    keep = one != other
    if allowed is not None:
        keep &= allowed(one, other)
    one, other = _best(one[keep], other[keep], score[keep], top)
    keys: Ints = np.minimum(one, other) * matrix.shape[0] + np.maximum(one, other)
    return keys


def _best(one: Ints, other: Ints, score: Floats, top: int) -> tuple[Ints, Ints]:
    """The `top` highest scores of each value of `one`; equal scores go to the earlier row, so runs agree."""
    order = np.lexsort((other, -score, one))
    sorted_one = one[order]
    first = np.searchsorted(sorted_one, sorted_one, side="left")
    order = order[np.arange(len(order)) - first < top]
    return one[order], other[order]


def cosines(matrix: Any, one: Ints, other: Ints) -> Floats:
    """Product of the rows of each pair: their cosine, where rows have unit length."""
    parts = [_row_products(matrix, one[at : at + 20_000], other[at : at + 20_000]) for at in range(0, len(one), 20_000)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _row_products(matrix: Any, one: Ints, other: Ints) -> Floats:
    total: Floats = np.asarray(matrix[one].multiply(matrix[other]).sum(axis=1), dtype=np.float32).ravel()
    return total
