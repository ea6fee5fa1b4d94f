"""One sheet's texts into rows (成行): fields read, what the name cell says besides, locks, notes and further contacts."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.access import accusations
from workbench.domain.fields import FIELDS, STORED
from workbench.ledger import notes
from workbench.ledger.arrays import combinations, plain_text, replace_rows, where, whole
from workbench.ledger.checks import Fault, structural_faults
from workbench.ledger.people import read_id, read_name, read_phones
from workbench.ledger.process import RawSheet
from workbench.ledger.result import ColumnReading, Problem
from workbench.ledger.values import SheetValues, Source, read_values
from workbench.reference import headers

_KINDS: Final[Mapping[str, pa.DataType]] = {
    "int": pa.int64(),
    "bool": pa.bool_(),
    "list": pa.list_(pa.large_string()),
}
_OFFICE_TEXT: Final = ("remark", "progress", "prior", "plan", "supervise", "visitback", "leader_note", "opinion", "aid")
"""Texts the office writes; a petitioner's own words may well speak of 训诫 or 拘留 and are not looked through."""
_PETITION_TEXT: Final = ("title", "summary", "claim", "claim_orig")
_LOCKING: Final = ("purpose", "accused", "legal_path", "topic")
_MANY_DIGITS: Final = re.compile(r"\d{7}")
Cell = tuple[int, str, str]
"""Position, field, note code."""


@dataclass(slots=True)
class SheetRows:
    """Rows of one sheet: fields and extras (all but `key`), faults by position, problems to report."""

    sheet: str
    table: pa.Table
    faults: list[Fault]
    problems: list[Problem]


def sheet_rows(raw: RawSheet, year: int | None, workbook: bool) -> SheetRows:
    """Read one sheet's texts; `year` completes days written without one, `workbook` is False for CSV."""
    cells = _records(raw)
    numbers = np.asarray(whole(cells["row"]))
    sources, flagged = _sources(raw.meta, cells, numbers)
    values = read_values(sources, len(numbers), year)
    _merge_name_parts(values)
    _apply_flags(values, flagged)
    locked, accused_unit, suspects = _locks(values)
    values.note("purpose", [(suspects, notes.ACCUSATION_SUSPECT)])
    by_field = {name: columns[0][0] for name, columns in sources.items()}
    problems = _note_problems(values, by_field, numbers, str(raw.meta["sheet"])) + _control_words(sources, numbers)
    with ThreadPoolExecutor(2) as both:  # Arrow holds no lock while it casts
        columns = dict(zip(STORED, both.map(partial(_typed, values), STORED), strict=True))
    columns |= {
        "sheet": pa.array([str(raw.meta["sheet"])] * len(numbers), pa.large_string()),
        "row": pa.array(numbers, pa.int64()),
        "locked": pa.array(locked, pa.bool_()),
        "accused_unit": accused_unit,
        "co_contacts": _contacts(raw.meta, values, numbers),
        "notes": _notes(values),
    }
    overflow = set(raw.meta["overflow"])
    reason = "单元格数多于表头栏数，疑似整行错位（多半是未加引号的逗号）；请核对后重新导入"
    faults = [(at, "", reason) for at, number in enumerate(numbers.tolist()) if number in overflow] if overflow else []
    return SheetRows(str(raw.meta["sheet"]), pa.table(columns), faults + structural_faults(sources, workbook), problems)


def _records(raw: RawSheet) -> pa.Table:
    """First rows of the records, with what a joint case's further rows add to them."""
    cells = raw.cells
    for letter, changes in raw.meta["joined"].items():
        at = cells.column_names.index(letter)
        changed = replace_rows(whole(cells[letter]), [(int(row), text) for row, text in changes])
        cells = cells.set_column(at, letter, changed)
    records = raw.meta["records"]
    return cells if records is None else cells.take(pa.array(records, pa.int64()))


def _sources(
    meta: Mapping[str, Any], cells: pa.Table, numbers: np.ndarray[Any, Any]
) -> tuple[dict[str, list[Source]], list[Cell]]:
    """Columns of each field, left to right; cells whose digits were lost are emptied and flagged."""
    position = {int(number): at for at, number in enumerate(numbers)} if meta["flags"] else {}
    flags: dict[str, list[tuple[int, str]]] = {}
    for row, letter, code in meta["flags"]:
        if row in position:
            flags.setdefault(letter, []).append((position[row], code))
    sources: dict[str, list[Source]] = {}
    flagged: list[Cell] = []
    for description in meta["columns"]:
        column = ColumnReading(**description)
        if column.status == "field" and column.field:
            text = whole(cells[column.letter])
            lost = flags.get(column.letter, [])
            flagged += [(at, column.field, code) for at, code in lost]
            text = replace_rows(text, [(at, None) for at, _ in lost]) if lost else text
            sources.setdefault(column.field, []).append((column, text))
    return sources, flagged


def _apply_flags(values: SheetValues, flagged: Sequence[Cell]) -> None:
    for name, code in sorted({(name, code) for _, name, code in flagged}):
        rows = [at for at, field, given in flagged if (field, given) == (name, code)]
        values.note(name, [(np.array(rows, np.int64), code)])


def _merge_name_parts(values: SheetValues) -> None:
    """Number, representative and 匿名 said in the name cell fill their fields only where no column says it."""
    for name in ("headcount", "proxy", "is_anon"):
        said = values.columns.pop(f"name.{name}", None)
        if said is None:
            continue
        stated = values.columns.get(name)
        values.columns[name] = said if stated is None else pc.coalesce(stated, said)
        if name == "headcount" and stated is not None:
            differs = np.flatnonzero(np.asarray(pc.fill_null(pc.not_equal(stated, said), False)))
            values.note(name, [(differs, notes.HEADCOUNT_DIFFERS)])


