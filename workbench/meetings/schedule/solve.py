"""The schedule (排会): CP-SAT with a proven gap on the whole price of a plan.

Small problems: one model, waiting brought back as cuts until price and bound meet. Large ones: a bound by column
generation (`columns`), a plan rounded from the same contents, then made better a few sittings at a time (`picking`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from workbench.meetings.schedule.board import Board, board_of
from workbench.meetings.schedule.columns import Columns, Floats, certify, dive, grow
from workbench.meetings.schedule.compact import Compact
from workbench.meetings.schedule.explain import Quarrel, settle
from workbench.meetings.schedule.greedy import greedy_draft
from workbench.meetings.schedule.leftout import why_left_out
from workbench.meetings.schedule.order import NEVER
from workbench.meetings.schedule.picking import Improving, Sets, lawful, rebuilt, total
from workbench.meetings.schedule.plan import Cost, Plan, cost_of
from workbench.meetings.schedule.pricing import Pricing
from workbench.meetings.schedule.problem import Problem

_SMALL = 1500
"""Possible placings up to which one model is enough."""


class NoPlan(ValueError):
    """The hard conditions quarrel; `quarrel` names the fewest that can't hold together."""

    def __init__(self, quarrel: Quarrel) -> None:
        super().__init__(quarrel.sentence)
        self.quarrel = quarrel


@dataclass(frozen=True, slots=True)
class Settings:
    """How long and how exactly; `gap` as `Schedule.movable_gap` counts it.

    `repeatable`: limits on work instead of time, so that the same comes out again.
    """

    seconds: float = 10.0
    gap: float = 0.005
    workers: int = 2
    seed: int = 0
    repeatable: bool = False


@dataclass(frozen=True)
class Schedule:
    """A plan with its price and the proof: no plan costs less than `bound`. `left_out`: matter → why."""

    plan: Plan
    cost: Cost
    bound: int
    seconds: float
    left_out: Mapping[str, str]

    @property
    def gap(self) -> float:
        """Share of the price that a perfect plan could at most save."""
        return (self.cost.total - self.bound) / self.cost.total if self.cost.total else 0.0

    @property
    def movable_gap(self) -> float:
        """The same against the price without what left-out matters cost, which a full round pays in any case."""
        movable = self.cost.total - self.cost.left_out_cost
        return (self.cost.total - self.bound) / movable if movable else 0.0


class Budget:
    """Time left; in a repeatable run far more of it, so that counted work ends first."""

    def __init__(self, settings: Settings) -> None:
        self.begun = time.monotonic()
        self.settings = settings
        self.end = self.begun + settings.seconds * (20 if settings.repeatable else 0.95)

    def until(self, share: float) -> float:
        return self.begun + (self.end - self.begun) * share

    def within(self, share: float) -> float:
        """The clock when this share of the whole time will have passed from now, or the end."""
        return min(self.end, time.monotonic() + (self.end - self.begun) * share)

    @property
    def left(self) -> float:
        return self.end - time.monotonic()

    @property
    def spent(self) -> float:
        return time.monotonic() - self.begun

    def steps(self, amount: float) -> float:
        return amount if self.settings.repeatable else 0.0


def solve(problem: Problem, settings: Settings | None = None) -> Schedule:
    """The best plan found with its proven gap. NoPlan when the hard conditions quarrel."""
    settings = settings or Settings()
    budget = Budget(settings)
    board = board_of(problem)
    start = _start(board, settings)
    small = int(board.fits.sum()) <= _SMALL
    sets, bound = _small(board, start, budget) if small else _large(board, start, budget)
    return schedule_of(board, sets, bound, budget.spent)


def schedule_of(board: Board, sets: Sets, bound: float, seconds: float, version: int = 1) -> Schedule:
    """Sets of matters as a schedule: orders, price, bound in whole minutes, reasons for what is left out."""
    plan = board.plan(sets, version)
    cost = cost_of(board.problem, plan, board.placing)
    return Schedule(plan, cost, int(max(0.0, bound) + 1e-6), seconds, why_left_out(board, sets))


