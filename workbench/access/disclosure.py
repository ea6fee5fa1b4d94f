"""Small cells in tables for research (小数保护): withheld below k, complements withheld too, and proved not to be recoverable.

What is published of a two-way count: totals rounded down to a multiple of k, and cells of k and more, exactly. A reader
knows then each line's total to within k − 1. Solving for the cells withheld under two nested families of sums is a
linear programme whose corners are whole numbers (the matrix is totally unimodular), so its bounds are the exact ones.
Spec 8.1(4); security.md, pseudonyms and publication.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

OTHER: Final = "其他"
SMALLEST_K: Final = 5
Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class NotProtectable(ValueError):
    """No way of withholding cells protects the table: only its total may be published."""


def checked_k(k: int) -> int:
    """k itself; ValueError below five."""
    if k < SMALLEST_K:
        raise ValueError(f"k 不得小于 {SMALLEST_K}（现为 {k}）：少于 {SMALLEST_K} 件的数字不得外传")
    return k


def floor_to(count: int, k: int) -> int:
    """A total as published: rounded down to a multiple of k."""
    return count // k * k


def rolled_up(counts: Mapping[str, int], parent: Callable[[str], str], k: int, *, most: int = 40) -> dict[str, str]:
    """For each category the one it is published under: itself from k on, else its parent, in the end 其他.

    At most `most` are left, the smallest rolled up first. Empty if all together are fewer than k.
    """
    if sum(counts.values()) < k:
        return {}
    under, rolls = {name: name for name in counts}, dict.fromkeys(counts, 0)
    while (small := _to_roll(_sums(counts, under), rolls, k, most)) is not None:
        higher = OTHER if small == OTHER else parent(small)
        if small == OTHER:  # 其他 alone is too small: the next smallest joins it
            sums = _sums(counts, under)
            small = min((name for name in sums if name != OTHER), key=lambda name: (sums[name], name))
        rolls[higher] = max(rolls.get(higher, 0), rolls[small] + 1)
        under = {name: higher if now == small else now for name, now in under.items()}
    return under


def _sums(counts: Mapping[str, int], under: Mapping[str, str]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for name, count in counts.items():
        sums[under[name]] = sums.get(under[name], 0) + count
    return sums


def _to_roll(sums: Mapping[str, int], rolls: Mapping[str, int], k: int, most: int) -> str | None:
    """The category to roll up next, None if all may stand: small ones of the lowest level first, 其他 last."""
    small = [name for name, count in sums.items() if count < k] or (list(sums) if len(sums) > most else [])
    return min(small, key=lambda name: (name == OTHER, rolls[name], sums[name], name), default=None)


@dataclass(frozen=True, eq=False)
class Protected:
    """A two-way count as it may be published. `low` and `high` bound each withheld cell, −1 where not asked."""

    counts: Counts
    withheld: Mask  # cells not published; zeros look the same
    k: int
    low: Counts
    high: Counts
    complements: int

    def totals(self, axis: int) -> list[int]:
        """Totals of the rows (1) or columns (0) as published."""
        return [floor_to(int(total), self.k) for total in self.counts.sum(axis=axis)]

    @property
    def recoverable(self) -> int:
        """Withheld cells known exactly."""
        return int(((self.high >= 0) & (self.low == self.high)).sum())

    @property
    def narrowest(self) -> int | None:
        """How many values the best known withheld cell may still have; None if none is withheld."""
        asked = self.high >= 0
        return int((self.high - self.low + 1)[asked].min()) if asked.any() else None


def protect(counts: Counts, k: int, impossible: Mask | None = None) -> Protected:
    """Withhold small cells, then the fewest-counting complements until no withheld cell is known better than allowed.

    Allowed: at least k possible values, and for a cell below k all of 0 … k − 1. `impossible` cells are known to be
    empty (a place to itself). NotProtectable if withholding all cells does not do.
    """
    none = np.zeros(counts.shape, np.bool_) if impossible is None else impossible
    withheld = (counts < k) & ~none
    low, high, complements = np.full(counts.shape, -1), np.full(counts.shape, -1), 0
    for row, column in sorted(zip(*np.nonzero(withheld & (counts > 0)), strict=True)):
        while True:
            found = bounds(counts, withheld, k, (row, column))
            if allowed(found, int(counts[row, column]), k):
                break
            withheld[_complement(counts, withheld | none, row, column)] = True
            complements += 1
    for cell in zip(*np.nonzero(withheld & (counts > 0)), strict=True):
        low[cell], high[cell] = bounds(counts, withheld, k, cell)
        if not allowed((low[cell], high[cell]), int(counts[cell]), k):
            withheld[:] = ~none  # a complement itself is known too well: withhold all and look once more
            return _all_withheld(counts, none, k)
    return Protected(counts, withheld, k, low, high, complements)


def _all_withheld(counts: Counts, none: Mask, k: int) -> Protected:
    withheld = ~none
    low, high = np.full(counts.shape, -1), np.full(counts.shape, -1)
    for cell in zip(*np.nonzero(withheld & (counts > 0)), strict=True):
        low[cell], high[cell] = bounds(counts, withheld, k, cell)
        if counts[cell] < k and not allowed((low[cell], high[cell]), int(counts[cell]), k):
            raise NotProtectable("合计会泄露不足 k 件的数字；此表只能公布总数")
    return Protected(counts, withheld, k, low, high, int((withheld & (counts >= k)).sum()))


def allowed(found: tuple[int, int], count: int, k: int) -> bool:
    """Whether a withheld cell known to lie in `found` is hidden enough."""
    low, high = found
    if count < k:
        return low == 0 and high >= k - 1
    return high - low >= k - 1


def _complement(counts: Counts, taken: Mask, row: int, column: int) -> tuple[int, int]:
    """The published cell to withhold next: the smallest in the line or column, else anywhere."""
    near = np.zeros(counts.shape, np.bool_)
    near[row, :] = near[:, column] = True
    for place in (near & ~taken, ~taken):
        if place.any():
            at = np.where(place, counts, np.iinfo(np.int64).max).argmin()
            return int(at // counts.shape[1]), int(at % counts.shape[1])
    raise NotProtectable("合计会泄露不足 k 件的数字；此表只能公布总数")


def bounds(counts: Counts, withheld: Mask, k: int, cell: tuple[int, int]) -> tuple[int, int]:
    """The least and the most a withheld cell can be, for one who sees what is published."""
    from scipy.optimize import linprog

    sums, least, most = _constraints(counts, withheld, k)
    at = np.flatnonzero(withheld.ravel())
    wanted = np.zeros(len(at))
    wanted[np.searchsorted(at, cell[0] * counts.shape[1] + cell[1])] = 1.0
    found = [
        linprog(sign * wanted, A_ub=np.vstack([sums, -sums]), b_ub=np.concatenate([most, -least]), method="highs")
        for sign in (1.0, -1.0)
    ]
    return _whole(found[0]), -_whole(found[1])


def _whole(answer: Any) -> int:
    if answer.status == 3:  # no bound: cannot happen, every cell has a line with a total
        raise ArithmeticError("小数保护校验无界；请报告此缺陷")
    if answer.status != 0:
        raise ArithmeticError(f"小数保护校验未能求解：{answer.message}")
    return int(np.rint(answer.fun))


def _constraints(counts: Counts, withheld: Mask, k: int) -> tuple[Any, Any, Any]:
    """Sums of withheld cells by row, by column and in all, and what each is known to lie between."""
    rows, columns = np.nonzero(withheld)
    sums = np.vstack([
        rows == np.arange(counts.shape[0])[:, None], columns == np.arange(counts.shape[1])[:, None], np.ones(len(rows))
    ]).astype(float)  # fmt: skip
    totals = np.concatenate([counts.sum(axis=1), counts.sum(axis=0), [counts.sum()]])
    shown = np.where(withheld, 0, counts)
    published = np.concatenate([shown.sum(axis=1), shown.sum(axis=0), [shown.sum()]])
    least = totals // k * k - published
    return sums, np.maximum(least, 0), least + k - 1
