"""Working days: the national notices, the office's own table, and years nobody has announced."""

from __future__ import annotations

import csv
import os
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.reference.calendar import CalendarFileError, CalendarMissing, default_calendar

SHARED = Path("/work/shared/domain/holidays_2018_2026.csv")
CALENDAR = default_calendar()
COVERED = st.dates(date(2004, 6, 1), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 2, 18), True),  # make-up Sunday
        (date(2024, 10, 12), True),  # make-up Saturday
        (date(2025, 1, 26), True),
        (date(2024, 3, 10), False),  # a Sunday
        (date(2025, 10, 6), False),  # a Monday of 国庆
        (date(2025, 8, 5), True),
        (datetime(2024, 3, 10, 9, 30), False),
        (datetime(2024, 3, 11, 9, 30), True),
    ],
)
def test_is_workday(day: date, worked: bool) -> None:
    assert CALENDAR.is_workday(day) is worked


def test_agrees_with_the_national_table() -> None:
    if not SHARED.exists():
        pytest.skip("共享资料不在此机")
    with SHARED.open(encoding="utf-8-sig") as table:
        rows = list(csv.DictReader(table))
    assert len(rows) > 300
    named = {date.fromisoformat(row["日期"]): row["类型"] == "班" for row in rows}
    first, last = date(2018, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    assert [day for day in days if CALENDAR.is_workday(day) != named.get(day, day.weekday() < 5)] == []


def test_a_year_without_a_notice_is_not_guessed() -> None:
    with pytest.raises(CalendarMissing, match=r"2027年没有.*workbench calendar add.*calendar_extra") as missing:
        CALENDAR.is_workday(date(2027, 3, 1))
    assert missing.value.year == 2027
    with pytest.raises(CalendarMissing):
        CALENDAR.add_workdays(date(2026, 12, 30), 3)


@given(COVERED, st.integers(1, 30))
def test_add_workdays_counts_workdays(day: date, n: int) -> None:
    last = CALENDAR.add_workdays(day, n)
    assert CALENDAR.is_workday(last)
    assert CALENDAR.workdays_between(day, last) == n
    assert CALENDAR.workdays_between(last, day) == -n
    assert CALENDAR.add_workdays(last + timedelta(days=1), -n) <= CALENDAR.next_workday(day + timedelta(days=1))


@given(COVERED)
def test_next_workday_is_the_first_one_not_before(day: date) -> None:
    following = CALENDAR.next_workday(day)
    between = [day + timedelta(days=offset) for offset in range((following - day).days)]
    assert CALENDAR.is_workday(following)
    assert not any(CALENDAR.is_workday(other) for other in between)


def _table(path: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_office_adds_a_year(tmp_path: Path, encoding: str) -> None:
    rows = "日期,名称,类型\n2027-01-01,元旦,休\n2027-01-03,元旦,班\n2027/10/01,国庆节,休\n"
    calendar = default_calendar(_table(tmp_path / "年.csv", rows, encoding))
    assert calendar.covers(date(2027, 5, 1))
    assert not calendar.is_workday(date(2027, 1, 1))
    assert calendar.is_workday(date(2027, 1, 3))  # a Sunday made a working day
    assert not calendar.is_workday(date(2027, 1, 9))
    assert calendar.is_workday(date(2027, 1, 4))
    assert not CALENDAR.covers(date(2027, 1, 4))


def test_a_new_year_notice_does_not_make_the_year_before_complete(tmp_path: Path) -> None:
    calendar = default_calendar(_table(tmp_path / "年.csv", "日期,名称,类型\n2027-12-31,元旦,休\n"))
    with pytest.raises(CalendarMissing, match="2027"):
        calendar.is_workday(date(2027, 12, 30))


def test_the_office_corrects_a_known_day(tmp_path: Path) -> None:
    calendar = default_calendar(_table(tmp_path / "年.csv", "日期,名称,类型\n2025-08-05,停电,休\n2025-08-09,补班,班\n"))
    assert not calendar.is_workday(date(2025, 8, 5))
    assert calendar.is_workday(date(2025, 8, 9))


def test_the_table_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = _table(tmp_path / "年.csv", "日期,名称,类型\n2025-08-05,停电,休\n")
    assert default_calendar(path) is default_calendar(path)
    assert not default_calendar(path).is_workday(date(2025, 8, 5))
    _table(path, "日期,名称,类型\n2025-08-06,停电,休\n")
    os.utime(path, ns=(1, 1))
    assert default_calendar(path).is_workday(date(2025, 8, 5))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("日期,名称\n2027-01-01,元旦\n", "缺列"),
        ("日期,名称,类型\n2027-01-01,元旦,假\n", "第2行类型“假”"),
        ("日期,名称,类型\n2027-01-01,元旦,休\n二月,春节,休\n", "第3行日期“二月”"),
    ],
)
def test_a_bad_table_says_where(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CalendarFileError, match=said):
        default_calendar(_table(tmp_path / "坏.csv", text))


def test_a_named_but_absent_table_says_so(tmp_path: Path) -> None:
    with pytest.raises(CalendarFileError, match="找不到节假日表"):
        default_calendar(tmp_path / "无.csv")
