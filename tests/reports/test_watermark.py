"""Who took a paper out (水印): across every page of a working paper, never across an issued one, and a number in every foot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reports.meeting_cases import papers
from tests.reports.pages import pages_of_pdf
from tests.reports.paper_cases import STAMP, full, opened
from workbench.reports.case_paper import case_paper_docx
from workbench.reports.pdf import office_program, page_texts, to_pdf
from workbench.review.paper import case_paper

needs_office = pytest.mark.skipif(not office_program(), reason="没有 LibreOffice")


def _slanting(made: bytes) -> list[str]:
    """The words of WordArt in each header."""
    section = opened(made).sections[0]
    headers = (section.header, section.even_page_header)
    return [
        str(shape.get("string"))
        for one in headers
        for shape in one._element.iter()
        if shape.tag.endswith("}textpath") and shape.get("string")
    ]


def _foot(made: bytes) -> str:
    return str(opened(made).sections[0].footer.paragraphs[1].text)


def test_a_working_paper_says_who_and_when_on_every_page() -> None:
    made = case_paper_docx(case_paper(full()), STAMP)
    assert _slanting(made) == ["测试员 2026-11-22 16:40"] * 2
    assert _foot(made).endswith(f"编号 {STAMP.trace}")


def test_a_name_cannot_break_out_of_the_drawing_or_be_run() -> None:
    hostile = replace(STAMP, actor='"/><w:p>{{ 7*7 }}</w:p>&')
    made = case_paper_docx(case_paper(full()), hostile)
    assert [one[:17] for one in _slanting(made)] == ['"/><w:p>{{ 7*7 }}'] * 2


@pytest.mark.parametrize(
    ("name", "slanting"), [("minutes_issued", []), ("minutes_corrected", []), ("minutes_draft", ["草稿", "草稿"])]
)
def test_minutes_keep_the_official_layout(name: str, slanting: list[str]) -> None:
    found = papers()
    if name not in found:
        pytest.skip(f"没有样张 {name}；有：{'、'.join(found)}")
    made = found[name]
    assert _slanting(made) == slanting
    if not slanting:
        assert _foot(made).startswith("编号 ") and STAMP.actor not in _foot(made)


def test_the_number_is_one_deeds_own() -> None:
    assert STAMP.trace == replace(STAMP, mark="代拟稿").trace
    assert STAMP.trace != replace(STAMP, actor="别人").trace != replace(STAMP, edition="E20261120-02").trace


@needs_office
def test_libreoffice_draws_it_on_every_page() -> None:
    made = case_paper_docx(case_paper(full()), STAMP)
    plain = case_paper_docx(case_paper(full()), replace(STAMP, official=True))
    pages, bare = (pages_of_pdf(to_pdf(one)) for one in (made, plain))
    assert len(pages) == len(bare) > 1
    for page, without in zip(pages, bare, strict=True):
        pale = (page.image < 250) & (without.image > 250)
        assert 0.002 < pale.mean() < 0.08, "the mark is missing, or hides the page"
    assert all(f"编号 {STAMP.trace}" in text for text in page_texts(to_pdf(made)))
