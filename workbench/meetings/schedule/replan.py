"""Re-planning after a change (重排): what must move moves, as few comings as possible; then what was good before.

In this order: every hard rule; matters heard before stay heard; fewest new comings; fewest matters in another sitting;
the old price. What was left out stays so unless `refill` asks for free places to be filled, which calls people anew.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from workbench.meetings.schedule.board import Board, board_of
from workbench.meetings.schedule.changes import Change, changed, still
from workbench.meetings.schedule.compact import Compact
from workbench.meetings.schedule.draft import Draft
from workbench.meetings.schedule.explain import Quarrel, settle
from workbench.meetings.schedule.greedy import greedy_plan
from workbench.meetings.schedule.leftout import why_left_out
from workbench.meetings.schedule.picking import Improving, Sets
from workbench.meetings.schedule.plan import Cost, Plan, attendances, cost_of
from workbench.meetings.schedule.problem import Problem, listed
from workbench.meetings.schedule.solve import NoPlan, Settings

_MATTER_MOVED = 1_000_000
_COMING_MOVED = 100_000_000
_LOST = 100_000_000_000
_MUST = 100_000_000_000_000


@dataclass(frozen=True, slots=True)
class Move:
    """What changes for one unit or post (变动一览): sittings it newly comes to and those it no longer does."""

    who: str
    to: tuple[str, ...]
    off: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Replan:
    """The new conditions and plan beside the old. `fewest`: no lawful plan that hears as much moves fewer comings."""

    change: str
    problem: Problem
    plan: Plan
    cost: Cost
    left_out: Mapping[str, str]
    moves: tuple[Move, ...]
    matters: tuple[str, ...]  # sentences on matters that changed sitting
    lost: tuple[str, ...]  # matters heard before that no sitting can take now
    moved: int
    comings: int
    fewest: bool
    saved_against_clerk: int
    saved_against_earlier: int
    seconds: float

    @property
    def share(self) -> float:
        """New comings as a share of the comings of the earlier plan."""
        return self.moved / self.comings if self.comings else 0.0

    @property
    def sentence(self) -> str:
        proof = "已证明不能再少" if self.fewest else "限定时间内找到的最少"
        told = f"{self.change}：第{self.plan.version}版改动{self.moved}人次（原{self.comings}人次的{self.share:.1%}，{proof}）"
        clerk, earlier = _saved(self.saved_against_clerk), _saved(self.saved_against_earlier)
        told += f"；{listed(self.lost)}排不下，留待下一轮" if self.lost else ""
        return f"{told}；等候比人工排法{clerk}分钟，比上一版{earlier}分钟"


def replan(
    problem: Problem, plan: Plan, change: Change, settings: Settings | None = None, *, refill: bool = False
) -> Replan:
    """Plan anew after a change with the fewest moved comings. NoPlan when the changed conditions quarrel."""
    settings = settings or Settings(seconds=5.0)
    begun = time.monotonic()
    after = changed(problem, change)
    board = board_of(after)
    old = board.sets(Plan(still(plan, after)))
    came = {(one.who, one.sitting) for one in attendances(problem, plan)}
    heard = {row for row, one in enumerate(board.matter_ids) if one in plan.place}
    start = _start(board, old, heard, settings)
    sets, fewest = _fewest(_Aim(board, old, heard, came, refill), start, settings, begun)
    new = _kept_order(board, plan, sets)
    earlier, cost = cost_of(problem, plan), cost_of(after, new, board.placing)
    moves = tuple(moves_between(problem, plan, after, new))
    moved = sum(len(one.to) for one in moves)
    clerk = cost_of(after, greedy_plan(after))
    lost = tuple(one for one in plan.place if one in after.matter and one not in new.place)
    told = tuple(matters_moved(problem, plan, after, new))
    return Replan(
        change.words(problem), after, new, cost, why_left_out(board, sets), moves, told, lost, moved,
        earlier.attendances, fewest,
        clerk.waiting - cost.waiting, earlier.waiting - cost.waiting, time.monotonic() - begun,
    )  # fmt: skip


def _start(board: Board, old: Sets, heard: set[int], settings: Settings) -> Sets:
    """The old plan without what can't stay, and that put where fewest come anew; any lawful plan if that fails."""
    draft = Draft(board)
    for sitting, matters in enumerate(old):
        for matter in matters:
            group = draft.group(matter)
            if draft.at[matter] < 0 and set(group) <= set(matters) and draft.can(group, sitting):
                draft.put(group, sitting)
    wanted = [m for m in range(len(board.out)) if draft.at[m] < 0 and (m in heard or board.must[m])]
    for matter in sorted(wanted, key=lambda m: (not board.must[m], m)):
        group = draft.group(matter)
        spots = [s for s in range(len(old)) if draft.at[matter] < 0 and draft.can(group, s)]
        if spots:
            draft.put(group, min(spots, key=lambda s: (_new_comings(draft, group, s), s)))
    if not (board.must & (draft.at < 0)).any():
        return draft.sets
    found = settle(board, workers=settings.workers, seed=settings.seed, seconds=settings.seconds)
    if isinstance(found, Quarrel):
        raise NoPlan(found)
    return found


