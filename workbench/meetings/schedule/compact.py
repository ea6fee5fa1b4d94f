"""Which matter sits where, as a CP-SAT model (分派模型): the whole problem, or some sittings with the rest left as it is.

Waiting is not in the model: orders are found afterwards, exactly (`order`), and a sitting's waiting comes back as a cut
("these matters together cost at least that"), valid because waiting never falls when a matter is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.meetings.schedule.board import Board
from workbench.meetings.schedule.draft import Draft
from workbench.meetings.schedule.order import NEVER
from workbench.meetings.schedule.problem import Wish, WishKind


@dataclass
class Compact:
    """The model; `seat` (P × S) may price comings otherwise than the board, as re-planning does."""

    board: Board
    sittings: Sequence[int]
    matters: Sequence[int]
    rest: Draft | None = None
    seat: NDArray[np.int64] | None = None
    model: Any = None
    here: dict[tuple[int, int], Any] = field(default_factory=dict)
    come: dict[tuple[int, int], Any] = field(default_factory=dict)
    out: dict[int, Any] = field(default_factory=dict)
    held: dict[int, Any] = field(default_factory=dict)
    terms: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        from ortools.sat.python import cp_model

        self.model = cp_model.CpModel()
        self._placing()
        self._room()
        self._comings()
        self._clashes()
        for one in self.board.problem.wishes:
            self._wish(one)
        prices = self.board.seat if self.seat is None else self.seat
        self.terms += [int(self.board.late[m, s]) * x for (m, s), x in self.here.items() if self.board.late[m, s]]
        self.terms += [int(prices[p, s]) * y for (p, s), y in self.come.items() if prices[p, s]]
        self.terms += [int(self.board.out[m]) * o for m, o in self.out.items()]

    def _placing(self) -> None:
        for matter in self.matters:
            spots = [sitting for sitting in self.sittings if self.board.fits[matter, sitting]]
            for sitting in spots:
                self.here[matter, sitting] = self.model.new_bool_var("")
            self.out[matter] = self.model.new_bool_var("")
            self.model.add_exactly_one([*(self.here[matter, one] for one in spots), self.out[matter]])

    def inside(self, sitting: int) -> list[tuple[int, Any]]:
        return [(matter, one) for (matter, where), one in self.here.items() if where == sitting]

    def _room(self) -> None:
        for sitting in self.sittings:
            inside = self.inside(sitting)
            self.model.add(sum(one for _, one in inside) <= int(self.board.limit[sitting]))
            used = sum(int(self.board.minutes[matter]) * one for matter, one in inside)
            self.model.add(used <= int(self.board.room[sitting]))

    def _comings(self) -> None:
        for sitting in self.sittings:
            theirs: dict[int, list[Any]] = {}
            for matter, one in self.inside(sitting):
                for person in self.board.with_people[matter]:
                    theirs.setdefault(int(person), []).append(one)
            for person, all_ in theirs.items():
                come = self.come[person, sitting] = self.model.new_bool_var("")
                self.model.add(sum(all_) <= int(self.board.limit[sitting]) * come)
                for one in all_:
                    self.model.add_implication(one, come)

    def _clashes(self) -> None:
        """Nobody in two sittings at a time: among the free ones, and against those that stay."""
        for pair in self.board.clash:
            for one, other in (pair, pair[::-1]):
                if one in self.sittings:
                    self._apart(one, other)

    def _apart(self, sitting: int, rival: int) -> None:
        for who, present in self._present(sitting).items():
            if rival in self.sittings:
                if (there := self._present(rival).get(who)) is not None:
                    self.model.add_at_most_one([present, there])
            elif self.rest is not None and who in self._stays(self.rest, rival):
                self.model.add(present == 0)

    def _present(self, sitting: int) -> dict[str, Any]:
        """Name → whether it is in this sitting; the chair is if anything is heard."""
        found = {self.board.people[p]: one for (p, s), one in self.come.items() if s == sitting}
        if sitting not in self.held:
            self.held[sitting] = self.model.new_bool_var("")
            for _, one in self.inside(sitting):
                self.model.add_implication(one, self.held[sitting])
        return {**found, self.board.problem.sittings[sitting].chair: self.held[sitting]}

    def _stays(self, rest: Draft, sitting: int) -> set[str]:
        present = {self.board.people[int(one)] for one in np.flatnonzero(rest.present[:, sitting])}
        return {*present, self.board.problem.sittings[sitting].chair} if rest.sets[sitting] else set()

    def _wish(self, wish: Wish) -> None:
        rule = {WishKind.LIMIT: self._limit, WishKind.TOGETHER: self._together, WishKind.LEADER_DAY: self._leader_day}
        if wish.kind in rule:
            rule[wish.kind](wish)

    def _pay(self, price: int, times: Any, most: int) -> None:
        """Pay `price` for each unit by which `times` is above 0."""
        above = self.model.new_int_var(0, most, "")
        self.model.add(above >= times)
        self.terms.append(price * above)

    def _limit(self, wish: Wish) -> None:
        if wish.hard:
            return
        for sitting in self.sittings:
            one = self.board.problem.sittings[sitting]
            if one.id in wish.sittings or (not wish.sittings and not one.limit):
                inside = [x for _, x in self.inside(sitting)]
                self._pay(wish.weight, sum(inside) - wish.value, len(inside) + 1)

    def _together(self, wish: Wish) -> None:
        """Pairs of the free matters; what stays elsewhere counts as broken when its partner is heard here."""
        rows = [row for row, one in enumerate(self.board.problem.matters) if one.id in wish.matters]
        broken = 0 if wish.hard else self.model.new_bool_var("")
        for one in rows:
            for other in rows:
                if one != other and one in self.out:
                    self._pair(one, other, broken)
        if not wish.hard:
            self.terms.append(wish.weight * broken)

    def _pair(self, one: int, other: int, broken: Any) -> None:
        hard = isinstance(broken, int)
        for sitting in self.sittings:
            if (x := self.here.get((one, sitting))) is None:
                continue
            if other in self.out:
                there = self.here.get((other, sitting), 0)
                self.model.add(x - there - (0 if hard else self.out[other]) <= broken)
            elif self.rest is not None and self.rest.at[other] >= 0:
                self.model.add(x <= broken)

    def _leader_day(self, wish: Wish) -> None:
        if wish.who not in self.board.people:
            return
        person, problem = self.board.people.index(wish.who), self.board.problem
        fixed: set[Any] = set()
        if self.rest is not None:
            stays = np.flatnonzero(self.rest.present[person])
            fixed = {problem.sittings[int(s)].day for s in stays if int(s) not in self.sittings}
        days = {problem.sittings[s].day: self.model.new_bool_var("") for (p, s) in self.come if p == person}
        for (p, sitting), come in self.come.items():
            if p == person:
                self.model.add_implication(come, days[problem.sittings[sitting].day])
        new = sum(one for day, one in days.items() if day not in fixed) + len(fixed)
        if wish.hard:
            self.model.add(new <= max(1, len(fixed)))
        else:
            self._pay(wish.weight, new - 1, len(days) + len(fixed))

    def cut(self, sitting: int, matters: Sequence[int], waiting: int) -> None:
        """These matters together in a sitting cost at least this waiting; forbidden where a hard 连排 can't be."""
        together = sum(self.here[matter, sitting] for matter in matters) - len(matters) + 1
        if waiting >= NEVER:
            self.model.add(together <= 0)
        else:
            self._pay(waiting, together, 1)

    def hint(self, sets: Iterable[Iterable[int]]) -> None:
        """Start from a plan: every variable of placing and coming gets a value."""
        at = {matter: sitting for sitting, matters in enumerate(sets) for matter in matters}
        self.model.clear_hints()
        for (matter, sitting), one in self.here.items():
            self.model.add_hint(one, at.get(matter) == sitting)
        for matter, one in self.out.items():
            self.model.add_hint(one, at.get(matter) not in self.sittings)
        came = {(int(p), s) for m, s in at.items() for p in self.board.with_people[m]}
        for key, one in self.come.items():
            self.model.add_hint(one, key in came)

    def solve(
        self, *, seconds: float, workers: int, seed: int, steps: float = 0.0
    ) -> tuple[list[list[int]] | None, float]:
        """Matters by sitting (of all sittings; empty for those not free) and the proven bound on the model's cost.

        `steps` limits deterministic time instead of the clock, so that a run can be repeated.
        """
        from ortools.sat.python import cp_model

        self.model.minimize(sum(self.terms))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = max(0.01, seconds)
        if steps:
            solver.parameters.max_deterministic_time = steps
            solver.parameters.interleave_search = workers > 1
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            return None, float("inf")
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None, solver.best_objective_bound
        sets: list[list[int]] = [[] for _ in self.board.problem.sittings]
        for (matter, sitting), one in self.here.items():
            if solver.value(one):
                sets[sitting].append(matter)
        return sets, solver.best_objective_bound
