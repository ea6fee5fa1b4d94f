"""排会条件 from the record (事项、会议 → 会次和事项): what a schedule needs to know of many matters, read in bulk.

A matter's rows come from the edition; who leads, who answers for it and who stands aside also from what was said since.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from workbench.domain.case import CaseFile
from workbench.domain.codes import DutyRole, Level, StepKind, Trilean
from workbench.domain.facts import Step
from workbench.domain.finding import Finding
from workbench.meetings.agenda import case_minutes, follow_up_minutes
from workbench.meetings.bodies import Body, Meeting
from workbench.meetings.schedule.problem import Matter, Recused, Sitting
from workbench.review.case_file import case_files, matter_subjects
from workbench.review.facts import Row, step_events
from workbench.rules.conference import common_place
from workbench.rules.hard_flags import needs_county_leader
from workbench.rules.leadership import LeaderRole, assignments, level_of_post
from workbench.rules.places import significant
from workbench.store.edition import Edition
from workbench.usecases.many_matters import place_of_units
from workbench.usecases.meeting_register import current_matters
from workbench.usecases.office import Office

_NOT_A_UNIT: Final = re.compile("待核|待协调|^（")
_CONFERENCE: Final = {"T-01", "T-02"}
"""Triggers of a quarrel between units (条例第二十四条第一款、三跨三分离)."""


@dataclass(frozen=True)
class Gathered:
    """Matters as a schedule needs them; `missing` says of the others why they can't be scheduled.

    `names`: every id asked for → what the matter goes by now. `papers`: what its 会商材料 still lacks.
    """

    matters: Mapping[str, Matter] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    papers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recusals: tuple[Recused, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def gather(
    office: Office, wanted: Collection[str], *, posts: Collection[str] = (), since: Mapping[str, date] | None = None
) -> Gathered:
    """Matters by id as of now, all read at once; `posts` are posts as the bodies name them, `since` days of proposal."""
    edition = office.edition()
    names = current_matters(office, wanted)
    rows = _Rows.read(office, edition, sorted(set(names.values())))
    told = {names[one]: day for one, day in (since or {}).items() if one in names}
    made, missing = {}, {one: _unknown(edition, one) for one in wanted if one not in names}
    for matter_id in dict.fromkeys(names[one] for one in wanted if one in names):
        reason = rows.reason(matter_id)
        if not reason:
            made[matter_id] = _matter(office, rows, matter_id, posts, told.get(matter_id))
            reason = "" if made[matter_id].lead else "还没有主办单位，请先确定主办单位（责任确认）"
        if reason:
            missing[matter_id] = reason
    recusals = [Recused(one.who, matter) for matter in made for one in rows.file(matter).recusals]
    titles = {matter: str(row["title"]) for matter, row in rows.matters.items() if not row["locked"]}
    papers = {matter: rows.paper_gaps(matter) for matter in made}
    return Gathered(made, missing, titles, papers, tuple(recusals), names)


def _unknown(edition: Edition, matter: str) -> str:
    return f"版次 {edition.id} 中没有编号为“{matter}”的事项；请核对编号，或发布新版次后再排"


@dataclass(frozen=True)
class _Rows:
    """Rows of the edition and of the record by matter."""

    matters: Mapping[str, Row]
    records: Mapping[str, Sequence[Row]]
    duties: Mapping[str, Sequence[Row]]
    agenda: Mapping[str, Sequence[Row]]
    claims: Mapping[str, Sequence[Row]]
    files: Mapping[str, CaseFile]
    assigned: Mapping[str, Sequence[Step]]
    places: Mapping[str, str]

    @classmethod
    def read(cls, office: Office, edition: Edition, ids: Sequence[str]) -> _Rows:
        """Everything about these matters, one look-up a table."""
        groups = {row["record_id"]: str(row["matter_id"]) for row in edition.rows("groups", "matter_id", ids)}
        columns = ["record_id", "accused_unit", "reg_time", "claim", "summary"]
        records = edition.rows("records", "record_id", sorted(groups), columns)
        records.sort(key=lambda row: (row["reg_time"] or date.min, row["record_id"]))
        files, assigned = _said(office, groups)
        matters = {str(row["matter_id"]): row for row in edition.rows("matters", "matter_id", ids)}
        duties = _by_matter(edition, "duties", ids)
        return cls(
            matters, _grouped({**row, "matter_id": groups[row["record_id"]]} for row in records), duties,
            _by_matter(edition, "agenda", ids), _by_matter(edition, "claims", ids),
            files, assigned, place_of_units(office, edition, _units(matters, duties, files)),
        )  # fmt: skip

    def file(self, matter_id: str) -> CaseFile:
        return self.files.get(matter_id) or CaseFile(matter_id)

    def reason(self, matter_id: str) -> str:
        """Why this matter is for no meeting; "" if it may be heard."""
        row = self.matters.get(matter_id)
        if row is None:
            return "不在本版次的研判之内，请发布新版次后再排"
        return "检举控告件不上会，由纪检监察机关依规处理（《信访工作条例》第三十条）" if row["locked"] else ""

    def lead(self, matter_id: str) -> str:
        """The unit confirmed as lead, else proposed, else the ledger's."""
        said = [one.unit for one in self.file(matter_id).duties if one.role is DutyRole.LEAD]
        proposed = [row["unit"] for row in self.duties.get(matter_id, ()) if row["role"] == DutyRole.LEAD.value]
        found = (one for one in (*reversed(said), *proposed, self.matters[matter_id]["lead_unit"]) if _is_unit(one))
        return next(found, "")

    def assists(self, matter_id: str) -> tuple[str, ...]:
        """Units that assist: of the ledger, proposed and confirmed; placeholders for unknown units are none."""
        said = [one.unit for one in self.file(matter_id).duties if one.role is DutyRole.ASSIST]
        proposed = [row["unit"] for row in self.duties.get(matter_id, ()) if row["role"] == DutyRole.ASSIST.value]
        written = self.matters[matter_id]["assist_units"]
        every = (*(written if written is not None else ()), *proposed, *said)
        return tuple(dict.fromkeys(one for one in every if _is_unit(one) and one != self.lead(matter_id)))

    def leaders(self, matter_id: str, posts: Collection[str]) -> tuple[str, ...]:
        """Posts that answer for the matter (包案领导), at both levels, named as the bodies name them."""
        ledger = self.matters[matter_id]["case_leader"] or ""
        found = assignments(self.assigned.get(matter_id, ()), ledger, level_of_post(ledger))
        named = (one.post for one in found if one.role is LeaderRole.CASE)
        return tuple(dict.fromkeys(next((post for post in posts if one.split()[0] == post), one) for one in named))

    def accused(self, matter_id: str) -> str:
        told = (row["accused_unit"] for row in reversed(self.records.get(matter_id, ())))
        return next((str(one) for one in told if isinstance(one, str) and one.strip()), "")

    def paper_gaps(self, matter_id: str) -> tuple[str, ...]:
        """Parts of 会商材料 a meeting can't do without and that are not on record."""
        said = any(row["claim"] for row in self.claims.get(matter_id, ())) or self.file(matter_id).claims
        rows = self.records.get(matter_id, ())
        brief = any(row["summary"] or row["claim"] for row in rows)
        parts = (("案情简介", brief), ("信访人诉求", bool(said) or any(row["claim"] for row in rows)))
        return tuple(name for name, there in parts if not there)


