"""One edition (数据版本): an immutable folder of Parquet files, resolved once and read as it is, whatever is published meanwhile."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.store.arrow import to_frame
from workbench.store.errors import NoEdition

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

CURRENT: Final = "current"
META: Final = "meta.json"
NETWORK: Final = "network"
SIMILAR: Final = "similar"


class Edition:
    """A published edition; safe to read from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None

    @property
    def id(self) -> str:
        return self.path.name

    @cached_property
    def meta(self) -> Mapping[str, Any]:
        """id, as_of, created_at, version, rows per table, sha256 per file."""
        found: dict[str, Any] = json.loads((self.path / META).read_text(encoding="utf-8"))
        return found

    @property
    def as_of(self) -> date:
        """The day every number of the edition is for (截至日)."""
        return date.fromisoformat(self.meta["as_of"])

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(self.meta["rows"])

    @property
    def network_folder(self) -> Path:
        """The index of the network of cases (`network.index`); not there where nothing was linked."""
        return self.path / NETWORK

    @property
    def similar_folder(self) -> Path:
        """The index of matters by likeness (`review.similar`); not there where nothing was studied."""
        return self.path / SIMILAR

    def arrow(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table as Arrow; KeyError naming the tables there are."""
        if name not in self.tables:
            raise KeyError(f"数据版本 {self.id} 里没有表“{name}”；有：{'、'.join(self.tables)}")
        return pq.read_table(self.path / f"{name}.parquet", columns=list(columns) if columns else None)

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A table as pandas: nullable Int64 and boolean, days `datetime.date` or None (see `arrow.to_frame`)."""
        return to_frame(self.arrow(name, columns))

    def query(self, sql: str, params: Sequence[object] = ()) -> pd.DataFrame:
        """One SELECT over the edition's tables by DuckDB; anything else, and any file outside the edition, is refused."""
        import duckdb

        statements = duckdb.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise ValueError("数据版本只读：这里只接受一条 SELECT 查询")
        with self._cursor() as cursor:
            return to_frame(cursor.sql(sql, params=list(params)).to_arrow_table())

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._connection is None:
                self._connection = self._connect()
            return self._connection.cursor()

    def _connect(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        connection = duckdb.connect(":memory:")
        for name in self.tables:
            file = str(self.path / f"{name}.parquet").replace("'", "''")
            connection.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{file}')")
        folder = str(self.path).replace("'", "''")
        connection.execute(f"SET allowed_directories = ['{folder}']")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection

    def __repr__(self) -> str:
        return f"Edition({self.id})"


def current_edition(root: Path) -> Edition:
    """The edition that is current now; NoEdition if none was published."""
    try:
        target = (root / CURRENT).readlink()
    except OSError:
        raise NoEdition(f"{root} 里还没有发布过数据版本；请先运行 workbench publish") from None
    return Edition(root.resolve() / target.name)


def list_editions(root: Path) -> list[Edition]:
    """All published editions, oldest first."""
    if not root.is_dir():
        return []
    found = (path for path in root.resolve().iterdir() if path.name.startswith("E") and (path / META).is_file())
    return [Edition(path) for path in sorted(found)]
