"""Quarrels are shown by the shortest chain, of equally short ones by the weakest."""

from __future__ import annotations

import itertools

from workbench.domain.codes import Verdict
from workbench.linkage.judging.groups import derive_groups
from workbench.linkage.judging.words import LEDGER, Judgement


def word(left: str, right: str, actor: str = "甲", verdict: Verdict = Verdict.SAME) -> Judgement:
    return Judgement(left, right, verdict, actor=actor)


NO = word("A", "D", "乙", Verdict.DIFFERENT)


def test_of_equally_short_chains_the_ledgers_is_shown_and_named() -> None:
    words = [word("A", "B"), word("B", "D"), word("A", "C"), word("C", "D", LEDGER), NO]
    (quarrel,) = derive_groups(list("ABCD"), words).contradictions
    assert quarrel.path == ("A", "C", "D") and quarrel.stated == (("C", "D"),)
    assert quarrel.links == (("A", "C"), ("C", "D"))
    assert quarrel.sentence.endswith("请复核其中一项认定，可先看仅由台账注明的 C = D")


def test_a_shorter_chain_of_clerks_goes_before_a_longer_of_ledgers() -> None:
    words = [word("A", "B"), word("B", "D"), *(word(*pair, LEDGER) for pair in ("AC", "CE", "DE")), NO]
    (quarrel,) = derive_groups(list("ABCDE"), words).contradictions
    assert quarrel.path == ("A", "B", "D") and quarrel.stated == ()


def test_a_quarrel_keeps_its_id_when_the_chain_changes() -> None:
    long = [word("A", "B"), word("B", "C"), word("C", "D"), NO]
    (before,) = derive_groups(list("ABCD"), long).contradictions
    (after,) = derive_groups(list("ABCD"), [*long, word("B", "D")]).contradictions
    assert before.path != after.path and before.id == after.id == "Q-A|D"


def test_one_group_may_hold_many_quarrels() -> None:
    ids = [f"R{number:03d}" for number in range(300)]
    chain = [word(*pair) for pair in itertools.pairwise(ids)]
    apart = [word(ids[0], far, "乙", Verdict.DIFFERENT) for far in ids[2:]]
    quarrels = derive_groups(ids, [*chain, *apart]).contradictions
    assert len(quarrels) == 298
    assert all(one.path == tuple(ids[: ids.index(one.right) + 1]) for one in quarrels)
