"""包案责任落实: who of the leaders answers for a matter, by post, and what of 五个一、三定一包、四要素… is still missing.

Only posts and units; what is checked is a unit's duty sheet, never the petitioner. Of 五包 the four kept here are 包掌握
（案情）、包解决、包解释答复、包依法处理（程序）; the fifth is not built. Sources: county plans (S000, S001, S003, S004).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from workbench.domain.codes import Level, Trilean
from workbench.domain.codes import StepKind as K
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, Step
from workbench.domain.finding import Finding
from workbench.reference.parameters import parameter
from workbench.rules.evidence import history_of
from workbench.rules.handover import RECUSAL_CLAUSE
from workbench.rules.places import significant
from workbench.rules.unit_kinds import UnitRelation, normal_unit, relation_with


class LeaderRole(StrEnum):
    """What a post answers for on a matter (包案职责)."""

    CASE = "包案领导"
    FIRST = "第一责任人"
    DIRECT = "直接责任人"
    LIAISON = "联系领导"
    KNOWS = "包掌握"  # 案情
    RESOLVES = "包解决"
    ANSWERS = "包解释答复"
    LAWFUL = "包依法处理"  # 程序


FOUR_DUTIES: Final = (LeaderRole.KNOWS, LeaderRole.RESOLVES, LeaderRole.ANSWERS, LeaderRole.LAWFUL)
_POSTS: Final = (
    (re.compile("省委|省长|省政协|省人大"), Level.PROVINCE),
    (re.compile("市委|市长|市政协|市人大|市政府党组"), Level.CITY),
    (re.compile("[县区](委(?!办)|长|政协|人大|政府党组|级|领导)"), Level.COUNTY),
    (re.compile("镇|乡|街道|局|办|委|中心"), Level.TOWN),
)
_UPPER, _LOWER = "县级", "乡级或部门"


@dataclass(frozen=True, slots=True)
class Assignment:
    """A post made answerable (包案安排): level, role, unit, inner office, team, by when, and what came of it."""

    post: str
    role: LeaderRole = LeaderRole.CASE
    level: Level | None = None
    unit: str = ""
    office: str = ""
    team: str = ""
    due: str = ""
    result: str = ""
    day: PartialDate | None = None
    from_ledger: bool = False

    @property
    def slot(self) -> str:
        """县级, or 乡级或部门; 层级待核 where the level is not known."""
        return "层级待核" if self.level is None else _UPPER if self.level <= Level.COUNTY else _LOWER

    @property
    def row(self) -> Mapping[str, str]:
        """三落实: who, when, result; with the rest of the assignment."""
        return {
            "职责": self.role.value, "层级": self.slot, "人员（职务）": self.post, "单位": self.unit or "未登记",
            "科室": self.office or "未登记", "专班": self.team or "未登记", "时间": self.due or "未登记",
            "结果": self.result or "未登记", "安排日期": str(self.day) if self.day else "日期未登记",
            "出处": "台账" if self.from_ledger else "登记",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Liaison:
    """A leader's area (挂点联系): post and the department it brings along, for a division code."""

    place: str
    post: str
    department: str = ""


@dataclass(frozen=True, slots=True)
class Briefing:
    """A unit told its leader how things stand (汇报)."""

    day: PartialDate | None
    unit: str
    to: str
    content: str

    @property
    def row(self) -> Mapping[str, str]:
        day = str(self.day) if self.day else "日期未登记"
        return {"日期": day, "汇报单位": self.unit, "向谁汇报": self.to or "未登记", "内容": self.content}


@dataclass(frozen=True, slots=True)
class DutySheet:
    """What a matter's duty sheet holds (责任落实单); empty text is not on record. `problem` is the matter's title."""

    matter_id: str
    as_of: date
    problem: str = ""
    lead_unit: str = ""
    office: str = ""
    plan: str = ""
    due: str = ""
    team: str = ""
    assignments: tuple[Assignment, ...] = ()
    briefings: tuple[Briefing, ...] = ()
    is_open: bool = True

    def post(self, *roles: LeaderRole) -> str:
        return next((one.post for one in reversed(self.assignments) if one.role in (roles or (LeaderRole.CASE,))), "")

    def told(self, field: str) -> str:
        """The latest assignment's office, team or due, else what the ledger says."""
        said = next((getattr(one, field) for one in reversed(self.assignments) if getattr(one, field)), "")
        return said or getattr(self, field, "")


@dataclass(frozen=True, slots=True)
class Element:
    """One part of a check (要件) and what is on record for it."""

    name: str
    value: str

    @property
    def is_missing(self) -> bool:
        return not self.value


@dataclass(frozen=True, slots=True)
class Check:
    """One completeness check (五个一…): its parts and its finding, 是 when something is missing."""

    rule: str
    name: str
    elements: tuple[Element, ...]
    finding: Finding

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.elements if one.is_missing)

    @property
    def row(self) -> Mapping[str, str]:
        return {"检查": self.name, **{one.name: one.value or "缺" for one in self.elements}}


