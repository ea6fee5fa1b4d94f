"""Windows of reports, what they are compared with, and what is refused in a sentence."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.campaign.measures import Period
from workbench.campaign.report_parts import ReportKind
from workbench.campaign.report_period import (
    ReportRefused,
    alike,
    base_of,
    change,
    days_in,
    previous,
    reached,
    shifted,
    window,
)

KNOWN = (date(2018, 1, 1), date(2026, 11, 22))


def days(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        (ReportKind.WEEK, "2026-11-23", "2026-11-16", "2026-11-22"),  # Monday: the week that ended yesterday
        (ReportKind.WEEK, "2026-11-22", "2026-11-09", "2026-11-15"),  # Sunday: its own week is not over
        (ReportKind.MONTH, "2024-02-29", "2024-02-01", "2024-02-29"),
        (ReportKind.QUARTER, "2026-11-22", "2026-10-01", "2026-12-31"),
        (ReportKind.HALF_YEAR, "2023-06-16", "2023-01-01", "2023-06-30"),
        (ReportKind.YEAR, "2026-05-01", "2026-01-01", "2026-12-31"),
    ],
)
def test_windows(kind: ReportKind, day: str, first: str, last: str) -> None:
    assert window(kind, date.fromisoformat(day)) == days(first, last)


def test_a_window_before_is_one_of_the_calendar() -> None:
    assert previous(ReportKind.MONTH, days("2024-03-01", "2024-03-31")) == days("2024-02-01", "2024-02-29")
    assert previous(ReportKind.WEEK, days("2026-01-05", "2026-01-11")) == days("2025-12-29", "2026-01-04")


@given(
    st.dates(date(2010, 1, 1), date(2030, 12, 31)), st.sampled_from([one for one in ReportKind if one not in (ReportKind.CLOSING,)])
)  # fmt: skip
def test_the_window_before_ends_the_day_before(day: date, kind: ReportKind) -> None:
    whole = window(kind, day)
    before = previous(kind, whole)
    assert before.last + timedelta(days=1) == whole.first
    assert alike(whole, before) or kind is ReportKind.WEEK


def test_leap_day_changes_nothing() -> None:
    assert shifted(days("2024-02-01", "2024-02-29"), -12) == days("2023-02-01", "2023-02-28")
    assert shifted(days("2023-02-01", "2023-02-28"), 12) == days("2024-02-01", "2024-02-29")
    assert alike(days("2024-02-01", "2024-02-29"), days("2023-02-01", "2023-02-28"))


def test_seed_001_compares_half_a_year_to_a_day_with_a_chosen_year() -> None:
    """1 January to 16 June 2023 beside 2019: the same days, and the year is in the heading."""
    found = base_of(days("2023-01-01", "2023-06-16"), 2019, KNOWN)
    assert (found.period, found.label, found.factor) == (days("2019-01-01", "2019-06-16"), "2019年同期", 1)


def test_periods_of_unequal_length_are_refused_or_scaled_with_a_note() -> None:
    now, base = days("2023-01-01", "2023-06-16"), days("2022-01-01", "2022-06-30")
    with pytest.raises(ReportRefused, match=r"167 天.*181 天.*长短不一.*--scaled"):
        base_of(now, None, KNOWN, base=base)
    scaled = base_of(now, None, KNOWN, base=base, scaled=True)
    assert scaled.factor == Fraction(167, 181)
    assert "×167/181" in scaled.note and "折算" in scaled.label


def test_unknown_or_later_base_years_are_refused() -> None:
    with pytest.raises(ReportRefused, match=r"没有 2015-01-01 至 2015-01-31 的登记.*登记自 2018-01-01"):
        base_of(days("2026-01-01", "2026-01-31"), 2015, KNOWN)
    with pytest.raises(ReportRefused, match="不早于本期"):
        base_of(days("2026-01-01", "2026-01-31"), 2026, KNOWN)


def test_a_period_after_the_edition_is_refused_and_an_unfinished_one_cut() -> None:
    with pytest.raises(ReportRefused, match="2026-12-01 至 2026-12-31 在版次的统计截止日 2026-11-22 之后"):
        reached(days("2026-12-01", "2026-12-31"), date(2026, 11, 22))
    cut, note = reached(days("2026-11-01", "2026-11-30"), date(2026, 11, 22))
    assert cut == days("2026-11-01", "2026-11-22") and "尚未结束" in note


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (223, 100, "+123.00%"),
        (17, 15, "+13.33%"),
        (2, 3, "−33.33%"),
        (5, 5, "持平"),
        (5, 0, "—（基数为0）"),
        (0, 0, "—（基数为0）"),
    ],
)
def test_changes(now: int, before: int, said: str) -> None:
    assert change(now, Fraction(before)) == said


def test_days_are_counted_with_both_ends() -> None:
    assert days_in(days("2023-01-01", "2023-06-16")) == 167
