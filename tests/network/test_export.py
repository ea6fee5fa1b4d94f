"""A picture as a file: read back by its own format's reader, escaped, with the edition's id inside."""

from __future__ import annotations

import io
import json
from datetime import date
from xml.etree import ElementTree

import networkx as nx
import pytest

from workbench.network.export import FORMATS, export_picture
from workbench.network.picture import Picture, PictureLink, PictureNode

NASTY = '<img src=x onerror="alert(1)"> & \x00\x0b坏'
PICTURE = Picture(
    (
        PictureNode("matter:M1", "matter", NASTY, day=date(2024, 1, 1)),
        PictureNode("record:R1", "record", "AB-1", is_open=True),
        PictureNode("record:R2", "record", "AB-2", is_open=False),
    ),
    (
        PictureLink("record:R1", "matter:M1", "归并", evidence=(NASTY, "R1")),
        PictureLink("record:R1", "record:R2", "相同", date(2024, 2, 1), state="待认定"),
        PictureLink("record:R1", "record:R2", "引用", count=2),
    ),
    ("已显示 3 个节点",),
)
PLACES = {"record:R1": (1.5, -2.0), "unit:不在图上": (0.0, 0.0)}


def test_json_is_node_link_and_may_stand_in_a_page() -> None:
    text = export_picture(PICTURE, "json", edition="E20261122-02", positions=PLACES).decode()
    assert not set("<>&") & set(text)
    body = json.loads(text)
    assert body["graph"]["edition"] == "E20261122-02"
    assert body["nodes"][0]["label"] == NASTY
    assert (body["nodes"][1]["x"], body["nodes"][1]["y"], body["nodes"][2].get("x")) == (1.5, -2.0, None)
    assert body["links"][1] | {"state": ""} == body["links"][1] | {"state": "", "day": "2024-02-01", "directed": False}
    assert nx.node_link_graph(body, edges="links").number_of_edges() == 3


def test_graphml_is_read_back() -> None:
    data = export_picture(PICTURE, "graphml", edition="E20261122-02", positions=PLACES)
    graph = nx.read_graphml(io.BytesIO(data))
    assert graph.graph["edition"] == "E20261122-02"
    assert graph.nodes["matter:M1"]["label"] == NASTY.replace("\x00", "").replace("\x0b", "")
    assert (graph.nodes["record:R1"]["x"], graph.nodes["record:R1"]["is_open"]) == (1.5, True)
    said = {values["relation"]: (values["meaning"], values["count"]) for *_, values in graph.edges(data=True)}
    assert said["引用"] == ("信访件中引用了另一件的编号", 2)


def test_gexf_is_read_back_with_its_layout() -> None:
    data = export_picture(PICTURE, "gexf", edition="E20261122-02", positions=PLACES)
    graph = nx.read_gexf(io.BytesIO(data))
    assert graph.nodes["matter:M1"]["label"].startswith("<img src=x")
    root = ElementTree.fromstring(data)
    space = {"g": "http://www.gexf.net/1.2draft", "viz": "http://www.gexf.net/1.2draft/viz"}
    assert root.findtext("g:meta/g:keywords", namespaces=space) == "E20261122-02"
    assert root.findtext("g:meta/g:description", namespaces=space) == "E20261122-02；已显示 3 个节点"
    assert [place.get("x") for place in root.iterfind(".//viz:position", space)] == ["1.5"]
    said = {values["label"]: values["directed"] for *_, values in graph.edges(data=True)}
    assert said == {"归并": True, "相同": False, "引用": True}


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_picture_is_a_file_too(form: str) -> None:
    assert b"E1" in export_picture(Picture((), ()), form, edition="E1")
    assert b"<img" not in export_picture(PICTURE, form, edition="E1")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="不能导出为“png”"):
        export_picture(PICTURE, "png", edition="E1")
