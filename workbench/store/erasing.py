"""What the store forgets when its time has come (到期删除): identity, class S, accusations' content and raw cells of a few records.

The one place that changes what is append-only, in one transaction with the triggers lifted and put back; the records
themselves, their days and what was done about them stay, free texts scrubbed of the petitioner as an edition shows them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from workbench.access.masking import scrub_with
from workbench.domain import fields
from workbench.store import bulk, schema, sealing, sources
from workbench.store.hidden import secrets_of
from workbench.store.sources import ROW

TABLES: Final = ("identity", "restricted", "accusation", "import_source", "record_version")
_TEXTS: Final = tuple(
    name
    for name in schema.OPEN_FIELDS
    if fields.FIELDS[name].type in {"str", "text", "list"} and name not in {"case_no", "case_no_upper", "dup_of_no"}
)


@dataclass(frozen=True, slots=True)
class Erased:
    """Rows that went or were changed (删除结果), by table."""

    identity: int
    restricted: int
    accusation: int
    cells: int
    texts: int


def erase(connection: sa.Connection, record_ids: Collection[str]) -> Erased:
    """Forget who is behind these records, within the caller's transaction, which must be alone among writers.

    Raises KeyMissing where what is sealed cannot be opened to scrub texts by it; nothing is changed then.
    """
    with _unlocked(connection):
        texts = sum(_scrub(connection, record_id) for record_id in sorted(record_ids))
        cells = _empty_cells(connection, record_ids)
        gone = {name: _delete(connection, name, record_ids) for name in ("identity", "restricted", "accusation")}
    return Erased(cells=cells, texts=texts, **gone)


def holding(connection: sa.Connection, record_ids: Collection[str]) -> set[str]:
    """Those of the records that still have something `erase` would delete."""
    found: set[str] = set()
    for name in ("identity", "restricted", "accusation"):
        column = schema.metadata.tables[name].c.record_id
        found.update(connection.execute(sa.select(column).where(bulk.among(connection, column, record_ids))).scalars())
    return found


def named_in_events(connection: sa.Connection, record_ids: Collection[str], subjects: Collection[str]) -> set[int]:
    """Numbers of events about these subjects whose texts say who the petitioner is; events are never changed."""
    hidden = [secrets_of(connection, record_id) for record_id in record_ids]
    event = schema.event.c
    query = sa.select(event.seq, event.why, event.payload).where(bulk.among(connection, event.subject, subjects))
    found = set()
    for seq, why, payload in connection.execute(query):
        told = [why, *json.loads(payload).values()]
        if any(scrub_with(text, each) != text for text in told for each in hidden):
            found.add(int(seq))
    return found


def _delete(connection: sa.Connection, name: str, record_ids: Collection[str]) -> int:
    table = schema.metadata.tables[name]
    return connection.execute(sa.delete(table).where(bulk.among(connection, table.c.record_id, record_ids))).rowcount


def _scrub(connection: sa.Connection, record_id: str) -> int:
    """Free texts of every version without the petitioner; how many versions changed. Their content hash stays: the same
    ledger imported once more is still known and brings nothing back."""
    table, secrets, changed = schema.record_version, secrets_of(connection, record_id), 0
    for row in connection.execute(sa.select(table).where(table.c.record_id == record_id)).mappings().all():
        clean = {name: scrub_with(row[name], secrets) for name in _TEXTS if row[name]}
        clean = {name: text for name, text in clean.items() if text != row[name]}
        if clean:
            where = (table.c.record_id == record_id, table.c.version == row["version"])
            connection.execute(sa.update(table).where(*where).values(clean))
            changed += 1
    return changed


def _empty_cells(connection: sa.Connection, record_ids: Collection[str]) -> int:
    """Raw cells of the records' rows, in every batch that brought one; how many rows."""
    version = schema.record_version.c
    query = sa.select(version.batch_id, version.sheet, version.row).where(
        bulk.among(connection, version.record_id, record_ids)
    )
    rows: dict[tuple[str, str], list[int]] = {}
    for batch, sheet, row in connection.execute(query):
        rows.setdefault((batch, sheet), []).append(row)
    return sum(_empty_sheet(connection, place, numbers) for place, numbers in rows.items())


def _empty_sheet(connection: sa.Connection, place: tuple[str, str], rows: Sequence[int]) -> int:
    table = schema.import_source
    where = (table.c.batch_id == place[0], table.c.sheet == place[1])
    kept = connection.execute(sa.select(table).where(*where)).first()
    if kept is None:
        return 0
    cells = sources.unpack(sources.plain_cells(connection, *place, kept))
    at = [found for found in (sources.row_position(cells, row) for row in rows) if found is not None]
    packed = sources.pack(_without(cells, at))
    keys = sealing.sealing_keys(connection) if kept.key_id else None
    if keys is None:
        connection.execute(sa.update(table).where(*where).values(cells=packed))
    else:
        key_id = keys.ring().current
        seal = sealing.seal_cells(keys, key_id, *place, packed)
        connection.execute(sa.update(table).where(*where).values(sealed=seal, key_id=key_id))
    return len(at)


def _without(cells: pa.Table, at: Collection[int]) -> pa.Table:
    gone = pc.is_in(pa.array(range(cells.num_rows)), value_set=pa.array(sorted(at), pa.int64()))
    for place, name in enumerate(cells.column_names):
        if name != ROW:
            column = cells.column(name)
            cells = cells.set_column(place, name, pc.if_else(gone, pa.scalar(None, column.type), column))
    return cells


# --- triggers -------------------------------------------------------------------------------------------------------


@contextmanager
def _unlocked(connection: sa.Connection) -> Iterator[None]:
    """The append-only triggers lifted; put back in the same transaction, so no other writer ever meets the tables open."""
    if connection.dialect.name == "sqlite":
        found = _sqlite_triggers(connection)
        for name in found:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield
        for statement in found.values():
            connection.exec_driver_sql(statement)
        return
    for table in TABLES:
        connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in TABLES:
        connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _sqlite_triggers(connection: sa.Connection) -> Mapping[str, str]:
    listed = ", ".join(f"'{name}'" for name in TABLES)
    query = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({listed})"
    rows: Sequence[Any] = connection.exec_driver_sql(query).fetchall()
    return {row[0]: row[1] for row in rows}
