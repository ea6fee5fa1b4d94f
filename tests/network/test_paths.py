"""Ways between two nodes with the evidence of each step."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from math import log2
from pathlib import Path

import networkx as nx
import pytest

from tests.drawn_network import at_random, edge_row, tables
from workbench.domain.network import LinkType
from workbench.network.index import NetworkIndex, open_index, write_index
from workbench.network.paths import HUB, NoPath, shortest_path

Drawn = Callable[..., NetworkIndex]


@pytest.fixture
def index(tmp_path: Path) -> Drawn:
    def made(edges: str | list[dict[str, object]], extra: str = "") -> NetworkIndex:
        drawn = tables(edges, extra)
        write_index(tmp_path / "network", drawn["nodes"], drawn["edges"])
        return open_index(tmp_path / "network")

    return made


def hub(many: int) -> str:
    return " ".join(f"u1>m{n}:led" for n in range(100, 100 + many))


def test_steps_carry_links_and_evidence(index: Drawn) -> None:
    links = [edge_row(word) for word in ("r1>m1:of", "r2>m2:of", "r1>r2:cites")]
    links.append(edge_row("r1>r2:same", state="待认定", evidence=["电话一致", "文本相似（0.80）"]))
    found = shortest_path(index(links), "matter:m1", "matter:m2")
    assert found.nodes == ("matter:m1", "record:r1", "record:r2", "matter:m2")
    assert [link.type for link in found.steps[1].links] == ["相同", "引用"]
    assert found.steps[0].sentence == "事项 m1 ←归并— 信访件 r1（依据：r1）"
    assert "—相同（待认定）—" in found.sentence and "电话一致" in found.sentence
    assert found.picture.ids == found.nodes and not found.picture.notes


def test_a_way_over_records_beats_a_hub(index: Drawn) -> None:
    around = "r1>m1:of r1>r2:rel r2>r3:rel r3>r4:rel r4>m2:of u1>m1:led u1>m2:led "
    assert "unit:u1" in shortest_path(index(around), "matter:m1", "matter:m2").nodes
    assert "unit:u1" not in shortest_path(index(around + hub(3000)), "matter:m1", "matter:m2").nodes


def test_a_hub_is_told(index: Drawn) -> None:
    found = shortest_path(index("u1>m1:led u1>m2:led " + hub(HUB)), "matter:m1", "matter:m2")
    assert "连着 102 个节点" in found.sentence and found.picture.notes


def test_petitioners_only_when_asked(index: Drawn) -> None:
    drawn = index("r1>m1:of r2>m2:of c1>r1:by c1>r2:by")
    with pytest.raises(NoPath, match="没有所选类型的关联相通"):
        shortest_path(drawn, "matter:m1", "matter:m2")
    found = shortest_path(drawn, "matter:m1", "matter:m2", through_contacts=True)
    assert "contact:c1" in found.nodes and "不说明事项相关" in found.sentence
    with pytest.raises(ValueError, match="默认不经过信访人"):
        shortest_path(drawn, "matter:m1", "matter:m2", [LinkType.BROUGHT])


@pytest.mark.parametrize("ends", [("contact:c1", "matter:m1"), ("matter:m1", "contact:c1")])
def test_petitioner_is_no_end(index: Drawn, ends: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="不能是信访人"):
        shortest_path(index("r1>m1:of c1>r1:by"), *ends, through_contacts=True)


def test_types_and_unknown_ends(index: Drawn) -> None:
    drawn = index("r1>m1:of r2>m2:of r1>r2:rel u1>m1:led u1>m2:led")
    found = shortest_path(drawn, "matter:m1", "matter:m2", [LinkType.PART_OF, LinkType.RELATED])
    assert len(found.steps) == 3
    with pytest.raises(NoPath):
        shortest_path(drawn, "matter:m1", "matter:m2", [LinkType.CITES])
    with pytest.raises(ValueError, match="两个不同的节点"):
        shortest_path(drawn, "matter:m1", "matter:m1")
    with pytest.raises(KeyError, match="m9"):
        shortest_path(drawn, "matter:m1", "matter:m9")


@pytest.mark.parametrize("seed", range(4))
def test_cost_is_the_least(index: Drawn, seed: int) -> None:
    _, graph = at_random(80, 130, seed)
    drawn = index(" ".join(f"r{a}>r{b}:rel" for a, b in graph.edges), " ".join(f"r{n}" for n in graph))

    def over(node: int) -> float:
        return log2(1 + graph.degree(node))

    for one, other in graph.edges:
        graph.edges[one, other]["cost"] = (over(one) + over(other)) / 2
    least = nx.single_source_dijkstra_path_length(graph, 0, weight="cost")
    assert len(least) > 10
    for end in set(least) - {0}:
        way = [int(node.removeprefix("record:r")) for node in shortest_path(drawn, "record:r0", f"record:r{end}").nodes]
        assert sum(graph.edges[pair]["cost"] for pair in pairwise(way)) == pytest.approx(least[end])
