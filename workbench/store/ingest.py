"""One ledger file into the record of truth (入库): which rows are new, changed or already known, in one transaction.

A row is known by its `key`. Same content as the current version: unchanged. Other content: a further version, the earlier
one stays. Where a key stands several times in one file, the last row is the file's word; earlier, different rows are
kept as versions before it, once. Importing the same file again changes nothing, even after a newer file has moved its
records on.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from workbench.domain import fields
from workbench.domain.events import EventKind
from workbench.store import bulk, schema, sealing
from workbench.store.errors import StoreError
from workbench.store.keyring import KeyRing
from workbench.store.plan import Plan, next_ids, plan
from workbench.store.sources import pack, sealed_row

_PIECE: Final = 10_000  # rows; fewer are not worth a file of their own
_PIECES: Final = 3  # see `bulk.insert_each`: with the other tables, what was set aside and the events nine of ten


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of one file's rows: `imported` counts new and changed rows, `updated` the changed among them."""

    batch_id: str
    read: int
    imported: int
    unchanged: int
    updated: int
    quarantined: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What is known of a file before it is stored."""

    file_name: str
    sha256: str
    signature: str
    columns: Sequence[Mapping[str, Any]]
    problems: Sequence[Mapping[str, Any]]
    quarantined: Sequence[tuple[Any, ...]]
    read: int
    actor: str
    at: str


def store_batch(connection: sa.Connection, batch: Batch, rows: pa.Table, raw: Mapping[str, pa.Table]) -> BatchResult:
    """Write a prepared file (`rows.prepare`) inside the caller's transaction, which must be alone among writers."""
    planned = plan(connection, rows, _seen(connection, batch))
    batch_id = next_ids(connection, schema.import_batch.c.batch_id, "B", 1)[0]
    changed = planned.changed()
    aside = _set_aside(batch.quarantined, rows)
    keys = sealing.sealing_keys(connection)
    result = BatchResult(batch_id, batch.read, planned.size, rows.num_rows - planned.size, len(changed), aside)
    _write_batch(connection, batch, result)
    _write_quarantine(connection, batch_id, batch.quarantined)
    with ThreadPoolExecutor(1) as beside:  # cells are compressed, and sealed, while rows are written
        kept = raw if _is_news(connection, batch, result) else {}
        locked = _locked_rows(rows) if keys else {}
        cells = [
            beside.submit(_cell_row, keys, (batch_id, sheet), table, batch.columns, locked.get(sheet, []))
            for sheet, table in kept.items()
        ]
        if planned.size:
            _write_versions(connection, batch_id, planned, rows, keys)
        _write_sources(connection, [row.result() for row in cells])
    _write_events(connection, batch, result, changed)
    return result


# --- writing --------------------------------------------------------------------------------------------------------


def _seen(connection: sa.Connection, batch: Batch) -> bool:
    """Whether these bytes were imported before with every column read as what it is read as now."""
    known = schema.import_batch.c
    query = sa.select(known.batch_id).where(known.sha256 == batch.sha256, known.columns == _columns_text(batch))
    return connection.execute(query.limit(1)).first() is not None


def _columns_text(batch: Batch) -> str:
    return json.dumps(list(batch.columns), ensure_ascii=False, default=str)


def _write_batch(connection: sa.Connection, batch: Batch, result: BatchResult) -> None:
    connection.execute(
        sa.insert(schema.import_batch),
        {
            "batch_id": result.batch_id,
            "file_name": batch.file_name,
            "sha256": batch.sha256,
            "signature": batch.signature,
            "imported_at": batch.at,
            "actor": batch.actor,
            "read": result.read,
            "imported": result.imported,
            "unchanged": result.unchanged,
            "updated": result.updated,
            "quarantined": result.quarantined,
            "columns": _columns_text(batch),
            "problems": json.dumps(list(batch.problems), ensure_ascii=False, default=str),
        },
    )


def _is_news(connection: sa.Connection, batch: Batch, result: BatchResult) -> bool:
    """Whether raw cells are to be kept: not where nothing was new and an earlier batch of the same bytes holds them."""
    known = sa.select(sa.func.count()).where(
        schema.import_batch.c.sha256 == batch.sha256, schema.import_batch.c.batch_id != result.batch_id
    )
    return result.imported > 0 or not connection.execute(known).scalar_one()


