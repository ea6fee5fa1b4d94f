"""How the one who asks stands to a matter (与事项的关系): lead or assisting unit, duty taken over, leader in charge, recused.

What stands in the record of truth counts at once where this account may read it; a viewer's account reads its edition.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workbench.domain.codes import DutyRole, StepKind
from workbench.domain.events import EventKind
from workbench.domain.roles import DataKind, Relation, Role, Viewer
from workbench.reference.access_matrix import access_matrix
from workbench.review.case_file import MATTER, matter_subjects
from workbench.rules.unit_kinds import UnitRelation, relation_with
from workbench.store import journal
from workbench.store.edition import Edition
from workbench.store.errors import NoEdition
from workbench.usecases.office import Office

_KEEPERS: Final = (Role.ANALYST, Role.DIRECTOR)
"""Who may read events in the record of truth on an office server; on SQLite whoever has the file may."""


@dataclass(frozen=True, slots=True)
class Word:
    """Of an event what a relation needs: who said what of which subject."""

    subject: str
    actor: str
    payload: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A matter someone asks for: its row (None: not in this edition), its records, and all subjects it goes by."""

    matter_id: str
    row: Mapping[str, Any] | None
    records: Sequence[Mapping[str, Any]]

    @property
    def subjects(self) -> frozenset[str]:
        own = self.matter_id.removeprefix(MATTER)
        return frozenset(matter_subjects([own, *(row["record_id"] for row in self.records)]))


def relation_to(office: Office, kind: DataKind, wanted: str, *, actor: str = "") -> Relation:
    """How the session's user stands to a matter, by matter id or record id; RECUSED also where `actor` is recused.

    Looked up only as far as the matrix asks for it with this role and kind.
    """
    viewer = office.settings.viewer
    recused = list(_recusals(office, viewer, actor))
    needed = _depends(viewer, kind)
    if not recused and not needed:
        return Relation.NONE
    asked = asked_for(office, wanted)
    if any(word.subject in asked.subjects for word in recused):
        return Relation.RECUSED
    found = (_RELATIONS[role](office, viewer, asked) for role in viewer.roles if role in _RELATIONS)
    return next((one for one in found if one is not Relation.NONE), Relation.NONE) if needed else Relation.NONE


def asked_for(office: Office, wanted: str) -> Asked:
    """The matter behind a matter id or record id, as the edition in force has it; a record registered since is its own."""
    try:
        edition = office.edition()
    except NoEdition:
        return Asked(wanted, None, [])
    groups = _rows(edition, "groups", "matter_id", [wanted]) or _rows(edition, "groups", "record_id", [wanted])
    if not groups:
        return Asked(wanted, None, [])
    matter_id = str(groups[0]["matter_id"])
    ids = [row["record_id"] for row in _rows(edition, "groups", "matter_id", [matter_id])]
    rows = _rows(edition, "matters", "matter_id", [matter_id])
    return Asked(matter_id, rows[0] if rows else None, _rows(edition, "records", "record_id", ids))


def _rows(edition: Edition, table: str, column: str, values: Collection[str]) -> list[dict[str, Any]]:
    """None where the edition is a view without that table."""
    return edition.rows(table, column, values) if table in edition.tables else []


def _depends(viewer: Viewer, kind: DataKind) -> bool:
    return any(
        rule.kind is kind and rule.role in viewer.roles and rule.relation is not None for rule in access_matrix()
    )


def _recusals(office: Office, viewer: Viewer, actor: str) -> Iterator[Word]:
    """Standing words by which this user, or the user's unit, stands aside on some matter."""
    names = {name.strip() for name in (viewer.name, actor) if name.strip()}
    for word in _said(office, EventKind.RECUSED):
        who = word.payload.get("who", "")
        of_unit = word.payload.get("is_unit") == "是"
        if (same_unit(who, viewer.unit) and bool(viewer.unit)) if of_unit else who in names:
            yield word


def same_unit(one: str, other: str) -> bool:
    return relation_with(one, other) is UnitRelation.SAME


