"""One ledger file into the record of truth (入库): which rows are new, changed or already known, in one transaction.

A row is known by its `key`. Same content as the current version: unchanged. Other content: a further version, the earlier
one stays. Where a key stands several times in one file, the last row is the file's word; earlier, different rows are
kept as versions before it, once: importing the same file again adds nothing.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from workbench.domain import fields
from workbench.domain.events import EventKind
from workbench.store import bulk, schema
from workbench.store.errors import StoreError
from workbench.store.sources import pack


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
    plan = _plan(connection, rows)
    batch_id = _next_id(connection, schema.import_batch.c.batch_id, "B", 1)[0]
    updated = int(plan["changed"].sum())
    result = BatchResult(
        batch_id, batch.read, len(plan), rows.num_rows - len(plan), updated, _set_aside(batch.quarantined, rows)
    )
    _write_batch(connection, batch, result)
    _write_sources(connection, batch, result, raw)
    _write_quarantine(connection, batch_id, batch.quarantined)
    if len(plan):
        _write_versions(connection, batch_id, _numbered(connection, plan), rows)
    _write_events(connection, batch, result, plan)
    return result


# --- what is new ----------------------------------------------------------------------------------------------------


def _plan(connection: sa.Connection, rows: pa.Table) -> pd.DataFrame:
    """Rows to write, by position `at` in the file: key, hash, record_id (None: new), version, changed."""
    given = rows.select(["key", "content_hash"]).to_pandas()
    given["at"] = range(len(given))
    distinct = given.drop_duplicates(["key", "content_hash"], keep="last")
    last = ~distinct.duplicated("key", keep="last")
    known = _current(connection, distinct["key"].unique().tolist())
    plan = distinct.merge(known, on="key", how="left")
    plan = plan[~_already_kept(connection, plan, last.to_numpy())]
    plan = plan.sort_values("at", ignore_index=True)
    step = plan.groupby("key").cumcount() + 1
    plan["version"] = plan["version"].fillna(0).astype(int) + step
    numbered: pd.DataFrame = plan.assign(changed=plan["version"] > 1)
    return numbered


def _current(connection: sa.Connection, keys: list[str]) -> pd.DataFrame:
    """Record, current version and its hash of the keys the store knows."""
    record, version = schema.record.c, schema.record_version.c
    query = (
        sa.select(record.key, record.record_id, record.current_version, version.content_hash)
        .join_from(schema.record, schema.record_version, version.record_id == record.record_id)
        .where(version.version == record.current_version)
        .where(bulk.among(connection, record.key, keys))
    )
    found = connection.execute(query).fetchall()
    columns = ("key", "record_id", "version", "current_hash")
    parts = zip(*found, strict=True) if found else ((),) * len(columns)
    return pd.DataFrame(dict(zip(columns, map(list, parts), strict=True)), dtype=object).astype({"key": "str"})


def _already_kept(connection: sa.Connection, plan: pd.DataFrame, last: Any) -> Any:
    """A file's last word on a key is known if it is the current content; an earlier row if it ever was the content."""
    kept: Any = (plan["content_hash"] == plan["current_hash"]).to_numpy(dtype=bool, copy=True)
    earlier = plan[~last & plan["record_id"].notna().to_numpy() & ~kept]
    if len(earlier):
        version = schema.record_version.c
        ids = bulk.among(connection, version.record_id, earlier["record_id"])
        query = sa.select(version.record_id, version.content_hash).where(ids)
        past = {(row[0], row[1]) for row in connection.execute(query)}
        pairs = zip(earlier["record_id"], earlier["content_hash"], strict=True)
        kept[earlier.index.to_numpy()] = [pair in past for pair in pairs]
    return kept


def _numbered(connection: sa.Connection, plan: pd.DataFrame) -> pd.DataFrame:
    """The plan with a record id for every row: new keys get the next numbers in the order they stand in the file."""
    new = plan["record_id"].isna()
    keys = plan.loc[new, "key"].drop_duplicates()
    ids = dict(zip(keys, _next_id(connection, schema.record.c.record_id, "R", len(keys)), strict=True))
    plan.loc[new, "record_id"] = plan.loc[new, "key"].map(ids)
    plan["new"] = new
    return plan


def _next_id(connection: sa.Connection, column: sa.Column[str], letter: str, count: int) -> list[str]:
    """The next `count` readable ids (R000124 …): rows are never deleted, so their number is the last one given."""
    given = connection.execute(sa.select(sa.func.count()).select_from(column.table)).scalar_one()
    return [f"{letter}{number:06d}" for number in range(given + 1, given + count + 1)]


# --- writing --------------------------------------------------------------------------------------------------------


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
            "columns": json.dumps(list(batch.columns), ensure_ascii=False, default=str),
            "problems": json.dumps(list(batch.problems), ensure_ascii=False, default=str),
        },
    )


def _write_sources(connection: sa.Connection, batch: Batch, result: BatchResult, raw: Mapping[str, pa.Table]) -> None:
    """Raw cells, unless nothing of this file was new and an earlier batch of the same bytes holds them already."""
    known = sa.select(sa.func.count()).where(
        schema.import_batch.c.sha256 == batch.sha256, schema.import_batch.c.batch_id != result.batch_id
    )
    if not raw or (result.imported == 0 and connection.execute(known).scalar_one()):
        return
    cells = [{"batch_id": result.batch_id, "sheet": sheet, "cells": pack(table)} for sheet, table in raw.items()]
    connection.execute(sa.insert(schema.import_source), cells)


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
        bulk.insert(connection, schema.quarantine, table)


