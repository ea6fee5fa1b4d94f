"""A report as a document (报表 docx) in the official layout: facts, tables with cohort and edition beneath, native charts.

Written without a template: what a ledger holds is never read as a tag. The charts are the workbook's (`report_chart`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from workbench.campaign.report_parts import Chart, Content, Section, Table, table_foot
from workbench.reports.filling import Stamp, printable, title_lines
from workbench.reports.layout import (
    BODY,
    CELL,
    H1,
    H2,
    NOTE,
    SUBTITLE,
    TEXT_WIDTH_MM,
    TITLE,
    add_table,
    new_document,
)
from workbench.reports.report_chart import MOST, add_chart
from workbench.reports.watermark import add_watermark

_EDGE_MM: Final = 0.8
_FOOT: Final = 9.0
_CAPTION: Final = 10.5
_PROPERTY_CHARS: Final = 255


def report_docx(content: Content, stamp: Stamp) -> bytes:
    """The report as docx: marks on every page, title, notes, sections."""
    document = new_document()
    _stamped(document, stamp)
    for line in title_lines(content.title):
        _line(document, line, TITLE)
    _line(document, f"（{content.first} 至 {content.last}）", SUBTITLE)
    for note in content.notes:
        _line(document, note, NOTE)
    for section in content.sections:
        _section(document, content, section)
    _described(document, content, stamp)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _stamped(document: Document, stamp: Stamp) -> None:
    """The layout's marks, filled in: mark, who made it and when, edition."""
    section = document.sections[0]
    for part in (section.header, section.even_page_header, section.footer, section.even_page_footer):
        for run in (run for line in part.paragraphs for run in line.runs):
            for name, text in stamp.context.items():
                if run.text == f"{{{{ {name} }}}}" or run.text == f"\t{{{{ {name} }}}}":
                    run.text = run.text.replace(f"{{{{ {name} }}}}", str(printable(text)))
    if stamp.slanting:
        add_watermark(document, str(printable(stamp.slanting)))


def _described(document: Document, content: Content, stamp: Stamp) -> None:
    told = document.core_properties
    told.title, told.author = content.title[:_PROPERTY_CHARS], str(printable(stamp.actor))[:_PROPERTY_CHARS]
    told.last_modified_by, told.comments, told.keywords = told.author, stamp.source_line, stamp.mark
    told.created = told.modified = stamp.at.replace(tzinfo=None)


def _line(document: Document, text: str, style: str, size: float = 0) -> Paragraph:
    """A paragraph in a style; with `size` in that many points instead of the style's."""
    made = document.add_paragraph(str(printable(text)), style=document.styles[style])
    if size:
        made.paragraph_format.line_spacing = Pt(size * 1.5)
        for run in made.runs:
            run.font.size = Pt(size)
    return made


def _section(document: Document, content: Content, section: Section) -> None:
    _line(document, section.title, H1)
    for line in section.lines:
        _line(document, line, BODY)
    for table in section.tables:
        _line(document, f"{table.id}　{table.title}", H2)
        if table.rows:
            _table(document, table.head, table.rows)
        for line in table_foot(table, content):
            _line(document, line, NOTE, _FOOT)
        for chart in section.charts:
            if chart.table == table.id:
                _chart(document, chart, table)


def _table(document: Document, head: tuple[str, ...], told: tuple[tuple[str, ...], ...]) -> None:
    size = _size(len(head))
    rows = tuple(tuple(_breaking(cell) for cell in row) for row in told)
    widths = widths_of(head, rows, size)
    made = add_table(document, [str(printable(one)) for one in head], widths)
    for row in rows:
        _row(document, made, row, widths)
    _set(made, size, head=1)
    _line(document, "", CELL)


def _breaking(cell: str) -> str:
    """A fraction stays on one line, its rate may go to the next: "3/11 （27.27%）"."""
    return cell.replace(" / ", "/").replace("（", " （") if " / " in cell else cell


def _row(document: Document, table: Any, texts: Sequence[str], widths: Sequence[float]) -> None:
    """A row that stays on one page; the style is set by its id, looking it up for each cell takes most of the time."""
    style = document.styles[CELL].style_id
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell, text, width in zip(row.cells, texts, widths, strict=True):
        line = cell.paragraphs[0]
        line._p.style = style
        line.add_run(str(printable(text)))
        cell.width = Mm(width)


def _size(columns: int) -> float:
    """Type of a table's cells in points: small where there are many columns."""
    return 12.0 if columns <= 5 else 10.5 if columns <= 7 else 8.0


def _set(table: Any, size: float, head: int = 0) -> None:
    """Cells in this size with narrow edges; numbers to the right, words to the left."""
    _narrow(table)
    for number, row in enumerate(table.rows):
        for at, cell in enumerate(row.cells):
            line = cell.paragraphs[0]
            line.paragraph_format.line_spacing = Pt(size * 1.5)
            for run in line.runs:
                run.font.size = Pt(size)
            if number >= head and at and line.text.lstrip("+−").replace(".", "", 1).rstrip("%").isdigit():
                line.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _narrow(table: Any) -> None:
    """0.8 mm between a cell's text and its rules (w:tblCellMar)."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(round(_EDGE_MM * 56.7)))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.append(margins)


def widths_of(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], size: float) -> list[float]:
    """Widths of columns in millimetres for cells of this size, together the text's width: as much as each needs; where that is
    too much the widest give way until all fit."""
    mm = size * 0.3528
    held = [max([min(_weight(name), 3.2), *(_weight(row[at]) for row in rows)]) for at, name in enumerate(head)]
    needed = [one * mm + 2 * _EDGE_MM + 1.0 for one in held]
    if sum(needed) > TEXT_WIDTH_MM:
        needed = _given_way(needed)
    spare = (TEXT_WIDTH_MM - sum(needed)) / len(needed)
    return [round(one + spare, 2) for one in needed]


def _given_way(needed: list[float]) -> list[float]:
    """All no wider than the width at which they fit together."""
    cap, left, room = 0.0, sorted(needed), float(TEXT_WIDTH_MM)
    for at, one in enumerate(left):
        cap = room / (len(left) - at)
        if one > cap:
            break
        room -= one
    return [min(one, cap) for one in needed]


def _weight(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    return sum(1.0 if ord(char) > 0x2000 else 0.55 for char in text)


def _chart(document: Document, chart: Chart, table: Table) -> None:
    """The chart with its caption beneath; a sentence where there is nothing to draw, or too much for one page."""
    if not any(value for _, values in chart.series for value in values):
        _line(document, f"图 {table.id}　{chart.title}：各数均为 0，不作图", NOTE, _FOOT)
        return
    if len(chart.categories) > MOST:
        _line(
            document,
            f"图 {table.id}　{chart.title}：共 {len(chart.categories)} 行，多于 {MOST} 行不作图，见表",
            NOTE,
            _FOOT,
        )
        return
    line = document.add_paragraph(style=document.styles[CELL])
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE  # an exact line would cut the chart off
    line.paragraph_format.keep_with_next = True
    add_chart(document, line, chart, table.head[0])
    caption = _line(document, f"图 {table.id}　{chart.title}", NOTE, _CAPTION)
    caption.alignment, caption.paragraph_format.first_line_indent = WD_ALIGN_PARAGRAPH.CENTER, Pt(0)
