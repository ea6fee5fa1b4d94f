"""A report as document and workbook: golden text, pages a reader sees, numbers as numbers, native charts, nothing executed."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.reports.pages import assert_glyphs, pages_of
from workbench.campaign.report_parts import Chart, Content, Section, Source, Table
from workbench.reports.filling import Stamp
from workbench.reports.layout import TEXT_WIDTH_MM
from workbench.reports.report_docx import report_docx, widths_of
from workbench.reports.report_xlsx import report_xlsx

GOLDEN = Path(__file__).with_name("golden") / "report.txt"
STAMP = Stamp("测试员", datetime(2026, 7, 1, 9, 0), "E20260630-01", "2026-06-30")
SOURCE = Source("R1", "2026-01-01", "2026-06-30")
HEAD = (
    "内容",
    "批次",
    "2025年同期批次",
    "同比（批次）",
    "人次",
    "2025年同期人次",
    "同比（人次）",
    "占来访人次",
    "个访批次",
    "个访人次",
    "集访批次",
    "集访人次",
)
ROWS = (
    ("城乡建设", "3", "2", "+50.00%", "10", "0", "—（基数为0）", "10 / 12（83.33%）", "2", "4", "1", "6"),
    ("=1+1 {{ title }}", "1", "1", "持平", "2", "4", "−50.00%", "2 / 12（16.67%）", "1", "2", "0", "0"),
    ("合计", "4", "3", "+33.33%", "12", "4", "+200.00%", "12 / 12（100.00%）", "3", "6", "1", "6"),
)
FIGURES = (
    (None, 3, 2.0, 50.0, 10, 0.0, None, 83.33, 2, 4, 1, 6),
    (None, 1, 1.0, 0.0, 2, 4.0, -50.0, 16.67, 1, 2, 0, 0),
    (None, 4, 3.0, 33.33, 12, 4.0, 200.0, 100.0, 3, 6, 1, 6),
)


def content() -> Content:
    every = ("*",)
    opens = ((), every, (), (), every, (), (), every, every, every, every, every)
    lines = (("城乡建设",), ("其他",), ("城乡建设", "其他"))
    table = Table(
        "R1",
        "群众来访（按内容）",
        HEAD,
        ROWS,
        SOURCE,
        "来访的登记件",
        FIGURES,
        opens,
        lines,
        notes=("对比期 2025-01-01 至 2025-06-30",),
    )
    listed = Table(
        "W3",
        "新反弹事项",
        ("事项", "主办单位", "日期"),
        (),
        Source("W3", "2026-01-01", "2026-06-30"),
        "期间内化解后再次登记的事项",
    )
    chart = Chart(
        "群众来访（按内容）",
        "R1",
        "bar",
        ("城乡建设", "=1+1 {{ title }}"),
        (("个访批次", (2, 1)), ("集访批次", (1, 0))),
    )
    told = ("登记来访 4 批（2025年同期 3，同比 +33.33%）、12 人次。",)
    sections = (
        Section("一、群众来访", told, (table,), (chart,)),
        Section("二、新反弹", ("新反弹事项：期间内没有登记。",), (listed,)),
    )
    return Content(
        "半年报告",
        "清澜县信访工作半年报告",
        "2026-01-01",
        "2026-06-30",
        "E20260630-01",
        "2026-06-30",
        "内部",
        "2025年同期",
        ("对比期：2025年同期",),
        sections,
    )


def test_the_text_is_the_golden_one() -> None:
    assert content().text + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_the_document_turns_into_pages(tmp_path: Path) -> None:
    pages = pages_of(report_docx(content(), STAMP), tmp_path)
    assert_glyphs(pages)
    text = "".join(page.text for page in pages)
    flat = "".join(text.split())
    for word in (
        "清澜县信访工作半年报告",
        "一、群众来访",
        "同比+33.33%",
        "10/12（83.33%）",
        "—（基数为0）",
        "查询R1/R1",
    ):
        assert word in flat, word
    assert all("内部" in page.text and "测试员" in page.text and "E20260630-01" in page.text for page in pages)
    assert "=1+1{{title}}" in flat
    assert len(pages) <= 2


def test_made_twice_the_document_is_the_same_in_its_text() -> None:
    made = [report_docx(content(), STAMP) for _ in range(2)]
    bodies = [zipfile.ZipFile(io.BytesIO(one)).read("word/document.xml") for one in made]
    assert bodies[0] == bodies[1]


def test_no_mark_of_the_layout_is_left_unfilled() -> None:
    document = docx.Document(io.BytesIO(report_docx(content(), STAMP)))
    section = document.sections[0]
    for part in (section.header, section.even_page_header, section.footer, section.even_page_footer):
        assert "{{" not in "".join(line.text for line in part.paragraphs)
    assert document.core_properties.title == "清澜县信访工作半年报告"


@pytest.mark.parametrize("size", [8.0, 12.0])
def test_columns_fill_the_text_and_no_more(size: float) -> None:
    long = tuple(tuple(cell * 4 for cell in row) for row in ROWS)
    for rows in (ROWS, long, ()):
        found = widths_of(HEAD, rows, size)
        assert sum(found) == pytest.approx(TEXT_WIDTH_MM, abs=0.2) and min(found) > 3


def test_the_workbook_holds_numbers_native_charts_and_no_formula() -> None:
    made = report_xlsx(content(), STAMP)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["文字", "R1 群众来访（按内容）", "W3 新反弹事项"]
    sheet = book["R1 群众来访（按内容）"]
    assert [cell.value for cell in sheet[4]] == list(HEAD)
    assert sheet["B5"].value == 3 and sheet["B5"].data_type == "n"
    assert sheet["A6"].value == "=1+1 {{ title }}" and sheet["A6"].data_type == "s"
    assert sheet["H5"].value == "10 / 12（83.33%）"
    names = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert "xl/charts/chart1.xml" in names
    drawn = zipfile.ZipFile(io.BytesIO(made)).read("xl/charts/chart1.xml").decode()
    assert "$A$5:$A$6" in drawn and "$I$5:$I$6" in drawn and "$K$5:$K$6" in drawn
