"""Values of one sheet (取值): every imported column by its field's type, with notes on what could not be taken as it stood."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.domain.fields import FIELDS
from workbench.ledger import notes
from workbench.ledger.arrays import (
    BLANK,
    NOTHING,
    Note,
    Read,
    each_value,
    encoded,
    first_of,
    joined,
    plain_text,
    trimmed,
    with_pattern,
)
from workbench.ledger.columns import ANSWERED, POST
from workbench.ledger.dates import read_date
from workbench.ledger.identity import read_ids
from workbench.ledger.people import NameReading, read_leader, read_name, read_phones
from workbench.ledger.plain import read_bool, read_int, split_units
from workbench.ledger.result import ColumnReading
from workbench.reference import codes

Source = tuple[ColumnReading, pa.Array]
"""A column as understood, and its texts."""

_TIME_OF_DAY: Final = r"[ T]+\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?$"
_PLAIN_NAME: Final = r"^[\p{Han}]{2,4}$"
_NOT_PLAIN_NAME: Final = "[等匿佚名]"
_MOBILE: Final = r"^1[3-9]\d{9}$"
_SURE_LEAD: Final = ("主办", "责任", "牵头", "主责")
_LABELLED: Final = frozenset({"delivered", "review", "rereview", "hearing", "extend", "end_flag"})
_BESIDE: Final[Mapping[str, str]] = {"topic": "/", "place_issue": "", "town": "", "addr_now": "", "addr_hukou": ""}
_MISSING_WORD: Final = frozenset(
    {"name", "id_no", "phone", "lead_unit", "assist_units", "case_leader", "to_office", "proxy"}
)
_UNIT_LIST: Final = pa.list_(pa.large_string())


@dataclass(slots=True)
class SheetValues:
    """Fields of a sheet as arrays of one length, its notes as (rows, field, code), and further names in a name cell."""

    length: int
    year: int | None
    columns: dict[str, pa.Array] = field(default_factory=dict)
    notes: list[tuple[np.ndarray[Any, Any], str, str]] = field(default_factory=list)
    others: dict[int, tuple[str, ...]] = field(default_factory=dict)
    unknown_codes: dict[str, dict[str, list[int]]] = field(default_factory=dict)

    def note(self, name: str, found: Sequence[Note]) -> None:
        self.notes += [(rows, name, code) for rows, code in found if len(rows)]


def read_values(sources: Mapping[str, Sequence[Source]], length: int, year: int | None) -> SheetValues:
    """Read all fields of a sheet; `sources` lists each field's columns from left to right."""
    values = SheetValues(length, year)
    for name, columns in sources.items():
        if name in _SPECIAL:
            _SPECIAL[name](values, columns, sources)
        elif name != POST:
            _read_field(values, name, columns)
    return values


def _read_field(values: SheetValues, name: str, columns: Sequence[Source]) -> None:
    kind = FIELDS[name].type
    if kind in ("text", "str", "place"):
        values.columns[name] = _texts(name, columns)
        return
    if kind == "code":
        columns = [(column, _coded(values, name, column, text)) for column, text in columns]
        values.columns[name] = _one_code(values, name, columns)
        return
    read = {"date": _dates, "int": _ints, "bool": _bools}[kind]
    parts = [read(values, name, column, trimmed(text)) for column, text in columns]
    values.columns[name] = _coalesced(values, name, [part.values for part in parts])
    for part in parts:
        values.note(name, part.notes)


def _coalesced(values: SheetValues, name: str, parts: Sequence[pa.Array]) -> pa.Array:
    if len(parts) == 1:
        return parts[0]
    first = pc.coalesce(*parts)
    differs = [np.asarray(pc.fill_null(pc.not_equal(part, first), False)) for part in parts]
    values.note(name, [(np.flatnonzero(np.any(differs, axis=0)), notes.COLUMNS_DIFFER)])
    return first


def _texts(name: str, columns: Sequence[Source]) -> pa.Array:
    """Written text: one column as it stands, several one below the other; 送达 and the like with their heading."""
    blank = NOTHING if name in _MISSING_WORD else BLANK
    texts = [(column, trimmed(text, blank)) for column, text in columns]
    if name in _LABELLED or name == "opinion_no":
        texts = [(column, _as_code(name, column, text)) for column, text in texts]
    if len(texts) == 1:
        return plain_text(texts[0][1])
    if name in _LABELLED:
        return joined([_labelled(column, text) for column, text in texts], "；")
    return joined([text for _, text in texts], _BESIDE.get(name, "\n"))


