"""What was recorded about a few records up to now (最新登记), as an edition would show it: scrubbed, accusations closed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from workbench.access.masking import Secrets, township
from workbench.domain.events import EventKind
from workbench.domain.tables import EVENTS
from workbench.store import bulk, schema, sealing
from workbench.store.arrow import to_frame
from workbench.store.event_snapshot import event_table
from workbench.store.hidden import merged, secrets_from
from workbench.store.store import Store

if TYPE_CHECKING:
    import pandas as pd


def events_about(store: Store, record_ids: Collection[str], subjects: Collection[str]) -> tuple[pd.DataFrame, int]:
    """Events on these subjects with their undos (columns of `tables.EVENTS`), and the number of the last event of all.

    `record_ids` are the records whose petitioners are hidden in every text.
    """
    event = schema.event.c
    with store.reading() as connection:
        last = connection.execute(sa.select(sa.func.coalesce(sa.func.max(event.seq), 0))).scalar_one()
        rows = _with_undos(
            connection, connection.execute(_about(bulk.among(connection, event.subject, subjects))).all()
        )
        secrets = _secrets(connection, record_ids)
        locked = set(
            connection.execute(_locked(bulk.among(connection, schema.record.c.record_id, record_ids))).scalars()
        )
    names = [name for name in EVENTS if name != "undone"]
    source = {name: [getattr(row, name) for row in rows] for name in names}
    return to_frame(event_table(source, secrets, locked)), int(last)


def _about(wanted: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(schema.event).where(wanted).order_by(schema.event.c.seq)


def _with_undos(connection: sa.Connection, rows: Sequence[Any]) -> list[Any]:
    """The rows with what undoes them, and what undoes that, by number."""
    event, found, fresh = schema.event.c, {row.seq: row for row in rows}, rows
    while fresh:
        ids = bulk.among(connection, event.subject, [row.event_id for row in fresh])
        undos = connection.execute(_about(ids & (event.kind == EventKind.UNDO.value))).all()
        fresh = [row for row in undos if row.seq not in found]
        found |= {row.seq: row for row in fresh}
    return [found[seq] for seq in sorted(found)]


def _secrets(connection: sa.Connection, record_ids: Collection[str]) -> dict[str, Secrets]:
    """What texts must not say, by record: its petitioners as every version of the record named them."""
    cut = cache(township)
    query = sa.select(schema.identity).where(bulk.among(connection, schema.identity.c.record_id, record_ids))
    known: dict[str, list[Secrets]] = {}
    for row in sealing.fill(connection, "identity", connection.execute(query).mappings().all()):
        known.setdefault(row["record_id"], []).append(secrets_from(row, cut))
    return {record_id: merged(found) for record_id, found in known.items()}


def _locked(wanted: sa.ColumnElement[bool]) -> sa.Select[Any]:
    record, version = schema.record.c, schema.record_version.c
    return (
        sa.select(record.record_id)
        .join(
            schema.record_version, (version.record_id == record.record_id) & (version.version == record.current_version)
        )
        .where(wanted, version.locked)
    )
