"""The record of truth as an edition shows it (快照): current versions, masked, scrubbed, days exact, places as codes.

No name, identity number, phone or address below township leaves here, and of an accusation (检举控告) only number, days,
registering and receiving organ and state.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from workbench.access.masking import ANONYMOUS, BORDER, NUMBERS, mask_name, may_hold, scrub_column, scrub_rows, township
from workbench.domain import fields
from workbench.domain.codes import Level
from workbench.domain.dates import exact_day
from workbench.domain.tables import EVENTS, RECORDS
from workbench.store import bulk, columnar, schema
from workbench.store.arrow import schema_of
from workbench.store.columnar import each
from workbench.store.event_snapshot import event_table
from workbench.store.row_secrets import RowSecrets
from workbench.store.sealed_identity import sealed_identity, with_sealed_versions
from workbench.store.store import Store
from workbench.store.topics import split_topic

ResolvePlace = Callable[[str], str | None]
Columns = dict[str, pa.Array]

_DAYS: Final = tuple(name for name, kind in RECORDS.items() if kind == "day")
_OPEN_WHEN_LOCKED: Final = frozenset(
    {"record_id", "case_no", "locked", "purpose", "reg_office", "to_office", "petition_state", "inexact_days", *_DAYS}
)
_AS_IT_IS: Final = frozenset({"record_id", "case_no", "case_no_upper", "dup_of_no"})
"""Numbers of records: what makes one findable is no text to scrub."""
_OFFICIAL: Final = frozenset(name for name, field in fields.FIELDS.items() if field.protection == "U") - {"leader_note"}
"""Units and officials by their duty: numbers are scrubbed, but an official who shares a petitioner's name stays."""
_KINDS: Final = {sa.BigInteger: pa.int64(), sa.Integer: pa.int64(), sa.Boolean: pa.bool_()}
_FEW: Final = 1_000
_HALVED: Final = 2_000  # records; fewer are read sooner than they are shared out
_LONGEST_STATE: Final = 30
"""Characters; a longer "state" or "organ" of an accusation is a misplaced text and is not shown."""


def snapshot(store: Store, resolve_place: ResolvePlace) -> dict[str, pa.Table]:
    """Tables "records" and "events" of `workbench.domain.tables`, as the store stands now.

    `resolve_place` gives the division code of a written place or None; it is asked once for each different text.
    """
    with store.reading() as connection, store.reading() as other:
        source = _read(_spans(connection, other))
        earlier = _read_earlier(connection)
        events = _read_events(connection)
    cut = cache(township)
    secrets = RowSecrets({name: source[name] for name in ("record_id", *schema.SECRET_FIELDS)}, earlier, cut)
    records = _records(source, secrets, cut, resolve_place)
    locked = set(source["record_id"].filter(source["locked"]).to_pylist())
    return {"records": records, "events": event_table(events, secrets, locked)}


# --- reading --------------------------------------------------------------------------------------------------------


