"""The best order within one sitting (会内次序), exactly: who waits least, then earlier deadlines first.

Dynamic programming over the sets heard so far: placing a matter after a set costs its minutes for everybody who has
been in and is to come again but is not on it. A sitting's waiting never falls when a matter is added to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from workbench.meetings.schedule.placing import Placing
from workbench.meetings.schedule.problem import Problem, Sitting, Wish, WishKind

NEVER: Final = 1 << 30
"""Cost of an order that breaks a hard 连排."""
_MOST: Final = 14
"""More matters than this in one sitting are ordered step by step, which proves nothing (2^14 sets would be too many)."""
_TIES: Final = 8192


class Ordering:
    """Orders sets of matters for one problem and remembers them."""

    def __init__(self, problem: Problem, placing: Placing) -> None:
        self.problem, self.placing = problem, placing
        self._known: dict[tuple[str, frozenset[str]], tuple[tuple[str, ...], int]] = {}

    def best(self, sitting: Sitting, matters: Iterable[str]) -> tuple[tuple[str, ...], int]:
        """The order and its cost in weighted minutes (waiting and broken 连排); cost is NEVER or more if a hard 连排 can't be."""
        key = sitting.chair, frozenset(matters)
        if key not in self._known:
            self._known[key] = self._solve(sitting, sorted(key[1], key=self.urgency))
        return self._known[key]

    def urgency(self, matter: str) -> tuple[date, date, str]:
        """Agenda order (spec 3.4): statutory deadline, then how long it waits."""
        one = self.problem.matter[matter]
        return one.deadline or date.max, one.since, one.id

    def _solve(self, sitting: Sitting, matters: Sequence[str]) -> tuple[tuple[str, ...], int]:
        again = self._again(sitting, matters)
        if not again:
            return tuple(matters), 0
        minutes = np.array([self.problem.matter[one].minutes for one in matters], np.int64)
        minutes *= self.problem.weights.waiting
        short = len(matters) <= _MOST
        order, cost = _shortest(_steps(minutes, again)) if short else _nearest(minutes, again)
        return tuple(matters[one] for one in order), cost

    def _again(self, sitting: Sitting, matters: Sequence[str]) -> list[tuple[int, int]]:
        """(mask of its matters, price of each interruption) of everybody on two matters or more, chair apart."""
        masks: dict[str, int] = {}
        for place, matter in enumerate(matters):
            for who in self.placing.called[matter]:
                masks[who] = masks.get(who, 0) | 1 << place
        masks.pop(sitting.chair, None)
        whole = (1 << len(matters)) - 1
        return [(mask, self._broken(who)) for who, mask in masks.items() if mask & (mask - 1) and mask != whole]

    def _broken(self, who: str) -> int:
        wishes = [one for one in self._adjacent if one.who == who or (not one.who and who in self._units)]
        return NEVER if any(one.hard for one in wishes) else sum(one.weight for one in wishes)

    @cached_property
    def _adjacent(self) -> list[Wish]:
        return self.problem.wishes_of(WishKind.ADJACENT)

    @cached_property
    def _units(self) -> set[str]:
        return {unit for one in self.problem.matters for unit in one.units}


def _steps(minutes: NDArray[np.int64], again: Sequence[tuple[int, int]]) -> NDArray[np.int64]:
    """[sets, matters]: what hearing a matter after a set costs those who have been in and are to come again."""
    many = len(minutes)
    sets = np.arange(1 << many)[:, None]
    masks = np.array([mask for mask, _ in again])[None, :]
    waits = ((sets & masks) != 0) & ((~sets & masks) != 0)  # sets × people
    away = ((masks.T >> np.arange(many)[None, :]) & 1) == 0  # people × matters
    price = np.array([broken for _, broken in again], np.int64)[:, None] + minutes[None, :]
    found: NDArray[np.int64] = waits.astype(np.int64) @ (away * price)
    return found


def _shortest(step: NDArray[np.int64]) -> tuple[list[int], int]:
    """The cheapest order of all matters; among equals the one nearest to the order given."""
    many = step.shape[1]
    sets = np.arange(1 << many)
    heard = np.array([int(one).bit_count() for one in sets])
    best = np.full(1 << many, np.iinfo(np.int64).max // 2)
    best[0], came = 0, np.zeros(1 << many, np.int64)
    for size in range(many):
        now = sets[heard == size]
        for matter in range(many):
            base = now[(now >> matter) & 1 == 0]
            price = best[base] + step[base, matter] * _TIES + (many - matter) * size
            better = price < best[base | 1 << matter]
            best[base[better] | 1 << matter] = price[better]
            came[base[better] | 1 << matter] = matter
    left, order = (1 << many) - 1, []
    while left:
        order.append(int(came[left]))
        left &= ~(1 << order[-1])
    return order[::-1], int(best[-1]) // _TIES


def _nearest(minutes: NDArray[np.int64], again: Sequence[tuple[int, int]]) -> tuple[list[int], int]:
    """An order made by taking next whatever costs least now; for sittings too long for the exact way."""
    heard, total, left, order = 0, 0, list(range(len(minutes))), []
    while left:
        prices = [_price(heard, one, int(minutes[one]), again) for one in left]
        total += min(prices)
        order.append(left.pop(prices.index(min(prices))))
        heard |= 1 << order[-1]
    return order, total


def _price(heard: int, matter: int, minutes: int, again: Sequence[tuple[int, int]]) -> int:
    waits = (broken for mask, broken in again if mask & heard and mask & ~heard and not mask >> matter & 1)
    return sum(broken + minutes for broken in waits)
