"""When it can't be done (无解说明): the fewest conditions that can't hold together, in words.

Every condition is an assumption of a CP-SAT model; its core is shortened by leaving conditions out one by one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from workbench.meetings.schedule.board import Board, board_of
from workbench.meetings.schedule.order import NEVER
from workbench.meetings.schedule.problem import Matter, Problem, WishKind, listed

_ROUNDS = 20
_SAID = 12


@dataclass(frozen=True, slots=True)
class Quarrel:
    """Conditions of which at least one must give way; `proven` is False when time ran out before a plan or a proof.

    `shortest`: none of them can be left out of the quarrel (False when time ran out while shortening).
    """

    demands: tuple[str, ...]
    proven: bool = True
    shortest: bool = True

    @property
    def sentence(self) -> str:
        if not self.proven:
            return "在限定时间内既没有找到方案，也没有证明无解；请延长计算时间或放宽条件后重试"
        more = f"；等{len(self.demands)}项" if len(self.demands) > _SAID else ""
        told = "；".join(self.demands[:_SAID]) + more
        can = "不能同时满足" if len(self.demands) > 1 else "做不到"
        return f"排不出方案，以下条件{can}：{told}。请放宽其中一项后重排"


@dataclass
class Conditions:
    """Placings and every hard condition on them, each under an assumption with its words."""

    board: Board
    model: Any = None
    here: dict[tuple[int, int], Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from ortools.sat.python import cp_model

        self.model = cp_model.CpModel()
        problem = self.board.problem
        for row, matter in enumerate(problem.matters):
            self._matter(row, matter)
        for sitting in range(len(problem.sittings)):
            self._sitting(sitting)
        self._clashes()
        self._together()
        self._days()

    def literal(self, words: str) -> Any:
        if words not in self.said:
            self.said[words] = self.model.new_bool_var("")
        return self.said[words]

    def _matter(self, row: int, matter: Matter) -> None:
        problem, placing = self.board.problem, self.board.placing
        for number, sitting in enumerate(problem.sittings):
            one = self.here[row, number] = self.model.new_bool_var("")
            for barrier in placing.barriers(matter, sitting):
                self.model.add(one == 0).only_enforce_if(self.literal(barrier.demand))
        mine = [self.here[row, number] for number in range(len(problem.sittings))]
        self.model.add_at_most_one(mine)
        if self.board.must[row]:
            self.model.add_at_least_one(mine).only_enforce_if(self.literal(self._must(matter)))

    def _must(self, matter: Matter) -> str:
        if matter.pin:
            return f"{matter.name}指定在{self.board.problem.sitting[matter.pin].title}研究"
        wish = self.board.placing.deadline_wish(matter)
        if wish and matter.deadline and matter.deadline <= self.board.problem.horizon:
            return f"{matter.name}须在{matter.deadline:%-m月%-d日}前研究（{wish.name}）"
        named = [w for w in self.board.problem.wishes_of(WishKind.HEARD, hard=True) if matter.id in w.matters]
        return f"{matter.name}必须在本轮研究（{named[0].name}）"

    def _sitting(self, number: int) -> None:
        board, sitting = self.board, self.board.problem.sittings[number]
        rows = range(len(board.problem.matters))
        if board.limit[number] < len(board.problem.matters):
            words = f"{sitting.title}最多研究{board.limit[number]}件"
            many = sum(self.here[row, number] for row in rows)
            self.model.add(many <= int(board.limit[number])).only_enforce_if(self.literal(words))
        words = f"{sitting.title}可用{sitting.room}分钟"
        used = sum(int(board.minutes[row]) * self.here[row, number] for row in rows)
        self.model.add(used <= sitting.room).only_enforce_if(self.literal(words))

    def _clashes(self) -> None:
        for one, other in self.board.clash:
            first, second = self.board.problem.sittings[one], self.board.problem.sittings[other]
            there = self._present(other)
            for who, mine in self._present(one).items():
                words = f"{first.title}与{second.title}同时开，{who}不能两头参加"
                for left in mine if who in there else ():
                    for right in there[who]:
                        self.model.add_bool_or([left.negated(), right.negated(), self.literal(words).negated()])

    def _present(self, sitting: int) -> dict[str, list[Any]]:
        """Name → placings that bring it to this sitting; the chair by any."""
        found: dict[str, list[Any]] = {}
        for row, matter in enumerate(self.board.problem.matters):
            chair = self.board.problem.sittings[sitting].chair
            for who in {*self.board.placing.called[matter.id], chair}:
                found.setdefault(who, []).append(self.here[row, sitting])
        return found

    def _together(self) -> None:
        for wish in self.board.problem.wishes_of(WishKind.TOGETHER, hard=True):
            rows = [r for r, one in enumerate(self.board.problem.matters) if one.id in wish.matters]
            for one, other in pairwise(rows):
                for sitting in range(len(self.board.problem.sittings)):
                    same = self.here[one, sitting] == self.here[other, sitting]
                    self.model.add(same).only_enforce_if(self.literal(f"{wish.name}（必须）"))

    def _days(self) -> None:
        for wish in self.board.problem.wishes_of(WishKind.LEADER_DAY, hard=True):
            sittings = self.board.problem.sittings
            days = {one.day: self.model.new_bool_var("") for one in sittings}
            for (row, sitting), here in self.here.items():
                if wish.who in self.board.placing.called[self.board.problem.matters[row].id]:
                    self.model.add_implication(here, days[sittings[sitting].day])
            self.model.add(sum(days.values()) <= 1).only_enforce_if(self.literal(f"{wish.name}（必须）"))

    def forbid(self, sitting: int, rows: Sequence[int]) -> None:
        """These matters can't all be in one sitting: somebody's would not follow one another (hard 连排)."""
        words = "、".join(wish.name for wish in self.board.problem.wishes_of(WishKind.ADJACENT, hard=True))
        self.model.add_bool_or(
            [*(self.here[row, sitting].negated() for row in rows), self.literal(f"{words}（必须）").negated()]
        )

    def solve(self, words: Sequence[str], *, seconds: float, workers: int, seed: int) -> Answer:
        """Whether these conditions can hold together."""
        from ortools.sat.python import cp_model

        self.model.clear_assumptions()
        self.model.add_assumptions([self.said[one] for one in words])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = workers
        solver.parameters.random_seed = seed
        solver.parameters.max_time_in_seconds = seconds
        status = solver.solve(self.model)
        if status == cp_model.INFEASIBLE:
            core = set(solver.sufficient_assumptions_for_infeasibility())
            return Answer(core=[one for one in words if self.said[one].index in core])
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer()
        sets: list[list[int]] = [[] for _ in self.board.problem.sittings]
        for (row, sitting), here in self.here.items():
            if solver.value(here):
                sets[sitting].append(row)
        return Answer(sets=sets)


@dataclass(frozen=True, slots=True)
class Answer:
    """Matters by sitting if the conditions can hold, those that can't (words) if not, neither when time is up."""

    sets: list[list[int]] | None = None
    core: list[str] | None = None


