"""会议纪要 in 纪要格式: order and labels of GB/T 9704, 草稿 on every page until issued, pages a reader can read."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from docx.shared import Pt

from tests.reports.meeting_cases import CORRECTED, DRAFT, ISSUED, body_text
from tests.reports.pages import assert_glyphs, pages_of
from tests.reports.paper_cases import STAMP, opened
from workbench.reports.minutes_paper import MinutesPaper, minutes_docx


def headers(made: bytes) -> str:
    with zipfile.ZipFile(BytesIO(made)) as held:
        return "".join(held.read(name).decode() for name in held.namelist() if "/header" in name)


@pytest.mark.parametrize(("paper", "draft"), [(ISSUED, False), (CORRECTED, False), (DRAFT, True)])
def test_draft_stands_in_both_headers_until_issued(paper: MinutesPaper, draft: bool) -> None:
    made = minutes_docx(paper, STAMP)
    assert headers(made).count('string="草稿"') == (2 if draft else 0)
    section = opened(made).sections[0]
    for header in (section.header, section.even_page_header):
        assert ("草稿" in header.paragraphs[0].text) is draft
    assert ("未印发" in body_text(opened(made))) is draft


def test_order_mark_number_office_body_who_distribution() -> None:
    told = body_text(opened(minutes_docx(ISSUED, STAMP)))
    wanted = (
        "清澜县信访工作联席会议纪要", "〔2026〕第1期", "清澜县信访工作联席会议办公室\t2026年11月25日",
        "会议听取了", "会议认为，", "会议议定以下事项：", "1．", "2．", "会议要求，", "出席：", "请假：", "列席：无。",
        "分送：县委副书记，县财政局，县水利局。",
    )  # fmt: skip
    places = [told.index(word) for word in wanted]
    assert places == sorted(places) and "主送" not in told and "印章" not in told


def test_labels_are_bold_black_and_the_mark_is_red() -> None:
    lines = opened(minutes_docx(ISSUED, STAMP)).paragraphs
    labels = [line.runs[0] for line in lines if line.text.startswith(("出席：", "请假：", "列席："))]
    assert len(labels) == 3
    for label in labels:
        assert label.font.bold and label._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "黑体"
    assert str(lines[0].runs[0].font.color.rgb) == "C00000" and lines[0].runs[0].font.size == Pt(30)


def test_a_correction_says_what_it_corrects() -> None:
    assert "（第2版，更正说明：第2项期限误写。此前印发的版本以本版为准。）" in body_text(
        opened(minutes_docx(CORRECTED, STAMP))
    )


def test_nothing_decided_is_a_gap() -> None:
    bare = replace(DRAFT, text=replace(DRAFT.text, decided=(), distribution=()))
    told = body_text(opened(minutes_docx(bare, STAMP)))
    assert "（未登记：会议议定事项）" in told and "分送" not in told and "会议议定以下" not in told


@pytest.mark.parametrize("paper", [ISSUED, DRAFT], ids=["issued", "draft"])
def test_pages_can_be_read(paper: MinutesPaper, tmp_path: Path) -> None:
    pages = pages_of(minutes_docx(paper, STAMP), tmp_path)
    told = "".join("".join(page.text.split()) for page in pages)
    for word in (
        "清澜县信访工作联席会议纪要",
        "由清澜县财政局牵头，清澜县司法局配合",
        "出席：县委副书记、县财政局局长",
        "分送：",
    ):
        assert word in told
    if paper is ISSUED:
        assert_glyphs(pages)
    grey = [float(((page.image > 200) & (page.image < 245)).mean()) for page in pages]
    assert all((share > 0.03) is (paper is DRAFT) for share in grey), (
        grey
    )  # the pale word covers the page or nothing does
