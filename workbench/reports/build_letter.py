"""Template of letters (单位文书), from code as `build_templates` says.

Order (GB/T 9704-2012 §7.3): 标题, 发文字号 with 签发人 at the right, 主送机关 flush left, 正文, 附件说明, 发文机关署名 and
成文日期 at the right four characters in, 附注.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from workbench.reports.layout import BODY, H1, TEXT_WIDTH_MM, TITLE, new_document
from workbench.reports.template_parts import Columns, lines, rows_by_place, tag

NAME: Final = "letter"
_WIDTHS: Final[dict[int, tuple[float, ...]]] = {2: (40, 116), 4: (36, 28, 20, 72)}
"""Widths (mm) of a letter's tables by number of columns."""
_FOUR_CHARACTERS: Final = Pt(64)


def letter() -> Document:
    """The template of every letter."""
    document = new_document()
    tag(document, "{%p for line in title_lines %}")
    document.add_paragraph("{{ line }}", style=TITLE)
    tag(document, "{%p endfor %}")
    _numbers(document)
    _addressee(document)
    tag(document, "{%p for section in sections %}")
    document.add_paragraph("{{ section.title }}", style=H1)
    lines(document, "section.lines")
    for count, widths in _WIDTHS.items():
        tag(document, f"{{%p if section.head|length == {count} and section.cells %}}")
        head = tuple(f"{{{{ section.head[{at}] }}}}" for at in range(count))
        rows_by_place(document, "section.cells", Columns((), head, widths))
        tag(document, "{%p endif %}")
    lines(document, "section.notes")
    tag(document, "{%p endfor %}")
    _annexes(document)
    _closing(document)
    lines(document, "tail")
    return document


def _numbers(document: Document) -> None:
    """发文字号 at the left, 签发人 at the right; neither, no line."""
    tag(document, "{%p if number or signer %}")
    line = document.add_paragraph(style=BODY)
    shape = line.paragraph_format
    shape.first_line_indent, shape.space_before, shape.space_after = Pt(0), Pt(8), Pt(8)
    shape.tab_stops.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run("{{ number }}\t{{ signer }}")
    tag(document, "{%p endif %}")


def _addressee(document: Document) -> None:
    tag(document, "{%p if to %}")
    line = document.add_paragraph("{{ to }}：", style=BODY)
    line.paragraph_format.first_line_indent = Pt(0)
    tag(document, "{%p endif %}")


def _annexes(document: Document) -> None:
    """附件说明 one line below the text; nothing where there is none."""
    tag(document, "{%p for annex in annexes %}")
    line = document.add_paragraph(style=BODY)
    line.add_run("{% if loop.first %}附件：{% else %}　　　{% endif %}{{ loop.index }}．{{ annex }}")
    line.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    tag(document, "{%p endfor %}")


def _closing(document: Document) -> None:
    """署名 and 成文日期, kept together and with what stands before them."""
    document.add_paragraph("", style=BODY).paragraph_format.keep_with_next = True
    tag(document, "{%p for line in closing %}")
    line = document.add_paragraph("{{ line }}", style=BODY)
    shape = line.paragraph_format
    shape.alignment, shape.right_indent, shape.keep_with_next = WD_ALIGN_PARAGRAPH.RIGHT, _FOUR_CHARACTERS, True
    shape.first_line_indent = Pt(0)
    tag(document, "{%p endfor %}")


def write(folder: Path) -> Path:
    """Write the template into a folder of templates."""
    file = folder / f"{NAME}.docx"
    letter().save(str(file))
    return file
