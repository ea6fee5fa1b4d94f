"""The pair card as Python sees it: what it sends, what it holds back, and how a text is cut where it differs."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widgets.test_assets import _mark
from workbench.domain.linking import FieldPair, LinkKind, PairView, Reason
from workbench.widgets import PairCard, pair_query
from workbench.widgets.pair import evidence_of, pieces
from workbench.widgets.theme import asset

VIEW = PairView(
    "R000001",
    "R000002",
    LinkKind.MATTER,
    (
        FieldPair("title", "标题", "东街旧改", "西街旧改", "相近", ((0, 1),), ((0, 1),)),
        FieldPair("town", "乡镇", "", "城关镇", "单方"),
        FieldPair("cause", "起因", "", "", ""),
    ),
    (
        Reason("age_off", "年龄相差九岁", -4.5),
        Reason("name_homophone", "姓名同音", 3.0),
        Reason("id", "证件一致", 11.0),
    ),
    -9.0,
    others=(("乙", "相同"),),
)


def test_bundle_is_built_from_the_sources_as_they_are() -> None:
    assert asset("pair.js").startswith(f"/* sources {_mark()};"), "请在 tools/build_js 里运行 npm ci && npm run build"


def test_card_sends_what_may_be_seen_and_nothing_else() -> None:
    card = PairCard()
    card.show(VIEW)
    sent = json.dumps(card.get_state(), ensure_ascii=False)
    assert card.evidence == {} and not any(word in sent for word in ("姓名同音", "证件一致", "0.62"))
    assert "乙" not in sent, "他人的认定也要等本人说过才显示"
    card.show(VIEW, evidence=True)
    assert card.evidence["others"] == [["乙", "相同"]]
    card.show(VIEW)
    assert card.evidence == {}


def test_empty_fields_are_gathered_and_pieces_marked() -> None:
    card = PairCard()
    card.show(VIEW)
    assert [field["title"] for field in card.pair["fields"]] == ["标题", "乡镇"] and card.pair["blank"] == ["起因"]
    assert card.pair["fields"][0]["left"] == [["东", True], ["街旧改", False]]
    assert card.pair["fields"][1]["left"] == []
    card.show(None)
    assert card.pair == {} and card.address == ""


def test_the_question_does_not_say_what_the_machine_thinks() -> None:
    card, asked = PairCard(), {}
    for kind in LinkKind:
        card.show(replace(VIEW, kind=kind))
        asked[kind] = card.pair["question"]
    assert asked[LinkKind.CAUSE] == asked[LinkKind.MATTER] == "是否同一事项" and len(set(asked.values())) == 4


def test_waterfall_ends_at_the_score_of_the_view() -> None:
    found = evidence_of(VIEW)
    assert [row["word"] for row in found["rows"]] == ["证件一致", "姓名同音", "年龄相差九岁"]
    assert [(row["from"], row["to"]) for row in found["rows"]] == [(-9.0, 2.0), (2.0, 5.0), (5.0, 0.5)]
    assert (found["low"], found["high"], found["total"]) == (-9.0, 5.0, 0.5)
    assert found["score"] == pytest.approx(VIEW.score)


def test_no_grounds_leave_the_prior() -> None:
    found = evidence_of(replace(VIEW, reasons=(), prior=0.0))
    assert (found["rows"], found["total"], found["score"], found["low"], found["high"]) == ([], 0.0, 0.5, 0.0, 0.0)


@pytest.mark.parametrize(
    ("text", "spans", "cut"),
    [
        ("", ((0, 1),), []),
        ("甲乙丙", (), [["甲乙丙", False]]),
        ("甲乙丙", ((1, 2),), [["甲", False], ["乙", True], ["丙", False]]),
        ("甲乙丙", ((0, 2), (1, 9)), [["甲乙丙", True]]),
        ("𠮷田甲", ((2, 3),), [["𠮷田", False], ["甲", True]]),
        ("甲\u202e乙", ((1, 2),), [["甲", False], ["乙", False]]),
    ],
)
def test_pieces(text: str, spans: tuple[tuple[int, int], ...], cut: list[list[object]]) -> None:
    assert pieces(text, spans) == cut


@given(st.text(alphabet="甲乙𠮷 a"), st.lists(st.tuples(st.integers(-2, 9), st.integers(-2, 9)), max_size=4))
def test_pieces_hold_the_whole_text_in_order(text: str, spans: list[tuple[int, int]]) -> None:
    cut = pieces(text, spans)
    assert "".join(piece for piece, _ in cut) == text
    assert all(one[1] is not other[1] for one, other in pairwise(cut))
    marks = [differs for piece, differs in cut for _ in piece]
    assert marks == [any(start <= place < end for start, end in spans) for place in range(len(text))]


def test_request_is_read_and_answered_once() -> None:
    card = PairCard()
    card.show(VIEW)
    card.asked = {"act": "judge", "verdict": "不同", "why": "同人不同事", "left": "R000001", "right": "R000002",
                  "kind": "同事", "seq": 4, "other": 1}  # fmt: skip
    asked = card.request
    assert (asked.act, asked.verdict, asked.why, asked.seq) == ("judge", "不同", "同人不同事", 4)
    assert card.is_about(VIEW) and not card.is_about(replace(VIEW, right="R000003")) and not card.is_about(None)
    card.answer(ok=False)
    assert card.answered == {"seq": 4, "ok": False}


def test_address_names_the_pair() -> None:
    assert pair_query("R1", "R 2", LinkKind.UNIT) == "?pair=R1%7CR+2&kind=%E5%90%8C%E4%B8%80%E5%8D%95%E4%BD%8D"
