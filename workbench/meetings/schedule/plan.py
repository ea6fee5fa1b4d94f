"""A plan (排会方案): the matters of every sitting in order, who comes from when to when, and what waiting it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import accumulate, combinations

from workbench.meetings.schedule.placing import Placing
from workbench.meetings.schedule.problem import Matter, Problem, Sitting, Wish, WishKind, clock


@dataclass(frozen=True)
class Plan:
    """Sitting id → matter ids in order; `version` counts from 1. Matters in no sitting are left out."""

    order: Mapping[str, tuple[str, ...]]
    version: int = 1

    @property
    def place(self) -> dict[str, str]:
        """Matter → sitting."""
        return {matter: sitting for sitting, matters in self.order.items() for matter in matters}


@dataclass(frozen=True, slots=True)
class Slot:
    """One matter's time in a sitting, minutes after midnight."""

    sitting: str
    order: int
    matter: str
    begins: int
    ends: int

    @property
    def row(self) -> dict[str, str]:
        return {
            "会次": self.sitting, "次序": str(self.order), "事项": self.matter,
            "时间": f"{clock(self.begins)}–{clock(self.ends)}",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attendance:
    """One coming of a unit or post to a sitting (参会): called for its first matter, free after its last."""

    who: str
    sitting: str
    matters: tuple[str, ...]
    arrives: int
    leaves: int
    waiting: int
    between: int  # matters of others heard while it waits

    @property
    def row(self) -> dict[str, str]:
        return {
            "单位（职务）": self.who, "会次": self.sitting, "到会": clock(self.arrives), "离会": clock(self.leaves),
            "事项": "、".join(self.matters), "等候分钟": str(self.waiting),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cost:
    """What a plan pays; counts, and `total` in weighted minutes. `broken` names each soft wish broken and how often."""

    waiting: int = 0
    attendances: int = 0
    late_days: int = 0
    left_out: int = 0
    left_out_cost: int = 0
    broken: Mapping[str, int] = field(default_factory=dict)
    broken_cost: int = 0
    total: int = 0


def timetable(problem: Problem, plan: Plan) -> list[Slot]:
    """When each matter is heard: one after another behind the opening item."""
    found = []
    for sitting in problem.sittings:
        matters = plan.order.get(sitting.id, ())
        ends = accumulate((problem.matter[one].minutes for one in matters), initial=sitting.start + sitting.opening)
        times = list(ends)
        rows = zip(matters, times, times[1:], strict=False)
        found += [Slot(sitting.id, order, one, start, end) for order, (one, start, end) in enumerate(rows, 1)]
    return found


def attendances(problem: Problem, plan: Plan, placing: Placing | None = None) -> list[Attendance]:
    """Who comes to what; the chair sits throughout and is not counted."""
    called = (placing or Placing(problem)).called
    slots: dict[tuple[str, str], list[Slot]] = {}
    for slot in timetable(problem, plan):
        for who in called[slot.matter]:
            if who != problem.sitting[slot.sitting].chair:
                slots.setdefault((slot.sitting, who), []).append(slot)
    return [_attendance(who, sitting, theirs) for (sitting, who), theirs in slots.items()]


def _attendance(who: str, sitting: str, slots: list[Slot]) -> Attendance:
    busy = sum(slot.ends - slot.begins for slot in slots)
    first, last = slots[0].begins, slots[-1].ends
    between = slots[-1].order - slots[0].order + 1 - len(slots)
    return Attendance(who, sitting, tuple(slot.matter for slot in slots), first, last, last - first - busy, between)


def cost_of(problem: Problem, plan: Plan, placing: Placing | None = None) -> Cost:
    """The plan's price by the problem's weights and soft wishes."""
    placing = placing or Placing(problem)
    came = attendances(problem, plan, placing)
    place, weights = plan.place, problem.weights
    late = sum(late_days(one, problem.sitting[place[one.id]]) for one in problem.matters if one.id in place)
    left = [one for one in problem.matters if one.id not in place]
    left_cost = sum(left_out_cost(problem, one) for one in left)
    waiting = sum(one.waiting for one in came)
    broken = {one.name: times for one in problem.wishes if (times := broken_times(problem, plan, one, came))}
    price = sum(one.weight * broken.get(one.name, 0) for one in problem.wishes if not one.hard)
    total = weights.waiting * waiting + weights.attendance * len(came) + weights.late_day * late + left_cost + price
    return Cost(waiting, len(came), late, len(left), left_cost, broken, price, total)


def late_days(matter: Matter, sitting: Sitting) -> int:
    """Days a matter is heard after its deadline."""
    return max(0, (sitting.day - matter.deadline).days) if matter.deadline else 0


def left_out_cost(problem: Problem, matter: Matter) -> int:
    """What it costs not to hear a matter: late by the day after the round, and the longer it has waited the more."""
    weights = problem.weights
    late = max(0, (problem.horizon - matter.deadline).days + 1) if matter.deadline else 0
    waited = max(0, (problem.today - matter.since).days)
    return weights.left_out + weights.late_day * late + weights.since_day * waited


def broken_times(problem: Problem, plan: Plan, wish: Wish, came: list[Attendance]) -> int:
    """How often one wish is broken in a plan; 0 when kept."""
    return sum(_COUNTS[wish.kind](problem, plan, wish, came))


def _limit(_problem: Problem, plan: Plan, wish: Wish, _came: list[Attendance]) -> Iterator[int]:
    own = {one.id for one in _problem.sittings if one.limit} if not wish.sittings else set()
    for sitting, matters in plan.order.items():
        if sitting not in own and (not wish.sittings or sitting in wish.sittings):
            yield max(0, len(matters) - wish.value)


def _adjacent(problem: Problem, _plan: Plan, wish: Wish, came: list[Attendance]) -> Iterator[int]:
    units = {unit for one in problem.matters for unit in one.units}
    yield from (one.between for one in came if one.who == wish.who or (not wish.who and one.who in units))


def _together(_problem: Problem, plan: Plan, wish: Wish, _came: list[Attendance]) -> Iterator[int]:
    """Once when heard matters sit in different sittings; none of them heard breaks nothing."""
    heard = [plan.place[one] for one in wish.matters if one in plan.place]
    yield int(len(set(heard)) > 1)


def _leader_day(problem: Problem, plan: Plan, wish: Wish, _came: list[Attendance]) -> Iterator[int]:
    called = Placing(problem).called
    held = (one for one in problem.sittings if any(wish.who in called[m] for m in plan.order.get(one.id, ())))
    yield max(0, len({one.day for one in held}) - 1)


def _deadline(problem: Problem, plan: Plan, wish: Wish, _came: list[Attendance]) -> Iterator[int]:
    place = plan.place
    for one in problem.matters:
        if one.deadline and one.id in place and (not wish.matters or one.id in wish.matters):
            yield int(problem.sitting[place[one.id]].day > one.deadline)


def _heard(_problem: Problem, plan: Plan, wish: Wish, _came: list[Attendance]) -> Iterator[int]:
    yield sum(one not in plan.place for one in wish.matters)


_COUNTS = {
    WishKind.LIMIT: _limit, WishKind.ADJACENT: _adjacent, WishKind.TOGETHER: _together,
    WishKind.LEADER_DAY: _leader_day, WishKind.DEADLINE: _deadline, WishKind.HEARD: _heard,
}  # fmt: skip


def double_booked(problem: Problem, plan: Plan, placing: Placing) -> Iterator[tuple[str, Sitting, Sitting]]:
    """A unit, post or chair in two sittings that overlap."""
    present: dict[str, set[str]] = {}
    for sitting, matters in plan.order.items():
        for matter in matters:
            for who in (*placing.called[matter], problem.sitting[sitting].chair):
                present.setdefault(who, set()).add(sitting)
    for who, sittings in present.items():
        for one, other in combinations(sorted(sittings), 2):
            if problem.sitting[one].overlaps(problem.sitting[other]):
                yield who, problem.sitting[one], problem.sitting[other]
