"""The event stream as an edition shows it: scrubbed, and of an accusation only that something was done and when."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

import pyarrow as pa

from workbench.access.masking import Secrets, scrub_with
from workbench.domain.events import EventKind
from workbench.domain.tables import EVENTS
from workbench.store.arrow import schema_of
from workbench.store.hidden import merged
from workbench.store.journal import undone_of

_RECORD: Final = re.compile(r"R\d{6,}")
_OPEN_WHEN_LOCKED: Final = frozenset({"kind", "day", "version", "batch", "verdict"})


def event_table(source: Mapping[str, list[Any]], secrets: Mapping[str, Secrets], locked: set[str]) -> pa.Table:
    """`tables.EVENTS`: every event with whether it is undone; texts without numbers and names of the records named."""
    undo = EventKind.UNDO.value
    stream = zip(source["event_id"], source["kind"], source["subject"], strict=True)
    gone = undone_of([(event_id, subject) for event_id, kind, subject in stream if kind == undo])
    about = _subjects(source)
    whys, payloads = [], []
    for records, why, payload in zip(about, source["why"], source["payload"], strict=True):
        hidden = not locked.isdisjoint(records)
        own = merged(secrets[record] for record in records if record in secrets) if records else None
        whys.append("" if hidden else scrub_with(why, own))
        payloads.append(_payload(payload, own, hidden))
    columns = {**source, "why": whys, "payload": payloads, "undone": [name in gone for name in source["event_id"]]}
    schema = schema_of(EVENTS)
    return pa.table({name: pa.array(columns[name], schema.field(name).type) for name in EVENTS}, schema=schema)


def _subjects(source: Mapping[str, list[Any]]) -> list[list[str]]:
    """Records each event is about; an undo is about those of the event it undoes."""
    about: dict[str, list[str]] = {}
    for event_id, kind, subject in zip(source["event_id"], source["kind"], source["subject"], strict=True):
        about[event_id] = about.get(subject, []) if kind == EventKind.UNDO.value else _RECORD.findall(subject)
    return list(about.values())


def _payload(text: str, own: Secrets | None, hidden: bool) -> str:
    values = json.loads(text)
    if hidden:
        values = {name: value for name, value in values.items() if name in _OPEN_WHEN_LOCKED}
    return json.dumps(
        {name: scrub_with(value, own) for name, value in values.items()}, ensure_ascii=False, sort_keys=True
    )
