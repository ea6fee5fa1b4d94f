"""Matters from judgements: unions of 相同 only, nothing cut, every quarrel shown."""

from __future__ import annotations

import random
from time import process_time

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.linkage.judging.groups import derive_groups
from workbench.linkage.judging.words import ledger_judgements

SAME, DIFFERENT, RELATED, UNSURE = "相同", "不同", "相关", "存疑"
IDS = [f"R{number}" for number in range(8)]
pairs = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=12)


def test_only_same_joins() -> None:
    groups = derive_groups(["A", "B", "C", "D"], [("A", "B", SAME), ("B", "C", RELATED), ("C", "D", UNSURE)])
    assert groups.members == {"M-A": ("A", "B"), "M-C": ("C",), "M-D": ("D",)}
    assert groups.contradictions == ()


def test_matter_is_named_after_its_earliest_record() -> None:
    groups = derive_groups(["Z", "A", "M"], [("A", "M", SAME), ("M", "Z", SAME)])
    assert set(groups.matter_of.values()) == {"M-Z"}
    assert groups.frame().to_dict("list") == {"record_id": ["Z", "A", "M"], "matter_id": ["M-Z"] * 3}


def test_later_judgement_replaces_the_former_either_way_round() -> None:
    groups = derive_groups(["A", "B"], [("A", "B", SAME), ("B", "A", DIFFERENT)])
    assert groups.matter_of == {"A": "M-A", "B": "M-B"}
    assert groups.contradictions == ()


def test_quarrel_is_shown_with_the_shortest_path_and_not_cut() -> None:
    judged = [("A", "B", SAME), ("B", "C", SAME), ("C", "D", SAME), ("B", "D", SAME), ("A", "D", DIFFERENT)]
    groups = derive_groups(list("ABCD"), judged)
    assert groups.members == {"M-A": ("A", "B", "C", "D")}
    (quarrel,) = groups.contradictions
    assert quarrel.path == ("A", "B", "D")
    assert quarrel.sentence == "A 与 D 认定为“不同”，但 A = B = D 认定为“相同”；请复核其中一项认定"


def test_judgement_on_a_record_not_here_is_reported() -> None:
    groups = derive_groups(["A"], [("A", "gone", SAME), ("A", "A", SAME)])
    assert groups.unknown == (("A", "gone"),)
    assert groups.matter_of == {"A": "M-A"}


def test_strange_verdict_is_refused() -> None:
    with pytest.raises(ValueError):
        derive_groups(["A", "B"], [("A", "B", "也许")])


def test_ledger_states_and_a_clerk_overrules() -> None:
    records = pd.DataFrame(
        {
            "record_id": ["A", "B", "C", "D"],
            "case_no": ["XF-2020-001", "XF-2020-002", "XF-2020-003", "XF-2020-004"],
            "dup_of_no": [None, "xf-2020-001", "XF-2020-001、XF-2020-009", "XF-2020-001"],
            "locked": [False, False, False, True],
        }
    )
    stated = ledger_judgements(records)
    assert stated == [("B", "A", SAME), ("C", "A", SAME)]
    clerk = [("A", "C", UNSURE)]
    assert derive_groups(list("ABCD"), [*stated, *clerk]).members == {"M-A": ("A", "B"), "M-C": ("C",), "M-D": ("D",)}


@given(pairs, st.randoms())
def test_order_of_unions_does_not_matter(same: list[tuple[str, str]], shuffle: random.Random) -> None:
    judged = [(left, right, SAME) for left, right in same]
    mixed = [
        (right, left, verdict) if shuffle.random() < 0.5 else (left, right, verdict) for left, right, verdict in judged
    ]
    shuffle.shuffle(mixed)
    assert derive_groups(IDS, judged) == derive_groups(IDS, mixed)


