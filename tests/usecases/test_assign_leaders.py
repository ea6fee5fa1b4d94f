"""包案 on the record: posts on both levels, liaisons by place, and what is missing by unit."""

from __future__ import annotations

import pytest

from workbench.rules.leadership import LeaderRole
from workbench.usecases.assign_leaders import (
    assign,
    brief,
    leaders,
    liaison_rows,
    liaisons,
    missing_by_unit,
    set_liaison,
)
from workbench.usecases.office import Office


@pytest.fixture
def matter(own_office: Office) -> str:
    sql = """SELECT matter_id FROM matters WHERE is_open AND NOT locked AND case_leader = '' AND issue <> ''
        AND lead_unit <> '' ORDER BY 1"""
    return str(own_office.edition().query(sql)["matter_id"][0])


def test_both_levels_are_assigned_and_checked(own_office: Office, matter: str) -> None:
    before = leaders(own_office, matter)
    two = next(check for check in before.checks if check.name == "两级包案")
    assert "县级" in two.missing
    assign(own_office, matter, "分管副县长", level="县", team="专班一", due="2027-03-01", day="2026-11-20")
    assign(own_office, matter, "局长", level="乡", inner_office="水政股", day="2026-11-20")
    after = leaders(own_office, matter)
    assert next(check for check in after.checks if check.name == "两级包案").missing == ()
    assert next(check for check in after.checks if check.name == "三定一包").missing == ("包处理答复",)
    assert after.county.outcome.value == "否" and after.row["包案领导"] == "局长"
    assert {row["层级"] for row in after.assignment_rows if row["职责"] == "包案领导"} == {"县级", "乡级或部门"}


@pytest.mark.parametrize(
    ("post", "more", "says"),
    [
        (" ", {"level": "县"}, "须写明领导职务"),
        ("分管副县长", {}, "须写明包案领导的层级"),
        ("稳控责任人", {"level": "乡"}, "不登记“稳控”"),
        ("分管副县长", {"level": "乡", "team": "盯守专班"}, "不登记“盯守”"),
        ("分管副县长", {"level": "县", "due": "年底"}, "不是可识别的日期"),
        ("分管副县长", {"level": "区区"}, None),
    ],
)
def test_an_assignment_that_cannot_be_is_not_kept(own_office: Office, matter: str, post: str, more: dict, says) -> None:
    before = own_office.store.last_seq()
    if says is None:
        assert assign(own_office, matter, post, day="2026-11-20", **more).payload["level"] == "县"
        return
    with pytest.raises(ValueError, match=says):
        assign(own_office, matter, post, day="2026-11-20", **more)
    assert own_office.store.last_seq() == before


def test_a_briefing_is_logged_and_its_silence_counted(own_office: Office, matter: str) -> None:
    assign(own_office, matter, "分管副县长", level="县", day="2026-09-01")
    assert leaders(own_office, matter).briefing.outcome.value == "是"
    brief(own_office, matter, "清澜县水务局", "资金已列入计划", day="2026-11-18")
    told = leaders(own_office, matter)
    assert told.briefing.outcome.value == "否"
    assert told.briefing_rows[0]["向谁汇报"] == "分管副县长" and told.briefing_rows[0]["内容"] == "资金已列入计划"


def test_a_matter_inherits_the_liaison_of_its_place(own_office: Office, matter: str) -> None:
    place = str(own_office.edition().query("SELECT issue FROM matters WHERE matter_id = ?", [matter])["issue"][0])
    set_liaison(own_office, place[:6], "县委常委", "县委办")
    set_liaison(own_office, place, "副县长", "县水务局")
    assert leaders(own_office, matter).sheet.post(LeaderRole.LIAISON) == "副县长"
    set_liaison(own_office, place, "")
    assert leaders(own_office, matter).sheet.post(LeaderRole.LIAISON) == "县委常委"
    assert [one.post for one in liaisons(own_office)] == ["县委常委"]
    assert liaison_rows(own_office)[0]["带领部门"] == "县委办"
    for wrong, says in (("abc", "不合规范"), ("123456", "不在区划表"), ("", "须写明地区")):
        with pytest.raises(ValueError, match=says):
            set_liaison(own_office, wrong, "副县长")


def test_the_list_of_what_is_missing_says_what_the_single_matter_says(own_office: Office, matter: str) -> None:
    listed = {one.sheet.matter_id: one for found in missing_by_unit(own_office).values() for one in found}
    assert matter in listed
    for matter_id in sorted(listed)[::15]:
        assert listed[matter_id].missing == leaders(own_office, matter_id).missing, matter_id
    assign(own_office, matter, "分管副县长", level="县", day="2026-11-20")
    unit = listed[matter].sheet.lead_unit
    (again,) = [one for one in missing_by_unit(own_office, unit)[unit] if one.sheet.matter_id == matter]
    assert again.sheet.post() == "分管副县长"