def _as_code(name: str, column: ColumnReading, text: pa.Array) -> pa.Array:
    """Digits of 送达方式 and 签收标志 as words; days in such columns in ISO form."""

    def read(value: str) -> tuple[str, str]:
        day = read_date(value)[0] if any(word in column.header for word in ("时间", "日期", "延期至")) else None
        return day or codes.read_code(name, value, column.header) or value, ""

    return each_value(text, read, pa.large_string()).values


def _labelled(column: ColumnReading, text: pa.Array) -> pa.Array:
    label = column.header.rpartition("/")[2].strip()
    return pc.binary_join_element_wise(
        pa.scalar(label, pa.large_string()), plain_text(text), pa.scalar("：", pa.large_string())
    )


def _one_code(values: SheetValues, name: str, columns: Sequence[Source]) -> pa.Array:
    if len(columns) == 1:
        return plain_text(columns[0][1])
    if name in _LABELLED:
        return joined([_labelled(column, text) for column, text in columns], "；")
    if name in _BESIDE:
        return joined([text for _, text in columns], _BESIDE[name])
    first, differs = first_of([text for _, text in columns])
    values.note(name, [(differs, notes.COLUMNS_DIFFER)])
    return first


def _coded(values: SheetValues, name: str, column: ColumnReading, text: pa.Array) -> pa.Array:
    """Words of a code list; what a closed list does not hold becomes unknown and is reported once per word."""
    text = trimmed(text)
    indices, distinct = encoded(text)
    answers = [None if value is None else _code(name, value, column.header) for value in distinct]
    unread = [at for at, (value, answer) in enumerate(zip(distinct, answers, strict=True)) if value and answer is None]
    if unread:
        positions = np.asarray(indices.fill_null(-1))
        code = notes.LEVEL_UNKNOWN if name == "source_level" else notes.CODE_UNKNOWN
        values.note(name, [(np.flatnonzero(np.isin(positions, unread)), code)])
        words = values.unknown_codes.setdefault(name, {})
        words.update({str(distinct[at]): np.flatnonzero(positions == at).tolist() for at in unread})
    return pa.array(answers, pa.large_string()).take(indices)


def _code(name: str, value: str, header: str) -> str | None:
    if name == "source_level":
        level = codes.level(value)
        return str(int(level)) if level else None
    if name == "resolve_state" and "稳定" in header:
        return value if "化解" in value else None  # 稳定/化解: only the resolution half is case data
    return codes.read_code(name, value, header)


def _dates(values: SheetValues, name: str, column: ColumnReading, text: pa.Array) -> Read:
    if not pa.types.is_dictionary(text.type):
        text = pc.replace_substring_regex(text, _TIME_OF_DAY, "")
    return each_value(text, partial(read_date, year=values.year), pa.large_string())


def _ints(values: SheetValues, name: str, column: ColumnReading, text: pa.Array) -> Read:
    return each_value(text, read_int, pa.int64())


def _bools(values: SheetValues, name: str, column: ColumnReading, text: pa.Array) -> Read:
    return each_value(text, partial(read_bool, field=name, header=column.header), pa.bool_())


# --- fields that need more than their own type -------------------------------------------------------------------------


def _case_no(values: SheetValues, columns: Sequence[Source], _: Mapping[str, Sequence[Source]]) -> None:
    first, differs = first_of([trimmed(text, NOTHING) for _, text in columns])
    values.columns["case_no"] = first
    values.note("case_no", [(differs, notes.COLUMNS_DIFFER)])


def _name(values: SheetValues, columns: Sequence[Source], sources: Mapping[str, Sequence[Source]]) -> None:
    """Contact's name; what the cell says besides fills number, representative and anonymity only where no column does."""
    text, differs = first_of([trimmed(text, NOTHING) for _, text in columns])
    plain = pc.and_(
        pc.match_substring_regex(text, _PLAIN_NAME), pc.invert(pc.match_substring_regex(text, _NOT_PLAIN_NAME))
    )
    taken = pc.fill_null(plain, False)
    indices, distinct = encoded(pc.if_else(taken, pa.scalar(None, pa.large_string()), text))
    readings = [NameReading(None) if value is None else read_name(value) for value in distinct]
    at = indices.fill_null(len(readings))
    readings.append(NameReading(None))
    values.columns["name"] = pc.if_else(taken, text, _of(readings, at, "name", pa.large_string()))
    values.columns["name.headcount"] = _of(readings, at, "headcount", pa.int64())
    values.columns["name.proxy"] = _of(readings, at, "representative", pa.large_string())
    values.columns["name.is_anon"] = _of(readings, at, "anonymous", pa.bool_())
    values.note("name", [(differs, notes.COLUMNS_DIFFER)])
    rows = np.asarray(at)
    extra = [i for i, reading in enumerate(readings) if reading.note]
    values.note("name", [(np.flatnonzero(np.isin(rows, extra)), notes.NAME_EXTRA)])
    several = [i for i, reading in enumerate(readings) if reading.others]
    values.others = {int(row): readings[rows[row]].others for row in np.flatnonzero(np.isin(rows, several))}