def _locked_rows(rows: pa.Table) -> dict[str, list[int]]:
    """Sheet → rows of it that are accusations."""
    locked = rows.select(["sheet", "row"]).filter(rows["locked"])
    found: dict[str, list[int]] = {}
    for sheet, row in zip(locked["sheet"].to_pylist(), locked["row"].to_pylist(), strict=True):
        found.setdefault(sheet, []).append(row)
    return found


def _cell_row(
    keys: KeyRing | None,
    place: tuple[str, str],
    table: pa.Table,
    columns: Sequence[Mapping[str, Any]],
    locked: list[int],
) -> dict[str, Any]:
    """What is kept of one sheet's (batch, sheet) raw cells: packed, and sealed if there are keys."""
    kept = sealed_row(keys, place, table, columns, locked) if keys else {"cells": pack(table)}
    return {"batch_id": place[0], "sheet": place[1], **kept}


def _write_sources(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(schema.import_source), list(rows))


def _write_quarantine(connection: sa.Connection, batch_id: str, entries: Sequence[tuple[Any, ...]]) -> None:
    """Each entry (sheet, row, field, reason); a row set aside as a whole has an empty field."""
    if entries:
        table = pa.table(
            {
                "batch_id": pa.array([batch_id] * len(entries)),
                "number": pa.array(range(1, len(entries) + 1)),
                "sheet": pa.array([str(entry[0]) for entry in entries]),
                "row": pa.array([int(entry[1]) for entry in entries]),
                "field": pa.array([str(entry[2] or "") for entry in entries]),
                "reason": pa.array([str(entry[3]) for entry in entries]),
            }
        )
        bulk.insert(connection, (schema.quarantine, table))


def _set_aside(entries: Sequence[tuple[Any, ...]], rows: pa.Table) -> int:
    """Rows of the file that were not stored; a stored row with one cell set aside counts as stored."""
    aside = {(str(entry[0]), int(entry[1])) for entry in entries}
    if not aside:
        return 0
    return len(aside - set(zip(rows["sheet"].to_pylist(), rows["row"].to_pylist(), strict=True)))


def _write_versions(
    connection: sa.Connection, batch_id: str, planned: Plan, rows: pa.Table, keys: KeyRing | None
) -> None:
    bulk.insert_each(connection, _versions(batch_id, planned, rows, keys))
    _move_on(connection, planned.moves())


