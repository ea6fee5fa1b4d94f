"""A picture as a file for other programs (导出关联图): GEXF, GraphML, JSON; every text escaped, the edition's id inside.

PNG and SVG are drawn in the browser.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import SubElement, indent, tostring

from workbench.domain.network import LEGEND, NODE_NAMES, UNDIRECTED, LinkType, NodeType
from workbench.network.picture import Picture, PictureLink, PictureNode

if TYPE_CHECKING:
    import networkx as nx

FORMATS: Final[Mapping[str, str]] = {
    "gexf": "application/gexf+xml",
    "graphml": "application/graphml+xml",
    "json": "application/json",
}
"""File ending and media type of each format."""

Positions = Mapping[str, tuple[float, float]]

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def export_picture(
    picture: Picture, form: str, *, edition: str, positions: Positions | None = None, note: str = ""
) -> bytes:
    """The picture as UTF-8 text of a format of `FORMATS`; ValueError for another.

    `positions` are kept as they are (x, y by node id). A link's type stands in `relation` with the legend's sentence in
    `meaning`; `directed` is false for 相同 and 相关 (most readers take no graph that is directed in part). Characters that
    XML does not allow are left out of GEXF and GraphML.
    """
    if form not in FORMATS:
        raise ValueError(f"不能导出为“{form}”；可用：{'、'.join(FORMATS)}（PNG 与 SVG 在页面上导出）")
    about = {"edition": edition, "note": note, "shown": "；".join(picture.notes)}
    if form == "json":
        return _json(picture, about, positions or {})
    return {"gexf": _gexf, "graphml": _graphml}[form](picture, about, positions or {})


def _json(picture: Picture, about: Mapping[str, str], positions: Positions) -> bytes:
    """Node-link form; "<", ">" and "&" are written as escapes, so the text may stand in a page."""
    body = {
        "directed": True,
        "multigraph": True,
        "graph": dict(about),
        "nodes": [{"id": node.id, **_of_node(node), **_place(node.id, positions)} for node in picture.nodes],
        "links": [_of_link(link) | {"evidence": list(link.evidence)} for link in picture.links],
    }
    text = json.dumps(body, ensure_ascii=False, indent=1)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text.encode()


def _graphml(picture: Picture, about: Mapping[str, str], positions: Positions) -> bytes:
    from networkx.readwrite.graphml import GraphMLWriter

    graph = _graph(picture, about)
    for node, place in positions.items():
        if node in graph:
            graph.nodes[node].update(x=float(place[0]), y=float(place[1]))
    writer = GraphMLWriter(encoding="utf-8")
    writer.add_graph_element(graph)
    return _xml(writer.xml)


def _gexf(picture: Picture, about: Mapping[str, str], positions: Positions) -> bytes:
    from networkx.readwrite.gexf import GEXFWriter

    graph = _graph(picture, about)
    for node, place in positions.items():
        if node in graph:
            graph.nodes[node]["viz"] = {"position": {"x": float(place[0]), "y": float(place[1]), "z": 0.0}}
    for *_, values in graph.edges(data=True):
        values["label"] = values["relation"]
    writer = GEXFWriter(encoding="utf-8")
    writer.add_graph(graph)
    meta = writer.xml.find("meta")
    SubElement(meta, "keywords").text = _clean(about["edition"])
    SubElement(meta, "description").text = _clean("；".join(filter(None, about.values())))
    return _xml(writer.xml)


def _graph(picture: Picture, about: Mapping[str, str]) -> nx.MultiDiGraph[str]:
    """The picture for a writer of XML: no missing value, no list, no character that XML does not allow."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph.update({name: _clean(text) for name, text in about.items()})
    for node in picture.nodes:
        graph.add_node(_clean(node.id), **_plain(_of_node(node)))
    for number, link in enumerate(picture.links):
        values = _plain(_of_link(link) | {"evidence": "；".join(link.evidence)})
        source, target = values.pop("source"), values.pop("target")
        graph.add_edge(source, target, key=str(number), **values)
    return graph


def _of_node(node: PictureNode) -> dict[str, Any]:
    values = {name: value for name, value in asdict(node).items() if name not in ("id", "hops", "beyond")}
    return {**values, **_days(node), "type_name": NODE_NAMES[NodeType(node.type)]}


def _of_link(link: PictureLink) -> dict[str, Any]:
    said = LinkType(link.type)
    values = {name: value for name, value in asdict(link).items() if name not in ("type", "evidence")}
    return {**values, **_days(link), "relation": link.type, "meaning": LEGEND[said], "directed": said not in UNDIRECTED}


def _days(one: PictureNode | PictureLink) -> dict[str, str | None]:
    return {name: day.isoformat() if day else None for name, day in (("day", one.day), ("day_to", one.day_to))}


def _place(node: str, positions: Positions) -> dict[str, float]:
    return dict(zip("xy", map(float, positions[node]), strict=True)) if node in positions else {}


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Missing values left out, for they are unknown and not empty."""
    return {
        name: _clean(value) if isinstance(value, str) else value for name, value in values.items() if value is not None
    }


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _xml(root: Any) -> bytes:
    indent(root)
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text
