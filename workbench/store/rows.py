"""Parsed ledger rows made ready to be kept (行): types checked, empty made unknown, one content hash per row.

The hash covers every stored field, the lock and further contacts; not where the row stood (sheet, row) nor the
data-quality notes, so that the same content in another file is the same content.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.domain import fields
from workbench.domain.dates import PartialDate
from workbench.domain.tables import LEDGER_EXTRA
from workbench.store.columnar import whole
from workbench.store.errors import StoreError

if TYPE_CHECKING:
    import pandas as pd

COLUMNS: Final = (*LEDGER_EXTRA, *fields.STORED)
_NEEDED: Final = ("key", "sheet", "row", "locked")
_HASHED: Final = (*fields.STORED, "locked", "accused_unit", "co_contacts")
_KINDS: Final[Mapping[str, str]] = {**{name: fields.FIELDS[name].type for name in fields.STORED}, **LEDGER_EXTRA}
_ARROW: Final[Mapping[str, pa.DataType]] = {"int": pa.int64(), "bool": pa.bool_()}
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SEPARATOR: Final = "\x1f"
_HASHED_AT_ONCE: Final = 4_096  # rows whose texts fit the processor's cache


def prepare(rows: pd.DataFrame | pa.Table) -> pa.Table:
    """Rows as the store keeps them, with `content_hash`; columns a ledger did not have come out unknown.

    Raises StoreError naming the column, sheet and row of what cannot be kept.
    """
    given = rows.column_names if isinstance(rows, pa.Table) else rows.columns
    unknown = [str(name) for name in given if name not in COLUMNS]
    if unknown:
        raise StoreError(f"导入的行里有不认识的列：{'、'.join(unknown)}；记录库只收标准字段")
    column = _read_column if isinstance(rows, pa.Table) else _column
    with ThreadPoolExecutor(2) as both:  # Arrow holds no lock while it casts and compares
        table = pa.table(dict(zip(COLUMNS, both.map(partial(column, rows), COLUMNS), strict=True)))
    _check_needed(table)
    table = _without_control_characters(table)
    _check_days(table)
    return table.append_column("content_hash", pa.array(_hashes(table), pa.string()))


def _read_column(rows: pa.Table, name: str) -> pa.Array:
    """A column of a table as `ledger` reads it: its types are known."""
    wanted = _ARROW.get(_KINDS[name], pa.string())
    if name not in rows.column_names or rows[name].null_count == rows.num_rows:
        return pa.nulls(rows.num_rows, wanted)
    column = whole(rows[name])
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return pa.array(map(_as_json, column.to_pylist()), wanted)
    return _unknown_if_empty(column.cast(wanted)) if wanted == pa.string() else column.cast(wanted)


def _column(rows: pd.DataFrame, name: str) -> pa.Array:
    kind = _KINDS[name]
    wanted = _ARROW.get(kind, pa.string())
    if name not in rows.columns:
        return pa.nulls(len(rows), wanted)
    series = rows[name]
    if kind in {"list", "json"}:
        return (
            pa.array([_as_json(value) for value in series], pa.string())
            if series.notna().any()
            else pa.nulls(len(rows), wanted)
        )
    try:
        array = pa.array(series, type=wanted, from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        array = pa.array(_one_by_one(rows, name, wanted), type=wanted)
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    return _unknown_if_empty(array) if wanted == pa.string() else array


def _as_json(value: Any) -> str | None:
    """Lists and mappings as JSON text; a list written as text is split at the usual signs; an empty one is unknown."""
    if value is None or isinstance(value, float):
        return None
    if isinstance(value, Mapping):
        return json.dumps(dict(value), ensure_ascii=False, sort_keys=True) if value else None
    if isinstance(value, str):
        return value if value[:1] in "[{" else _as_json([part for part in re.split(r"[、，,;；/\n]+", value) if part])
    parts = list(value) if hasattr(value, "__iter__") else []
    if all(type(part) is str for part in parts):
        return _json_list(tuple(parts)) if parts else None
    return json.dumps(parts, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=16384)
def _json_list(parts: tuple[str, ...]) -> str:
    return json.dumps(parts, ensure_ascii=False)


def _one_by_one(rows: pd.DataFrame, name: str, wanted: pa.DataType) -> list[Any]:
    """Whole numbers among texts (a code kept as a number) become text; anything else is refused with its place."""
    import pandas as pd

    values: list[Any] = []
    for position, value in enumerate(rows[name]):
        known = None if pd.isna(value) else _as_type(value, wanted)
        if known is None and not pd.isna(value):
            raise StoreError(
                f"{_place(rows, position)}：“{_zh(name)}”的值类型不对（{type(value).__name__}），本文件未导入"
            )
        values.append(known)
    return values


def _as_type(value: Any, wanted: pa.DataType) -> str | int | bool | None:
    """The value as the wanted type without loss, None if it is of another kind."""
    if wanted == pa.bool_():
        return bool(value) if isinstance(value, bool | np.bool_) else None
    if isinstance(value, bool | np.bool_):
        return None
    if wanted == pa.string():
        return str(value) if isinstance(value, str | int | np.integer) else None
    return int(value) if isinstance(value, int | float | np.number) and float(value).is_integer() else None


def _place(rows: pd.DataFrame, position: int) -> str:
    return f"工作表“{rows['sheet'].iloc[position]}”第 {rows['row'].iloc[position]} 行"


def _zh(name: str) -> str:
    return fields.FIELDS[name].zh if name in fields.FIELDS else name


def _unknown_if_empty(array: pa.Array) -> pa.Array:
    if array.null_count == len(array):
        return array
    return pc.if_else(pc.equal(array, ""), pa.scalar(None, pa.string()), array)


def _check_needed(table: pa.Table) -> None:
    for name in _NEEDED:
        if table.column(name).null_count:
            raise StoreError(f"导入的行缺少“{name}”；这是读取程序的错误，请连同文件交给管理员，本文件未导入")


def _check_days(table: pa.Table) -> None:
    """Days must be EDTF text; each different text is read once."""
    for name in (name for name in fields.STORED if fields.FIELDS[name].type == "date"):
        for text in pc.unique(table.column(name)).drop_null().to_pylist():
            try:
                PartialDate.parse(text)
            except ValueError:
                at = pc.index(table.column(name), text).as_py()
                raise StoreError(
                    f"工作表“{table['sheet'][at]}”第 {table['row'][at]} 行：“{_zh(name)}”不是规范日期，本文件未导入"
                ) from None


def _without_control_characters(table: pa.Table) -> pa.Table:
    """PostgreSQL refuses NUL, and a separator inside a text would blur the hash; both are rubbish from old systems."""
    for position, name in enumerate(table.column_names):
        column = table.column(position)
        if column.type != pa.string() or column.null_count == len(column):
            continue
        if _has_control_bytes(column):
            clean = [_CONTROL.sub("", text) if text else text for text in column.to_pylist()]
            table = table.set_column(position, name, _unknown_if_empty(pa.array(clean, pa.string())))
    return table


def _has_control_bytes(column: pa.ChunkedArray) -> bool:
    """Whether any byte of the texts is below 32; looked up in Arrow's buffers, a hundred times faster than a pattern."""
    for chunk in column.chunks:
        buffer = chunk.buffers()[2]
        if buffer is not None and (np.frombuffer(buffer, np.uint8) < 32).any():
            return bool(pc.any(pc.match_substring_regex(chunk, _CONTROL.pattern)).as_py())
    return False


