"""The explorer as Python sees it: what it sends, what it leaves out and why, what it is asked."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.widgets.test_assets import _mark
from workbench.domain.network import LEGEND, MEASURED, NODE_NAMES, NodeType
from workbench.network.picture import Picture, PictureLink, PictureNode
from workbench.widgets import Explorer, ExplorerRequest
from workbench.widgets.explorer_groups import MOST, grouped
from workbench.widgets.theme import asset

NODES = [{"id": "unit:甲局", "type": "unit", "label": "甲局"}, {"id": "matter:M1", "type": "matter", "label": "一"}]
EDGES = [{"source": "unit:甲局", "target": "matter:M1", "type": "主办", "day": date(2024, 5, 6)}]


def test_bundle_is_built_from_the_sources_as_they_are() -> None:
    assert asset("explorer.js").startswith(f"/* sources {_mark()};"), (
        "请在 tools/build_js 里运行 npm ci && npm run build"
    )


def test_a_picture_of_the_network_fits_as_it_is() -> None:
    nodes = (PictureNode("matter:M1", "matter", "一", day=date(2024, 5, 6)), PictureNode("unit:甲局", "unit", "甲局"))
    sent = Picture(nodes, (PictureLink("unit:甲局", "matter:M1", "主办", evidence=("R000001",)),)).as_dicts()
    explorer = Explorer(sent["nodes"], sent["links"])
    assert (explorer.nodes[0]["day"], explorer.edges[0]["evidence"], explorer.notes) == ("2024-05-06", ["R000001"], [])
    json.dumps(explorer.get_state(["nodes", "edges", "legend", "more"]), ensure_ascii=False)


def test_legend_says_what_every_node_and_link_means() -> None:
    legend = Explorer().legend
    assert {kind["key"]: kind["label"] for kind in legend["nodes"]} == {
        kind.value: NODE_NAMES[kind] for kind in NodeType
    }
    assert {kind["key"]: kind["says"] for kind in legend["links"]} == {
        kind.value: says for kind, says in LEGEND.items()
    }
    assert {kind["key"] for kind in legend["nodes"] if kind["measured"]} == {kind.value for kind in MEASURED}


def test_a_link_without_an_end_is_left_out_and_counted() -> None:
    explorer = Explorer(NODES, [*EDGES, {"source": "matter:M1", "target": "matter:M9", "type": "相关"}])
    assert len(explorer.edges) == 1 and explorer.notes == ["有 1 条关联的一端不在图中，没有画出"]


def test_nothing_and_one_node() -> None:
    assert (Explorer().nodes, Explorer().notes) == ([], [])
    assert "起点" in Explorer().empty
    assert len(Explorer(NODES[:1]).nodes) == 1


def test_a_node_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="“unit:甲局”"):
        Explorer([NODES[0], NODES[0]])


def test_choices_that_are_gone_are_dropped_with_the_next_picture() -> None:
    explorer = Explorer(NODES, EDGES)
    explorer.selected, explorer.link = ["unit:甲局", "matter:M1"], "unit:甲局|主办|matter:M1"
    explorer.show(
        NODES[1:], EDGES, route=["unit:甲局", "matter:M1"], more={"unit:甲局": {"主办": 3}, "matter:M1": {"归并": 2}}
    )
    assert (explorer.selected, explorer.link, explorer.route) == (["matter:M1"], "", ["matter:M1"])
    assert explorer.more == {"matter:M1": {"归并": 2}}


def test_positions_stay_unless_given() -> None:
    explorer = Explorer(NODES, EDGES)
    explorer.positions = {"unit:甲局": [1.0, 2.0]}
    explorer.show(NODES, EDGES)
    assert explorer.positions == {"unit:甲局": [1.0, 2.0]}
    explorer.show(NODES, EDGES, positions={"matter:M1": (3, 4)}, communities={"matter:M1": 2})
    assert explorer.positions == {"matter:M1": [3.0, 4.0]} and explorer.nodes[1]["community"] == 2


def test_request_is_read_and_answered() -> None:
    explorer = Explorer(NODES, EDGES)
    assert explorer.request == ExplorerRequest()
    explorer.asked = {"act": "expand", "node": "unit:甲局", "other": "主办", "name": "", "seq": 4, "strange": 1}
    assert explorer.request == ExplorerRequest("expand", "unit:甲局", "主办", "", 4)
    explorer.answer("加入 30 个\u202e", tone="info")
    assert (explorer.answered, explorer.said) == (4, "加入 30 个")
    explorer.offer("图.gexf", "<gexf/>")
    assert explorer.file == {"name": "图.gexf", "text": "<gexf/>", "seq": 4}


def many(number: int) -> list[dict[str, object]]:
    topics = ["征地", "拆迁", None]
    return [{"id": f"matter:M{n}", "type": "matter", "label": str(n), "topic": topics[n % 3]} for n in range(number)]


def test_too_many_nodes_are_summed_up_and_it_says_why() -> None:
    edges = [{"source": f"matter:M{n}", "target": f"matter:M{n + 1}", "type": "相关"} for n in range(MOST)]
    explorer = Explorer(many(MOST + 1), edges)
    assert {node["id"]: node["count"] for node in explorer.nodes} == {
        "matter*征地": 1667,
        "matter*拆迁": 1667,
        "matter*不详": 1667,
    }
    assert {node["label"] for node in explorer.nodes} == {"征地 · 事项", "拆迁 · 事项", "不详 · 事项"}
    assert sum(edge["count"] for edge in explorer.edges) == MOST
    assert f"共 {MOST + 1} 个节点" in explorer.notes[0] and "按内容分类汇总为 3 组" in explorer.notes[0]


def test_as_many_as_stay_smooth_are_drawn_one_by_one() -> None:
    assert len(Explorer(many(MOST)).nodes) == MOST


def test_groups_by_type_hold_no_links_of_their_own() -> None:
    nodes, edges, _ = grouped(many(4), [{"source": "matter:M0", "target": "matter:M1", "type": "相关"}], "type")
    assert [(node["label"], node["count"]) for node in nodes] == [("事项", 4)] and edges == []


def test_unknown_grouping_is_refused() -> None:
    with pytest.raises(ValueError, match="topic"):
        grouped(many(1), [], "petitioner")
