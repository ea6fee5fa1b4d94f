"""A changed group says what joined, what left and on whose word."""

from __future__ import annotations

from workbench.domain.codes import Verdict
from workbench.linkage.judging.changes import GroupChange, changes
from workbench.linkage.judging.groups import derive_groups, groups_of
from workbench.linkage.judging.words import LEDGER, Judgement

SAME, DIFFERENT = Verdict.SAME, Verdict.DIFFERENT


def word(left: str, right: str, verdict: Verdict = SAME, actor: str = "甲", why: str = "", seq: int = 0) -> Judgement:
    return Judgement(left, right, verdict, actor=actor, why=why, seq=seq)


def changed(before_ids: str, before: list[Judgement], after_ids: str, after: list[Judgement]) -> list[GroupChange]:
    old = groups_of(derive_groups(list(before_ids), before).matter_of)
    return changes(old, derive_groups(list(after_ids), after, previous=old.matter_of), after)


def test_nothing_changed() -> None:
    assert changed("ABC", [word("A", "B")], "ABC", [word("A", "B")]) == []
    assert changed("AB", [], "ABC", []) == []  # a new record alone is no change


def test_a_new_record_joins() -> None:
    (change,) = changed("BC", [word("B", "C")], "ABC", [word("B", "C"), word("A", "C", why="同一诉求")])
    assert (change.matter_id, change.joined, change.left, change.merged_from) == ("M-B", ("A",), (), ())
    assert change.why == ("A = C：甲 认定“相同”（同一诉求）",)
    assert change.sentence == "M-B：并入 A。A = C：甲 认定“相同”（同一诉求）"


def test_two_matters_merge_and_the_ledger_says_why() -> None:
    first = [word("A", "B"), word("C", "D"), word("D", "E")]
    (change,) = changed("ABCDE", first, "ABCDE", [*first, word("B", "C", actor=LEDGER, seq=9)])
    assert (change.matter_id, change.joined, change.merged_from) == ("M-C", ("A", "B"), ("M-A",))
    assert "B = C：台账注明重复件" in change.why and "原 M-A 归入此处" in change.sentence


def test_a_no_parts_a_matter() -> None:
    first = [word("A", "B"), word("B", "C"), word("C", "D")]
    kept, parted = changed("ABCD", first, "ABCD", [first[0], first[2], word("B", "C", DIFFERENT, why="两处宅基地")])
    assert (kept.matter_id, kept.left, kept.moved_to) == ("M-A", ("C", "D"), ("M-C",))
    assert kept.why[0] == "B ≠ C：甲 认定“不同”（两处宅基地）"
    assert (parted.matter_id, parted.split_from, parted.merged_from) == ("M-C", ("M-A",), ())
    assert "自 M-A 分出" in parted.sentence


def test_an_undone_word_leaves_none_to_name() -> None:
    kept, parted = changed("AB", [word("A", "B")], "AB", [])
    assert kept.why == ("B 原有的“相同”认定已撤销、改判，或台账已不再注明",)
    assert parted.joined == ("B",) and parted.why == ()


def test_a_record_that_is_gone() -> None:
    (change,) = changed("AB", [word("A", "B")], "A", [])
    assert change.left == ("B",) and change.moved_to == ("",) and change.why == ("B 已不在库中",)
