"""复查复核审查: a sheet for a record's review, procedure apart from substance, and the flag where substance was not looked at.

What was answered are REVIEW_SHEET events on the record; of each item the last word stands, one taken back is gone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.events import Event, EventKind
from workbench.domain.facts import RecordFacts, Step
from workbench.domain.finding import Finding
from workbench.domain.roles import Allowed, DataKind
from workbench.review.facts import Row, rows_of
from workbench.rules.review_sheet import (
    ANSWERED,
    ASKED,
    ITEMS,
    Answer,
    Answered,
    Round,
    Sheet,
    gaps,
    rounds_of,
    sheet_of,
    shown_by,
    unlooked,
    whole_words,
)
from workbench.store.edition import Edition
from workbench.usecases.gate import require
from workbench.usecases.meeting_register import banned, refuse_if
from workbench.usecases.office import Office
from workbench.usecases.recording import record as keep
from workbench.usecases.study_matter import Dossier, MatterNotFound, study_matter

_WHAT: Final = "复查复核审查"


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """One review of one record: its sheet, and the flag if an opinion was issued before substance was looked at."""

    matter_id: str
    record_id: str
    case_no: str
    unit: str
    turn: Round
    asked: str
    answered: str
    sheet: Sheet
    flag: Finding | None
    seen: int

    @property
    def sentence(self) -> str:
        return whole_words(self.sheet) + (self.flag.sentence if self.flag else "")

    @property
    def row(self) -> Mapping[str, str]:
        """The review as a line of a list."""
        return {
            "信访件": self.case_no or self.record_id, "环节": self.turn.value, "请求日": self.asked or "未登记",
            "意见": self.answered or "未出具", "审查": self.sheet.state, "情况": self.sentence,
        }  # fmt: skip


def review_sheets(office: Office, wanted: str, dossier: Dossier | None = None) -> tuple[ReviewSheet, ...]:
    """Every review of a matter's records (matter id, record id or case number), oldest record first.

    MatterNotFound, AccessDenied as `study_matter`; nothing of an accusation. `dossier` is the matter already read.
    """
    held = dossier or study_matter(office, wanted)
    require(office, DataKind.OPINION, Allowed.READ, str(held.matter["matter_id"]))
    if held.facts is None:
        return ()
    known = _said(office, [one.record_id for one in held.facts.records], held.seen)
    return tuple(
        _sheet(held, one, turn, known[one.record_id, turn]) for one in held.facts.records for turn in rounds_of(one)
    )


def review_sheet(office: Office, record_id: str, turn: Round | str = "") -> ReviewSheet:
    """The sheet of one record's review, by default the last there is; MatterNotFound where the record was at none."""
    found = [one for one in review_sheets(office, record_id) if record_id in (one.record_id, one.case_no)]
    chosen = [one for one in found if turn in ("", one.turn)]
    if not chosen:
        had = "、".join(one.turn.value for one in found)
        told = f"只到过{had}" if had else "没有申请复查、复核的登记"
        raise MatterNotFound(f"信访件 {record_id} {told}，没有“{turn or '复查、复核'}”审查表；请填信访件的编号")
    return chosen[-1]


