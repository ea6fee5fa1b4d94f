"""Who took a paper out, across every page (水印): pale words on the slant in the headers, behind the text.

Working papers only. An issued letter or minutes keep the official layout (GB/T 9704-2012) and bear a trace number at the
foot instead (`filling.Stamp`). WordArt of ECMA-376 VML, which Word, WPS and LibreOffice draw.
"""

from __future__ import annotations

from typing import Any, Final
from xml.sax.saxutils import quoteattr

_NAMESPACES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_SHAPE: Final = """<w:pict {namespaces}>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
<v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>
</v:shapetype>
<v:shape id="trace{at}" o:spid="_x0000_s{at}049" type="#_x0000_t136" alt="" style="position:absolute;margin-left:0;margin-top:0;\
width:{width}pt;height:{height}pt;rotation:315;z-index:-251657728;mso-position-horizontal:center;\
mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" o:allowincell="f" \
fillcolor="#e4e7eb" stroked="f"><v:fill opacity=".55"/><v:textpath style="font-family:&quot;宋体&quot;;font-size:1pt" string={words}/>
</v:shape></w:pict>"""
_HEIGHT: Final = 30  # points
_WIDEST: Final = 480  # the text's diagonal and no more
_LONGEST: Final = 40


def add_watermark(document: Any, words: str) -> None:
    """Put the words across every page of a python-docx document, in the headers of odd and even pages."""
    at = 0
    for section in document.sections:
        for header in (section.header, section.even_page_header):
            if not header.is_linked_to_previous:
                at += 1
                header.paragraphs[0].add_run()._r.append(_drawn(words[:_LONGEST], at))


def _drawn(words: str, at: int) -> Any:
    from docx.oxml import parse_xml

    wide = sum(1.0 if ord(char) > 0x2000 else 0.55 for char in words)
    width = min(_WIDEST, round(wide * _HEIGHT))
    height = min(_HEIGHT, round(width / max(wide, 1)))
    return parse_xml(_SHAPE.format(namespaces=_NAMESPACES, at=at, width=width, height=height, words=quoteattr(words)))
