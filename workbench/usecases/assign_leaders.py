"""包案 (谁来包): assign posts on both levels, keep the table of liaisons by place, list what is missing by unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from workbench.domain.codes import Level, StepKind, Trilean
from workbench.domain.dates import PartialDate
from workbench.domain.events import Event, EventKind
from workbench.domain.finding import Finding
from workbench.review.facts import Row, rows_of
from workbench.rules.hard_flags import needs_county_leader
from workbench.rules.leadership import (
    Check,
    DutySheet,
    LeaderRole,
    Liaison,
    completeness,
    county_leader,
    duty_sheet,
    liaison_for,
    own_leader,
    silent_to_leader,
)
from workbench.rules.places import checked
from workbench.store.edition import Edition
from workbench.usecases.many_matters import changed_since, day_of_study, lean_facts
from workbench.usecases.office import Office
from workbench.usecases.recording import record
from workbench.usecases.settle_duty import Case, open_case, write_step
from workbench.usecases.study_matter import Dossier, study_for_list

_KINDS = (StepKind.ASSIGN_LEADER, StepKind.PLAN, StepKind.BRIEF)
_NOT_BUILT = ("稳控", "管控", "盯守", "劝返")


@dataclass(frozen=True, slots=True)
class Leaders:
    """Who answers for one matter (包案责任), every check, and findings: county leader, briefings, recusal."""

    sheet: DutySheet
    checks: tuple[Check, ...]
    county: Finding
    briefing: Finding
    warnings: tuple[Finding, ...]
    title: str = ""

    @property
    def assignment_rows(self) -> tuple[Mapping[str, str], ...]:
        return tuple(one.row for one in self.sheet.assignments)

    @property
    def briefing_rows(self) -> tuple[Mapping[str, str], ...]:
        return tuple(one.row for one in self.sheet.briefings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*(check.finding for check in self.checks), self.county, self.briefing, *self.warnings)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is missing, each named by its check (五个一：一套班子)."""
        named = [f"{check.name}：{'、'.join(check.missing)}" for check in self.checks if check.missing]
        named += ["县级领导包案"] if self.county.outcome is Trilean.YES else []
        return tuple([*named, "汇报"] if self.briefing.outcome is Trilean.YES else named)

    @property
    def row(self) -> Mapping[str, str]:
        """One line of the list of what is missing."""
        return {
            "责任单位": self.sheet.lead_unit or "未登记", "事项": self.sheet.matter_id, "标题": self.title,
            "包案领导": self.sheet.post() or "缺", "应县级包案": self.county.facts["应由县级领导包案"],
            "缺县级包案": self.county.outcome.value, "久未汇报": self.briefing.outcome.value,
            "缺项": "；".join(self.missing) or "无",
        }  # fmt: skip


def leaders(office: Office, wanted: str) -> Leaders:
    """Who answers for one matter as of now, and what is missing."""
    case = open_case(office, wanted)
    return _of(case.dossier, liaisons(office), is_open=bool(case.dossier.matter["is_open"]))


def _of(dossier: Dossier, table: Iterable[Liaison], *, is_open: bool) -> Leaders:
    facts = dossier.facts
    assert facts is not None
    title = str(dossier.matter["title"])
    office_of = next((row["lead_office"] for row in reversed(dossier.records) if row["lead_office"]), "")
    sheet = duty_sheet(
        facts, title=title, office=office_of, is_open=is_open, liaison=liaison_for(facts.places.issue, table)
    )
    known = [row["rule"] for row in dossier.findings if row["outcome"] == Trilean.YES.value]
    return _checked(sheet, known, facts.accused_unit, title)


def _checked(sheet: DutySheet, flags: Iterable[str], accused: str, title: str) -> Leaders:
    found = [Finding(rule, Trilean.YES, "", "") for rule in flags]
    county = county_leader(sheet, needs_county_leader(found, sheet.as_of))
    return Leaders(sheet, completeness(sheet), county, silent_to_leader(sheet), own_leader(sheet, accused), title)


# --- assigning --------------------------------------------------------------------------------------------------------