def _set_aside(entries: Sequence[tuple[Any, ...]], rows: pa.Table) -> int:
    """Rows of the file that were not stored; a stored row with one cell set aside counts as stored."""
    aside = {(str(entry[0]), int(entry[1])) for entry in entries}
    if not aside:
        return 0
    return len(aside - set(zip(rows["sheet"].to_pylist(), rows["row"].to_pylist(), strict=True)))


def _write_versions(connection: sa.Connection, batch_id: str, plan: pd.DataFrame, rows: pa.Table) -> None:
    taken = rows.take(pa.array(plan["at"]))
    names = {"record_id": pa.array(plan["record_id"], pa.string()), "version": pa.array(plan["version"], pa.int32())}
    _write_records(connection, batch_id, plan)
    open_rows = _emptied(taken)
    columns = ("sheet", "row", "content_hash", "locked", "accused_unit", "notes", *schema.OPEN_FIELDS)
    constant = pa.array([batch_id] * len(plan), pa.string())
    kept = {name: open_rows.column(name) for name in columns}
    bulk.insert(connection, schema.record_version, pa.table({**names, "batch_id": constant, **kept}))
    _write_part(connection, schema.identity, names, taken, schema.SECRET_FIELDS)
    _write_part(connection, schema.restricted, names, taken, fields.RESTRICTED)
    _write_accusations(connection, names, taken)


def _emptied(rows: pa.Table) -> pa.Table:
    """Rows without the words of an accusation: of a locked row all free text and the accused unit are unknown here."""
    unlocked = pc.invert(rows["locked"])
    for name in (*fields.CONTENT, "accused_unit"):
        column = pc.if_else(unlocked, rows[name], pa.scalar(None, rows[name].type))
        rows = rows.set_column(rows.column_names.index(name), name, column)
    return rows


def _write_part(
    connection: sa.Connection, table: sa.Table, names: dict[str, pa.Array], rows: pa.Table, columns: Sequence[str]
) -> None:
    """One side table: only rows that are not locked and have something to keep there."""
    known = pc.is_valid(rows[columns[0]])
    for name in columns[1:]:
        known = pc.or_(known, pc.is_valid(rows[name]))
    part = pa.table({**names, **{name: rows[name].cast(pa.string()) for name in columns}})
    bulk.insert(connection, table, part.filter(pc.and_(known, pc.invert(rows["locked"]))))


def _write_accusations(connection: sa.Connection, names: dict[str, pa.Array], rows: pa.Table) -> None:
    """Everything of a locked row that says who and what, as one JSON text in the table that no edition reads."""
    locked = rows["locked"]
    columns = dict.fromkeys((*fields.CONTENT, "accused_unit", *fields.RESTRICTED, *schema.SECRET_FIELDS))
    content = rows.select(list(columns)).filter(locked).to_pylist()
    texts = [json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False) for row in content]
    part = pa.table({name: array.filter(locked.combine_chunks()) for name, array in names.items()})
    bulk.insert(connection, schema.accusation, part.append_column("content", pa.array(texts, pa.string())))


def _write_records(connection: sa.Connection, batch_id: str, plan: pd.DataFrame) -> None:
    """New records with their latest version, and the known ones moved on from the version that was current."""
    latest = plan.drop_duplicates("key", keep="last")
    new = latest[latest["new"]]
    table = pa.table(
        {
            "record_id": pa.array(new["record_id"], pa.string()),
            "key": pa.array(new["key"], pa.string()),
            "first_batch": pa.array([batch_id] * len(new), pa.string()),
            "current_version": pa.array(new["version"], pa.int32()),
        }
    )
    bulk.insert(connection, schema.record, table)
    _move_on(connection, plan[~plan["new"]])


def _move_on(connection: sa.Connection, changed: pd.DataFrame) -> None:
    """`current_version` from what was read to what was written; somebody else's change in between undoes all."""
    if changed.empty:
        return
    spans = changed.groupby("record_id")["version"].agg(["min", "max"])
    record = schema.record.c
    statement = (
        sa.update(schema.record)
        .where(record.record_id == sa.bindparam("known_id"), record.current_version == sa.bindparam("was"))
        .values(current_version=sa.bindparam("becomes"))
    )
    moves = [
        {"known_id": str(record_id), "was": int(first) - 1, "becomes": int(final)}
        for record_id, first, final in spans.itertuples()
    ]
    if connection.execute(statement, moves).rowcount != len(moves):
        raise StoreError("导入期间有记录被别人改动，本文件未导入；请重新导入")


def _write_events(connection: sa.Connection, batch: Batch, result: BatchResult, plan: pd.DataFrame) -> None:
    counts = {name: str(getattr(result, name)) for name in ("read", "imported", "unchanged", "updated", "quarantined")}
    changed = plan[plan["changed"]]
    kinds = [EventKind.IMPORT.value] + [EventKind.RECORD_CHANGED.value] * len(changed)
    versions = [json.dumps({"batch": result.batch_id, "version": str(number)}) for number in changed["version"]]
    first = connection.execute(sa.select(sa.func.coalesce(sa.func.max(schema.event.c.seq), 0))).scalar_one() + 1
    table = pa.table(
        {
            "seq": pa.array(range(first, first + len(kinds)), pa.int64()),
            "event_id": pa.array([str(uuid.uuid4()) for _ in kinds]),
            "kind": pa.array(kinds),
            "subject": pa.array([result.batch_id, *changed["record_id"]])
            if len(changed)
            else pa.array([result.batch_id]),
            "actor": pa.array([batch.actor] * len(kinds)),
            "at": pa.array([batch.at] * len(kinds)),
            "why": pa.array([""] * len(kinds)),
            "payload": pa.array([json.dumps(counts, ensure_ascii=False, sort_keys=True), *versions]),
        }
    )
    bulk.insert(connection, schema.event, table)
