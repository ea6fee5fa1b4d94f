"""Drawing lots (抽签): one seeded generator with the few draws the invented county needs."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


def words(text: str) -> tuple[str, ...]:
    """The words of a text; keeps long lists of Chinese words readable."""
    return tuple(text.split())


class Urn(Generic[T]):
    """Values with weights, summed once so that a draw is one bisection."""

    __slots__ = ("_sums", "_values")

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        values, weights = zip(*pairs, strict=True)
        self._values: tuple[T, ...] = values
        self._sums = tuple(accumulate(weights))

    def draw(self, draw: Draw) -> T:
        return self._values[bisect(self._sums, draw.random() * self._sums[-1], 0, len(self._values) - 1)]


class Draw(random.Random):
    """A seeded generator; two with the same seed give the same county."""

    def chance(self, share: float) -> bool:
        return self.random() < share

    def pick(self, values: Sequence[T]) -> T:
        return values[int(self.random() * len(values))]

    def number(self, low: int, high: int) -> int:
        """A whole number between the two, both included."""
        return low + int(self.random() * (high - low + 1))

    def some(self, values: Sequence[T], count: int) -> list[T]:
        return self.sample(list(values), min(count, len(values)))

    def day(self, first: date, last: date) -> date:
        """A day between the two, both included; `first` if they are the wrong way round."""
        return first + timedelta(days=self.number(0, max(0, (last - first).days)))

    def after(self, day: date, low: int, high: int) -> date:
        """A day `low` to `high` days later."""
        return day + timedelta(days=self.number(low, high))
