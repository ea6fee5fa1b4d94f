"""会商材料 as a Word document, opened again: order, marks, hostile text, county templates, the last look."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from tests.reports.paper_cases import HOSTILE, STAMP, all_text, empty, full, headings, matter, opened
from tests.review.test_paper import TITLES
from workbench.reports.case_paper import case_paper_docx
from workbench.reports.filling import TemplateFault, title_lines
from workbench.reports.layout import new_document
from workbench.reports.leaks import Forbidden, PaperRefused, check_document, texts_by_part
from workbench.review.paper import case_paper
from workbench.review.paper_source import PaperSource, scrubbed

NUMBER = "9901" + "21" + "19800101" + "0012"
PHONE = "139" + "0000" + "1234"


def made(source: PaperSource, own: Path | None = None) -> bytes:
    return case_paper_docx(case_paper(source), STAMP, own)


def test_headings_stand_in_the_fixed_order() -> None:
    for source in (full(), empty()):
        assert headings(opened(made(source))) == [*TITLES, "附件"]


def test_header_footer_and_properties() -> None:
    document = opened(made(full()))
    section = document.sections[0]
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "内部\t测试员　2026-11-22 16:40 打印"
    foot = section.footer.paragraphs[1].text
    assert foot == f"数据版次 E20261120-01　统计截止 2026-11-20　编号 {STAMP.trace}"
    assert document.core_properties.author == "测试员"


def test_table_headers_repeat_and_cells_are_filled() -> None:
    document = opened(made(full()))
    heads = [tuple(cell.text for cell in table.rows[0].cells) for table in document.tables]
    assert heads[1:] == [
        ("时间", "事项"),
        ("时间", "单位", "工作", "结果"),
        ("单位", "意见", "依据"),
        ("内容", "主方案", "备选方案"),
    ]
    assert document.tables[0].rows[0].cells[3].text == "张某某"
    assert all(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader") for table in document.tables[1:])
    assert "{" not in all_text(document)


def test_made_again_it_has_the_same_text() -> None:
    assert all_text(opened(made(full()))) == all_text(opened(made(full())))


@pytest.mark.parametrize("text", HOSTILE, ids=["xml-jinja-control", "formula", "breaks", "20000"])
def test_hostile_text_stays_text(text: str) -> None:
    fields = ("title", "petitioner", "lead_unit", "issue_name", "plan")
    source = dataclasses.replace(full(), matter=matter(**dict.fromkeys(fields, text)))
    source = scrubbed(
        source, lambda known: text if known in ("小区管网老化，停水频繁。", "更换供水管网", "资金应由镇承担") else known
    )
    document = opened(made(source))
    assert headings(document) == [*TITLES, "附件"]
    assert (text[:10] if len(text) > 100 else text.split("\n")[0][:6]) in all_text(document)
    assert "49" not in document.paragraphs[0].text and "\x00" not in all_text(document)


def test_jinja_in_data_is_not_run() -> None:
    source = dataclasses.replace(full(), matter=matter(title="{{ 7*7 }}{% raw %}"))
    assert "{{ 7*7 }}{% raw %}" in "".join(line.text for line in opened(made(source)).paragraphs[:2])


def test_a_long_title_breaks_before_its_kind() -> None:
    assert title_lines("关于反映滨河佳苑停工烂尾问题的提请会商申请") == [
        "关于反映滨河佳苑停工烂尾问题的",
        "提请会商申请",
    ]
    assert title_lines("关于管网的会商材料") == ["关于管网的会商材料"]


def county_template(folder: Path, *lines: str) -> Path:
    document = new_document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(folder / "case_paper.docx"))
    return folder


def test_a_county_may_have_its_own_template(tmp_path: Path) -> None:
    own = county_template(
        tmp_path, "本县格式：{{ title }}", "{%p for line in claims.lines %}", "{{ line.text }}", "{%p endfor %}"
    )
    assert [line.text for line in opened(made(full(), own)).paragraphs][:2] == [
        "本县格式：关于反映青石小区供水管网改造问题的会商材料", "诉求1：更换供水管网。",
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["{{ nothing_known }}", "{{ title ", "{{ ''.__class__.__mro__ }}", "{% for %}"])
def test_a_county_templates_faults_are_said(tmp_path: Path, line: str) -> None:
    with pytest.raises(TemplateFault, match=r"模板 case_paper\.docx"):
        made(full(), county_template(tmp_path, line))


def test_a_template_that_is_no_document_or_links_outside(tmp_path: Path) -> None:
    (tmp_path / "case_paper.docx").write_bytes(b"PK not a document")
    with pytest.raises(TemplateFault, match="不是可用的 Word 文档"):
        made(full(), tmp_path)
    document = new_document()
    document.part.relate_to("http://example.invalid/x.png", "http://x/relationships/image", is_external=True)
    document.save(str(tmp_path / "case_paper.docx"))
    with pytest.raises(TemplateFault, match="外部链接"):
        made(full(), tmp_path)


def test_a_template_without_marks_is_refused(tmp_path: Path) -> None:
    plain = docx.Document()
    plain.add_paragraph("{{ title }}")
    plain.save(str(tmp_path / "case_paper.docx"))
    with pytest.raises(TemplateFault, match="页眉缺少内部标志"):
        made(full(), tmp_path)


@pytest.mark.parametrize(("text", "what"), [
    (f"身份证{NUMBER}", "疑似证件号码"), (f"电话{PHONE}", "疑似证件号码"), ("经王 小\u3000明确认", "信访人姓名"),
    ("编号AB-12 34", "信访人的证件号码或电话"),
])  # fmt: skip
def test_the_last_look_refuses_and_names_the_part_only(text: str, what: str) -> None:
    source = scrubbed(full(), lambda known: text if known == "小区管网老化，停水频繁。" else known)
    with pytest.raises(PaperRefused) as refused:
        check_document(made(source), Forbidden(("王小明",), (NUMBER, "AB1234")))
    assert "“一、案情简介”" in str(refused.value) and what in str(refused.value)
    assert text not in str(refused.value) and "王小明" not in str(refused.value) and NUMBER not in str(refused.value)


def test_the_last_look_sees_header_and_properties() -> None:
    content = case_paper_docx(case_paper(full()), dataclasses.replace(STAMP, actor="王小明"))
    with pytest.raises(PaperRefused, match="“文档属性”部分含有信访人姓名"):
        check_document(content, Forbidden(("王小明",)))
    assert ("页眉", "内部王小明　2026-11-22 16:40 打印") in list(texts_by_part(content))


def test_a_name_that_is_a_word_of_the_paper_does_not_stop_it() -> None:
    content = made(full())
    with pytest.raises(PaperRefused, match="信访人姓名"):
        check_document(content, Forbidden(("方案",)))
    check_document(content, Forbidden(("方案",)), ours="九、建议方案")
    check_document(content, Forbidden(("王小明",), (NUMBER, PHONE)))


@pytest.mark.skipif(not shutil.which("soffice"), reason="没有 LibreOffice")
def test_it_can_be_read_by_an_office_suite(tmp_path: Path) -> None:
    (tmp_path / "paper.docx").write_bytes(made(full()))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
               "--outdir", str(tmp_path), str(tmp_path / "paper.docx")]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = (tmp_path / "paper.pdf").read_bytes()
    assert pdf.count(b"/Type/Page\n") + pdf.count(b"/Type/Page/") + pdf.count(b"/Type/Page ") >= 3