def _versions(batch_id: str, planned: Plan, rows: pa.Table, keys: KeyRing | None) -> Iterator[bulk.Part]:
    """What the planned rows become, the largest table in pieces: one is made while another is being taken over."""
    taken = rows if planned.size == rows.num_rows else rows.take(pa.array(planned.at))
    names = {"record_id": pa.array(planned.records, pa.string()), "version": pa.array(planned.versions, pa.int32())}
    yield schema.record, _records(batch_id, planned)
    open_rows = _emptied(taken)
    columns = ("sheet", "row", "content_hash", "locked", "accused_unit", "notes", *schema.OPEN_FIELDS)
    constant = pa.repeat(pa.scalar(batch_id, pa.string()), planned.size)
    versions = pa.table({**names, "batch_id": constant, **{name: open_rows.column(name) for name in columns}})
    size = max(_PIECE, -(-planned.size // _PIECES))
    for start in range(0, planned.size, size):
        yield schema.record_version, versions.slice(start, size)
    yield schema.identity, sealing.seal_part(keys, "identity", _part(names, taken, schema.SECRET_FIELDS))
    yield schema.restricted, sealing.seal_part(keys, "restricted", _part(names, taken, fields.RESTRICTED))
    yield schema.accusation, sealing.seal_accusations(keys, _accusations(names, taken))


def _emptied(rows: pa.Table) -> pa.Table:
    """Rows without the words of an accusation: of a locked row all free text and the accused unit are unknown here."""
    if not pc.any(rows["locked"]).as_py():
        return rows
    unlocked = pc.invert(rows["locked"])
    for name in (*fields.CONTENT, "accused_unit"):
        column = pc.if_else(unlocked, rows[name], pa.scalar(None, rows[name].type))
        rows = rows.set_column(rows.column_names.index(name), name, column)
    return rows


def _part(names: dict[str, pa.Array], rows: pa.Table, columns: Sequence[str]) -> pa.Table:
    """One side table: only rows that are not locked and have something to keep there."""
    known = pc.is_valid(rows[columns[0]])
    for name in columns[1:]:
        known = pc.or_(known, pc.is_valid(rows[name]))
    part = pa.table({**names, **{name: rows[name].cast(pa.string()) for name in columns}})
    return part.filter(pc.and_(known, pc.invert(rows["locked"])))


def _accusations(names: dict[str, pa.Array], rows: pa.Table) -> pa.Table:
    """Everything of a locked row that says who and what, as one JSON text in the table that no edition reads."""
    locked = rows["locked"]
    columns = dict.fromkeys((*fields.CONTENT, "accused_unit", *fields.RESTRICTED, *schema.SECRET_FIELDS))
    content = rows.select(list(columns)).filter(locked).to_pylist()
    texts = [json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False) for row in content]
    part = pa.table({name: array.filter(locked.combine_chunks()) for name, array in names.items()})
    return part.append_column("content", pa.array(texts, pa.string()))


def _records(batch_id: str, planned: Plan) -> pa.Table:
    """New records with their latest version."""
    if all(planned.new) and max(planned.versions) == 1:  # a first file: every row another record
        keys, records, versions = planned.keys, planned.records, planned.versions
    else:
        keys, records, versions = _latest(planned)
    return pa.table(
        {
            "record_id": pa.array(records, pa.string()),
            "key": pa.array(keys, pa.string()),
            "first_batch": pa.repeat(pa.scalar(batch_id, pa.string()), len(keys)),
            "current_version": pa.array(versions, pa.int32()),
        }
    )


def _latest(planned: Plan) -> tuple[list[str], list[str], list[int]]:
    """Key, record and last version of each new record."""
    rows = zip(planned.keys, planned.records, planned.versions, planned.new, strict=True)
    latest = {key: (record, version) for key, record, version, new in rows if new}
    return list(latest), [record for record, _ in latest.values()], [version for _, version in latest.values()]


def _move_on(connection: sa.Connection, moves: Mapping[str, tuple[int, int]]) -> None:
    """`current_version` from what was read to what was written; somebody else's change in between undoes all."""
    if not moves:
        return
    record = schema.record.c
    statement = (
        sa.update(schema.record)
        .where(record.record_id == sa.bindparam("known_id"), record.current_version == sa.bindparam("was"))
        .values(current_version=sa.bindparam("becomes"))
    )
    values = [{"known_id": known, "was": was, "becomes": becomes} for known, (was, becomes) in moves.items()]
    if connection.execute(statement, values).rowcount != len(values):
        raise StoreError("导入期间有记录被别人改动，本文件未导入；请重新导入")


def _write_events(
    connection: sa.Connection, batch: Batch, result: BatchResult, changed: Sequence[tuple[str, int]]
) -> None:
    counts = {name: str(getattr(result, name)) for name in ("read", "imported", "unchanged", "updated", "quarantined")}
    kinds = [EventKind.IMPORT.value] + [EventKind.RECORD_CHANGED.value] * len(changed)
    versions = [json.dumps({"batch": result.batch_id, "version": str(number)}) for _, number in changed]
    first = connection.execute(sa.select(sa.func.coalesce(sa.func.max(schema.event.c.seq), 0))).scalar_one() + 1
    table = pa.table(
        {
            "seq": pa.array(range(first, first + len(kinds)), pa.int64()),
            "event_id": pa.array([str(uuid.uuid4()) for _ in kinds]),
            "kind": pa.array(kinds),
            "subject": pa.array([result.batch_id, *(record for record, _ in changed)]),
            "actor": pa.array([batch.actor] * len(kinds)),
            "at": pa.array([batch.at] * len(kinds)),
            "why": pa.array([""] * len(kinds)),
            "payload": pa.array([json.dumps(counts, ensure_ascii=False, sort_keys=True), *versions]),
        }
    )
    bulk.insert(connection, (schema.event, table))
