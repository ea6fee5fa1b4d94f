"""Many rows into a table at once (批量写入): executemany on SQLite, COPY on PostgreSQL, inside the open transaction."""

from __future__ import annotations

import io
from typing import Any

import pyarrow as pa
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
        driver.executemany(statement, zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _copy(connection: sa.Connection, table: sa.Table, data: pa.Table) -> None:
    """CSV as Arrow writes it: texts quoted, an unknown value empty and unquoted, which COPY reads as NULL."""
    buffer = io.BytesIO()
    csv.write_csv(data, buffer, csv.WriteOptions(include_header=False, quoting_style="needed"))
    statement = f"COPY {table.name} ({_names(connection, data.column_names)}) FROM STDIN (FORMAT csv, NULL '')"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(buffer.getbuffer())


def fetch(connection: sa.Connection, statement: str, types: dict[str, pa.DataType], size: int = 20_000) -> pa.Table:
    """A query's rows as an Arrow table with these columns in this order; 0/1 of SQLite become truth values."""
    schema = pa.schema(list(types.items()))
    cursor = connection.exec_driver_sql(statement).cursor
    assert cursor is not None
    batches = []
    while rows := cursor.fetchmany(size):
        arrays = [_array(values, kind) for values, kind in zip(zip(*rows, strict=True), types.values(), strict=True)]
        batches.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
    return pa.Table.from_batches(batches, schema=schema)


def _array(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    if kind == pa.bool_() and any(type(value) is int for value in values):
        return pa.array(values, pa.int64()).cast(kind)
    return pa.array(values, kind)
