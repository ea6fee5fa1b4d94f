"""A plan in the making (草排): which matters are where, and whether one more may go somewhere; every hard rule is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from workbench.meetings.schedule.board import Board
from workbench.meetings.schedule.order import NEVER
from workbench.meetings.schedule.problem import WishKind


class Draft:
    """Matters placed so far, by row number; `group` gives the matters that must move together."""

    def __init__(self, board: Board, sets: Iterable[Iterable[int]] = ()) -> None:
        self.board = board
        size = len(board.problem.sittings)
        self.sets: list[list[int]] = [[] for _ in range(size)]
        self.present = np.zeros((len(board.people), size), np.int64)
        self.at = np.full(len(board.problem.matters), -1)
        self._rivals = [
            [j for i, j in (*board.clash, *((b, a) for a, b in board.clash)) if i == s] for s in range(size)
        ]
        self._strict = any(one.hard for one in board.problem.wishes_of(WishKind.ADJACENT))
        self._one_day = self._leaders()
        for sitting, matters in enumerate(sets):
            for matter in matters:
                self.put([matter], sitting)

    def _leaders(self) -> list[int]:
        wishes = self.board.problem.wishes_of(WishKind.LEADER_DAY, hard=True)
        return [self.board.people.index(one.who) for one in wishes if one.who in self.board.people]

    def group(self, matter: int) -> tuple[int, ...]:
        """The matter with all it is tied to (同会, hard)."""
        found = {matter}
        for _ in self.board.tied:
            found |= {one for tie in self.board.tied if found & set(tie) for one in tie}
        return tuple(sorted(found))

    def put(self, matters: Sequence[int], sitting: int) -> None:
        self.sets[sitting].extend(matters)
        self.at[list(matters)] = sitting
        self.present[:, sitting] += self.board.called[list(matters)].sum(axis=0)

    def take(self, matters: Sequence[int]) -> None:
        """Take matters out of wherever they are."""
        for matter in matters:
            if (sitting := int(self.at[matter])) >= 0:
                self.sets[sitting].remove(matter)
                self.present[:, sitting] -= self.board.called[matter]
                self.at[matter] = -1

    def can(self, matters: Sequence[int], sitting: int) -> bool:
        """Whether these, all placed nowhere now, may be added to this sitting."""
        board, rows = self.board, list(matters)
        after = [*self.sets[sitting], *rows]
        if len(after) > board.limit[sitting] or board.minutes[after].sum() > board.room[sitting]:
            return False
        if not board.fits[rows, sitting].all() or self._elsewhere(rows, sitting):
            return False
        return not self._strict or board.waiting(sitting, after) < NEVER

    def _elsewhere(self, matters: list[int], sitting: int) -> bool:
        """Whether somebody called would sit in two sittings at a time, or a leader on two days."""
        came = np.flatnonzero(self.board.called[matters].any(axis=0))
        chairs = [one.chair for one in self.board.problem.sittings]
        names = {self.board.people[one] for one in came}
        for rival in self._rivals[sitting]:
            if self.sets[rival] and chairs[rival] in {*names, chairs[sitting]}:
                return True
            if self.present[came, rival].any() or any(chairs[sitting] == self.board.people[p] for p in self._in(rival)):
                return True
        days = [one.day for one in self.board.problem.sittings]
        return any(
            days[other] != days[sitting] and self.present[leader, other]
            for leader in self._one_day
            if leader in came
            for other in range(len(days))
        )

    def _in(self, sitting: int) -> list[int]:
        return [int(one) for one in np.flatnonzero(self.present[:, sitting])]
