"""A lawful plan out of the contents found (选列), and a plan made better a few sittings at a time (局部重排)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from workbench.meetings.schedule.board import Board
from workbench.meetings.schedule.compact import Compact
from workbench.meetings.schedule.draft import Draft
from workbench.meetings.schedule.greedy import fill
from workbench.meetings.schedule.order import NEVER
from workbench.meetings.schedule.plan import cost_of

Sets = list[list[int]]
_SPARE = 40
"""Left-out matters that a local problem may bring in."""


def total(board: Board, sets: Sequence[Sequence[int]]) -> int:
    """The whole price of a plan, with what must be heard and isn't."""
    heard = {one for matters in sets for one in matters}
    lost = sum(int(board.out[m]) - int(board.lean[m]) for m in range(len(board.out)) if m not in heard)
    return cost_of(board.problem, board.plan(sets), board.placing).total + lost


def lawful(board: Board, sets: Sequence[Sequence[int]]) -> bool:
    """Whether every sitting has an order that keeps hard 连排; the model of placings knows no orders."""
    return all(board.waiting(sitting, matters) < NEVER for sitting, matters in enumerate(sets))


def rebuilt(board: Board, chosen: Iterable[tuple[int, Sequence[int]]]) -> Sets:
    """A lawful plan out of contents that may overlap: each matter once, what breaks a rule elsewhere or left out."""
    draft = Draft(board)
    wanted = [(matter, sitting) for sitting, matters in chosen for matter in matters]
    for matter, sitting in wanted:
        if draft.at[matter] < 0:
            fill(draft, matter, [sitting])
    for matter in np.argsort(-board.out, kind="stable"):
        if draft.at[matter] < 0:
            fill(draft, int(matter), cheapest(board, int(matter)))
    return draft.sets


def cheapest(board: Board, matter: int) -> list[int]:
    """Sittings a matter fits, least late first."""
    return [int(one) for one in np.argsort(board.late[matter], kind="stable") if board.fits[matter, one]]


@dataclass
class Improving:
    """Re-plans a few sittings at a time with the rest left as it is; keeps what is cheaper as a whole."""

    board: Board
    sets: Sets
    seed: int = 0
    free: int = 3
    price: int = 0
    draw: np.random.Generator = field(init=False)
    _failed: int = 0

    def __post_init__(self) -> None:
        self.draw = np.random.default_rng(self.seed)
        self.price = self.price_of(self.sets)

    def price_of(self, sets: Sets) -> int:
        return total(self.board, sets)

    def model(self, sittings: Sequence[int], matters: Sequence[int], rest: Draft) -> Compact:
        return Compact(self.board, sittings, matters, rest)

    def step(self, *, seconds: float, steps: float, workers: int) -> bool:
        """One local problem; whether the plan got cheaper."""
        many = min(len(self.sets), self.free + self._failed // (2 * len(self.sets)))
        sittings = self.choose(many)
        rest = Draft(self.board, [[] if s in sittings else one for s, one in enumerate(self.sets)])
        inside = [matter for sitting in sittings for matter in self.sets[sitting]]
        local = self.model(sittings, [*inside, *self.spare(rest, inside, sittings)], rest)
        local.hint(self.sets)
        found, _ = local.solve(seconds=seconds, workers=workers, seed=self.seed, steps=steps)
        better = found is not None and self.offer(
            [new if s in sittings else self.sets[s] for s, new in enumerate(found)]
        )
        self._failed = 0 if better else self._failed + 1
        return better

    def offer(self, sets: Sets) -> bool:
        """Take another plan if it is cheaper and an order keeps hard 连排."""
        price = self.price_of(sets)
        if price >= self.price or not lawful(self.board, sets):
            return False
        self.sets, self.price = sets, price
        return True

    def choose(self, many: int) -> list[int]:
        """One sitting at random and those that share most people with it, with some luck."""
        people = np.array([self.board.called[one].any(axis=0) for one in self.sets])
        first = int(self.draw.integers(len(self.sets)))
        near = (people & people[first]).sum(axis=1) + self.draw.gumbel(0, 2, len(self.sets))
        near[first] = np.inf
        return [int(one) for one in np.argsort(-near, kind="stable")[:many]]

    def spare(self, rest: Draft, inside: Sequence[int], sittings: Sequence[int]) -> list[int]:
        """Matters heard nowhere that fit here: a random choice of them, dear ones sooner."""
        fits = self.board.fits[:, sittings].any(axis=1) & (rest.at < 0)
        fits[list(inside)] = False
        rows = np.flatnonzero(fits)
        if len(rows) <= _SPARE:
            return [int(one) for one in rows]
        luck = np.log(self.board.out[rows].astype(float)) * 3 + self.draw.gumbel(0, 1, len(rows))
        return [int(one) for one in rows[np.argsort(-luck)[:_SPARE]]]
