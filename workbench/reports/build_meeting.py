"""Templates of a meeting's papers (会议材料、会议纪要), from code as `build_templates` says.

纪要: GB/T 9704-2012 §10.4 (纪要格式): the mark in red 小标宋, number, office and day over a red line, 出席／请假／列席 in
黑体, no seal and no 主送机关; 分送 between rules at the end.
"""

from __future__ import annotations

from typing import Any, Final

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from workbench.reports import fonts
from workbench.reports.fonts import Font, set_font
from workbench.reports.layout import BODY, BODY_SIZE, H1, H2, SUBTITLE, TEXT_WIDTH_MM, TITLE, new_document
from workbench.reports.parts import TABLES
from workbench.reports.template_parts import annexes, lines, rows_by_place, tag

RED: Final = RGBColor(0xC0, 0x00, 0x00)
_PAGE_ROOM: Final = 14  # millimetres kept free for the page's number
_HANGING: Final = Pt(80)  # 出席： and two blanks


def meeting_paper() -> Document:
    """A pack: contents with pages, then parts that each begin on a page; one part alone has no contents."""
    document = new_document()
    _deepen(document)
    tag(document, "{%p if contents %}")
    _cover(document)
    tag(document, "{%p endif %}")
    tag(document, "{%p for part in parts %}")
    _part_title(document)
    tag(document, "{%p if part.subtitle %}")
    document.add_paragraph("{{ part.subtitle }}", style=SUBTITLE)
    tag(document, "{%p endif %}")
    _blocks(document)
    tag(document, "{%p if part.annexes is not none %}")
    annexes(document, "part.annexes")
    tag(document, "{%p endif %}")
    tag(document, "{%p endfor %}")
    return document


def _deepen(document: Document) -> None:
    """Headings stand one step below the part's title in the outline."""
    for name, level in ((TITLE, 0), (H1, 1), (H2, 2)):
        properties = document.styles[name].element.get_or_add_pPr()
        for known in properties.findall(qn("w:outlineLvl")):
            properties.remove(known)
        outline = OxmlElement("w:outlineLvl")
        outline.set(qn("w:val"), str(level))
        properties.append(outline)


def _cover(document: Document) -> None:
    """The meeting's name, the contents, and what is said of them; not itself in the outline."""
    tag(document, "{%p for line in title_lines %}")
    title = document.add_paragraph("{{ line }}", style=TITLE)
    _outside_outline(title)
    tag(document, "{%p endfor %}")
    document.add_paragraph("{{ subtitle }}", style=SUBTITLE)
    head = document.add_paragraph(style=SUBTITLE)
    head.paragraph_format.space_before = Pt(16)
    styled(head, "目　录", fonts.HEADING, BODY_SIZE)
    tag(document, "{%p for one in contents %}")
    entry = document.add_paragraph(style=BODY)
    shape = entry.paragraph_format
    shape.first_line_indent, shape.right_indent = Pt(0), Mm(_PAGE_ROOM)
    shape.alignment = WD_ALIGN_PARAGRAPH.LEFT
    shape.tab_stops.add_tab_stop(Mm(TEXT_WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    entry.add_run("{{ one.number }}．{{ one.title }}\t")
    _page_of(entry)
    tag(document, "{%p endfor %}")
    lines(document, "cover_notes")


def _outside_outline(line: Paragraph) -> None:
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), "9")  # body text
    line._p.get_or_add_pPr().append(outline)


def _page_of(line: Paragraph) -> None:
    """The page a part begins on: a PAGEREF field that a reader's program can renew, with the page as counted."""
    for kind, text in (
        ("begin", ""), ("", " PAGEREF part{{ one.number }} \\h "), ("separate", ""), ("shown", "{{ one.page }}"), ("end", ""),
    ):  # fmt: skip
        run = line.add_run(text if kind == "shown" else "")
        if kind == "shown":
            continue
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
            part.set(qn("xml:space"), "preserve")
        run._r.append(part)


def _part_title(document: Document) -> None:
    """The part's title on a new page, broken where it reads well, with a bookmark the contents point to."""
    title = document.add_paragraph(style=TITLE)
    title.paragraph_format.page_break_before = True
    title._p.append(_bookmark("bookmarkStart", 'w:name="part{{ part.number }}"'))
    title.add_run("{{ part.title_lines[0] }}")
    title.add_run("{% if part.title_lines|length > 1 %}")
    title.add_run().add_break()
    title.add_run("{{ part.title_lines[1] }}{% endif %}")
    title._p.append(_bookmark("bookmarkEnd", ""))


def _bookmark(kind: str, name: str) -> Any:
    return parse_xml(f'<w:{kind} {nsdecls("w")} w:id="{{{{ part.number }}}}" {name}/>')


def _blocks(document: Document) -> None:
    tag(document, "{%p for block in part.blocks %}")
    tag(document, "{%p if block.title %}")
    document.add_paragraph("{{ block.title }}", style=H1)
    tag(document, "{%p endif %}")
    lines(document, "block.lines")
    for name, columns in TABLES.items():
        tag(document, f"{{%p if block.table == '{name}' and block.rows %}}")
        rows_by_place(document, "block.rows", columns)
        tag(document, "{%p endif %}")
    lines(document, "block.notes")
    tag(document, "{%p endfor %}")


