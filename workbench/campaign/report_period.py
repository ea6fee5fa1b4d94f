"""Days a report covers and is compared with (报表期间): calendar windows, the same window of a base year, the one before.

Windows are of weeks, months, quarters, half-years and years, never of a number of days: 29 February changes nothing. What is
compared is equally long, or is refused, or scaled by days with a note. Source: spec 6.2.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from workbench.campaign.measures import NotCounted, Period
from workbench.campaign.report_parts import ReportKind

MONTHS: Final[Mapping[ReportKind, int]] = {
    ReportKind.MONTH: 1, ReportKind.QUARTER: 3, ReportKind.CONGRESS: 3, ReportKind.HALF_YEAR: 6, ReportKind.YEAR: 12,
}  # fmt: skip


class ReportRefused(NotCounted):
    """A report that is not made this way; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Days compared with (对比期): `label` is printed at the head of its columns; `factor` scales its counts to the period's length."""

    period: Period
    label: str
    factor: Fraction = Fraction(1)
    note: str = ""


def window(kind: ReportKind, day: date) -> Period:
    """The whole window a report of a day is about: the last full Monday–Sunday before it, else the one holding the day."""
    if kind is ReportKind.WEEK:
        monday = day - timedelta(days=day.weekday() + 7)
        return Period(monday, monday + timedelta(days=6))
    if kind not in MONTHS:
        raise ReportRefused(f"{kind.value}没有固定的期间；请写明期间的起止日")
    length = MONTHS[kind]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(first, _month_end(_moved(first, length - 1)))


def reached(period: Period, as_of: date) -> tuple[Period, str]:
    """The period as far as the edition reaches, with a note where it is not over; ReportRefused if it begins later."""
    if period.first > as_of:
        raise ReportRefused(
            f"期间 {period.words} 在版次的统计截止日 {as_of} 之后，还没有数；请先发布新的版次，或改正期间"
        )
    if period.last <= as_of:
        return period, ""
    return Period(period.first, as_of), f"本期到 {period.last} 为止，尚未结束：各数统计到 {as_of}，对比期截到同一日"


def previous(kind: ReportKind, period: Period) -> Period:
    """The window before (环比): as many weeks or months back, as many days where the period is none of these."""
    if kind is ReportKind.WEEK:
        return Period(period.first - timedelta(days=7), period.last - timedelta(days=7))
    months = MONTHS.get(kind) or (_whole_months(period) or 0)
    if months:
        return shifted(period, -months)
    return Period(period.first - timedelta(days=days_in(period)), period.first - timedelta(days=1))


def base_of(
    period: Period, base_year: int | None, known: tuple[date, date], *, base: Period | None = None, scaled: bool = False
) -> Compared:
    """What a period is compared with (同比): the same days of `base_year` (default the year before, of a period of more than a
    year the latest that does not overlap), or `base` itself.

    ReportRefused for a year nothing is known of (`known` first and last day of registration), one that is not earlier, and
    a base of another length unless `scaled`.
    """
    if base is not None:
        return _chosen(period, base, known, scaled)
    year = base_year if base_year is not None else period.first.year - _years_in(period)
    if year >= period.first.year:
        raise ReportRefused(f"对比的年份 {year} 不早于本期（{period.first.year} 年）；请选更早的年份")
    found = shifted(period, 12 * (year - period.first.year))
    if found.last >= period.first:
        raise ReportRefused(
            f"{year}年同期 {found.words} 与本期 {period.words} 重叠，不能相比；请选 {period.first.year - _years_in(period)} 年或更早"
        )
    if base_year is not None:
        _refuse_unknown(found, known)
    return Compared(found, f"{year}年同期")


def _chosen(period: Period, base: Period, known: tuple[date, date], scaled: bool) -> Compared:
    _refuse_unknown(base, known)
    label = f"{base.first}至{base.last}"
    if alike(period, base):
        return Compared(base, label)
    lengths = f"本期 {period.words}（{days_in(period)} 天）与对比期 {base.words}（{days_in(base)} 天）长短不一"
    if not scaled:
        raise ReportRefused(f"{lengths}，不能直接相比；请改成同样长短的期间，或注明按日数折算（--scaled）")
    factor = Fraction(days_in(period), days_in(base))
    return Compared(
        base, f"{label}（折算）", factor, f"{lengths}：对比期各数按日数折算（×{factor.numerator}/{factor.denominator}）"
    )


def _refuse_unknown(base: Period, known: tuple[date, date]) -> None:
    if base.last < known[0] or base.first > known[1]:
        raise ReportRefused(
            f"版次里没有 {base.words} 的登记，不能作为对比期：登记自 {known[0]} 至 {known[1]}；请另选年份，或先导入当年的台账"
        )


def alike(one: Period, other: Period) -> bool:
    """Whether two periods are equally long: the same days of two years, as many whole months, or as many days."""
    if _whole_months(one) and _whole_months(one) == _whole_months(other):
        return True
    months = 12 * (other.first.year - one.first.year)
    return shifted(one, months) == other or days_in(one) == days_in(other)


def shifted(period: Period, months: int) -> Period:
    """The same days some months on (or back): ends of months stay ends of months, 29 February becomes the 28th."""
    ends = period.last == _month_end(period.last)
    last = _moved(period.last.replace(day=1), months)
    return Period(_moved(period.first, months), _month_end(last) if ends else _moved(period.last, months))


def _years_in(period: Period) -> int:
    """Whole years a period reaches over, at least 1: so many years back its days do not overlap."""
    years = 1
    while shifted(period, -12 * years).last >= period.first:
        years += 1
    return years


def days_in(period: Period) -> int:
    return (period.last - period.first).days + 1


def change(now: int, before: Fraction) -> str:
    """How a count changed: "+13.33%", "−20.00%", "持平"; "—（基数为0）" where there was nothing before."""
    if not before:
        return "—（基数为0）"
    ratio = (now - before) / before
    if not ratio:
        return "持平"
    hundredths = (2 * abs(ratio.numerator) * 10_000 + ratio.denominator) // (2 * ratio.denominator)
    return f"{'+' if ratio > 0 else '−'}{hundredths // 100}.{hundredths % 100:02d}%"


def _moved(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _whole_months(period: Period) -> int | None:
    if period.first.day != 1 or period.last != _month_end(period.last):
        return None
    return (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
