"""What a picture says: threads it hangs by, units it hangs on, matters nobody keeps; of what is shown, of no petitioner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from workbench.network.picture import Picture, PictureLink, PictureNode
from workbench.settings import Settings
from workbench.store.edition import Edition
from workbench.usecases.explore_network import Network, network, start
from workbench.usecases.office import Office
from workbench.usecases.read_network import MANY, communities_of, graph_of, remarks

STEPS = ["matter_id", "record_id", "kind", "start", "unit", "target"]


def network_of(steps: list[tuple[object, ...]]) -> Network:
    """A network whose edition has these steps and no causes."""
    frame = pd.DataFrame(steps, columns=STEPS)
    edition = SimpleNamespace(
        tables=("steps",), as_of=date(2026, 11, 22), query=lambda _sql, asked: frame[frame["matter_id"].isin(asked[0])]
    )
    return Network(edition, SimpleNamespace())  # type: ignore[arg-type]


def two_groups() -> Picture:
    """Two threes of matters, each around a project, with one 相关 between a record of each, and a petitioner of both."""
    nodes, links = [], []
    for side in "甲乙":
        nodes.append(PictureNode(f"project:{side}园", "project", f"{side}园"))
        for number in range(3):
            matter, record = f"matter:M-{side}{number}", f"record:R{side}{number}"
            nodes += [
                PictureNode(matter, "matter", f"事{side}{number}"),
                PictureNode(record, "record", f"件{side}{number}"),
            ]
            links += [PictureLink(record, matter, "归并"), PictureLink(matter, f"project:{side}园", "涉及项目")]
    links.append(PictureLink("record:R甲0", "record:R乙0", "相关", state="待认定", evidence=("文本相似",)))
    nodes.append(PictureNode("contact:P-1", "contact", "张某某"))
    links += [PictureLink("contact:P-1", f"record:R{side}1", "提出") for side in "甲乙"]
    return Picture(tuple(nodes), tuple(links))


def test_a_thread_two_groups_hang_by_is_told_with_its_ends() -> None:
    found = [one for one in remarks(network_of([]), two_groups()) if one.sort == "薄弱连接"]
    joined = next(one for one in found if set(one.nodes) == {"record:R甲0", "record:R乙0"})
    assert "一侧 3 个事项、另一侧 3 个事项" in joined.sentence and "相关（待认定）" in joined.sentence


def test_a_unit_that_alone_holds_groups_together_is_told() -> None:
    whole = two_groups()
    links = [link for link in whole.links if link.type != "相关"]
    links += [PictureLink("unit:某局", f"matter:M-{side}2", "主办") for side in "甲乙"]
    picture = Picture((*whole.nodes, PictureNode("unit:某局", "unit", "某局")), tuple(links))
    found = [one for one in remarks(network_of([]), picture) if one.sort == "关键单位"]
    assert [one.nodes for one in found] == [("unit:某局",)] and "3、3" in found[0].sentence


def test_no_remark_names_a_petitioner_or_rests_on_one() -> None:
    picture = two_groups()
    bare = Picture(
        tuple(node for node in picture.nodes if node.type != "contact"),
        tuple(link for link in picture.links if link.type != "提出"),
    )
    assert remarks(network_of([]), picture) == remarks(network_of([]), bare)
    assert not any("张某某" in one.sentence for one in remarks(network_of([]), picture))
    assert "contact:P-1" not in communities_of(picture)


def test_a_matter_nobody_keeps_is_told_with_its_steps() -> None:
    picture = two_groups()
    day = date(2026, 1, 5)
    steps = [("M-甲0", "R甲0", "转送交办", day, "县信访局", f"清澜县{name}局") for name in ("住建", "城管", "水务")]
    steps += [("M-乙0", "R乙0", "同意退回", day, "清澜县住建局", "县信访局")] * 2
    steps += [
        ("M-乙1", "R乙1", "转送交办", day, "县信访局", "清澜县住建局"),
        ("M-远", "R远", "同意退回", day, "甲", "乙"),
    ] * 3
    found = {one.nodes: one.sentence for one in remarks(network_of(steps), picture) if one.sort == "推诿扯皮"}
    assert set(found) == {("matter:M-甲0",), ("matter:M-乙0",)}
    assert "3个承办单位" in found["matter:M-甲0",] and "2026-01-05 转送交办" in found["matter:M-甲0",]
    assert "同意退回2次" in found["matter:M-乙0",]


def test_units_that_hand_over_are_told_most_first_and_the_rest_counted() -> None:
    units = [PictureNode(f"unit:{n}", "unit", f"局{n}") for n in range(MANY + 3)]
    links = [PictureLink("unit:0", unit.id, "退回移交", count=n) for n, unit in enumerate(units) if n]
    found = [
        one.sentence for one in remarks(network_of([]), Picture(tuple(units), tuple(links))) if one.sort == "单位移交"
    ]
    assert found[0] == f"局0向局{MANY + 2}移交或退回 {MANY + 2} 次（全部事项）" and found[-1] == "另有 2 处，未逐一列出"


def test_nothing_and_one_node_say_what_they_are() -> None:
    assert remarks(network_of([]), Picture((), ())) == []
    alone = remarks(network_of([]), Picture((PictureNode("matter:M1", "matter", "事"),), ()))
    assert [one.sort for one in alone] == ["整体"] and "没有这类关联" in alone[0].sentence


@pytest.fixture(scope="module")
def net(demo_home: Path) -> Network:
    return network(Office(Settings(home=demo_home, actor="测试员")))


def test_clusters_of_one_cause_are_told_by_place_name(net: Network) -> None:
    causes = net.edition.table("causes").sort_values("cause_id")
    told = []
    for matters in causes["matters"]:
        there = [matter for matter in matters if f"matter:{matter}" in net.index]
        picture = start(net, there[0])
        shown = {node.id for node in picture.nodes}
        found = [one for one in remarks(net, picture) if one.sort == "共性问题" and one.nodes]
        assert all(set(one.nodes) <= shown for one in found)
        told += [one.sentence for one in found]
    assert told and not any(sentence[:6].isdigit() for sentence in told)
    assert isinstance(net.edition, Edition)


def test_a_picture_as_a_graph_has_its_nodes_and_links(net: Network) -> None:
    picture = start(net, net.edition.query("SELECT min(matter_id) AS id FROM matters WHERE NOT locked")["id"][0])
    graph = graph_of(picture)
    assert tuple(graph.ids.to_pylist()) == picture.ids and len(graph.edges) == len(picture.links) and graph.notes == ()
    assert graph_of(replace(picture, links=())).edges.num_rows == 0
