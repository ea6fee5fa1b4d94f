"""责任协商与争议: rounds of talks between units, what each claims under which clause, and where the quarrel stands.

条例第二十四条第一款: units concerned negotiate; a dispute goes to their common superior, or to the common 联席会议. The
internal time limits are the office's own (设计值). Only acts of units are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from workbench.domain.codes import StepKind as K
from workbench.domain.codes import Trilean
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, Step
from workbench.domain.finding import Finding
from workbench.reference.calendar import Calendar, CalendarMissing
from workbench.reference.parameters import parameter
from workbench.rules.evidence import history_of
from workbench.rules.unit_kinds import UnitRelation, unit_relation

CLAUSE: Final = "《信访工作条例》第二十四条第一款"
AGREED, SPLIT = "协商一致", "有分歧"
"""What `result` of a 协商 step is written as; 未达成一致 and 不一致 in others' words are read as 有分歧."""

_NOT_REACHED = re.compile("不一致|未[能]?(?:达成|谈成|取得)|没有?达成|分歧|争议")
_REACHED = re.compile("一致|达成|谈妥")
_PART = re.compile("[；;\n]+")
_NAMED = re.compile("^([^：:]{2,40})[：:](.+)$", re.DOTALL)
_ABOUT_ACCEPTANCE = frozenset({K.OBJECT, K.DECLINE})
_SETTLES_ACCEPTANCE = frozenset({K.RETURN, K.KEEP, K.ACCEPT, K.TAKE})
_CLAIMS = frozenset({K.OBJECT, K.KEEP, K.OFFER, K.DECLINE, K.NEGOTIATE, K.APPLY_CONFERENCE})


class ContestState(StrEnum):
    """Where a quarrel of units over a matter stands (责任争议状态)."""

    NONE = "无争议"
    TALKING = "协商中"
    AGREED = "协商一致"
    CONTESTED = "争议"
    APPLIED = "已提请"
    COORDINATED = "已协调"

    @property
    def is_open(self) -> bool:
        return self in (ContestState.TALKING, ContestState.CONTESTED, ContestState.APPLIED)


@dataclass(frozen=True, slots=True)
class UnitClaim:
    """The latest word of one unit (单位主张): what it says, the clause it cites, and in which act."""

    unit: str
    says: str
    basis: str = ""
    day: PartialDate | None = None
    act: str = ""

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "单位": self.unit, "主张": self.says or "未说明", "依据": self.basis or "未援引",
            "日期": _shown(self.day), "见于": self.act,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Round:
    """One round of talks (协商轮次). `reached` is 待核 where neither result nor positions say."""

    number: int
    day: PartialDate | None
    units: tuple[str, ...]
    positions: Mapping[str, str]
    basis: Mapping[str, str]
    agreed: tuple[str, ...]
    open: tuple[str, ...]
    reached: Trilean
    record_id: str = ""

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "轮次": f"第{self.number}轮", "日期": _shown(self.day), "参加单位": "、".join(self.units) or "未登记",
            "各方意见": "；".join(f"{unit}：{said}" for unit, said in self.positions.items()) or "未登记",
            "依据": "；".join(f"{unit}：{said}" for unit, said in self.basis.items()) or "未登记",
            "一致点": "；".join(self.agreed) or "无", "分歧点": "；".join(self.open) or "无",
            "是否一致": self.reached.value,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contest:
    """The quarrel over one matter as of its day (责任争议), or that there is none.

    `since` is the day of the first objection, declined hand-over or talk without agreement not settled since; `days`
    counts from it (None: that day is not exactly known). `limits` are findings on the internal time limits: 是 is over.
    """

    matter_id: str
    state: ContestState
    rounds: tuple[Round, ...] = ()
    claims: tuple[UnitClaim, ...] = ()
    since: PartialDate | None = None
    days: int | None = None
    about_acceptance: bool = False
    agreed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    applied: Step | None = None
    limits: tuple[Finding, ...] = ()
    clause: str = CLAUSE
    sentence: str = ""

    @property
    def row(self) -> Mapping[str, str]:
        """One line of the page of contested duties (争议责任一览)."""
        return {
            "事项": self.matter_id, "状态": self.state.value, "争议起始": _shown(self.since),
            "争议天数": "待核" if self.days is None else str(self.days),
            "单位主张": "；".join(f"{claim.unit}：{claim.says or '未说明'}" for claim in self.claims) or "未登记",
            "各方依据": "；".join(f"{claim.unit}：{claim.basis or '未援引'}" for claim in self.claims) or "未登记",
            "协商轮次": str(len(self.rounds)),
            "内部时间": "".join(limit.sentence for limit in self.limits) or "—", "依据条款": self.clause,
        }  # fmt: skip


@dataclass(slots=True)
class _Course:
    """The quarrel while its steps are read one after the other; `over`: the next claim begins another quarrel."""

    state: ContestState = ContestState.NONE
    since: Step | None = None
    applied: Step | None = None
    rounds: list[Round] = field(default_factory=list)
    claims: dict[str, UnitClaim] = field(default_factory=dict)
    over: bool = False


