"""What persons did (事件流): appended, numbered without gaps, never changed; an undo is another event."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from workbench.domain.events import Event, EventKind
from workbench.store import schema


def append(connection: sa.Connection, events: Sequence[Event]) -> list[Event]:
    """The events as kept, each with `event_id` and `seq`; the caller's transaction must be alone among writers.

    Raises ValueError for an event without actor or subject or with a payload that is not text, LookupError for an undo
    of an event that is not there or is undone already.
    """
    last = connection.execute(sa.select(sa.func.coalesce(sa.func.max(schema.event.c.seq), 0))).scalar_one()
    kept = []
    for number, given in enumerate(events, start=last + 1):
        _check(given)
        kept.append(replace(given, event_id=given.event_id or str(uuid.uuid4()), seq=number))
        if given.kind is EventKind.UNDO:
            _check_undo(connection, given.subject, kept)
    if kept:
        connection.execute(sa.insert(schema.event), [_row(entry) for entry in kept])
    return kept


def _check(event: Event) -> None:
    if not event.actor.strip() or not event.subject.strip():
        raise ValueError(f"事件“{event.kind}”缺少{'经办人' if event.subject.strip() else '对象'}，未登记")
    for name, value in event.payload.items():
        if not isinstance(value, str):
            raise ValueError(f"事件“{event.kind}”的内容“{name}”不是文字，未登记")


def _check_undo(connection: sa.Connection, event_id: str, before: Sequence[Event]) -> None:
    earlier = {event.event_id: event.kind for event in before}
    query = sa.select(schema.event.c.kind).where(schema.event.c.event_id == event_id)
    if event_id not in earlier and connection.execute(query).first() is None:
        raise LookupError(f"要撤销的事件 {event_id} 不存在，未登记")
    undo = schema.event.c
    undos = connection.execute(
        sa.select(undo.event_id).where(undo.kind == EventKind.UNDO.value, undo.subject == event_id)
    )
    standing = [row[0] for row in undos if not _is_undone(connection, row[0])]
    same = sum(event.kind is EventKind.UNDO and event.subject == event_id for event in before)
    if standing or same > 1:
        raise LookupError(f"事件 {event_id} 已经撤销过，不必再次撤销")


def _is_undone(connection: sa.Connection, event_id: str) -> bool:
    undo = schema.event.c
    rows = connection.execute(
        sa.select(undo.event_id).where(undo.kind == EventKind.UNDO.value, undo.subject == event_id)
    )
    return any(not _is_undone(connection, row[0]) for row in rows)


def _row(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "event_id": event.event_id,
        "kind": event.kind.value,
        "subject": event.subject,
        "actor": event.actor,
        "at": event.at.isoformat(),
        "why": event.why,
        "payload": json.dumps(dict(event.payload), ensure_ascii=False, sort_keys=True),
    }


def read(
    connection: sa.Connection, kinds: Iterable[EventKind] | None, subject: str | None, as_of_seq: int | None
) -> list[tuple[Event, bool]]:
    """Events in order with whether each is undone, as the stream stood at `as_of_seq`."""
    column = schema.event.c
    query = sa.select(schema.event).order_by(column.seq)
    undos = sa.select(column.event_id, column.subject).where(column.kind == EventKind.UNDO.value).order_by(column.seq)
    if as_of_seq is not None:
        query, undos = query.where(column.seq <= as_of_seq), undos.where(column.seq <= as_of_seq)
    if kinds is not None:
        query = query.where(column.kind.in_([kind.value for kind in kinds]))
    if subject is not None:
        query = query.where(column.subject == subject)
    gone = undone_of([(row[0], row[1]) for row in connection.execute(undos)])
    return [(_event(row), row["event_id"] in gone) for row in connection.execute(query).mappings()]


def since(connection: sa.Connection, seq: int, subjects: Collection[str]) -> list[Event]:
    """Events after number `seq` about one of these subjects, and undos of events about them."""
    column = schema.event.c
    rows = connection.execute(sa.select(schema.event).where(column.seq > seq).order_by(column.seq)).mappings()
    found = []
    for event in map(_event, rows):
        about = event.subject
        if event.kind is EventKind.UNDO:
            query = sa.select(column.subject).where(column.event_id == event.subject)
            about = connection.execute(query).scalar() or ""
        if about in subjects:
            found.append(event)
    return found


def undone_of(undos: list[tuple[str, str]]) -> set[str]:
    """Ids of undone events, latest undo first: an undo that is itself undone undoes nothing."""
    gone: set[str] = set()
    for event_id, subject in reversed(undos):
        if event_id not in gone:
            gone.add(subject)
    return gone


def _event(row: Any) -> Event:
    return Event(
        kind=EventKind(row["kind"]),
        subject=row["subject"],
        actor=row["actor"],
        at=datetime.fromisoformat(row["at"]),
        why=row["why"],
        payload=MappingProxyType(json.loads(row["payload"])),
        event_id=row["event_id"],
        seq=row["seq"],
    )
