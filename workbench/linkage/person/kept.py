"""What a run keeps for the next month (留存): prepared contacts and pairs as Parquet parts in one private folder.

A run appends a part and then lists it; what is not listed is of a run that did not finish and counts for nothing.
The contacts are identity: the folder belongs to the office's process alone (mode 0700), never to an edition.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from workbench.linkage.person.sql import quoted, row

TABLES = ("contacts", "keys", "edges")


@dataclass(frozen=True, slots=True)
class Prepared:
    """The folder of earlier runs. A record read again replaces what was kept of it."""

    folder: Path

    def parts(self) -> list[int]:
        """Numbers of the finished runs, in order."""
        listed = self.folder / "parts.json"
        return list(json.loads(listed.read_text(encoding="utf-8"))) if listed.exists() else []

    def path(self, table: str, part: int) -> Path:
        return self.folder / f"{table}-{part:04d}.parquet"

    def open(self, connection: duckdb.DuckDBPyConnection, replaced: Iterable[str] = ()) -> tuple[int, int]:
        """Make views `kept_contacts`, `kept_keys`, `kept_edges` of what stands, without the records `replaced`.

        Answers the next free number of a contact (uid) and of a record (rec): never given twice, links name contacts by them.
        """
        connection.register("replaced", pd.DataFrame({"record_id": pd.Series(list(replaced), dtype="str")}))
        gone = " union all ".join(self._gone(part) for part in self.parts())
        connection.execute(f"create or replace temp table gone as {gone}")
        connection.unregister("replaced")
        standing = {"contacts": "uid not in (from gone)", "keys": "uid not in (from gone)"}
        standing["edges"] = "uid_l not in (from gone) and uid_r not in (from gone)"
        for table, condition in standing.items():
            query = f"select * from {self._source(table, 0)} where {condition}"
            connection.execute(f"create or replace temp view kept_{table} as {query}")
        largest = f"coalesce(max(uid), -1) + 1, coalesce(max(rec), -1) + 1 from {self._source('contacts', 0)}"
        uid, rec = row(connection, f"select {largest}")
        return int(uid), int(rec)

    def _gone(self, part: int) -> str:
        """Contacts of one part whose record is read anew, now or in a later part."""
        query = f"select uid from '{quoted(self.path('contacts', part))}' where record_id in (from replaced)"
        if part != self.parts()[-1]:
            query += f" or record_id in (select record_id from {self._source('contacts', part + 1)})"
        return query

    def next_part(self) -> int:
        """Number of the next part; no number is used twice, so that a run broken off touches nothing that counts."""
        return max(self.parts(), default=-1) + 1

    def write(self, connection: duckdb.DuckDBPyConnection, table: str, query: str, part: int) -> None:
        """Keep a query's rows as a part, whole or not at all."""
        target = self.path(table, part)
        draft = target.with_suffix(".draft")
        connection.execute(f"copy ({query}) to '{quoted(draft)}' (format parquet, compression snappy)")
        draft.chmod(0o600)
        draft.replace(target)

    def finish(self, parts: list[int]) -> None:
        """List the finished parts; from now on they count, and others are removed."""
        draft = self.folder / "parts.draft"
        draft.write_text(json.dumps(parts), encoding="utf-8")
        draft.replace(self.folder / "parts.json")
        listed = {self.path(table, part) for table in TABLES for part in parts}
        for path in self.folder.glob("*-[0-9][0-9][0-9][0-9].parquet"):
            if path not in listed:
                path.unlink()

    def forget(self, record_ids: Iterable[str]) -> None:
        """Leave no trace of these records (became an accusation, was deleted): every part is written again without them."""
        gone = sorted(set(record_ids))
        with duckdb.connect(":memory:", config={"temp_directory": ""}) as connection:
            connection.register("gone", pd.DataFrame({"record_id": pd.Series(gone, dtype="str")}))
            for part in self.parts():
                own = f"select uid from '{quoted(self.path('contacts', part))}' where record_id in (from gone)"
                connection.execute(f"create or replace temp table numbers as {own}")
                self._rewrite(connection, "keys", part, "uid not in (from numbers)")
                self._rewrite(connection, "contacts", part, "uid not in (from numbers)")
            for part in self.parts():  # a later part may pair a contact of an earlier one
                numbers = f"select uid from {self._source('contacts', 0)}"
                self._rewrite(connection, "edges", part, f"uid_l in ({numbers}) and uid_r in ({numbers})")

    def _rewrite(self, connection: duckdb.DuckDBPyConnection, table: str, part: int, condition: str) -> None:
        self.write(connection, table, f"select * from '{quoted(self.path(table, part))}' where {condition}", part)

    def _source(self, table: str, since: int) -> str:
        listed = ", ".join(f"'{quoted(self.path(table, part))}'" for part in self.parts() if part >= since)
        return f"read_parquet([{listed}])"


def open_folder(folder: Path) -> Prepared:
    """The folder, made for this process alone if it is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Prepared(folder)