# --- 纪要 ---------------------------------------------------------------------------------------------------------------


def minutes() -> Document:
    """会议纪要: mark, number, office and day, red line, body, who was there, 分送; 草稿 across every page until issued."""
    document = new_document()
    _watermark(document)
    mark = document.add_paragraph(style=TITLE)
    mark.paragraph_format.line_spacing = Pt(46)
    styled(mark, "{{ mark_words }}", fonts.TITLE, Pt(30)).font.color.rgb = RED
    number = document.add_paragraph(style=SUBTITLE)
    number.paragraph_format.space_before = Pt(16)
    styled(number, "{{ number }}", fonts.BODY, BODY_SIZE)
    _issued_by(document)
    lines(document, "remarks")
    tag(document, "{%p for one in paragraphs %}")
    body = document.add_paragraph(style=BODY)
    styled(body, "{{ one.label }}", fonts.HEADING, BODY_SIZE)
    body.add_run("{{ one.text }}")
    tag(document, "{%p endfor %}")
    _attendance(document)
    _distribution(document)
    return document


def styled(line: Paragraph, text: str, font: Font, size: Pt) -> Any:
    """A run of a paragraph in a font of its own."""
    run = line.add_run(text)
    set_font(run._r.get_or_add_rPr(), font)
    run.font.size = size
    return run


def _issued_by(document: Document) -> None:
    """Office on the left and day on the right, one blank in from the edges, over the red line."""
    line = document.add_paragraph(style=BODY)
    shape = line.paragraph_format
    shape.first_line_indent, shape.left_indent, shape.right_indent = Pt(0), BODY_SIZE, BODY_SIZE
    shape.tab_stops.add_tab_stop(Mm(TEXT_WIDTH_MM) - BODY_SIZE, WD_TAB_ALIGNMENT.RIGHT)
    line.add_run("{{ office }}\t{{ day }}")
    _ruled(document.add_paragraph(style=SUBTITLE), bottom="C00000", space_after=Pt(16), height=Pt(6))


def _ruled(
    line: Paragraph, *, top: str = "", bottom: str = "", space_after: Pt | None = None, height: Pt | None = None
) -> None:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="{12 if colour == "C00000" else 8}" w:space="1" w:color="{colour}"/>'
        for edge, colour in (("top", top), ("bottom", bottom))
        if colour
    )
    line._p.get_or_add_pPr().insert_element_before(
        parse_xml(f"<w:pBdr {nsdecls('w')}>{edges}</w:pBdr>"), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )
    if space_after is not None:
        line.paragraph_format.space_after = space_after
    if height is not None:
        line.paragraph_format.line_spacing = height


def _attendance(document: Document) -> None:
    """出席、请假、列席 after an empty line, labels in 黑体, following lines under the first name."""
    document.add_paragraph("", style=BODY)
    tag(document, "{%p for one in attendance %}")
    line = document.add_paragraph(style=BODY)
    shape = line.paragraph_format
    shape.left_indent, shape.first_line_indent = _HANGING, -(_HANGING - Pt(32))
    shape.alignment = WD_ALIGN_PARAGRAPH.LEFT
    styled(line, "{{ one.label }}：", fonts.HEADING, BODY_SIZE).font.bold = True
    line.add_run("{{ one.text }}")
    tag(document, "{%p endfor %}")


def _distribution(document: Document) -> None:
    """分送 between two rules, in the size of 版记."""
    tag(document, "{%p if distribution %}")
    line = document.add_paragraph(style=BODY)
    shape = line.paragraph_format
    shape.space_before, shape.keep_together = Pt(24), True
    shape.left_indent, shape.first_line_indent, shape.right_indent = Pt(56), Pt(-42), Pt(14)
    shape.alignment = WD_ALIGN_PARAGRAPH.LEFT
    _ruled(line, top="000000", bottom="000000")
    styled(line, "分送：{{ distribution }}", fonts.BODY, Pt(14))
    tag(document, "{%p endif %}")


def _watermark(document: Document) -> None:
    """草稿 in pale grey across the page, in both headers, while the minutes are not issued (WordArt, ECMA-376 VML)."""
    section = document.sections[0]
    for at, header in enumerate((section.header, section.even_page_header)):
        line = header.paragraphs[0]
        line.add_run("{% if draft_mark %}")
        line.add_run()._r.append(parse_xml(_WORD_ART.format(namespaces=nsdecls("w"), at=at)))
        line.add_run("{% endif %}")


_WORD_ART: Final = """<w:pict {namespaces} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
<v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>
</v:shapetype>
<v:shape id="draft{at}" o:spid="_x0000_s{at}025" type="#_x0000_t136" alt="" style="position:absolute;margin-left:0;margin-top:0;width:300pt;height:150pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#d9d9d9" stroked="f"><v:fill opacity=".6"/><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="草稿"/></v:shape></w:pict>"""  # noqa: E501
