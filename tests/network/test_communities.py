"""Groups, and how far they are found again."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tests.drawn_network import at_random, graph
from workbench.network.communities import adjusted_rand, communities, grouped, mutual_information


def two_blocks() -> str:
    blocks = [[f"{first}{a}>{first}{b}:rel" for a in range(10) for b in range(a)] for first in ("r1", "r2")]
    return " ".join([*blocks[0], *blocks[1], "r10>r20:rel"])


def test_two_blocks_are_found_in_every_run() -> None:
    found = communities(graph(two_blocks(), "c1"))
    drawn = graph(two_blocks(), "c1")
    groups = dict(zip(drawn.ids.to_pylist(), found.label, strict=True))
    assert len({groups[f"record:r1{n}"] for n in range(10)}) == len({groups[f"record:r2{n}"] for n in range(10)}) == 1
    assert groups["record:r10"] != groups["record:r20"] and groups["contact:c1"] == -1
    assert found.agreement == found.information == 1.0
    assert "分组稳定" in found.sentence and "2 个关联社群" in found.sentence
    assert np.isnan(found.stability[drawn.number("contact:c1")])


def test_a_ring_is_said_to_be_unstable() -> None:
    ring = " ".join(f"r{n}>r{(n + 1) % 60}:rel" for n in range(60))
    found = communities(graph(ring))
    assert found.agreement < 0.9 and "分组稳定" not in found.sentence
    assert 0 < np.nanmin(found.stability) < 1
    again = communities(graph(ring))
    assert (again.label == found.label).all() and again.agreement == found.agreement


def test_as_good_as_networkx() -> None:
    ties, other = at_random(600, 1500)
    label = grouped(ties, [1])[0]
    ours = [set(np.flatnonzero(label == number).tolist()) for number in range(label.max() + 1)]
    theirs = nx.community.louvain_communities(other, seed=1)
    assert nx.community.modularity(other, ours) > nx.community.modularity(other, theirs) - 0.02
    assert all(len(set(ties.component[list(group)])) == 1 for group in ours)


def test_agreement_by_hand() -> None:
    one, other = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    assert adjusted_rand(one, other) == pytest.approx(0.242424, abs=1e-5)
    assert mutual_information(one, other) == pytest.approx(0.515804, abs=1e-5)
    assert adjusted_rand(one, one[::-1]) == mutual_information(one, one + 3) == pytest.approx(1.0)


def test_small_components_stay_whole() -> None:
    found = communities(graph("r1>m1:of r2>m1:of r3>m3:of"))
    assert found.table["nodes"].tolist() == [3, 2]
    assert "不需要检验稳定性" in found.sentence


def test_nothing_and_too_few_runs() -> None:
    assert "没有可分组的关联" in communities(graph("")).sentence
    assert "只计算了一次" in communities(graph(two_blocks()), runs=1).sentence
    with pytest.raises(ValueError, match="至少要计算 1 次"):
        communities(graph(""), runs=0)