def _of(readings: Sequence[NameReading], at: pa.Array, name: str, kind: pa.DataType) -> pa.Array:
    return pa.array([getattr(reading, name) for reading in readings], kind).take(at)


def _phone(values: SheetValues, columns: Sequence[Source], _: Mapping[str, Sequence[Source]]) -> None:
    text = (
        joined([trimmed(text, NOTHING) for _, text in columns], "、")
        if len(columns) > 1
        else trimmed(columns[0][1], NOTHING)
    )
    read = with_pattern(text, _MOBILE, read_phones)
    values.columns["phone"] = read.values
    values.note("phone", read.notes)


def _id_no(values: SheetValues, columns: Sequence[Source], _: Mapping[str, Sequence[Source]]) -> None:
    text, differs = first_of([trimmed(text, NOTHING) for _, text in columns])
    read = read_ids(text)
    values.columns["id_no"] = read.values
    values.note("id_no", [*read.notes, (differs, notes.COLUMNS_DIFFER)])


def _leader(values: SheetValues, columns: Sequence[Source], sources: Mapping[str, Sequence[Source]]) -> None:
    """包案领导 with the post before the name; of several columns (县级、乡级) all stay, ； between them."""
    names = [trimmed(text, NOTHING) for _, text in columns]
    posts = [trimmed(text, NOTHING) for _, text in sources.get(POST, ())]
    if len(names) == len(posts) == 1:
        both = pc.binary_join_element_wise(
            plain_text(names[0]), pc.fill_null(plain_text(posts[0]), ""), pa.scalar("\x1f", pa.large_string())
        )
        read = each_value(both, lambda value: (read_leader(*value.split("\x1f", 1)) or None, ""), pa.large_string())
        values.columns["case_leader"] = read.values
        return
    parts = [
        each_value(text, lambda value: (read_leader(value) or None, ""), pa.large_string()).values for text in names
    ]
    values.columns["case_leader"] = joined(parts, "；") if len(parts) > 1 else parts[0]


def _lead_unit(values: SheetValues, columns: Sequence[Source], sources: Mapping[str, Sequence[Source]]) -> None:
    """First unit leads, further ones assist; where the heading does not say who leads, a note asks."""
    text = (
        joined([trimmed(text, NOTHING) for _, text in columns], "、")
        if len(columns) > 1
        else trimmed(columns[0][1], NOTHING)
    )
    sure = all(column.note == ANSWERED or any(word in column.header for word in _SURE_LEAD) for column, _ in columns)
    unsure = "" if sure else notes.LEAD_UNSURE
    lead = each_value(text, lambda value: _first_unit(value, unsure), pa.large_string())
    values.columns["lead_unit"] = lead.values
    values.note("lead_unit", lead.notes)
    _add_units(values, each_value(text, lambda value: (split_units(value)[1:] or None, ""), _UNIT_LIST).values)


def _first_unit(text: str, unsure: str) -> tuple[str | None, str]:
    units = split_units(text)
    return (units[0] if units else None), unsure if len(units) > 1 else ""


def _assist_units(values: SheetValues, columns: Sequence[Source], _: Mapping[str, Sequence[Source]]) -> None:
    for _column, text in columns:
        split = each_value(trimmed(text, NOTHING), lambda value: (split_units(value) or None, ""), _UNIT_LIST)
        _add_units(values, split.values)


def _add_units(values: SheetValues, units: pa.Array) -> None:
    """Assisting units beside those already found; the same unit once."""
    known = values.columns.get("assist_units")
    if known is None or known.null_count == len(known) or units.null_count == len(units):
        values.columns["assist_units"] = units if known is None or known.null_count == len(known) else known
        return
    pairs = zip(known.to_pylist(), units.to_pylist(), strict=True)
    both = [list(dict.fromkeys([*(left or []), *(right or [])])) or None for left, right in pairs]
    values.columns["assist_units"] = pa.array(both, _UNIT_LIST)


_Special = Callable[[SheetValues, Sequence[Source], Mapping[str, Sequence[Source]]], None]
_SPECIAL: Final[Mapping[str, _Special]] = {
    "case_no": _case_no,
    "name": _name,
    "phone": _phone,
    "id_no": _id_no,
    "case_leader": _leader,
    "lead_unit": _lead_unit,
    "assist_units": _assist_units,
}
