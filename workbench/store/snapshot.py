"""The record of truth as an edition shows it (快照): current versions, masked, scrubbed, days exact, places as codes.

No name, identity number, phone or address below township leaves here, and of an accusation (检举控告) only number, days,
registering and receiving organ and state.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from workbench.access.masking import (
    ANONYMOUS,
    Secrets,
    leads_of,
    mask_names,
    may_hold,
    scrub_column,
    scrub_rows,
    township,
)
from workbench.domain import fields
from workbench.domain.codes import Level
from workbench.domain.dates import exact_day
from workbench.domain.tables import EVENTS, RECORDS
from workbench.store import bulk, schema
from workbench.store.arrow import schema_of
from workbench.store.event_snapshot import event_table
from workbench.store.hidden import merged, secrets_from
from workbench.store.store import Store
from workbench.store.topics import split_topic

ResolvePlace = Callable[[str], str | None]
Values = list[Any]

_DAYS: Final = tuple(name for name, kind in RECORDS.items() if kind == "day")
_OPEN_WHEN_LOCKED: Final = frozenset(
    {"record_id", "case_no", "locked", "purpose", "reg_office", "to_office", "petition_state", "inexact_days", *_DAYS}
)
_AS_IT_IS: Final = frozenset({"record_id", "case_no", "case_no_upper", "dup_of_no"})
"""Numbers of records: what makes one findable is no text to scrub."""
_OFFICIAL: Final = frozenset(name for name, field in fields.FIELDS.items() if field.protection == "U") - {"leader_note"}
"""Units and officials by their duty: numbers are scrubbed, but an official who shares a petitioner's name stays."""
_ANSWERS: Final = {None: None, True: "是", False: "否"}
_FEW: Final = 1_000
_LONGEST_STATE: Final = 30
"""Characters; a longer "state" or "organ" of an accusation is a misplaced text and is not shown."""


def snapshot(store: Store, resolve_place: ResolvePlace) -> dict[str, pa.Table]:
    """Tables "records" and "events" of `workbench.domain.tables`, as the store stands now.

    `resolve_place` gives the division code of a written place or None; it is asked once for each different text.
    """
    with _uncollected():
        return _take(store, resolve_place)


def _take(store: Store, resolve_place: ResolvePlace) -> dict[str, pa.Table]:
    with store.reading() as connection:
        source = _read(connection)
        earlier = _read_earlier(connection)
        events = _read_events(connection)
    cut = _cut(source)
    secrets = _secrets(source, earlier, cut)
    records = _records(source, secrets, cut, resolve_place)
    locked = {record for record, is_locked in zip(source["record_id"], source["locked"], strict=True) if is_locked}
    return {"records": records, "events": event_table(events, secrets, locked)}


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cyclic garbage collector: it would walk millions of live strings' lists again and again (half the time)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


# --- reading --------------------------------------------------------------------------------------------------------


def _read(connection: sa.Connection) -> dict[str, Values]:
    """Current versions with file name and the identity fields that are masked or cut here; lists of Python values."""
    open_fields = [name for name in schema.OPEN_FIELDS if name in RECORDS]
    version = ["record_id", "sheet", "row", "locked", "accused_unit", "place_issue", *open_fields]
    quote = connection.dialect.identifier_preparer.quote
    chosen = [f"v.{quote(name)}" for name in version] + [f"i.{name}" for name in schema.SECRET_FIELDS] + ["b.file_name"]
    statement = (
        f"SELECT {', '.join(chosen)} FROM record r "
        "JOIN record_version v ON v.record_id = r.record_id AND v.version = r.current_version "
        "JOIN import_batch b ON b.batch_id = v.batch_id "
        "LEFT JOIN identity i ON i.record_id = r.record_id AND i.version = r.current_version ORDER BY r.record_id"
    )
    return bulk.fetch(connection, statement, [*version, *schema.SECRET_FIELDS, "file"])


def _read_earlier(connection: sa.Connection) -> dict[str, Values]:
    """Identity as versions before the current ones had it: an earlier spelling of a name is hidden as well."""
    names = ["record_id", *schema.SECRET_FIELDS]
    chosen = ", ".join(f"i.{name}" for name in names)
    joined = "identity i JOIN record r ON r.record_id = i.record_id AND i.version < r.current_version"
    return bulk.fetch(connection, f"SELECT {chosen} FROM {joined}", names)


def _read_events(connection: sa.Connection) -> dict[str, Values]:
    columns = [name for name in EVENTS if name != "undone"]
    return bulk.fetch(connection, f"SELECT {', '.join(columns)} FROM event ORDER BY seq", columns)


# --- identity -------------------------------------------------------------------------------------------------------


def _cut(source: dict[str, Values]) -> dict[str, str]:
    """Each written address → as far as its township."""
    texts = {text for field in ("addr_hukou", "addr_now", "place_issue") for text in source[field] if text}
    return {text: township(text) for text in texts}


