"""One edition (数据版本): an immutable folder of Parquet files, resolved once and read as it is, whatever is published meanwhile."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from workbench.domain.tables import ALL
from workbench.store.arrow import to_frame
from workbench.store.errors import NoEdition, StoreError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

CURRENT: Final = "current"
META: Final = "meta.json"
NETWORK: Final = "network"
LOOKUP: Final = "lookup"
"""Folder of tables once more, `<table>.<column>.parquet`, in order of a column their own file is not in order of."""
SIMILAR: Final = "similar"
Stretch = tuple[str | None, str | None]


class Edition:
    """A published edition; safe to read from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._opened: set[str] = set()

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

    def rows(
        self, name: str, column: str, values: Collection[str], columns: Sequence[str] | None = None
    ) -> list[dict[str, Any]]:
        """Rows of a table whose text `column` is one of `values`: plain mappings, None for what is not known, in no order
        but the file's; KeyError as `arrow`.

        A few of a million rows in milliseconds where the table is kept in order of that column (`editions.ORDER` and
        `LOOKUP`), for only the parts of the file are read that may hold them; right, but slower, by any other column.
        """
        if name not in self.tables:
            raise KeyError(f"数据版本 {self.id} 里没有表“{name}”；有：{'、'.join(self.tables)}")
        ordered = self.path / LOOKUP / f"{name}.{column}.parquet"
        file = _parts(ordered if ordered.exists() else self.path / f"{name}.parquet")
        found: list[dict[str, Any]] = file.rows(column, values, columns).to_pylist()
        return found

    def page(
        self, name: str, where: Mapping[str, str], columns: Sequence[str], limit: int
    ) -> tuple[list[dict[str, Any]], int]:
        """The first rows of a table whose text columns are these, in the file's order, and how many there are; KeyError as `arrow`.

        Read part by part, so that however many there are no more than one part is in memory; quick where the table is kept in order
        of the first of the columns.
        """
        if name not in self.tables:
            raise KeyError(f"数据版本 {self.id} 里没有表“{name}”；有：{'、'.join(self.tables)}")
        return _parts(self.path / f"{name}.parquet").page(where, columns, limit)

    def greatest(self, name: str, column: str) -> Any:
        """The greatest value of a column, from the file's own summary where it has one; None of an empty table."""
        bounds = _parts(self.path / f"{name}.parquet").bounds(column)
        if any(most is None for _, most in bounds):
            return pc.max(self.arrow(name, [column]).column(column)).as_py()
        return max((most for _, most in bounds), default=None)

    def stretches(self, name: str, column: str, most: int) -> list[Stretch]:
        """A table kept in order of a text column, cut into about `most` rows each: from a value on, up to before another; None
        at the ends. One stretch of a table whose file does not say where its parts begin.
        """
        file = _parts(self.path / f"{name}.parquet")
        begins = [least for least, _ in file.bounds(column)]
        each = max(1, most // max(1, file.footer.row_group(0).num_rows)) if begins else 1
        cuts = [] if None in begins else sorted({value for value in begins[each::each] if value > begins[0]})
        return list(zip([None, *cuts], [*cuts, None], strict=True))

    def query(self, sql: str, params: Sequence[object] = ()) -> pd.DataFrame:
        """One SELECT over the edition's tables by DuckDB; anything else, and any file outside the edition, is refused.

        StoreError for a table an earlier programme did not make yet.
        """
        return to_frame(self.select(sql, params))

    def select(self, sql: str, params: Sequence[object] = ()) -> pa.Table:
        """The same as Arrow."""
        import duckdb

        statements = duckdb.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise ValueError("数据版本只读：这里只接受一条 SELECT 查询")
        with self._cursor(sql) as cursor:
            try:
                return cursor.sql(sql, params=list(params)).to_arrow_table()
            except duckdb.CatalogException as fault:
                raise self._missing(str(fault)) or fault from fault

    def write_to(self, file: Path, sql: str, part: int) -> None:
        """The rows a query finds as a Parquet file inside the edition's folder, in parts of so many rows; never all in memory."""
        target = str(file).replace("'", "''")
        with self._cursor(sql) as cursor:
            cursor.execute(f"COPY ({sql}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {int(part)})")

    def _missing(self, told: str) -> StoreError | None:
        """A sentence where a query names a table this programme makes and the edition does not have yet."""
        lost = [name for name in ALL if name not in self.tables and re.search(rf"\b{name}\b", told)]
        if not lost:
            return None
        if view := self.meta.get("view"):
            return StoreError(f"{view['title']}的视图不含这部分内容（{'、'.join(lost)}）；如因工作需要，请向联席办提出")
        return StoreError(
            f"数据版本 {self.id} 由较早的程序发布，没有表“{'、'.join(lost)}”；请运行 workbench publish 重新发布，登记的内容不变"
        )

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
                self._opened.clear()

    def _cursor(self, sql: str) -> duckdb.DuckDBPyConnection:
        with self._lock:
            if self._connection is None:
                self._connection = self._connect()
            self._open(self._connection, sql)
            return self._connection.cursor()

    def _open(self, connection: duckdb.DuckDBPyConnection, sql: str) -> None:
        """Views of the tables a query names: the footers of all the others would be a hundred megabytes of a large edition."""
        for name in self.tables:
            if name not in self._opened and re.search(rf"\b{name}\b", sql, re.IGNORECASE):
                file = str(self.path / f"{name}.parquet").replace("'", "''")
                connection.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{file}')")
                self._opened.add(name)

    def _connect(self) -> duckdb.DuckDBPyConnection:
        import duckdb

        connection = duckdb.connect(":memory:")
        folder = str(self.path).replace("'", "''")
        connection.execute(f"SET allowed_directories = ['{folder}']")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return connection

    def __repr__(self) -> str:
        return f"Edition({self.id})"


@dataclass(frozen=True, slots=True)
class _Parts:
    """A Parquet file and the parts (row groups) it is written in, as its footer has them."""

    path: Path
    footer: pq.FileMetaData
    known: dict[str, list[tuple[Any, Any]]]

    def bounds(self, column: str) -> list[tuple[Any, Any]]:
        """Least and greatest value of a column in each part; (None, None) where the file does not say."""
        if column not in self.known:
            place = self.footer.schema.names.index(column)  # texts before it are one leaf each
            parts = (self.footer.row_group(part).column(place) for part in range(self.footer.num_row_groups))
            self.known[column] = [_bounds(part.statistics) for part in parts]
        return self.known[column]

    def rows(self, column: str, values: Collection[str], columns: Sequence[str] | None) -> pa.Table:
        """The rows whose `column` is one of `values`."""
        wanted = pa.array(sorted(set(values)), pa.string())
        with pq.ParquetFile(
            self.path, metadata=self.footer
        ) as file:  # a reader of its own: threads share the footer only
            chosen = list(columns or file.schema_arrow.names)
            found = [self._rows(file, part, column, wanted, chosen) for part in self._may_hold(column, set(values))]
            empty = file.schema_arrow.empty_table().select(chosen)
        return pa.concat_tables([empty, *(table for table in found if table is not None)])

    def page(self, where: Mapping[str, str], columns: Sequence[str], limit: int) -> tuple[list[dict[str, Any]], int]:
        """The first rows whose columns are these, and how many there are."""
        first, wanted = next(iter(where.items()))
        rows: list[dict[str, Any]] = []
        total = 0
        with pq.ParquetFile(self.path, metadata=self.footer) as file:
            for part in self._may_hold(first, {wanted}):
                found = file.read_row_group(part, list(where), use_threads=False)
                places = pc.indices_nonzero(_all_equal(found, where))
                if len(rows) < limit and len(places):
                    few = places[: limit - len(rows)]
                    rows += file.read_row_group(part, list(columns), use_threads=False).take(few).to_pylist()
                total += len(places)
        return rows, total

    def _may_hold(self, column: str, values: set[str]) -> list[int]:
        return [
            part
            for part, (least, most) in enumerate(self.bounds(column))
            if least is None or any(least <= value <= most for value in values)
        ]

    @staticmethod
    def _rows(file: pq.ParquetFile, part: int, column: str, wanted: pa.Array, chosen: list[str]) -> pa.Table | None:
        """The rows of one part; its other columns are read only where there are any."""
        key = file.read_row_group(part, [column], use_threads=False).column(column)
        places = pc.indices_nonzero(pc.is_in(key, value_set=wanted))
        return file.read_row_group(part, chosen, use_threads=False).take(places) if len(places) else None


def _all_equal(table: pa.Table, where: Mapping[str, str]) -> pa.ChunkedArray:
    """Which rows have all of these texts; a missing one is none of them."""
    masks = [pc.fill_null(pc.equal(table.column(name), value), False) for name, value in where.items()]
    return reduce(pc.and_, masks)


def _parts(path: Path) -> _Parts:
    """The parts of a file; footers of files read before are kept, as an edition's files never change."""
    return _read_parts(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read_parts(path: Path, _written: int) -> _Parts:
    return _Parts(path, pq.read_metadata(path), {})


def _bounds(told: Any) -> tuple[Any, Any]:
    return (told.min, told.max) if told is not None and told.has_min_max else (None, None)


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
