"""A sheet as read (单元格网格): cells by position, and a cell as the text a person typed or sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from workbench.domain.cells import column_letters
from workbench.ledger.cellfaults import CellFault

if TYPE_CHECKING:
    from workbench.ledger.ahead import Ahead

Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted within the grid."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: rectangular rows of cells; `top` and `left` are the sheet position (from 0) of the first cell.

    `faults` are cells that came out empty though something stands there; `ahead` are columns of it encoded already.
    """

    name: str
    rows: list[list[object]]
    top: int = 0
    left: int = 0
    merges: tuple[Merge, ...] = ()
    ragged: bool = False
    faults: tuple[CellFault, ...] = ()
    ahead: Ahead | None = field(default=None, compare=False)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def letter(self, column: int) -> str:
        return column_letters(self.left + column)

    def row_number(self, row: int) -> int:
        """Row number as the sheet shows it, from 1."""
        return self.top + row + 1

    def column(self, at: int, rows: Sequence[int]) -> list[object]:
        """Cells of a column in these rows."""
        return [self.rows[row][at] for row in rows]


def is_blank(cell: object) -> bool:
    """Nothing, or only white space; 0 and False are values."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))


def cell_text(cell: object) -> str | None:
    """Exact text of a cell: "007" stays, 7.0 is "7", days are ISO, times after them only if not midnight; None if empty."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else None


def texts(cells: Sequence[object]) -> Sequence[str | None]:
    """`cell_text` of a column; one that is all text passes as it is, its empty cells as ""."""
    if set(map(type, cells)) <= {str}:
        return cells  # type: ignore[return-value]
    return [cell if type(cell) is str else cell_text(cell) for cell in cells]
