"""Fonts of official documents (公文字体): the GB/T 9704 names, and what a reader's machine may use in their place.

No font is embedded: the document names the font, its font table the alternatives (w:altName), and the reader's machine
takes the first it has. Source: GB/T 9704-2012 §5.2.2, §7.3; ECMA-376 §17.8.3.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn


@dataclass(frozen=True, slots=True)
class Font:
    """A font by its GB name; `instead` are names to try where it is missing, `serif` what any other should be like."""

    name: str
    instead: tuple[str, ...]
    serif: bool = True


TITLE: Final = Font(
    "方正小标宋简体",
    ("方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "华文中宋", "STZhongsong", "思源宋体 Heavy", "Noto Serif CJK SC", "宋体"),
)
BODY: Final = Font(
    "仿宋_GB2312",
    ("仿宋", "FangSong", "方正仿宋_GBK", "华文仿宋", "STFangsong", "朱雀仿宋", "Noto Serif CJK SC", "宋体"),
)
HEADING: Final = Font(
    "黑体", ("SimHei", "方正黑体_GBK", "华文黑体", "思源黑体", "Noto Sans CJK SC", "文泉驿正黑"), serif=False
)
SUBHEADING: Final = Font(
    "楷体_GB2312", ("楷体", "KaiTi", "方正楷体_GBK", "华文楷体", "STKaiti", "霞鹜文楷", "Noto Serif CJK SC", "宋体")
)
SONG: Final = Font("宋体", ("SimSun", "思源宋体", "Noto Serif CJK SC"))
LATIN: Final = "Times New Roman"
USED: Final = (TITLE, BODY, HEADING, SUBHEADING, SONG)


def set_font(properties: Any, font: Font) -> None:
    """Name the font for Chinese (w:eastAsia) and `LATIN` for the rest in a w:rPr; theme fonts are taken away."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for script, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", font.name)):
        fonts.set(qn(f"w:{script}"), name)
    fonts.set(qn("w:hint"), "eastAsia")


def write_font_table(document: Document) -> None:
    """Put every font used with its alternatives into the document's font table."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.FONT_TABLE)
    table = parse_xml(part.blob)
    for known in list(table):
        table.remove(known)
    for font in USED:
        table.append(parse_xml(_entry(font)))
    part._blob = serialize_part_xml(table)


def _entry(font: Font) -> str:
    family, panose = ("roman", "02020503000000000000") if font.serif else ("swiss", "020B0503000000000000")
    return (
        f'<w:font {nsdecls("w")} w:name="{font.name}"><w:altName w:val="{",".join(font.instead)}"/>'
        f'<w:panose1 w:val="{panose}"/><w:charset w:val="86"/><w:family w:val="{family}"/><w:pitch w:val="auto"/></w:font>'
    )
