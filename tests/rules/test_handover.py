"""移交: answers, receipts and results, both units' clocks, moves counted, and who may not receive it."""

from __future__ import annotations

import runpy
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.case import Recusal, Said
from workbench.reference.calendar import default_calendar
from workbench.rules.handover import (
    both_clocks,
    check_receiver,
    count_moves,
    hand_overs,
    needs_reason,
    pending,
    ping_pong,
    stops,
)

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "reader.py"))
CASES = READ["situations"]("duty_handover")


def _recused(case: dict) -> list[Recusal]:
    said = Said("e1", "测试员", datetime(2025, 5, 1, tzinfo=UTC), "有利害关系")
    return [Recusal(case["recused"], True, "县长", said)] if "recused" in case else []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    facts = READ["facts"](case["facts"])
    found = hand_overs(facts)
    assert [one.answer for one in found] == case.get("answers", [])
    if "clocks" in case:
        clocks = [
            (one.side, str(one.last) if one.last else None) for one in both_clocks(facts, found[-1], default_calendar())
        ]
        assert clocks == [(want["side"], str(want["last"]) if want["last"] else None) for want in case["clocks"]]
    if "moves" in case:
        moves = count_moves(facts)
        assert {"transfers": moves.transfers, "units": len(moves.units)} == case["moves"]
    assert ping_pong(facts).outcome.value == case.get("ping_pong", ping_pong(facts).outcome.value)
    assert [one.receipt for one in found if one.receipt] == ([case["receipt"]] if "receipt" in case else [])
    assert [one.result for one in found if one.result] == ([case["result"]] if "result" in case else [])
    if want := case.get("check"):
        answers = check_receiver(facts, want["to"], _recused(case))
        assert any(map(stops, answers)) == want["stops"]
        assert any(map(needs_reason, answers)) == want["reason"]
        assert all(one.sentence.endswith("。") and one.clause and one.change for one in answers)


def test_an_answer_meets_the_offer_to_that_unit_on_that_record() -> None:
    offer = {"kind": "移交提出", "day": "2025-05-06", "unit": "甲局", "target": "乙局"}
    other = {"kind": "移交接收", "day": "2025-05-07", "unit": "丙局"}
    facts = READ["facts"]({"records": [{"steps": [offer, other]}, {"steps": [{**other, "unit": "乙局"}]}]})
    assert [one.answer for one in hand_overs(facts)] == ["待答复"]
    assert pending(facts, "乙局") is not None and pending(facts, "丙局") is None


def test_a_late_answer_is_told_in_days() -> None:
    steps = [{"kind": "移交提出", "day": "2025-05-06", "unit": "甲局", "target": "乙局"}]
    facts = READ["facts"]({"records": [{"steps": steps}]})
    waiting = both_clocks(facts, hand_overs(facts)[0], default_calendar())[-1]
    assert str(waiting.last) == "2025-05-13" and "已过19日" in waiting.sentence and "非法定" in waiting.sentence


KINDS = st.sampled_from(["转送交办", "移交接收", "移交不接收", "同意退回", "异议", "移交提出"])
UNITS = st.sampled_from(
    ["清澜县水务局", "水务局", "云渡县水务局", "清澜县财政局", "清澜县信访局", "柳河镇政府", "镇政府", ""]
)
STEPS = st.lists(st.fixed_dictionaries({"kind": KINDS, "unit": UNITS, "target": UNITS}), max_size=7)


@given(STEPS, st.randoms(use_true_random=False))
def test_counting_moves_does_not_depend_on_the_order_of_undated_steps(steps: list[dict], random) -> None:
    mixed = list(steps)
    random.shuffle(mixed)
    first, second = (READ["facts"]({"records": [{"steps": order}]}) for order in (steps, mixed))
    assert count_moves(first) == count_moves(second)
    assert ping_pong(first) == ping_pong(second)
