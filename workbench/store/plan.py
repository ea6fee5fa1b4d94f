"""Which rows of a file are new, changed or already known (入库方案), and the version each of them becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa
import sqlalchemy as sa

from workbench.store import bulk, schema


class Plan(NamedTuple):
    """Rows to write in the order of the file, side by side: position, key, record, version, whether the record is new."""

    at: list[int]
    keys: list[str]
    records: list[str]
    versions: list[int]
    new: list[bool]

    @property
    def size(self) -> int:
        return len(self.at)

    def changed(self) -> list[tuple[str, int]]:
        """(record, version) of every row that is not the first its record has."""
        return [pair for pair in zip(self.records, self.versions, strict=True) if pair[1] > 1]

    def moves(self) -> dict[str, tuple[int, int]]:
        """Known record → the version that was current, and the one that becomes so."""
        spans: dict[str, tuple[int, int]] = {}
        for record, version, new in zip(self.records, self.versions, self.new, strict=True):
            if not new:
                spans[record] = (spans.get(record, (version - 1, 0))[0], version)
        return spans


class _Known(NamedTuple):
    """What the store holds under a key now."""

    record: str
    version: int
    content: str


def plan(connection: sa.Connection, rows: pa.Table, seen: bool = False) -> Plan:
    """Compare prepared rows (`key`, `content_hash`) with the store; see `ingest` for what counts as known.

    `seen`: this very file, read the same way, is in the store already, so no record it knows changes by it.
    """
    keys, contents = rows["key"].to_pylist(), rows["content_hash"].to_pylist()
    last_row = {key: at for at, key in enumerate(keys)}
    known = _current(connection, list(last_row))
    if not known and len(last_row) == len(keys):  # a first file, every row another record
        ids = next_ids(connection, schema.record.c.record_id, "R", len(keys))
        return Plan(list(range(len(keys))), keys, ids, [1] * len(keys), [True] * len(keys))
    distinct = {pair: at for at, pair in enumerate(zip(keys, contents, strict=True))}
    earlier = [key for (key, _), at in distinct.items() if at != last_row[key] and key in known]
    past = _past(connection, [known[key].record for key in earlier]) if earlier else set()
    written = []
    for (key, content), at in sorted(distinct.items(), key=lambda item: item[1]):
        held = known.get(key)
        ever = at != last_row[key] and held is not None and (held.record, content) in past
        if held is None or not (seen or content == held.content or ever):
            written.append(at)
    return _numbered(connection, written, keys, known)


def _numbered(connection: sa.Connection, written: list[int], keys: Sequence[str], known: Mapping[str, _Known]) -> Plan:
    """A record id for every row: new keys get the next numbers in the order they stand in the file."""
    chosen = [keys[at] for at in written]
    fresh = [key for key in dict.fromkeys(chosen) if key not in known]
    ids = dict(zip(fresh, next_ids(connection, schema.record.c.record_id, "R", len(fresh)), strict=True))
    version = {key: held.version for key, held in known.items()}
    versions = []
    for key in chosen:
        version[key] = version.get(key, 0) + 1
        versions.append(version[key])
    records = [ids[key] if key in ids else known[key].record for key in chosen]
    return Plan(written, chosen, records, versions, [key in ids for key in chosen])


def next_ids(connection: sa.Connection, column: sa.Column[str], letter: str, count: int) -> list[str]:
    """The next `count` readable ids (R000124 …): rows are never deleted, so their number is the last one given."""
    given = connection.execute(sa.select(sa.func.count()).select_from(column.table)).scalar_one()
    return [f"{letter}{number:06d}" for number in range(given + 1, given + count + 1)]


def _current(connection: sa.Connection, keys: list[str]) -> dict[str, _Known]:
    """Record, current version and its hash of the keys the store knows."""
    record, version = schema.record.c, schema.record_version.c
    if connection.execute(sa.select(record.record_id).limit(1)).first() is None:
        return {}
    query = (
        sa.select(record.key, record.record_id, record.current_version, version.content_hash)
        .join_from(schema.record, schema.record_version, version.record_id == record.record_id)
        .where(version.version == record.current_version)
        .where(bulk.among(connection, record.key, keys))
    )
    return {key: _Known(*held) for key, *held in connection.execute(query)}


def _past(connection: sa.Connection, records: list[str]) -> set[tuple[str, str]]:
    """(record, content hash) of every version these records ever had."""
    version = schema.record_version.c
    query = sa.select(version.record_id, version.content_hash).where(bulk.among(connection, version.record_id, records))
    return {(record, content) for record, content in connection.execute(query)}
