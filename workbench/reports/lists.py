"""Any list as a workbook (清单导出): title, filter in words, edition and day, who took it out; rows as a dashboard's table.

Every text is written as text: what begins with = + - @ stays what it is and is never a formula or a link.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from workbench.access.masking import scrub
from workbench.reports.filling import Stamp, printable

Column = Mapping[str, Any]
"""A column as `widgets.table.CaseTable` has it: key, title, kind (text|number|date|tags|status|link)."""

HEAD_ROWS: Final = 5
"""Rows above the data: title, filter, edition and count, watermark, column titles."""
_LONGEST: Final = 32_000  # characters; a cell holds 32,767
_CUT: Final = "……（过长已截断，全文见系统）"
_NARROWEST, _WIDEST = 8, 60
_FIRST_DAY: Final = date(1900, 3, 1)  # spreadsheets count days before it wrongly
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']+")


def list_xlsx(title: str, columns: Sequence[Column], rows: Iterable[Any], filter_words: str, stamp: Stamp) -> bytes:
    """The list as xlsx. Rows of accusations (`locked`) are left out and counted. ValueError for a column without key or title."""
    import xlsxwriter

    if not columns or not all(column.get("key") and column.get("title") for column in columns):
        raise ValueError("清单没有列，或有的列没有 key、title；未导出")
    shown, held_back = _open_rows(rows)
    cells = [[_value(row.get(column["key"]), column.get("kind", "text")) for column in columns] for row in shown]
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": _text(title), "author": _text(stamp.actor), "comments": stamp.source_line})
        _fill(book, _text(title), [_text(column["title"]) for column in columns], cells,
              _above(filter_words, len(cells), held_back, stamp), stamp)  # fmt: skip
    return out.getvalue()


def _open_rows(rows: Iterable[Any]) -> tuple[list[Mapping[str, Any]], int]:
    every = [row if isinstance(row, Mapping) else vars(row) for row in rows]
    shown = [row for row in every if not row.get("locked")]
    return shown, len(every) - len(shown)


def _above(filter_words: str, count: int, held_back: int, stamp: Stamp) -> list[str]:
    left_out = f"（检举控告{held_back}件不导出）" if held_back else ""
    return [
        f"筛选：{_text(filter_words) or '无（全部）'}",
        f"{stamp.source_line}　共 {count} 行{left_out}",
        f"{stamp.mark}　{_text(stamp.actor)}　{stamp.at:%Y-%m-%d %H:%M} 导出",
    ]


def _value(value: Any, kind: str) -> Any:
    """A cell as it is written: text, number, day or None."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if kind == "date":
        return _day(value)
    if kind == "number" and isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    if isinstance(value, Mapping):  # a status or a link
        value = value.get("text", "")
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        value = "、".join(str(part) for part in value)
    return _text(str(value))


def _day(value: Any) -> Any:
    """A day where it is exactly known, else what is known of it as text."""
    found = value.date() if isinstance(value, datetime) else value
    if isinstance(found, str):
        try:
            found = date.fromisoformat(found[:10]) if re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", found) else found
        except ValueError:
            return _text(str(found))
    return found if isinstance(found, date) and found >= _FIRST_DAY else _text(str(found))


def _text(text: str) -> str:
    clean = scrub(str(printable(text)))
    return clean if len(clean) <= _LONGEST else clean[:_LONGEST] + _CUT


def _fill(book: Any, title: str, heads: list[str], cells: list[list[Any]], above: list[str], stamp: Stamp) -> None:
    sheet = book.add_worksheet(sheet_name(title))
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 16, "font_name": "黑体"}))
    small = book.add_format({"font_color": "#595959"})
    for at, text in enumerate(above, 1):
        sheet.write_string(at, 0, text, small)
    head = book.add_format({"bold": True, "border": 1, "bg_color": "#E7ECF2", "text_wrap": True, "valign": "vcenter"})
    for at, text in enumerate(heads):
        sheet.write_string(HEAD_ROWS - 1, at, text, head)
    _write_rows(book, sheet, cells)
    for at, text in enumerate(heads):
        sheet.set_column(at, at, _width(text, [row[at] for row in cells]))
    sheet.freeze_panes(HEAD_ROWS, 0)
    sheet.autofilter(HEAD_ROWS - 1, 0, HEAD_ROWS - 1 + len(cells), len(heads) - 1)
    _paper(sheet, stamp)


def _write_rows(book: Any, sheet: Any, cells: list[list[Any]]) -> None:
    plain = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
    day = book.add_format({"border": 1, "valign": "top", "num_format": "yyyy-mm-dd", "align": "left"})
    for at, row in enumerate(cells, HEAD_ROWS):
        for column, value in enumerate(row):
            if value is None or value == "":
                sheet.write_blank(at, column, None, plain)
            elif isinstance(value, str):
                sheet.write_string(at, column, value, plain)
            elif isinstance(value, date):
                sheet.write_datetime(at, column, datetime(value.year, value.month, value.day), day)
            else:
                sheet.write_number(at, column, value, plain)


def _paper(sheet: Any, stamp: Stamp) -> None:
    """Printed: landscape, one page wide, column titles on every page, mark and watermark below."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROWS - 1)
    words = f"{stamp.mark}　{stamp.actor}　{stamp.at:%Y-%m-%d %H:%M}　编号 {stamp.trace}".replace("&", "&&")[:120]
    sheet.set_footer(f"&L{words}&R&P／&N")


def _width(head: str, values: Iterable[Any]) -> int:
    widest = max((_columns(value) for value in values), default=0)
    return min(_WIDEST, max(_NARROWEST, _columns(head) + 3, widest + 1))


def _columns(value: Any) -> int:
    if value is None:
        return 0
    text = value if isinstance(value, str) else value.isoformat() if isinstance(value, date) else str(value)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text[:_WIDEST])


def sheet_name(title: str) -> str:
    """A title as a sheet's name may be: 31 characters, none of []:*?/\\'."""
    return _NOT_IN_NAMES.sub(" ", title).strip()[:31] or "清单"
