"""一轮会议现在怎样 (排会现状): its sittings and matters as a problem, its versions, what is missing, what clashes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Final

from workbench.meetings.kinds import MeetingKind
from workbench.meetings.rounds import (
    Condition,
    Minutes,
    Version,
    Word,
    mentioned,
)
from workbench.meetings.schedule.clashes import Clash, ClashLevel, clashes
from workbench.meetings.schedule.plan import Plan
from workbench.meetings.schedule.problem import (
    Absence,
    Problem,
    Recused,
    Wish,
    WishKind,
)
from workbench.meetings.schedule.reading import faults_of

LISTED, DECLINED = "列入", "不列入"
_RECEPTIONS: Final = (MeetingKind.RECEPTION, MeetingKind.JOINT_RECEPTION)
_LONGEST: Final = 600


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided of a matter for a round or a meeting (议题取舍); `round_id` where a release decided it."""

    where: str
    matter: str
    listed: bool
    actor: str
    why: str
    at: datetime
    seq: int
    round_id: str = ""


@dataclass(frozen=True)
class RoundState:
    """A round as it stands: its conditions as `problem`, its plans, what waits and why.

    `papers`: matter → parts its 会商材料 lacks (empty: ready). `waiting`: matters proposed but not chosen, and chosen ones
    that can't be scheduled; `reasons` says why of each. `gone`: units abolished since. `held`: sittings over already.
    `notes`: meetings of the round that are no sittings, and conditions that apply to nothing any more. `seen` is the last
    event this knows.
    """

    round_id: str
    title: str
    since: date
    until: date
    bodies: tuple[str, ...]
    problem: Problem
    versions: tuple[Version, ...] = ()
    released: int | None = None
    papers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    seen: int = 0
    reasons: Mapping[str, str] = field(default_factory=dict)
    words: tuple[Word, ...] = ()
    choices: tuple[Choice, ...] = ()
    gone: Mapping[str, str] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def latest(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def plan(self) -> Plan:
        """The latest version without sittings over already; empty before the first."""
        return self.ahead(self.latest.plan) if self.latest else Plan({}, 0)

    @property
    def subjects(self) -> tuple[str, ...]:
        """What an act on the round is about, so that a second writer is told."""
        matters = (*self.problem.matter, *self.waiting)
        return (self.round_id, *self.problem.sitting, *self.held, *(f"{self.round_id}|{one}" for one in matters))

    def known(self, seen: int | None) -> int:
        """The event number a writer knew: theirs if they say one, never later than this state."""
        return self.seen if seen is None else min(seen, self.seen)

    def ahead(self, plan: Plan) -> Plan:
        """A plan without sittings over already."""
        return replace(plan, order={one: matters for one, matters in plan.order.items() if one not in self.held})

    def clashes(self, plan: Plan | None = None) -> list[Clash]:
        """Every clash of a plan (default: the latest), the gravest first; abolished units and a person's 不列入 too."""
        given = self.plan if plan is None else self.ahead(plan)
        found = [*clashes(self.problem, given), *self._gone(given), *self._declined(given)]
        return sorted(found, key=lambda one: list(ClashLevel).index(one.level))

    def _gone(self, plan: Plan) -> Iterator[Clash]:
        """An abolished unit can't lead; in place of one that assists its successor is called."""
        for matter, sitting in plan.place.items():
            one = self.problem.matter.get(matter)
            for unit in (found for found in (one.units if one else ()) if found in self.gone):
                leads = one is not None and unit == one.lead
                told = f"{one.name if one else matter}的{'主办' if leads else '协办'}单位{unit}：{self.gone[unit]}"
                level = ClashLevel.RELEASE if leads else ClashLevel.NOTE
                yield Clash(level, told, "先做责任确认，再发布" if leads else "通知承继单位到会", sitting, matter)

    def _declined(self, plan: Plan) -> Iterator[Clash]:
        """A person kept this matter off this meeting."""
        said = {(one.where, one.matter): one for one in self.choices if not one.listed and not one.round_id}
        for matter, sitting in plan.place.items():
            if one := said.get((sitting, matter)):
                told = f"{matter}经{one.actor}决定不列入会议{sitting}：{one.why}"
                yield Clash(ClashLevel.RELEASE, told, "改排其他会次，或由其改为列入", sitting, matter)

    def nothing_to_plan(self) -> list[str]:
        """Sentences if there is nothing to plan with."""
        found = []
        if not self.problem.sittings:
            found.append(f"{self.since}至{self.until}没有可排的会次；请先安排会议（workbench meeting plan）")
        if not self.problem.matters:
            found.append("本轮还没有列入的事项；请先列入（workbench meeting round choose）")
        return found if not found else [*found, *self.notes]

    def faults(self, condition: Condition) -> list[str]:
        """What this round does not have of what a condition names; [] if it may be said."""
        matters, sittings = mentioned(condition)
        found = [f"事项“{one}”不在本轮，请先列入或核对编号" for one in matters if one not in self.problem.matter]
        found += [f"会次“{one}”不在本轮，请核对编号" for one in sittings if one not in self.problem.sitting]
        if isinstance(condition, Absence):
            found += self._absence(condition)
        if isinstance(condition, Absence | Recused):
            found += self._stranger(condition.who)
        if isinstance(condition, Minutes) and not 1 <= condition.minutes <= _LONGEST:
            found.append(f"事项时长应为1至{_LONGEST}分钟，现为{condition.minutes}")
        if isinstance(condition, Wish) and not found:
            found += self._wish(condition)
        return found

    def _absence(self, condition: Absence) -> Iterator[str]:
        if not self.since <= condition.day <= self.until:
            yield f"{condition.day}不在本轮的{self.since}至{self.until}之内"

    def _stranger(self, who: str) -> Iterator[str]:
        """A name nobody called bears: it would change nothing, so it is not taken silently."""
        known = set(self.names)
        if who not in known:
            near = get_close_matches(who, sorted(known), n=3, cutoff=0.4)
            near += [one for one in sorted(known) if who.strip() and who.strip() in one and one not in near][:3]
            hint = f"；相近的有：{'、'.join(near)}" if near else ""
            yield f"本轮没有要到会的单位或职务“{who}”{hint}；请用单位或职务的全称"

    @property
    def chairs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.chair for one in self.problem.sittings if one.chair))

    @property
    def names(self) -> tuple[str, ...]:
        """Units and posts this round may call: of its matters, its chairs, and the bodies' members."""
        called = (who for one in self.problem.matters for who in (*one.units, *one.leaders))
        chairs = (one.chair for one in self.problem.sittings)
        return tuple(dict.fromkeys(who for who in (*called, *chairs, *self.posts) if who))

    def _wish(self, wish: Wish) -> Iterator[str]:
        yield from faults_of(replace(self.problem, wishes=(wish,)))
        if wish.kind is WishKind.TOGETHER and len(wish.matters) < 2:
            yield "“同会”须写明两件以上事项"
        if wish.kind is WishKind.HEARD and not wish.matters:
            yield "“必须上会”须写明事项"
        if wish.who:
            yield from self._stranger(wish.who)
