"""The gate before 销号: each item's answer, what may stand in for it, and who may let a matter through."""

from __future__ import annotations

import runpy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.case import EMPTY
from workbench.rules.closing_gate import NAMES, GateAnswer, closing_gate, handlers_of, may_resolve, reviewer_refusals
from workbench.rules.rebound import WatchState, rebound_watch

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "closing_reader.py"))
CASES = READ["situations"]("closing_gate")
ON = date(2025, 6, 1)


def gate_of(case: dict[str, Any]) -> dict[str, GateAnswer]:
    facts, file = READ["facts"](case["facts"]), READ["case_file"](case.get("卷宗", {}))
    answers = closing_gate(facts, file, satisfaction_required=case.get("satisfaction") == "是", on=ON)
    assert tuple(answer.item for answer in answers) == tuple(NAMES)
    return {answer.item: answer for answer in answers}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict[str, Any]) -> None:
    gate = gate_of(case)
    assert {item: gate[item].answer.value for item in case["answers"]} == case["answers"]
    for item, stands in case.get("stands", {}).items():
        assert gate[item].stands is (stands == "是")
    for item, missing in case.get("missing", {}).items():
        assert list(gate[item].missing) == missing
    refused = may_resolve(tuple(gate.values()), "审核人乙", ("县住建局",))
    if "may" in case:
        assert (refused == ()) is (case["may"] == "是")
    if "says" in case:
        assert any(case["says"] in sentence for sentence in refused)
    assert all(sentence.endswith("。") for sentence in (*refused, *(answer.sentence for answer in gate.values())))
    assert all(answer.clause for answer in gate.values())


def test_every_item_is_met_and_unmet_among_the_situations() -> None:
    seen = {(item, answer) for case in CASES for item, answer in case["answers"].items()}
    assert {item for item, answer in seen if answer == "是"} >= set(NAMES) - {"G10"}
    assert {item for item, answer in seen if answer != "是"} == set(NAMES)


@pytest.mark.parametrize("reviewer", ["", "  ", "张三", "县住建局", "县住建局信访股"])
def test_nobody_reviews_what_they_handled(reviewer: str) -> None:
    refused = reviewer_refusals(reviewer, ("张三", "县住建局"))
    assert len(refused) == 1 and "审核" in refused[0]
    assert reviewer_refusals("李四", ("张三", "县住建局")) == ()


def test_handlers_are_the_units_that_acted() -> None:
    steps = [
        {"kind": "报结", "day": "2025-01-02", "unit": "双江镇"},
        {"kind": "转送交办", "day": "2024-01-02", "unit": "县信访局"},
    ]
    facts = READ["facts"]({"lead_unit": "县住建局", "assist_units": ["县财政局"], "records": [{"steps": steps}]})
    assert handlers_of(facts, EMPTY) == ("县住建局", "县财政局", "双江镇")


@pytest.mark.parametrize(
    ("closed", "reg", "state", "until"),
    [
        ("2025-05-20", None, WatchState.RUNNING, date(2025, 8, 18)),
        ("2025-03-03", None, WatchState.RUNNING, date(2025, 6, 1)),
        ("2025-03-02", None, WatchState.QUIET, date(2025, 5, 31)),
        ("2025-03-02", "2025-05-31", WatchState.CAME_BACK, date(2025, 5, 31)),
        ("2025-02-02", "2025-05-31", WatchState.QUIET, date(2025, 5, 3)),
        ("2025-03-02", "2025-03", WatchState.UNKNOWN, date(2025, 5, 31)),
    ],
)
def test_the_watch_counts_ninety_days(closed: str, reg: str | None, state: WatchState, until: date) -> None:
    records = [{"steps": [{"kind": "销号", "day": closed}]}, *([{"reg_day": reg}] if reg else [])]
    watch = rebound_watch(READ["facts"]({"records": records}), ON)
    assert watch and (watch.state, watch.until) == (state, until) and watch.sentence.endswith("。")


def test_no_watch_before_closing() -> None:
    assert rebound_watch(READ["facts"]({"records": [{}]}), ON) is None