def _secrets(source: dict[str, Values], earlier: dict[str, Values], cut: Mapping[str, str]) -> dict[str, Secrets]:
    """What each record's texts must not say."""
    secrets = dict(_each(source, lambda text: cut[text]))
    for record_id, own in _each(earlier, township):
        secrets[record_id] = merged([secrets[record_id], own])
    return secrets


def _each(source: dict[str, Values], cut: Callable[[str], str]) -> Iterator[tuple[str, Secrets]]:
    columns = [source[name] for name in schema.SECRET_FIELDS]
    for record_id, *values in zip(source["record_id"], *columns, strict=True):
        yield record_id, secrets_from(dict(zip(schema.SECRET_FIELDS, values, strict=True)), cut)


# --- records --------------------------------------------------------------------------------------------------------


def _records(
    source: dict[str, Values], secrets: Mapping[str, Secrets], cut: Mapping[str, str], resolve_place: ResolvePlace
) -> pa.Table:
    columns: dict[str, Any] = {name: source[name] for name in RECORDS if name in source}
    columns |= _places(source, cut, resolve_place)
    columns |= _topics(source["topic"])
    columns |= _days(source)
    columns["source_level"] = _levels(source["source_level"])
    columns["legal_suit"] = [_ANSWERS[value] for value in source["legal_suit"]]
    columns |= _scrubbed(columns, [secrets[record_id] for record_id in source["record_id"]])
    columns["petitioner"] = _petitioners(source)
    arrays = {name: _array(columns[name], kind) for name, kind in schema_types(RECORDS).items()}
    return _without_accusations(pa.table(arrays, schema=schema_of(RECORDS)))


def schema_types(columns: Mapping[str, str]) -> dict[str, pa.DataType]:
    return {field.name: field.type for field in schema_of(columns)}


def _array(values: Values | pa.Array, kind: pa.DataType) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    if pa.types.is_list(kind):
        lists = {text: scrub_column(json.loads(text)) for text in set(values) if text}
        return pa.array([lists[text] if text else None for text in values], kind)
    if values.count(None) == len(values):
        return pa.nulls(len(values), kind)
    if kind == pa.bool_():
        return pa.array([None if value is None else bool(value) for value in values], kind)
    return pa.array(values, kind)


def _scrubbed(columns: dict[str, Values], own: Sequence[Secrets]) -> dict[str, Any]:
    """Every text column without identifying numbers, and all but the official ones without the petitioner.

    A column of few different texts (codes, units) that holds nobody's secret is settled by looking at those texts.
    """
    leads = leads_of(own)
    clean: dict[str, Any] = {}
    personal: dict[str, Values] = {}
    for name in (name for name in columns if RECORDS[name] == "text" and name not in _AS_IT_IS):
        coded = pa.array(columns[name], pa.string()).dictionary_encode()
        texts = coded.dictionary.to_pylist()
        if name in _OFFICIAL or (len(texts) <= _FEW and not may_hold(texts, leads)):
            clean[name] = pa.array(scrub_column(texts), pa.string()).take(coded.indices)
        else:
            personal[name] = columns[name]
    return clean | dict(zip(personal, scrub_rows(list(personal.values()), own), strict=True))


def _petitioners(source: dict[str, Values]) -> Values:
    names = mask_names(source["name"])
    return [ANONYMOUS if anonymous else name for name, anonymous in zip(names, source["is_anon"], strict=True)]


def _places(source: dict[str, Values], cut: Mapping[str, str], resolve_place: ResolvePlace) -> dict[str, Values]:
    """Codes and township texts of 户籍地, 常住地 and 事发地; a place that is not written is unknown (never the `town`)."""
    columns: dict[str, Values] = {}
    codes: dict[str, str | None] = {}
    for place, field in {"hukou": "addr_hukou", "residence": "addr_now", "issue": "place_issue"}.items():
        texts = source[field]
        codes |= {text: resolve_place(text) for text in set(texts) if text and text not in codes}
        columns[place] = [codes[text] if text else None for text in texts]
        columns[f"{place}_text"] = [cut[text] or None if text else None for text in texts]
    return columns


def _topics(texts: Values) -> dict[str, Values]:
    split = {text: split_topic(text) for text in set(texts) if text}
    return {f"topic_l{level + 1}": [split[text][level] if text else None for text in texts] for level in (0, 1)}


def _days(source: dict[str, Values]) -> dict[str, Values]:
    """Exact days as days; others as they stand in `inexact_days`: {"reg_time": "2020-10"}."""
    columns: dict[str, Values] = {}
    inexact: dict[int, dict[str, str]] = {}
    for name in _DAYS:
        known = {text: exact_day(text) for text in set(source[name]) if text}
        columns[name] = [known[text] if text else None for text in source[name]]
        for at, text in enumerate(source[name]) if None in known.values() else ():
            if text and known[text] is None:
                inexact.setdefault(at, {})[name] = text
    columns["inexact_days"] = [None] * len(source["record_id"])
    for at, days in inexact.items():
        columns["inexact_days"][at] = json.dumps(days, sort_keys=True)
    return columns


def _levels(texts: Values) -> Values:
    known = {text: _level(text) for text in set(texts) if text}
    return [known.get(text) for text in texts]


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
