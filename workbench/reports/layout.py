"""The official layout (公文版式) as a base for every template: page, styles, marks in header and footer, tables.

Source: GB/T 9704-2012 §5.2 (A4, 天头 37 mm, 订口 28 mm, 版心 156×225 mm, 22 lines of 28 characters of 3号仿宋), §7.3 (title
2号小标宋; headings 黑体, 楷体), §7.5 (page number 4号宋体 between dashes, outer side).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from workbench.reports import fonts
from workbench.reports.fonts import Font, set_font, write_font_table

PAGE: Final = (Mm(210), Mm(297))
TOP, INNER, OUTER, BOTTOM = Mm(37), Mm(28), Mm(26), Mm(35)
TEXT_WIDTH_MM: Final = 156
LINE: Final = Pt(28.95)  # 225 mm / 22 lines
TITLE_SIZE, BODY_SIZE, SMALL_SIZE, TABLE_SIZE = Pt(22), Pt(16), Pt(9), Pt(12)
PAGE_NUMBER_SIZE: Final = Pt(14)
TIGHTER: Final = "-5"  # twips between characters of 16 pt, so that 28 of them fill 156 mm
GAP_COLOUR: Final = RGBColor(0xB0, 0x1E, 0x1E)
MARK: Final = "内部"

TITLE, SUBTITLE, H1, H2, BODY = "Title", "Subtitle", "Heading 1", "Heading 2", "Normal"
GAP, NOTE, CELL, CELL_HEAD = "缺项", "说明", "表格文字", "表头文字"


def new_document() -> Document:
    """An empty document in the official layout; header and footer hold the marks every paper of the office carries."""
    document = docx.Document()
    _page(document)
    _styles(document)
    _marks(document)
    write_font_table(document)
    return document


# --- page ---------------------------------------------------------------------------------------------------------


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = INNER, OUTER
    section.header_distance, section.footer_distance = Mm(22), Mm(18)
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is not None:  # lines and characters are held by the styles: programs read a grid each in their own way
        section._sectPr.remove(grid)
    document.settings.odd_and_even_pages_header_footer = True


# --- styles -------------------------------------------------------------------------------------------------------


def _styles(document: Document) -> None:
    _language(document)
    body = _style(document, BODY, fonts.BODY, BODY_SIZE)
    body.paragraph_format.first_line_indent = Pt(32)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    title = _style(document, TITLE, fonts.TITLE, TITLE_SIZE)
    title.paragraph_format.line_spacing = Pt(34)
    _flat(title, WD_ALIGN_PARAGRAPH.CENTER)
    subtitle = _style(document, SUBTITLE, fonts.SUBHEADING, BODY_SIZE)
    _flat(subtitle, WD_ALIGN_PARAGRAPH.CENTER)
    for name, font in ((H1, fonts.HEADING), (H2, fonts.SUBHEADING)):
        heading = _style(document, name, font, BODY_SIZE)
        heading.paragraph_format.keep_with_next = True
    gap = _style(document, GAP, fonts.BODY, BODY_SIZE, base=BODY)
    gap.font.color.rgb = GAP_COLOUR
    note = _style(document, NOTE, fonts.SUBHEADING, TABLE_SIZE, base=BODY)
    note.paragraph_format.line_spacing = Pt(20)
    for name, font in ((CELL, fonts.BODY), (CELL_HEAD, fonts.HEADING)):
        cell = _style(document, name, font, TABLE_SIZE, base=BODY)
        cell.paragraph_format.line_spacing = Pt(18)
        _flat(cell, WD_ALIGN_PARAGRAPH.CENTER if name == CELL_HEAD else WD_ALIGN_PARAGRAPH.LEFT)
    for name in ("Header", "Footer"):
        small = _style(document, name, fonts.SONG, SMALL_SIZE)
        small.paragraph_format.line_spacing = Pt(14)
        _flat(small, WD_ALIGN_PARAGRAPH.LEFT)


def _style(document: Document, name: str, font: Font, size: Pt, base: str = "") -> ParagraphStyle:
    """A paragraph style in this font: black, exact lines, nothing kept of python-docx's own look."""
    from docx.enum.style import WD_STYLE_TYPE

    known = name in {style.name for style in document.styles}
    style: Any = document.styles[name] if known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if base:
        style.base_style = document.styles[base]
    for part in ("w:rPr", "w:pPr"):
        found = style.element.find(qn(part))
        if found is not None:
            style.element.remove(found)
    set_font(style.element.get_or_add_rPr(), font)
    style.font.size, style.font.bold, style.font.italic = size, False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    if size == BODY_SIZE:
        _tighten(style)
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    if name in (H1, H2):
        _outline(style, 0 if name == H1 else 1)
        shape.first_line_indent = Pt(32)
    assert isinstance(style, ParagraphStyle)
    return style