@given(pairs, pairs)
def test_every_no_inside_a_matter_is_a_contradiction(same: list[tuple[str, str]], no: list[tuple[str, str]]) -> None:
    judged = [(*pair, SAME) for pair in same] + [(*pair, DIFFERENT) for pair in no]
    groups = derive_groups(IDS, judged)
    apart = {(min(pair), max(pair)) for pair in no if pair[0] != pair[1]}
    joined = {(min(pair), max(pair)) for pair in same} - apart
    inside = {pair for pair in apart if groups.matter_of[pair[0]] == groups.matter_of[pair[1]]}
    assert {(quarrel.left, quarrel.right) for quarrel in groups.contradictions} == inside
    for quarrel in groups.contradictions:
        steps = list(zip(quarrel.path, quarrel.path[1:], strict=False))
        assert (quarrel.path[0], quarrel.path[-1]) == (quarrel.left, quarrel.right)
        assert all((min(step), max(step)) in joined for step in steps)


def test_an_older_record_does_not_take_the_name() -> None:
    before = derive_groups(["B", "C"], [("B", "C", SAME)])
    after = derive_groups(["A", "B", "C"], [("B", "C", SAME), ("A", "B", SAME)], previous=before.matter_of)
    assert after.members == {"M-B": ("A", "B", "C")} and after.former == {}
    assert derive_groups(["A", "B", "C"], [("B", "C", SAME), ("A", "B", SAME)]).members == {"M-A": ("A", "B", "C")}


def test_a_merger_keeps_the_larger_ones_name_and_tells_the_other() -> None:
    ids = list("ABCDE")
    first = [("A", "B", SAME), ("C", "D", SAME), ("D", "E", SAME)]
    before = derive_groups(ids, first)
    after = derive_groups(ids, [*first, ("B", "C", SAME)], previous=before.matter_of)
    assert set(after.matter_of.values()) == {"M-C"} and after.former == {"M-C": ("M-A",)}
    assert (after.behind("M-A"), after.behind("M-C"), after.behind("M-gone")) == ("M-C", "M-C", None)
    equal = derive_groups(ids, [("A", "B", SAME)], previous={one: f"M-{one}" for one in ids})
    assert equal.matter_of["B"] == "M-A"


def test_a_split_leaves_the_name_with_its_central_record() -> None:
    ids = list("ABCD")
    before = derive_groups(ids, [("A", "B", SAME), ("B", "C", SAME), ("C", "D", SAME)], previous={"B": "M-B"})
    assert set(before.matter_of.values()) == {"M-B"}
    after = derive_groups(ids, [("A", "B", SAME), ("C", "D", SAME)], previous=before.matter_of)
    assert after.members == {"M-B": ("A", "B"), "M-C": ("C", "D")}


@given(pairs, pairs)
def test_every_name_is_a_record_of_its_matter(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> None:
    before = derive_groups(IDS, [(*pair, SAME) for pair in old])
    after = derive_groups(IDS, [(*pair, SAME) for pair in new], previous=before.matter_of)
    assert all(matter.removeprefix("M-") in records for matter, records in after.members.items())
    kept = [matter for matter in before.members if after.matter_of[matter.removeprefix("M-")] == matter]
    taken = [matter for former in after.former.values() for matter in former]
    assert sorted([*kept, *taken]) == sorted(before.members)
    again = derive_groups(IDS, [(*pair, SAME) for pair in new], previous=after.matter_of)
    assert again.matter_of == after.matter_of and again.former == {}


def test_a_hundred_thousand_records_take_a_second() -> None:
    ids = [f"R{number:06d}" for number in range(100_000)]
    draw = random.Random(7)
    verdicts = [SAME] * 6 + [DIFFERENT] * 3 + [UNSURE]
    judged = []
    for _ in range(50_000):
        start = draw.randrange(99_990)
        judged.append((ids[start], ids[start + draw.randint(1, 9)], draw.choice(verdicts)))
    previous = derive_groups(ids, judged[:25_000]).matter_of
    begun = process_time()
    groups = derive_groups(ids, judged, previous=previous)
    assert process_time() - begun < 2.0  # a second on an idle machine; the machine may be busy
    assert len(groups.matter_of) == 100_000 and groups.contradictions
