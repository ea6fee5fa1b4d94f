"""Working days and legal days off (工作日历): the State Council's yearly notices, and what the office adds to them.

`chinesecalendar` holds the notices of 2004–2026; a CSV (日期,名称,类型 with 休 or 班) adds years or corrects days. A year
without a notice is never guessed from weekdays: `CalendarMissing` says which year and what to do.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from io import StringIO
from pathlib import Path

from chinese_calendar.constants import holidays as _NOTICE_OFF
from chinese_calendar.constants import workdays as _NOTICE_ON

_ONE_DAY = timedelta(days=1)
_COLUMNS = ("日期", "名称", "类型")


class CalendarMissing(LookupError):
    """No holiday notice for a year (缺放假安排); `year` is the year asked for."""

    def __init__(self, year: int) -> None:
        self.year = year
        super().__init__(
            f"{year}年没有国务院办公厅放假安排，不能推算工作日。请用“workbench calendar add”录入{year}年的放假和调休，"
            "或在设置 calendar_extra 中指定节假日表（CSV，列为：日期,名称,类型，类型填 休 或 班）"
        )


class CalendarFileError(ValueError):
    """The office's own holiday table cannot be read; the sentence says file, row and what to do."""


@dataclass(frozen=True, eq=False, slots=True)
class Calendar:
    """Which days are worked. `off` holds every day off of the covered `years`, weekends included.

    Compared by identity, so that results can be cached by calendar.
    """

    years: frozenset[int]
    off: frozenset[date]

    def is_workday(self, day: date) -> bool:
        """Is this a working day, make-up days (班) included? CalendarMissing if its year has no notice."""
        if isinstance(day, datetime):  # a datetime equals no date in the set: it would pass for a working day
            day = day.date()
        if day in self.off:
            return False
        if day.year in self.years:
            return True
        raise CalendarMissing(day.year)

    def covers(self, day: date) -> bool:
        return day.year in self.years

    def next_workday(self, day: date) -> date:
        """The day itself if it is worked, else the first working day after it."""
        while not self.is_workday(day):
            day += _ONE_DAY
        return day

    def add_workdays(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which is not counted itself; n < 0 counts backwards, 0 gives `day`."""
        step = _ONE_DAY if n >= 0 else -_ONE_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; negative if `last` is earlier."""
        if last < first:
            return -self.workdays_between(last, first)
        days = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
        return sum(self.is_workday(day) for day in days)


def default_calendar(extra: Path | None = None) -> Calendar:
    """The national calendar with the office's own table over it; read again only when that file changes.

    Raises CalendarFileError when the table is named but absent or not readable.
    """
    if extra is None:
        return _calendar(None, 0)
    if not extra.is_file():
        raise CalendarFileError(f"找不到节假日表 {extra}。请核对设置 calendar_extra 的路径，或将该项留空")
    return _calendar(extra, extra.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _calendar(extra: Path | None, _changed: int) -> Calendar:
    off, on = set(_NOTICE_OFF), set(_NOTICE_ON)
    years = {day.year for day in off}
    if extra is not None:
        for day, _, kind in read_table(extra):
            (off if kind == "休" else on).add(day)
            (on if kind == "休" else off).discard(day)
        years |= _complete_years(off)
    return Calendar(frozenset(years), frozenset(_days_off(years, off, on)))


def _complete_years(off: set[date]) -> set[int]:
    """Years whose table reaches from 元旦 to 国庆节: a New Year notice alone names days of the year before it."""
    return {day.year for day in off if date(day.year, 1, 1) in off and date(day.year, 10, 1) in off}


def _days_off(years: set[int], off: set[date], on: set[date]) -> set[date]:
    weekends = set()
    for year in years:
        first = date(year, 1, 1)
        length = (date(year, 12, 31) - first).days + 1
        days = (first + timedelta(days=offset) for offset in range(length))
        weekends |= {day for day in days if day.weekday() >= 5 and day not in on}
    return weekends | {day for day in off if day.year in years}


Row = tuple[date, str, str]
"""One line of an office's table: day, name of the holiday, 休 or 班."""


def read_table(path: Path) -> list[Row]:
    """The lines of an office's own table (节假日表). Raises CalendarFileError naming the line that is wrong."""
    rows = csv.DictReader(StringIO(_text(path)))
    if not set(_COLUMNS) <= set(rows.fieldnames or ()):
        raise CalendarFileError(f"节假日表 {path.name} 缺列：第一行应为 {','.join(_COLUMNS)}")
    return [_entry(path, number, row) for number, row in enumerate(rows, start=2) if row["日期"]]


def write_table(path: Path, rows: Iterable[Row]) -> None:
    """Write an office's table the way `read_table` reads it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows((day.isoformat(), name, kind) for day, name, kind in rows)


def _entry(path: Path, number: int, row: dict[str, str | None]) -> Row:
    kind = (row["类型"] or "").strip()
    if kind not in ("休", "班"):
        raise CalendarFileError(f"节假日表 {path.name} 第{number}行类型“{kind}”不认识：请填 休 或 班")
    try:
        return date.fromisoformat((row["日期"] or "").strip().replace("/", "-")), (row["名称"] or "").strip(), kind
    except ValueError as error:
        raise CalendarFileError(
            f"节假日表 {path.name} 第{number}行日期“{row['日期']}”不是年-月-日：请写成 2027-01-01 的样子"
        ) from error


def _text(path: Path) -> str:
    """WPS and Excel save CSV as UTF-8 with a mark or as GB18030, by their own choice."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")