def contest(facts: MatterFacts, calendar: Calendar | None = None) -> Contest:
    """Where the units' quarrel over a matter stands as of its day; without `calendar` no internal limit is judged."""
    course = _Course()
    for step in history_of(facts).steps:
        _read(course, step)
    found = _found(facts, course)
    if calendar is None or not found.state.is_open:
        return found
    found = replace(found, limits=tuple(_limits(found, facts.as_of, calendar)))
    lapsed = any(limit.rule == "NEG-1" and limit.outcome is Trilean.YES for limit in found.limits)
    return replace(found, state=ContestState.CONTESTED) if lapsed and found.state is ContestState.TALKING else found


def talks(facts: MatterFacts) -> tuple[Round, ...]:
    """Every recorded round of 协商 up to the matter's day, numbered in order; undated ones last."""
    steps = history_of(facts).of(K.NEGOTIATE)
    return tuple(read_round(step, number) for number, step in enumerate(steps, 1))


def read_round(step: Step, number: int) -> Round:
    """A 协商 step as a round; `positions` and `basis` are written 单位：话；单位：话."""
    detail = step.detail
    positions = by_unit(detail.get("positions", ""), step.unit)
    basis = by_unit(detail.get("basis", ""), step.unit)
    units = tuple(dict.fromkeys(unit for unit in (step.unit, *points(step.target, "、"), *positions) if unit))
    agreed, still_open = points(detail.get("agreed", "")), points(detail.get("open", ""))
    reached = _reached(detail.get("result", ""), detail.get("positions", ""), agreed, still_open)
    return Round(number, step.day, units, positions, basis, agreed, still_open, reached, step.record_id)


def by_unit(text: str, speaker: str = "") -> dict[str, str]:
    """甲局：……；乙局：…… as unit → words; a part that names no unit is the speaker's. 意见一致 alone is nobody's."""
    said: dict[str, str] = {}
    for part in points(text):
        named = _NAMED.match(part)
        unit, words = (named.group(1).strip(), named.group(2).strip()) if named else (speaker, part)
        if unit and not (named is None and part in ("一致", "意见一致", AGREED)):
            said[unit] = f"{said[unit]}；{words}" if unit in said else words
    return said


def points(text: str, also: str = "") -> tuple[str, ...]:
    """Points of a list written with ； or lines (and `also`), without empty ones and without 无."""
    parts = _PART.split(text.replace(also, "；") if also else text)
    return tuple(part.strip() for part in parts if part.strip() not in ("", "无"))


def same_unit(one: str, other: str) -> bool:
    """Whether two written names are surely the same unit."""
    return unit_relation(one, other) is UnitRelation.SAME


def _reached(result: str, positions: str, agreed: Sequence[str], still_open: Sequence[str]) -> Trilean:
    for text in (result, positions if _named_by_nobody(positions) else ""):
        if _NOT_REACHED.search(text):
            return Trilean.NO
        if _REACHED.search(text):
            return Trilean.YES
    if still_open or len(by_unit(positions)) > 1:
        return Trilean.NO
    return Trilean.YES if agreed else Trilean.UNKNOWN


def _named_by_nobody(positions: str) -> bool:
    return not any(_NAMED.match(part) for part in points(positions))


def _read(course: _Course, step: Step) -> None:
    """One step more; steps that say nothing about duties leave the course as it is."""
    if step.kind in _CLAIMS:
        if course.over:
            course.claims, course.over = {}, False
        _hear(course, step)
    if step.kind is K.NEGOTIATE:
        _talk(course, step)
    elif step.kind in _ABOUT_ACCEPTANCE:
        _begin(course, step, ContestState.CONTESTED)
    elif step.kind is K.APPLY_CONFERENCE:
        _apply(course, step)
    elif step.kind is K.DECISION and course.state is not ContestState.NONE:
        _settle(course, ContestState.COORDINATED)
    elif step.kind in _SETTLES_ACCEPTANCE and _over_acceptance(course):
        _settle(course, ContestState.NONE)
        course.over = (
            step.kind is not K.KEEP
        )  # told to keep it, a unit may object again: the sender's words still count


def _begin(course: _Course, step: Step, state: ContestState) -> None:
    """A quarrel begins, or goes on."""
    if not course.state.is_open:
        course.since = step
    if course.state is not ContestState.APPLIED:
        course.state = state


def _talk(course: _Course, step: Step) -> None:
    held = read_round(step, len(course.rounds) + 1)
    if held.reached is Trilean.YES:
        _settle(course, ContestState.AGREED)
    else:
        _begin(course, step, ContestState.TALKING)
    course.rounds.append(held)


def _apply(course: _Course, step: Step) -> None:
    if "撤回" in step.detail.get("result", ""):
        course.applied = None
        course.state = ContestState.TALKING if course.since and course.state.is_open else course.state
        return
    _begin(course, step, ContestState.APPLIED)
    course.applied = step
    course.state = ContestState.APPLIED


