"""The invented files: they open, hold the county's records once each, and are as messy as they should be."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from workbench.synth import County, make_county, wide_workbook, write_workbooks
from workbench.synth.layout import JUNK, LEDGER

END = date(2024, 12, 31)


@pytest.fixture(scope="module")
def county() -> County:
    return make_county(seed=4, matters=300, end=END)


@pytest.fixture(scope="module")
def paths(county: County, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_workbooks(county, tmp_path_factory.mktemp("files"))


def _numbers(path: Path, column: int, first: int) -> list[str]:
    book = CalamineWorkbook.from_path(str(path))
    rows = [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()[first:]]
    return [str(row[column]) for row in rows if "-" in str(row[column])]


def test_every_record_and_bad_row_is_in_its_file(county: County, paths: list[Path]) -> None:
    ledger, campaign, township, monthly = paths
    bad = {(row.book, row.case_no) for row in county.truth.bad_rows if row.case_no}
    wanted = bad | {(record.book, record.case_no) for record in county.records}
    found = {("台账", number) for number in _numbers(ledger, 1, 4)}
    found |= {("积案", number) for number in _numbers(campaign, 1, 3)}
    with township.open(encoding="gb18030", newline="") as file:
        found |= {("乡镇", row[0]) for row in list(csv.reader(file))[2:]}
    updated = set(county.truth.updated)
    found |= {("新增", number) for number in _numbers(monthly, 1, 1) if number not in updated}
    assert found == wanted
    assert updated <= set(_numbers(ledger, 1, 4)) & set(_numbers(monthly, 1, 1))


def test_the_reader_sets_the_planted_rows_aside(county: County, paths: list[Path]) -> None:
    """The files through the real reader: every record back, the faulty rows set aside, the junk columns unread."""
    from workbench.ledger import parse

    read = parse(paths[0])
    planted = [row for row in county.truth.bad_rows if row.book == "台账"]
    assert len(read.quarantined) == sum(row.set_aside for row in planted)
    noted = {row.case_no for row in planted if not row.set_aside}
    assert set(read.rows["case_no"]) == noted | {r.case_no for r in county.records if r.book == "台账"}
    assert JUNK not in read.rows.to_csv()
    statuses = {column.header: column.status for column in read.columns}
    assert statuses["稳控责任人"] == statuses["是否重点人员"] == "quarantined"
    assert all(total.agrees for total in read.control_totals)


def test_ledger_has_titles_two_header_rows_merges_and_tail(county: County, paths: list[Path]) -> None:
    book = load_workbook(paths[0])
    sheet = book.worksheets[0]
    assert str(sheet["A1"].value).startswith("清澜县信访事项台账")
    header = [cell.value for cell in sheet[3]]
    assert "信访人基本情况" in header and "包案领导" in header
    assert [cell.value for cell in sheet[4]][5:11] == ["姓名", "证件类型", "身份证号", "联系电话", "户籍地", "现住址"]
    merges = [merge for merge in sheet.merged_cells.ranges if merge.min_col == merge.max_col == 1 and merge.min_row > 4]
    assert merges
    tail = [row[0].value for row in sheet.iter_rows(min_row=sheet.max_row - 1)]
    assert tail == ["合计", "填表人："]


def test_mess_is_there(paths: list[Path]) -> None:
    book = load_workbook(paths[0])
    fields = [column.field for column in LEDGER]
    columns = {field: fields.index(field) for field in ("name", "id_no", "reg_time", "!")}
    cells = [row for sheet in book.worksheets for row in sheet.iter_rows(min_row=5, values_only=True)]
    kinds = {type(row[columns["reg_time"]]).__name__ for row in cells}
    assert kinds >= {"str", "int", "datetime"}
    assert any(isinstance(row[columns["id_no"]], (int, float)) for row in cells)
    assert any("等" in str(row[columns["name"]]) for row in cells)
    assert any(row[columns["!"]] == JUNK for row in cells)


def test_same_county_same_bytes(county: County, paths: list[Path], tmp_path: Path) -> None:
    again = write_workbooks(county, tmp_path)
    assert [hashlib.sha256(path.read_bytes()).digest() for path in again] == [
        hashlib.sha256(path.read_bytes()).digest() for path in paths
    ]


def test_wide_workbook(tmp_path: Path) -> None:
    path = wide_workbook(tmp_path / "wide.xlsx", 200, columns=30, seed=2)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert len(rows) == 201 and len(rows[0]) == 30
    assert len({row[0] for row in rows}) == 201
    with pytest.raises(ValueError, match="最多"):
        wide_workbook(tmp_path / "x.xlsx", 1, columns=500)
