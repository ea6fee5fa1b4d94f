"""What would be if a link were not there."""

from __future__ import annotations

import pytest

from workbench.linkage.judging.groups import derive_groups
from workbench.linkage.judging.without import what_if

SAME, DIFFERENT = "相同", "不同"
JUDGED = [("A", "B", SAME), ("B", "C", SAME), ("C", "D", SAME), ("A", "D", DIFFERENT), ("E", "F", SAME)]
GROUPS = derive_groups(list("ABCDEF"), JUDGED)


def test_the_group_falls_apart_and_the_quarrel_ends() -> None:
    found = what_if(GROUPS, ("C", "B"))
    assert found.before == {"M-A": ("A", "B", "C", "D")}
    assert found.after == {"M-A": ("A", "B"), "M-C": ("C", "D")}
    assert found.splits and [quarrel.id for quarrel in found.settled] == ["Q-A|D"]
    assert found.sentence == "去掉 B 与 C 的认定，M-A 分为 M-A 2 件、M-C 2 件；可消除 1 处认定矛盾"
    assert GROUPS.members["M-A"] == ("A", "B", "C", "D")


def test_it_says_what_deriving_without_the_link_says() -> None:
    for without in JUDGED:
        rest = [one for one in JUDGED if one is not without]
        whole = derive_groups(list("ABCDEF"), rest, previous=GROUPS.matter_of)
        found = what_if(GROUPS, without[:2])
        assert found.after.items() <= whole.members.items()
        untouched = {matter: records for matter, records in GROUPS.members.items() if matter not in found.before}
        assert {**untouched, **found.after} == whole.members


def test_a_link_that_others_bear_out_or_a_no_changes_no_group() -> None:
    groups = derive_groups(list("ABC"), [("A", "B", SAME), ("B", "C", SAME), ("A", "C", SAME)])
    assert what_if(groups, ("A", "B")).sentence == "去掉 A 与 B 的认定，归并不变"
    no = what_if(GROUPS, ("A", "D"))
    assert not no.splits and no.sentence.endswith("归并不变；可消除 1 处认定矛盾")
    assert "没有认定过" in what_if(GROUPS, ("A", "E")).sentence


def test_an_unknown_record_is_named() -> None:
    with pytest.raises(LookupError, match="没有编号为“X”的记录"):
        what_if(GROUPS, ("A", "X"))
