"""Whole columns of identity that is sealed (成批解密), for a snapshot: read apart from the plain columns and put in place.

Each span's seals are read by that span's own connection: what it sees plain and what it sees sealed is one state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from workbench.store import bulk, sealing
from workbench.store.columnar import Span

Columns = Mapping[str, pa.Array]
_SEAL = ("record_id", "version", "key_id", "sealed")


def sealed_identity(spans: Sequence[Span], plain: Columns) -> dict[str, pa.Array]:
    """The identity columns beside `record_id`, with what is sealed of the records' current versions filled in."""
    parts = [part for span in _as_read(spans) if (part := _of_span(span)) is not None]
    if not parts:
        return {}
    opened = {name: pa.concat_arrays([part[name] for part in parts]) for name in parts[0]}
    at = pc.index_in(plain["record_id"], value_set=opened.pop("record_id"))
    return {name: pc.coalesce(plain[name], column.take(at)) for name, column in opened.items()}


def _of_span(span: Span) -> dict[str, pa.Array] | None:
    """Opened columns of one span; None where nothing of it is sealed."""
    connection = span.connection
    if not sealing.has_sealed(connection, "identity"):
        return None
    chosen = ", ".join(f"i.{name}" for name in _SEAL)
    joined = "FROM record r JOIN identity i ON i.record_id = r.record_id AND i.version = r.current_version"
    bounds = [span.after, *([] if span.upto is None else [span.upto])]
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    upto = "" if span.upto is None else f" AND r.record_id <= {mark}"
    statement = f"SELECT {chosen} {joined} WHERE i.sealed IS NOT NULL AND r.record_id > {mark}{upto}"
    cursor: Any = connection.exec_driver_sql(statement, tuple(bounds)).cursor
    return _opened(connection, list(zip(*cursor.fetchall(), strict=True)) or [[], [], [], []])


def _as_read(spans: Sequence[Span]) -> Sequence[Span]:
    """The spans as `columnar.read` asks for them: of PostgreSQL everything through the first connection."""
    return spans if spans[0].connection.dialect.name == "sqlite" else [Span(spans[0].connection)]


def with_sealed_versions(connection: sa.Connection, plain: Columns, source: str) -> dict[str, pa.Array]:
    """Rows of earlier versions, those that are sealed opened and put behind the plain ones; `source` is "FROM … i …"."""
    if not sealing.has_sealed(connection, "identity"):
        return dict(plain)
    chosen = ", ".join(f"i.{name}" for name in _SEAL)
    found = bulk.fetch(connection, f"SELECT {chosen} {source} AND i.key_id IS NOT NULL", _SEAL)
    opened = _opened(connection, [found[name] for name in _SEAL])
    return {name: pa.concat_arrays([column, opened[name]]) for name, column in plain.items()}


def _opened(connection: sa.Connection, columns: Sequence[Sequence[Any]]) -> dict[str, pa.Array]:
    sealed = sealing.Sealed(*columns)
    found = sealing.open_rows(sealing.needed(connection), "identity", sealed)
    return {"record_id": pa.array(sealed.records, pa.string()), **found}