def quarrel_of(problem: Problem) -> Quarrel | None:
    """The quarrel of a problem's hard conditions, or None if a plan exists."""
    found = settle(board_of(problem))
    return found if isinstance(found, Quarrel) else None


def settle(board: Board, *, workers: int = 1, seed: int = 0, seconds: float = 10.0) -> list[list[int]] | Quarrel:
    """A plan that keeps every hard condition (nothing more), or the conditions that quarrel."""
    if crowd := _crowd(board):
        return crowd
    conditions = Conditions(board)
    for _ in range(_ROUNDS):
        found = conditions.solve(list(conditions.said), seconds=seconds, workers=workers, seed=seed)
        if found.core is not None:
            return _shortest(conditions, found.core, seconds, seed)
        if found.sets is None:
            break
        torn = list(_torn(board, found.sets))
        if not torn:
            return found.sets
        for rows in torn:
            for other in range(len(found.sets)):
                if board.waiting(other, rows) >= NEVER:
                    conditions.forbid(other, rows)
    return Quarrel((), proven=False)


def _crowd(board: Board) -> Quarrel | None:
    """More matters that must be heard than the sittings they fit can take, counted; None if no such crowd is seen.

    Only crowds too large to name each condition of: a count says more than a list of a hundred, and is found at once.
    """
    must = [int(row) for row in np.flatnonzero(board.must)]
    fits = {row: frozenset(np.flatnonzero(board.fits[row]).tolist()) for row in must}
    for spots in sorted(set(fits.values()), key=len):
        here, room = [row for row in must if fits[row] <= spots], int(board.limit[sorted(spots)].sum())
        if spots and len(here) > max(room, _SAID):
            names = listed(board.problem.matters[row].id for row in here)
            told = f"{names}必须在本轮研究，都只能排入其中{len(spots)}次会议"
            return Quarrel((told, f"这{len(spots)}次会议合计最多研究{room}件"))
    return None


def _torn(board: Board, sets: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Matters of a sitting that no order puts so that hard 连排 holds, cut down to those at fault."""
    for sitting, matters in enumerate(sets):
        rows = list(matters)
        if board.waiting(sitting, rows) < NEVER:
            continue
        for row in list(rows):
            fewer = [one for one in rows if one != row]
            rows = fewer if board.waiting(sitting, fewer) >= NEVER else rows
        yield rows


def _shortest(conditions: Conditions, words: list[str], seconds: float, seed: int) -> Quarrel:
    """Leave out what isn't needed for the quarrel, one by one, while time lasts."""
    until = time.monotonic() + seconds
    for one in list(words):
        if time.monotonic() > until:
            return Quarrel(tuple(words), shortest=False)
        fewer = [other for other in words if other != one]
        limit = max(0.5, seconds / 10)
        answer = conditions.solve(fewer, seconds=limit, workers=1, seed=seed) if one in words else Answer()
        words = words if answer.core is None else answer.core
    return Quarrel(tuple(words))
