"""The network of an edition, made in columns (关联网络生成): tables NODES and EDGES from what was read, linked and decided.

Accusations (检举控告) and records of no studied matter are in no node and no link. Every link has its grounds: the records it
rests on (the first `EVIDENCE` of them) or words.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa

from workbench.domain import tables as columns
from workbench.network import build_sql as sql
from workbench.rules.unit_kinds import is_petition_office

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Tables = Mapping[str, "pa.Table | pd.DataFrame"]

_TYPES: Final[Mapping[str, pa.DataType]] = {
    "text": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "day": pa.date32(),
    "texts": pa.list_(pa.string()),
    "floats": pa.list_(pa.float64()),
    "json": pa.string(),
}


def network_tables(
    tables: Tables, *, place_name: Callable[[str], str] | None = None, memory: str = "4GB"
) -> dict[str, pa.Table]:
    """Tables "nodes" and "edges" of `domain.tables`, sorted by id, from an edition's tables.

    `records`, `matters` and `groups` must be there; persons, links, separations, duties, steps, causes, units (other
    names of a unit) and events (who confirmed a duty, and when) may be empty or missing. `place_name` gives the name of a
    division code; without it a place bears the name a matter gives it, else its code. `memory` is DuckDB's limit; what is
    beyond goes to disk. ValueError naming a table or column that is missing.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as spill, duckdb.connect(":memory:") as connection:
        connection.execute(f"SET memory_limit = '{memory}'")
        connection.execute(f"SET temp_directory = '{spill.replace(chr(39), chr(39) * 2)}'")
        for name, used in sql.USED.items():
            connection.register(name, _table(tables, name, used))
        for statement in sql.FACTS:
            connection.execute(statement)
        _names(connection, place_name)
        for statement in (*sql.LINKS, *sql.THINGS):
            connection.execute(statement)
        return {"nodes": _read(connection, sql.NODES), "edges": _read(connection, sql.EDGES)}


def _read(connection: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    return connection.sql(query).to_arrow_table()


def _table(tables: Tables, name: str, used: tuple[str, ...]) -> pa.Table:
    """The columns used of a table, typed; an empty table for one that may be missing."""
    kinds = {column: _TYPES[columns.ALL[name][column]] for column in used}
    data = tables.get(name)
    if data is None:
        if name in sql.NEEDED:
            raise ValueError(f"生成关联网络缺少表“{name}”；需要：{'、'.join(sorted(sql.NEEDED))}")
        return pa.table(
            {column: pa.array([], kind) for column, kind in kinds.items()} | {"row": pa.array([], pa.int64())}
        )
    given = data.column_names if isinstance(data, pa.Table) else list(data.columns)
    if missing := [column for column in used if column not in given]:
        raise ValueError(f"生成关联网络：表“{name}”缺列 {'、'.join(missing)}")
    typed = {column: _typed(data, column, kind) for column, kind in kinds.items()}
    return pa.table({**typed, "row": pa.array(np.arange(len(data), dtype=np.int64))})


def _typed(data: Any, column: str, kind: pa.DataType) -> Any:
    if isinstance(data, pa.Table):
        return data.column(column).cast(kind)
    return pa.array(data[column].astype(object), type=kind, from_pandas=True)


def _names(connection: duckdb.DuckDBPyConnection, place_name: Callable[[str], str] | None) -> None:
    """Small tables of names decided in Python, each different one once: projects, petition offices, places."""
    _decide(connection, "project_name", sql.PROJECTS_WRITTEN, project_key)
    _decide(connection, "office", sql.TARGETS_WRITTEN, is_petition_office)
    _decide(connection, "place_name", sql.PLACES_WRITTEN, place_name or (lambda _code: None))


def _decide(connection: duckdb.DuckDBPyConnection, name: str, query: str, decide: Callable[[str], Any]) -> None:
    written = [value for (value,) in connection.sql(query).fetchall()]
    said = pa.array([decide(value) for value in written], pa.bool_() if name == "office" else pa.string())
    connection.register(name, pa.table({"written": pa.array(written, pa.string()), "said": said}))


def project_key(name: str) -> str:
    """A project's name as its node bears it: half-width, no blanks, no quotation marks, small letters."""
    plain = "".join(unicodedata.normalize("NFKC", name).split()).lower()
    return plain.strip("“”\"'《》")
