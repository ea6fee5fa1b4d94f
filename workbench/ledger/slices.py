"""A large sheet of an xlsx read in slices beside one another (分片读取): calamine takes a sheet with one thread only.

The sheet's XML is cut between two rows, and each slice goes to calamine in a small workbook of its own with the same
styles and shared strings. Only a sheet that is plainly made is cut; where anything is odd the answer is None, and the
sheet is read whole.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from workbench.ledger.ahead import Ahead
from workbench.ledger.cellfaults import CellFault, faults_in, sheet_parts
from workbench.ledger.grid import Grid

LARGE: Final = 24 << 20
"""Bytes of XML; a smaller sheet is read sooner than it is cut."""
_SLICE: Final = 8 << 20
_AHEAD: Final = 4  # slices waiting or being read
_HEAD: Final = 1 << 20
_TAG: Final = 4096  # bytes that hold a row's tag
_DATA: Final = b"<sheetData>"
_END: Final = b"</sheetData>"
_ROW: Final = b"<row "
_NUMBERED: Final = re.compile(rb'<row (?:[a-zA-Z:]+="[^"<>]*" )*?r="(\d{1,7})"')


_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What `zipfile` raises for a package that is damaged, compressed in an unusual way or locked by a password."""


class _Odd(Exception):
    """The sheet is not plainly made; it must be read whole."""


class _Slice(NamedTuple):
    """XML of a sheet with some of its rows, and the number (from 1) of the first; None for the sheet's first slice."""

    xml: bytes
    first: int | None


class _Part(NamedTuple):
    """Cells of one slice from `top` and `left` on, with the number its first row should have.

    `merges` stand behind the last slice only; `faults` are cells left empty for an error or a missing result.
    """

    first: int | None
    top: int
    left: int
    width: int
    rows: list[list[object]]
    merges: Sequence[tuple[tuple[int, int], tuple[int, int]]]
    faults: Sequence[CellFault]


class Sheet(NamedTuple):
    """A sheet put together again: as `grid.Grid`, but merges are counted within the sheet, (row, column) twice."""

    grid: Grid
    merges: Sequence[tuple[tuple[int, int], tuple[int, int]]]


def read_sliced(path: Path, name: str, most_cells: int) -> Sheet | None:
    """A large xlsx sheet's cells, just as calamine gives them for the whole; None where it is to be read whole.

    MemoryError if the sheet spans more cells than allowed.
    """
    from python_calamine import CalamineError

    try:
        with zipfile.ZipFile(path) as package:
            part = dict(sheet_parts(package)).get(name)
            if part is None or package.getinfo(part).file_size < LARGE:
                return None
            frame = _frame(package, part)
            size = max(_SLICE, sum(map(len, frame.values())) * 4)
            ahead, parts = Ahead(), []
            with package.open(part) as stream:
                for each in _beside(partial(_read, frame, part, name, most_cells), _cut(stream, size)):
                    ahead.add(Grid(name, each.rows, each.top, each.left))
                    parts.append(each)
        return _together(name, parts, most_cells, ahead)
    except (_Odd, CalamineError, *_BROKEN):  # read whole it may be sound; if it is not, calamine says so there
        return None


def _frame(package: zipfile.ZipFile, part: str) -> dict[str, bytes]:
    """What every slice needs of the workbook: all small parts but the sheets."""
    sheets = {other for _, other in sheet_parts(package)}
    names = [name for name in package.namelist() if name.endswith((".xml", ".rels")) and name not in sheets]
    if sum(package.getinfo(name).file_size for name in names) * 8 > package.getinfo(part).file_size:
        raise _Odd  # each slice reads the shared strings anew: little would be won
    return {name: package.read(name) for name in names}


