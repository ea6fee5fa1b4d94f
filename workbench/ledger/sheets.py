"""One sheet taken apart (工作表读法): header, columns, records, and the texts of the columns that may be read.

Cells of quarantined and not-imported columns are never turned into text and never leave the reader's process.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from workbench.domain.fields import FIELDS
from workbench.ledger import body as bodies
from workbench.ledger.body import Body
from workbench.ledger.columns import decide
from workbench.ledger.encoding import Column, encoded
from workbench.ledger.grid import Grid, is_blank, texts
from workbench.ledger.header import Header, find_header
from workbench.ledger.result import ColumnReading, ControlTotal, HeaderQuestion, Problem
from workbench.reference import headers

if TYPE_CHECKING:
    import pyarrow as pa

_LONG_TEXT: Final = frozenset(name for name, each in FIELDS.items() if each.type == "text")
_LOSES_DIGITS: Final = {"id_no": "ID_LOST", "case_no": "CASE_NO_LOST", "phone": "PHONE_LOST"}
_EXACT_DIGITS: Final = 1e15
_SCIENTIFIC: Final = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d{2}$")


@dataclass(slots=True)
class SheetReading:
    """A sheet's hand-over: readings, texts by column letter of every data row, and what to know about its rows.

    `records` are positions in `numbers` (sheet row numbers) of each record's first row; `joined` replaces texts of those
    rows where a joint case's further rows added to them. `flags` are (sheet row, letter, code).
    """

    sheet: str
    signature: str
    title: str
    columns: list[ColumnReading]
    questions: list[HeaderQuestion]
    problems: list[Problem] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    cells: dict[str, pa.Array] = field(default_factory=dict)
    joined: dict[str, dict[int, str | None]] = field(default_factory=dict)
    contacts: dict[int, list[dict[str, str]]] = field(default_factory=dict)
    flags: list[tuple[int, str, str]] = field(default_factory=list)
    overflow: list[int] = field(default_factory=list)
    totals: list[ControlTotal] = field(default_factory=list)


def read_sheet(grid: Grid, answers: Mapping[str, str]) -> SheetReading | None:
    """The sheet as understood, or None where no header is recognised."""
    header = find_header(grid)
    if header is None:
        return None
    counts = _running_numbers(grid, header)
    columns, questions = decide(header, grid.name, answers, counts.__contains__, grid.letter)
    reading = SheetReading(grid.name, header.signature, header.title, columns, questions)
    _read_rows(reading, grid, header)
    return reading


def _running_numbers(grid: Grid, header: Header) -> set[int]:
    """Columns headed 编号 that only count the rows (1, 2, 3 …)."""
    return {
        at
        for at, heading in enumerate(header.headings)
        if headers.plain(heading.child) == "编号" and _counts_up(grid, header.last + 1, at)
    }


def _counts_up(grid: Grid, start: int, column: int) -> bool:
    values = [row[column] for row in grid.rows[start:] if not is_blank(row[column])]
    numbers = [int(text) for text in texts(values) if text and text.strip().isdecimal() and len(text) < 9]
    return len(numbers) >= 0.9 * len(values) > 0 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _read_rows(reading: SheetReading, grid: Grid, header: Header) -> None:
    fields = {at: column.field for at, column in enumerate(reading.columns) if column.field}
    numbered = [
        at for at, name in enumerate(header.headings) if headers.match(name.child).field in ("row_no", "case_no")
    ]
    body = bodies.read_body(grid, header, numbered)
    reading.numbers = [grid.row_number(row) for row in body.rows]
    position = {row: at for at, row in enumerate(body.rows)}
    reading.records = [position[row] for row in body.records]
    with ThreadPoolExecutor(2) as both:  # one column is joined while Arrow splits another
        columns = both.map(partial(_column, grid, body), fields)
        for at, (column, all_text) in zip(fields, columns, strict=True):
            reading.cells[grid.letter(at)] = column
            _flag(reading, grid, body, at, None if not all_text else column)
    _read_joint(reading, grid, body, fields, position)
    _report(reading, grid, header, body)
    reading.totals = _control_totals(reading, grid, body, fields)


def _column(grid: Grid, body: Body, at: int) -> Column:
    """Texts of a column of the data rows; those encoded while the sheet was being read are not made again."""
    made = grid.ahead.take(grid.left + at, body.rows) if grid.ahead and at not in body.filled else None
    return made or encoded(grid.column(at, body.rows))


def _flag(reading: SheetReading, grid: Grid, body: Body, at: int, column: pa.Array | None) -> None:
    """Note the cells whose digits were lost, and days written as numbers (3.10); `column`: its texts if all its cells are."""
    letter, name = grid.letter(at), reading.columns[at].field or ""
    if name in _LOSES_DIGITS:
        suspects = range(len(body.rows)) if column is None else _where_plus(column)
        lost = [i for i in suspects if _has_lost_digits(grid.rows[body.rows[i]][at])]
        reading.flags += [(reading.numbers[i], letter, _LOSES_DIGITS[name]) for i in lost]
    elif column is None and FIELDS[name.partition(".")[0]].type == "date":
        cells = grid.column(at, body.rows)
        odd = [i for i, cell in enumerate(cells) if type(cell) is float and not cell.is_integer() and cell < 13]
        reading.flags += [(reading.numbers[i], letter, "DATE_AS_NUMBER") for i in odd]


def _where_plus(column: pa.Array) -> Sequence[int]:
    """Rows with a plus sign: without one a text is no number in scientific notation."""
    from workbench.ledger.arrays import where

    rows: list[int] = where(column, r"\+").tolist()
    return rows


def _has_lost_digits(cell: object) -> bool:
    """A number of more than 15 digits, or one exported as 1.10105E+17: its last digits are gone."""
    if type(cell) is float or type(cell) is int:
        return abs(cell) >= _EXACT_DIGITS
    return type(cell) is str and "+" in cell and bool(_SCIENTIFIC.match(cell.strip()))


def _read_joint(
    reading: SheetReading, grid: Grid, body: Body, fields: Mapping[int, str], position: Mapping[int, int]
) -> None:
    if not body.extra:
        return
    gathered = bodies.contacts(grid, body, fields)
    reading.contacts = {grid.row_number(row): people for row, people in gathered.items()}
    differing = bodies.absorb(grid, body, fields, _LONG_TEXT)
    firsts = sorted(set(body.extra.values()))
    for at in fields:
        values = texts([grid.rows[row][at] for row in firsts])
        reading.joined[grid.letter(at)] = {position[row]: value for row, value in zip(firsts, values, strict=True)}
    reading.problems += [
        _problem(reading, grid.row_number(row), at, "联名件各行的这一栏不同，只取了第一行；请核对")
        for row, at in differing
    ]


def _problem(reading: SheetReading, row: int, at: int, reason: str) -> Problem:
    column = reading.columns[at]
    return Problem(reading.sheet, row, column.letter, column.header, column.field or "", reason)


def _report(reading: SheetReading, grid: Grid, header: Header, body: Body) -> None:
    """Say what was left out: tail and section rows, and cells beyond the header."""
    for row, why in sorted(body.dropped):
        reading.problems.append(Problem(reading.sheet, grid.row_number(row), "", "", "", f"{why}，未作为信访件导入"))
    unnamed = [at for at, heading in enumerate(header.headings) if not str(heading)]
    for at in unnamed:
        filled = [row for row in body.rows if not is_blank(grid.rows[row][at])]
        if filled and grid.ragged:
            reading.overflow += [grid.row_number(row) for row in filled]
        elif filled:
            why = f"{grid.letter(at)}列没有表头，但有 {len(filled)} 个单元格有内容，未读入；请补上表头"
            reading.problems.append(_problem(reading, grid.row_number(filled[0]), at, why))


def _control_totals(reading: SheetReading, grid: Grid, body: Body, fields: Mapping[int, str]) -> list[ControlTotal]:
    """Each 合计 row's numbers against the number of records, and against the sums of number columns."""
    found = []
    for row, stated in body.totals:
        number = grid.row_number(row)
        summed = [(at, name) for at, name in fields.items() if FIELDS[name.partition(".")[0]].type == "int"]
        for at, _ in summed:
            value = _whole(grid.rows[row][at])
            if value is not None:
                found.append(
                    ControlTotal(reading.sheet, number, str(reading.columns[at].header), value, _sum(grid, body, at))
                )
        in_sums = any(stated == _whole(grid.rows[row][at]) for at, _ in summed)
        if stated is not None and not in_sums:
            found.append(ControlTotal(reading.sheet, number, "件数", stated, len(body.records)))
    return found


def _whole(cell: object) -> int | None:
    text = (texts([cell])[0] or "").strip()
    return int(text) if text.isdecimal() and len(text) < 12 else None


def _sum(grid: Grid, body: Body, at: int) -> int:
    values: Sequence[int | None] = [_whole(grid.rows[row][at]) for row in body.rows]
    return sum(value for value in values if value is not None)