def _new_comings(draft: Draft, group: Sequence[int], sitting: int) -> int:
    called = draft.board.called[list(group)].any(axis=0)
    return int((called & (draft.present[:, sitting] == 0) & (draft.board.seat[:, sitting] > 0)).sum())


class _Aim:
    """What a re-planning pays: far more for matters lost than for comings, for comings than for matters moved."""

    def __init__(self, board: Board, old: Sets, before: set[int], came: set[tuple[str, str]], refill: bool) -> None:
        self.old = old
        known = [[(who, one.id) in came for one in board.problem.sittings] for who in board.people]
        late, out = board.late.copy(), board.out + board.must * _MUST
        heard = np.array([row in before for row in range(len(out))], np.bool_)
        for sitting, matters in enumerate(old):
            late[list(matters)] += _MATTER_MOVED
            late[list(matters), sitting] -= _MATTER_MOVED
        self.seat = board.seat + np.where(
            np.array(known).reshape(board.seat.shape) | (board.seat == 0), 0, _COMING_MOVED
        )
        self.board = replace(board, late=late, out=out + np.where(heard | refill, _LOST, 0))
        self.free = np.flatnonzero(heard | board.must | refill)

    def unsettled(self, sets: Sets) -> list[int]:
        """Matters that lost their place, or sit where they did not."""
        at = {matter: sitting for sitting, matters in enumerate(sets) for matter in matters}
        was = {matter: sitting for sitting, matters in enumerate(self.old) for matter in matters}
        return [int(one) for one in self.free if at.get(int(one)) != was.get(int(one))]

    def price(self, sets: Sets) -> int:
        """What the model pays for a plan."""
        board, total = self.board, 0
        heard = {one for matters in sets for one in matters}
        total += sum(int(board.out[one]) for one in self.free if int(one) not in heard)
        for sitting, matters in enumerate(sets):
            came = board.called[list(matters)].any(axis=0)
            total += int(self.seat[came, sitting].sum()) + int(board.late[list(matters), sitting].sum())
        return total


@dataclass
class _Mending(Improving):
    """Local problems round a matter that lost its place or moved: sittings it fits, and those with room."""

    aim: _Aim | None = None

    def price_of(self, sets: Sets) -> int:
        assert self.aim is not None
        return self.aim.price(sets)

    def model(self, sittings: Sequence[int], matters: Sequence[int], rest: Draft) -> Compact:
        assert self.aim is not None
        return Compact(self.board, sittings, matters, rest, self.aim.seat)

    def choose(self, many: int) -> list[int]:
        assert self.aim is not None
        unsettled = self.aim.unsettled(self.sets)
        if not unsettled:
            return super().choose(many)
        heard = {one for matters in self.sets for one in matters}
        lost = [one for one in unsettled if one not in heard]
        fits = self.board.fits[int(self.draw.choice(lost or unsettled))]
        full = np.array([self.board.limit[s] <= len(one) for s, one in enumerate(self.sets)])
        return list(dict.fromkeys([*self._some(fits, many), *self._some(~full, 2)]))

    def _some(self, wanted: NDArray[np.bool_], many: int) -> list[int]:
        """A random choice of sittings, `wanted` ones first."""
        luck = 20.0 * wanted + self.draw.gumbel(0, 1, len(wanted))
        return [int(one) for one in np.argsort(-luck, kind="stable")[:many]]

    def spare(self, rest: Draft, inside: Sequence[int], sittings: Sequence[int]) -> list[int]:
        assert self.aim is not None
        return [int(one) for one in self.aim.free if rest.at[one] < 0 and int(one) not in inside][:60]


