"""The agenda of a planned meeting: item 1 from the last decisions, clock times, who comes when; a released plan goes first."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.domain.codes import Level
from workbench.meetings.kinds import MeetingKind, MemberRole
from workbench.settings import Settings
from workbench.usecases.decide import decide_agenda
from workbench.usecases.hold_meeting import cancel, decide, hold, plan
from workbench.usecases.keep_bodies import set_body, set_member
from workbench.usecases.keep_units import set_unit_card
from workbench.usecases.office import Office
from workbench.usecases.plan_meeting import plan_meeting
from workbench.usecases.schedule_round import Minutes, Pin, arrange, choose, release, say, set_round

TODAY, DAY, CONVENOR = date(2026, 11, 22), date(2026, 11, 23), "县委副书记"


@pytest.fixture
def office(own_office: Office) -> Office:
    """The invented county: a meeting held a week ago that decided one thing, and one planned for Monday."""
    found = Office(Settings(home=own_office.settings.home, actor="测试员", as_of=TODAY))
    set_body(found, "XLX", "清澜县信访工作联席会议", Level.COUNTY, place="990121", since=date(2024, 1, 1))
    set_member(found, "XLX", CONVENOR, role=MemberRole.CONVENOR, since=date(2024, 1, 1))
    held = plan(found, "XLX", MeetingKind.WORKING, date(2026, 11, 16), as_it_happened=True, why="补登")
    hold(found, held.meeting_id, present=[CONVENOR])
    decide(found, held.meeting_id, "修订补偿办法", unit="清澜县财政局", due=date(2026, 11, 20))
    plan(found, "XLX", MeetingKind.WORKING, DAY, start="14:30", place="县委三楼")
    return found


def listed(office: Office) -> list[str]:
    return [item.matter_id for item in plan_meeting(office, DAY).agenda.listed]


def test_opening_times_end_and_who_comes(office: Office) -> None:
    found = plan_meeting(office, DAY)
    assert found.meeting is not None and found.meeting.meeting_id == "H20261123"
    assert found.body is not None and found.body.body_id == "XLX"
    assert any("修订补偿办法" in line and "超期" in line for line in found.opening)
    start = 14 * 60 + 30
    assert found.times[""] == (start, start + 15) and found.ends == start + 15 + 5 * 25 == start + found.agenda.minutes
    begin = start + 15
    for item in found.agenda.listed[1:]:
        assert found.times[item.matter_id] == (begin, begin + item.minutes)
        begin += item.minutes
    rows = office.edition().query("SELECT matter_id, lead_unit FROM matters").set_index("matter_id")["lead_unit"]
    for item in found.agenda.listed[1:]:
        mine = next(one for one in found.callings if one.who == rows[item.matter_id] and item.matter_id in one.matters)
        assert mine.arrives <= found.times[item.matter_id][0] and mine.leaves >= found.times[item.matter_id][1]
    told, plain = found.as_text(), found.as_json()
    assert "14:30 开始，预计 16:50 结束，县委三楼" in told and "1. 14:30–14:45 上次议定事项落实情况" in told
    assert "修订补偿办法" in told and "超出安排的时长 20 分钟" in told
    assert (plain["ends"], plain["overrun"], plain["meeting"]) == ("16:50", 20, "H20261123")
    assert plain["listed"][1]["when"] == "14:45–15:10" and len(plain["callings"]) == len(found.callings)


def test_a_day_without_a_meeting_has_no_invented_times(office: Office) -> None:
    found = plan_meeting(office, date(2026, 11, 30))
    assert found.meeting is None and not found.times and not found.callings and found.ends == 0
    assert "开始" not in found.as_text() and found.as_json()["ends"] == ""
    cancel(office, "H20261123", why="改期")
    assert plan_meeting(office, DAY).meeting is None


def test_a_meeting_by_its_id_and_the_second_of_a_day(office: Office) -> None:
    second = plan(office, "XLX", MeetingKind.SPECIAL, DAY, start="09:00").meeting_id
    assert second == "H20261123B" and plan_meeting(office, DAY).meeting.meeting_id == "H20261123"  # type: ignore[union-attr]
    waiting = plan_meeting(office, DAY).agenda.left_out[5].matter_id
    decide_agenda(office, second, waiting, True, why="专题")
    found = plan_meeting(office, date(2020, 1, 1), meeting=second)
    assert (
        found.day == DAY and found.times[""] == (540, 555) and waiting in [one.matter_id for one in found.agenda.listed]
    )
    assert waiting not in listed(office)
    with pytest.raises(LookupError, match="没有编号为“H1”的会议"):
        plan_meeting(office, DAY, meeting="H1")


def test_a_released_plan_goes_before_the_triggers(office: Office) -> None:
    usual = listed(office)
    waiting = [item.matter_id for item in plan_meeting(office, DAY).agenda.left_out[:3]]
    made = set_round(office, "十一月会商", DAY, DAY)
    for matter in (*waiting, usual[1]):
        choose(office, made, matter, True, why="")
    say(office, made, Minutes(waiting[0], 40))
    say(office, made, Pin(waiting[1], "H20261123"))
    arrange(office, made, {"H20261123": [waiting[1], waiting[0]]})
    assert "第1版" not in plan_meeting(office, DAY).as_text()  # kept is not released
    release(office, made)
    found = plan_meeting(office, DAY)
    assert listed(office) == ["", waiting[1], waiting[0]] and found.released == "十一月会商第1版排会方案"
    assert found.times[waiting[0]] == (14 * 60 + 30 + 15 + 25, 14 * 60 + 30 + 15 + 25 + 40) and found.overrun == 0
    out = {item.matter_id: item.why for item in found.agenda.left_out}
    assert set(usual[1:]) <= set(out) and out[usual[1]].startswith("十一月会商第1版排会方案没有排入本次会议；")
    assert [item.order for item in (*found.agenda.listed, *found.agenda.left_out)] == list(range(1, len(out) + 4))


def test_words_after_the_release_count(office: Office) -> None:
    waiting = [item.matter_id for item in plan_meeting(office, DAY).agenda.left_out[:4]]
    made = set_round(office, "十一月会商", DAY, DAY)
    for matter in waiting[:2]:
        choose(office, made, matter, True, why="")
    decide_agenda(office, "H20261123", waiting[3], True, why="先列")
    arrange(office, made, {"H20261123": waiting[:2]})
    release(office, made)
    decide_agenda(office, "H20261123", waiting[0], False, why="当事单位另有安排")
    decide_agenda(office, "H20261123", waiting[2], True, why="临时提出")
    assert listed(office) == ["", waiting[1], waiting[2]]


def test_the_list_of_who_is_called_says_how_each_comes(office: Office) -> None:
    """S001-11: 在场, 按时到, 随叫随到 by how the unit is stationed."""
    called = [one.who for one in plan_meeting(office, DAY).callings if one.who != CONVENOR]
    assert len(called) > 1 and not plan_meeting(office, DAY).presence
    set_unit_card(office, called[0], {"station_mode": "集中常驻", "station": "县信访接待室"})
    set_unit_card(office, called[1], {"station_mode": "随叫随到"})
    found = plan_meeting(office, DAY)
    assert dict(found.presence) == {called[0]: "在场（集中常驻县信访接待室）", called[1]: "随叫随到"}
    assert f"{called[0]} 在场（集中常驻县信访接待室）" in found.as_text()
    rows = {row["单位（职务）"]: row["到会方式"] for row in found.as_json()["callings"]}
    assert rows[called[1]] == "随叫随到" and rows.get(CONVENOR, "未登记") == "未登记"


def test_a_special_report_hears_what_was_chosen_for_it_and_nothing_else(office: Office) -> None:
    """S003-1/2-20: a standing committee or an office meeting hears special matters."""
    number = plan(
        office, "XLX", MeetingKind.SPECIAL_REPORT, date(2026, 11, 25), title="县委常委会专题听取信访工作"
    ).meeting_id
    found = plan_meeting(office, DAY, meeting=number)
    assert [one.matter_id for one in found.agenda.listed] == [""] and found.agenda.left_out
    assert all(one.why.startswith("专题听取只听取选定的事项") for one in found.agenda.left_out)
    waiting = [one.matter_id for one in found.agenda.left_out[3:5]]
    for matter in waiting:
        decide_agenda(office, number, matter, True, why="提请常委会听取")
    found = plan_meeting(office, DAY, meeting=number)
    assert {one.matter_id for one in found.agenda.listed} == {"", *waiting}
    assert [one.order for one in (*found.agenda.listed, *found.agenda.left_out)] == list(
        range(1, len(found.agenda.left_out) + 4)
    )
    assert set(found.times) == {"", *waiting} and found.agenda.minutes == 15 + 2 * 25