def answer_item(
    office: Office, record_id: str, item: str, verdict: str, *, turn: Round | str = "", part: str = "", basis: str = "",
    why: str = "", actor: str = "", seen: int | None = None,
) -> Event:  # fmt: skip
    """Answer one item of a review (是、否、不适用); a later word replaces an earlier one.

    `basis` says what the answer rests on: always on substance, and for every 否 and 不适用. MeetingRefused says what is
    missing; MatterNotFound as `review_sheet`, ChangedMeanwhile if another wrote on the record since `seen`.
    """
    found = review_sheet(office, record_id, turn)
    refuse_if(_WHAT, [*gaps(part, item, verdict, basis), *banned(f"{basis}{why}", "认定理由")])
    return keep(
        office, EventKind.REVIEW_SHEET, found.record_id, actor, why, seen=seen, round=found.turn.value,
        part=ITEMS[item].part.value, item=item, verdict=Answered(verdict).value, basis=basis.strip(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unlooked:
    """A review of the edition that was answered though its substance was not looked at to the last item."""

    matter_id: str
    title: str
    record_id: str
    turn: Round
    day: str
    unit: str
    told: str

    @property
    def row(self) -> Mapping[str, str]:
        return {"信访件": self.record_id, "事项": self.title, "环节": self.turn.value, "意见日期": self.day or "未登记",
                "作出单位": self.unit or "未登记", "情况": self.told}  # fmt: skip


def unlooked_reviews(office: Office, *, edition: Edition | None = None) -> tuple[Unlooked, ...]:
    """Reviews answered (by the edition) whose sheet lacks substance, by record; one query, no matter is studied."""
    held = edition or office.edition()
    require(office, DataKind.OPINION, Allowed.READ)
    kinds = {kind.value: turn for turn, kind in ANSWERED.items()}
    marks = ", ".join("?" for _ in kinds)
    sql = f"""SELECT s.matter_id, m.title, s.record_id, s.kind, s.day_text, s.unit, s.text, s.detail
        FROM steps s JOIN matters m USING (matter_id) WHERE NOT m.locked AND s.kind IN ({marks})
        ORDER BY s.record_id, s.kind, s.start"""
    answered = defaultdict[tuple[str, Round], list[Row]](list)
    for row in rows_of(held.query(sql, list(kinds))):
        answered[row["record_id"], kinds[row["kind"]]].append(row)
    said = _said(office, {record for record, _turn in answered}, office.store.last_seq())
    return tuple(
        _unlooked(rows[-1], turn, flag)
        for (record, turn), rows in answered.items()
        if (flag := unlooked(record, [_step(row) for row in rows], turn, sheet_of(said[record, turn])))
    )


def _step(row: Row) -> Step:
    day = PartialDate.parse(row["day_text"]) if row["day_text"] else None
    detail = json.loads(row["detail"] or "{}")
    return Step(StepKind(row["kind"]), day, row["record_id"], row["unit"] or "", "", row["text"] or "", detail)


def _unlooked(row: Row, turn: Round, flag: Finding) -> Unlooked:
    return Unlooked(
        row["matter_id"], row["title"], row["record_id"], turn, row["day_text"] or "", row["unit"] or "", flag.sentence
    )


# --- what is on record -------------------------------------------------------------------------------------------------


def _said(office: Office, records: Iterable[str], seen: int) -> dict[tuple[str, Round], list[Answer]]:
    """What was answered, by record and review, oldest first."""
    wanted, found = set(records), defaultdict[tuple[str, Round], list[Answer]](list)
    for event in office.store.events([EventKind.REVIEW_SHEET], as_of_seq=seen):
        if event.subject in wanted:
            told = event.payload
            answer = Answer(told["item"], Answered(told["verdict"]), told.get("basis", ""), event.actor, event.event_id)
            found[event.subject, Round(told["round"])].append(answer)
    return found


def _sheet(dossier: Dossier, record: RecordFacts, turn: Round, answers: Sequence[Answer]) -> ReviewSheet:
    sheet = sheet_of(answers, _shown(dossier, record, turn))
    asked, issued = record.of(ASKED[turn]), record.of(ANSWERED[turn])
    result = "；".join(f"{step.day or '日期未登记'} {step.detail.get('result', '') or '结论未登记'}" for step in issued)
    unit = next((step.unit or step.target for step in (*issued, *asked) if step.unit or step.target), "")
    return ReviewSheet(
        str(dossier.matter["matter_id"]), record.record_id, record.case_no, unit, turn,
        str(asked[-1].day or "") if asked else "", result, sheet, unlooked(record.record_id, issued, turn, sheet), dossier.seen,
    )  # fmt: skip


_OTHER: Final = {Round.REVIEW: ("C09", "C10"), Round.REREVIEW: ("C07", "C08")}
"""Clocks of the other review."""


def _shown(dossier: Dossier, record: RecordFacts, turn: Round) -> Mapping[str, str]:
    own = record.record_id
    clocks = [row for row in dossier.clocks if row["record_id"] == own and row["clock"] not in _OTHER[turn]]
    sent = [row for row in dossier.steps if row["record_id"] == own and row["kind"] == StepKind.DELIVER.value]
    delivered = [row["day_text"] or "日期未登记" for row in sent]
    return shown_by(clocks, delivered, [one.who for one in dossier.file.recusals])