def _hashes(table: pa.Table) -> list[str]:
    """One digest a row over "field=value" of what is known: a field added later does not change old rows' hash."""
    table = table.select([name for name in _HASHED if table.column(name).null_count < table.num_rows])
    with ThreadPoolExecutor(2) as beside:  # the next blocks are joined while one is hashed
        joined = beside.map(_joined, table.to_batches(max_chunksize=_HASHED_AT_ONCE))
        return [hashlib.blake2b(text, digest_size=16).hexdigest() for block in joined for text in _bytes(block)]


def _joined(part: pa.RecordBatch) -> pa.Array:
    named = [_named(name, part.column(name)) for name in part.schema.names]
    return pc.binary_join_element_wise(*named, _SEPARATOR, null_handling="skip")


def _bytes(texts: pa.Array) -> Iterator[memoryview]:
    """Each text as Arrow holds it in UTF-8."""
    buffers = texts.buffers()
    data = memoryview(buffers[2] or b"")
    offsets = np.frombuffer(buffers[1], np.int32)[texts.offset : texts.offset + len(texts) + 1].tolist()
    return (data[start:end] for start, end in pairwise(offsets))


def _named(name: str, column: pa.Array) -> pa.Array:
    text = column if column.type == pa.string() else column.cast(pa.string())
    return pc.binary_join_element_wise(name, text, "=", null_handling="emit_null")
