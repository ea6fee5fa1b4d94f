"""Study one matter (案件研判): everything known about it up to this moment, in one place, without identity."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from workbench.domain.case import CaseFile
from workbench.domain.facts import MatterFacts
from workbench.review.case_file import case_files, matter_subjects
from workbench.review.conflicts import with_rulings
from workbench.review.facts import Row, matter_facts, rows_of, step_events
from workbench.store.current_events import events_about
from workbench.store.editions import Edition
from workbench.usecases.derive import STUDIED, Study
from workbench.usecases.office import Office
from workbench.usecases.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Dossier:
    """One matter's rows of each table; `links` names the other record's matter and title.

    `file` is what was said of it beside its steps, `facts` what the rules read. `seen` is the number of the last event
    this dossier knows, `newer` the events about the matter that the edition does not hold yet.
    """

    edition: str
    as_of: date
    matter: Row
    records: Sequence[Row]
    steps: Sequence[Row]
    clocks: Sequence[Row]
    findings: Sequence[Row]
    duties: Sequence[Row]
    separation: Row | None
    links: Sequence[Row]
    agenda: Sequence[Row]
    claims: Sequence[Row]
    gate: Sequence[Row]
    sweeps: Sequence[Row]
    file: CaseFile
    facts: MatterFacts | None
    seen: int
    newer: Sequence[Row] = ()


class MatterNotFound(LookupError):
    """No such matter in the edition."""


def study_matter(office: Office, wanted: str, as_of: date | None = None) -> Dossier:
    """A matter as known this moment, or as of an earlier day: the edition's records with everything said since.

    By matter id, record id or case number; MatterNotFound says what to try instead. Records imported after the edition
    come with the next one. What needs all other matters (topic clusters and the like) is as the edition has it.
    """
    edition = office.edition()
    dossier = read_matter(edition, wanted)
    ids = [row["record_id"] for row in dossier.records]
    events, seen = events_about(office.store, ids, matter_subjects(ids))
    newer = rows_of(events[events["seq"] > dossier.seen])
    if dossier.matter["locked"]:
        return replace(dossier, seen=seen)
    day = as_of or edition.as_of
    if not newer and day == edition.as_of:
        return replace(dossier, seen=seen)
    return replace(_studied_anew(office, edition, dossier, events, day), seen=seen, newer=newer)


def read_matter(edition: Edition, wanted: str) -> Dossier:
    """A matter as an edition has it; MatterNotFound as `study_matter`."""
    matter_id = find_matter(edition, wanted)

    def rows(table: str) -> list[Row]:
        return rows_of(edition.query(f"SELECT * FROM {table} WHERE matter_id = ?", [matter_id]))

    records, events = _records(edition, matter_id), _events(edition, matter_id)
    groups = {row["record_id"]: matter_id for row in records}
    file = case_files(events, groups).get(matter_id, CaseFile(matter_id))
    studied = {table: rows(table) for table in STUDIED if table != "context"}
    return _dossier(
        edition,
        edition.as_of,
        records,
        studied,
        _links(edition, matter_id),
        file,
        _facts(matter_id, records, events, edition.as_of, _around(edition, matter_id), file),
        int(edition.query("SELECT coalesce(max(seq), 0) AS seq FROM events")["seq"][0]),
    )


def _studied_anew(office: Office, edition: Edition, before: Dossier, events: pd.DataFrame, day: date) -> Dossier:
    """The matter of a dossier put to every rule again, with these events and as of this day."""
    matter_id = before.matter["matter_id"]
    records = sorted(before.records, key=lambda row: row["record_id"])  # as publishing has them
    if earlier := day < edition.as_of:
        records = [row for row in records if row["reg_time"] is None or row["reg_time"] <= day] or records
    groups = {row["record_id"]: matter_id for row in records}
    file = case_files(_until(events, day) if earlier else events, groups).get(matter_id, CaseFile(matter_id))
    around = _around(edition, matter_id)
    facts = _facts(matter_id, records, events, day, around, file)
    study = Study(office.settings, office.calendar, office.divisions.name)
    if facts is not None:
        study.matter(facts, [around.named(row) for row in records], file, around)
    tables = {name: rows_of(frame) for name, frame in study.tables().items()}
    if earlier:
        tables["steps"] = [row for row in tables["steps"] if row["start"] is None or row["start"] <= day]
    return _dossier(edition, day, before.records, tables, before.links, file, facts, before.seen)


def _until(events: pd.DataFrame, day: date) -> pd.DataFrame:
    """Events spoken by the end of a day."""
    return events[events["at"].str[:10] <= day.isoformat()]


def _around(edition: Edition, matter_id: str) -> Surroundings:
    found = edition.query("SELECT context FROM context WHERE matter_id = ?", [matter_id])
    return Surroundings.from_json(found["context"][0]) if len(found) else Surroundings()


def _facts(
    matter_id: str, records: Sequence[Row], events: pd.DataFrame, day: date, around: Surroundings, file: CaseFile
) -> MatterFacts | None:
    """What the rules read of a matter; None of an accusation, which no rule reads."""
    if any(row["locked"] for row in records):
        return None
    named = with_rulings([around.named(row) for row in records], file.conflicts)
    return matter_facts(matter_id, named, step_events(events), day)


def _dossier(
    edition: Edition,
    day: date,
    records: Sequence[Row],
    tables: Mapping[str, Sequence[Row]],
    links: Sequence[Row],
    file: CaseFile,
    facts: MatterFacts | None,
    seen: int,
) -> Dossier:
    return Dossier(
        edition=edition.id,
        as_of=day,
        matter=tables["matters"][0],
        records=records,
        steps=sorted(tables["steps"], key=lambda row: row["start"] or date.max),
        clocks=sorted(tables["clocks"], key=lambda row: row["due"] or date.max),
        findings=sorted(map(_with_facts, tables["findings"]), key=lambda row: (len(row["rule"]), row["rule"])),
        duties=tables["duties"],
        separation=tables["separations"][0] if tables["separations"] else None,
        links=links,
        agenda=sorted(tables["agenda"], key=lambda row: row["trigger"]),
        claims=tables["claims"],
        gate=tables["gate"],
        sweeps=tables["sweeps"],
        file=file,
        facts=facts,
        seen=seen,
    )


def find_matter(edition: Edition, wanted: str) -> str:
    """The matter id behind a matter id, record id or case number; MatterNotFound when none has it."""
    sql = (
        "SELECT g.matter_id, m.matter_id IS NOT NULL AS studied FROM groups g JOIN records r USING (record_id) "
        "LEFT JOIN matters m USING (matter_id) "
        "WHERE g.matter_id = ?1 OR r.record_id = ?1 OR r.case_no = ?1 ORDER BY studied DESC LIMIT 1"
    )
    found = edition.query(sql, [wanted])
    if not found.empty and not found["studied"][0]:
        raise MatterNotFound(f"“{wanted}”登记于统计截止日 {edition.as_of} 之后，不在版次 {edition.id} 的研判之内")
    if found.empty:
        raise MatterNotFound(f"版次 {edition.id} 中没有编号为“{wanted}”的事项；请核对编号，或换用标题搜索")
    return str(found["matter_id"][0])


def search_matters(edition: Edition, words: str, limit: int = 50) -> list[Row]:
    """Matters whose id, title, unit or place has all the words; accusations are never searched."""
    tests, values = [], []
    for word in words.split():
        tests.append(
            "concat_ws(' ', m.matter_id, m.title, m.lead_unit, m.issue_name, m.town, m.topic_l1, n.numbers) ILIKE ? ESCAPE '!'"
        )
        values.append("%" + re.sub("([!%_])", r"!\1", word) + "%")
    where = " AND ".join(["NOT m.locked", *tests])
    numbers = "SELECT g.matter_id, string_agg(r.case_no, ' ') AS numbers FROM groups g JOIN records r USING (record_id) GROUP BY 1"
    sql = f"SELECT m.* FROM matters m JOIN ({numbers}) n USING (matter_id) WHERE {where} ORDER BY m.matter_id LIMIT {int(limit)}"
    return rows_of(edition.query(sql, values))


def _records(edition: Edition, matter_id: str) -> list[Row]:
    sql = (
        "SELECT r.* FROM records r JOIN groups g USING (record_id) WHERE g.matter_id = ? ORDER BY r.reg_time NULLS LAST"
    )
    return rows_of(edition.query(sql, [matter_id]))


def _events(edition: Edition, matter_id: str) -> pd.DataFrame:
    """Events on the matter's records and on the matter, under whichever of its records it went by."""
    sql = """
        WITH mine AS (SELECT record_id FROM groups WHERE matter_id = ?)
        SELECT * FROM events WHERE subject IN (FROM mine) OR subject IN (SELECT 'M-' || record_id FROM mine)
        ORDER BY seq"""
    return edition.query(sql, [matter_id])


def _links(edition: Edition, matter_id: str) -> list[Row]:
    sql = """
        WITH mine AS (SELECT record_id FROM groups WHERE matter_id = ?)
        SELECT l.*, o.record_id AS other, o.case_no AS other_no, g.matter_id AS other_matter, m.title AS other_title,
               o.reg_time AS other_day
        FROM links l
        JOIN records o ON o.record_id = CASE WHEN l."left" IN (FROM mine) THEN l."right" ELSE l."left" END
        JOIN groups g ON g.record_id = o.record_id JOIN matters m USING (matter_id)
        WHERE (l."left" IN (FROM mine) OR l."right" IN (FROM mine)) AND NOT o.locked
        ORDER BY l.verdict = '', l.score DESC, other"""
    return rows_of(edition.query(sql, [matter_id]))


def _with_facts(row: Row) -> Mapping[str, Any]:
    return {**row, "facts": json.loads(row["facts"] or "{}")}
