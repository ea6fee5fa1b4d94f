"""The invented county's files (台账文件): messy workbooks and a township's CSV, as they come to the office."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.synth.cells import Cell, Pen
from workbench.synth.draw import Draw
from workbench.synth.layout import CAMPAIGN, JUNK, LEDGER, MONTHLY, TOWNSHIP, Column
from workbench.synth.model import County, LedgerRecord
from workbench.synth.units import level_office

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_CREATED = datetime(2024, 1, 1)
Row = list[Cell]


def write_workbooks(county: County, folder: Path) -> list[Path]:
    """Write the county's ledger, the campaign's list, a township's CSV and the last month's list; same county, same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    end = county.end
    return [
        _ledger(county, folder / "清澜县信访事项台账.xlsx"),
        _campaign(county, folder / "国家和省交办重复信访积案台账.xlsx"),
        _township(county, folder / "云栖镇信访台账.csv"),
        _monthly(county, folder / f"{end.year}年{end.month}月新增信访事项.xlsx"),
    ]


def _book(path: Path) -> Workbook:
    from xlsxwriter import Workbook

    book = Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_urls": False})
    book.set_properties({"created": _CREATED})
    return book


def shelf(county: County, book: str) -> list[LedgerRecord]:
    """The records of one file in the order of registration, its bad rows strewn in at fixed places."""
    records = sorted((r for r in county.records if r.book == book), key=lambda record: (record.reg, record.case_no))
    bad = [row for row in county.truth.bad_rows if row.book == book]
    for index, row in enumerate(bad):
        at = (index + 1) * len(records) // (len(bad) + 1)
        near = records[min(at, len(records) - 1)].reg if records else county.end
        records.insert(at, LedgerRecord(row.case_no, "", near, book, row.values, ()))
    return records


def _ledger(county: County, path: Path) -> Path:
    """The main ledger: a sheet a year, title rows, a two-row header, merged numbers of joint cases, tail rows."""
    draw = Draw(f"{county.seed}|台账")
    with _book(path) as book:
        for year, records in groupby(shelf(county, "台账"), key=lambda record: record.reg.year):
            sheet = book.add_worksheet(f"{year}年")
            pen, rows = Pen(draw), list(records)
            first = _titles(sheet, f"{county.office[:3]}信访事项台账（{year}年）", county, LEDGER)
            at = _double_header(sheet, first)
            for number, record in enumerate(rows, start=1):
                at = _joint(sheet, at, number, record, pen, draw)
            _tail(sheet, at, len(rows))
    return path


def _titles(sheet: Worksheet, title: str, county: County, columns: Sequence[Column]) -> int:
    sheet.merge_range(0, 0, 0, len(columns) - 1, title)
    sheet.write_string(1, 0, f"填报单位：{county.office}")
    sheet.write_string(1, 8, f"填报时间：{county.end.year}年{county.end.month}月{county.end.day}日")
    return 2


def _double_header(sheet: Worksheet, at: int) -> int:
    """Two header rows: parents merged over their columns, single headers merged downwards."""
    column = 0
    for parent, group in groupby(LEDGER, key=lambda item: item.parent):
        items = list(group)
        if parent:
            sheet.merge_range(at, column, at, column + len(items) - 1, parent)
        for offset, item in enumerate(items):
            if parent:
                sheet.write_string(at + 1, column + offset, item.header)
            else:
                sheet.merge_range(at, column + offset, at + 1, column + offset, item.header)
        column += len(items)
    return at + 2


def _joint(sheet: Worksheet, at: int, number: int, record: LedgerRecord, pen: Pen, draw: Draw) -> int:
    """One record; further people of a joint case stand in rows of their own under one merged number."""
    _put(sheet, at, _cells(LEDGER, record, pen, draw, number))
    others = record.contacts[1:]
    if others:
        sheet.merge_range(at, 0, at + len(others), 0, number)
    by_field = {column.field: index for index, column in enumerate(LEDGER)}
    for offset, contact in enumerate(others, start=1):
        for field, text in (("name", contact.name), ("id_no", contact.id_no), ("phone", contact.phone)):
            if text:
                sheet.write_string(at + offset, by_field[field], text)
    return at + 1 + len(others)


def _cells(columns: Sequence[Column], record: LedgerRecord, pen: Pen, draw: Draw, number: int) -> Row:
    return [_cell(column.field, record, pen, draw, number) for column in columns]


def _cell(field: str, record: LedgerRecord, pen: Pen, draw: Draw, number: int) -> Cell:
    if field == "#":
        return number
    if field == "!":
        return JUNK if draw.chance(0.4) else ""
    if field == "?":
        return f"W-{draw.number(1, 80):03d}" if draw.chance(0.6) else ""
    if field.startswith("@"):
        name, _, post = record.values.get("case_leader", "").rstrip("）").partition("（")
        return name if field == "@name" else post
    return pen.write(field, record)


def _put(sheet: Worksheet, at: int, cells: Iterable[Cell]) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, datetime):
            sheet.write_datetime(at, column, cell)
        elif isinstance(cell, (int, float)):
            sheet.write_number(at, column, cell)
        elif cell:
            sheet.write_string(at, column, cell)


def _tail(sheet: Worksheet, at: int, count: int) -> None:
    _put(sheet, at, ["合计", f"{count}件"])
    _put(sheet, at + 1, ["填表人：", "", "", "", "审核人：", "", "", "联系电话："])


def _campaign(county: County, path: Path) -> Path:
    """The list of the batch handed down by nation and province, with other headers; the source is told by organ."""
    draw = Draw(f"{county.seed}|积案")
    with _book(path) as book:
        sheet, pen = book.add_worksheet("第一批"), Pen(draw)
        at = _titles(sheet, "附件1  国家和省交办重复信访积案台账（第一批）", county, CAMPAIGN)
        _put(sheet, at, [column.header for column in CAMPAIGN])
        records = shelf(county, "积案")
        for number, record in enumerate(records, start=1):
            organ = level_office(record.values.get("source_level", "县"))
            told = replace(record, values={**record.values, "source_level": organ})
            _put(sheet, at + number, _cells(CAMPAIGN, told, pen, draw, number))
        _tail(sheet, at + len(records) + 1, len(records))
    return path


def _township(county: County, path: Path) -> Path:
    """A township's own list: a CSV in GB18030 with a title line above the header."""
    draw = Draw(f"{county.seed}|乡镇")
    pen = Pen(draw, text_only=True)
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["云栖镇信访台账"])
        writer.writerow([column.header for column in TOWNSHIP])
        for number, record in enumerate(shelf(county, "乡镇"), start=1):
            writer.writerow(_cells(TOWNSHIP, record, pen, draw, number))
    return path


def _monthly(county: County, path: Path) -> Path:
    """The last month's registrations under one header row, and rows of the ledger whose progress has changed."""
    draw = Draw(f"{county.seed}|新增")
    with _book(path) as book:
        sheet, pen = book.add_worksheet("新增"), Pen(draw)
        _put(sheet, 0, [column.header for column in MONTHLY])
        for number, record in enumerate([*shelf(county, "新增"), *_updates(county)], start=1):
            _put(sheet, number, _cells(MONTHLY, record, pen, draw, number))
    return path


def _updates(county: County) -> Iterator[LedgerRecord]:
    """Rows already in the ledger, with this month's progress; everything else as it was."""
    known = {record.case_no: record for record in county.records}
    for case_no in county.truth.updated:
        record = known[case_no]
        note = {"progress": f"{county.end.month}月已召开推进会，明确下步责任分工。"}
        yield replace(record, values={**record.values, **note})
