"""Charts of a report: native parts with their figures, the same bytes for the same chart, drawn on the page, words beside them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from tests.reports.pages import pages_of
from tests.reports.test_report_docx import STAMP, content
from workbench.campaign.report_parts import Chart
from workbench.reports.leaks import texts_by_part
from workbench.reports.report_chart import MOST, height_of, parts_of, unit_of, words_of
from workbench.reports.report_docx import report_docx
from workbench.reports.report_xlsx import report_xlsx

BARS = Chart("来访", "R1", "bar", ("城乡建设", "=1+1"), (("个访批次", (2, 1)), ("集访批次", (1, None))))
PATH = Chart(
    "进度", "K6", "line", ("2026-01-31", "2026-02-28"), (("节点要求", (0, 62)), ("已化解（扣除反弹）", (50, 61)))
)


@pytest.mark.parametrize("chart", [BARS, PATH])
def test_the_same_chart_is_the_same_bytes(chart: Chart) -> None:
    assert parts_of(chart, "内容") == parts_of(chart, "内容")


@pytest.mark.parametrize("chart", [BARS, PATH])
def test_the_part_holds_the_figures_and_its_workbook_too(chart: Chart) -> None:
    xml, workbook = parts_of(chart, "内容")
    told = xml.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(workbook))["数据"]
    for at, category in enumerate(chart.categories):
        assert f"<c:v>{category}</c:v>" in told and sheet.cell(at + 2, 1).value == category
        for column, (name, values) in enumerate(chart.series, 2):
            assert f"<c:v>{name}</c:v>" in told and sheet.cell(1, column).value == name
            assert sheet.cell(at + 2, column).value == values[at]
            assert values[at] is None or f"<c:v>{values[at]}</c:v>" in told
    assert sheet["A3"].data_type == "s"  # "=1+1" is no formula


def test_letters_are_chinese_and_both_axes_are_named() -> None:
    told = parts_of(BARS, "内容")[0].decode()
    assert told.count('<a:ea typeface="宋体"/>') == told.count("<a:latin ") > 4 and 'lang val="zh-CN"' in told
    assert "<a:t>内容</a:t>" in told and "<a:t>（批次）</a:t>" in told
    assert told.count('<c:showSerName val="0"/>') == told.count('<c:showVal val="1"/>') == 2


def test_colours_are_one_accent_and_greys() -> None:
    many = replace(BARS, series=tuple((f"列{n}", (n, n)) for n in range(4)))
    told = parts_of(many, "内容")[0].decode()
    used = {part.split('"')[0] for part in told.split('srgbClr val="')[1:]}
    coloured = [one for one in used if len({one[:2], one[2:4], one[4:]}) > 1]
    assert coloured == ["1F4E79"]


def test_in_the_document_it_is_a_chart_part_bound_to_its_data() -> None:
    made = report_docx(content(), STAMP)
    with zipfile.ZipFile(io.BytesIO(made)) as held:
        names = held.namelist()
        assert "word/charts/chart1.xml" in names and "word/embeddings/chart1.xlsx" in names
        related = held.read("word/charts/_rels/chart1.xml.rels").decode()
        assert "../embeddings/chart1.xlsx" in related and "/package" in related
        assert (
            'ContentType="application/vnd.openxmlformats-officedocument.drawingml.chart+xml"'
            in held.read("[Content_Types].xml").decode()
        )
        assert held.read("word/charts/chart1.xml") == parts_of(content().sections[0].charts[0], "内容")[0]
        body = held.read("word/document.xml").decode()
    assert "图：群众来访（按内容）。城乡建设：个访批次 2、集访批次 1" in body
    assert "图 R1　群众来访（按内容）" in "\n".join(line.text for line in docx.Document(io.BytesIO(made)).paragraphs)
    assert "城乡建设" in "".join(
        text for part, text in texts_by_part(made) if "charts" in part
    )  # looked at for leaks too


def test_the_workbook_draws_the_same_chart_over_its_own_cells() -> None:
    with zipfile.ZipFile(io.BytesIO(report_xlsx(content(), STAMP))) as held:
        told = held.read("xl/charts/chart1.xml").decode()
    assert "1F4E79" in told and "<a:t>（批次）</a:t>" in told and "<a:t>群众来访（按内容）</a:t>" in told


def test_the_page_shows_bars_names_and_figures(tmp_path: Path) -> None:
    pages = pages_of(report_docx(content(), STAMP), tmp_path)
    page = next(page for page in pages if "图R1" in "".join(page.text.split()))
    flat = "".join(page.text.split())
    assert "（批次）" in flat and flat.count("城乡建设") >= 2  # once in the table, once at its bar
    assert ((page.image > 60) & (page.image < 80)).sum() > 20_000  # the accent's grey: filled bars on the page


def test_many_categories_lie_and_fit_the_page() -> None:
    tall = replace(BARS, categories=tuple(f"单位{n}" for n in range(MOST)), series=(("件次", tuple(range(MOST))),))
    assert '<c:barDir val="bar"/>' in parts_of(tall, "单位")[0].decode()
    assert '<c:barDir val="col"/>' in parts_of(BARS, "内容")[0].decode()
    assert height_of(BARS) < height_of(tall) <= 205
    assert [unit_of(one) for one in (BARS, PATH, tall)] == ["批次", "件", "件次"]


def test_what_cannot_be_drawn_is_said() -> None:
    told = content()
    section = told.sections[0]
    for chart, words in (
        (replace(section.charts[0], series=(("个访批次", (0, None)),)), "各数均为 0，不作图"),
        (
            replace(section.charts[0], categories=("甲",) * (MOST + 1), series=(("个访批次", (1,) * (MOST + 1)),)),
            "多于 40 行不作图",
        ),
    ):
        made = report_docx(replace(told, sections=(replace(section, charts=(chart,)),)), STAMP)
        assert words in "\n".join(line.text for line in docx.Document(io.BytesIO(made)).paragraphs)
        assert not [name for name in zipfile.ZipFile(io.BytesIO(made)).namelist() if "charts" in name]


def test_words_read_the_chart_out_and_end() -> None:
    assert words_of(BARS) == "图：来访。城乡建设：个访批次 2、集访批次 1；=1+1：个访批次 1、集访批次 —。"
    long = replace(BARS, categories=("单" * 40,) * 100, series=(("件次", (1,) * 100),))
    assert len(words_of(long)) < 920 and words_of(long).endswith("……见表 R1")
