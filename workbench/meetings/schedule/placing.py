"""Which sitting a matter may go to, and what stands in the way (能否排入): level, place, days, who is away, recusal.

A barrier's `demand` is a sentence that holds whatever the plan, so the same words serve clashes and quarrels.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from workbench.meetings.schedule.problem import Absence, Matter, Problem, Sitting, Wish, WishKind
from workbench.rules.unit_kinds import UnitRelation, normal_unit, unit_relation


class BarrierKind(StrEnum):
    """What stands in the way."""

    PAST = "会次已过"
    LEVEL = "层级"
    AREA = "地域"
    EARLIEST = "最早日期"
    DEADLINE = "期限"
    PIN = "指定会次"
    AWAY = "不在"
    RECUSED = "回避"
    LONG = "时长"


@dataclass(frozen=True, slots=True)
class Barrier:
    """One reason why a matter can't be in a sitting, and what would let it."""

    kind: BarrierKind
    demand: str
    todo: str
    who: str = ""


class Placing:
    """The hard rules on one matter in one sitting; made once for a problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._away: dict[str, list[Absence]] = defaultdict(list)
        for one in problem.absences:
            self._away[one.who].append(one)
        self._recused = {(one.who, one.matter) for one in problem.recusals}

    @cached_property
    def called(self) -> dict[str, tuple[str, ...]]:
        """Matter → units and posts that must attend, each once; who stands aside is not called."""
        return {one.id: tuple(self._called(one)) for one in self.problem.matters}

    def _called(self, matter: Matter) -> Iterator[str]:
        for who in dict.fromkeys((*matter.units, *matter.leaders)):
            if (who, matter.id) not in self._recused:
                yield who

    def fits(self, matter: Matter, sitting: Sitting) -> bool:
        return next(self.barriers(matter, sitting), None) is None

    def barriers(self, matter: Matter, sitting: Sitting) -> Iterator[Barrier]:
        """Everything that keeps this matter out of this sitting, taken alone."""
        yield from self._body(matter, sitting)
        yield from self._days(matter, sitting)
        yield from self._people(matter, sitting)

    def _body(self, matter: Matter, sitting: Sitting) -> Iterator[Barrier]:
        if sitting.level > matter.level:
            demand = f"{matter.name}须由{matter.level.label}级以上会议研究"
            yield Barrier(BarrierKind.LEVEL, demand, f"改排{matter.level.label}级以上会次")
        if sitting.area and matter.area and not matter.area.startswith(sitting.area):
            demand = f"{matter.name}不属于{sitting.place}会议的地域"
            yield Barrier(BarrierKind.AREA, demand, "改排属地或上级会次")
        if matter.minutes > sitting.room:
            demand = f"{matter.name}需{matter.minutes}分钟，{sitting.title}只有{sitting.room}分钟"
            yield Barrier(BarrierKind.LONG, demand, "延长会议或改排较长的会次")

    def _days(self, matter: Matter, sitting: Sitting) -> Iterator[Barrier]:
        if sitting.day < self.problem.today:
            yield Barrier(BarrierKind.PAST, f"会次{sitting.title}已过", "改排今后的会次")
        if matter.earliest and sitting.day < matter.earliest:
            demand = f"{matter.name}最早{_md(matter.earliest)}才能研究"
            yield Barrier(BarrierKind.EARLIEST, demand, "改排以后的会次，或更正最早日期")
        wish = self.deadline_wish(matter)
        if wish and matter.deadline and sitting.day > matter.deadline:
            demand = f"{matter.name}须在{_md(matter.deadline)}前研究（{wish.name}）"
            yield Barrier(BarrierKind.DEADLINE, demand, "提前会次，或把“期限前”改为尽量")
        if matter.pin and matter.pin != sitting.id:
            pinned = self.problem.sitting[matter.pin]
            demand = f"{matter.name}指定在{pinned.title}研究"
            yield Barrier(BarrierKind.PIN, demand, "取消指定或改指定")

    def deadline_wish(self, matter: Matter) -> Wish | None:
        """The hard wish that this matter be heard by its deadline, if any; a deadline already past binds nobody."""
        if matter.deadline is None or matter.deadline < self.problem.today:
            return None
        return next((w for w in self._hard_deadlines if not w.matters or matter.id in w.matters), None)

    @cached_property
    def _hard_deadlines(self) -> list[Wish]:
        return self.problem.wishes_of(WishKind.DEADLINE, hard=True)

    def _people(self, matter: Matter, sitting: Sitting) -> Iterator[Barrier]:
        for who in dict.fromkeys((sitting.chair, *self.called[matter.id])):
            for absence in self.away(who, sitting):
                todo = f"改排{who}在的会次，或请其调整、委托有权人员参加"
                yield Barrier(BarrierKind.AWAY, absence.words, todo, who)
        if (sitting.chair, matter.id) in self._recused:
            yield Barrier(BarrierKind.RECUSED, f"{sitting.chair}回避{matter.name}，不能主持", "改排他人主持的会次")
        if (matter.lead, matter.id) in self._recused:
            yield Barrier(BarrierKind.RECUSED, f"主办单位{matter.lead}回避{matter.name}", "先由负责人改定主办单位")
        yield from self._accused(matter, sitting)

    def _accused(self, matter: Matter, sitting: Sitting) -> Iterator[Barrier]:
        """The unit complained of neither leads nor chairs (条例第二十八条第三款、第二十二条)."""
        if not matter.accused.strip():
            return
        if unit_relation(matter.lead, matter.accused) is UnitRelation.SAME:
            demand = f"{matter.name}反映的正是主办单位{matter.lead}"
            yield Barrier(BarrierKind.RECUSED, demand, "先由负责人改定主办单位")
        if normal_unit(matter.accused) in normal_unit(sitting.chair):
            demand = f"{matter.name}反映的是{matter.accused}，{sitting.chair}不能主持"
            yield Barrier(BarrierKind.RECUSED, demand, "改排他人主持的会次")

    def away(self, who: str, sitting: Sitting) -> list[Absence]:
        return [one for one in self._away.get(who, ()) if sitting.touches(one.day, one.half)]

    def limit(self, sitting: Sitting) -> int:
        """Matters this sitting may hear: the chair's own limit, else the narrowest hard wish; 0 is none.

        The chair's limit replaces the general wish (it may be higher), not a wish that names the sitting.
        """
        hard = self.problem.wishes_of(WishKind.LIMIT, hard=True)
        named = [one.value for one in hard if sitting.id in one.sittings]
        general = [one.value for one in hard if not one.sittings]
        return min([*named, *([sitting.limit] if sitting.limit else general)], default=0)


def _md(day: object) -> str:
    return f"{day:%-m月%-d日}"
