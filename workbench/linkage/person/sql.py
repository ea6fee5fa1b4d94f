"""Two small things every SQL step needs (SQL 小工具)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb


def row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The one row of a query. All of it is fetched: DuckDB refuses further work while a result is open."""
    (found,) = connection.execute(query).fetchall()
    return tuple(found)


def quoted(path: Path) -> str:
    """A path inside a quoted SQL text."""
    return str(path).replace("'", "''")
