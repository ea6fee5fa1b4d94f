"""Where the table begins (表头定位): titles above it, one header row or two with merged parents; spec 4.1(1)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.ledger.grid import Grid, cell_text, is_blank
from workbench.reference import headers

SEARCHED_ROWS = 40
_ENOUGH = 4
_CHILD_WORDS = frozenset(
    {"职务", "单位", "名称", "内容", "人数", "时间", "日期", "编号", "地址", "电话", "级别", "负责人", "联系人"}
)


@dataclass(frozen=True, slots=True)
class Heading:
    """Name of one column: `parent` is "" in a one-row header; written "parent/child" where both differ."""

    parent: str
    child: str

    def __str__(self) -> str:
        return f"{self.parent}/{self.child}" if self.parent and self.parent != self.child else self.child


@dataclass(frozen=True, slots=True)
class Header:
    """Header of a grid: first and last header row, one heading per column, the title text above."""

    first: int
    last: int
    headings: tuple[Heading, ...]
    title: str

    @property
    def signature(self) -> str:
        """Hash of the headings, by which answers about them are remembered."""
        names = "\n".join(headers.plain(str(heading)) for heading in self.headings)
        return hashlib.sha256(names.encode()).hexdigest()[:16]


def find_header(grid: Grid) -> Header | None:
    """The header of a sheet: the first row with four known headings, else the first narrow one where half are known."""
    texts = [[_clean(cell) for cell in row] for row in grid.rows[:SEARCHED_ROWS]]
    row = _first_row(texts)
    if row is None:
        return None
    first, last = _extent(grid, texts, row)
    headings = _headings(grid, texts, first, last)
    title = " ".join(cell for line in texts[:first] for cell in line if cell)
    return Header(first, last, headings, title)


def _clean(cell: object) -> str:
    return " ".join((cell_text(cell) or "").split())


def _first_row(texts: Sequence[Sequence[str]]) -> int | None:
    narrow = None
    for number, line in enumerate(texts):
        known, filled = _known(line), sum(map(bool, line))
        if known >= _ENOUGH:
            return number
        if narrow is None and known >= 2 and known * 2 >= filled:
            narrow = number
    return narrow


def _known(line: Sequence[str]) -> int:
    return sum(headers.match(cell).kind != "unknown" for cell in line if cell)


def _extent(grid: Grid, texts: Sequence[Sequence[str]], row: int) -> tuple[int, int]:
    """Header rows around the row found: a row of parents above it, or of children below it."""
    if row + 1 < len(texts) and _are_children(texts[row], texts[row + 1]):
        return row, row + 1
    if row > 0 and _are_parents(grid, texts, row):
        return row - 1, row
    return row, row


def _are_children(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the lower row goes on naming columns: at least half its cells are header words."""
    filled = [cell for cell in lower if cell]
    named = sum(headers.match(cell).kind != "unknown" or headers.plain(cell) in _CHILD_WORDS for cell in filled)
    gaps = any(below and not above for above, below in zip(upper, lower, strict=True))
    return len(filled) >= 2 and named * 2 >= len(filled) and named >= 2 and (gaps or named == len(filled))


def _are_parents(grid: Grid, texts: Sequence[Sequence[str]], row: int) -> bool:
    """Whether the row above spans groups of this row's columns: it fills this row's gaps or is merged over part of it."""
    above, line = texts[row - 1], texts[row]
    filled = sum(map(bool, above))
    fills_gaps = any(over and not under for over, under in zip(above, line, strict=True))
    merged = any(
        first == row - 1 and (last == row or 0 < right - left < grid.width - 1)
        for first, left, last, right in grid.merges
    )
    return filled >= 2 and (merged or (fills_gaps and _known(above) >= 1))


def _headings(grid: Grid, texts: Sequence[Sequence[str]], first: int, last: int) -> tuple[Heading, ...]:
    if first == last:
        return tuple(Heading("", cell) for cell in texts[first])
    parents = _spread(grid, first, texts[first], texts[last])
    return tuple(
        Heading(parent if child else "", child or parent) for parent, child in zip(parents, texts[last], strict=True)
    )


def _spread(grid: Grid, row: int, upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Each column's parent: within its merge, or, without merges (CSV), over the gap to its right."""
    parents = list(upper)
    for top, left, _, right in grid.merges:
        if top == row:
            parents[left : right + 1] = [upper[left]] * (right + 1 - left)
    if not any(top == row and right > left for top, left, _, right in grid.merges):
        for column in range(1, len(parents)):
            if not parents[column] and lower[column] and lower[column - 1]:
                parents[column] = parents[column - 1]
    return parents


def is_repeated_header(line: Sequence[object], header: Header) -> bool:
    """Whether a data row is the header printed again at a page break."""
    pairs = [(_clean(cell), head.child) for cell, head in zip(line, header.headings, strict=True) if not is_blank(cell)]
    return len(pairs) >= 2 and all(cell == child for cell, child in pairs)
