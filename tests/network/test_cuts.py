"""Bridges and cut units, with what hangs on them."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tests.drawn_network import at_random, edge_row, graph
from workbench.domain.network import NodeType
from workbench.network.cuts import Blocks, bridges, cut_nodes


@pytest.mark.parametrize(("nodes", "links", "seed"), [(14, 14, 0), (14, 14, 1), (60, 60, 2), (250, 280, 3)])
def test_as_networkx_with_the_weight_of_each_side(nodes: int, links: int, seed: int) -> None:
    ties, other = at_random(nodes, links, seed)
    counted = np.random.default_rng(seed).random(nodes) < 0.6
    blocks = Blocks(ties, counted)
    found = blocks.bridges()
    assert {each[:2] for each in found} == {tuple(sorted(pair)) for pair in nx.bridges(other)}
    for one, two, near, far in found:
        left = other.copy()
        left.remove_edge(one, two)
        assert near == counted[list(nx.node_connected_component(left, one))].sum()
        assert far == counted[list(nx.node_connected_component(left, two))].sum()
    cuts = dict(blocks.cuts())
    assert set(cuts) == set(nx.articulation_points(other))
    for vertex, parts in cuts.items():
        left = other.subgraph(nx.node_connected_component(other, vertex) - {vertex})
        assert sorted(parts) == sorted(counted[list(part)].sum() for part in nx.connected_components(left))


def test_bridge_tells_its_links_and_sides() -> None:
    words = ["r1>m1:of", "r2>m2:of", "r3>m3:of", "r1>r2:rel", "r1>r2:cites", "r2>r3:same", "r1>r3:rel", "r4>m4:of"]
    links = [edge_row(word) for word in words]
    links.append(edge_row("r3>r4:rel", state="待认定", evidence=["文本相似（0.55）"]))
    (found,) = bridges(graph(links))  # no record with its own matter
    assert (found.source, found.target, found.near, found.far) == ("record:r3", "record:r4", 3, 1)
    assert found.links[0].evidence == ("文本相似（0.55）",)
    assert "相关（待认定）" in found.sentence and "一侧 3 个事项、另一侧 1 个事项" in found.sentence
    assert bridges(graph(links), smallest=2) == []


def test_cut_unit() -> None:
    words = "u1>m1:led u1>m2:led u1>m3:led u1>m4:led r1>m1:of r2>m2:of r3>m3:of r4>m4:of r1>r2:rel c1>r1:by c1>r4:by"
    (found,) = cut_nodes(graph(words))
    assert (found.node, found.parts) == ("unit:u1", (2, 1, 1))
    assert found.sentence == "3 组事项（2、1、1个）只通过“u1”相连"
    assert cut_nodes(graph(words), smallest=2) == []


def test_contacts_are_refused_and_nothing_is_nothing() -> None:
    with pytest.raises(ValueError, match="信访人"):
        cut_nodes(graph("c1>r1:by"), NodeType.CONTACT)
    assert bridges(graph("")) == [] and cut_nodes(graph("", "u1")) == []