def duty_sheet(
    facts: MatterFacts, *, title: str = "", office: str = "", is_open: bool = True, liaison: Liaison | None = None
) -> DutySheet:
    """The duty sheet of a matter from its facts; `title` and `office` (责任科室) are what the ledger says of them."""
    history = history_of(facts)
    plans = [step.text or step.detail.get("number", "") or "有" for step in history.of(K.PLAN)]
    record = facts.records[-1] if facts.records else None
    return DutySheet(
        facts.matter_id,
        facts.as_of,
        title or (record.claim or record.summary if record else "") or facts.topic_l2,
        facts.organ_unit or facts.lead_unit,
        office,
        facts.plan or (plans[-1] if plans else ""),
        str(facts.due or ""),
        facts.team,
        assignments(history.of(K.ASSIGN_LEADER), facts.leader_post, facts.leader_level, liaison),
        tuple(read_briefing(step) for step in history.of(K.BRIEF)),
        is_open,
    )


def assignments(
    steps: Iterable[Step], post: str = "", level: Level | None = None, liaison: Liaison | None = None
) -> tuple[Assignment, ...]:
    """Assignments in force, one for each role at each level: the ledger's first, a later recorded one replacing it.

    `post` and `level` are the ledger's 包案领导. A liaison is added for the place where no 联系领导 was assigned.
    """
    found: dict[tuple[LeaderRole, str], Assignment] = {}
    ledger = [Assignment(post, level=level, from_ledger=True)] if post else []
    recorded = [read_assignment(step) for step in steps if step.detail.get("post")]
    for one in (*ledger, *recorded):
        found.pop((one.role, one.slot), None)
        found[one.role, one.slot] = one
    if liaison and not any(role is LeaderRole.LIAISON for role, _ in found):
        found[LeaderRole.LIAISON, _UPPER] = Assignment(liaison.post, LeaderRole.LIAISON, unit=liaison.department)
    return tuple(found.values())


def read_assignment(step: Step) -> Assignment:
    """A 包案 step as an assignment; its unit is the one acted upon (责任单位). ValueError for an unknown role or level."""
    detail = step.detail
    role = LeaderRole(detail["role"]) if detail.get("role") else LeaderRole.CASE
    level = Level.from_label(detail["level"]) if detail.get("level") else None
    office = detail.get("inner_office") or detail.get("office", "")
    team, due, result = (detail.get(key, "") for key in ("team", "due", "result"))
    return Assignment(detail["post"], role, level, step.target, office, team, due, result, step.day)


def level_of_post(post: str) -> Level | None:
    """Level of a leader by post (县长 → 县); heads of departments and townships count as 乡; None if it does not tell."""
    return next((level for pattern, level in _POSTS if pattern.search(post)), None)


def read_briefing(step: Step) -> Briefing:
    return Briefing(step.day, step.unit, step.target or step.detail.get("post", ""), step.text)


def liaison_for(place: str | None, table: Iterable[Liaison]) -> Liaison | None:
    """The leader whose area holds a place: the smallest area counts (村 before 镇); the last word on an area stands."""
    if not place:
        return None
    held = [one for one in table if significant(place).startswith(significant(one.place))]
    return max(reversed(held), key=lambda one: len(significant(one.place)), default=None)


def completeness(sheet: DutySheet) -> tuple[Check, ...]:
    """Every check of a duty sheet, in the order of the plans they come from."""
    return tuple(_check(sheet, *parts) for parts in _parts(sheet))


def _parts(sheet: DutySheet) -> Iterator[tuple[str, str, str, tuple[tuple[str, str], ...]]]:
    leader, office, team, due = sheet.post(), sheet.told("office"), sheet.told("team"), sheet.told("due")
    answers = sheet.post(LeaderRole.ANSWERS)
    whole = sheet.lead_unit if leader and sheet.lead_unit else ""
    yield "LEAD-5-1", "五个一", "县级化解工作方案“五个一”（方案，非法规）", (
        ("一个问题", sheet.problem), ("一名领导", leader), ("一套班子", team), ("一个方案", sheet.plan),
        ("一包到底", whole),
    )  # fmt: skip
    yield "LEAD-3-1", "三定一包", "检察机关首办责任制“三定一包”做法（做法，非法规）", (
        ("定领导", leader), ("定责任科室", office), ("定办理时限", due), ("包处理答复", answers),
    )  # fmt: skip
    yield "LEAD-4", "四要素", "县级化解工作方案“逐案明确包案领导、责任单位、工作专班、化解时限”（方案，非法规）", (
        ("包案领导", leader), ("责任单位", sheet.lead_unit), ("工作专班", team), ("化解时限", due),
    )  # fmt: skip
    yield "LEAD-OWN", "四明确", "县级化解工作方案“逐项明确责任主体、承办人员、化解措施、办结时限”（方案，非法规）", (
        ("责任主体", sheet.lead_unit), ("承办科室", office), ("化解措施", sheet.plan), ("办结时限", due),
    )  # fmt: skip
    yield "LEAD-3", "三落实", "县级化解工作方案“人员、时间、结果三落实”（方案，非法规）", (
        ("人员", leader), ("时间", due), ("结果", sheet.told("result")),
    )  # fmt: skip
    yield "LEAD-2", "两级包案", "县级化解工作方案“县、乡（县直）两级领导包案”（方案，非法规）", (
        (_UPPER, _at(sheet, _UPPER)), (_LOWER, _at(sheet, _LOWER)),
    )  # fmt: skip
    yield "LEAD-HEAD", "责任人", "县级方案“主要领导第一责任人、分管领导直接责任人”（方案，非法规）", (
        ("第一责任人", sheet.post(LeaderRole.FIRST)), ("直接责任人", sheet.post(LeaderRole.DIRECT)),
        ("联系领导", sheet.post(LeaderRole.LIAISON)),
    )  # fmt: skip
    duties = tuple((role.value, sheet.post(role)) for role in FOUR_DUTIES)
    yield "LEAD-4-BAO", "四包", "县级方案“包掌握情况、包解决问题、包解释答复、包依法处理”（方案，非法规）", duties


