"""检查验收: each unit of a campaign's cohort by five items, the records beside, a person's answer with its evidence (S000).

A unit's sheet is folded from ACCEPTANCE events: of each item the last word stands, one taken back is gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from workbench.campaign.ratio import Ratio
from workbench.campaign.sql_words import sql_texts
from workbench.campaign.standing import unit_shares
from workbench.domain.codes import StepKind
from workbench.domain.events import Event, EventKind
from workbench.domain.roles import AccessDenied
from workbench.review.case_file import matter_subjects
from workbench.rules.acceptance import (
    ESSENTIAL,
    ITEMS,
    Answer,
    Line,
    State,
    UnitRecords,
    Verdict,
    gaps,
    latest,
    sentence,
    shown,
    state_of,
)
from workbench.settings import Campaign, Cohort
from workbench.store.edition import Edition
from workbench.store.views import narrowed
from workbench.usecases.campaign_state import NoCampaign, cohort_standings, the_campaign
from workbench.usecases.closing_opened import names_file
from workbench.usecases.measure import unit_names
from workbench.usecases.meeting_register import banned, records_of, refuse_if
from workbench.usecases.office import Office
from workbench.usecases.recording import record

_WHAT: Final = "检查验收"
_NOBODY: Final = "主办单位待核"
"""What `unit_shares` calls matters no unit leads yet: nobody to accept."""


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """One unit's checklist: its matters in the cohort, and each item with what the records show and what was decided."""

    unit: str
    share: Ratio
    lines: tuple[Line, ...]
    state: State
    sentence: str

    @property
    def answers(self) -> Mapping[str, Answer]:
        return {one.item.id: one.answer for one in self.lines if one.answer}

    @property
    def row(self) -> Mapping[str, str]:
        """The unit as a line of the list, in the words of its columns."""
        told = {one.item.name: one.verdict for one in self.lines}
        return {"单位": self.unit, "已化解（扣除反弹）": self.share.full, **told, "状态": self.state.value}


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Every unit of a cohort by name; `seen` is the number of the last event known."""

    campaign: Campaign
    cohort: Cohort
    edition: str
    as_of: date
    units: tuple[UnitSheet, ...]
    nobody: int  # matters no unit leads yet
    seen: int
    _names: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def sentence(self) -> str:
        """How many units stand where, with the number of all."""
        many = {state: sum(one.state is state for one in self.units) for state in State}
        told = "，".join(f"{state.value} {count}" for state, count in many.items())
        left = f"；另有 {self.nobody} 件主办单位待核，不在任何单位名下" if self.nobody else ""
        head = f"{self.campaign.name}（{self.cohort.title}）检查验收：{len(self.units)} 个单位，{told}{left}"
        return f"{head}（版次 {self.edition}，截至 {self.as_of}）。"

    def unit(self, name: str) -> UnitSheet:
        """A unit by any of its spellings; LookupError naming those there are."""
        wanted = self._names.get(name.strip(), name.strip())
        found = next((one for one in self.units if one.unit == wanted), None)
        if found is None:
            known = "、".join(one.unit for one in self.units) or "（没有）"
            raise LookupError(f"批次“{self.cohort.title}”里没有主办单位“{name}”；有：{known}")
        return found


def acceptance(office: Office, campaign: str = "", cohort: str = "", *, edition: Edition | None = None) -> Acceptance:
    """Where every unit that leads matters of a cohort stands (by default the first of the first campaign).

    NoCampaign for an unknown campaign or cohort. In a unit's or statistician's view AccessDenied: the sheets are the office's.
    """
    held, chosen = edition or office.edition(), the_campaign(office, campaign)
    if narrowed(held):
        raise AccessDenied("检查验收由联席办登记，本账户的视图里没有；请向联席办查询")
    batch = _cohort(chosen, cohort)
    found, names = cohort_standings(held, batch, held.as_of), unit_names(held)
    shares = dict(unit_shares(found, names))
    seen = office.store.last_seq()
    said = _said(office, chosen, batch, names, seen)
    records = _records(held, shares)
    sheets = (
        _sheet(unit, share, records[unit], said.get(unit, ())) for unit, share in shares.items() if unit != _NOBODY
    )
    nobody = shares[_NOBODY].denominator if _NOBODY in shares else 0
    return Acceptance(chosen, batch, held.id, held.as_of, tuple(sheets), nobody, seen, names)


def accept(
    office: Office, unit: str, item: str, verdict: str, *, campaign: str = "", cohort: str = "", day: str = "",
    evidence: str = "", note: str = "", actor: str = "", seen: int | None = None,
) -> Event:  # fmt: skip
    """Decide one item of a unit's checklist (合格、不合格、不适用); a later word replaces an earlier one.

    `evidence` is the id of a kept file or says what was looked at. MeetingRefused says everything that is missing;
    LookupError for a unit that leads nothing in the cohort, ChangedMeanwhile if another wrote on the unit since `seen`.
    """
    found = acceptance(office, campaign, cohort)
    sheet = found.unit(unit)
    on = day.strip() or office.settings.today.isoformat()
    refuse_if(
        _WHAT,
        [*gaps(item, verdict, evidence, note), *_day(on, office.settings.today), *_file(office, evidence),
         *banned(f"{evidence}{note}", "依据、说明")],
    )  # fmt: skip
    return record(
        office, EventKind.ACCEPTANCE, subject_of(found.campaign, found.cohort, sheet.unit), actor, note, seen=seen, item=item,
        verdict=Verdict(verdict).value, day=on, evidence=evidence.strip(), note=note.strip(),
    )  # fmt: skip


def files_of(office: Office, sheet: UnitSheet) -> list[tuple[str, str]]:
    """Files kept for the unit's matters, offered as evidence: (file id, kind and name)."""
    subjects = set(matter_subjects(records_of(office, sheet.share.base_ids)))
    kept = {
        event.payload["file_id"]: f"{event.payload['kind']}：{event.payload['name']}"
        for event in office.store.events([EventKind.ATTACHED])
        if event.subject in subjects
    }
    return list(kept.items())