def _typed(values: SheetValues, name: str) -> pa.Array:
    kind = _KINDS.get(FIELDS[name].type, pa.large_string())
    column = values.columns.get(name)
    if column is None:
        return pa.nulls(values.length, kind)
    if pa.types.is_dictionary(column.type):
        column = plain_text(column)
    return column if column.type == kind else column.cast(kind)


def _locks(values: SheetValues) -> tuple[np.ndarray[Any, Any], pa.Array, np.ndarray[Any, Any]]:
    """Lock and accused unit of each row, and the rows locked only because their text accuses someone in office."""
    nothing = pa.nulls(values.length, pa.large_string())
    columns = [plain_text(values.columns.get(name, nothing)) for name in _LOCKING]
    firsts, which = combinations(columns)  # each combination is decided once
    purposes, accused, paths, topics = (column.take(pa.array(firsts)).to_pylist() for column in columns)
    units = [unit or None for unit in accusations.accused_units(accused)]
    plain = np.array(accusations.locks_all(purposes, accused, legal_paths=paths, topics=topics), bool)[which]
    suspects = np.zeros(values.length, bool)
    unknown = np.asarray(columns[0].is_null())
    if unknown.any():
        for name in _PETITION_TEXT:
            if name in values.columns:
                suspects[where(values.columns[name], accusations.ACCUSING_TEXT)] = True
        suspects &= unknown & ~plain
    return plain | suspects, pa.array(units, pa.large_string()).take(pa.array(which)), np.flatnonzero(suspects)


def _note_problems(
    values: SheetValues, by_field: Mapping[str, ColumnReading], numbers: np.ndarray[Any, Any], sheet: str
) -> list[Problem]:
    """A problem for each noted cell; words outside a code list once per word, with how often."""
    problems = []
    for rows, name, code in values.notes:
        if name in values.unknown_codes and code in (notes.CODE_UNKNOWN, notes.LEVEL_UNKNOWN):
            continue
        column = by_field.get(name)
        letter, header = (column.letter, column.header) if column else ("", "")
        sentence = notes.SENTENCES[code]
        if code in notes.ONCE:
            rows, sentence = rows[:1], f"{sentence}（共 {len(rows)} 行）"
        problems += [Problem(sheet, int(numbers[at]), letter, header, name, sentence) for at in rows]
    for name, words in values.unknown_codes.items():
        for word, at_rows in words.items():
            shown = "" if _MANY_DIGITS.search(word) or len(word) > 20 else f"“{word}”"
            code = notes.LEVEL_UNKNOWN if name == "source_level" else notes.CODE_UNKNOWN
            reason = f"{shown}{notes.SENTENCES[code]}（共 {len(at_rows)} 行）"
            column = by_field[name]
            problems.append(Problem(sheet, int(numbers[at_rows[0]]), column.letter, column.header, name, reason))
    return problems


def _control_words(sources: Mapping[str, Sequence[Source]], numbers: np.ndarray[Any, Any]) -> list[Problem]:
    """Cells of the office's texts that hold a person-control word; the word and the cell are named, not the sentence."""
    pattern = "|".join(map(re.escape, headers.text_words()))
    problems = []
    for name in _OFFICE_TEXT:
        for column, text in sources.get(name, ()):
            rows = where(text, pattern)
            for at in rows:
                found = re.search(pattern, str(text[int(at)].as_py()))
                word = found.group() if found else ""
                reason = f"文字里有“{word}”一类管人的内容，不属于事项办理；原文保留，请改写或移出"
                problems.append(Problem(column.sheet, int(numbers[at]), column.letter, column.header, name, reason))
    return problems


def _notes(values: SheetValues) -> pa.Array:
    """Notes of each row as JSON {field: code}; null where there is none."""
    by_row: dict[int, dict[str, str]] = {}
    for rows, name, code in values.notes:
        for at in rows.tolist():
            by_row.setdefault(at, {}).setdefault(name, code)
    return _sparse({at: json.dumps(found, ensure_ascii=False) for at, found in by_row.items()}, values.length)


def _contacts(meta: Mapping[str, Any], values: SheetValues, numbers: np.ndarray[Any, Any]) -> pa.Array:
    """Further petitioners as JSON [{"name", "id_no", "phone"}]: other rows of a joint case, other names in the cell."""
    people: dict[int, list[dict[str, str]]] = {
        at: [{"name": name} for name in names] for at, names in values.others.items()
    }
    position = {int(number): at for at, number in enumerate(numbers)} if meta["contacts"] else {}
    for row, persons in meta["contacts"]:
        if int(row) in position:
            people.setdefault(position[int(row)], []).extend(map(_contact, persons))
    return _sparse({at: json.dumps(found, ensure_ascii=False) for at, found in people.items()}, values.length)


def _contact(person: Mapping[str, str]) -> dict[str, str]:
    read = {"name": read_name(person.get("name", "")).name or ""}
    read["id_no"] = read_id(person["id_no"])[0] if "id_no" in person else ""
    read["phone"] = read_phones(person["phone"])[0] if "phone" in person else ""
    return {name: text for name, text in read.items() if text}


def _sparse(texts: Mapping[int, str], length: int) -> pa.Array:
    column: list[str | None] = [None] * length
    for at, text in texts.items():
        column[at] = text
    return pa.array(column, pa.large_string())
