"""Columns encoded slice by slice are the columns of the whole sheet, and only those that are fields in any case."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from workbench.ledger import ahead, files, sheets, slices
from workbench.ledger.ahead import Ahead, sure_columns
from workbench.ledger.grid import Grid
from workbench.ledger.sheets import SheetReading, read_sheet


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "LARGE", 1)
    monkeypatch.setattr(slices, "_SLICE", 30_000)


PART = "xl/worksheets/sheet1.xml"
HEAD = ["序号", "信访件编号", "信访人姓名", "联系电话", "稳控责任人", "登记时间", "主要诉求", "责任单位"]


def _ledger(path: Path, invented: Any, rows: int = 500, *, title: bool = False, joint: bool = False) -> Path:
    """A large ledger: numbers and days among texts, an empty stretch, a total, a lost number, a column never to be read."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("台账")
        if title:
            sheet.write_row(0, 1, ["2023年信访台账"])
        sheet.write_row(title, 0, HEAD)
        for at in range(rows):
            if 200 < at < 260:
                continue
            case_no, name, _, phone, day, claim, unit = invented.row(at)
            line = [at + 1, case_no, name, phone, "某民警", day, claim + "，请尽快答复" * 3, unit]
            line[3] = 1.3e15 if at == 7 else "1.30000E+10" if at == 11 else line[3]
            line[7] = "" if joint and 20 < at < 24 else unit
            line[5] = 3.1 if at == 9 else date(2023, 5, 1) if at % 50 == 4 else line[5]
            for column, cell in enumerate(line):
                if isinstance(cell, date):
                    sheet.write_datetime(title + 1 + at, column, cell)  # type: ignore[arg-type]
                else:
                    sheet.write(title + 1 + at, column, cell)
        sheet.write_row(title + 1 + rows, 0, ["合计", rows - 59])
    return _merged(path, "A12:A13", "H22:H25") if joint else path


def _merged(path: Path, *ranges: str) -> Path:
    """The workbook with merged cells, which stand behind its rows."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    merges = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    parts[PART] = parts[PART].replace(b"</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>".encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def _read(grid: Grid) -> SheetReading:
    reading = read_sheet(grid, {})
    assert reading is not None
    return reading


@pytest.mark.parametrize(("title", "joint"), [(False, False), (True, False), (True, True)])
def test_it_is_read_as_without(
    tmp_path: Path, invented: Any, monkeypatch: pytest.MonkeyPatch, title: bool, joint: bool
) -> None:
    path, made = _ledger(tmp_path / "大表.xlsx", invented, title=title, joint=joint), []
    monkeypatch.setattr(Ahead, "take", _noted(Ahead.take, made))
    (grid,), _ = files.open_grids(path)
    early = _read(grid)
    assert len(made) >= (5 if joint else 6) and all(column is not None for column in made)
    (grid,), _ = files.open_grids(path)
    late = _read(replace(grid, ahead=None))
    assert early == late and len(early.numbers) == 441
    assert {(letter, code) for _, letter, code in early.flags} == {("D", "PHONE_LOST"), ("F", "DATE_AS_NUMBER")}
    assert len(early.flags) == 3 and bool(early.joined) is joint
    assert early.cells["G"].type == late.cells["G"].type and early.cells["G"].to_pylist()[-1].startswith(
        "要求处理第499号"
    )


def _noted(column: Any, made: list[Any]) -> Any:
    def noted(*arguments: Any) -> Any:
        made.append(column(*arguments))
        return made[-1]

    return noted


def test_what_is_never_read_is_not_encoded_either(
    tmp_path: Path, invented: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Any] = []
    for module in (ahead, sheets):
        name = "as_texts" if module is ahead else "encoded"
        monkeypatch.setattr(module, name, _spied(getattr(module, name), seen))
    (grid,), _ = files.open_grids(_ledger(tmp_path / "大表.xlsx", invented))
    _read(grid)
    assert len(seen) > 10 and not any("某民警" in cells for cells in seen)


def _spied(encode: Any, seen: list[Any]) -> Any:
    def spied(cells: Any) -> Any:
        seen.append(cells)
        return encode(cells)

    return spied


def _grid(*rows: list[object], copies: int = 40) -> Grid:
    width = max(map(len, rows))
    body: list[list[object]] = [["甲"] * width for _ in range(copies)]
    return Grid("台账", [[*row, *[""] * (width - len(row))] for row in rows] + body, left=2)


def test_only_a_plain_header_is_sure() -> None:
    head: list[object] = ["信访件编号", "信访人姓名", "稳控责任人", "登记时间", "主要诉求"]
    assert sure_columns(_grid(head)) == [2, 3, 5, 6]
    assert sure_columns(_grid(["二〇二三年台账"], head)) == [2, 3, 5, 6]
    assert sure_columns(_grid(["台账", "", "稳控情况"], head)) == []  # a merge may put 稳控 above what stands below it
    assert sure_columns(_grid(head, copies=5)) == []  # the header may yet come
    assert sure_columns(_grid(["甲"] * 5)) == []


def test_slices_of_other_widths_and_places_are_put_side_by_side() -> None:
    head: list[object] = ["信访件编号", "信访人姓名", "登记时间", "主要诉求"]
    first = Grid("台账", [head, *([f"号{at}", "甲", "", "诉求"] for at in range(50))], top=3, left=1)
    second = Grid("台账", [[7.0, "乙"], ["", "丙"]], top=3 + 51 + 2, left=0)
    made = Ahead()
    for part in (first, Grid("台账", []), second):
        made.add(part)
    rows = [1, 50, 51, 53, 54]
    column = made.take(1, rows)
    assert column is not None and column[0].to_pylist() == ["号0", "号49", "", "乙", "丙"] and column[1]
    assert made.take(4, range(49, 55))[0].to_pylist() == ["诉求", "诉求", "", "", "", ""]  # type: ignore[index]
    assert made.take(0, rows) is None and made.take(1, []) is None


def test_slices_that_do_not_follow_each_other_are_given_up() -> None:
    head: list[object] = ["信访件编号", "信访人姓名", "登记时间", "主要诉求"]
    for top in (10, 400_000):
        made = Ahead()
        made.add(Grid("台账", [head, *(["号", "甲", "", "诉求"] for _ in range(50))]))
        made.add(Grid("台账", [["号", "甲", "", "诉求"]], top=top))
        assert made.take(0, [1, 2]) is None