def subject_of(campaign: Campaign, cohort: Cohort, unit: str) -> str:
    """What an event of acceptance is about: campaign and cohort, then the unit; two campaigns may name a cohort alike."""
    return f"{campaign.name}·{cohort.id}|{unit}"


def _cohort(campaign: Campaign, name: str) -> Cohort:
    found = next((one for one in campaign.cohorts if name in ("", one.id, one.title)), None)
    if found is None:
        known = "、".join(one.id for one in campaign.cohorts) or "（没有登记批次）"
        raise NoCampaign(f"专项“{campaign.name}”没有批次“{name}”；有：{known}")
    return found


def _day(text: str, today: date) -> list[str]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return [f"检查日期“{text}”不是日期；请写成 2026-11-20"]
    return [f"检查日期 {day} 在今天（{today}）之后；请改正"] if day > today else []


def _file(office: Office, evidence: str) -> list[str]:
    """A file's id names a file the office keeps."""
    if not names_file(evidence.strip()):
        return []
    kept = {event.payload["file_id"] for event in office.store.events([EventKind.ATTACHED])}
    return [] if evidence.strip() in kept else [f"没有编号为 {evidence.strip()} 的附件；请先存入卷宗，或改写文号"]


# --- what is on record -------------------------------------------------------------------------------------------------


def _said(
    office: Office, campaign: Campaign, cohort: Cohort, names: Mapping[str, str], seen: int
) -> dict[str, list[Answer]]:
    """What was decided, by unit as it is called now, oldest first."""
    start, found = subject_of(campaign, cohort, ""), defaultdict[str, list[Answer]](list)
    for event in office.store.events([EventKind.ACCEPTANCE], as_of_seq=seen):
        if event.subject.startswith(start):
            unit = event.subject.removeprefix(start)
            found[names.get(unit, unit)].append(_answer(event))
    return found


def _answer(event: Event) -> Answer:
    told = event.payload
    return Answer(
        told["item"], Verdict(told["verdict"]), told.get("day", ""), told.get("evidence", ""), told.get("note", ""),
        event.actor, event.event_id,
    )  # fmt: skip


def _sheet(unit: str, share: Ratio, records: UnitRecords, said: Iterable[Answer]) -> UnitSheet:
    answers, facts = latest(said), shown(records)
    lines = tuple(Line(item, facts[name], answers.get(name)) for name, item in ITEMS.items())
    return UnitSheet(unit, share, lines, state_of(answers), sentence(unit, answers))


def _records(edition: Edition, shares: Mapping[str, Ratio]) -> dict[str, UnitRecords]:
    """What the edition shows of every unit's matters: one query over matters, one over their records."""
    unit_of = {matter: unit for unit, share in shares.items() for matter in share.base_ids}
    if not unit_of:
        return {unit: UnitRecords() for unit in shares}
    matters = _by(unit_of, edition.query(_matters_sql(unit_of)).to_dict("records"))
    rows = _by(unit_of, edition.query(_records_sql(unit_of)).to_dict("records"))
    return {unit: _of_unit(share, matters[unit], rows[unit]) for unit, share in shares.items()}


def _by(unit_of: Mapping[str, str], rows: Iterable[Mapping[Any, Any]]) -> dict[str, list[Mapping[Any, Any]]]:
    found = defaultdict[str, list[Mapping[Any, Any]]](list)
    for row in rows:
        found[unit_of[str(row["matter_id"])]].append(row)
    return found


def _of_unit(share: Ratio, matters: Sequence[Mapping[Any, Any]], rows: Sequence[Mapping[Any, Any]]) -> UnitRecords:
    def having(name: str) -> tuple[str, ...]:
        return tuple(str(row["matter_id"]) for row in matters if row[name])

    lacking = ((str(row["record_id"]), _lacks(row)) for row in rows)
    return UnitRecords(
        share.base_ids, share.ids, tuple(str(row["record_id"]) for row in rows),
        tuple((name, what) for name, what in lacking if what), having("led"), having("planned"), having("aided"),
    )  # fmt: skip


def _lacks(row: Mapping[Any, Any]) -> tuple[str, ...]:
    return tuple(title for key, title in ESSENTIAL.items() if not row[key])


def _matters_sql(matters: Iterable[str]) -> str:
    def has(kind: StepKind) -> str:
        return f"EXISTS (SELECT 1 FROM steps s WHERE s.matter_id = m.matter_id AND s.kind = '{kind.value}')"

    team = "EXISTS (SELECT 1 FROM groups g JOIN records r USING (record_id) WHERE g.matter_id = m.matter_id AND r.team <> '')"
    return f"""SELECT m.matter_id, (m.case_leader <> '' OR {team} OR {has(StepKind.ASSIGN_LEADER)}) AS led,
        (m.plan <> '' OR {has(StepKind.PLAN)}) AS planned, {has(StepKind.AID)} AS aided
        FROM matters m WHERE m.matter_id IN ({sql_texts(list(matters))}) ORDER BY m.matter_id"""


def _records_sql(matters: Iterable[str]) -> str:
    held = ", ".join(f"COALESCE(CAST(r.{key} AS TEXT), '') <> '' AS {key}" for key in ESSENTIAL)
    return f"""SELECT g.matter_id, r.record_id, {held} FROM groups g JOIN records r USING (record_id)
        WHERE NOT r.locked AND g.matter_id IN ({sql_texts(list(matters))}) ORDER BY r.record_id"""
