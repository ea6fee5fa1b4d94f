"""Clashes of a plan edited by hand (冲突提示): what blocks placing, what blocks release, what is only said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from workbench.meetings.schedule.order import NEVER, Ordering
from workbench.meetings.schedule.placing import Placing
from workbench.meetings.schedule.plan import Plan, attendances, broken_times, double_booked, late_days
from workbench.meetings.schedule.problem import Problem, Sitting, WishKind
from workbench.rules.unit_kinds import normal_unit

LONG_WAIT: Final = 30
"""Minutes somebody waits in a sitting before it is pointed out."""


class ClashLevel(StrEnum):
    """How far a clash goes (冲突等级)."""

    PLACING = "不能排入"
    RELEASE = "不能发布"
    NOTE = "提示"


@dataclass(frozen=True, slots=True)
class Clash:
    """One clash: where, in words, and what to do."""

    level: ClashLevel
    sentence: str
    todo: str
    sitting: str = ""
    matter: str = ""

    @property
    def row(self) -> dict[str, str]:
        return {
            "等级": self.level.value, "会次": self.sitting, "事项": self.matter, "说明": self.sentence,
            "怎么办": self.todo,
        }  # fmt: skip


def placing_clashes(problem: Problem, plan: Plan, matter: str, sitting: str) -> list[Clash]:
    """What would keep a matter out of a sitting of this plan, before it is dropped there."""
    order = {one: tuple(m for m in matters if m != matter) for one, matters in plan.order.items()}
    tried = Plan({**order, sitting: (*order.get(sitting, ()), matter)}, plan.version)
    found = clashes(problem, tried)
    return [
        one
        for one in found
        if one.level is ClashLevel.PLACING and one.sitting == sitting and one.matter in ("", matter)
    ]


def clashes(problem: Problem, plan: Plan) -> list[Clash]:
    """Every clash of a plan, the gravest first."""
    known = Plan(_known(problem, plan), plan.version)
    placing = Placing(problem)
    found = [*_strangers(problem, plan), *_placed(problem, known, placing), *_crowded(problem, known, placing)]
    found += [*_double(problem, known, placing), *_release(problem, known), *_hard(problem, known, placing)]
    found += [*_soft(problem, known, placing), *_late(problem, known), *_waits(problem, known, placing)]
    found += _near_accused(problem, known)
    return sorted(found, key=lambda one: list(ClashLevel).index(one.level))


def releasable(found: list[Clash]) -> bool:
    """Whether nothing found blocks release (a plan that can't be placed can't be released)."""
    return all(one.level is ClashLevel.NOTE for one in found)


def _known(problem: Problem, plan: Plan) -> dict[str, tuple[str, ...]]:
    """The plan without ids nothing has and without a matter's second place."""
    seen: set[str] = set()
    order = {}
    for sitting in (one for one in plan.order if one in problem.sitting):
        order[sitting] = tuple(m for m in dict.fromkeys(plan.order[sitting]) if m in problem.matter and m not in seen)
        seen |= set(order[sitting])
    return order


def _strangers(problem: Problem, plan: Plan) -> Iterator[Clash]:
    for sitting, matters in plan.order.items():
        if sitting not in problem.sitting:
            yield Clash(ClashLevel.PLACING, f"会次{sitting}已不在本轮", "把其中的事项改排其他会次", sitting)
        for one in matters:
            if one not in problem.matter:
                yield Clash(ClashLevel.PLACING, f"事项{one}已不在本轮", "从会次中移除，或重新列入本轮", sitting, one)
    counted = Counter(m for matters in plan.order.values() for m in matters)
    for one, times in counted.items():
        if times > 1:
            yield Clash(ClashLevel.PLACING, f"{one}排了{times}次", "只保留一处", "", one)


def _placed(problem: Problem, plan: Plan, placing: Placing) -> Iterator[Clash]:
    for matter, sitting in plan.place.items():
        for barrier in placing.barriers(problem.matter[matter], problem.sitting[sitting]):
            name = problem.matter[matter].name
            told = barrier.demand if name in barrier.demand else f"{name}：{barrier.demand}"
            sentence = f"{told}，不能排入{problem.sitting[sitting].title}"
            yield Clash(ClashLevel.PLACING, sentence, barrier.todo, sitting, matter)


def _crowded(problem: Problem, plan: Plan, placing: Placing) -> Iterator[Clash]:
    for one, matters in ((problem.sitting[s], m) for s, m in plan.order.items()):
        limit = placing.limit(one)
        if limit and len(matters) > limit:
            told = f"{one.title}排了{len(matters)}件，最多{limit}件"
            yield Clash(ClashLevel.PLACING, told, f"移出{len(matters) - limit}件，或由主持人提高上限", one.id)
        used = sum(problem.matter[m].minutes for m in matters)
        if used > one.room:
            told = f"{one.title}各项共需{used}分钟，除第一项外只有{one.room}分钟"
            yield Clash(ClashLevel.PLACING, told, f"移出事项或延长{used - one.room}分钟", one.id)


