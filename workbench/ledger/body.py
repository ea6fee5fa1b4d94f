"""The rows under a header (数据行): merged cells filled, joint cases gathered, tail rows set apart; spec 4.1(2)–(3)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from workbench.ledger.grid import Grid, cell_text, is_blank
from workbench.ledger.header import Header, is_repeated_header

_TOTAL: Final = re.compile(r"^\s*(?:合\s*计|总\s*计|共\s*计)[\s:：（(]*(\d+)?")
_SUBTOTAL: Final = re.compile(r"^\s*小\s*计")
_TAIL: Final = re.compile(
    r"^\s*(?:备\s*注|说\s*明|注|填\s*表\s*人|填报人|制表人?|审\s*核\s*人?|审批人|负责人|联系人|联系电话|填报单位|填报时间|填报日期|单位负责人)"
    r"(?:\s*[:：]|（签字）|\(签字\)|\s*$|\s*\d*[、.])"
)
_TAIL_ROWS: Final = 20
_LONGEST_MARK: Final = 16
CONTACT_FIELDS: Final = ("name", "id_no", "phone")


@dataclass(slots=True)
class Body:
    """Data rows by position in the grid, which of them are further contacts of a joint case, and what was left out.

    `filled` are columns in which merged cells were filled down.
    """

    rows: list[int]
    extra: dict[int, int] = field(default_factory=dict)
    totals: list[tuple[int, int | None]] = field(default_factory=list)
    dropped: list[tuple[int, str]] = field(default_factory=list)
    filled: set[int] = field(default_factory=set)

    @property
    def records(self) -> list[int]:
        """First row of each record."""
        return [row for row in self.rows if row not in self.extra] if self.extra else self.rows


def read_body(grid: Grid, header: Header, numbered: Sequence[int]) -> Body:
    """Data rows of a sheet; vertical merges are filled down in the grid itself.

    `numbered` are the 序号 and 编号 columns, whose vertical merges make a joint case (one matter, several contacts).
    """
    start = header.last + 1
    body = Body([row for row in range(start, len(grid.rows)) if not _empty(grid.rows[row])])
    _set_apart(grid, header, body)
    for top, left, bottom, _ in grid.merges:
        if top >= start:
            _fill_down(grid, top, left, bottom)
            body.filled.add(left)
    for column in numbered:
        _gather(grid, body, column)
    return body


def _empty(row: Sequence[object]) -> bool:
    first = row[0] or next(filter(None, row), None)
    return (first is None or is_blank(first)) and all(map(is_blank, row))


def _dropped(body: Body) -> set[int]:
    return {row for row, _ in body.dropped} | {row for row, _ in body.totals}


def _set_apart(grid: Grid, header: Header, body: Body) -> None:
    """Take totals and reprinted headers out anywhere, section titles anywhere, and signatures and notes at the end."""
    lead = range(min(3, grid.width))
    for row in body.rows:
        line = grid.rows[row]
        if type(line[0]) is str and len(line[0]) > _LONGEST_MARK:  # a number, as almost every row begins
            continue
        first = next((line[at] for at in lead if line[at] and type(line[at]) is str), None)
        if not isinstance(first, str) or len(first) > _LONGEST_MARK:
            continue
        if total := _TOTAL.match(first):
            body.totals.append((row, int(total[1]) if total[1] else _first_number(line)))
        elif _SUBTOTAL.match(first):
            body.dropped.append((row, "小计行，不是信访件"))
        elif first == header.headings[0].child and is_repeated_header(line, header):
            body.dropped.append((row, "重复打印的表头"))
    _set_apart_sections(grid, body)
    _set_apart_tail(grid, body)
    gone = _dropped(body)
    if gone:
        body.rows = [row for row in body.rows if row not in gone]


def _first_number(line: Sequence[object]) -> int | None:
    for cell in line:
        text = (cell_text(cell) or "").strip().rstrip("件")
        if text.isdigit():
            return int(text)
    return None


def _set_apart_sections(grid: Grid, body: Body) -> None:
    """A row merged over at least half the table is a title between rows ("一、城关镇"), not a record."""
    present = set(body.rows) - _dropped(body)
    for top, left, bottom, right in grid.merges:
        wide = top == bottom and grid.width > 2 and (right - left + 1) * 2 >= grid.width
        if wide and top in present and sum(not is_blank(cell) for cell in grid.rows[top]) <= 1:
            body.dropped.append((top, "跨列的小标题或说明行"))


def _set_apart_tail(grid: Grid, body: Body) -> None:
    gone = _dropped(body)
    for row in reversed(body.rows[-_TAIL_ROWS:]):
        if row in gone:
            continue
        first = next((text for cell in grid.rows[row] if (text := cell_text(cell)) and not text.isspace()), "")
        if not _TAIL.match(first):
            return
        body.dropped.append((row, "表尾的说明或签字行"))


def _fill_down(grid: Grid, top: int, left: int, bottom: int) -> None:
    """Copy a vertical merge's value to its rows, within the merge only; an otherwise empty row stays empty."""
    value = grid.rows[top][left]
    for row in range(top + 1, min(bottom + 1, len(grid.rows))):
        if is_blank(grid.rows[row][left]) and not _empty(grid.rows[row]):
            grid.rows[row][left] = value


def _gather(grid: Grid, body: Body, column: int) -> None:
    """Rows under one merged number are one record: the first row, and further contacts below it."""
    present = set(body.rows)
    for top, left, bottom, right in grid.merges:
        if left <= column <= right and bottom > top and top in present:
            body.extra.update({row: top for row in range(top + 1, bottom + 1) if row in present})


def absorb(grid: Grid, body: Body, fields: Mapping[int, str], long_text: frozenset[str]) -> list[tuple[int, int]]:
    """Put into each record's first row what only its further rows hold: empty cells are filled, other long text is added.

    Contacts (name, number, phone) stay apart. Answers the (row, column) of values that differ and were not taken.
    """
    differing = []
    for row, first in body.extra.items():
        for column, name in fields.items():
            here, there = grid.rows[row][column], grid.rows[first][column]
            if name in CONTACT_FIELDS or is_blank(here) or here == there:
                continue
            if is_blank(there):
                grid.rows[first][column] = here
            elif name in long_text and str(cell_text(here)) not in str(there):
                grid.rows[first][column] = f"{there}\n{cell_text(here)}"
            elif name not in long_text:
                differing.append((row, column))
    return differing


def contacts(grid: Grid, body: Body, fields: Mapping[int, str]) -> dict[int, list[dict[str, str]]]:
    """Further contacts of each joint record: first row → name, id_no, phone as written."""
    found: dict[int, list[dict[str, str]]] = {}
    for row, first in body.extra.items():
        person = {
            name: text
            for column, name in fields.items()
            if name in CONTACT_FIELDS and (text := cell_text(grid.rows[row][column]))
        }
        if person and any(grid.rows[row][at] != grid.rows[first][at] for at, name in fields.items() if name in person):
            found.setdefault(first, []).append(person)
    return found
