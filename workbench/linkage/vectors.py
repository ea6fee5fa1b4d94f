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
_Csr = tuple[Ints, npt.NDArray[np.int32], Floats]  # indptr, indices, data
Allowed = Callable[[Ints, Ints], npt.NDArray[np.bool_]]

_BITS, _BITS_FOR_FEW = 22, 20  # of an n-gram's column number; empty columns cost time where texts are few
_TEXTS_AT_ONCE = 2_000
_FEW_TEXTS, _FEW_SHARE = 200, 0.01
_CELLS_AT_ONCE = 8_000_000


@dataclass(frozen=True, slots=True)
class Vectors:
    """`matrix`: a row of unit length for each text, without n-grams that no other text has.

    `rare[column]`: the n-gram is in few texts; only these are looked at to find candidates, common ones only cost time.
    """

    matrix: Any
    rare: npt.NDArray[np.bool_]

    def rare_rows(self, rows: Ints) -> Any:
        """Some rows with their rare n-grams only."""
        from scipy import sparse

        part = self.matrix[rows]
        keep = self.rare[part.indices]
        return sparse.csr_matrix(_masked(part.indptr, part.indices, part.data, keep), shape=part.shape)


@dataclass(slots=True)
class _Part:
    """n-gram counts of some texts: how many n-grams each text has, their columns and counts (at most 255)."""

    sizes: Ints
    columns: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint8]


def vectors(texts: Sequence[str]) -> Vectors:
    """tf-idf vectors of normalised texts; tf is 1 + ln(count), idf is ln((1+n)/(1+df)) + 1.

    Counts are kept in five bytes each and weighted a few thousand texts at a time: 100,000 texts of 430 characters would
    otherwise take 3 GB.
    """
    from scipy import sparse

    bits = _BITS_FOR_FEW if len(texts) < _TEXTS_AT_ONCE else _BITS
    parts = [_count(texts[at : at + _TEXTS_AT_ONCE], bits) for at in range(0, len(texts), _TEXTS_AT_ONCE)]
    frequency = np.zeros(1 << bits, dtype=np.int64)
    for part in parts:
        frequency += np.bincount(part.columns, minlength=1 << bits)
    idf = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
    indptr, indices, data = _joined([_weighted(part, idf, frequency >= 2) for part in _emptying(parts)])
    matrix = sparse.csr_matrix((data, indices, indptr), shape=(len(texts), 1 << bits), copy=False)
    return Vectors(matrix, frequency <= max(_FEW_TEXTS, int(_FEW_SHARE * len(texts))))


def _count(texts: Sequence[str], bits: int) -> _Part:
    keys, counts = np.unique(_ngram_keys(texts, bits), return_counts=True)
    columns = (keys & ((1 << bits) - 1)).astype(np.int32)
    return _Part(np.bincount(keys >> bits, minlength=len(texts)), columns, np.minimum(counts, 255).astype(np.uint8))


def _emptying(parts: list[_Part]) -> Iterator[_Part]:
    """Each part once, forgetting it as it goes."""
    parts.reverse()
    while parts:
        yield parts.pop()


def _weighted(part: _Part, idf: Floats, shared: npt.NDArray[np.bool_]) -> _Csr:
    """tf-idf of some texts at unit length; the length counts all n-grams, also those then left out."""
    indptr = np.concatenate([[0], np.cumsum(part.sizes)])
    data = (1 + np.log(part.counts.astype(np.float32))) * idf[part.columns]
    rows = np.repeat(np.arange(len(part.sizes)), part.sizes)
    length = np.sqrt(np.bincount(rows, weights=data**2, minlength=len(part.sizes)))
    data /= np.maximum(length, 1e-12).astype(np.float32)[rows]
    kept, columns, indptr = _masked(indptr, part.columns, data, shared[part.columns])
    return indptr, columns, kept


def _masked(
    indptr: Ints, indices: npt.NDArray[np.int32], data: Floats, keep: npt.NDArray[np.bool_]
) -> tuple[Floats, npt.NDArray[np.int32], Ints]:
    """The cells of a sparse matrix that `keep` marks, as (data, indices, indptr)."""
    kept_before = np.concatenate([[0], np.cumsum(keep)])
    return data[keep], indices[keep], kept_before[indptr]


def _joined(parts: list[_Csr]) -> _Csr:
    """Parts below one another; each kind of array is joined and its parts forgotten before the next."""
    if not parts:
        return np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32)
    sizes = np.concatenate([np.diff(indptr) for indptr, _, _ in parts])
    columns = [columns for _, columns, _ in parts]
    data = [data for _, _, data in parts]
    parts.clear()
    indices = np.concatenate(columns)
    columns.clear()
    return np.concatenate([[0], np.cumsum(sizes)]), indices, np.concatenate(data)


