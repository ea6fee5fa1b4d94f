"""An independent check of a plan (独立校核): every hard rule broken, in words.

Written against the conditions only; nothing of the planners (placing, plan prices, models) is used here on purpose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from workbench.meetings.schedule.plan import Plan
from workbench.meetings.schedule.problem import NOON, Half, Matter, Problem, Sitting, Wish, WishKind
from workbench.rules.unit_kinds import UnitRelation, normal_unit, unit_relation


@dataclass(frozen=True, slots=True)
class Fault:
    """One hard rule broken."""

    rule: str
    sentence: str


def broken_rules(problem: Problem, plan: Plan) -> list[Fault]:
    """All hard rules a plan breaks; [] for a lawful plan."""
    strangers = list(_strangers(problem, plan))
    known = {
        s: [m for m in matters if m in problem.matter] for s, matters in plan.order.items() if s in problem.sitting
    }
    found = [*strangers, *_twice(known)]
    for sitting, matters in known.items():
        found += _sitting(problem, problem.sitting[sitting], matters)
        for matter in matters:
            found += _matter(problem, problem.sitting[sitting], problem.matter[matter])
    found += _two_places(problem, known)
    for wish in problem.wishes:
        found += _wish(problem, known, wish) if wish.hard else ()
    return [*found, *_pins(problem, known)]


Known = dict[str, list[str]]


def _strangers(problem: Problem, plan: Plan) -> Iterator[Fault]:
    for sitting, matters in plan.order.items():
        if sitting not in problem.sitting:
            yield Fault("会次", f"会次{sitting}不在本轮")
        yield from (Fault("事项", f"{sitting}中的事项{one}不在本轮") for one in matters if one not in problem.matter)


def _twice(known: Known) -> Iterator[Fault]:
    counted = Counter(matter for matters in known.values() for matter in matters)
    yield from (Fault("重复", f"{matter}排了{times}次") for matter, times in counted.items() if times > 1)


def _sitting(problem: Problem, sitting: Sitting, matters: list[str]) -> Iterator[Fault]:
    if matters and sitting.day < problem.today:
        yield Fault("会次已过", f"{sitting.id}在{sitting.day}，已过")
    used = sitting.opening + sum(problem.matter[one].minutes for one in matters)
    if used > sitting.minutes:
        yield Fault("时长", f"{sitting.id}需{used}分钟，只有{sitting.minutes}分钟")
    if sitting.limit and len(matters) > sitting.limit:
        yield Fault("件数", f"{sitting.id}有{len(matters)}件，主持人限{sitting.limit}件")


def _matter(problem: Problem, sitting: Sitting, matter: Matter) -> Iterator[Fault]:
    name = f"{sitting.id}的{matter.id}"
    if int(sitting.level) > int(matter.level):
        yield Fault("层级", f"{name}须{matter.level.label}级以上会议")
    if sitting.area and matter.area and matter.area[: len(sitting.area)] != sitting.area:
        yield Fault("地域", f"{name}不属该会议的地域")
    if matter.earliest is not None and matter.earliest > sitting.day:
        yield Fault("最早日期", f"{name}早于{matter.earliest}")
    yield from _who(problem, sitting, matter, name)


def _who(problem: Problem, sitting: Sitting, matter: Matter, name: str) -> Iterator[Fault]:
    aside = {one.who for one in problem.recusals if one.matter == matter.id}
    wanted = {matter.lead, *matter.assists, *matter.leaders} - aside
    for one in problem.absences:
        if one.who in wanted | {sitting.chair} and one.day == sitting.day and _meets(sitting, one.half):
            yield Fault("不在", f"{name}要{one.who}到会，其{one.day}{one.half.value}不在")
    if sitting.chair in aside:
        yield Fault("回避", f"{name}由应回避的{sitting.chair}主持")
    if matter.lead in aside:
        yield Fault("回避", f"{name}的主办单位{matter.lead}应回避")
    if matter.accused.strip():
        if unit_relation(matter.lead, matter.accused) is UnitRelation.SAME:
            yield Fault("回避", f"{name}由被反映单位{matter.lead}主办")
        if normal_unit(matter.accused) in normal_unit(sitting.chair):
            yield Fault("回避", f"{name}由被反映单位的{sitting.chair}主持")


def _meets(sitting: Sitting, half: Half) -> bool:
    last = sitting.start + sitting.minutes
    return {Half.DAY: True, Half.MORNING: sitting.start < NOON, Half.AFTERNOON: last > NOON}[half]


def _two_places(problem: Problem, known: Known) -> Iterator[Fault]:
    busy: dict[tuple[str, date], list[tuple[int, int, str]]] = {}
    for sitting, matters in known.items():
        one = problem.sitting[sitting]
        there = {one.chair} if matters else set()
        for matter in (problem.matter[row] for row in matters):
            aside = {r.who for r in problem.recusals if r.matter == matter.id}
            there |= {matter.lead, *matter.assists, *matter.leaders} - aside
        for who in there:
            busy.setdefault((who, one.day), []).append((one.start, one.start + one.minutes, sitting))
    for (who, day), times in busy.items():
        times.sort()
        for first, second in pairwise(times):
            if second[0] < first[1]:
                yield Fault("同时", f"{who}{day}同时要到{first[2]}和{second[2]}")


def _pins(problem: Problem, known: Known) -> Iterator[Fault]:
    for one in problem.matters:
        if one.pin and one.id not in known.get(one.pin, ()):
            yield Fault("指定", f"{one.id}指定在{one.pin}，没有排在那里")


def _wish(problem: Problem, known: Known, wish: Wish) -> Iterator[Fault]:
    at = {matter: sitting for sitting, matters in known.items() for matter in matters}
    if wish.kind is WishKind.LIMIT:
        yield from _limit(problem, known, wish)
    elif wish.kind is WishKind.HEARD:
        yield from (Fault("必须上会", f"{one}没有上会（{wish.name}）") for one in wish.matters if one not in at)
    elif wish.kind is WishKind.TOGETHER and len({at.get(one, "") for one in wish.matters}) > 1:
        yield Fault("同会", f"没有做到：{wish.name}")
    elif wish.kind is WishKind.DEADLINE:
        yield from _deadlines(problem, at, wish)
    elif wish.kind is WishKind.LEADER_DAY:
        days = {problem.sitting[s].day for m, s in at.items() if wish.who in _called(problem, m)}
        if len(days) > 1:
            yield Fault("同日", f"{wish.who}要到{len(days)}天（{wish.name}）")
    elif wish.kind is WishKind.ADJACENT:
        yield from _adjacent(problem, known, wish)


def _called(problem: Problem, matter: str) -> set[str]:
    one = problem.matter[matter]
    return {one.lead, *one.assists, *one.leaders} - {r.who for r in problem.recusals if r.matter == matter}


def _limit(problem: Problem, known: Known, wish: Wish) -> Iterator[Fault]:
    for sitting, matters in known.items():
        meant = sitting in wish.sittings if wish.sittings else not problem.sitting[sitting].limit
        if meant and len(matters) > wish.value:
            yield Fault("件数", f"{sitting}有{len(matters)}件，超过{wish.value}件（{wish.name}）")


def _deadlines(problem: Problem, at: dict[str, str], wish: Wish) -> Iterator[Fault]:
    """A deadline past before planning binds nobody; one after the round needs no sitting in it."""
    end = max((one.day for one in problem.sittings), default=problem.today)
    for one in problem.matters:
        if one.deadline is None or one.deadline < problem.today or (wish.matters and one.id not in wish.matters):
            continue
        day = problem.sitting[at[one.id]].day if one.id in at else None
        if (day and day > one.deadline) or (day is None and one.deadline <= end):
            yield Fault("期限", f"{one.id}没有在{one.deadline}前上会（{wish.name}）")


def _adjacent(problem: Problem, known: Known, wish: Wish) -> Iterator[Fault]:
    units = {unit for one in problem.matters for unit in (one.lead, *one.assists)}
    for sitting, matters in known.items():
        called = [_called(problem, one) for one in matters]
        for who in {wish.who} if wish.who else units:
            spots = [spot for spot, names in enumerate(called) if who in names]
            if spots and who != problem.sitting[sitting].chair and spots[-1] - spots[0] + 1 != len(spots):
                yield Fault("连排", f"{sitting}中{who}的事项没有连排（{wish.name}）")
