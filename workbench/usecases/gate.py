"""The gate before every use case (权限核对): the matrix, the user's relation to the matter, and a note of every refusal.

Nothing here is decided by a page. On one machine with one person's account it is presentation only; on an office server
the file modes and database grants stand behind it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa

from workbench.access.gate import decide, refusal
from workbench.domain.codes import StepKind
from workbench.domain.events import EventKind as E
from workbench.domain.roles import AccessDenied, Allowed, AuditAct, DataKind, Grant, Relation, Role, Viewer
from workbench.store import schema
from workbench.store.errors import StoreError
from workbench.usecases.audit_trail import note
from workbench.usecases.office import Office
from workbench.usecases.relations import relation_to

_ID: Final = re.compile(r"(M-)?R\d{6,}")
_AT_HOME: Final[Mapping[Role, Relation]] = {Role.UNIT: Relation.OWN, Role.MEMBER: Relation.PAPER}
"""What is read without naming a matter comes from the viewer's own view, which holds nothing but its own matters."""


def require(office: Office, kind: DataKind, wanted: Allowed, matter_id: str = "", *, actor: str = "") -> Grant:
    """The user's grant on a kind of data of a matter ("": of no single one), or AccessDenied, which the trail keeps.

    `matter_id` may be a record's id. `actor` is whom the deed will name, if not the session's user: recused the same.
    """
    viewer = office.settings.viewer
    relation = relation_to(office, kind, matter_id, actor=actor) if matter_id else _at_home(viewer, wanted)
    grant = decide(viewer, kind, relation)
    if grant.allowed < wanted:
        _refuse(office, kind, matter_id, refusal(viewer, kind, wanted, grant))
    return grant


def _at_home(viewer: Viewer, wanted: Allowed) -> Relation:
    if wanted >= Allowed.WRITE:
        return Relation.NONE
    return next((_AT_HOME[role] for role in viewer.roles if role in _AT_HOME), Relation.NONE)


def _refuse(office: Office, kind: DataKind, matter_id: str, sentence: str) -> None:
    try:
        note(office, AuditAct.REFUSED, kind, matter_id or kind.value)
    except StoreError as lost:
        raise AccessDenied(f"{sentence}（本次拒绝未能记入审计日志：{lost}）") from lost
    raise AccessDenied(sentence)


# --- what persons record ------------------------------------------------------------------------------------------------

KIND_OF_EVENT: Final[Mapping[E, DataKind]] = {
    E.IMPORT: DataKind.LEDGER,
    E.RECORD_CHANGED: DataKind.LEDGER,
    E.STEP: DataKind.CASE,
    E.JUDGEMENT: DataKind.LINKS,
    E.DUTY_CONFIRMED: DataKind.CASE,
    E.AGENDA_DECIDED: DataKind.PAPER,
    E.MEETING_PLANNED: DataKind.PAPER,
    E.HEADER_ANSWERED: DataKind.LEDGER,
    E.CLAIM: DataKind.CASE,
    E.GATE: DataKind.CASE,
    E.CLOSING_REVIEW: DataKind.CASE,
    E.FLAG_RULED: DataKind.CASE,
    E.WORKSHEET: DataKind.CASE,
    E.ATTACHED: DataKind.CASE,
    E.CONFLICT_RULED: DataKind.CASE,
    E.RECUSED: DataKind.CASE,
    E.LIAISON: DataKind.CASE,
    E.BODY_SET: DataKind.PAPER,
    E.BODY_MEMBER: DataKind.PAPER,
    E.MEETING_HELD: DataKind.PAPER,
    E.DECIDED: DataKind.PAPER,
    E.TASK: DataKind.CASE,
    E.MINUTES: DataKind.PAPER,
    E.TASK_SUPERVISED: DataKind.SUPERVISION,
    E.ROSTER: DataKind.PAPER,
    E.RECEPTION_COUNTED: DataKind.PAPER,
    E.UNIT_CARD: DataKind.PAPER,
    E.TOPIC_SUPERVISOR: DataKind.CASE,
    E.TARGET_SET: DataKind.STATISTICS,
    E.DIFFICULTY: DataKind.CASE,
    E.ACCEPTANCE: DataKind.CASE,
    E.REVIEW_SHEET: DataKind.OPINION,
    E.ROUND_SET: DataKind.PAPER,
    E.ROUND_WORD: DataKind.PAPER,
    E.SCHEDULED: DataKind.PAPER,
    E.SCHEDULE_RELEASED: DataKind.PAPER,
    E.LETTER: DataKind.SUPERVISION,
    E.REPORT_ISSUED: DataKind.STATISTICS,
    E.SUBMISSION: DataKind.STATISTICS,
    E.ADVICE: DataKind.SUPERVISION,
    E.ADVICE_ANSWER: DataKind.SUPERVISION,
    E.GAP_RULED: DataKind.SUPERVISION,
    E.UNDO: DataKind.CASE,
}
"""What kind of data an event writes; an undo writes what it undoes."""

_KIND_OF_STEP: Final[Mapping[str, DataKind]] = {
    **dict.fromkeys(
        [StepKind.OPINION, StepKind.DELIVER, StepKind.REVIEW_ANSWER, StepKind.REREVIEW_ANSWER], DataKind.OPINION
    ),
    StepKind.SUPERVISE: DataKind.SUPERVISION,
}
_BY_THE_OFFICE: Final = frozenset(
    {
        E.DUTY_CONFIRMED,
        E.CLOSING_REVIEW,
        E.FLAG_RULED,
        E.CONFLICT_RULED,
        E.RECUSED,
        E.LIAISON,
        E.GAP_RULED,
        E.UNDO,
        E.TOPIC_SUPERVISOR,
        E.DIFFICULTY,
        E.ACCEPTANCE,
    }
)
"""What the conference office decides: a unit's right over its own matters does not reach it."""


def require_event(office: Office, kind: E, subject: str, actor: str, payload: Mapping[str, str]) -> Grant:
    """May this event be recorded by the session's user? AccessDenied; also where the one it names stands aside."""
    if kind is E.UNDO:
        return _require_undo(office, subject, actor)
    wanted = _KIND_OF_STEP.get(payload.get("kind", ""), KIND_OF_EVENT[kind]) if kind is E.STEP else KIND_OF_EVENT[kind]
    if kind in _BY_THE_OFFICE and not decide(office.settings.viewer, wanted).may_write:
        return require(office, wanted, Allowed.WRITE)  # refused, in the words for someone without a relation
    return _require_each(office, wanted, subject, payload, actor)


def _require_each(office: Office, kind: DataKind, subject: str, payload: Mapping[str, str], actor: str) -> Grant:
    """Of a pair of records both must be open to the user."""
    matters = matters_in(subject) or [payload.get("matter", "")]
    grants = [require(office, kind, Allowed.WRITE, matter, actor=actor) for matter in matters]
    return grants[0]


def _require_undo(office: Office, event_id: str, actor: str) -> Grant:
    """An undo writes on the matter of what it undoes; of an unknown event the store says so."""
    event = schema.event.c
    query = sa.select(event.kind, event.subject, event.payload).where(event.event_id == event_id)
    with office.store.reading() as connection:
        found = connection.execute(query).first()
    if found is None:
        return require(office, DataKind.CASE, Allowed.WRITE)
    return require_event(office, E(found.kind), found.subject, actor, json.loads(found.payload))


def matters_in(subject: str) -> list[str]:
    """The matters and records an event's subject names ("meeting|M-R000001", "R000001|R000002")."""
    return [part for part in subject.split("|") if _ID.fullmatch(part)]