def _outline(style: Any, level: int) -> None:
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level))
    style.element.get_or_add_pPr().append(outline)


def _tighten(style: Any) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), TIGHTER)
    style.element.rPr.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")


def _flat(style: ParagraphStyle, alignment: WD_ALIGN_PARAGRAPH) -> None:
    style.paragraph_format.first_line_indent = Pt(0)
    style.paragraph_format.alignment = alignment


def _language(document: Document) -> None:
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    set_font(defaults, fonts.BODY)
    language = defaults.find(qn("w:lang"))
    language.set(qn("w:eastAsia"), "zh-CN")


# --- header and footer ----------------------------------------------------------------------------------------------


def _marks(document: Document) -> None:
    """Header: 内部 and the watermark line; footer: page number on the outer side, edition and as-of day."""
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        line = header.paragraphs[0]
        _run(line, "{{ mark }}", fonts.HEADING, BODY_SIZE)
        _run(line, "\t{{ watermark }}", fonts.SONG, SMALL_SIZE)
        _right_tab(line)
    for footer, outer in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], outer)
        source = footer.add_paragraph(style="Footer")
        _run(source, "{{ source_line }}", fonts.SONG, SMALL_SIZE)


def _right_tab(line: Paragraph) -> None:
    from docx.enum.text import WD_TAB_ALIGNMENT

    line.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)


def _page_number(line: Paragraph, outer: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — with one blank character to the edge (GB/T 9704 §7.5)."""
    line.alignment = outer
    edge = "right_indent" if outer == WD_ALIGN_PARAGRAPH.RIGHT else "left_indent"
    setattr(line.paragraph_format, edge, PAGE_NUMBER_SIZE)
    _run(line, "— ", fonts.SONG, PAGE_NUMBER_SIZE)
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("shown", "1"), ("end", "")):
        run = _run(line, text if kind == "shown" else "", fonts.SONG, PAGE_NUMBER_SIZE)
        if kind != "shown":
            run._r.append(_field_part(kind, text))
    _run(line, " —", fonts.SONG, PAGE_NUMBER_SIZE)


def _field_part(kind: str, instruction: str) -> Any:
    part = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        part.set(qn("w:fldCharType"), kind)
    else:
        part.text = instruction
    return part


def _run(line: Paragraph, text: str, font: Font, size: Pt) -> Any:
    run = line.add_run(text)
    set_font(run._r.get_or_add_rPr(), font)
    run.font.size = size
    return run


# --- tables -----------------------------------------------------------------------------------------------------------


def add_table(document: Document, head: Sequence[str], widths_mm: Sequence[float]) -> Table:
    """A ruled table; `head` is repeated on every page (empty: no header row). Widths add up to the text's width."""
    table: Table = document.add_table(rows=0, cols=len(widths_mm), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
    if head:
        row = add_row(document, table, head, widths_mm, range(len(head)))
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def add_row(
    document: Document, table: Table, texts: Sequence[str], widths_mm: Sequence[float], labels: Sequence[int] = ()
) -> Any:
    """A row that stays on one page where it can; cells of `labels` in the header's font."""
    row: Any = table.add_row()  # type: ignore[no-untyped-call]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for at, (cell, text, width) in enumerate(zip(row.cells, texts, widths_mm, strict=True)):
        write_cell(document, cell, text, CELL_HEAD if at in labels else CELL)
        cell.width = Mm(width)
    return row


def write_cell(document: Document, cell: _Cell, text: str, style: str) -> None:
    cell.paragraphs[0].style = document.styles[style]
    cell.paragraphs[0].add_run(text)
