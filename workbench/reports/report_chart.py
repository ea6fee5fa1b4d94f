"""A chart of a report (报表图) as a native chart, drawn once: in the workbook over its own cells, in the document with its data.

Print first: one accent, greys and hatching, so that series stay apart in black and white; figures stand at their bars; both
axes are named. Source of the parts: ECMA-376 part 1 §21.2 (DrawingML charts), §11.3.10 (embedded packages).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from workbench.campaign.report_parts import Chart
from workbench.reports import fonts
from workbench.reports.filling import printable

MOST: Final = 40
"""Categories one chart can hold on a page and stay legible."""
_LYING: Final = 6  # categories, or characters of one, from which bars lie so that names stay level
_LABELLED: Final = 14  # points of a line with a figure at each
_WIDTH_MM: Final = 156
_HEIGHTS_MM: Final = (78, 205)
_ALT_CHARS: Final = 900
_EPOCH: Final = datetime(2000, 1, 1)  # of the data beside a chart: the same chart, the same bytes

_ACCENT, _DARK, _LIGHT = "#1F4E79", "#595959", "#D9D9D9"
_FILLS: Final[Sequence[Mapping[str, Any]]] = (
    {"fill": {"color": _ACCENT}, "border": {"color": _ACCENT}},
    {"fill": {"color": _LIGHT}, "border": {"color": _DARK}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": _DARK, "bg_color": "#FFFFFF"}, "border": {"color": _DARK}},
    {"fill": {"color": "#FFFFFF"}, "border": {"color": "#000000"}},
)  # fmt: skip
_LINES: Final[Sequence[Mapping[str, Any]]] = (
    {"line": {"color": "#000000", "width": 1.25, "dash_type": "dash"}},
    {"line": {"color": _ACCENT, "width": 2.25}, "marker": {"type": "circle", "size": 5, "fill": {"color": _ACCENT}}},
    {"line": {"color": _DARK, "width": 1.5}, "marker": {"type": "square", "size": 4, "fill": {"color": "#FFFFFF"}}},
    {"line": {"color": "#8C8C8C", "width": 1.25, "dash_type": "round_dot"}},
)
"""Of a line chart the first series is what was asked for (目标), the others what came of it."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Where a chart's figures stand: sheet, row of the names, first row of figures, column of each series by name."""

    sheet: str
    head: int
    first: int
    columns: Mapping[str, int]


def drawn(book: Any, chart: Chart, axis: str, cells: Cells, *, titled: bool = True) -> Any:
    """The chart of an xlsxwriter workbook over cells that hold its figures; `axis` names its categories."""
    lying = _lies(chart)
    made = book.add_chart({"type": "line" if chart.kind == "line" else "bar" if lying else "column"})
    last = cells.first + len(chart.categories) - 1
    for at, (name, _values) in enumerate(chart.series):
        column = cells.columns[name]
        made.add_series({
            "name": [cells.sheet, cells.head, column], "categories": [cells.sheet, cells.first, 0, last, 0],
            "values": [cells.sheet, cells.first, column, last, column], **_look(chart, at),
        })  # fmt: skip
    _axes(made, chart, axis, lying)
    made.set_title({"name": chart.title, "overlay": False, "name_font": _font(12)} if titled else {"none": True})
    made.set_legend({"position": "bottom", "font": _font(9)} if len(chart.series) > 1 else {"none": True})
    made.set_chartarea({"border": {"none": True}})
    width, height = _WIDTH_MM, height_of(chart)
    made.set_size({"width": round(width * 96 / 25.4), "height": round(height * 96 / 25.4)})
    return made


def _lies(chart: Chart) -> bool:
    """Whether bars lie: many categories or long names would stand on end otherwise."""
    many, longest = len(chart.categories), max(map(len, chart.categories), default=0)
    return chart.kind == "bar" and (many > _LYING or longest > _LYING)


def height_of(chart: Chart) -> int:
    """Millimetres: lying bars take what their rows need, everything else a third of a page."""
    if not _lies(chart):
        return _HEIGHTS_MM[0]
    row = 4.6 + 2.6 * (len(chart.series) - 1)
    return round(min(_HEIGHTS_MM[1], max(_HEIGHTS_MM[0] - 20, 28 + row * len(chart.categories))))


def unit_of(chart: Chart) -> str:
    """What the figures count, read off the names of the series (批次, 人次, else 件)."""
    names = [name for name, _ in chart.series]
    return next((unit for unit in ("批次", "人次", "件次") if all(name.endswith(unit) for name in names)), "件")


def _font(size: float) -> dict[str, Any]:
    return {"name": fonts.SONG.name, "size": size, "bold": False, "color": "#000000"}


def _look(chart: Chart, at: int) -> dict[str, Any]:
    """Of one series; a figure at each bar there is, none where there is no bar."""
    labels = {"value": True, "font": _font(8), "num_format": "0;-0;;"}
    if chart.kind == "line":
        said = (
            {"data_labels": {**labels, "position": "below"}} if at == 1 and len(chart.categories) <= _LABELLED else {}
        )
        return {**_LINES[at % len(_LINES)], **said}
    return {**_FILLS[at % len(_FILLS)], "gap": 50, "overlap": 0, "data_labels": {**labels, "position": "outside_end"}}