def _beside(read: Callable[[_Slice], _Part], slices: Iterable[_Slice]) -> Iterator[_Part]:
    """Each slice read, two at a time (calamine holds no lock of Python's), while the next ones are unpacked."""
    waiting: deque[Future[_Part]] = deque()
    with ThreadPoolExecutor(2) as beside:
        for each in slices:
            if len(waiting) == _AHEAD:
                yield waiting.popleft().result()
            waiting.append(beside.submit(read, each))
        while waiting:
            yield waiting.popleft().result()


def _cut(stream: IO[bytes], size: int) -> Iterator[_Slice]:
    """Slices of `size` bytes or a little less, the last with all that follows the rows."""
    start = stream.read(min(_HEAD, size))
    at = start.find(_DATA) + len(_DATA)
    if at < len(_DATA):
        raise _Odd
    head, rest, first = start[:at], start[at:], None
    while block := stream.read(size):
        rows = rest + block
        cut = rows.rfind(_ROW, 0, -_TAG)
        if cut == 0 and len(block) < size:  # the last few bytes
            rest = rows
            continue
        number = _NUMBERED.match(rows, max(cut, 0))
        if cut <= 0 or number is None or not _is_plain(rows[:cut]):
            raise _Odd
        yield _Slice(b"".join((head, rows[:cut], _END, b"</worksheet>")), first)
        rest, first = rows[cut:], int(number[1])
    if _holds(rest, b"!") or _END not in rest:
        raise _Odd
    yield _Slice(head + rest, first)


def _is_plain(rows: bytes) -> bool:
    """Rows only: no comment, no CDATA, no instruction, and the rows do not end here."""
    return not (_holds(rows, b"!") or _holds(rows, b"?")) and rows.find(_END) < 0


def _holds(rows: bytes, sign: bytes) -> bool:
    """Whether `<` stands before the sign anywhere; the rare sign is looked for first, `<` alone stands everywhere."""
    return sign in rows and b"<" + sign in rows


def _read(frame: Mapping[str, bytes], part: str, name: str, most_cells: int, each: _Slice) -> _Part:
    from python_calamine import CalamineWorkbook

    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as written:
        for file, content in frame.items():
            written.writestr(file, content)
        written.writestr(part, each.xml)
    package.seek(0)
    with CalamineWorkbook.from_filelike(package) as book:
        sheet = book.get_sheet_by_name(name)
    merges, faults = sheet.merged_cell_ranges or [], faults_in(each.xml)
    if sheet.start is None:
        return _Part(each.first, 0, 0, 0, [], merges, faults)
    if sheet.height * sheet.width > most_cells:
        raise MemoryError
    rows: list[list[Any]] = sheet.to_python()
    return _Part(each.first, *sheet.start, sheet.width, rows, merges, faults)


def _together(name: str, parts: Sequence[_Part], most_cells: int, ahead: Ahead) -> Sheet:
    """The slices one below the other, each widened to the sheet; _Odd if their rows do not follow each other."""
    filled = [part for part in parts if part.rows]
    if not filled:
        raise _Odd
    top, left = filled[0].top, min(part.left for part in filled)
    width = max(part.left + part.width for part in filled) - left
    if (filled[-1].top + len(filled[-1].rows) - top) * width > most_cells:
        raise MemoryError
    rows: list[list[object]] = []
    for part in filled:
        if part.first is not None and (part.top < part.first - 1 or top + len(rows) > part.first - 1):
            raise _Odd
        rows += [[""] * width for _ in range(part.top - top - len(rows))]
        rows += _widened(part, left, width)
    faults = tuple(fault for part in parts for fault in part.faults)
    grid = Grid(name, rows, top, left, faults=faults, ahead=ahead)
    return Sheet(grid, [merge for part in parts for merge in part.merges])


def _widened(part: _Part, left: int, width: int) -> list[list[object]]:
    if part.left == left and part.width == width:
        return part.rows
    before, after = [""] * (part.left - left), [""] * (left + width - part.left - part.width)
    return [[*before, *row, *after] for row in part.rows]