def _settle(course: _Course, state: ContestState) -> None:
    course.state, course.since, course.over = state, None, True
    course.applied = course.applied if state is ContestState.COORDINATED else None


def _over_acceptance(course: _Course) -> bool:
    """An open quarrel that an objection or declined hand-over began: acceptance, return or taking over settles it."""
    opened = course.since
    return opened is not None and opened.kind in _ABOUT_ACCEPTANCE and course.state is not ContestState.APPLIED


def _hear(course: _Course, step: Step) -> None:
    """Keep each unit's latest word; what it cited before stays until it cites something else."""
    for unit, says, basis in _words(step):
        unit = _speaker(course, unit)
        before = course.claims.get(unit)
        if before and before.says and step.kind is K.APPLY_CONFERENCE:
            continue  # what is asked of the conference is no new position
        says = says or (before.says if before else "")
        basis = basis or (before.basis if before else "")
        course.claims[unit] = UnitClaim(unit, says, basis, step.day, step.kind.value)


def _speaker(course: _Course, unit: str) -> str:
    return next((known for known in course.claims if same_unit(known, unit)), unit)


def _words(step: Step) -> Iterator[tuple[str, str, str]]:
    if step.kind is not K.NEGOTIATE:
        says = step.detail.get("reasons") or step.detail.get("sender_note") or step.text
        if step.unit:
            yield step.unit, says, step.detail.get("basis", "")
        return
    positions = by_unit(step.detail.get("positions", ""), step.unit)
    basis = by_unit(step.detail.get("basis", ""), step.unit)
    for unit in dict.fromkeys((*positions, *basis)):
        yield unit, positions.get(unit, ""), basis.get(unit, "")


def _found(facts: MatterFacts, course: _Course) -> Contest:
    since = course.since.day if course.since else None
    opened = since.exact if since else None
    last = course.rounds[-1] if course.rounds else None
    found = Contest(
        facts.matter_id,
        course.state,
        tuple(course.rounds),
        tuple(course.claims.values()),
        since,
        (facts.as_of - opened).days if opened and course.state.is_open else None,
        bool(course.since and course.since.kind in _ABOUT_ACCEPTANCE),
        tuple(dict.fromkeys(point for held in course.rounds for point in held.agreed)),
        last.open if last else (),
        course.applied,
    )
    return replace(found, sentence=_sentence(found))


def _sentence(found: Contest) -> str:
    if found.state is ContestState.NONE:
        return "没有未了的责任争议。"
    named = "、".join(claim.unit for claim in found.claims) or "单位未登记"
    if not found.state.is_open:
        return f"{named}之间的责任问题{found.state.value}（协商{len(found.rounds)}轮）。"
    lasted = f"已{found.days}日" if found.days is not None else "起始日期未登记，天数待核"
    return f"{named}对责任有不同意见，自{_shown(found.since)}起{lasted}，协商{len(found.rounds)}轮，现为“{found.state.value}”。"


def _limits(found: Contest, as_of: date, calendar: Calendar) -> Iterator[Finding]:
    """Internal limits: talks (NEG-1), then the application of the lead (NEG-2); the latter ends with the application."""
    talks_days, apply_days = (parameter(f"duty.{name}.days", as_of) for name in ("negotiation", "application"))
    opened = found.since.exact if found.since else None
    applied = found.applied.exact if found.applied else None
    parts = (("NEG-1", "协商", int(talks_days.value), talks_days.clause),
             ("NEG-2", "提请会商", int(talks_days.value) + int(apply_days.value), apply_days.clause))  # fmt: skip
    for rule, name, days, clause in parts:
        if opened is None:
            sentence = f"{name}的内部期限无法计算：争议起始日期未登记或不是确切的一天，请补登。"
            yield Finding(rule, Trilean.UNKNOWN, clause, sentence, change="补登首次异议、不接收或协商的日期")
            continue
        yield _limit(rule, name, opened, days, clause, found, applied or as_of, calendar)


def _limit(
    rule: str, name: str, opened: date, days: int, clause: str, found: Contest, until: date, calendar: Calendar
) -> Finding:
    try:
        due = calendar.add_workdays(opened, days)
    except CalendarMissing as missing:
        return Finding(rule, Trilean.UNKNOWN, clause, f"{name}的内部期限无法计算：{missing}", change="录入该年放假安排")
    over = Trilean.of(until > due)
    word = f"已于{due}届满" if over is Trilean.YES else f"至{due}"
    sentence = f"{name}的内部期限自{opened}起{days}个工作日，{word}（设计值，非法定）。"
    facts = {
        "起算": str(opened),
        "届满": str(due),
        "提请会商": _shown(found.applied.day) if found.applied else "未提请",
    }
    return Finding(rule, over, clause, sentence, facts, change="协商一致、会议议定或提请会商后不再计算")


def _shown(day: PartialDate | None) -> str:
    return str(day) if day else "日期未登记"
