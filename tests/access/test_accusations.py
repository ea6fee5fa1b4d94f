"""What is locked as an accusation, and who counts as a unit."""

from __future__ import annotations

import pytest

from workbench.access.accusations import accused_unit, accused_units, accuses_person, is_unit, locks, locks_all
from workbench.domain.codes import Pathway, Purpose


@pytest.mark.parametrize(
    "name", ["某县自然资源局", "公安局", "城关镇政府", "某某物业公司", "大河村村委会", "河东乡大柳村", "城管办（坑北街道办事处）", "某县委"]
)  # fmt: skip
def test_units(name: str) -> None:
    assert is_unit(name) and accused_unit(name) == name


@pytest.mark.parametrize(
    "name", ["周某", "周某某", "某局局长", "大河村村支书", "刘新村", "赵乡", "王处", "某县财政局周某", "财政局（周某）", "镇政府（主要领导）", "甲"]
)  # fmt: skip
def test_persons_and_doubtful_names_are_no_units(name: str) -> None:
    assert not is_unit(name) and accused_unit(name) == ""


def test_several_accused_are_units_only_if_all_are() -> None:
    assert accused_unit("某县住建局、某县城管局") == "某县住建局、某县城管局"
    assert accused_unit("某县住建局、周某") == accused_unit(None) == ""
    assert accused_units(["公安局", None, "周某"]) == ["公安局", "", ""]


def test_accusations_are_locked_whoever_is_accused() -> None:
    assert locks(Purpose.ACCUSATION) and locks("检举控告", "某县住建局")
    assert locks(None, legal_path=Pathway.ACCUSATION) and locks("申诉求决", legal_path="P8")


def test_unknown_purpose_is_locked_if_a_person_may_be_accused() -> None:
    assert locks(None, "周某") and locks("", "周某") and locks(None, topic="纪检监察/贪污贿赂")
    assert locks(None, text="举报村支书侵占集体资金") and locks(None, text="反映其受贿")
    assert not locks(None, "某县住建局") and not locks(None) and not locks(None, text="举报某KTV噪声扰民")


def test_a_stated_claim_against_a_person_stays_open() -> None:
    assert not locks(Purpose.CLAIM, "周某", topic="纪检监察", text="举报村支书")


def test_columns_decide_as_single_rows_do() -> None:
    purposes = ["检举控告", "申诉求决", None, None, None]
    accused = [None, "周某", "周某", "公安局", None]
    accusing = [False, True, False, False, True]
    assert locks_all(purposes, accused) == [locks(p, a) for p, a in zip(purposes, accused, strict=True)]
    assert locks_all(purposes, accused, accusing=accusing) == [True, False, True, False, True]
    assert accuses_person(None) is False
