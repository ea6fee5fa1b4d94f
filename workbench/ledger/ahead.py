"""Columns of a large sheet encoded slice by slice (随读随编码), while its next slices are still being read.

Only columns that are surely fields are encoded so early: what is never to be read must not be turned into text, and the
merged cells that may show a heading to be one of those stand behind the last slice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from workbench.ledger.columns import decide
from workbench.ledger.encoding import Column, as_texts, compact
from workbench.ledger.grid import Grid, is_blank
from workbench.ledger.header import SEARCHED_ROWS, find_header

if TYPE_CHECKING:
    import pyarrow as pa

_WIDEST_GAP: Final = 100_000
"""Empty rows between two slices; a sheet with more is an odd one and is encoded when it is whole."""


class Ahead:
    """Texts of some columns of a sheet, from its first row on; `add` is given the slices in their order."""

    def __init__(self) -> None:
        self._top: int | None = None
        self._rows = 0
        self._pieces: dict[int, list[Column]] = {}

    def add(self, part: Grid) -> None:
        """Encode a slice's rows, and the empty ones above it."""
        if not part.rows:
            return
        if self._top is None:
            self._top = part.top
            self._pieces = {at: [] for at in sure_columns(part)}
        gap = part.top - self._top - self._rows
        if not self._pieces or not 0 <= gap <= _WIDEST_GAP:
            self._pieces = {}
            return
        columns = list(zip(*part.rows, strict=True))
        for at, pieces in self._pieces.items():
            inside = 0 <= at - part.left < part.width
            pieces.append(as_texts([""] * gap + list(columns[at - part.left] if inside else [""] * len(part.rows))))
        self._rows += gap + len(part.rows)

    def take(self, at: int, rows: Sequence[int]) -> Column | None:
        """Texts of a column (its position in the sheet) in these ascending rows, counted from the sheet's first.

        Handed over once and let go of; None if there are none.
        """
        import pyarrow as pa

        pieces = self._pieces.pop(at, None)
        if not pieces or not rows:
            return None
        texts = pa.concat_arrays([text for text, _ in pieces])
        return compact(_taken(texts, rows)), all(all_text for _, all_text in pieces)


def _taken(texts: pa.Array, rows: Sequence[int]) -> pa.Array:
    import pyarrow as pa

    if rows[-1] - rows[0] == len(rows) - 1:  # no row between them is left out
        return texts.slice(rows[0], len(rows))
    return texts.take(pa.array(rows, pa.int64()))


def sure_columns(first: Grid) -> list[int]:
    """Sheet positions of the columns that the first slice shows to be fields, whatever merges there are and whatever was answered."""
    header = find_header(first) if len(first.rows) >= SEARCHED_ROWS else None
    if header is None or header.first != header.last:
        return []
    above = first.rows[header.first - 1] if header.first else []
    if sum(not is_blank(cell) for cell in above) > 1:  # merged cells could make it a row of parent headings
        return []
    columns, _ = decide(header, first.name, {}, lambda _: False, first.letter)
    return [first.left + at for at, column in enumerate(columns) if column.field]