def _spans(connection: sa.Connection, other: sa.Connection) -> list[columnar.Span]:
    """The records in two halves to be read beside one another; in one if somebody wrote between the two connections.

    Every write ends with an event (an import, a judgement), so two views with the same last event are the same.
    """
    last = sa.select(sa.func.max(schema.event.c.seq))
    if connection.execute(last).scalar() != other.execute(last).scalar():
        return [columnar.Span(connection)]
    record = schema.record.c.record_id
    count = connection.execute(sa.select(sa.func.count()).select_from(schema.record)).scalar_one()
    if count < _HALVED:
        return [columnar.Span(connection)]
    middle = connection.execute(sa.select(record).order_by(record).offset(count // 2).limit(1)).scalar_one()
    return [columnar.Span(connection, upto=middle), columnar.Span(other, after=middle)]


def _read(spans: Sequence[columnar.Span]) -> Columns:
    """Current versions with file name and the identity fields that are masked or cut here."""
    connection = spans[0].connection
    open_fields = [name for name in schema.OPEN_FIELDS if name in RECORDS]
    version = ["record_id", "batch_id", "sheet", "row", "locked", "accused_unit", "place_issue", *open_fields]
    quote = connection.dialect.identifier_preparer.quote
    chosen = {name: f"v.{quote(name)}" for name in version} | {name: f"i.{name}" for name in schema.SECRET_FIELDS}
    table = schema.record_version.c
    kinds = {name: kind for name in version if (kind := _KINDS.get(type(table[name].type)))}
    joined = (
        "FROM record r "
        "JOIN record_version v ON v.record_id = r.record_id AND v.version = r.current_version "
        "LEFT JOIN identity i ON i.record_id = r.record_id AND i.version = r.current_version"
    )
    source = columnar.read(spans, chosen, joined, "r.record_id", kinds)
    source |= sealed_identity(spans, {name: source[name] for name in ("record_id", *schema.SECRET_FIELDS)})
    batch = schema.import_batch.c
    files = {row[0]: row[1] for row in connection.execute(sa.select(batch.batch_id, batch.file_name))}
    return source | {"file": each(source.pop("batch_id"), files.__getitem__, pa.string())}


def _read_earlier(connection: sa.Connection) -> Columns:
    """Identity as versions before the current ones had it: an earlier spelling of a name is hidden as well."""
    names = ["record_id", *schema.SECRET_FIELDS]
    chosen = ", ".join(f"i.{name}" for name in names)
    joined = "record r JOIN identity i ON i.record_id = r.record_id AND i.version < r.current_version"
    changed = "WHERE r.current_version > 1"  # the others have no earlier one; looked up in `record`, which is small
    found = bulk.fetch(connection, f"SELECT {chosen} FROM {joined} {changed}", names)
    plain = {name: pa.array(values, pa.string()) for name, values in found.items()}
    return with_sealed_versions(connection, plain, f"FROM {joined} {changed}")


def _read_events(connection: sa.Connection) -> dict[str, list[Any]]:
    columns = [name for name in EVENTS if name != "undone"]
    return bulk.fetch(connection, f"SELECT {', '.join(columns)} FROM event ORDER BY seq", columns)


# --- records --------------------------------------------------------------------------------------------------------


def _records(source: Columns, secrets: RowSecrets, cut: Callable[[str], str], resolve_place: ResolvePlace) -> pa.Table:
    columns = {name: source[name] for name in RECORDS if name in source}
    columns |= _places(source, cut, resolve_place)
    columns["topic_l1"] = each(source["topic"], lambda text: split_topic(text)[0], pa.string())
    columns["topic_l2"] = each(source["topic"], lambda text: split_topic(text)[1], pa.string())
    columns |= _days(source)
    columns["source_level"] = each(source["source_level"], _level, pa.int64())
    columns["legal_suit"] = pc.if_else(source["legal_suit"], "是", "否")
    columns["assist_units"] = each(source["assist_units"], _listed, pa.list_(pa.string()))
    columns |= _scrubbed(columns, secrets)
    columns["petitioner"] = _petitioners(source)
    return _without_accusations(pa.table({name: columns[name] for name in RECORDS}, schema=schema_of(RECORDS)))


def _listed(text: str) -> list[str | None]:
    return scrub_column(json.loads(text))


def _scrubbed(columns: Columns, secrets: RowSecrets) -> Columns:
    """Every text column without identifying numbers, and all but the official ones without the petitioner.

    A column of few different texts (codes, units) that holds nobody's secret is settled by looking at those texts.
    """
    leads = secrets.leads()
    texts = [name for name in columns if RECORDS[name] == "text" and name not in _AS_IT_IS]
    personal = [name for name in texts if name not in _OFFICIAL and _may_hold(columns[name], leads)]
    clean = {name: _without_numbers(columns[name]) for name in texts}
    return clean | _without_secrets({name: columns[name] for name in personal}, clean, secrets)


def _may_hold(column: pa.Array, leads: frozenset[str]) -> bool:
    if column.null_count == len(column):
        return False
    texts = columnar.distinct(column)
    return len(texts) > _FEW or may_hold(texts, leads)


def _without_numbers(column: pa.Array) -> pa.Array:
    """`scrub_column`, which only texts with a long number or an address in them need."""
    coded = column.dictionary_encode()
    texts = coded.dictionary
    numbered = np.flatnonzero(np.asarray(pc.match_substring_regex(texts, NUMBERS)))
    if not len(numbered):
        return column
    return _replaced(texts, numbered, scrub_column(texts.take(pa.array(numbered)).to_pylist())).take(coded.indices)


def _without_secrets(written: Columns, clean: Columns, secrets: RowSecrets) -> Columns:
    """The clean columns, with the rows that may say who the petitioner is scrubbed anew from what was written."""
    if not written:
        return {}
    nothing = [pc.fill_null(column, "") for column in written.values()]
    rows = secrets.suspects(pc.binary_join_element_wise(*nothing, BORDER).to_pylist())
    texts = [column.take(pa.array(rows, pa.int64())).to_pylist() for column in written.values()]
    scrubbed = scrub_rows(texts, [secrets.at(row) for row in rows])
    return {name: _replaced(clean[name], rows, column) for name, column in zip(written, scrubbed, strict=True)}


def _replaced(column: pa.Array, rows: Any, texts: Sequence[str | None]) -> pa.Array:
    """The column with other texts in some rows, which are in ascending order."""
    if not len(rows):
        return column
    mask = np.zeros(len(column), bool)
    mask[rows] = True
    return pc.replace_with_mask(column, pa.array(mask), pa.array(texts, pa.string()))


def _petitioners(source: Columns) -> pa.Array:
    names = each(source["name"], lambda name: mask_name(name) if name else None, pa.string())
    return pc.if_else(pc.fill_null(source["is_anon"], False), ANONYMOUS, names)


def _places(source: Columns, cut: Callable[[str], str], resolve_place: ResolvePlace) -> Columns:
    """Codes and township texts of 户籍地, 常住地 and 事发地; a place that is not written is unknown (never the `town`)."""
    resolve = cache(resolve_place)
    columns: Columns = {}
    for place, field in {"hukou": "addr_hukou", "residence": "addr_now", "issue": "place_issue"}.items():
        columns[place] = each(source[field], resolve, pa.string())
        columns[f"{place}_text"] = each(source[field], lambda text: cut(text) or None, pa.string())
    return columns


def _days(source: Columns) -> Columns:
    """Exact days as days; others as they stand in `inexact_days`: {"reg_time": "2020-10"}."""
    columns: Columns = {}
    inexact: dict[int, dict[str, str]] = {}
    for name in _DAYS:
        columns[name] = each(source[name], exact_day, pa.date32())
        for at in np.flatnonzero(np.asarray(pc.and_(pc.is_valid(source[name]), pc.is_null(columns[name])))):
            inexact.setdefault(int(at), {})[name] = source[name][at].as_py()
    rows = sorted(inexact)
    texts = [json.dumps(inexact[row], sort_keys=True) for row in rows]
    columns["inexact_days"] = _replaced(pa.nulls(len(source["record_id"]), pa.string()), rows, texts)
    return columns


def _level(text: str) -> int | None:
    """A level's number or name; an organ's name that begins with no level is unknown."""
    if text.isdecimal():
        return int(text) if 1 <= int(text) <= 6 else None
    try:
        return int(Level.from_label(text))
    except ValueError:
        return None


def _without_accusations(records: pa.Table) -> pa.Table:
    """Of locked rows only the columns an accusation may show; a long text in them is no state and no organ."""
    locked = records["locked"]
    if not pc.any(locked).as_py():
        return records
    for at, field in enumerate(records.schema):
        hide = locked
        if field.name in {"reg_office", "to_office", "petition_state"}:
            hide = pc.and_(locked, pc.fill_null(pc.greater(pc.utf8_length(records[field.name]), _LONGEST_STATE), False))
        elif field.name in _OPEN_WHEN_LOCKED:
            continue
        records = records.set_column(at, field, _emptied(records[field.name], hide))
    return records


def _emptied(column: pa.ChunkedArray, hide: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(column.type):  # if_else has no kernel for lists of text with a null scalar in all versions
        shown = zip(column.to_pylist(), hide.to_pylist(), strict=True)
        return pa.chunked_array([pa.array([None if gone else value for value, gone in shown], column.type)])
    return pc.if_else(hide, pa.scalar(None, column.type), column)
