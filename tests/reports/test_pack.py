"""A meeting's papers: golden texts, contents with right pages, marks, hostile text, and what happens without LibreOffice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from tests.reports.meeting_cases import AGENDA, GOLDEN, MEETING, body_text, pack_content, papers
from tests.reports.pages import assert_glyphs, pages_of_pdf
from tests.reports.paper_cases import HOSTILE, STAMP, opened
from workbench.reports import pack, pdf
from workbench.reports.agenda_paper import Item, agenda_docx, agenda_part
from workbench.reports.filling import TemplateFault
from workbench.reports.layout import new_document
from workbench.reports.pack import bind, pack_docx
from workbench.reports.pdf import Heading, office_program, outline, page_texts

needs_office = pytest.mark.skipif(not office_program(), reason="没有 LibreOffice")
PAPERS = papers()


@pytest.mark.parametrize("name", PAPERS)
def test_golden_texts(name: str) -> None:
    assert body_text(opened(PAPERS[name])) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_bears_its_marks(name: str) -> None:
    section, issued = opened(PAPERS[name]).sections[0], name in ("minutes_issued", "minutes_corrected")
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text.startswith("内部")
        assert ("测试员　2026-11-22 16:40 打印" in header.paragraphs[0].text) is not issued
    for footer in (section.footer, section.even_page_footer):
        assert f"编号 {STAMP.trace}" in footer.paragraphs[1].text or issued
    assert "{" not in body_text(opened(PAPERS[name]))


@needs_office
def test_contents_give_the_pages_the_parts_begin_on() -> None:
    content = pack_content()
    bound = bind(content, STAMP)
    assert bound.pdf and not bound.note
    parts = [heading for heading in outline(bound.pdf) if heading.depth == 0]
    assert [one.title.replace(" ", "") for one in parts] == [part.title for part in content.parts]
    texts = page_texts(bound.pdf)
    for number, (part, heading) in enumerate(zip(content.parts, parts, strict=True), 1):
        assert _flat(part.title) in _flat(texts[heading.page - 1])[:200]
        assert f"{number}．{_flat(part.title)}" in _flat(texts[0]).replace(".", "")
        assert any(line.rstrip().endswith(f".{heading.page}") for line in texts[0].splitlines())
    printed = [line.rpartition("\t")[2] for line in body_text(opened(bound.docx)).splitlines() if "\t" in line]
    assert printed == [str(one.page) for one in parts] and len(texts) > parts[-1].page
    assert_glyphs(pages_of_pdf(bound.pdf))


def _flat(text: str) -> str:
    return "".join(text.split())


def test_pages_are_fields_that_point_to_their_part() -> None:
    body = opened(PAPERS["pack"]).element.body
    fields = [one.text for one in body.iter(qn("w:instrText"))]
    names = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    assert names == [f"part{number}" for number in range(1, 6)]
    assert fields == [f" PAGEREF {name} \\h " for name in names]


def test_without_office_the_docx_comes_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "office_program", lambda: None)
    bound = bind(pack_content(), STAMP)
    assert bound.pdf is None and "没有安装 LibreOffice" in bound.note and "F9" in bound.note
    assert "关于反映青石小区供水管网改造问题的会商材料" in body_text(opened(bound.docx))


def test_a_template_that_lost_its_titles_gives_no_wrong_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack, "to_pdf", lambda document: b"pdf")
    monkeypatch.setattr(pack, "outline", lambda made: ())
    bound = bind(pack_content(), STAMP)
    assert bound.pdf is None and "材料共5份，PDF 中只认出0份的标题" in bound.note


def test_pages_that_never_settle_give_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = iter(range(1, 100))
    monkeypatch.setattr(pack, "to_pdf", lambda document: b"pdf")
    monkeypatch.setattr(pack, "outline", lambda made: tuple(Heading("份", 0, next(pages)) for _ in range(5)))
    bound = bind(pack_content(), STAMP)
    assert bound.pdf is None and "3次排版后仍不一致" in bound.note


@pytest.mark.parametrize("text", HOSTILE, ids=["xml-jinja-control", "formula", "breaks", "20000"])
def test_hostile_text_stays_text(text: str) -> None:
    content = replace(
        AGENDA, items=(*AGENDA.items[:1], Item(2, "M-R1", text, 25, 555, 580, text, (text,))), opening=(text,)
    )
    part = agenda_part(content)
    whole = replace(pack_content(), title=text, parts=(replace(part, title=text), *pack_content().parts[1:]))
    for made in (agenda_docx(content, STAMP), pack_docx(whole, STAMP)):
        told = body_text(opened(made))
        assert (text[:10] if len(text) > 100 else text.split("\n")[0][:6]) in told and "\x00" not in told


def test_items_that_run_over_the_meeting_are_said() -> None:
    over = body_text(opened(agenda_docx(replace(AGENDA, meeting=replace(MEETING, minutes=60)), STAMP)))
    assert "10:05（3项，共65分钟，超出会议时长5分钟）" in over
    assert "超出会议时长" not in body_text(opened(PAPERS["agenda"]))


def test_a_units_agenda_says_nothing_of_what_was_left_out() -> None:
    told = body_text(opened(agenda_docx(replace(AGENDA, whole=False, left_out=(), more_left_out=0), STAMP)))
    assert "未列入" not in told and "讨要工程劳务工资" not in told


def test_a_county_may_have_its_own_template(tmp_path: Path) -> None:
    document = new_document()
    document.add_paragraph("本县议程：{{ title }}")
    document.save(str(tmp_path / "agenda.docx"))
    assert body_text(opened(agenda_docx(AGENDA, STAMP, tmp_path))) == "本县议程：清澜县信访工作联席会议工作会议议程\n"
    plain = docx.Document()
    plain.save(str(tmp_path / "meeting_paper.docx"))
    with pytest.raises(TemplateFault, match="页眉缺少内部标志"):
        pack_docx(pack_content(), STAMP, tmp_path)
