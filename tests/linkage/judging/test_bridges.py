"""A link on which a group hangs, with both sides' sizes."""

from __future__ import annotations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Verdict
from workbench.linkage.judging.bridges import Ground, weak_bridges
from workbench.linkage.judging.groups import derive_groups
from workbench.linkage.judging.words import LEDGER, Judgement

IDS = list("ABCDEFGH")
TRIANGLES = ["AB", "BC", "AC", "DE", "EF", "DF", "CD"]


def words(pairs: list[str], actor: str = "甲") -> list[Judgement]:
    return [Judgement(*sorted(pair), Verdict.SAME, actor=actor) for pair in pairs]  # type: ignore[misc]


def test_the_link_between_two_triangles() -> None:
    grounds = {("C", "D"): Ground(("同一项目", "乡镇相同"), 0.7)}
    (bridge,) = weak_bridges(derive_groups(IDS, words(TRIANGLES)), grounds)
    assert (bridge.word.pair, bridge.left_size, bridge.right_size, bridge.matter_id) == (("C", "D"), 3, 3, "M-A")
    assert bridge.sentence == ("M-A：3 件与 3 件之间只靠 C = D 相连；甲 认定“相同”；依据：同一项目、乡镇相同")


def test_a_single_record_at_the_end_is_no_weak_link_unless_asked() -> None:
    groups = derive_groups(IDS, words(["AB", "BC", "AC", "CD"]))
    assert weak_bridges(groups) == ()
    (bridge,) = weak_bridges(groups, smallest=1)
    assert (bridge.left_size, bridge.right_size) == (3, 1)


def test_the_weakest_stands_first() -> None:
    ids = [f"{part}{number}" for part in "xyz" for number in range(4)]
    pairs = [(f"{part}0", f"{part}{number}") for part in "xyz" for number in (1, 2, 3)]
    pairs += [(f"{part}1", f"{part}{number}") for part in "xyz" for number in (2, 3)]
    said = [Judgement(*pair, Verdict.SAME, actor="甲") for pair in [*pairs, ("x0", "y0")]]
    said.append(Judgement("y1", "z0", Verdict.SAME, actor=LEDGER))
    found = weak_bridges(derive_groups(ids, said))
    assert [bridge.word.pair for bridge in found] == [("y1", "z0"), ("x0", "y0")]
    assert "系统未提出此对" in found[0].sentence and "台账注明重复件" in found[0].sentence


@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=14))
def test_sides_are_what_removal_leaves(drawn: list[tuple[str, str]]) -> None:
    pairs = sorted({(min(pair), max(pair)) for pair in drawn if pair[0] != pair[1]})
    groups = derive_groups(IDS, [Judgement(*pair, Verdict.SAME) for pair in pairs])
    found = {bridge.word.pair: bridge for bridge in weak_bridges(groups, smallest=1)}
    for pair in pairs:
        graph = nx.Graph([other for other in pairs if other != pair])
        graph.add_nodes_from(IDS)
        sides = [len(nx.node_connected_component(graph, end)) for end in pair]
        if nx.has_path(graph, *pair):
            assert pair not in found
        else:
            assert [found[pair].left_size, found[pair].right_size] == sides
