"""Reception days in turn over working days, and a notice that names posts, places and hours only."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.domain.codes import Level
from workbench.meetings.bodies import Body, Reception
from workbench.meetings.rosters import draw_up, public_notice
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
