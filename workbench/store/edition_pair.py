"""Two editions side by side (两版对照): one connection that reads both, so that what differs is found where the data is."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from workbench.store.edition import Edition

if TYPE_CHECKING:
    import duckdb

WAS, NOW = "was", "now"
"""Schemas of the earlier and the later edition: `was.matters`, `now.matters`."""
_MEMORY: Final = "512MB"
_THREADS: Final = 2


class EditionPair:
    """Both editions' tables as views of one DuckDB connection with bounded memory; what is more goes to a folder of its own,
    which is taken away with it. Nothing outside the two editions can be read."""

    def __init__(self, before: Edition, after: Edition, *, memory: str = _MEMORY) -> None:
        import duckdb

        self._spill = tempfile.TemporaryDirectory(prefix="workbench-pair-")
        self._editions = {WAS: before, NOW: after}
        folders = ", ".join(_text(str(one)) for one in (before.path, after.path, self._spill.name))
        self._connection: duckdb.DuckDBPyConnection = duckdb.connect(":memory:")
        for setting in (
            f"memory_limit = {_text(memory)}", f"threads = {_THREADS}", "preserve_insertion_order = false",
            f"temp_directory = {_text(self._spill.name)}", f"allowed_directories = [{folders}]", "enable_external_access = false",
        ):  # fmt: skip
            self._connection.execute(f"SET {setting}")
        for side in self._editions:
            self._connection.execute(f"CREATE SCHEMA {side}")

    def view(self, name: str, before: str, after: str) -> None:
        """Name a query of each edition over its own tables: `was.<name>` and `now.<name>`."""
        for side, sql in ((WAS, before), (NOW, after)):
            self._open(side, sql)
            self._connection.execute(f"SET schema = '{side}'")
            self._connection.execute(f'CREATE VIEW "{name}" AS {sql}')
        self._connection.execute("SET schema = 'main'")

    def keep(self, name: str, sql: str, params: Sequence[object] = ()) -> int:
        """Keep what a query finds as a table of this connection; how many rows."""
        self._open_both(sql)
        self._connection.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {sql}', list(params))
        return int(self.rows(f'SELECT COUNT(*) AS many FROM "{name}"')[0]["many"])

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[dict[str, Any]]:
        """What a query over both finds, as plain mappings."""
        self._open_both(sql)
        found: list[dict[str, Any]] = self._connection.sql(sql, params=list(params)).to_arrow_table().to_pylist()
        return found

    def _open_both(self, sql: str) -> None:
        for side in self._editions:
            self._open(side, sql)

    def _open(self, side: str, sql: str) -> None:
        """Views of the tables a query names."""
        edition = self._editions[side]
        for name in edition.tables:
            if re.search(rf"\b{name}\b", sql, re.IGNORECASE):
                file = _text(str(Path(edition.path) / f"{name}.parquet"))
                self._connection.execute(
                    f'CREATE VIEW IF NOT EXISTS {side}."{name}" AS SELECT * FROM read_parquet({file})'
                )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._spill.cleanup()


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