def _said(office: Office, kind: EventKind, subjects: Collection[str] | None = None) -> Iterable[Word]:
    """Standing events of a kind on these subjects, or on all: from the record of truth itself, where it may be read."""
    if _reads_events(office):
        with office.store.reading() as connection:
            wanted = [None] if subjects is None else sorted(subjects)
            found = [one for subject in wanted for one in journal.read(connection, [kind], subject, None)]
        return [Word(event.subject, event.actor, event.payload) for event, undone in found if not undone]
    try:
        edition = office.edition()
    except NoEdition:
        return []
    column, values = ("kind", {kind.value}) if subjects is None else ("subject", set(subjects))
    rows = [row for row in _rows(edition, "events", column, values) if row["kind"] == kind.value and not row["undone"]]
    return [Word(row["subject"], row["actor"] or "", json.loads(row["payload"] or "{}")) for row in rows]


def _reads_events(office: Office) -> bool:
    return office.settings.viewer.is_any(*_KEEPERS) or office.settings.database_url.startswith("sqlite")


# --- one role each ------------------------------------------------------------------------------------------------------


def _of_unit(office: Office, viewer: Viewer, asked: Asked) -> Relation:
    """A unit's own matters; never one that complains of it (T§18④): what it would learn there is who complains."""
    row = asked.row
    if row is None or not viewer.unit or row.get("locked") or _complained_of(viewer.unit, asked):
        return Relation.NONE
    if same_unit(str(row.get("lead_unit") or ""), viewer.unit):
        return Relation.ASSIGNED if _accepted(office, viewer.unit, asked) else Relation.OWN
    assists = any(same_unit(unit, viewer.unit) for unit in row.get("assist_units") or ())
    return Relation.ASSIST if assists else Relation.NONE


def _complained_of(unit: str, asked: Asked) -> bool:
    apart = (UnitRelation.DIFFERENT, UnitRelation.SUPERIOR)
    named = [str(row["accused_unit"]) for row in asked.records if row.get("accused_unit")]
    return any(relation_with(unit, one) not in apart for cell in named for one in cell.split("、"))


def _accepted(office: Office, unit: str, asked: Asked) -> bool:
    """Whether the lead unit took the duty over: it is confirmed (责任确认), or the unit accepted the matter (受理)."""
    confirmed = [
        word.payload.get("unit", "")
        for word in _said(office, EventKind.DUTY_CONFIRMED, asked.subjects)
        if word.payload.get("role") == DutyRole.LEAD.value
    ]
    accepted = [
        word.payload.get("unit", "")
        for word in _said(office, EventKind.STEP, asked.subjects)
        if word.payload.get("kind") == StepKind.ACCEPT.value
    ]
    return any(same_unit(one, unit) for one in (*confirmed, *accepted))


def _of_member(_office: Office, _viewer: Viewer, asked: Asked) -> Relation:
    """A conference member's edition holds only what was on its meetings' papers (`usecases.publish_views`)."""
    return Relation.PAPER if asked.row is not None and not asked.row.get("locked") else Relation.NONE


def _of_leader(_office: Office, viewer: Viewer, asked: Asked) -> Relation:
    """The leader in charge (包案领导), by the post the account's `unit` names or by the account's own name."""
    leader = str((asked.row or {}).get("case_leader") or "")
    named = [name for name in (viewer.unit, viewer.name) if name]
    return Relation.ASSIGNED if any(name in leader for name in named) else Relation.NONE


def _of_discipline(_office: Office, _viewer: Viewer, asked: Asked) -> Relation:
    """The discipline contact's own are the accusations."""
    return Relation.ASSIGNED if asked.row is not None and asked.row.get("locked") else Relation.NONE


def _of_analyst(office: Office, viewer: Viewer, asked: Asked) -> Relation:
    """Who recorded a step on the matter handles it."""
    spoken = _said(office, EventKind.STEP, asked.subjects)
    return Relation.ASSIGNED if any(word.actor == viewer.name for word in spoken) else Relation.NONE


_RELATIONS: Final[Mapping[Role, Callable[[Office, Viewer, Asked], Relation]]] = {
    Role.UNIT: _of_unit,
    Role.MEMBER: _of_member,
    Role.LEADER: _of_leader,
    Role.DISCIPLINE: _of_discipline,
    Role.ANALYST: _of_analyst,
}
