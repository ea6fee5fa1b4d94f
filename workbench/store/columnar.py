"""Whole columns out of the database and through Python once per different value (整列读取).

SQLite hands over each column of a block of rows as one text, which Arrow splits: no Python object per cell, a third of
the time of a cursor's rows. PostgreSQL is read by its cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from workbench.store import bulk
from workbench.store.errors import StoreError

_BLOCK: Final = 20_000  # rows; a text of SQLite holds at most a thousand million bytes
_SAMPLE: Final = 4_000  # rows by which the filled columns are guessed
_ARGUMENTS: Final = 100  # a function of SQLite takes at most 127
_BORDER: Final = "\x1f"
_UNKNOWN: Final = "\x1e"  # neither sign stands in a stored text, see `rows.prepare`
_BROKEN: Final = "记录库里有不该出现的控制字符，取快照已停止；请把这句话交给管理员"

Kinds = Mapping[str, pa.DataType]
Columns = dict[str, pa.Array]


class Span(NamedTuple):
    """The rows whose key is greater than `after` and at most `upto` (None: all that follow), and who reads them."""

    connection: sa.Connection
    after: str = ""
    upto: str | None = None


class _Query(NamedTuple):
    """What is asked for: columns (name → SQL), "FROM …", the unique text key, and the columns' types."""

    chosen: Mapping[str, str]
    source: str
    key: str
    types: Kinds

    def only(self, names: Iterable[str]) -> _Query:
        return self._replace(chosen={name: self.chosen[name] for name in names})


def read(spans: Sequence[Span], chosen: Mapping[str, str], source: str, key: str, kinds: Kinds) -> dict[str, pa.Array]:
    """Columns `chosen` (name → SQL) of a source ("FROM …") in the order of its unique text `key`; text unless in `kinds`.

    `spans` are together all rows, in ascending order of the key, each read beside the others by a connection of its own;
    the connections must see the same state of the database.
    """
    types = {name: kinds.get(name, pa.string()) for name in chosen}
    if spans[0].connection.dialect.name != "sqlite":
        listed = ", ".join(chosen.values())
        values = bulk.fetch(spans[0].connection, f"SELECT {listed} {source} ORDER BY {key}", list(chosen))
        return {name: pa.array(values[name], kind) for name, kind in types.items()}
    query = _Query(chosen, source, key, types)
    with ThreadPoolExecutor(len(spans)) as beside:  # SQLite and Arrow hold no lock of Python's while they work
        parts = list(beside.map(partial(_span, query), spans))
    return {name: pa.concat_arrays([part[name] for part in parts]) for name in chosen}


def _span(query: _Query, span: Span) -> Columns:
    """All columns of one span. Most ledgers fill a third of the fields there are: the others are only watched.

    Which those are is guessed from the first rows; where a later row has one of them after all, they are read as well.
    """
    first = f"{_where(query, span)} ORDER BY {query.key} LIMIT {_SAMPLE}"
    likely = _filled(query, span, first)
    idle = [name for name in query.chosen if name not in likely]
    rows, found, surprise = _gather(query.only(likely), span, list(map(query.chosen.__getitem__, idle)))
    if surprise:
        late = _filled(query.only(idle), span, _where(query, span))
        found |= _gather(query.only(late), span, [])[1]
    return {name: found[name] if name in found else pa.nulls(rows, kind) for name, kind in query.types.items()}


def _where(query: _Query, span: Span) -> str:
    upto = "" if span.upto is None else f" AND {query.key} <= :upto"
    return f"{query.source} WHERE {query.key} > :after{upto}"


def _filled(query: _Query, span: Span, source: str) -> list[str]:
    """The columns known in any of the rows."""
    if not query.chosen:
        return []
    listed = ", ".join(f"{expression} AS c{at}" for at, expression in enumerate(query.chosen.values()))
    counts = ", ".join(f"count(c{at})" for at in range(len(query.chosen)))
    statement = f"SELECT {counts} FROM (SELECT {listed} {source})"
    known = span.connection.exec_driver_sql(statement, {"after": span.after, "upto": span.upto}).one()
    return [name for name, count in zip(query.chosen, known, strict=True) if count]


def _gather(query: _Query, span: Span, idle: Sequence[str]) -> tuple[int, Columns, bool]:
    """Number of rows, their columns, and whether any of the `idle` expressions was known in one of them."""
    kinds = [query.types[name] for name in query.chosen]
    rows, surprises, parts = 0, 0, []
    with ThreadPoolExecutor(1) as beside:  # a block is split while SQLite gathers the next
        for length, known, texts in _blocks(query, span, idle):
            rows, surprises = rows + length, surprises + known
            parts.append(beside.submit(_split_all, texts, length, kinds))
    columns = zip(*(part.result() for part in parts), strict=True)
    return rows, dict(zip(query.chosen, map(pa.concat_arrays, columns), strict=bool(parts))), surprises > 0


def _blocks(query: _Query, span: Span, idle: Sequence[str]) -> Iterator[tuple[int, int, list[bytes]]]:
    """(rows, how many of them know one of the `idle` expressions, one text per column) of each block, in order of the key."""
    listed = "".join(f", {expression} AS c{at}" for at, expression in enumerate(query.chosen.values()))
    texts = "".join(
        f", CAST(group_concat(coalesce(c{at}, '{_UNKNOWN}'), '{_BORDER}') AS BLOB)" for at in range(len(query.chosen))
    )
    block = f"SELECT {query.key} AS block_key, {_any_known(idle)} AS surprise{listed} {_where(query, span)}"
    statement = (
        f"SELECT max(block_key), count(*), sum(surprise){texts} FROM ({block} ORDER BY {query.key} LIMIT {_BLOCK})"
    )
    last = span.after
    while True:
        values = {"after": last, "upto": span.upto}
        last, length, known, *found = span.connection.exec_driver_sql(statement, values).one()
        if not length:
            return
        yield length, known, found


def _any_known(expressions: Sequence[str]) -> str:
    """SQL for whether any of the expressions is known; the first that is settles it."""
    groups = [", ".join(expressions[at : at + _ARGUMENTS]) for at in range(0, len(expressions), _ARGUMENTS)]
    return " OR ".join(f"coalesce({group}, NULL) IS NOT NULL" for group in groups) or "0"


def _split_all(texts: Sequence[bytes], length: int, kinds: Sequence[pa.DataType]) -> list[pa.Array]:
    return [_split(text, length, kind) for text, kind in zip(texts, kinds, strict=True)]


def _split(text: bytes, length: int, kind: pa.DataType) -> pa.Array:
    whole = pa.array([text], pa.large_binary()).cast(pa.large_string())
    values = pc.split_pattern(whole, _BORDER).values.cast(pa.string())
    if len(values) != length:
        raise StoreError(_BROKEN)
    known = values
    if _UNKNOWN.encode() in text:
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
