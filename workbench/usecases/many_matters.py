"""Many matters at once (成批): their facts from an edition's rows as far as duties need them, and which changed since."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from workbench.domain.codes import Level, StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.events import EventKind
from workbench.domain.facts import MatterFacts, Places, RecordFacts, Step
from workbench.review.case_file import MATTER
from workbench.review.facts import Row, rows_of
from workbench.rules.leadership import level_of_post
from workbench.store import schema
from workbench.store.edition import Edition
from workbench.usecases.office import Office

_SEPARATED = ("hukou", "residence", "issue")


def day_of_study(office: Office, edition: Edition) -> date:
    """The day a matter is worked on: today, so that what is recorded today counts; never before edition or settings."""
    return max(edition.as_of, office.settings.today, date.today())


def lean_facts(
    edition: Edition, kinds: Collection[StepKind], on: date, *, having: Collection[StepKind] = (), unit: str = ""
) -> Iterator[tuple[Row, MatterFacts]]:
    """Open matters with their steps of some kinds, their places and units; nothing else of their records is read.

    `having` keeps matters with a step of one of these kinds, `unit` those a unit leads. Accusations are left out.
    """
    wanted = "SELECT matter_id FROM steps WHERE list_contains(?1, kind)" if having else "SELECT matter_id FROM matters"
    where = f"m.is_open AND NOT m.locked AND m.matter_id IN ({wanted}) AND (?2 = '' OR m.lead_unit = ?2)"
    values: list[object] = [[kind.value for kind in having], unit]
    if not having:
        where += " AND len(?1) = 0"
    steps = _steps(edition, where, [*values, [kind.value for kind in kinds]])
    sql = f"""SELECT m.*, s.hukou, s.residence, s.issue AS issue_place
        FROM matters m LEFT JOIN separations s USING (matter_id) WHERE {where} ORDER BY m.matter_id"""
    for row in rows_of(edition.query(sql, values)):
        yield row, _lean(row, steps.get(row["matter_id"], ()), on)


def _steps(edition: Edition, where: str, values: Sequence[object]) -> dict[str, list[Step]]:
    sql = f"""SELECT t.* FROM steps t JOIN matters m USING (matter_id)
        WHERE list_contains(?3, t.kind) AND {where} ORDER BY t.start NULLS LAST"""
    found: dict[str, list[Step]] = defaultdict(list)
    for row in rows_of(edition.query(sql, values)):
        found[row["matter_id"]].append(step_of(row))
    return found


def step_of(row: Row) -> Step:
    """A row of the edition's `steps` as a step again (its source stays behind)."""
    day = PartialDate.parse(row["day_text"]) if row["day_text"] else None
    detail: dict[str, str] = json.loads(row["detail"] or "{}")
    return Step(StepKind(row["kind"]), day, row["record_id"], row["unit"], row["target"], row["text"], detail)


def _lean(row: Row, steps: Sequence[Step], on: date) -> MatterFacts:
    by_record: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        by_record[step.record_id].append(step)
    level = row["source_level"]
    records = [RecordFacts(record, steps=tuple(found)) for record, found in by_record.items()]
    return MatterFacts(
        row["matter_id"],
        on,
        tuple(records) or (RecordFacts("", source_level=Level(int(level)) if level else None),),
        Places(row["hukou"] or None, row["residence"] or None, row["issue_place"] or None),
        lead_unit=row["lead_unit"] or "",
        assist_units=tuple(row["assist_units"] if row["assist_units"] is not None else ()),
        leader_post=row["case_leader"] or "",
        leader_level=level_of_post(row["case_leader"] or ""),
        plan=row["plan"] or "",
    )


def changed_since(office: Office, edition: Edition, kinds: Collection[EventKind]) -> list[str]:
    """Matters of the edition about which an event of these kinds was recorded or undone after it."""
    known = int(edition.query("SELECT coalesce(max(seq), 0) AS seq FROM events")["seq"][0])
    event, undone = schema.event.c, schema.event.alias()
    values = [kind.value for kind in kinds]
    direct = sa.select(event.subject).where(event.seq > known, event.kind.in_(values))
    taken_back = (
        sa.select(undone.c.subject)
        .join(schema.event, event.subject == undone.c.event_id)
        .where(event.seq > known, event.kind == EventKind.UNDO.value, undone.c.kind.in_(values))
    )
    with office.store.reading() as connection:
        subjects = set(connection.execute(sa.union(direct, taken_back)).scalars())
    records = [subject.removeprefix(MATTER) for subject in subjects]
    sql = "SELECT DISTINCT matter_id FROM groups WHERE list_contains(?, record_id) ORDER BY 1"
    return list(edition.query(sql, [records])["matter_id"]) if records else []


def place_of_units(office: Office, edition: Edition, units: Collection[str]) -> Mapping[str, str]:
    """Where units sit, as division codes: by the place a unit's name (or the one it goes by) begins with, this county for a
    bare 县…局, else where the register meets it."""
    sql = """SELECT unit, aliases, place FROM register
        WHERE list_contains(?1, unit) OR list_has_any(aliases, ?1)"""
    entries: dict[str, Row] = {}
    for row in rows_of(edition.query(sql, [sorted(units)])) if units else ():
        entries |= dict.fromkeys((row["unit"], *(row["aliases"] if row["aliases"] is not None else ())), row)
    found = {unit: _seat(office, unit, entries.get(unit)) for unit in units}
    return {unit: code for unit, code in found.items() if code}


def _seat(office: Office, unit: str, entry: Row | None) -> str:
    names = (unit, str(entry["unit"])) if entry else (unit,)
    own = next((code for name in names if (code := office.find_place(name))), "")
    if own:
        return own
    if any(name.startswith(("县", "区", "市")) for name in names):
        return office.settings.office_place or ""
    return (office.find_place(entry["place"]) or "") if entry and entry["place"] else ""
