"""What every table holds, as a number and a digest (表摘要): by them a restored database is compared row for row."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from workbench.store import schema

_AT_ONCE: Final = 2_000
_SIZE: Final = 1 << 256


@dataclass(frozen=True, slots=True)
class TableDigest:
    """Rows of one table (表摘要): how many, and the sum of their digests, which no order of rows changes."""

    rows: int
    digest: str


def digests(connection: sa.Connection) -> dict[str, TableDigest]:
    """Every table of the record of truth, in one consistent view."""
    return {table.name: _digest(connection, table) for table in schema.metadata.sorted_tables}


def _digest(connection: sa.Connection, table: sa.Table) -> TableDigest:
    total = count = 0
    query = sa.select(*sorted(table.columns, key=lambda column: column.name))
    with closing(connection.execution_options(yield_per=_AT_ONCE).execute(query)) as found:
        for row in found:
            told = repr(tuple(map(_plain, row))).encode()
            total += int.from_bytes(hashlib.sha256(told).digest(), "big")
            count += 1
    return TableDigest(count, f"{total % _SIZE:064x}")


def _plain(value: Any) -> Any:
    """A value as both databases' drivers agree to write it."""
    return bytes(value) if isinstance(value, memoryview | bytearray) else value


def differences(before: dict[str, TableDigest], after: dict[str, TableDigest]) -> list[str]:
    """Tables that are not the same, each with what differs, in words."""
    found = []
    for table in sorted({*before, *after}):
        one, other = before.get(table), after.get(table)
        if one is None or other is None:
            found.append(f"表 {table} {'是多出来的' if one is None else '不见了'}")
        elif one.rows != other.rows:
            found.append(f"表 {table} 应有 {one.rows} 行，现有 {other.rows} 行")
        elif one != other:
            found.append(f"表 {table} 行数相同（{one.rows} 行）而内容不同")
    return found
