"""What is asked next: doubt times what an answer would change; judged and locked pairs are not asked."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from workbench.domain.codes import Verdict
from workbench.domain.linking import LinkKind
from workbench.linkage.judging.groups import derive_groups
from workbench.linkage.judging.queue import COLUMNS, Asking, rank, stakes_of
from workbench.linkage.judging.words import LEDGER, Judgement, Pair

IDS = list("ABCDEFGH")
SAME, DIFFERENT, RELATED, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.RELATED, Verdict.UNSURE


def links(**scores: float) -> pd.DataFrame:
    rows = [(pair[0], pair[1], "同事", score) for pair, score in scores.items()]
    return pd.DataFrame(rows, columns=["left", "right", "kind", "score"])


def word(pair: str, verdict: Verdict = SAME, actor: str = "甲") -> Judgement:
    return Judgement(pair[0], pair[1], verdict, actor=actor)


def asked(frame: pd.DataFrame, words: list[Judgement], asking: Asking | None = None, **more: object) -> list[str]:
    found = rank(frame, LinkKind.MATTER, derive_groups(IDS, words), asking, **more)  # type: ignore[arg-type]
    assert list(found.columns) == list(COLUMNS)
    return list(found["left"] + found["right"])


def test_doubtful_then_sure_then_unlikely() -> None:
    assert asked(links(AB=0.02, CD=0.9999, EF=0.6, GH=0.9), []) == ["EF", "GH", "CD", "AB"]


def test_what_an_answer_would_change_goes_before() -> None:
    both = links(AB=0.6, EF=0.6)
    assert asked(both, []) == ["AB", "EF"]
    assert asked(both, [word("EG"), word("FH")]) == ["EF", "AB"]
    assert asked(both, [], stakes={"F": 1.0}) == ["EF", "AB"]
    assert asked(links(AB=0.6, EF=0.5), [], mass={"A": 40}) == ["AB", "EF"]


def test_an_answer_that_follows_from_others_waits() -> None:
    words = [word("AB"), word("BC"), word("DE"), word("CD", DIFFERENT)]
    assert asked(links(AC=0.5, BE=0.5, FG=0.9), words) == ["FG", "AC", "BE"]
    values = rank(links(AC=0.5, BE=0.5, FG=0.9), LinkKind.MATTER, derive_groups(IDS, words)).set_index("left")["value"]
    assert values["A"] == pytest.approx(0.25 * 0.75)


def test_judged_pairs_are_not_asked_again_unless_wanted() -> None:
    frame, words = links(AB=0.5, CD=0.5, EF=0.5), [word("AB"), word("CD", DIFFERENT, "乙"), word("EF", actor=LEDGER)]
    assert asked(frame, words, Asking("甲")) == []
    assert asked(frame, words, Asking("甲", again=True)) == ["AB", "CD", "EF"]


def test_what_two_clerks_dispute_comes_first_even_if_nobody_proposed_it() -> None:
    words = [word("GH"), word("GH", DIFFERENT, "乙")]
    found = rank(links(AB=0.5), LinkKind.MATTER, derive_groups(IDS, words), Asking("甲"))
    assert list(found["left"]) == ["G", "A"] and list(found["again"]) == [True, False]
    assert asked(links(AB=0.5), [*words, word("GH", DIFFERENT)], Asking("丙")) == ["AB"]


def test_an_unsure_pair_is_for_somebody_else() -> None:
    assert asked(links(AB=0.5), [word("AB", UNSURE)], Asking("甲")) == []
    assert asked(links(AB=0.5), [word("AB", UNSURE)], Asking("乙")) == ["AB"]


def test_a_ledgers_word_in_a_quarrel_is_asked_first() -> None:
    words = [word("AB", actor=LEDGER), word("BC"), word("AC", DIFFERENT)]
    assert asked(links(DE=0.5), words, Asking("甲")) == ["AB", "DE"]


def test_a_second_reading_looks_like_any_other() -> None:
    words = [word("AB"), word("CD")]
    found = rank(links(AB=0.5, EF=0.5), LinkKind.MATTER, derive_groups(IDS, words), Asking("乙", second_share=1.0))
    assert set(found["left"]) == {"A", "E"} and not found["again"].any()
    assert asked(links(AB=0.5), words, Asking("甲", second_share=1.0)) == []


def test_locked_and_unknown_records_and_other_questions_stay_out() -> None:
    frame = pd.concat([links(AB=0.5, CX=0.5, EF=0.5), links(GH=0.5).assign(kind="同人")])
    assert asked(frame, [], locked={"B"}) == ["EF"]
    assert asked(frame, [word("AB"), word("AB", DIFFERENT, "乙")], locked={"B"}) == ["EF"]


def test_one_pair_under_two_kinds_is_one_question() -> None:
    frame = pd.concat([links(AB=0.2), links(AB=0.6).assign(kind="相关")])
    found = rank(frame, LinkKind.MATTER, derive_groups(IDS, []))
    assert list(found["kind"]) == ["相关"] and list(found["score"]) == [0.6]


def test_the_order_does_not_depend_on_the_order_of_rows() -> None:
    draw = random.Random(3)
    pairs: set[Pair] = {(left, right) for left in IDS for right in IDS if left < right}
    frame = pd.DataFrame([(*pair, "同事", draw.choice([0.1, 0.5, 0.9])) for pair in sorted(pairs)],
                         columns=["left", "right", "kind", "score"])  # fmt: skip
    words = [word("AB"), word("BC", UNSURE), word("CD", DIFFERENT)]
    mixed = frame.sample(frac=1, random_state=1)
    assert asked(frame, words) == asked(mixed, words)


def test_an_empty_table_is_an_empty_queue() -> None:
    assert asked(links(), []) == []
    assert rank(links(AB=0.5), LinkKind.MATTER, derive_groups([], [])).empty


def test_what_hangs_on_a_record() -> None:
    matters = pd.DataFrame(
        {
            "matter_id": ["M-A", "M-B", "M-C"],
            "is_open": pd.array([True, False, True], dtype="boolean"),
            "clock_status": ["超期未完成", "超期未完成", "按期完成"],
            "campaign": ["2026攻坚", "2026攻坚", None],
            "flags": [["HF1"], ["HF1"], []],
        }
    )
    records = pd.DataFrame(
        {
            "record_id": ["A", "B", "C", "D"],
            "repeat": pd.array([True, True, None, None], dtype="boolean"),
            "times": pd.array([None, 3, 2, 2], dtype="Int64"),
        }
    )
    matter_of = {"A": "M-A", "B": "M-B", "C": "M-C", "D": "M-C"}
    assert stakes_of(records, matters, matter_of) == {"A": 3.5, "C": 0.0, "D": 0.0}
