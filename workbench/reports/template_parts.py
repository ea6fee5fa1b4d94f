"""What templates are put together from (模板的部件): docxtpl tags, lines by kind, looped tables, annexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.table import Table

from workbench.reports.layout import BODY, GAP, H1, H2, NOTE, add_row, add_table


@dataclass(frozen=True, slots=True)
class Columns:
    """A table of a section: key of each row, title and width in millimetres (156 in all); no titles, no header row."""

    keys: tuple[str, ...]
    titles: tuple[str, ...]
    widths: tuple[float, ...]
    labels: tuple[int, ...] = ()  # columns in the header's font
    height: float = 0  # of a row at least, in millimetres


def tag(document: Document, text: str) -> None:
    """A paragraph that holds a docxtpl tag and is gone when the template is filled."""
    document.add_paragraph(text, style=BODY)


def lines(document: Document, name: str) -> None:
    """A paragraph per line, in the style of its kind."""
    tag(document, f"{{%p for line in {name} %}}")
    for word, kind, style in (("if", "小标题", H2), ("elif", "缺项", GAP), ("elif", "说明", NOTE)):
        tag(document, f"{{%p {word} line.kind == '{kind}' %}}")
        document.add_paragraph("{{ line.text }}", style=style)
    tag(document, "{%p else %}")
    document.add_paragraph("{{ line.text }}", style=BODY)
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")


def rows_by_key(document: Document, name: str, columns: Columns) -> None:
    """A table whose rows are mappings by the columns' keys."""
    _rows(document, name, columns, [f"{{{{ row.{key} }}}}" for key in columns.keys])


def rows_by_place(document: Document, name: str, columns: Columns) -> None:
    """A table whose rows are tuples in the columns' order."""
    _rows(document, name, columns, [f"{{{{ row[{at}] }}}}" for at in range(len(columns.widths))])


def _rows(document: Document, name: str, columns: Columns, cells: Sequence[str]) -> None:
    table = add_table(document, columns.titles, columns.widths)
    looped(document, table, name, cells, columns)


def looped(document: Document, table: Table, name: str, cells: Sequence[str], columns: Columns) -> None:
    """Rows of a table between its loop tags; docxtpl wants each tag in a row of its own."""
    from docx.shared import Mm

    blank = [""] * (len(cells) - 1)
    add_row(document, table, [f"{{%tr for row in {name} %}}", *blank], columns.widths)
    row = add_row(document, table, cells, columns.widths, columns.labels)
    if columns.height:
        row.height = Mm(columns.height)
    add_row(document, table, ["{%tr endfor %}", *blank], columns.widths)


def annexes(document: Document, name: str = "annexes") -> None:
    """附件 numbered, or the gap."""
    document.add_paragraph("附件", style=H1)
    tag(document, f"{{%p for annex in {name} %}}")
    document.add_paragraph("{{ loop.index }}．{{ annex }}", style=BODY)
    tag(document, "{%p else %}")
    document.add_paragraph("（未登记：附件）", style=GAP)
    tag(document, "{%p endfor %}")
