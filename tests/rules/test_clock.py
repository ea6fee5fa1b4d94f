"""Deadline arithmetic against the vectors of the specification, and what must hold for any start day."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.reference.calendar import CalendarMissing, default_calendar
from workbench.rules.clock import CLOCKS, WORKDAY, WORKDAY_CLOCKS, ClockError, ExtensionTooLong, due, rule

CALENDAR = default_calendar()
VECTORS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "situations" / "clock.yaml").read_text(encoding="utf-8")
)
STARTS = st.dates(date(2005, 5, 1), date(2026, 8, 1))
CALENDAR_CLOCKS = st.sampled_from(["C01", "C02", "C03", "C05", "C07", "C08", "C09", "C10"])


@pytest.mark.parametrize(
    "case", VECTORS, ids=lambda case: f"{case['clock']}-{case['start']}-{case.get('extension', 0)}"
)
def test_vectors(case: dict[str, Any]) -> None:
    found = due(
        case["clock"],
        case["start"],
        extension=case.get("extension", 0),
        excluded_days=case.get("excluded", 0),
        calendar=CALENDAR,
        profile=case.get("profile"),
    )
    assert found.due == case["due"]
    assert found.rolled == (case["due"] if case["rolled"] == "same" else case["rolled"])
    assert case.get("clause", "") in found.clause
    assert str(case["due"]) in found.why and str(case["start"]) in found.why


def test_why_shows_the_arithmetic() -> None:
    why = due("C05", date(2024, 1, 10), calendar=CALENDAR).why
    assert why == "自受理之日2024-01-10次日起算60日，至2024-03-10届满；当日为休息日，顺延至2024-03-11"
    why = due("C05", date(2024, 1, 10), extension=20, calendar=CALENDAR).why
    assert "起算60日，延长20日（自期满次日接续计算），共80日，至2024-03-30届满" in why
    why = due("C04", date(2024, 9, 30), calendar=CALENDAR).why
    assert why == "自承办单位收到之日2024-09-30次日起算5个工作日，至2024-10-12届满（调休已计入）"


def test_a_due_day_in_a_year_without_notice_has_no_rolled_day() -> None:
    found = due("C05", date(2026, 12, 1), calendar=CALENDAR)
    assert (found.due, found.rolled) == (date(2027, 1, 30), None)
    assert "2027年尚无放假安排" in found.why


def test_a_working_day_clock_without_notice_raises() -> None:
    with pytest.raises(CalendarMissing, match="2027"):
        due("C04", date(2026, 12, 29), calendar=CALENDAR)


@pytest.mark.parametrize(
    ("clock", "options", "error", "said"),
    [
        ("C05", {"extension": 31}, ExtensionTooLong, "不得超过30日"),
        ("C05", {"extension": 61, "profile": "浙江"}, ExtensionTooLong, "不得超过60日"),
        ("C05", {"extension": -1}, ClockError, "不能为负"),
        ("C06", {}, ClockError, "至少1日"),
        ("C03", {"extension": 5}, ClockError, "没有可以延长的规定"),
        ("C10", {"extension": 5}, ClockError, "没有可以延长的规定"),
        ("C05", {"excluded_days": 3}, ClockError, "只有复核"),
        ("C10", {"excluded_days": -3}, ClockError, "不能为负"),
        ("C11", {}, ClockError, "没有法定日数"),
        ("L03", {}, ClockError, "山东"),
        ("C05", {"profile": "某省"}, ClockError, "没有“某省”的地方规定"),
    ],
)
def test_what_the_law_does_not_allow(clock: str, options: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        due(clock, date(2024, 1, 10), calendar=CALENDAR, **options)


def test_before_the_first_regulation_on_record() -> None:
    with pytest.raises(ClockError, match="没有收录"):
        due("C05", date(2004, 1, 10), calendar=CALENDAR)


def test_every_clock_has_a_rule_and_its_unit_is_the_one_it_counts_in() -> None:
    for clock in CLOCKS:
        profile = "山东" if clock == "L03" else None
        base = "C05" if clock == "C06" else clock
        days = rule(f"clock.{base}.days", date(2024, 1, 1), profile)
        assert days.clause and days.value > 0
        assert (days.unit == WORKDAY) == (clock in WORKDAY_CLOCKS)


@given(CALENDAR_CLOCKS, STARTS)
def test_a_calendar_clock_ends_n_days_after_its_start(clock: str, start: date) -> None:
    found = due(clock, start, calendar=CALENDAR)
    assert found.due == start + timedelta(days=int(rule(f"clock.{clock}.days", start).value))
    assert found.rolled is not None and found.rolled >= found.due
    assert (found.rolled == found.due) == CALENDAR.is_workday(found.due)


@given(STARTS, st.integers(0, 29))
def test_more_extension_never_ends_earlier(start: date, days: int) -> None:
    shorter = due("C05", start, extension=days, calendar=CALENDAR)
    longer = due("C05", start, extension=days + 1, calendar=CALENDAR)
    assert longer.due == shorter.due + timedelta(days=1)
    assert longer.rolled is None or shorter.rolled is None or longer.rolled >= shorter.rolled


@given(STARTS, st.integers(0, 40), st.integers(0, 40))
def test_more_excluded_days_never_end_earlier(start: date, days: int, more: int) -> None:
    shorter = due("C10", start, excluded_days=days, calendar=CALENDAR)
    longer = due("C10", start, excluded_days=days + more, calendar=CALENDAR)
    assert longer.due == shorter.due + timedelta(days=more)


@given(STARTS, st.integers(1, 40))
def test_a_working_day_clock_never_ends_earlier_for_a_later_start(start: date, later: int) -> None:
    first = due("C04", start, calendar=CALENDAR)
    assert CALENDAR.workdays_between(start, first.due) == 5
    assert due("C04", start + timedelta(days=later), calendar=CALENDAR).due >= first.due


def test_the_parameters_say_what_the_table_of_clocks_says() -> None:
    table = files("workbench.reference.tables").joinpath("clock_rules.csv").read_text(encoding="utf-8-sig")
    rows = [row for row in csv.DictReader(table.splitlines()) if row["id"] in CLOCKS and row["days"].isdecimal()]
    assert len(rows) >= 10
    for row in rows:
        days = rule(f"clock.{row['id']}.days", date(2024, 1, 1), "山东" if row["id"] == "L03" else None)
        assert (str(days.value), days.unit) == (row["days"], row["unit"]), row["id"]