def _double(problem: Problem, plan: Plan, placing: Placing) -> Iterator[Clash]:
    for who, one, other in double_booked(problem, plan, placing):
        told = f"{who}同时要参加{one.title}和{other.title}"
        yield Clash(ClashLevel.PLACING, told, "把其中一次的事项改排其他会次", other.id)


def _release(problem: Problem, plan: Plan) -> Iterator[Clash]:
    for matter, sitting in plan.place.items():
        one = problem.matter[matter]
        if not one.papers_ready:
            told = f"{one.name}的会商材料还没有备齐，{problem.sitting[sitting].title}的通知不能发出"
            yield Clash(ClashLevel.RELEASE, told, f"请{one.lead}补齐材料后发布，或暂缓列入", sitting, matter)
    for one in problem.matters:
        if one.pin and one.id not in plan.place:
            told = f"{one.name}指定在{problem.sitting[one.pin].title}研究，还没有排入"
            yield Clash(ClashLevel.RELEASE, told, "排入指定会次，或取消指定", one.pin, one.id)


def _hard(problem: Problem, plan: Plan, placing: Placing) -> Iterator[Clash]:
    came = attendances(problem, plan, placing)
    for wish in problem.wishes:
        if not wish.hard or wish.kind is WishKind.LIMIT:
            continue
        if wish.kind is WishKind.DEADLINE:
            lost = [m for m in problem.matters if _missed(problem, plan, placing, m.id)]
            yield from (Clash(ClashLevel.RELEASE, f"{problem.matter[m.id].name}没有排在期限{m.deadline}前（{wish.name}）",
                              "提前会次，或把这一条改为尽量", "", m.id) for m in lost)  # fmt: skip
        elif broken_times(problem, plan, wish, came) or _parted(plan, wish.kind, wish.matters):
            yield Clash(ClashLevel.RELEASE, f"没有做到必须做到的：{wish.name}", "调整会次或次序，或把这一条改为尽量")


def _missed(problem: Problem, plan: Plan, placing: Placing, matter: str) -> bool:
    """Whether a matter with a hard deadline within the round is heard nowhere (heard late: it is not placeable)."""
    one = problem.matter[matter]
    bound = placing.deadline_wish(one) is not None and one.deadline is not None and one.deadline <= problem.horizon
    return bound and matter not in plan.place


def _parted(plan: Plan, kind: WishKind, matters: tuple[str, ...]) -> bool:
    """同会 that must be: some heard, some not."""
    return kind is WishKind.TOGETHER and 0 < sum(one in plan.place for one in matters) < len(matters)


def _soft(problem: Problem, plan: Plan, placing: Placing) -> Iterator[Clash]:
    came = attendances(problem, plan, placing)
    for wish in problem.wishes:
        if not wish.hard and (times := broken_times(problem, plan, wish, came)):
            yield Clash(ClashLevel.NOTE, f"{wish.name}：有{times}处没有做到", "可以不改；要改时调整会次或次序")


def _late(problem: Problem, plan: Plan) -> Iterator[Clash]:
    for matter, sitting in plan.place.items():
        one = problem.matter[matter]
        if days := late_days(one, problem.sitting[sitting]):
            told = f"{one.name}排在法定期限{one.deadline}之后{days}日"
            yield Clash(ClashLevel.NOTE, told, "有更早的会次时提前；已逾期的在会上说明", sitting, matter)


def _waits(problem: Problem, plan: Plan, placing: Placing) -> Iterator[Clash]:
    ordering = Ordering(problem, placing)
    for one in attendances(problem, plan, placing):
        if one.waiting >= LONG_WAIT:
            told = f"{one.who}在{problem.sitting[one.sitting].title}中间要等{one.waiting}分钟"
            yield Clash(
                ClashLevel.NOTE, told, _better(problem, plan, ordering, problem.sitting[one.sitting]), one.sitting
            )


def _better(problem: Problem, plan: Plan, ordering: Ordering, sitting: Sitting) -> str:
    order, cost = ordering.best(sitting, plan.order[sitting.id])
    if order == plan.order[sitting.id] or cost >= NEVER:
        return "已是等候最少的次序；要更少须调整会次"
    return f"可改次序为：{'、'.join(order)}"


def _near_accused(problem: Problem, plan: Plan) -> Iterator[Clash]:
    """A leader or assisting unit whose own unit is complained of (R3): to be looked at, not decided here."""
    for matter, sitting in plan.place.items():
        one = problem.matter[matter]
        accused = normal_unit(one.accused)
        for who in (*one.assists, *one.leaders):
            if accused and accused in normal_unit(who):
                told = f"{one.name}反映的是{one.accused}，{who}要到会"
                yield Clash(ClashLevel.NOTE, told, "请负责人研究是否回避，决定后登记", sitting, matter)
