"""Whole columns out of the database and through Python once per different value (整列读取).

SQLite hands over each column of a block of rows as one text, which Arrow splits: no Python object per cell, a third of
the time of a cursor's rows. PostgreSQL is read by its cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from workbench.store import bulk
from workbench.store.errors import StoreError

_BLOCK: Final = 20_000  # rows; a text of SQLite holds at most a thousand million bytes
_BORDER: Final = "\x1f"
_UNKNOWN: Final = "\x1e"  # neither sign stands in a stored text, see `rows.prepare`
_BROKEN: Final = "记录库里有不该出现的控制字符，取快照已停止；请把这句话交给管理员"

Kinds = Mapping[str, pa.DataType]


def read(
    connection: sa.Connection, chosen: Mapping[str, str], source: str, key: str, kinds: Kinds
) -> dict[str, pa.Array]:
    """Columns `chosen` (name → SQL) of a source ("FROM …") in the order of its unique text `key`; text unless in `kinds`."""
    types = {name: kinds.get(name, pa.string()) for name in chosen}
    if connection.dialect.name != "sqlite":
        listed = ", ".join(chosen.values())
        values = bulk.fetch(connection, f"SELECT {listed} {source} ORDER BY {key}", list(chosen))
        return {name: pa.array(values[name], kind) for name, kind in types.items()}
    rows, filled = _filled(connection, chosen, source)
    blocks = _blocks(connection, {name: chosen[name] for name in filled}, source, key) if filled else iter(())
    kept = [types[name] for name in filled]
    with ThreadPoolExecutor(1) as beside:  # a block is split while SQLite gathers the next; neither holds Python's lock
        parts = [beside.submit(_split_all, texts, length, kept) for length, texts in blocks]
    found = dict(zip(filled, map(pa.concat_arrays, zip(*(part.result() for part in parts), strict=True)), strict=True))
    return {name: found[name] if name in found else pa.nulls(rows, kind) for name, kind in types.items()}


def _filled(connection: sa.Connection, chosen: Mapping[str, str], source: str) -> tuple[int, list[str]]:
    """Number of rows, and the columns known in any of them: most ledgers fill a third of the fields there are."""
    counts = ", ".join(f"count({expression})" for expression in chosen.values())
    rows, *known = connection.exec_driver_sql(f"SELECT count(*), {counts} {source}").one()
    return rows, [name for name, count in zip(chosen, known, strict=True) if count]


def _blocks(
    connection: sa.Connection, chosen: Mapping[str, str], source: str, key: str
) -> Iterator[tuple[int, list[bytes]]]:
    """(rows, one text per column) of each block, in order of the key."""
    listed = ", ".join(f"{expression} AS c{at}" for at, expression in enumerate(chosen.values()))
    texts = ", ".join(
        f"CAST(group_concat(coalesce(c{at}, '{_UNKNOWN}'), '{_BORDER}') AS BLOB)" for at in range(len(chosen))
    )
    block = f"SELECT {key} AS block_key, {listed} {source} WHERE {key} > ? ORDER BY {key} LIMIT {_BLOCK}"
    last = ""
    while True:
        statement = f"SELECT max(block_key), count(*), {texts} FROM ({block})"
        last, length, *found = connection.exec_driver_sql(statement, (last,)).one()
        if not length:
            return
        yield length, found


def _split_all(texts: Sequence[bytes], length: int, kinds: Sequence[pa.DataType]) -> list[pa.Array]:
    return [_split(text, length, kind) for text, kind in zip(texts, kinds, strict=True)]


def _split(text: bytes, length: int, kind: pa.DataType) -> pa.Array:
    whole = pa.array([text], pa.large_binary()).cast(pa.large_string())
    values = pc.split_pattern(whole, _BORDER).values.cast(pa.string())
    if len(values) != length:
        raise StoreError(_BROKEN)
    known = pc.if_else(pc.equal(values, _UNKNOWN), pa.scalar(None, pa.string()), values)
    return known if kind == pa.string() else (known.cast(pa.int64()).cast(kind))


def each(column: pa.Array, answer: Callable[[str], Any], kind: pa.DataType) -> pa.Array:
    """`answer` of every known text of a column, asked once for each different one."""
    coded = column.dictionary_encode()
    return pa.array([answer(text) for text in coded.dictionary.to_pylist()], kind).take(coded.indices)


def whole(column: pa.ChunkedArray) -> pa.Array:
    """A table's column in one piece; one that is so already is not copied."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def distinct(column: pa.Array) -> list[Any]:
    """The different known values of a column."""
    return list(pc.unique(column).drop_null().to_pylist())
