"""The problem as arrays (排会数组): who is called to what, what fits where, and what each placing costs.

Shapes: M matters, S sittings, P units and posts; in the order of the problem. Costs are weighted minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from workbench.meetings.schedule.order import Ordering
from workbench.meetings.schedule.placing import Placing
from workbench.meetings.schedule.plan import Plan, late_days, left_out_cost
from workbench.meetings.schedule.problem import Problem, WishKind

MUST: int = 1_000_000
"""Cost of leaving out a matter that must be heard: more than any plan pays for anything else."""


@dataclass(frozen=True)
class Board:
    """What the planners work on; `seat` is what a coming costs (0 for the sitting's chair)."""

    problem: Problem
    placing: Placing
    ordering: Ordering
    people: tuple[str, ...]
    called: NDArray[np.bool_]  # M × P
    fits: NDArray[np.bool_]  # M × S
    late: NDArray[np.int64]  # M × S
    out: NDArray[np.int64]  # M: what leaving out costs a planner (far more for what must be heard, and soft wishes)
    lean: NDArray[np.int64]  # M: the same as a plan's price counts it
    minutes: NDArray[np.int64]  # M
    room: NDArray[np.int64]  # S
    limit: NDArray[np.int64]  # S
    seat: NDArray[np.int64]  # P × S
    must: NDArray[np.bool_]  # M
    clash: tuple[tuple[int, int], ...]  # sittings that overlap in time
    tied: tuple[tuple[int, ...], ...]  # matters that must be in one sitting
    with_people: list[NDArray[np.int64]] = field(default_factory=list)  # M: people of each matter

    @property
    def matter_ids(self) -> list[str]:
        return [one.id for one in self.problem.matters]

    def plan(self, sets: Iterable[Iterable[int]], version: int = 1) -> Plan:
        """Sets of matters by sitting as a plan, each in its best order."""
        ids, sittings = self.matter_ids, self.problem.sittings
        rows = zip(sittings, sets, strict=True)
        return Plan({one.id: self.ordering.best(one, [ids[m] for m in found])[0] for one, found in rows}, version)

    def sets(self, plan: Plan) -> list[list[int]]:
        """A plan's matters by sitting, as numbers."""
        number = {one: row for row, one in enumerate(self.matter_ids)}
        return [[number[one] for one in plan.order.get(sitting.id, ())] for sitting in self.problem.sittings]

    def waiting(self, sitting: int, matters: Iterable[int]) -> int:
        """Waiting and broken 连排 of these matters in their best order."""
        ids = self.matter_ids
        return self.ordering.best(self.problem.sittings[sitting], [ids[one] for one in matters])[1]

    def price(self, sitting: int, matters: list[int]) -> int:
        """What these matters in this sitting cost: lateness, comings, waiting."""
        came = self.called[matters].any(axis=0)
        late = int(self.late[matters, sitting].sum())
        return late + int(self.seat[came, sitting].sum()) + self.waiting(sitting, matters)


def board_of(problem: Problem) -> Board:
    """The arrays of a problem."""
    placing = Placing(problem)
    sittings, matters = problem.sittings, problem.matters
    people = tuple(dict.fromkeys(who for one in matters for who in placing.called[one.id]))
    number = {who: row for row, who in enumerate(people)}
    called = np.zeros((len(matters), len(people)), np.bool_)
    for row, one in enumerate(matters):
        called[row, [number[who] for who in placing.called[one.id]]] = True
    chairs = np.array([[who == one.chair for one in sittings] for who in people], np.bool_)
    seat = np.where(chairs.reshape(len(people), len(sittings)), 0, problem.weights.attendance).astype(np.int64)
    shape = len(matters), len(sittings)
    fits = np.array([placing.fits(m, s) for m in matters for s in sittings], np.bool_).reshape(shape)
    must = must_be_heard(problem, placing)
    lean = np.array([left_out_cost(problem, one) for one in matters], np.int64) + _missed(problem)
    out = lean + must * MUST
    soft_late = _late(problem).reshape(shape)
    room = np.array([one.room for one in sittings], np.int64)
    limit = np.array([placing.limit(one) or len(matters) for one in sittings], np.int64)
    minutes = np.array([one.minutes for one in matters], np.int64)
    clash = tuple((i, j) for i, j in combinations(range(len(sittings)), 2) if sittings[i].overlaps(sittings[j]))
    return Board(
        problem, placing, Ordering(problem, placing), people, called, fits, soft_late, out, lean, minutes, room, limit, seat,
        must, clash, _tied(problem), [np.flatnonzero(row) for row in called],
    )  # fmt: skip


def must_be_heard(problem: Problem, placing: Placing) -> NDArray[np.bool_]:
    """Matters a plan may not leave out: wished for (hard), pinned, or with a hard deadline within the round."""
    named = {one for wish in problem.wishes_of(WishKind.HEARD, hard=True) for one in wish.matters}
    due = [m.deadline is not None and m.deadline <= problem.horizon for m in problem.matters]
    rows = zip(problem.matters, due, strict=True)
    return np.array(
        [m.id in named or bool(m.pin) or (ends and bool(placing.deadline_wish(m))) for m, ends in rows], np.bool_
    )


def _late(problem: Problem) -> NDArray[np.int64]:
    """Cost of the days late, and of a soft wish for the deadline broken."""
    soft = problem.wishes_of(WishKind.DEADLINE, hard=False)
    cost = []
    for one in problem.matters:
        broken = sum(wish.weight for wish in soft if not wish.matters or one.id in wish.matters)
        days = [late_days(one, sitting) for sitting in problem.sittings]
        cost += [problem.weights.late_day * late + (broken if late else 0) for late in days]
    return np.array(cost, np.int64)


def _tied(problem: Problem) -> tuple[tuple[int, ...], ...]:
    number = {one.id: row for row, one in enumerate(problem.matters)}
    return tuple(tuple(number[one] for one in wish.matters) for wish in problem.wishes_of(WishKind.TOGETHER, hard=True))


def _missed(problem: Problem) -> NDArray[np.int64]:
    """Soft wishes that a matter be heard."""
    soft = problem.wishes_of(WishKind.HEARD, hard=False)
    return np.array([sum(w.weight for w in soft if one.id in w.matters) for one in problem.matters], np.int64)
