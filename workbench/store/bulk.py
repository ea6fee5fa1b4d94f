"""Many rows into a table at once (批量写入): executemany on SQLite, COPY on PostgreSQL, inside the open transaction."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import sqlalchemy as sa


def insert(connection: sa.Connection, table: sa.Table, data: pa.Table) -> None:
    """Append all rows; columns that are wholly unknown are left out of the statement and stay NULL."""
    if not data.num_rows:
        return
    known = [name for name in data.column_names if data.column(name).null_count < data.num_rows]
    data = data.select(known)
    if connection.dialect.name == "postgresql":
        _copy(connection, table, data)
    else:
        _executemany(connection, table, data)


def _names(connection: sa.Connection, names: list[str]) -> str:
    quote = connection.dialect.identifier_preparer.quote
    return ", ".join(quote(name) for name in names)


def _executemany(connection: sa.Connection, table: sa.Table, data: pa.Table) -> None:
    """On the driver's own cursor with a running zip: no list of a million tuples for the garbage collector to walk."""
    marks = ", ".join("?" * data.num_columns)
    statement = f"INSERT INTO {table.name} ({_names(connection, data.column_names)}) VALUES ({marks})"
    driver: Any = connection.connection.driver_connection
    for batch in data.to_batches(max_chunksize=10_000):
        driver.executemany(statement, zip(*(_objects(column) for column in batch.columns), strict=True))


def _objects(column: pa.Array) -> list[Any]:
    """Python values of a column; of a column of few different texts each is made, and later encoded, once."""
    if column.type != pa.string():
        return list(column.to_pylist())
    if 3 * pc.count_distinct(column.slice(0, 600)).as_py() < min(len(column), 600):
        coded = column.dictionary_encode()
        words = np.array([*coded.dictionary.to_pylist(), None], dtype=object)
        return list(words[coded.indices.fill_null(-1).to_numpy()])
    return list(column.to_numpy(zero_copy_only=False))


def _copy(connection: sa.Connection, table: sa.Table, data: pa.Table) -> None:
    """CSV as Arrow writes it: texts quoted, an unknown value empty and unquoted, which COPY reads as NULL."""
    buffer = io.BytesIO()
    csv.write_csv(data, buffer, csv.WriteOptions(include_header=False, quoting_style="needed"))
    statement = f"COPY {table.name} ({_names(connection, data.column_names)}) FROM STDIN (FORMAT csv, NULL '')"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(buffer.getbuffer())


def among(connection: sa.Connection, column: sa.ColumnElement[str], values: Iterable[str]) -> sa.ColumnElement[bool]:
    """`column IN values` for any number of values as one parameter (no statement with 100,000 marks to compile)."""
    wanted = list(dict.fromkeys(values))
    if connection.dialect.name == "postgresql":
        return column == sa.any_(sa.literal(wanted, sa.ARRAY(sa.Text)))
    listed = sa.func.json_each(sa.literal(json.dumps(wanted))).table_valued("value")
    return column.in_(sa.select(listed.c.value))


def fetch(connection: sa.Connection, statement: str, names: Sequence[str], size: int = 10_000) -> dict[str, list[Any]]:
    """A query's rows as one list of values a column, in the order of `names`, straight from the driver's cursor."""
    columns: list[list[Any]] = [[] for _ in names]
    cursor: Any = connection.exec_driver_sql(statement).cursor
    while rows := cursor.fetchmany(size):
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            column += values
    return dict(zip(names, columns, strict=True))
