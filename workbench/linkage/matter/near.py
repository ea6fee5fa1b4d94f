"""Which records are worth comparing by text (粗筛): the nearest of each in its county and topic, by rare n-grams.

Only n-grams that few records have are multiplied; common ones tell little and cost most. How rare they must be follows
from the work allowed (`affordable`), so a block of a hundred thousand records costs a record no more than a small one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.linkage.matter.vectors import Bools, Floats, Ints

Allowed = Callable[[Ints, Ints], Bools]
Tick = Callable[[int], None]

_ROWS_AT_ONCE, _CELLS_AT_ONCE = 2_000, 8_000_000
_HALVES = 64


@dataclass(frozen=True, slots=True)
class Block:
    """Rows to compare with rows; `allowed` may rule pairs out before the best are taken."""

    left: Ints
    right: Ints
    allowed: Allowed | None = None


@dataclass(frozen=True, slots=True)
class Hits:
    """Directed hits: of row `one` the row `other` is among the nearest, with what product."""

    one: Ints
    other: Ints
    product: Floats

    @classmethod
    def joined(cls, parts: list[Hits]) -> Hits:
        if not parts:
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32))
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("one", "other", "product")))


def affordable(matrix: Any, frequency: npt.NDArray[np.int32], blocks: list[Block], budget: float) -> int:
    """The commonest n-gram (records it is in) that can still be multiplied within `budget` cells a record."""
    cost = np.zeros(_HALVES, dtype=np.float64)
    step = _steps(frequency)
    for block in blocks:
        columns, cells = _cells(matrix, block)
        cost += np.bincount(step[columns], weights=cells, minlength=_HALVES)
    within = np.cumsum(cost) <= budget * max(1, matrix.shape[0])
    steps = int(np.argmin(within)) if not within.all() else _HALVES
    return max(2, int(2.0 ** (steps / 2)) - 1) if steps < _HALVES else int(frequency.max(initial=2))


def _cells(matrix: Any, block: Block) -> tuple[Ints, Ints]:
    """n-grams of both sides of a block, and how many products each one takes."""
    columns, left = np.unique(matrix[block.left].indices, return_counts=True)
    if block.right is block.left:
        return columns, left * left
    others, right = np.unique(matrix[block.right].indices, return_counts=True)
    _, mine, theirs = np.intersect1d(columns, others, assume_unique=True, return_indices=True)
    return columns[mine], left[mine] * right[theirs]


def _steps(frequency: npt.NDArray[np.int32]) -> Ints:
    """Frequencies in steps of half an octave: 2·log2, downwards; step s holds frequencies below 2^((s+1)/2)."""
    steps: Ints = np.minimum(2 * np.log2(np.maximum(frequency, 1)), _HALVES - 1).astype(np.int64)
    return steps


def rare_part(matrix: Any, rare: Bools) -> Any:
    """The matrix with its rare n-grams only; columns keep their numbers."""
    from scipy import sparse

    keep = rare[matrix.indices]
    before = np.concatenate([[0], np.cumsum(keep)])
    return sparse.csr_matrix((matrix.data[keep], matrix.indices[keep], before[matrix.indptr]), shape=matrix.shape)


def nearest(rare: Any, blocks: list[Block], floor: float, top: int, tick: Tick) -> Hits:
    """For each row on a block's left its `top` nearest rows on the right with a product of at least `floor`.

    The product never exceeds the cosine. Equal products go to the earlier row, so runs agree. A row in two blocks
    may have `top` hits from each; `best` takes the best of all.
    """
    return Hits.joined([part for block in blocks for part in _block_hits(rare, block, floor, top, tick)])


def _block_hits(rare: Any, block: Block, floor: float, top: int, tick: Tick) -> Iterator[Hits]:
    if len(block.left) == 0 or len(block.right) == 0:
        return
    right = rare[block.right]
    busy = np.unique(right.indices)
    turned = _local(right, busy).T.tocsr()
    for at in range(0, len(block.left), _ROWS_AT_ONCE):
        rows = block.left[at : at + _ROWS_AT_ONCE]
        left = _local(rare[rows], busy)
        for start, end in _chunks(left, turned):
            yield _hits(left[start:end] @ turned, rows[start:end], block, floor, top)
        tick(len(rows))


def _local(part: Any, busy: Ints) -> Any:
    """Rows with columns `busy` only, renumbered: four million empty columns would cost every block their time."""
    from scipy import sparse

    at = np.searchsorted(busy, part.indices)
    keep = at < len(busy)
    keep[keep] = busy[at[keep]] == part.indices[keep]
    before = np.concatenate([[0], np.cumsum(keep)])
    return sparse.csr_matrix((part.data[keep], at[keep], before[part.indptr]), shape=(part.shape[0], len(busy)))


def _chunks(left: Any, turned: Any) -> list[tuple[int, int]]:
    """Cut rows so that one product holds at most about _CELLS_AT_ONCE cells."""
    held = np.diff(turned.indptr)
    before = np.concatenate([[0], np.cumsum(held[left.indices].astype(np.int64))])
    cells = np.minimum(before[left.indptr[1:]] - before[left.indptr[:-1]], turned.shape[1])
    cuts = (np.flatnonzero(np.diff(np.cumsum(cells) // _CELLS_AT_ONCE)) + 1).tolist()
    return list(zip([0, *cuts], [*cuts, left.shape[0]], strict=True))


def _hits(product: Any, rows: Ints, block: Block, floor: float, top: int) -> Hits:
    high = np.flatnonzero(product.data >= floor)
    row = np.searchsorted(product.indptr, high, side="right") - 1
    one, other, score = rows[row], block.right[product.indices[high]], product.data[high]
    keep = one != other
    if block.allowed is not None:
        keep &= block.allowed(one, other)
    return best(Hits(one[keep], other[keep], score[keep]), top)


def best(hits: Hits, top: int) -> Hits:
    """The `top` highest of each row; equal ones to the earlier other row."""
    order = np.lexsort((hits.other, -hits.product, hits.one))
    one = hits.one[order]
    first = np.searchsorted(one, one, side="left")
    order = order[np.arange(len(order)) - first < top]
    return Hits(hits.one[order], hits.other[order], hits.product[order])