def assign(
    office: Office,
    wanted: str,
    post: str,
    *,
    role: LeaderRole = LeaderRole.CASE,
    level: Level | str = "",
    unit: str = "",
    inner_office: str = "",
    team: str = "",
    due: date | str = "",
    result: str = "",
    day: date | str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """Make a post answerable for a matter (包案); `unit` is the responsible unit, `inner_office` its 责任科室.

    ValueError without a post or, for a 包案领导, without a level; and for a duty this workbench does not keep.
    """
    case = open_case(office, wanted)
    known = level if isinstance(level, Level) else Level.from_label(level) if level else None
    _check_assignment(case, (post, team, result, why), role, known)
    detail = {
        "post": post.strip(), "role": role.value, "level": known.label if known else "", "inner_office": inner_office,
        "team": team, "due": PartialDate.parse(str(due)).text if due else "", "result": result,
    }  # fmt: skip
    target, by = unit or case.facts.lead_unit, "联席会议办公室"
    text = f"{role.value}：{post.strip()}"
    return write_step(
        office,
        case,
        wanted,
        StepKind.ASSIGN_LEADER,
        day or case.facts.as_of,
        by,
        target,
        text,
        why,
        actor,
        seen,
        detail,
    )


def _check_assignment(case: Case, texts: Iterable[str], role: LeaderRole, level: Level | None) -> None:
    post, *others = texts
    if not post.strip():
        raise ValueError(f"事项 {case.matter_id} 包案：须写明领导职务（只登记职务，如“分管副县长”）")
    if word := next((word for word in _NOT_BUILT if any(word in text for text in (post, *others))), ""):
        raise ValueError(
            f"事项 {case.matter_id} 包案：本工作台不登记“{word}”类职责；包案只落实化解、答复和依法处理的责任"
        )
    if role is LeaderRole.CASE and level is None:
        raise ValueError(f"事项 {case.matter_id} 包案：须写明包案领导的层级（县、乡等），以便核对两级包案")


def brief(
    office: Office,
    wanted: str,
    unit: str,
    content: str,
    *,
    day: date | str = "",
    to: str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """A unit briefed its leader (汇报); `to` is the leader's post, the assigned 包案领导 if not said."""
    case = open_case(office, wanted)
    if not unit.strip() or not content.strip():
        raise ValueError(f"事项 {case.matter_id} 汇报：须写明汇报单位和内容")
    post = to or duty_sheet(case.facts).post()
    on, detail = day or case.facts.as_of, {"post": post}
    return write_step(office, case, wanted, StepKind.BRIEF, on, unit, post, content, why, actor, seen, detail)


# --- liaisons ---------------------------------------------------------------------------------------------------------


def set_liaison(
    office: Office, place: str, post: str, department: str = "", *, why: str = "", actor: str = ""
) -> Event:
    """A leader and a department take an area (挂点联系); an empty post ends it. ValueError for a code that is none."""
    if not checked(place.strip(), "挂点地区"):
        raise ValueError("挂点联系须写明地区的区划代码（乡镇9位、村12位）")
    if place.strip() not in office.divisions:
        raise ValueError(f"区划代码“{place}”不在区划表中；请核对，或先把它加进本单位的 divisions.csv")
    said = (post.strip(), department.strip())
    return record(office, EventKind.LIAISON, place.strip(), actor, why, post=said[0], department=said[1])


def liaisons(office: Office) -> tuple[Liaison, ...]:
    """The table of liaisons in force, by area; the last word on an area stands."""
    found: dict[str, Liaison] = {}
    for event in office.store.events(kinds=[EventKind.LIAISON]):
        post, department = event.payload.get("post", ""), event.payload.get("department", "")
        found[event.subject] = Liaison(event.subject, post, department)
    return tuple(one for _, one in sorted(found.items()) if one.post)


def liaison_rows(office: Office) -> tuple[Mapping[str, str], ...]:
    """The table of liaisons as a person reads it."""
    name = office.divisions.full_name
    return tuple(
        {"地区": name(one.place), "区划代码": one.place, "联系领导": one.post, "带领部门": one.department or "未登记"}
        for one in liaisons(office)
    )


# --- what is missing, by unit -----------------------------------------------------------------------------------------


def missing_by_unit(office: Office, unit: str = "") -> dict[str, tuple[Leaders, ...]]:
    """Open matters whose duty sheet lacks something, by responsible unit (one unit, if named); units by name."""
    edition = office.edition()
    on, table = day_of_study(office, edition), liaisons(office)
    newer = set(changed_since(office, edition, (EventKind.STEP,)))
    found: dict[str, list[Leaders]] = defaultdict(list)
    told = _ledger_words(edition)
    for row, facts in lean_facts(edition, _KINDS, on, unit=unit):
        if row["matter_id"] not in newer:
            words = told.get(row["matter_id"], {})
            liaison = liaison_for(facts.places.issue, table)
            sheet = duty_sheet(facts, title=row["title"], office=words.get("lead_office") or "", liaison=liaison)
            _keep(
                found, _checked(_with_ledger(sheet, words), row["flags"], words.get("accused_unit") or "", row["title"])
            )
    for matter_id in newer:
        dossier = study_for_list(office, matter_id, as_of=on)
        mine = not unit or dossier.matter["lead_unit"] == unit
        if dossier.facts is not None and dossier.matter["is_open"] and mine:
            _keep(found, _of(dossier, table, is_open=True))
    return {name: tuple(sorted(found[name], key=lambda one: one.sheet.matter_id)) for name in sorted(found)}


def _keep(found: Mapping[str, list[Leaders]], one: Leaders) -> None:
    if one.missing:
        found[one.sheet.lead_unit or "责任单位未登记"].append(one)


def _ledger_words(edition: Edition) -> dict[str, Row]:
    """Of each matter the ledger's latest 责任科室, 专班, 限办日期 and 被反映单位."""
    last = "arg_max({0}, reg_time) FILTER (WHERE {0} IS NOT NULL AND {0} <> '') AS {0}"
    texts = ", ".join(last.format(name) for name in ("lead_office", "team", "accused_unit"))
    sql = f"""SELECT g.matter_id, {texts}, arg_max(due_date, reg_time) FILTER (WHERE due_date IS NOT NULL) AS due_date,
        arg_max(case_leader, reg_time) FILTER (WHERE case_leader <> '') AS case_leader
        FROM records r JOIN groups g USING (record_id) WHERE NOT r.locked GROUP BY g.matter_id"""
    return {row["matter_id"]: row for row in rows_of(edition.query(sql))}


def _with_ledger(sheet: DutySheet, words: Mapping[str, Any]) -> DutySheet:
    return replace(sheet, team=words.get("team") or "", due=str(words.get("due_date") or ""))