def _fewest(aim: _Aim, start: Sets, settings: Settings, begun: float) -> tuple[Sets, bool]:
    """The plan with the fewest moves and whether that number is proven: round the hurt places first, then as a whole."""
    whole = settings.seconds * (20 if settings.repeatable else 0.85)
    mending = _Mending(aim.board, start, settings.seed, aim=aim)
    for _ in range(80):
        if not aim.unsettled(mending.sets) or time.monotonic() - begun > 0.7 * whole:
            break
        steps = 0.3 if settings.repeatable else 0.0
        mending.step(seconds=0.4, steps=steps, workers=settings.workers)
    model = Compact(aim.board, range(len(start)), [int(one) for one in aim.free], None, aim.seat)
    model.hint(mending.sets)
    steps, left = (5.0 if settings.repeatable else 0.0), whole - (time.monotonic() - begun)
    found, bound = model.solve(seconds=left, workers=settings.workers, seed=settings.seed, steps=steps)
    if found is not None:
        mending.offer(found)
    return mending.sets, bound // _COMING_MOVED >= mending.price // _COMING_MOVED


def _kept_order(board: Board, plan: Plan, sets: Sets) -> Plan:
    """Sittings whose matters stay keep their order and so their times; the others get their best."""
    new = board.plan(sets, plan.version + 1)
    same = {s: plan.order[s] for s, m in new.order.items() if s in plan.order and set(plan.order[s]) == set(m)}
    return replace(new, order={**new.order, **same})


def moves_between(before: Problem, old: Plan, after: Problem, new: Plan) -> Iterator[Move]:
    """For each unit and post whose comings differ: from where to where."""
    was, now = _comings(before, old), _comings(after, new)
    for who in sorted({*was, *now}):
        to = sorted(now.get(who, set()) - was.get(who, set()))
        off = sorted(was.get(who, set()) - now.get(who, set()))
        if to or off:
            yield Move(who, tuple(to), tuple(off), _told(who, _titles(after, to), _titles(before, off)))


def _comings(problem: Problem, plan: Plan) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in attendances(problem, plan):
        found.setdefault(one.who, set()).add(one.sitting)
    return found


def _titles(problem: Problem, sittings: Sequence[str]) -> str:
    return listed(problem.sitting[one].title for one in sittings)


def _told(who: str, to: str, off: str) -> str:
    if to and off:
        return f"{who}：由{off}改到{to}"
    return f"{who}：增加{to}" if to else f"{who}：不再参加{off}"


def matters_moved(before: Problem, old: Plan, after: Problem, new: Plan) -> Iterator[str]:
    """Sentences on matters that changed sitting, were taken up or dropped."""
    was, now = old.place, new.place
    for one in dict.fromkeys((*before.matter, *after.matter)):
        here, there = was.get(one, ""), now.get(one, "")
        if here == there:
            continue
        name = (after.matter.get(one) or before.matter[one]).name
        from_ = before.sitting[here].title if here else ""
        to = after.sitting[there].title if there else ""
        yield f"{name}由{from_}改到{to}" if here and there else f"{name}列入{to}" if there else f"{name}不再列入{from_}"


def _saved(minutes: int) -> str:
    return f"少{minutes}" if minutes >= 0 else f"多{-minutes}"