def _axes(made: Any, chart: Chart, axis: str, lying: bool) -> None:
    names = {"name": axis, "name_font": _font(9), "num_font": _font(9), "line": {"color": "#000000"},
             "major_tick_mark": "none", "minor_tick_mark": "none"}  # fmt: skip
    values = {
        "name": f"（{unit_of(chart)}）", "name_font": _font(9), "num_font": _font(9), "num_format": "0", "min": 0,
        "major_unit": _unit_step(chart), "line": {"none": True}, "minor_tick_mark": "none", "major_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": _LIGHT, "width": 0.5}},
    }  # fmt: skip
    if not lying:
        made.set_x_axis({**names, "label_position": "low"})
        made.set_y_axis(values)
        return
    made.set_y_axis(
        {**names, "reverse": True, "major_gridlines": {"visible": False}}
    )  # the first line on top, as in the table
    made.set_x_axis({**values, "label_position": "high"})  # with names reversed, high is below


def _unit_step(chart: Chart) -> int:
    """Whole steps of 1, 2 or 5 times a power of ten: a count has no halves."""
    greatest = max((value or 0 for _, values in chart.series for value in values), default=0)
    step = 1
    while step * 6 < greatest:
        step = next(
            one * 10 ** (len(str(step)) - 1) for one in (1, 2, 5, 10) if one * 10 ** (len(str(step)) - 1) > step
        )
    return step


# --- in a document ----------------------------------------------------------------------------------------------------


def add_chart(document: Document, line: Paragraph, chart: Chart, axis: str) -> None:
    """Put the chart into a paragraph: a chart part with its figures, their workbook beside it, words for who cannot see it."""
    number = 1 + sum(part.partname.startswith("/word/charts/") for part in document.part.package.iter_parts())
    xml, workbook = parts_of(chart, axis)
    package = document.part.package
    assert package is not None
    data = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), CONTENT_TYPE.SML_SHEET, workbook, package)
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), CONTENT_TYPE.DML_CHART, xml, package)
    assert part.relate_to(data, RELATIONSHIP_TYPE.PACKAGE) == _DATA
    told = {"id": document.part.relate_to(part, RELATIONSHIP_TYPE.CHART), "number": number, "height": Mm(height_of(chart)),
            "name": quoteattr(f"图 {chart.table}"), "words": quoteattr(words_of(chart))}  # fmt: skip
    line.add_run()._r.append(parse_xml(_INLINE.format(width=Mm(_WIDTH_MM), **told)))


_DATA: Final = "rId1"
_INLINE: Final = f"""<w:drawing {nsdecls("w", "wp", "a", "c", "r")}>
<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{{width}}" cy="{{height}}"/>
<wp:docPr id="{{number}}" name={{name}} descr={{words}}/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="{{id}}"/></a:graphicData></a:graphic>
</wp:inline></w:drawing>"""


def words_of(chart: Chart) -> str:
    """The chart read out (alternative text)."""
    rows = (
        f"{category}：" + "、".join(f"{name} {_whole(values[at])}" for name, values in chart.series)
        for at, category in enumerate(chart.categories)
    )
    told = str(printable(f"图：{chart.title}。{'；'.join(rows)}。"))
    return told if len(told) <= _ALT_CHARS else f"{told[:_ALT_CHARS]}……见表 {chart.table}"


def _whole(value: float | None) -> str:
    return "—" if value is None else f"{value:g}"


def parts_of(chart: Chart, axis: str) -> tuple[bytes, bytes]:
    """The chart part for a document and the workbook with its figures: the same chart gives the same bytes."""
    import zipfile

    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": _EPOCH})
        sheet = book.add_worksheet("数据")
        _figures(sheet, chart, axis)
        columns = {name: at for at, (name, _) in enumerate(chart.series, 1)}
        sheet.insert_chart(0, len(columns) + 2, drawn(book, chart, axis, Cells("数据", 0, 1, columns), titled=False))
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as held:
        return _for_document(held.read("xl/charts/chart1.xml")), out.getvalue()


def _figures(sheet: Any, chart: Chart, axis: str) -> None:
    sheet.write_string(0, 0, axis)
    for row, category in enumerate(chart.categories, 1):
        sheet.write_string(row, 0, str(printable(category)))
    for column, (name, values) in enumerate(chart.series, 1):
        sheet.write_string(0, column, name)
        for row, value in enumerate(values, 1):
            if value is not None:
                sheet.write_number(row, column, value)


def _for_document(xml: bytes) -> bytes:
    """The workbook's chart as a document's: in Chinese, with Chinese fonts, no paper of its own, bound to its data."""
    root = parse_xml(xml)
    for latin in root.findall(f".//{qn('a:latin')}"):  # East Asian text takes a:ea, which xlsxwriter does not write
        east = OxmlElement("a:ea")
        east.set("typeface", latin.get("typeface"))
        latin.addnext(east)
        latin.set("typeface", fonts.LATIN)
    for labels in root.findall(f".//{qn('c:dLbls')}"):
        _only_values(labels)
    for series in root.findall(f".//{qn('c:lineChart')}/{qn('c:ser')}"):
        series.append(_said("smooth"))  # counts go in steps, no curve between them
    for paper in root.findall(qn("c:printSettings")):
        root.remove(paper)
    for language in root.findall(qn("c:lang")):
        language.set("val", "zh-CN")
    bound = OxmlElement("c:externalData")
    bound.set(qn("r:id"), _DATA)
    bound.append(_said("autoUpdate"))
    root.append(bound)
    return serialize_part_xml(root)


def _only_values(labels: Any) -> None:
    """Say which parts of a label are not wanted: a program that reads a missing one as yes would print names at every bar."""
    shown = labels.find(qn("c:showVal"))
    shown.addprevious(_said("showLegendKey"))
    for name in ("showBubbleSize", "showPercent", "showSerName", "showCatName"):  # each comes before the one added last
        shown.addnext(_said(name))


def _said(name: str, value: str = "0") -> Any:
    element = OxmlElement(f"c:{name}")
    element.set("val", value)
    return element
