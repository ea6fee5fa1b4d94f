"""A proven lower bound by column generation (列生成): the plan as a choice of contents (a set of matters) for each sitting.

Relaxed are only what ties sittings to each other (overlaps, one leader one day, 同会 wishes) and waiting, none of which
can make a plan cheaper. For prices π of matters no plan costs less than Σπ − Σ_s max(0, best worth of a sitting at π);
the worth is solved exactly (`pricing`). A linear programme over the contents found so far finds good π.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.meetings.schedule.board import Board
from workbench.meetings.schedule.pricing import Found, Pricing

Floats = NDArray[np.float64]
_MEAN = 12
_WORTH = 0.05
"""Minutes a content must be worth more than its sitting's rent to be kept: less is lost in rounding."""


@dataclass
class Columns:
    """Contents found for sittings, the linear programme over them, and the best proven bound."""

    board: Board
    bound: float = float("-inf")
    value: float = float("inf")
    solved: bool = False
    contents: dict[tuple[int, tuple[int, ...]], int] = field(default_factory=dict)
    _lp: Any = None

    def __post_init__(self) -> None:
        from ortools.linear_solver import pywraplp

        lp = self._lp = pywraplp.Solver.CreateSolver("GLOP")
        lp.SetSolverSpecificParametersAsString("use_preprocessing:false")  # it grows by columns: the last basis serves
        matters, sittings = self.board.fits.shape
        self._heard = [lp.Constraint(1, lp.infinity()) for _ in range(matters)]
        self._once = [lp.Constraint(-1, lp.infinity()) for _ in range(sittings)]
        self._price = lp.Objective()
        self._vars: list[Any] = []
        self._guides: dict[tuple[int, int], Any] = {}
        for matter in range(matters):
            self._variable(float(self.board.out[matter]), [self._heard[matter]])

    def guide(self, shared: float | NDArray[np.int64]) -> None:
        """Steady the prices at first: matters may also go one by one, each coming shared by `shared` matters.

        Such pieces are no contents. With `shared` the sittings' limits no content is cheaper than its pieces, so the
        programme's value is itself a bound, if a weak one.
        """
        board = self.board
        costs = (board.called.astype(np.int64) @ board.seat) / shared + board.late
        if not self._guides:
            for matter, sitting in zip(*(where.tolist() for where in np.nonzero(board.fits)), strict=True):
                one = self._guides[matter, sitting] = self._variable(0.0, [self._heard[matter]])
                self._once[sitting].SetCoefficient(one, -1 / int(board.limit[sitting]))
        for (matter, sitting), one in self._guides.items():
            self._price.SetCoefficient(one, float(costs[matter, sitting]))

    def floor(self) -> None:
        """A first bound, weak but quick: every coming shared by as many matters as the sitting may hear."""
        self.guide(self.board.limit)
        self.solve()
        if self.solved:
            self.bound = max(self.bound, self.value)

    def unguide(self) -> None:
        """Take the pieces away; from here on the programme knows contents only."""
        for one in self._guides.values():
            one.SetUb(0.0)
        self._guides.clear()

    def _variable(self, cost: float, rows: Iterable[Any]) -> Any:
        one = self._lp.NumVar(0, self._lp.infinity(), "")
        self._price.SetCoefficient(one, cost)
        for row in rows:
            row.SetCoefficient(one, 1)
        return one

    def add(self, sitting: int, matters: Sequence[int]) -> bool:
        """A content a sitting could have; False if it is known."""
        key = sitting, tuple(sorted(map(int, matters)))
        if not key[1] or key in self.contents:
            return False
        rows = list(key[1])
        came = self.board.called[rows].any(axis=0)
        cost = int(self.board.late[rows, sitting].sum() + self.board.seat[came, sitting].sum())
        self.contents[key] = cost
        one = self._variable(cost, [self._heard[matter] for matter in rows])
        self._once[sitting].SetCoefficient(one, -1)
        self._vars.append(one)
        return True

    def solve(self) -> tuple[Floats, Floats]:
        """Prices of matters and of sittings from the linear programme over the contents known."""
        self.solved = self._lp.Solve() == self._lp.OPTIMAL
        self.value = float(self._price.Value())
        prices = np.array([row.dual_value() for row in self._heard])
        return np.clip(prices, 0, self.board.out), np.array([row.dual_value() for row in self._once])

    def shares(self) -> dict[tuple[int, tuple[int, ...]], float]:
        """Contents the linear programme takes, with how much of each."""
        rows = zip(self.contents, self._vars, strict=True)
        return {key: share for key, one in rows if (share := one.solution_value()) > 1e-6}

    def fix(self, key: tuple[int, tuple[int, ...]]) -> None:
        """Take this content for its sitting, wholly."""
        self._vars[list(self.contents).index(key)].SetLb(1.0)

    def free(self) -> None:
        """Let go of everything fixed."""
        for one in self._vars:
            one.SetLb(0.0)


def grow(columns: Columns, pricing: Pricing, *, until: float, rounds: int, share: float = 0.5) -> Floats:
    """Add contents found quickly until few help, time is up or the rounds are over; the mean of the last prices (M)."""
    prices, rents = columns.solve()
    centre, last = prices, deque([prices], _MEAN)
    for _ in range(rounds):
        if time.monotonic() > until:
            break
        centre = share * prices + (1 - share) * centre
        smooth = _take(columns, pricing.quick(centre), prices, rents)
        if not smooth and not _take(columns, pricing.quick(prices), prices, rents):
            break
        prices, rents = columns.solve()
        last.append(prices)
    return np.mean(last, axis=0)  # type: ignore[no-any-return]


def dive(columns: Columns, pricing: Pricing, *, until: float, rounds: int = 2) -> list[tuple[int, tuple[int, ...]]]:
    """A plan by rounding: take the content the programme takes most of, look for others that go with it, and again.

    One content a sitting at most; sittings left open when time is up get what the programme takes most of.
    """
    chosen: dict[int, tuple[int, ...]] = {}
    columns.solve()
    while time.monotonic() < until:
        open_ = {key: share for key, share in columns.shares().items() if key[0] not in chosen}
        if not open_:
            break
        best = max(open_, key=lambda key: (open_[key], key))
        for key in [one for one, share in open_.items() if share > 0.99 or one == best]:
            chosen[key[0]] = key[1]
            columns.fix(key)
        free = [sitting for sitting in range(len(columns.board.problem.sittings)) if sitting not in chosen]
        grow(columns, pricing.only(free), until=until, rounds=rounds, share=1.0)
    rest = sorted(columns.shares().items(), key=lambda row: (-row[1], row[0]))
    for (sitting, matters), _ in rest:
        chosen.setdefault(sitting, matters)
    columns.free()
    return sorted(chosen.items())


def certify(columns: Columns, pricing: Pricing, prices: Floats, *, until: float) -> bool:
    """Prove a bound at these prices; whether it is the best so far. The sittings' best contents are kept."""
    worths, found = pricing.exact(prices, until=until)
    bound = float(prices.sum() - np.maximum(worths, 0).sum())
    for sitting, matters in found:
        columns.add(sitting, matters)
    better = bound > columns.bound
    columns.bound = max(columns.bound, bound)
    return better


def _take(columns: Columns, found: Found, prices: Floats, rents: Floats) -> int:
    """Keep the contents that are worth more than their sitting's rent."""
    good = np.flatnonzero((found.many > 0) & (found.worth(prices) > rents[found.sitting] + _WORTH))
    return sum(columns.add(int(found.sitting[row]), found.matters[row, : found.many[row]].tolist()) for row in good)
