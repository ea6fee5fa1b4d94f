"""A report as a workbook (报表 xlsx): its words, one sheet a table with numbers as numbers, and charts of the workbook's own."""

from __future__ import annotations

import io
from typing import Any, Final

from workbench.campaign.report_parts import Chart, Content, Section, Table, table_foot
from workbench.reports.filling import Stamp, printable
from workbench.reports.lists import sheet_name
from workbench.reports.report_chart import Cells, drawn

_HEAD_ROW: Final = 3
_WIDTH: Final = {"words": 22, "number": 12, "list": 26}


def report_xlsx(content: Content, stamp: Stamp) -> bytes:
    """The report as xlsx; texts are written as texts, never as formulas or links."""
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {
                "title": content.title,
                "author": stamp.actor,
                "comments": stamp.source_line,
                "created": stamp.at.replace(tzinfo=None),
            }
        )
        _words(book, content, stamp)
        for section in content.sections:
            _sheets(book, content, section, stamp)
    return out.getvalue()


def _words(book: Any, content: Content, stamp: Stamp) -> None:
    sheet = book.add_worksheet("文字")
    sheet.set_column(0, 0, 110)
    title = book.add_format({"bold": True, "font_size": 16, "font_name": "黑体", "text_wrap": True})
    bold = book.add_format({"bold": True})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    days = f"{content.mark}　统计期间 {content.first} 至 {content.last}　{stamp.source_line}　{stamp.watermark}"
    rows: list[tuple[str, Any]] = [(content.title, title), (days, plain), *((note, plain) for note in content.notes)]
    for section in content.sections:
        rows += [("", plain), (section.title, bold), *((line, plain) for line in section.lines)]
    for at, (text, form) in enumerate(rows):
        sheet.write_string(at, 0, str(printable(text)), form)
    _paper(sheet, stamp)


def _sheets(book: Any, content: Content, section: Section, stamp: Stamp) -> None:
    for table in section.tables:
        sheet = book.add_worksheet(sheet_name(f"{table.id} {table.title}"))
        _table(book, sheet, table, content)
        _paper(sheet, stamp)
        for chart in section.charts:
            if chart.table == table.id:
                _chart(book, sheet, table, chart)


def _table(book: Any, sheet: Any, table: Table, content: Content) -> None:
    bold = book.add_format({"bold": True, "font_size": 14, "font_name": "黑体"})
    small = book.add_format({"font_color": "#595959"})
    head = book.add_format(
        {"bold": True, "border": 1, "bg_color": "#E7ECF2", "text_wrap": True, "valign": "vcenter", "align": "center"}
    )
    plain = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    number = book.add_format({"border": 1, "align": "right", "valign": "top"})
    sheet.write_string(0, 0, f"{table.id} {table.title}", bold)
    for at, line in enumerate(table_foot(table, content)):
        sheet.write_string(_HEAD_ROW + 2 + len(table.rows) + at, 0, str(printable(line)), small)
    for column, name in enumerate(table.head):
        sheet.write_string(_HEAD_ROW, column, name, head)
    for row, texts in enumerate(table.rows):
        for column, text in enumerate(texts):
            _cell(sheet, _HEAD_ROW + 1 + row, column, text, _figure(table, row, column), plain, number)
    for column in range(len(table.head)):
        sheet.set_column(column, column, _wide(table, column))
    sheet.freeze_panes(_HEAD_ROW + 1, 1)


def _figure(table: Table, row: int, column: int) -> int | float | None:
    """The number behind a cell whose text is just that number; shares and changes keep their words with the fraction."""
    value = table.figures[row][column] if table.figures else None
    return value if value is not None and table.rows[row][column] == str(value) else None


def _cell(sheet: Any, row: int, column: int, text: str, value: int | float | None, plain: Any, number: Any) -> None:
    if value is not None:
        sheet.write_number(row, column, value, number)
    else:
        sheet.write_string(row, column, str(printable(text)), plain)


def _wide(table: Table, column: int) -> int:
    longest = max([len(row[column]) for row in table.rows] + [len(table.head[column]) // 2], default=4)
    least = _WIDTH["words"] if column == 0 else _WIDTH["number"]
    return int(min(_WIDTH["list"] * 2, max(least, longest * 1.6)))


def _chart(book: Any, sheet: Any, table: Table, chart: Chart) -> None:
    """A native chart over the table's own cells; its categories are the lines it shows."""
    columns = {name: table.head.index(name) for name, _ in chart.series}
    made = drawn(book, chart, table.head[0], Cells(sheet.get_name(), _HEAD_ROW, _HEAD_ROW + 1, columns))
    sheet.insert_chart(_HEAD_ROW + 4 + len(table.rows) + len(table.notes), 0, made)


def _paper(sheet: Any, stamp: Stamp) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    words = f"{stamp.mark}　{stamp.actor}　{stamp.at:%Y-%m-%d %H:%M}　编号 {stamp.trace}".replace("&", "&&")[:120]
    sheet.set_footer(f"&L{words}&R&P／&N")
