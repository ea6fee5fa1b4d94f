"""Whole columns out of the database and through Python once per different value (整列读取).

SQLite is read by ADBC, no Python object per cell: a third of the time of a cursor's rows. PostgreSQL is read by its cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from workbench.store import bulk
from workbench.store.engine import reading
from workbench.store.errors import explain

_UNKNOWN: Final = "\x1e"
"""Stands for NULL: ADBC takes a column's type from its first rows, which may all be unknown. No stored text holds it."""
_ROWS_AT_ONCE: Final = 65_536

Kinds = Mapping[str, pa.DataType]
NO_KINDS: Final[Kinds] = {}


class Reader(Protocol):
    """One consistent view of the database."""

    def columns(
        self, chosen: Mapping[str, str], source: str, order: str, kinds: Kinds = NO_KINDS
    ) -> dict[str, pa.Array]:
        """Columns `chosen` (name → SQL) of a source ("FROM …") in an order; text unless in `kinds`."""


@contextmanager
def reader(engine: sa.Engine) -> Iterator[Reader]:
    """Everything committed so far, as it stands at the first question; holds no writer up. StoreError in Chinese."""
    if engine.dialect.name == "sqlite":
        with _sqlite(str(engine.url.database)) as cursor:
            yield _Arrow(cursor)
    else:
        with reading(engine) as connection:
            yield _Rows(connection)


@contextmanager
def _sqlite(path: str) -> Iterator[Any]:
    from adbc_driver_manager import Error
    from adbc_driver_sqlite import dbapi

    try:
        with dbapi.connect(path, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("BEGIN")
            yield cursor
            cursor.execute("ROLLBACK")
    except Error as error:
        raise explain(error, "读取记录库") from None


class _Arrow:
    """SQLite by ADBC."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def columns(
        self, chosen: Mapping[str, str], source: str, order: str, kinds: Kinds = NO_KINDS
    ) -> dict[str, pa.Array]:
        rows, filled = self._filled(chosen, source)
        types = {name: kinds.get(name, pa.string()) for name in chosen}
        found = self._read({name: chosen[name] for name in filled}, f"{source} ORDER BY {order}", kinds) if rows else {}
        return {
            name: _typed(found[name], kind) if name in found else pa.nulls(rows, kind) for name, kind in types.items()
        }

    def _filled(self, chosen: Mapping[str, str], source: str) -> tuple[int, list[str]]:
        """Number of rows, and the columns known in any of them: most ledgers fill a third of the fields there are."""
        counts = ", ".join(f"count({expression})" for expression in chosen.values())
        self._cursor.execute(f"SELECT count(*), {counts} {source}")
        rows, *known = self._cursor.fetchone()
        return rows, [name for name, count in zip(chosen, known, strict=True) if count]

    def _read(self, chosen: Mapping[str, str], source: str, kinds: Kinds) -> dict[str, pa.Array]:
        texts = (f"CAST({chosen[name]} AS TEXT)" if name in kinds else chosen[name] for name in chosen)
        listed = ", ".join(f"coalesce({text}, '{_UNKNOWN}') AS c{at}" for at, text in enumerate(texts))
        self._cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(_ROWS_AT_ONCE)})
        self._cursor.execute(f"SELECT {listed} {source}")
        table = self._cursor.fetch_arrow_table()
        return {name: whole(table.column(at)) for at, name in enumerate(chosen)}


def _typed(texts: pa.Array, kind: pa.DataType) -> pa.Array:
    known = pc.if_else(pc.equal(texts, _UNKNOWN), pa.scalar(None, pa.string()), texts)
    return known if kind == pa.string() else known.cast(pa.int64()).cast(kind)


class _Rows:
    """PostgreSQL by its cursor."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def columns(
        self, chosen: Mapping[str, str], source: str, order: str, kinds: Kinds = NO_KINDS
    ) -> dict[str, pa.Array]:
        statement = f"SELECT {', '.join(chosen.values())} {source} ORDER BY {order}"
        values = bulk.fetch(self._connection, statement, list(chosen))
        return {name: pa.array(column, kinds.get(name, pa.string())) for name, column in values.items()}


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
