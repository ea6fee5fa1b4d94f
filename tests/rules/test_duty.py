"""责任建议: who leads, assists, supports, and helps on after the end."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from workbench.domain.codes import DutyRole
from workbench.domain.facts import Places
from workbench.rules.duty import propose_duties
from workbench.rules.separation import separation

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "reader.py"))
CASES = READ["situations"]("duty")


def _proposals(given: dict) -> tuple:
    facts = READ["facts"](given)
    found = separation(
        facts.places, departments=facts.departments, systems=facts.systems, stated=facts.stated_cross, on=facts.as_of
    )
    return propose_duties(facts, found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    proposals = _proposals(case["facts"])
    told = [
        (duty.role.value, duty.place, want["unit"] if want["unit"] == "*" else duty.unit, [r.value for r in duty.also])
        for duty, want in zip(proposals, case["duties"], strict=True)
    ]
    assert told == [(want["role"], want["place"], want["unit"], want.get("also", [])) for want in case["duties"]]
    for duty, want in zip(proposals, case["duties"], strict=True):
        assert want.get("turning", "") in duty.turning_fact
        assert want.get("runner_up", duty.runner_up) == duty.runner_up
        assert duty.clause and duty.reason.endswith("。") and "稳控" not in duty.reason


def test_the_reason_follows_the_order_of_the_organ_test() -> None:
    reason = _proposals({"places": {"issue": "640106"}, "accused_unit": "柳河镇政府"})[0].reason
    assert (
        reason.index("①三定") < reason.index("②作出争议行为的单位：柳河镇政府") < reason.index("③") < reason.index("④")
    )


def test_the_lead_that_is_complained_of_is_pointed_out() -> None:
    given = {"places": {"issue": "640106"}, "lead_unit": "清澜县自然资源局执法大队", "accused_unit": "自然资源局"}
    assert "由负责人写明理由" in _proposals(given)[0].reason


def test_a_review_opinion_without_result_asks_for_it() -> None:
    steps = [{"kind": "复核意见", "day": "2024-03-01"}]
    duty = _proposals({"places": {"residence": "640106", "issue": "640106"}, "records": [{"steps": steps}]})[-1]
    assert duty.role is DutyRole.AFTERCARE and "结论未登记" in duty.reason and "第三十七条第三款" in duty.clause


def test_departments_of_a_matter_assist_once() -> None:
    given = {
        "places": {"issue": "640106"},
        "lead_unit": "清澜县水务局",
        "departments": ["水务局", "清澜县水务局", "清澜县财政局"],
    }
    assert [duty.unit for duty in _proposals(given)[1:]] == ["清澜县财政局"]


def test_no_place_at_all_still_names_what_to_do() -> None:
    (only,) = propose_duties(READ["facts"]({}), separation(Places()))
    assert only.place == "" and "先核实" in only.reason and "第二十四条" in only.clause
