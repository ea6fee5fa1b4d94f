"""One record and its matter as the store has them now (信访件现状): what guards a step does not wait for an edition."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from workbench.domain.codes import StepKind as K
from workbench.domain.dates import PartialDate
from workbench.domain.events import Event, EventKind
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.domain.tables import RECORDS
from workbench.review.case_file import matter_subjects
from workbench.review.facts import Row, matter_facts, step_events
from workbench.rules.transitions_hard import own_numbers, same_number
from workbench.store import schema
from workbench.store.errors import NoEdition
from workbench.store.store import Store
from workbench.store.topics import split_topic
from workbench.usecases.office import Office


@dataclass(frozen=True, slots=True)
class RecordNow:
    """A record with its steps, the matter it belongs to, whether it is locked, and the last event known when it was read."""

    record: RecordFacts
    matter: MatterFacts
    locked: bool
    recused: Mapping[str, bool]
    seen: int

    @property
    def title(self) -> str:
        """How a person knows the record."""
        number = f"（编号 {self.record.case_no}）" if self.record.case_no else ""
        return f"信访件 {self.record.record_id}{number}"


def record_now(office: Office, record_id: str, on: date) -> RecordNow:
    """The record as it stands; LookupError for one that is not there.

    The matter is the one the edition in force puts it in; a record registered since is a matter of its own.
    """
    store = office.store
    seen = store.last_seq()
    ids = _of_matter(office, record_id)
    rows = [_row(office, one) for one in ids]
    own = next(row for row in rows if row["record_id"] == record_id)
    readable = [row for row in rows if row is own or not row["locked"]]
    matter_id = f"M-{min(ids)}"
    matter = matter_facts(matter_id, readable, step_events(_frame(_steps(store, ids))), on)
    record = next(one for one in matter.records if one.record_id == record_id)
    return RecordNow(record, matter, bool(own["locked"]), _recused(store, ids), seen)


def told_once(now: RecordNow, step: Step) -> RecordNow:
    """Without the ledger's own word of the act a person now records: a cell tells it once more, as `record_facts` reads it."""
    own = next((index for index, one in enumerate(now.record.steps) if _same_act(one, step)), None)
    if own is None:
        return now
    steps = now.record.steps
    record = replace(now.record, steps=(*steps[:own], *steps[own + 1 :]))
    records = tuple(record if one.record_id == record.record_id else one for one in now.matter.records)
    return replace(now, record=record, matter=replace(now.matter, records=records))


def _same_act(written: Step, step: Step) -> bool:
    """Is this the ledger's word (its source is a file, not an event) of the same kind on the same day, or on no known day?"""
    if not written.source.file or written.kind is not step.kind:
        return False
    return written.day is None or written.kind in (K.RESOLVE, K.CLOSE) or written.day == step.day


def check_known(office: Office, *record_ids: str) -> None:
    """LookupError for a record that is not there: its event would never be seen again."""
    for record_id in record_ids:
        if office.store.versions(record_id).empty:
            raise LookupError(f"没有编号为“{record_id}”的信访件，未登记；请用信访件的记录编号（如 R000123）")


def numbers_in_use(store: Store, record: RecordFacts, wanted: Collection[str]) -> dict[str, str]:
    """Which of the wanted document numbers (as compared) are used already, and where; the record's own cell is no use."""
    found: dict[str, str] = {}
    for record_id, case_no, number in _ledger_numbers(store) if wanted else ():
        if record_id != record.record_id and (plain := same_number(number)) in wanted:
            found[plain] = f"信访件 {case_no or record_id} 的意见书（台账）"
    for event in store.events([EventKind.STEP]) if wanted else ():
        told = event.payload
        step = Step(K(told["kind"]), None, event.subject, detail=told)
        for number in set(own_numbers(step)).intersection(wanted):
            number_of = _case_no(store, event.subject)
            found[number] = f"信访件 {number_of} 的“{step.kind.value}”（{told.get('day') or '日期不明'}）"
    return found


def _ledger_numbers(store: Store) -> Sequence[Any]:
    """Record, case number and 意见书文号 of every current version that has one."""
    version, current = schema.record_version.c, schema.record.c
    query = (
        sa.select(version.record_id, version.case_no, version.opinion_no)
        .join_from(schema.record, schema.record_version, version.record_id == current.record_id)
        .where(version.version == current.current_version, version.opinion_no.is_not(None))
    )
    with store.reading() as connection:
        return connection.execute(query).all()


def _case_no(store: Store, record_id: str) -> str:
    versions = store.versions(record_id)
    return str((versions.iloc[-1]["case_no"] if len(versions) else None) or record_id)


def _of_matter(office: Office, record_id: str) -> list[str]:
    """The records of a record's matter, itself among them."""
    check_known(office, record_id)
    try:
        edition = office.edition()
    except NoEdition:
        return [record_id]
    of_matter = edition.rows("groups", "record_id", [record_id], ["matter_id"])
    found = edition.rows("groups", "matter_id", [row["matter_id"] for row in of_matter], ["record_id"])
    return [str(row["record_id"]) for row in found] or [record_id]  # a record registered since is a matter of its own


def _steps(store: Store, ids: Sequence[str]) -> list[Event]:
    return [event for one in ids for event in store.events([EventKind.STEP], subject=one)]


def _frame(events: Sequence[Event]) -> Any:
    """Standing events as `step_events` reads them."""
    import pandas as pd

    rows = [(one.event_id, one.kind.value, one.subject, json.dumps(dict(one.payload)), False) for one in events]
    return pd.DataFrame(rows, columns=["event_id", "kind", "subject", "payload", "undone"])


def _recused(store: Store, ids: Sequence[str]) -> dict[str, bool]:
    """Who stands aside on the matter, and whether it is a unit."""
    events = [one for subject in matter_subjects(list(ids)) for one in store.events([EventKind.RECUSED], subject)]
    return {event.payload["who"]: event.payload.get("is_unit") == "是" for event in events if event.payload.get("who")}


def _row(office: Office, record_id: str) -> Row:
    """The current version as a row of `tables.RECORDS` (without what says who the petitioner is)."""
    kept = office.store.versions(record_id).iloc[-1].to_dict()
    known = {str(name): None if _nothing(value) else value for name, value in kept.items()}
    row: dict[str, Any] = {name: known.get(name) for name in RECORDS}
    inexact: dict[str, str] = {}
    for name, kind in RECORDS.items():
        if kind == "day" and row[name]:
            day = PartialDate.parse(str(row[name]))
            row[name] = day.exact
            inexact.update({} if day.exact else {name: day.text})
    row["inexact_days"] = json.dumps(inexact)
    row["assist_units"] = json.loads(row["assist_units"] or "[]")
    row["topic_l1"], row["topic_l2"] = split_topic(str(known["topic"])) if known.get("topic") else (None, None)
    row["source_level"] = _level(known.get("source_level"))
    row["issue"] = office.find_place(str(known["place_issue"])) if known.get("place_issue") else None
    row["file"] = _file_name(office.store, str(known["batch_id"]))
    return row


def _nothing(value: object) -> bool:
    return value is None or (isinstance(value, float) and value != value)


def _level(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and 1 <= int(text) <= 6 else None


def _file_name(store: Store, batch_id: str) -> str:
    batch = schema.import_batch.c
    with store.reading() as connection:
        return str(connection.execute(sa.select(batch.file_name).where(batch.batch_id == batch_id)).scalar() or "")
