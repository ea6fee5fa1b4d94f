"""An agenda with a person's word: declined matters stay off, chosen ones are on, choices after the edition count."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.usecases.decide import decide_agenda, undo
from workbench.usecases.office import Office
from workbench.usecases.plan_meeting import (
    MeetingPlan,
    agenda_choices,
    meeting_id,
    next_monday,
    plan_meeting,
    propose_meeting,
)
from workbench.usecases.publish_edition import publish_edition

DAY = date(2026, 11, 23)


def listed(plan: MeetingPlan) -> list[str]:
    return [item.matter_id for item in plan.agenda.listed if item.matter_id]


def test_five_matters_each_with_its_reasons(demo_office: Office) -> None:
    plan = plan_meeting(demo_office, DAY)
    assert plan.agenda.listed[0].title == "上次议定事项落实情况" and len(listed(plan)) == 5
    told = plan.as_json()
    assert [item["order"] for item in told["listed"]] == [1, 2, 3, 4, 5, 6]
    assert all(reason["clause"] and reason["reason"] for item in told["listed"][1:] for reason in item["reasons"])
    proposed = set(demo_office.edition().table("agenda")["matter_id"])
    assert {item["matter"] for item in [*told["listed"][1:], *told["left_out"]]} == proposed
    locked = set(demo_office.edition().query("SELECT matter_id FROM matters WHERE locked")["matter_id"])
    assert not proposed & locked
    assert plan.as_text().count("\n   T-") >= 5


def test_a_declined_matter_stays_off_until_undone(own_office: Office) -> None:
    first = listed(plan_meeting(own_office, DAY))
    event = decide_agenda(own_office, meeting_id(DAY), first[0], False, why="下月再议")
    without = plan_meeting(own_office, DAY)
    assert first[0] not in [item.matter_id for item in (*without.agenda.listed, *without.agenda.left_out)]
    assert listed(without)[:4] == first[1:] and without.choices[first[0]] == ("不列入", "测试员", "下月再议")
    assert listed(plan_meeting(own_office, date(2026, 11, 30))) == first  # another meeting
    undo(own_office, event.event_id, why="误点")
    assert listed(plan_meeting(own_office, DAY)) == first


def test_the_last_word_stands(own_office: Office) -> None:
    matter = listed(plan_meeting(own_office, DAY))[0]
    decide_agenda(own_office, meeting_id(DAY), matter, False, why="下月再议")
    decide_agenda(own_office, meeting_id(DAY), matter, True, why="")
    assert matter in listed(plan_meeting(own_office, DAY))
    with pytest.raises(ValueError, match="不列入议程须说明理由"):
        decide_agenda(own_office, meeting_id(DAY), matter, False, why="  ")


def test_a_chosen_matter_is_on_the_agenda(own_office: Office) -> None:
    plan = plan_meeting(own_office, DAY)
    waiting = plan.agenda.left_out[3].matter_id
    decide_agenda(own_office, meeting_id(DAY), waiting, True, why="成员单位提出")
    now = plan_meeting(own_office, DAY)
    assert listed(now) == [*listed(plan)[:4], waiting]
    assert [item.order for item in (*now.agenda.listed, *now.agenda.left_out)] == list(range(1, len(plan.matters) + 2))
    assert now.agenda.minutes == plan.agenda.minutes
    assert now.agenda.left_out[0].matter_id == listed(plan)[4] and now.agenda.left_out[0].why.startswith(
        "本次会议已满5件；"
    )
    assert "已满" not in now.agenda.listed[-1].why


def test_more_chosen_than_there_is_room_for(own_office: Office) -> None:
    plan = plan_meeting(own_office, DAY, limit=2)
    chosen = [item.matter_id for item in plan.agenda.left_out[:3]]
    for matter in chosen:
        decide_agenda(own_office, meeting_id(DAY), matter, True, why="")
    assert listed(plan_meeting(own_office, DAY, limit=2)) == chosen


def test_an_edition_holds_the_choices_made_before_it(own_office: Office) -> None:
    matter = listed(plan_meeting(own_office, DAY))[0]
    decide_agenda(own_office, meeting_id(DAY), matter, False, why="下月再议")
    assert agenda_choices(own_office.edition(), meeting_id(DAY)) == {}
    edition = publish_edition(own_office)
    assert agenda_choices(edition, meeting_id(DAY)) == {matter: ("不列入", "测试员", "下月再议")}
    assert matter not in listed(propose_meeting(edition, DAY))


def test_the_weekly_sitting_is_the_monday_after() -> None:
    assert [next_monday(date(2026, 11, day)).day for day in (22, 23, 24)] == [23, 30, 30]
