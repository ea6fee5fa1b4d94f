"""Bodies and their posts over time, what was held or missed, reception days, the notice and the calendar file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest

from workbench.domain.codes import Level
from workbench.meetings.kinds import MeetingKind, MemberRole, RosterKind
from workbench.settings import Settings
from workbench.usecases.hold_meeting import hold, plan
from workbench.usecases.keep_bodies import (
    bodies,
    calendar_of,
    frequency,
    mark_reception,
    notice,
    plan_receptions,
    roster,
    set_body,
    set_member,
)
from workbench.usecases.meeting_register import MeetingRefused
from workbench.usecases.office import Office


@pytest.fixture
def office(settings: Settings) -> Office:
    found = Office(settings)
    set_body(
        found,
        "YQ",
        "云栖镇信访工作联席会议",
        "乡镇",
        office_name="云栖镇信访工作联席会议办公室",
        since=date(2026, 1, 1),
    )
    set_member(found, "YQ", "镇党委书记", role=MemberRole.CONVENOR, since=date(2026, 1, 1))
    set_member(found, "YQ", "镇长", role=MemberRole.DEPUTY, since=date(2026, 1, 1))
    return found


@contextmanager
def nothing_kept(office: Office) -> Iterator[None]:
    before = office.store.last_seq()
    yield
    assert office.store.last_seq() == before


def test_who_sat_when(office: Office) -> None:
    set_member(office, "YQ", "镇长", role=MemberRole.DEPUTY, since=date(2026, 1, 1), until=date(2026, 6, 30))
    set_member(office, "YQ", "副镇长", role=MemberRole.DEPUTY, since=date(2026, 7, 1))
    (body,) = bodies(office)
    assert body.convenors(date(2026, 3, 1)) == ("镇党委书记", "镇长")
    assert body.convenors(date(2026, 9, 1)) == ("镇党委书记", "副镇长")
    set_body(office, "YQ", "云栖镇信访工作联席会议", Level.TOWN, since=date(2026, 1, 1), until=date(2026, 12, 31))
    (body,) = bodies(office)
    assert len(body.members) == 3 and not body.stands(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda o: set_body(o, "X", " ", "县"), "须写明机构编号和名称"),
        (lambda o: set_body(o, "X", "甲", "县", rules=["每天"]), "不认识的频次规则“每天”"),
        (lambda o: set_body(o, "X", "甲", "县", since=date(2026, 2, 1), until=date(2026, 1, 1)), "早于起日"),
        (lambda o: set_body(o, "X", "甲", "星"), "不认识的层级"),
        (lambda o: set_member(o, "YQ", ""), "须写明职务"),
        (lambda o: set_member(o, "YQ", "稳控组组长"), "稳控"),
        (lambda o: set_member(o, "YQ", "甲", role=MemberRole.CONVENOR), "同期已有召集人“镇党委书记”"),
        (lambda o: plan_receptions(o, "YQ", "周", date(2026, 11, 1), date(2026, 12, 1)), "不能排在过去"),
        (lambda o: plan_receptions(o, "YQ", "旬", date(2026, 12, 1), date(2026, 12, 9)), "不认识的周期“旬”"),
        (lambda o: plan_receptions(o, "YQ", "周", date(2033, 1, 1), date(2033, 2, 1)), "2033年没有国务院办公厅放假安排"),
        (lambda o: mark_reception(o, "YQ", date(2026, 12, 1), "镇长", "已接访"), "没有安排“镇长”接访"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_a_sentence(office: Office, call, sentence: str) -> None:
    with nothing_kept(office), pytest.raises((MeetingRefused, ValueError), match=sentence):
        call(office)


def test_held_or_missed_by_what_was_recorded(office: Office) -> None:
    number = plan(office, "YQ", MeetingKind.TOWN, date(2026, 9, 10), as_it_happened=True, why="补登").meeting_id
    hold(office, number, present=["镇党委书记"])
    plan(office, "YQ", MeetingKind.TOWN, date(2026, 11, 25))
    found = [one for one in frequency(office, "YQ", date(2026, 9, 1), date(2026, 11, 30)) if one.rule == "meetings.town_monthly"]  # fmt: skip
    assert [(one.period, one.result.value) for one in found] == [
        ("2026年9月", "已开"), ("2026年10月", "缺"), ("2026年11月", "期内"),
    ]  # fmt: skip


def test_reception_days_notice_and_what_took_place(office: Office) -> None:
    drawn = plan_receptions(office, "YQ", "周", date(2026, 11, 23), date(2026, 12, 13), place="镇信访接待室", weekday=2)
    assert [(one.day.isoformat(), one.post) for one in drawn] == [
        ("2026-11-24", "镇党委书记"), ("2026-12-01", "镇长"), ("2026-12-08", "镇党委书记"),
    ]  # fmt: skip
    told = notice(office, "YQ", date(2026, 11, 23))
    assert "1．11月24日（星期二）09:00-11:30，镇党委书记，地点：镇信访接待室" in told and "推选代表不超过5人" in told
    with nothing_kept(office), pytest.raises(MeetingRefused, match="还没有到"):
        mark_reception(office, "YQ", date(2026, 12, 1), "镇长", "已接访")
    with nothing_kept(office), pytest.raises(MeetingRefused, match="取消须写明理由"):
        mark_reception(office, "YQ", date(2026, 12, 1), "镇长", "已取消")
    mark_reception(office, "YQ", date(2026, 12, 1), "镇长", "已取消", why="参加全会")
    assert [one.state for one in roster(office, "YQ")] == ["已安排", "已取消", "已安排"]
    assert "镇长" not in notice(office, "YQ", date(2026, 11, 23))
    day = Office(office.settings.model_copy(update={"as_of": date(2026, 11, 29)}))
    mark_reception(day, "YQ", date(2026, 11, 24), "镇党委书记", "已接访")
    held = [one for one in frequency(day, "YQ", date(2026, 11, 16), date(2026, 11, 29)) if one.rule == "meetings.reception_town"]  # fmt: skip
    assert [one.result.value for one in held] == ["缺", "已开"]


def test_the_calendar_file_names_no_matter(office: Office) -> None:
    plan(office, "YQ", MeetingKind.TOWN, date(2026, 11, 25), place="二楼,会议室")
    plan_receptions(office, "YQ", "周", date(2026, 11, 23), date(2026, 11, 29))
    text = calendar_of(office, "YQ", stamp=datetime(2026, 11, 22, tzinfo=UTC))
    assert text.count("BEGIN:VEVENT\r\n") == 2 and "LOCATION:二楼\\,会议室\r\n" in text
    assert "DTSTART;TZID=Asia/Shanghai:20261125T090000\r\n" in text and "M-R" not in text


# --- kinds of receiving ---------------------------------------------------------------------------------------------------


def test_a_village_station_is_manned_daily_and_market_days_are_kept_beside_it(office: Office) -> None:
    """S002-06 and S002-11: duty every day; on market days the secretary receives on the spot."""
    week = date(2026, 11, 23), date(2026, 11, 29)
    plan_receptions(office, "YQ", "每天", *week, posts=["值班岗"], kind=RosterKind.STATION, station="云栖村群众接待站")
    plan_receptions(office, "YQ", "逢3、8", *week, kind=RosterKind.MARKET, station="集市口")
    plan_receptions(office, "YQ", "周", *week, posts=["镇党委书记"], weekday=2, kind=RosterKind.SECRETARY)
    told = [(one.day.day, one.kind.value, one.post, one.station) for one in roster(office, "YQ")]
    assert [one for one in told if one[1] != "接待站值班"] == [
        (23, "赶集日接访", "镇党委书记", "集市口"), (24, "书记接访日", "镇党委书记", ""), (28, "赶集日接访", "镇长", "集市口"),
    ]  # fmt: skip
    assert len([one for one in told if one[1] == "接待站值班"]) == 7
    assert (
        plan_receptions(
            office, "YQ", "每天", *week, posts=["值班岗"], kind=RosterKind.STATION, station="云栖村群众接待站"
        )
        == ()
    )
    text = calendar_of(office, "YQ", stamp=datetime(2026, 11, 22, tzinfo=UTC))
    assert "SUMMARY:赶集日接访：镇长" in text and "SUMMARY:接待站值班：值班岗" in text


def test_a_post_receives_once_a_day_and_a_mark_keeps_kind_and_station(office: Office) -> None:
    day = date(2026, 11, 23)
    plan_receptions(office, "YQ", "每天", day, day, posts=["镇长"], kind=RosterKind.STATION, station="云栖村群众接待站")
    drawn = plan_receptions(
        office, "YQ", "每天", day, day, posts=["镇长", "副镇长"], kind=RosterKind.JOINT, station="镇接待室"
    )
    assert [one.post for one in drawn] == ["副镇长"]  # 镇长 is on duty that day
    mark_reception(office, "YQ", day, "副镇长", "已取消", why="防汛")
    assert [(one.kind.value, one.station, one.state) for one in roster(office, "YQ")] == [
        ("联合接访", "镇接待室", "已取消"), ("接待站值班", "云栖村群众接待站", "已安排"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"kind": RosterKind.STATION}, "接待站值班须写明接待场所"),
        ({"posts": ["稳控岗"]}, "稳控"),
        ({"as_it_happened": True}, "如实补登须写明理由"),
    ],
)
def test_what_cannot_be_planned_of_a_kind(office: Office, more: dict[str, object], word: str) -> None:
    with nothing_kept(office), pytest.raises(MeetingRefused, match=word):
        plan_receptions(office, "YQ", "每天", date(2026, 12, 1), date(2026, 12, 2), **more)  # type: ignore[arg-type]


def test_days_past_are_kept_as_they_happened_with_a_reason(office: Office) -> None:
    drawn = plan_receptions(
        office, "YQ", "周", date(2026, 11, 2), date(2026, 11, 15), as_it_happened=True, why="启用前已接访"
    )
    assert [one.day.day for one in drawn] == [2, 9]
    mark_reception(office, "YQ", date(2026, 11, 2), "镇党委书记", "已接访")
    held = [
        one
        for one in frequency(office, "YQ", date(2026, 11, 2), date(2026, 11, 15))
        if one.rule == "meetings.reception_town"
    ]
    assert [one.result.value for one in held] == ["已开", "缺"]
