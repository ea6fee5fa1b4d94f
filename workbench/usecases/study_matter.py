"""Study one matter (案件研判): everything an edition knows about it, in one place, without identity."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.review.facts import Row, rows_of
from workbench.store.editions import Edition


@dataclass(frozen=True, slots=True)
class Dossier:
    """One matter's rows of each table of the edition; `links` names the other record's matter and title."""

    edition: str
    matter: Row
    records: Sequence[Row]
    steps: Sequence[Row]
    clocks: Sequence[Row]
    findings: Sequence[Row]
    duties: Sequence[Row]
    separation: Row | None
    links: Sequence[Row]
    agenda: Sequence[Row]


class MatterNotFound(LookupError):
    """No such matter in the edition."""


def study_matter(edition: Edition, matter_id: str) -> Dossier:
    """The dossier of a matter, by its id or by a case number; MatterNotFound says what to try instead."""
    matter_id = find_matter(edition, matter_id)

    def rows(table: str, order: str = "") -> list[Row]:
        sql = f"SELECT * FROM {table} WHERE matter_id = ? {f'ORDER BY {order}' if order else ''}"
        return rows_of(edition.query(sql, [matter_id]))

    separations = rows("separations")
    return Dossier(
        edition=edition.id,
        matter=rows("matters")[0],
        records=_records(edition, matter_id),
        steps=rows("steps", "start NULLS LAST"),
        clocks=rows("clocks", "due NULLS LAST"),
        findings=[_with_facts(row) for row in rows("findings", "length(rule), rule")],
        duties=rows("duties"),
        separation=separations[0] if separations else None,
        links=_links(edition, matter_id),
        agenda=rows("agenda", "trigger"),
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
