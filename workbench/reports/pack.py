"""会议材料 (一本材料): agenda, sign-in, opening item and one 会商材料 per matter as one docx and one PDF with contents.

The contents' page numbers are those of the PDF: it is made once, its outline read, the numbers filled in, and made again;
in the docx they are fields that Word or WPS can renew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from workbench.reports.filling import Stamp, fill, find_template, printable, title_lines
from workbench.reports.parts import TABLES, Block, Entry, Part
from workbench.reports.pdf import PdfMissing, outline, to_pdf
from workbench.review.paper_parts import Line, Paper, Section, day_words

NAME: Final = "meeting_paper"
PACK: Final = "pack"
_ROUNDS: Final = 3
_RENEW: Final = "目录页码请在 Word 或 WPS 中全选后按 F9 更新"


@dataclass(frozen=True, slots=True)
class Bound:
    """A pack as made: the docx, the PDF if there is one, and a note where there is none."""

    docx: bytes
    pdf: bytes | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PackContent:
    """Title and subtitle of the cover, the parts in order, and what is said under the contents."""

    title: str
    subtitle: str
    parts: tuple[Part, ...]
    notes: tuple[Line, ...] = ()


def case_part(paper: Paper) -> Part:
    """会商材料 of one matter as a part: its ten sections and annexes as in its own paper."""
    basics = [*paper.basics, ("", "")][: len(paper.basics) + len(paper.basics) % 2]
    pairs = tuple((*left, *right) for left, right in zip(basics[::2], basics[1::2], strict=True))
    blocks = (Block(table="basics", rows=pairs), *map(_section, paper.sections))
    return Part(paper.title, f"（{day_words(paper.as_of)}）", blocks, paper.annexes)


def _section(section: Section) -> Block:
    table = section.key if section.key in TABLES and section.rows else ""
    rows = tuple(tuple(row[key] for key in TABLES[table].keys) for row in section.rows) if table else ()
    return Block(section.title, section.lines, table, rows, section.notes)


def part_docx(part: Part, stamp: Stamp, own_templates: Path | None = None, *, name: str) -> bytes:
    """One part alone, without contents: in the county's template of this name, else its or our `meeting_paper`."""
    return _filled((part,), (), {"subtitle": part.subtitle, "cover_notes": ()}, part.title, stamp, own_templates, name)


def pack_docx(
    content: PackContent, stamp: Stamp, own_templates: Path | None = None, pages: Sequence[int] = ()
) -> bytes:
    """The pack with its contents; `pages` are those its parts begin on, empty while not known."""
    shown = [str(page) for page in pages] or [""] * len(content.parts)
    contents = tuple(
        Entry(at, part.title, page) for at, (part, page) in enumerate(zip(content.parts, shown, strict=True), 1)
    )
    words = {"subtitle": content.subtitle, "cover_notes": content.notes}
    return _filled(content.parts, contents, words, content.title, stamp, own_templates, PACK)


def _filled(
    parts: Sequence[Part],
    contents: Sequence[Entry],
    words: Mapping[str, Any],
    title: str,
    stamp: Stamp,
    own_templates: Path | None,
    name: str,
) -> bytes:
    own = own_templates / f"{name}.docx" if own_templates else None
    template = own if own and own.is_file() else find_template(NAME, own_templates)
    told = {**words, "contents": contents, "parts": tuple(_told(at, part) for at, part in enumerate(parts, 1))}
    return fill(template, told, stamp, title=printable(title))


def _told(number: int, part: Part) -> Mapping[str, Any]:
    return {
        "number": number, "title": part.title, "title_lines": title_lines(printable(part.title)),
        "subtitle": part.subtitle, "blocks": part.blocks, "annexes": part.annexes,
    }  # fmt: skip


def bind(content: PackContent, stamp: Stamp, own_templates: Path | None = None, *, pdf: bool = True) -> Bound:
    """The pack as docx and PDF with right page numbers; without LibreOffice the docx and a note how to get on."""
    if not pdf:
        return Bound(pack_docx(content, stamp, own_templates), None, _RENEW)
    pages: list[int] = []
    try:
        for _ in range(_ROUNDS):
            document = pack_docx(content, stamp, own_templates, pages)
            made = to_pdf(document)
            found = _first_pages(made, len(content.parts))
            if found == pages:
                return Bound(document, made)
            pages = found
        raise PdfMissing(f"目录页码在{_ROUNDS}次排版后仍不一致，未生成 PDF；请检查本单位模板的页面设置")
    except PdfMissing as missing:
        return Bound(pack_docx(content, stamp, own_templates), None, f"{missing}。{_RENEW}")


def _first_pages(made: bytes, parts: int) -> list[int]:
    """The page each part begins on, from the PDF's outline. PdfMissing where a template of the county has lost it."""
    found = [heading.page for heading in outline(made) if heading.depth == 0]
    if len(found) != parts:
        raise PdfMissing(
            f"材料共{parts}份，PDF 中只认出{len(found)}份的标题，未生成 PDF；请在本单位模板 {PACK}.docx 或 {NAME}.docx "
            "中让每份材料的标题用“标题”样式（大纲1级）"
        )
    return found


def fixed_words(content: PackContent) -> str:
    """What of a pack is ours and not a matter's: headings, heads of tables, labels."""
    blocks = [block for part in content.parts for block in part.blocks]
    heads = [head for columns in TABLES.values() for head in columns.titles]
    labels = [row[at] for block in blocks if block.table for row in block.rows for at in TABLES[block.table].labels]
    return "\n".join([*heads, *(block.title for block in blocks), *labels])
