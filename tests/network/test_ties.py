"""The skeleton measures are taken on: pairs once, no petitioner in it."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from tests.drawn_network import at_random, graph
from workbench.domain.network import LinkType
from workbench.network.ties import TIES, WORK, Ties


def test_pairs_once_and_no_contact() -> None:
    drawn = graph("r1>m1:of r1>r2:same r2>r1:cites r2>m1:of c1>r1:by c1>r2:by u1>m1:led")
    ties = Ties.of(drawn, WORK)
    ids = drawn.ids.take(ties.rows).to_pylist()
    pairs = {(ids[a], ids[b]): n for a, b, n in zip(ties.start, ties.end, ties.links, strict=True)}
    assert "contact:c1" not in ids
    assert pairs == {
        ("matter:m1", "record:r1"): 1,
        ("matter:m1", "record:r2"): 1,
        ("record:r1", "record:r2"): 2,
        ("matter:m1", "unit:u1"): 1,
    }


def test_link_of_a_contact_is_refused() -> None:
    with pytest.raises(ValueError, match="信访人"):
        Ties.of(graph("c1>r1:by"), [LinkType.BROUGHT])


def test_components_and_packs() -> None:
    ties, other = at_random(400, 420, seed=3)
    found = {tuple(part.tolist()) for part in ties.parts()}
    assert found == {tuple(sorted(part)) for part in nx.connected_components(other)}
    sizes = [len(part) for part in ties.parts()]
    assert sizes == sorted(sizes, reverse=True)
    groups = ties.groups(30)
    held = np.concatenate(groups)
    assert sorted(held) == sorted(v for part in ties.parts(2) for v in part)
    assert all(len(group) <= 30 or len(set(ties.component[group])) == 1 for group in groups)
    assert sum(len(part.start) for part in ties.induced(groups)) == len(ties.start)


def test_nothing_at_all() -> None:
    ties = Ties.of(graph(""), TIES)
    assert (len(ties), ties.component.tolist(), ties.parts(), ties.groups(5)) == (0, [], [], [])