def _ngram_keys(texts: Sequence[str], bits: int) -> Ints:
    """For each bi- and trigram of each text: row number shifted left by `bits`, or'ed with the hash of the n-gram."""
    joined = "\0".join(texts) + "\0\0"
    char = np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    row = np.cumsum(char == 0) - (char == 0)
    pair = (char[:-2] << np.uint64(21)) | char[1:-1]
    in_pair = (char[:-2] != 0) & (char[1:-1] != 0)
    in_triple = in_pair & (char[2:] != 0)
    triple = (pair[in_triple] << np.uint64(21)) | char[2:][in_triple]
    hashes = np.concatenate([_hash(pair[in_pair], bits), _hash(triple, bits)])
    rows = np.concatenate([row[:-2][in_pair], row[:-2][in_triple]])
    keys: Ints = (rows.astype(np.int64) << bits) | hashes
    return keys


def _hash(codes: npt.NDArray[np.uint64], bits: int) -> Ints:
    """Multiplicative (Fibonacci) hash to so many bits; the same in every run, unlike Python's own."""
    mixed = (codes ^ (codes >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15)
    hashes: Ints = (mixed >> np.uint64(64 - bits)).astype(np.int64)
    return hashes


def nearest(
    space: Vectors, left: Ints, right: Ints, floor: float, top: int, allowed: Allowed | None = None
) -> tuple[Ints, Ints]:
    """For each row of `left`, its `top` most similar rows of `right` with a product over rare n-grams of at least `floor`.

    The product never exceeds the cosine. Returns pairs (smaller, larger row number), each once. `allowed` may rule pairs
    out first.
    """
    if len(left) == 0 or len(right) == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    turned = space.rare_rows(right).T.tocsr()
    total = space.matrix.shape[0]
    found = [
        _chunk_pairs(space.rare_rows(part) @ turned, part, right, total, floor, top, allowed)
        for start in range(0, len(left), _TEXTS_AT_ONCE)
        for part in _chunks(space, turned, left[start : start + _TEXTS_AT_ONCE])
    ]
    keys = np.unique(np.concatenate(found))
    return keys // total, keys % total


def _chunks(space: Vectors, turned: Any, left: Ints) -> list[Ints]:
    """Cut `left` so that one product holds at most about _CELLS_AT_ONCE cells."""
    holders = np.diff(turned.indptr)
    rows = space.rare_rows(left)
    before = np.concatenate([[0], np.cumsum(holders[rows.indices].astype(np.int64))])
    cells = np.minimum(before[rows.indptr[1:]] - before[rows.indptr[:-1]], turned.shape[1])
    cuts = np.flatnonzero(np.diff(np.cumsum(cells) // _CELLS_AT_ONCE)) + 1
    return list(np.split(left, cuts))


def _chunk_pairs(
    product: Any, left: Ints, right: Ints, total: int, floor: float, top: int, allowed: Allowed | None
) -> Ints:
    """The best pairs of one product, each as smaller * total + larger."""
    high = np.flatnonzero(product.data >= floor)
    row = np.searchsorted(product.indptr, high, side="right") - 1
    one, other, score = left[row], right[product.indices[high]], product.data[high]
    keep = one != other
    if allowed is not None:
        keep &= allowed(one, other)
    one, other = _best(one[keep], other[keep], score[keep], top)
    keys: Ints = np.minimum(one, other) * total + np.maximum(one, other)
    return keys


def _best(one: Ints, other: Ints, score: Floats, top: int) -> tuple[Ints, Ints]:
    """The `top` highest scores of each value of `one`; equal scores go to the earlier row, so runs agree."""
    order = np.lexsort((other, -score, one))
    sorted_one = one[order]
    first = np.searchsorted(sorted_one, sorted_one, side="left")
    order = order[np.arange(len(order)) - first < top]
    return one[order], other[order]


def cosines(space: Vectors, one: Ints, other: Ints) -> Floats:
    """Cosine of the texts of each pair of rows."""
    matrix = space.matrix
    parts = [_row_products(matrix, one[at : at + 20_000], other[at : at + 20_000]) for at in range(0, len(one), 20_000)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _row_products(matrix: Any, one: Ints, other: Ints) -> Floats:
    total: Floats = np.asarray(matrix[one].multiply(matrix[other]).sum(axis=1), dtype=np.float32).ravel()
    return total
