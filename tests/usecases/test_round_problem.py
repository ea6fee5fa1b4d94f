"""Matters as a schedule needs them: who leads, who answers, who stands aside and which conference may hear them, as of now."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.domain.codes import DutyRole, Level
from workbench.meetings.schedule.problem import Recused
from workbench.settings import Settings
from workbench.usecases.assign_leaders import assign
from workbench.usecases.office import Office
from workbench.usecases.round_problem import gather, units_gone
from workbench.usecases.settle_duty import confirm_duty, recuse

TODAY = date(2026, 11, 22)


@pytest.fixture
def office(own_office: Office) -> Office:
    return Office(Settings(home=own_office.settings.home, actor="测试员", as_of=TODAY))


def first(office: Office, where: str) -> str:
    sql = f"SELECT matter_id FROM matters WHERE NOT locked AND {where} ORDER BY matter_id LIMIT 1"
    return str(office.edition().query(sql)["matter_id"][0])


def test_what_was_said_since_the_edition_counts(office: Office) -> None:
    matter = first(office, "is_open AND lead_unit LIKE '%镇人民政府' AND case_leader = ''")
    before = gather(office, [matter]).matters[matter]
    assert before.leaders == ()
    assign(office, matter, "县委副书记 某某", level="县", why="包案")
    assign(office, matter, "镇长", level="乡", why="包案")
    confirm_duty(office, matter, DutyRole.LEAD, "", "清澜县司法局", why="协商一致")
    confirm_duty(office, matter, DutyRole.ASSIST, "", before.lead, why="属地配合")
    recuse(office, matter, "镇长", is_unit=False, decided_by="县委书记", why="亲属")
    found = gather(office, [matter], posts=["县委副书记"])
    now = found.matters[matter]
    assert now.lead == "清澜县司法局" and before.lead in now.assists and now.lead not in now.assists
    assert now.leaders == ("县委副书记", "镇长")  # the first named as its conference names the post
    assert found.recusals == (Recused("镇长", matter),)


def test_a_matter_nobody_leads_and_one_not_there_are_said(office: Office) -> None:
    nobody = first(office, "coalesce(lead_unit, '') = ''")
    locked = str(office.edition().query("SELECT matter_id FROM matters WHERE locked LIMIT 1")["matter_id"][0])
    found = gather(office, [nobody, locked, "M-X"])
    assert (
        "没有主办单位" in found.missing[nobody]
        and "检举控告" in found.missing[locked]
        and "M-X" in found.missing["M-X"]
    )
    assert locked not in found.titles and locked not in found.matters


def test_which_conference_may_hear_a_matter(office: Office) -> None:
    every = [str(one) for one in office.edition().query("SELECT matter_id FROM matters WHERE NOT locked")["matter_id"]]
    found = gather(office, every).matters
    county = [one for one in found.values() if one.lead.startswith("清澜县") and one.lead.endswith("局")]
    assert len(county) > 20 and {one.level for one in county} == {Level.COUNTY}
    town = {one.level for one in found.values() if one.lead.endswith("镇人民政府") and not one.assists}
    assert town == {Level.TOWN, Level.COUNTY}  # the county's where a county leader must answer for it
    assert all(one.area.startswith("990121") or one.area == "" for one in found.values())


def test_units_abolished_since_are_named_with_their_heirs(office: Office) -> None:
    gone = units_gone(office, ["清澜县国土资源局", "清澜县财政局", ""], TODAY)
    assert list(gone) == ["清澜县国土资源局"] and "清澜县自然资源局" in gone["清澜县国土资源局"]
    assert units_gone(office, ["清澜县国土资源局"], date(2015, 1, 1)) == {}
