"""Where every value was read (出处): the raw cell texts of each imported sheet, and the way from a field to its cell."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from workbench.access.masking import Secrets, scrub_with
from workbench.domain import fields
from workbench.domain.cells import column_letters, column_position
from workbench.domain.tables import RECORDS
from workbench.store import bulk, schema, sealing
from workbench.store.hidden import secrets_of
from workbench.store.keyring import KeyRing

Cell = tuple[str, str, str]
"""File, sheet and cell such as "H17"."""
Provenance = dict[str, tuple[str, str, str, str]]
ROW: Final = "row"
"""Column of a raw table that holds the sheet's row numbers; the others are named A, B …"""
NOT_SHOWN: Final = "（不显示）"
_OPEN_WHEN_LOCKED: Final = frozenset(
    {"case_no", "reg_office", "to_office", "petition_state", "purpose"}
    | {name for name, field in fields.FIELDS.items() if field.type == "date"}
)


def pack(table: pa.Table) -> bytes:
    """A sheet's raw cells as zstd-compressed Arrow IPC."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=1))
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=16_384)
    return bytes(sink.getvalue())


def unpack(cells: bytes) -> pa.Table:
    with pa.ipc.open_stream(cells) as reader:
        return reader.read_all()


def provenance(connection: sa.Connection, record_id: str) -> Provenance:
    """Field → (file, sheet, cell such as "H17", raw text) of the current version's row.

    The text is scrubbed; what says who the petitioner is, class S, and every word of a locked record, is not shown.
    Raises KeyError for an unknown record.
    """
    place = _place(connection, record_id)
    cells = _row_cells(connection, place)
    secrets = secrets_of(connection, record_id)
    found: Provenance = {}
    for name, column in _columns_of(json.loads(place.columns), place.sheet):
        if name in fields.NOT_IMPORTED:
            continue
        text = _shown(name, cells.get(column, ""), place.locked, secrets)
        where = (place.file_name, place.sheet, f"{column_letters(column)}{place.row}", text)
        found.setdefault(name, where)
    return found


def cells_of(connection: sa.Connection, record_ids: Collection[str]) -> dict[str, dict[str, Cell]]:
    """Record id → field → (file, sheet, cell), of current versions; the cells themselves are not opened."""
    wanted = bulk.among(connection, schema.record.c.record_id, record_ids)
    found: dict[str, dict[str, Cell]] = {}
    columns = cache(json.loads)
    for place in connection.execute(_places(wanted)):
        read = _columns_of(columns(place.columns), place.sheet)
        told = {name: (place.file_name, place.sheet, f"{column_letters(at)}{place.row}") for name, at in reversed(read)}
        found[place.record_id] = {name: where for name, where in told.items() if name not in fields.NOT_IMPORTED}
    return found


def _places(wanted: sa.ColumnElement[bool]) -> sa.Select[Any]:
    record, version, batch = schema.record.c, schema.record_version.c, schema.import_batch.c
    return (
        sa.select(
            record.record_id, version.sheet, version.row, version.locked, batch.batch_id, batch.file_name, batch.columns
        )
        .join_from(schema.record, schema.record_version, version.record_id == record.record_id)
        .join(schema.import_batch, batch.batch_id == version.batch_id)
        .where(wanted, version.version == record.current_version)
    )


def _place(connection: sa.Connection, record_id: str) -> Any:
    place = connection.execute(_places(schema.record.c.record_id == record_id)).first()
    if place is None:
        raise KeyError(f"没有编号为“{record_id}”的信访件")
    return place


def _row_cells(connection: sa.Connection, place: Any) -> Mapping[int, str]:
    """Raw texts of the row by column position. Sources are kept by batch; the same bytes imported again may have none."""
    source = schema.import_source.c
    where = (source.batch_id == place.batch_id, source.sheet == place.sheet)
    kept = connection.execute(sa.select(source.cells, source.sealed, source.key_id).where(*where)).first()
    if kept is None:
        return {}
    table = unpack(plain_cells(connection, place.batch_id, place.sheet, kept))
    at = row_position(table, place.row)
    if at is None:
        return {}
    texts = {column_position(name): table.column(name)[at].as_py() for name in table.column_names if name != ROW}
    return {column: str(text) for column, text in texts.items() if text is not None}


def plain_cells(connection: sa.Connection, batch_id: str, sheet: str, kept: Any) -> bytes:
    """Packed cells of a row of `import_source`, opened if they are sealed."""
    if kept.key_id is None:
        return bytes(kept.cells)
    return sealing.open_cells(sealing.needed(connection), kept.key_id, batch_id, sheet, kept.sealed)


def sealed_row(
    keys: KeyRing,
    place: tuple[str, str],
    table: pa.Table,
    columns: Sequence[Mapping[str, Any]],
    locked: Collection[int],
) -> dict[str, Any]:
    """What a row of `import_source` (batch, sheet) holds when sealed; `locked` are the sheet's rows with accusations.

    Of those rows the office's key opens only what an accusation may show; all of them is sealed for the discipline
    contact besides.
    """
    table, apart = _without_accusations(table, columns, place[1], locked)
    key_id = keys.ring().current
    sealed: dict[str, Any] = {"cells": b"", "key_id": key_id, "locked_sealed": None, "locked_key_id": None}
    if apart is not None:
        bound = sealing.locked_cells_binding(*place)
        sealed["locked_key_id"], sealed["locked_sealed"] = sealing.seal_for_discipline(keys, bound, pack(apart))
    return sealed | {"sealed": sealing.seal_cells(keys, key_id, *place, pack(table))}


def _without_accusations(
    table: pa.Table, columns: Sequence[Mapping[str, Any]], sheet: str, locked: Collection[int]
) -> tuple[pa.Table, pa.Table | None]:
    """The sheet with `NOT_SHOWN` for every word of its locked rows, and those rows as they stood; None without any."""
    at = [place for place in (row_position(table, row) for row in sorted(locked)) if place is not None]
    if not at:
        return table, None
    apart = table.take(pa.array(at))
    is_open = {position for name, position in _columns_of(columns, sheet) if name in _OPEN_WHEN_LOCKED}
    mask = pa.array(np.isin(np.arange(table.num_rows), at))
    for place, name in enumerate(table.column_names):
        if name != ROW and column_position(name) not in is_open:
            hidden = pc.and_(mask, pc.is_valid(table.column(name)))
            column = pc.if_else(hidden, pa.scalar(NOT_SHOWN, table.column(name).type), table.column(name))
            table = table.set_column(place, name, column)
    return table, apart


def row_position(table: pa.Table, row: int) -> int | None:
    """Where a sheet's row (1-based) stands in its raw table: by column "row", without one by counting from the top."""
    if ROW in table.column_names:
        at = pc.index(table.column(ROW), pa.scalar(row, table.schema.field(ROW).type)).as_py()
        return None if at < 0 else int(at)
    return row - 1 if 1 <= row <= table.num_rows else None


def _columns_of(columns: Sequence[Mapping[str, Any]], sheet: str) -> list[tuple[str, int]]:
    """(field, column position) of the columns of this sheet that were read as a field."""
    read = (entry for entry in columns if entry.get("field") and entry.get("sheet", sheet) == sheet)
    return [(str(entry["field"]), column_position(str(entry["letter"]))) for entry in read]


def _shown(name: str, text: str, locked: bool, secrets: Secrets) -> str:
    hidden = name in fields.IDENTITY or name in fields.RESTRICTED or (locked and name not in _OPEN_WHEN_LOCKED)
    if hidden:
        return NOT_SHOWN if text else ""
    return text if RECORDS.get(name) in {"day", "int", "bool"} or name == "case_no" else scrub_with(text, secrets)
