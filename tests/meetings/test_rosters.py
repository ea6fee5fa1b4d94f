"""Reception days in turn over working days, and a notice that names posts, places and hours only."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.domain.codes import Level
from workbench.meetings.bodies import Body, Reception
from workbench.meetings.kinds import RosterKind
from workbench.meetings.rosters import draw_up, market_digits, public_notice
from workbench.reference.calendar import default_calendar

BODY = Body("B", "清澜县信访工作联席会议", Level.COUNTY)
CALENDAR = default_calendar()


def days(*arguments: object, **more: object) -> list[str]:
    return [one.day.isoformat() for one in draw_up(BODY, ["县长"], *arguments, CALENDAR, **more)]


def test_a_day_off_moves_to_the_next_working_day_of_the_period() -> None:
    assert days("月", date(2026, 10, 1), date(2026, 11, 30), weekday=4) == ["2026-10-08", "2026-11-05"]


def test_a_period_without_a_free_day_has_none() -> None:
    assert days("周", date(2026, 10, 1), date(2026, 10, 7)) == []
    assert days("周", date(2026, 11, 23), date(2026, 11, 24), taken={date(2026, 11, 23), date(2026, 11, 24)}) == []


def test_nothing_before_the_first_day_asked_for() -> None:
    assert days("月", date(2026, 11, 25), date(2026, 11, 30)) == ["2026-11-25"]


def test_posts_take_turns() -> None:
    found = draw_up(BODY, ["县长", "副县长"], "周", date(2026, 11, 2), date(2026, 11, 29), CALENDAR)
    assert [one.post for one in found] == ["县长", "副县长", "县长", "副县长"]


@pytest.mark.parametrize(("posts", "weekday", "word"), [([], 1, "没有可排接访"), (["县长"], 8, "1至7")])
def test_what_cannot_be_drawn_up(posts: list[str], weekday: int, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        draw_up(BODY, posts, "月", date(2026, 11, 1), date(2026, 11, 30), CALENDAR, weekday=weekday)


def test_the_notice() -> None:
    coming = [Reception("B", date(2026, 12, 7), "县长", "县信访接待大厅"), Reception("B", date(2026, 11, 2), "副县长")]
    lines = public_notice(BODY, coming, date(2026, 11, 22)).splitlines()
    assert lines[3] == "1．12月7日（星期一）09:00-11:30，县长，地点：县信访接待大厅" and lines[-1] == "2026年11月22日"
    assert "副县长" not in "".join(lines) and "请先排接访日" in public_notice(BODY, [], date(2026, 11, 22))


# --- market days, daily duty, joint receptions ----------------------------------------------------------------------------


def test_market_days_are_the_days_that_end_so_and_days_off_too() -> None:
    assert days("每旬逢3、8", date(2026, 10, 1), date(2026, 10, 31)) == [
        "2026-10-03", "2026-10-08", "2026-10-13", "2026-10-18", "2026-10-23", "2026-10-28",
    ]  # fmt: skip
    assert days("逢十", date(2026, 11, 1), date(2026, 11, 30)) == ["2026-11-10", "2026-11-20", "2026-11-30"]
    assert market_digits("逢五逢10") == {5, 0} and market_digits("逢１、６日") == {1, 6}


@pytest.mark.parametrize("rule", ["逢", "逢15", "逢三八", "逢赶集", "每旬逢"])
def test_a_market_rule_that_cannot_be_read_is_said(rule: str) -> None:
    with pytest.raises(ValueError, match="看不懂；请写成“逢3、8”"):
        market_digits(rule)


def test_duty_every_day_takes_turns_and_working_days_leave_out_days_off() -> None:
    days_of = "每天", date(2026, 10, 1), date(2026, 10, 4), CALENDAR
    found = draw_up(BODY, ["甲岗", "乙岗"], *days_of, kind=RosterKind.STATION, station="云栖村群众接待站")
    assert [(one.day.day, one.post) for one in found] == [(1, "甲岗"), (2, "乙岗"), (3, "甲岗"), (4, "乙岗")]
    assert {(one.kind, one.where, one.by_leader) for one in found} == {(RosterKind.STATION, "云栖村群众接待站", False)}
    assert days("每个工作日", date(2026, 9, 29), date(2026, 10, 9)) == [
        "2026-09-29", "2026-09-30", "2026-10-08", "2026-10-09",
    ]  # fmt: skip


def test_a_busy_post_leaves_its_turn_and_a_joint_reception_has_everybody() -> None:
    day = date(2026, 11, 23)
    found = draw_up(BODY, ["县长", "副县长"], "每天", day, day, CALENDAR, busy={(day, "县长")})
    assert [one.post for one in found] == ["副县长"]
    assert draw_up(BODY, ["县长"], "每天", day, day, CALENDAR, busy={(day, "县长")}) == ()
    joint = draw_up(BODY, ["县长", "检察长"], "每天", day, day, CALENDAR, kind=RosterKind.JOINT, station="县信访接待室")
    assert [one.post for one in joint] == ["县长", "检察长"] and all(one.by_leader for one in joint)


def test_the_notice_has_a_market_day_by_its_kind_and_duty_as_one_line() -> None:
    duty = [
        Reception("B", date(2026, 12, n), "值班岗", kind=RosterKind.STATION, station="甲村接待站") for n in (1, 2, 3)
    ]
    market = Reception("B", date(2026, 12, 3), "县长", "集市口", kind=RosterKind.MARKET, station="甲村接待站")
    lines = public_notice(BODY, [*duty, market], date(2026, 11, 22)).splitlines()
    assert lines[3] == "1．12月3日（星期四）09:00-11:30，县长（赶集日接访），地点：甲村接待站，集市口"
    assert lines[4] == "甲村接待站：2026-12-01至2026-12-03安排值班3天，09:00-11:30。"