def _at(sheet: DutySheet, slot: str) -> str:
    return next((one.post for one in sheet.assignments if one.role is LeaderRole.CASE and one.slot == slot), "")


def _check(sheet: DutySheet, rule: str, name: str, clause: str, parts: Sequence[tuple[str, str]]) -> Check:
    elements = tuple(Element(part, value.strip()) for part, value in parts)
    missing = [one.name for one in elements if one.is_missing]
    who = sheet.lead_unit or "责任单位未登记"
    told = f"缺{'、'.join(missing)}，请{who}补齐" if missing else "各项都已登记"
    facts = {one.name: one.value or "未登记" for one in elements}
    finding = Finding(rule, Trilean.of(bool(missing)), clause, f"{name}：{told}。", facts, change="补登所缺各项后重查")
    return Check(rule, name, elements, finding)


def county_leader(sheet: DutySheet, required: bool) -> Finding:
    """Whether a county leader is owed and missing (S004-11); `required` is `hard_flags.needs_county_leader`."""
    upper = _at(sheet, _UPPER)
    unsure = _at(sheet, "层级待核")
    short = False if not required or upper else None if unsure else True
    need = "应由县级领导包案" if required else "未见应由县级领导包案的情形"
    have = (
        f"已由{upper}包案"
        if upper
        else f"现由{unsure}包案，层级待核"
        if unsure
        else f"现为{sheet.post() or '无人包案'}"
    )
    clause = "县级化解工作方案“疑难积案、骨头案、钉子案与三跨三分离由县级领导包案”（方案，非法规）"
    facts = {"应由县级领导包案": "是" if required else "否", "县级包案领导": upper or "未登记"}
    return Finding(
        "LEAD-COUNTY", Trilean.of(short), clause, f"{need}，{have}。", facts, change="登记县级包案领导，或难案标志更正"
    )


def silent_to_leader(sheet: DutySheet) -> Finding:
    """Whether the unit has not briefed its leader for N days (S000-30); 待核 where no day is known to count from."""
    setting = parameter("duty.briefing.days", sheet.as_of)
    briefed = [one.day.start for one in sheet.briefings if one.day]
    assigned = [one.day.start for one in sheet.assignments if one.day and one.role is LeaderRole.CASE]
    since = max(briefed, default=max(assigned, default=None))
    waited = (sheet.as_of - since).days if since else None
    late = None if waited is None or any(one.day is None for one in sheet.briefings) else waited > setting.value
    if not sheet.is_open or not sheet.post():
        late = False
    from_ = "最近一次汇报" if briefed else "包案安排"
    told = f"自{from_}{since}起{waited}日" if since else "包案和汇报日期都未登记"
    sentence = f"{sheet.lead_unit or '责任单位'}向包案领导汇报：{told}，标准为{setting.value}日（内部时间）。"
    facts = {"汇报次数": str(len(sheet.briefings)), "最近汇报": str(max(briefed)) if briefed else "无"}
    return Finding("LEAD-BRIEF", Trilean.of(late), setting.clause, sentence, facts, change="登记一次汇报后重新计算")


def own_leader(sheet: DutySheet, accused_unit: str) -> tuple[Finding, ...]:
    """A warning for each leader whose own unit is complained of (R3); nobody is named but by post."""
    if not accused_unit.strip():
        return ()
    near = (UnitRelation.SAME, UnitRelation.SUPERIOR, UnitRelation.SUBORDINATE)
    hits = [
        one
        for one in sheet.assignments
        if normal_unit(accused_unit) in normal_unit(one.post)
        or (one.slot == _LOWER and one.unit and relation_with(one.unit, accused_unit) in near)
    ]
    return tuple(_own(one, accused_unit) for one in hits)


def _own(one: Assignment, accused: str) -> Finding:
    sentence = f"{one.role.value}（{one.post}）所在或所管单位与被反映单位“{accused}”有关，请研究是否回避。"
    facts = {"职务": one.post, "单位": one.unit or "未登记", "被反映单位": accused}
    return Finding("LEAD-RECUSE", Trilean.UNKNOWN, RECUSAL_CLAUSE, sentence, facts, change="决定回避或改派后不再提示")
