"""被反映单位回避: accusations are stopped, ordinary claims warned about, unknowns looked at first."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Purpose, Trilean
from workbench.rules.exclusion import BLOCK, check_transfer, is_blocked
from workbench.rules.unit_kinds import UnitRelation, distinct_units, is_petition_office, normal_unit, relation_with

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "reader.py"))
CASES = READ["situations"]("exclusion")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    purpose = Purpose(case["purpose"]) if "purpose" in case else None
    found = check_transfer(case["to"], case["accused"], purpose=purpose, parents=case.get("parents"))
    assert (found.outcome.value, found.rule) == (case["outcome"], case["rule"])
    assert case.get("says", "") in found.sentence
    assert is_blocked(found) == (case["rule"] == BLOCK)
    assert found.change and found.sentence.endswith("。")
    if found.outcome is Trilean.YES and found.rule == BLOCK:
        assert "不得将投诉材料转给被反映单位" in found.sentence and "第三十条第三款" in found.clause


def test_a_transfer_without_target_is_an_error() -> None:
    with pytest.raises(ValueError, match="没有填写去向单位"):
        check_transfer(" ", "清澜县水务局", purpose=Purpose.CLAIM)


def test_a_circle_in_the_parents_ends() -> None:
    circle = {"甲局": "乙局", "乙局": "甲局"}
    assert relation_with("丙水务站", "甲局", circle) is UnitRelation.DIFFERENT
    assert relation_with("甲局", "乙局", circle) is UnitRelation.SUBORDINATE


@pytest.mark.parametrize(
    "accused", ["清澜县财政局、清澜县水务局", "清澜县财政局；水务局", "清澜县水务局，清澜县财政局"]
)
def test_each_of_several_units_complained_of_is_kept_out(accused: str) -> None:
    assert is_blocked(check_transfer("清澜县水务局", accused, purpose=Purpose.ACCUSATION))
    assert check_transfer("清澜县水务局", accused, purpose=Purpose.CLAIM).outcome is not Trilean.NO
    assert check_transfer("清澜县教育局", accused, purpose=Purpose.CLAIM).outcome is Trilean.NO


def test_units_that_forward_are_known() -> None:
    assert (
        is_petition_office("清澜县信访局")
        and is_petition_office("县委社会工作部")
        and not is_petition_office("清澜县水务局")
    )
    assert distinct_units(["清澜县水务局", "", "水务局", "清澜县财政局"]) == ("清澜县水务局", "清澜县财政局")


NAMES = st.text("清澜县柳河镇自然资源水务公安局所人民政府（） ", min_size=1, max_size=14).filter(normal_unit)


@given(NAMES)
def test_no_unit_receives_an_accusation_against_itself(name: str) -> None:
    assert is_blocked(check_transfer(name, f" {name} ", purpose=Purpose.ACCUSATION))


@given(NAMES, st.sampled_from(["执法大队", "办公室", "信访科"]))
def test_no_inner_office_receives_it_either(name: str, office: str) -> None:
    assert is_blocked(check_transfer(name + office, name, purpose=Purpose.ACCUSATION))