def _by_matter(edition: Edition, table: str, ids: Sequence[str]) -> dict[str, list[Row]]:
    return _grouped(edition.rows(table, "matter_id", ids))


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[str(row["matter_id"])].append(row)
    return found


def _said(office: Office, groups: Mapping[str, str]) -> tuple[dict[str, CaseFile], dict[str, list[Step]]]:
    """What persons said of these matters until now, and the 包案 steps in order."""
    from workbench.store.current_events import events_about

    ids = sorted(groups)
    events, _ = events_about(office.store, ids, matter_subjects(ids))
    assigned: dict[str, list[Step]] = defaultdict(list)
    for record_id, steps in step_events(events).items():
        if record_id in groups:
            assigned[groups[record_id]] += [one for one in steps if one.kind is StepKind.ASSIGN_LEADER]
    return case_files(events, groups), assigned


def _units(matters: Mapping[str, Row], duties: Mapping[str, Sequence[Row]], files: Mapping[str, CaseFile]) -> set[str]:
    named = {str(row["lead_unit"]) for row in matters.values() if row["lead_unit"]}
    named |= {one for row in matters.values() if row["assist_units"] is not None for one in row["assist_units"]}
    named |= {str(row["unit"]) for rows in duties.values() for row in rows}
    return {one for one in named | {duty.unit for file in files.values() for duty in file.duties} if _is_unit(one)}


