"""The official layout: page, fonts, marks, page numbers, and templates that equal what the code makes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from workbench.reports.build_templates import FOLDER, TEMPLATES
from workbench.reports.layout import add_row, add_table, new_document


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return {name: held.read(name) for name in held.namelist() if not name.startswith("docProps/")}


@pytest.mark.parametrize("name", TEMPLATES)
def test_shipped_templates_are_what_the_code_makes(name: str) -> None:
    made = io.BytesIO()
    TEMPLATES[name]().save(made)
    assert _parts((FOLDER / f"{name}.docx").read_bytes()) == _parts(made.getvalue())


def test_page_is_that_of_the_standard() -> None:
    section = new_document().sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height) if side] == [210, 297]
    assert [round(side.mm) for side in (section.top_margin, section.left_margin) if side] == [37, 28]
    assert section.page_width and section.left_margin and section.right_margin
    assert section.page_height and section.top_margin and section.bottom_margin
    assert round((section.page_width - section.left_margin - section.right_margin) / Mm(1)) == 156
    assert round((section.page_height - section.top_margin - section.bottom_margin) / Mm(1)) == 225


def test_22_lines_of_28_characters() -> None:
    normal = new_document().styles["Normal"]
    assert 22 * normal.paragraph_format.line_spacing <= Mm(225) < 22.1 * normal.paragraph_format.line_spacing
    tighter = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val")))
    assert 28 * (Pt(16) + Pt(1) * tighter / 20) <= Mm(156)


@pytest.mark.parametrize(("style", "font", "size"), [
    ("Normal", "仿宋_GB2312", 16), ("Title", "方正小标宋简体", 22), ("Heading 1", "黑体", 16), ("Heading 2", "楷体_GB2312", 16),
])  # fmt: skip
def test_fonts_are_named_for_chinese(style: str, font: str, size: int) -> None:
    held = new_document().styles[style]
    fonts = held.element.rPr.find(qn("w:rFonts"))
    assert (fonts.get(qn("w:eastAsia")), held.font.size) == (font, Pt(size))
    assert not any("Theme" in name for name in fonts.attrib)


def test_every_font_has_free_alternatives_and_none_is_embedded() -> None:
    made = io.BytesIO()
    new_document().save(made)
    parts = _parts(made.getvalue())
    table = parts["word/fontTable.xml"].decode()
    assert table.count("w:altName") == 5 and "FangSong" in table and "Noto Serif CJK SC" in table
    assert "embed" not in table and not any("fonts/" in name for name in parts)


def test_marks_on_odd_and_even_pages_and_number_on_the_outer_side() -> None:
    document = new_document()
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for header in (section.header, section.even_page_header):
        assert header.paragraphs[0].text == "{{ mark }}\t{{ watermark }}"
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        assert footer.paragraphs[0]._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert "PAGE" in "".join(footer._element.itertext())
        assert footer.paragraphs[1].text == "{{ source_line }}"


def test_a_table_repeats_its_header_and_keeps_its_widths(tmp_path: Path) -> None:
    document = new_document()
    add_row(document, add_table(document, ("时间", "事项"), (40, 116)), ("a", "b"), (40, 116))
    document.save(str(tmp_path / "t.docx"))
    table = docx.Document(str(tmp_path / "t.docx")).tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [round(cell.width.mm) for cell in table.rows[1].cells if cell.width] == [40, 116]
    assert table.rows[0].cells[0].paragraphs[0].style.name == "表头文字"
