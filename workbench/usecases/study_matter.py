"""Study one matter (案件研判): everything known about it up to this moment, in one place, without identity."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from workbench.domain.case import CaseFile
from workbench.domain.facts import MatterFacts
from workbench.domain.roles import Allowed, DataKind
from workbench.domain.tables import DERIVED, EVENTS
from workbench.review.case_file import case_files, matter_subjects
from workbench.review.conflicts import with_rulings
from workbench.review.facts import Row, matter_facts, rows_of, step_events
from workbench.store.current_events import events_about
from workbench.store.editions import Edition
from workbench.usecases.derive import STUDIED, Study
from workbench.usecases.gate import require
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

    By matter id, record id or case number; MatterNotFound says what to try instead, AccessDenied who may not. Records imported after the edition
    come with the next one. What needs all other matters (topic clusters and the like) is as the edition has it.
    """
    edition = office.edition()
    require(office, DataKind.CASE, Allowed.READ, find_matter(edition, wanted))
    return study_for_list(office, wanted, as_of)


def study_for_list(office: Office, wanted: str, as_of: date | None = None) -> Dossier:
    """The same without asking the gate: for lists of many matters, of which a row says no more than the edition does."""
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
    ids = [row["record_id"] for row in edition.rows("groups", "matter_id", [matter_id])]
    records, events = _records(edition, ids), _events(edition, ids)
    file = case_files(events, dict.fromkeys(ids, matter_id)).get(matter_id, CaseFile(matter_id))
    studied = {table: edition.rows(table, "matter_id", [matter_id]) for table in STUDIED}
    return _dossier(
        edition,
        edition.as_of,
        records,
        studied,
        _links(edition, ids),
        file,
        _facts(matter_id, records, events, edition.as_of, _around(studied["context"]), file),
        int(edition.greatest("events", "seq") or 0),
    )


def _studied_anew(office: Office, edition: Edition, before: Dossier, events: pd.DataFrame, day: date) -> Dossier:
    """The matter of a dossier put to every rule again, with these events and as of this day."""
    matter_id = before.matter["matter_id"]
    records = sorted(before.records, key=lambda row: row["record_id"])  # as publishing has them
    if earlier := day < edition.as_of:
        records = [row for row in records if row["reg_time"] is None or row["reg_time"] <= day] or records
    groups = {row["record_id"]: matter_id for row in records}
    file = case_files(_until(events, day) if earlier else events, groups).get(matter_id, CaseFile(matter_id))
    around = _around(edition.rows("context", "matter_id", [matter_id]))
    facts = _facts(matter_id, records, events, day, around, file)
    study = Study(office.settings, office.calendar, office.divisions.name)
    if facts is not None:
        study.matter(facts, [around.named(row) for row in records], file, around)
    tables = {name: _mappings(name, study) for name in STUDIED}
    if earlier:
        tables["steps"] = [row for row in tables["steps"] if row["start"] is None or row["start"] <= day]
    return _dossier(edition, day, before.records, tables, before.links, file, facts, before.seen)


def _mappings(table: str, study: Study) -> list[Row]:
    """What a study found, as mappings; no frame between, which would take longer than the study."""
    return [dict(zip(DERIVED[table], row, strict=True)) for row in study.out.rows[table]]


def _until(events: pd.DataFrame, day: date) -> pd.DataFrame:
    """Events spoken by the end of a day."""
    return events[events["at"].str[:10] <= day.isoformat()]


def _around(context: Sequence[Row]) -> Surroundings:
    return Surroundings.from_json(context[0]["context"]) if context else Surroundings()


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
    meant = _meant(edition, wanted)
    studied = edition.rows("matters", "matter_id", meant, ["matter_id"]) if meant else []
    if studied:
        return str(studied[0]["matter_id"])
    if meant:
        raise MatterNotFound(f"“{wanted}”登记于统计截止日 {edition.as_of} 之后，不在版次 {edition.id} 的研判之内")
    raise MatterNotFound(f"版次 {edition.id} 中没有编号为“{wanted}”的事项；请核对编号，或换用标题搜索")


def _meant(edition: Edition, wanted: str) -> list[str]:
    """Ids of the matters something may mean: the matter of that id, else those of the records of that id or number."""
    if edition.rows("groups", "matter_id", [wanted], ["matter_id"]):
        return [wanted]
    numbered = edition.rows("records", "case_no", [wanted], ["record_id"])
    ids = [wanted, *(row["record_id"] for row in numbered)]
    return [row["matter_id"] for row in edition.rows("groups", "record_id", ids, ["matter_id"])]


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


def _records(edition: Edition, ids: Sequence[str]) -> list[Row]:
    found = edition.rows("records", "record_id", ids)
    return sorted(found, key=lambda row: (row["reg_time"] or date.max, row["record_id"]))


def _events(edition: Edition, ids: Sequence[str]) -> pd.DataFrame:
    """Events on the matter's records and on the matter, under whichever of its records it went by."""
    found = edition.rows("events", "subject", matter_subjects(list(ids)))
    found.sort(key=lambda row: int(row["seq"]))
    return pd.DataFrame(found, columns=list(EVENTS))


def _links(edition: Edition, ids: Sequence[str]) -> list[Row]:
    """Links of the matter's records, the judged first, with what the other record is; none to an accusation."""
    found = [*edition.rows("links", "left", ids), *edition.rows("links", "right", ids)]
    links = {(link["kind"], link["left"], link["right"]): link for link in found}.values()
    others = _others(edition, {_other(link, ids) for link in links})
    known = [{**link, **others[_other(link, ids)]} for link in links if _other(link, ids) in others]
    return sorted(
        known, key=lambda link: (link["verdict"] == "", link["score"] is None, -(link["score"] or 0), link["other"])
    )


def _other(link: Row, ids: Sequence[str]) -> str:
    return str(link["right"] if link["left"] in ids else link["left"])


def _others(edition: Edition, ids: Collection[str]) -> dict[str, Row]:
    """What is shown of linked records, by record id: number, day, and the matter with its title; of accusations nothing."""
    records = edition.rows("records", "record_id", ids, ["record_id", "case_no", "reg_time", "locked"])
    groups = edition.rows("groups", "record_id", ids)
    matter_of = {row["record_id"]: row["matter_id"] for row in groups}
    titles = edition.rows("matters", "matter_id", set(matter_of.values()), ["matter_id", "title"])
    title_of = {row["matter_id"]: row["title"] for row in titles}
    return {
        row["record_id"]: {
            "other": row["record_id"],
            "other_no": row["case_no"],
            "other_matter": matter_of[row["record_id"]],
            "other_title": title_of[matter_of[row["record_id"]]],
            "other_day": row["reg_time"],
        }
        for row in records
        if not row["locked"] and matter_of.get(row["record_id"]) in title_of
    }


def _with_facts(row: Row) -> Mapping[str, Any]:
    return {**row, "facts": json.loads(row["facts"] or "{}")}
