"""A sheet read in slices is the sheet read whole; what is not plainly made is read whole."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from workbench.ledger import LedgerError, files, slices
from workbench.ledger.grid import Grid

PART = "xl/worksheets/sheet1.xml"
Change = Callable[[bytes], bytes]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sheets of this size are large enough to be cut."""
    monkeypatch.setattr(slices, "LARGE", 1)
    monkeypatch.setattr(slices, "_SLICE", 20_000)


def _write(path: Path, rows: int, *, top: int = 0, left: int = 0, inline: bool = True) -> Path:
    """Texts, numbers, days and truth values; some rows and columns empty, merges at both ends."""
    options = {"constant_memory": inline, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("台账")
        for row in range(rows):
            if 300 < row < 420:
                continue
            sheet.write_string(top + row, left + 1, f"第{row if inline else row % 20}件 <&> “事项”？!")
            sheet.write_number(top + row, left + 2, row + (row % 3) / 4)
            sheet.write_datetime(top + row, left + 3, datetime(2023, 1, 1 + row % 28, 9 * (row % 2)))
            sheet.write_boolean(top + row, left + 4, bool(row % 2))
            if row == 5:
                sheet.write_formula(top + row, left + 5, "=1/0", None, "#DIV/0!")
            if row == rows - 5:
                sheet.write_formula(top + row, left + 5, "=A1", None, "")
            if row > rows - 50:
                sheet.write_string(top + row, left + 6, "末列")
            if row > rows - 60:
                sheet.write_string(top + row, left, "首列")
        if not inline:
            sheet.merge_range(top, left + 8, top + 2, left + 9, "")
        sheet.merge_range(top + rows, left + 1, top + rows, left + 4, "合计")
    return path


def _changed(path: Path, change: Change) -> Path:
    """The workbook with another text of its sheet."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, change(content) if name == PART else content)
    return path


def _whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Grid]:
    with monkeypatch.context() as patch:
        patch.setattr(slices, "LARGE", 1 << 40)
        return files.open_grids(path)[0]


def _sliced(path: Path) -> slices.Sheet | None:
    return slices.read_sliced(path, "台账", 1_000_000)


@pytest.mark.parametrize(("rows", "top", "left", "inline"), [(900, 0, 0, True), (900, 4, 2, True), (1500, 3, 0, False)])
def test_slices_are_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, top: int, left: int, inline: bool
) -> None:
    path = _write(tmp_path / "大表.xlsx", rows, top=top, left=left, inline=inline)
    read: list[Any] = []
    monkeypatch.setattr(slices, "_read", _kept(slices._read, read))
    cut = files.open_grids(path)[0]
    assert len(read) >= 3
    assert cut == _whole(path, monkeypatch)
    assert [(fault.row, fault.error) for fault in cut[0].faults] == [(top + 6, True), (top + rows - 4, False)]
    assert cut[0].merges and cut[0].top == top and isinstance(cut[0].rows[0][3], date)


def _kept(read: Callable[..., Any], parts: list[Any]) -> Callable[..., Any]:
    def reading(*arguments: Any) -> Any:
        parts.append(read(*arguments))
        return parts[-1]

    return reading


@pytest.mark.parametrize("size", [5_000, 7_777, 33_333, 60_000])
def test_any_size_of_slice_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    path = _write(tmp_path / "大表.xlsx", 700)
    monkeypatch.setattr(slices, "_SLICE", size)
    assert files.open_grids(path)[0] == _whole(path, monkeypatch)


ODD: dict[str, Change] = {
    "comment": lambda xml: xml.replace(b'<row r="200"', b'<!-- <row r="1"> --><row r="200"'),
    "CDATA": lambda xml: xml.replace(b"<t>", b"<t><![CDATA[", 1).replace(b"</t>", b"]]></t>", 1),
    "instruction": lambda xml: xml.replace(b'<row r="200"', b'<?x <row r="1"> ?><row r="200"'),
    "rows not numbered": lambda xml: xml.replace(b"<row r=", b"<row x="),
    "rows over again": lambda xml: xml.replace(
        b"</sheetData>", xml[xml.index(b'<row r="2"') : xml.index(b'<row r="3"')] + b"</sheetData>"
    ),
    "another prefix": lambda xml: xml.replace(b"<row ", b"<x:row ").replace(b"</row>", b"</x:row>"),
    "no rows' end": lambda xml: xml.replace(b"</sheetData>", b""),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_not_plain_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = _changed(_write(tmp_path / "大表.xlsx", 900), ODD[name])
    assert _result(path, monkeypatch, cut=True) == _result(path, monkeypatch, cut=False)
    if name not in ("rows over again", "no rows' end"):
        assert _sliced(path) is None


def _result(path: Path, monkeypatch: pytest.MonkeyPatch, *, cut: bool) -> list[Grid] | str:
    try:
        return files.open_grids(path)[0] if cut else _whole(path, monkeypatch)
    except LedgerError as error:
        return error.sentence


def test_many_shared_strings_are_read_once(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(path := tmp_path / "大表.xlsx")) as book:
        sheet = book.add_worksheet("台账")
        for row in range(600):
            sheet.write_string(row, 0, f"第{row}件的长内容" * 20)
    assert _sliced(path) is None


def test_a_far_cell_is_refused_as_before(tmp_path: Path) -> None:
    path = _write(tmp_path / "大表.xlsx", 900)
    assert _sliced(path) is not None
    with pytest.raises(MemoryError):
        slices.read_sliced(path, "台账", 900)


@pytest.mark.parametrize("name", ["别的表", "台账"])
def test_another_kind_of_file_or_sheet_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = _write(tmp_path / "大表.xlsx", 900)
    if name == "台账":
        monkeypatch.setattr(slices, "LARGE", 24 << 20)
    assert slices.read_sliced(path, name, 1_000_000) is None


def test_a_damaged_package_gets_calamines_sentence(tmp_path: Path) -> None:
    path = _write(tmp_path / "大表.xlsx", 900)
    with zipfile.ZipFile(path) as package:
        at = package.getinfo(PART).header_offset + 200
    content = bytearray(path.read_bytes())
    content[at : at + 400] = bytes(400)
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="已损坏"):
        files.open_grids(path)
