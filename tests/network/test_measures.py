"""Measures agree with networkx; a petitioner has none."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest

from tests.drawn_network import at_random, graph
from workbench.domain.network import MEASURED, NodeType
from workbench.network.measures import EXACT, Measure, betweenness, core_numbers, measures, pagerank
from workbench.network.ties import Ties

CASES = (
    "r1>m1:of r2>m2:of r3>m3:of c1>r1:by c1>r2:by c1>r3:by u1>m1:led u1>m2:led u2>m3:led u1>u2:ret m1>p1:at m3>p1:at"
)


def values(found: Any) -> Any:
    return np.array([found[node] for node in range(len(found))])


@pytest.mark.parametrize(("nodes", "links"), [(300, 330), (300, 900)])
def test_small_networks_exactly(nodes: int, links: int) -> None:
    ties, other = at_random(nodes, links)
    assert (ties.degree == values(dict(other.degree()))).all()
    assert (core_numbers(ties) == values(nx.core_number(other))).all()
    assert np.abs(pagerank(ties) - values(nx.pagerank(other, tol=1e-12, max_iter=500))).max() < 1e-9
    assert np.allclose(betweenness(ties), values(nx.betweenness_centrality(other, normalized=False)))


def test_large_component_is_estimated_as_networkx_does(monkeypatch: pytest.MonkeyPatch) -> None:
    ties, other = at_random(200, 1500, width=60)
    assert len(ties.parts()) == 1
    exact = betweenness(ties)
    monkeypatch.setattr("workbench.network.measures.EXACT", 100)
    sampled = nx.betweenness_centrality(other, k=16, normalized=False, seed=7)
    assert np.allclose(betweenness(ties, pivots=16, seed=7), values(sampled))
    assert np.corrcoef(exact, betweenness(ties, pivots=64))[0, 1] > 0.9


def test_long_chains_are_estimated_too() -> None:
    many = EXACT + 1
    ends = np.arange(many - 1)
    ties = Ties(np.arange(many), ends, ends + 1, np.ones(many - 1, np.int64))
    found = betweenness(ties, pivots=200, seed=2)
    true = ends * (many - 1 - ends)  # pairs on either side
    assert abs(found[many // 2] / true[many // 2] - 1) < 0.2
    assert (found == betweenness(ties, pivots=200, seed=2)).all()


def test_table_has_measured_kinds_only() -> None:
    found = measures(graph(CASES))
    assert set(found.table["type"]) <= {kind.value for kind in MEASURED}
    assert found.exact and "不是工作好坏的评价" in found.sentence
    top = found.top(Measure.DEGREE, NodeType.UNIT)
    assert top[["node", "degree"]].values.tolist() == [["unit:u1", 3], ["unit:u2", 2]]


def test_petitioners_do_not_count_for_others() -> None:
    without = " ".join(word for word in CASES.split() if ":by" not in word)
    assert measures(graph(CASES)).table.equals(measures(graph(without)).table)


@pytest.mark.parametrize("kind", [NodeType.CONTACT, NodeType.RECORD, NodeType.TOPIC])
def test_kinds_not_measured_are_refused(kind: NodeType) -> None:
    drawn = graph(CASES)
    with pytest.raises(ValueError, match="可计算单位、地点、项目和事项"):
        measures(drawn, kinds=[kind, NodeType.UNIT])
    with pytest.raises(ValueError, match="可计算单位、地点、项目和事项"):
        measures(drawn).top(Measure.DEGREE, kind)


def test_contact_refusal_says_why() -> None:
    with pytest.raises(ValueError, match="不对信访人排序、评分"):
        measures(graph(CASES), kinds=[NodeType.CONTACT])


@pytest.mark.parametrize("extra", ["", "m1"])
def test_empty_and_single(extra: str) -> None:
    found = measures(graph("", extra))
    assert len(found.table) == len(extra.split())
    assert (
        found.table[[each.name.lower() for each in (Measure.DEGREE, Measure.CORE, Measure.BETWEENNESS)]]
        .eq(0)
        .all(axis=None)
    )
