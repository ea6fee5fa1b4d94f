"""责任争议: rounds, claims and clauses of each unit, days in dispute, internal limits."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from workbench.reference.calendar import default_calendar
from workbench.rules.negotiation import ContestState, by_unit, contest, points, talks

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "reader.py"))
CASES = READ["situations"]("duty_contest")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    found = contest(READ["facts"](case["facts"]), default_calendar())
    assert (found.state.value, found.days) == (case["state"], case.get("days"))
    assert found.sentence.endswith("。") and "第二十四条第一款" in found.clause
    if "rounds" in case:
        assert len(found.rounds) == case["rounds"]
    if "claims" in case:
        assert {claim.unit: claim.basis for claim in found.claims} == case["claims"]
    if "limits" in case:
        assert {limit.rule: limit.outcome.value for limit in found.limits} == case["limits"]
    assert list(found.open) == case.get("open", list(found.open))
    assert list(found.agreed) == case.get("agreed", list(found.agreed))
    assert found.about_acceptance == case.get("acceptance", found.about_acceptance)


def test_every_state_is_met() -> None:
    assert {case["state"] for case in CASES} == {state.value for state in ContestState}


def test_internal_limits_say_that_they_are_no_law() -> None:
    (case,) = (one for one in CASES if one["name"].startswith("协商期满又过三个"))
    for limit in contest(READ["facts"](case["facts"]), default_calendar()).limits:
        assert "设计值" in limit.clause and "非法定" in limit.sentence


def test_days_go_on_one_by_one() -> None:
    steps = [{"kind": "异议", "day": "2025-05-09", "unit": "甲局"}]
    days = [
        contest(READ["facts"]({"as_of": f"2025-05-{day:02}", "records": [{"steps": steps}]})).days
        for day in range(9, 32)
    ]
    assert days == list(range(23))


def test_words_of_a_round_are_read_by_unit() -> None:
    assert by_unit("甲局：应由乙局：出资；乙局：无预算\n甲局：另有意见") == {
        "甲局": "应由乙局：出资；另有意见",
        "乙局": "无预算",
    }
    assert by_unit("不属我局", "甲局") == {"甲局": "不属我局"}
    assert by_unit("意见一致", "甲局") == {}
    assert points("事实清楚；无；  ；责任") == ("事实清楚", "责任")


def test_rows_are_plain_words() -> None:
    (case,) = (one for one in CASES if one["name"].startswith("协商一轮有分歧"))
    facts = READ["facts"](case["facts"])
    found = contest(facts)
    assert talks(facts) == found.rounds
    row = dict(found.row)
    assert row["争议天数"] == "6" and "预算法第十三条" in row["各方依据"] and row["协商轮次"] == "1"
    assert found.rounds[0].row["参加单位"] == "清澜县水务局、清澜县财政局"
    assert all(isinstance(value, str) for value in (*row.values(), *found.rounds[0].row.values()))
