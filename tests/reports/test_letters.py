"""Letters as documents: golden texts, gaps for gaps, hostile text, pages LibreOffice makes of them."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from tests.reports.letter_cases import NUMBERS, bare, in_order, source
from tests.reports.pages import Page, assert_glyphs, pages_of
from tests.reports.paper_cases import HOSTILE, STAMP, headings, matter, opened
from workbench.reports.build_letter import NAME, letter
from workbench.reports.build_templates import FOLDER
from workbench.reports.leaks import Forbidden, PaperRefused, check_document
from workbench.reports.letters import LetterSource, letter_docx, letter_text
from workbench.rules.letters import LetterKind

GOLDEN = Path(__file__).parent / "golden_letters"
PHONE, IDENTITY = "139" + "0000" + "1234", "9901" + "21" + "19800101" + "0012"


def made(given: LetterSource) -> bytes:
    return letter_docx(letter_text(given), STAMP)


@pytest.mark.parametrize("kind", LetterKind)
def test_golden_texts(kind: LetterKind) -> None:
    assert in_order(opened(made(source(kind)))) == (GOLDEN / f"{kind.value}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", LetterKind)
def test_what_is_not_on_record_is_a_gap(kind: LetterKind) -> None:
    text = in_order(opened(made(bare(kind))))
    assert text.count("（未登记") >= 3 and "None" not in text and "{" not in text
    assert not any(word in text for word in ("张某某", "青石小区", "支持：", "同意。"))


def test_the_shipped_template_is_what_the_code_makes() -> None:
    out = io.BytesIO()
    letter().save(out)
    held = [zipfile.ZipFile(FOLDER / f"{NAME}.docx"), zipfile.ZipFile(out)]
    parts = [{name: one.read(name) for name in one.namelist() if not name.startswith("docProps/")} for one in held]
    for one in held:
        one.close()
    assert parts[0] == parts[1]


def test_parts_of_an_opinion_and_its_mark() -> None:
    document = opened(made(source(LetterKind.OPINION)))
    assert headings(document) == [
        "一、受理情况", "二、信访请求、事实和理由", "三、查明的事实", "四、处理意见和依据", "五、救济途径",
    ]  # fmt: skip
    for header in (document.sections[0].header, document.sections[0].even_page_header):
        assert header.paragraphs[0].text.startswith("代拟稿")
    assert opened(made(source(LetterKind.ORDER))).sections[0].header.paragraphs[0].text.startswith("内部")


def test_each_result_has_its_words() -> None:
    full = source(LetterKind.OPINION)
    assert full.case
    first = full.case.claims[0]
    for result, word in (
        ("支持", "予以支持"),
        ("解释说明", "予以解释说明"),
        ("不予支持", "不予支持"),
        ("导入法定途径", "不适用上述复查程序"),
    ):
        case = dataclasses.replace(full.case, claims=[{**first, "result": result}])
        assert word in in_order(opened(made(dataclasses.replace(full, case=case))))


def test_a_talk_names_no_sanction_and_is_signed_by_hand() -> None:
    text = in_order(opened(made(source(LetterKind.TALK))))
    assert "签名：" in text and "只列事实" in text and "清联督〔2026〕1号" in text and "22日" in text
    assert not any(word in text for word in ("处分", "问责", "免职", "追究", "扣分"))


@pytest.mark.parametrize("text", HOSTILE, ids=["xml-jinja-control", "formula", "breaks", "20000"])
@pytest.mark.parametrize("kind", [LetterKind.ORDER, LetterKind.LISTED, LetterKind.REPORT])
def test_hostile_text_stays_text(kind: LetterKind, text: str) -> None:
    given = source(kind)
    assert given.case
    case = dataclasses.replace(given.case, matter=matter(**dict.fromkeys(("title", "petitioner", "issue_name"), text)))
    given = dataclasses.replace(given, case=case, unit=text, signer=text, own=dict.fromkeys(given.own, text))
    document = opened(made(given))
    assert headings(document) == headings(opened(made(source(kind))))
    assert "\x00" not in in_order(document) and text[:3] in in_order(document)


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("leak", [PHONE, IDENTITY, "王 小明"])
def test_the_last_look_refuses_a_leak(kind: LetterKind, leak: str) -> None:
    given = source(kind)
    assert given.case
    case = dataclasses.replace(given.case, matter=matter(petitioner=leak, title=leak))
    content = made(dataclasses.replace(given, case=case, unit=f"县水利局{leak}"))
    with pytest.raises(PaperRefused) as refused:
        check_document(content, Forbidden(("王小明",), (PHONE, IDENTITY)))
    assert leak not in str(refused.value)


@pytest.mark.parametrize("kind", LetterKind)
def test_pages(kind: LetterKind, tmp_path: Path) -> None:
    """LibreOffice opens each letter; the title, number and signature are on its pages, every glyph is drawn."""
    pages = pages_of(made(source(kind)), tmp_path)
    assert 1 <= len(pages) <= 2
    assert_glyphs(pages)
    text = "".join("".join(page.text for page in pages).split())
    for said in (NUMBERS.get(kind, "信访"), "2026年11月22日", "张某某" if kind is not LetterKind.TALK else "县水利局"):
        assert said in text, said
    assert ("代拟稿" if kind in (LetterKind.OPINION, LetterKind.REPORT) else "内部") in "".join(pages[0].text.split())


def test_the_look_at_glyphs_sees_boxes_and_blanks() -> None:
    words = "信访事项交办单承办单位协办来源问题属地内容分类包案领导时限"
    boxes = tuple((char, (at * 20, 0, at * 20 + 16, 20)) for at, char in enumerate(words))
    blank = np.full((20, len(words) * 20), 255, np.uint8)
    with pytest.raises(AssertionError, match="没有印出来"):
        assert_glyphs([Page("", blank, boxes)])
    squares = blank.copy()
    squares[2:18, [at * 20 + edge for at in range(len(words)) for edge in (2, 14)]] = 0
    with pytest.raises(AssertionError, match="印成了方框"):
        assert_glyphs([Page("", squares, boxes)])


def test_an_earlier_opinion_is_not_passed_off_as_this_one() -> None:
    same = in_order(opened(made(source(LetterKind.OPINION))))
    new = in_order(opened(made(source(LetterKind.OPINION, number="清水信〔2026〕8号"))))
    assert "\n意见书所载：予以支持。" in same and "此前2024年5月1日意见书清水信〔2024〕1号所载：予以支持。" in new