def _is_unit(name: str | None) -> bool:
    return bool(name and name.strip()) and not _NOT_A_UNIT.search(str(name))


def _matter(office: Office, rows: _Rows, matter_id: str, posts: Collection[str], chosen: date | None) -> Matter:
    row, today = rows.matters[matter_id], office.settings.today
    lead, assists = rows.lead(matter_id), rows.assists(matter_id)
    proposed = [one["since"] for one in rows.agenda.get(matter_id, ()) if one["since"]]
    return Matter(
        matter_id, case_minutes(today), _level(office, rows, matter_id, (lead, *assists)), lead,
        min(proposed, default=chosen or today), assists, rows.leaders(matter_id, posts), str(row["title"]),
        deadline=row["due"], papers_ready=not rows.paper_gaps(matter_id), accused=rows.accused(matter_id),
        area=_area(office, row["issue"]),
    )  # fmt: skip


def _area(office: Office, issue: str | None) -> str:
    """Where the matter belongs; a place outside the county keeps it out of no sitting ("")."""
    home, code = office.settings.office_place or "", significant(issue) if issue else ""
    return code if not home or code.startswith(significant(home)) else ""


def _level(office: Office, rows: _Rows, matter_id: str, units: Sequence[str]) -> Level:
    """The lowest conference that may hear it: one common to its lead, the county's units that assist and the place.

    A unit of another county assists by request, so it raises nothing. A quarrel of units and what a county leader must
    answer for (S004) is for the county's at the lowest; that a quarrel must go higher still is said by the 提请会商申请,
    which the county's conference may first take up.
    """
    row, (lead, *others) = rows.matters[matter_id], units
    near = [unit for unit in others if _area(office, rows.places.get(unit))]
    codes: dict[str, str | None] = {unit: rows.places[unit] for unit in (lead, *near) if unit in rows.places}
    codes["事发地"] = _area(office, row["issue"]) or office.settings.office_place or None
    common = common_place(codes).level or Level.COUNTY
    flags = [Finding(rule, Trilean.YES, "", "") for rule in (row["flags"] if row["flags"] is not None else ())]
    quarrel = _CONFERENCE & set(row["triggers"] if row["triggers"] is not None else ())
    return min(common, Level.COUNTY) if quarrel or needs_county_leader(flags, office.settings.today) else common


# --- sittings ---------------------------------------------------------------------------------------------------------


def sitting_of(meeting: Meeting, body: Body, *, limit: int = 0) -> Sitting:
    """A planned meeting as a sitting; `limit` is the chair's own (0: none)."""
    start = time.fromisoformat(meeting.start)
    return Sitting(
        meeting.meeting_id, meeting.day, start.hour * 60 + start.minute, meeting.minutes, meeting.place or body.name,
        body.level, meeting.chair, limit, significant(body.place) if body.place else "", follow_up_minutes(meeting.day),
    )  # fmt: skip


def units_gone(office: Office, units: Collection[str], on: date) -> dict[str, str]:
    """Units abolished by a day (单位名册) → what became of them, with what to do; the register is made once."""
    from workbench.linkage.unit.register import UnitRegister
    from workbench.usecases.publish_edition import office_names, upper_names

    known = UnitRegister.expand(
        office_names(office), place=office.settings.office_place or "", upper=upper_names(office),
        own_file=office.settings.home / "units.csv",
    )  # fmt: skip
    entries = {unit: known.find(unit) for unit in units if unit.strip()}
    notes = {unit: known.note(entry.unit_key, on) for unit, entry in entries.items() if entry}
    return {unit: f"{note}；请改由承继单位承担" for unit, note in notes.items() if note}
