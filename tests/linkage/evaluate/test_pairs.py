"""Pairs and groups: counted by hand on small cases, and what must hold on any."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.linkage.evaluate import group_scores, groups_of_pairs, pair_scores, pairs_of_groups

TRUE = [("a", "b"), ("b", "c"), ("a", "c"), ("d", "e")]


def test_pairs_counted_by_hand() -> None:
    found = pair_scores([("b", "a"), ("a", "b"), ("d", "e"), ("a", "d"), ("f", "f")], TRUE)
    assert (found.tp, found.fp, found.fn) == (2, 1, 2)
    assert found.precision.value == pytest.approx(2 / 3)
    assert found.recall.value == 0.5
    assert found.f1.value == pytest.approx(4 / 7)
    assert found.f1.low <= found.f1.value <= found.f1.high


def test_nothing_to_find_and_nothing_proposed() -> None:
    found = pair_scores([], [])
    assert (found.tp, found.fp, found.fn, found.f1.value) == (0, 0, 0, 1.0)
    assert found.precision.value != found.precision.value


def test_clusters_widen_the_interval() -> None:
    people = {f"{person}-{number}": person for person in range(30) for number in range(6)}
    true = pairs_of_groups({item: str(person) for item, person in people.items()})
    found = {pair for pair in true if people[pair[0]] % 3}  # whole people missed
    by_person = pair_scores(found, true, people)
    by_item = pair_scores(found, true, {item: item for item in people})
    assert by_person.f1.value == by_item.f1.value
    assert by_person.f1.high - by_person.f1.low > 1.5 * (by_item.f1.high - by_item.f1.low)


def test_b_cubed_counted_by_hand() -> None:
    # Amigó et al. 2009: precision and recall of each item, averaged
    true = {"1": "x", "2": "x", "3": "x", "4": "y", "5": "y"}
    found = {"1": "p", "2": "p", "3": "q", "4": "q", "5": "q"}
    scores = group_scores(found, true)
    assert scores.precision.value == pytest.approx((1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5)
    assert scores.recall.value == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert scores.pair_precision.value == 0.5
    assert scores.pair_recall.value == 0.5
    assert (scores.items, scores.groups, scores.exact.value) == (5, 2, 0.0)


def test_groups_need_the_same_items() -> None:
    with pytest.raises(ValueError, match="1 项只在一份中"):
        group_scores({"a": "1"}, {"a": "1", "b": "1"})


GROUPINGS = st.integers(2, 25).flatmap(
    lambda size: st.tuples(*(st.lists(st.integers(0, 6), min_size=size, max_size=size) for _ in range(2)))
)


@settings(deadline=None, max_examples=15)
@given(GROUPINGS)
def test_group_pairs_are_pairs_of_groups(both: tuple[list[int], list[int]]) -> None:
    found, true = ({str(item): str(group) for item, group in enumerate(groups)} for groups in both)
    scores = group_scores(found, true, replicas=20)
    pairs = pair_scores(pairs_of_groups(found), pairs_of_groups(true), replicas=20)
    assert str(scores.pair_precision) == str(pairs.precision)
    assert str(scores.pair_recall) == str(pairs.recall)
    assert scores.pair_f1.value == pytest.approx(pairs.f1.value)
    assert 0 < scores.f1.value <= 1
    assert (scores.exact.value == 1.0) == (pairs.fp == pairs.fn == 0)


def test_pairs_join_into_groups_named_by_the_first() -> None:
    groups = groups_of_pairs(["d", "a", "b", "c"], [("a", "b"), ("b", "d"), ("c", "elsewhere")])
    assert groups == {"d": "d", "a": "d", "b": "d", "c": "c"}