def _start(board: Board, settings: Settings) -> Sets:
    """The clerk's plan, or where it leaves out what must be heard, any plan that doesn't."""
    draft = greedy_draft(board)
    if not (board.must & (draft.at < 0)).any():
        return draft.sets
    found = settle(board, workers=settings.workers, seed=settings.seed)
    if isinstance(found, Quarrel):
        raise NoPlan(found)
    return found


def _small(board: Board, start: Sets, budget: Budget) -> tuple[Sets, float]:
    everything = Compact(board, range(len(start)), range(len(board.out)))
    columns = Columns(board)
    columns.floor()
    best, price, bound = start, total(board, start), columns.bound
    settings = budget.settings
    while budget.left > 0.05:
        everything.hint(best)
        steps = budget.steps(4.0)
        found, proven = everything.solve(seconds=budget.left, workers=settings.workers, seed=settings.seed, steps=steps)
        bound = max(bound, proven)
        if found is None:
            break
        if lawful(board, found) and (new := total(board, found)) < price:
            best, price = found, new
        if close(board, best, price - bound, settings.gap) or not _cut(board, everything, found):
            break
    return best, bound


def close(board: Board, sets: Sets, short: float, gap: float) -> bool:
    """Whether price and bound are near enough, measured against the price without what left-out matters cost."""
    heard = [one for matters in sets for one in matters]
    left = int(board.lean.sum()) - int(board.lean[heard].sum())
    return short <= gap * max(0, total(board, sets) - left) + 0.5


def _cut(board: Board, model: Compact, sets: Sets) -> int:
    """Tell the model what sets of matters cost in waiting; how many cuts that made."""
    cuts = 0
    for sitting, matters in enumerate(sets):
        core = _core(board, sitting, matters)
        for other in range(len(sets)) if core else ():
            if all((matter, other) in model.here for matter in core) and (waits := board.waiting(other, core)):
                model.cut(other, core, waits)
                cuts += 1
    return cuts


def _core(board: Board, sitting: int, matters: list[int]) -> list[int]:
    """The fewest of these matters that wait as much; [] if nobody waits."""
    waits = board.waiting(sitting, matters)
    for matter in list(matters) if waits else ():
        fewer = [one for one in matters if one != matter]
        if min(board.waiting(sitting, fewer), NEVER) == min(waits, NEVER):
            matters = fewer
    return matters if waits else []


def _large(board: Board, start: Sets, budget: Budget) -> tuple[Sets, float]:
    settings = budget.settings
    columns, pricing = Columns(board), Pricing(board, workers=settings.workers, seed=settings.seed)
    better = Improving(board, start, settings.seed)
    prices = _prices(columns, pricing, start, budget)
    rounds = _rounds(columns, pricing, better, prices, budget)
    for _ in range(70 if settings.repeatable else 5000):
        if budget.left < 0.1 or close(board, better.sets, better.price - columns.bound, settings.gap):
            break
        next(rounds)
    return better.sets, columns.bound


def _prices(columns: Columns, pricing: Pricing, start: Sets, budget: Budget) -> Floats:
    """Contents enough for good prices: guided at first, then without the guides."""
    for sitting, matters in enumerate(start):
        columns.add(sitting, matters)
    columns.floor()
    columns.guide(2.0)
    grow(columns, pricing, until=budget.until(0.1), rounds=8)
    columns.unguide()
    return grow(columns, pricing, until=budget.until(0.4), rounds=70)


def _rounds(columns: Columns, pricing: Pricing, better: Improving, prices: Floats, budget: Budget) -> Iterator[None]:
    """In turn: round the programme to a plan, prove a bound, make the plan better here and there."""
    settings, best = budget.settings, prices
    for turn in count(1):
        chosen = dive(columns, pricing, until=budget.within(0.2), rounds=1 + turn % 2)
        better.offer(rebuilt(better.board, chosen))
        yield
        if certify(columns, pricing, prices, until=budget.end - 0.1):  # half a proof is none: it may take what is left
            best = prices
        yield
        for _ in range(20):
            better.step(seconds=max(0.05, min(0.4, budget.left)), steps=budget.steps(0.3), workers=settings.workers)
            yield
        prices = 0.7 * best + 0.3 * columns.solve()[0]
