"""开会和接访的频次核对 (spec 3.2): held or missing per period, never a score.

A period is judged only when it is over and the body stood through all of it; the running one is said to be running.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from workbench.meetings.bodies import Body, Meeting, Reception, frequency_rules
from workbench.meetings.kinds import MeetingKind, MeetingState
from workbench.reference.calendar import Calendar
from workbench.reference.parameters import Parameter

_MONTHS: Final[Mapping[str, int]] = {"月": 1, "季": 3, "半年": 6, "年": 12}


class Holding(StrEnum):
    """What became of a period (核对结果)."""

    HELD = "已开"
    MISSING = "缺"
    RUNNING = "期内"
    NOT_JUDGED = "不核对"


@dataclass(frozen=True, slots=True)
class PeriodHeld:
    """One rule in one period: the days that count, how many are owed, and what it comes to."""

    rule: str
    period: str
    start: date
    end: date
    least: int
    days: tuple[date, ...]
    result: Holding
    clause: str
    note: str = ""

    @property
    def sentence(self) -> str:
        held = "、".join(str(day) for day in self.days) or "无"
        told = f"{self.period}应不少于{self.least}次，登记{len(self.days)}次（{held}）：{self.result.value}"
        return f"{told}；{self.note}。" if self.note else f"{told}。"

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "规则": self.rule, "期间": self.period, "应": str(self.least), "实": str(len(self.days)),
            "日期": "、".join(str(day) for day in self.days) or "无", "结果": self.result.value, "说明": self.note or "无",
            "依据": self.clause,
        }  # fmt: skip


def held_or_missed(
    body: Body,
    meetings: Iterable[Meeting],
    since: date,
    until: date,
    *,
    receptions: Iterable[Reception] = (),
    as_of: date | None = None,
    calendar: Calendar | None = None,
) -> tuple[PeriodHeld, ...]:
    """Every frequency rule of a body in every period that touches `since`…`until`, rule by rule, oldest first.

    Only meetings held by `as_of` (default `until`) count. `calendar` lets a week without any working day go unjudged.
    ValueError if `until` lies before `since`.
    """
    if until < since:
        raise ValueError(f"核对期间倒置：{since}至{until}；请先写较早的日期")
    on = as_of or until
    held = [one for one in meetings if one.body_id == body.body_id and one.state is MeetingState.HELD]
    received = [one for one in receptions if one.body_id == body.body_id and one.state == "已接访" and one.by_leader]
    found = []
    for rule in frequency_rules(body, until):
        days = sorted(day for day in _counted(rule, held, received) if day <= on)
        found += [
            _period(rule, body, start, end, days, on, calendar)
            for start, end in periods(rule.value["period"], since, until)
        ]
    return tuple(found)


def _counted(rule: Parameter, held: Sequence[Meeting], received: Sequence[Reception]) -> set[date] | list[date]:
    """Days of receptions (a day counts once), or of meetings of the kinds that count."""
    kinds = {MeetingKind(name) for name in rule.value["kinds"]}
    meetings = [one.day for one in held if one.kind in kinds]
    return {*meetings, *(one.day for one in received)} if MeetingKind.RECEPTION in kinds else meetings


def _period(
    rule: Parameter, body: Body, start: date, end: date, days: Sequence[date], on: date, calendar: Calendar | None
) -> PeriodHeld:
    own, least = tuple(day for day in days if start <= day <= end), int(rule.value["least"])
    result, note = _judged(body, start, end, len(own) >= least, on, calendar)
    wanted = rule.value.get("weekday")
    if wanted and own and not any(day.isoweekday() == wanted for day in own):
        note = "；".join(part for part in (note, "未在星期一召开") if part)
    label = period_label(rule.value["period"], start)
    return PeriodHeld(rule.name, label, start, end, least, own, result, rule.clause, note)


def _judged(
    body: Body, start: date, end: date, enough: bool, on: date, calendar: Calendar | None
) -> tuple[Holding, str]:
    if enough:
        return Holding.HELD, ""
    if (body.since and body.since > start) or (body.until and body.until < end):
        return Holding.NOT_JUDGED, "机构在该期内成立或撤销"
    if on < end:
        return Holding.RUNNING, f"期末为{end}"
    if (end - start).days < 7 and _no_workday(start, end, calendar):
        return Holding.NOT_JUDGED, "该周没有工作日"
    return Holding.MISSING, ""


def _no_workday(start: date, end: date, calendar: Calendar | None) -> bool:
    days = [start + timedelta(days=offset) for offset in range((end - start).days + 1)]
    if calendar is None or not all(calendar.covers(day) for day in days):
        return False
    return not any(calendar.is_workday(day) for day in days)


def periods(period: str, since: date, until: date) -> Iterator[tuple[date, date]]:
    """First and last day of each 周 (from Monday), 月, 季, 半年 or 年 that touches a span; ValueError for another word."""
    start = _first_day(period, since)
    while start <= until:
        end = start + timedelta(days=6) if period == "周" else _last_day(start, _MONTHS[period])
        yield start, end
        start = end + timedelta(days=1)


def _first_day(period: str, day: date) -> date:
    if period == "周":
        return day - timedelta(days=day.weekday())
    if period not in _MONTHS:
        raise ValueError(f"不认识的周期“{period}”；可用：周、{'、'.join(_MONTHS)}")
    return date(day.year, (day.month - 1) // _MONTHS[period] * _MONTHS[period] + 1, 1)


def _last_day(start: date, length: int) -> date:
    month = start.month + length - 1
    return date(start.year, month, months.monthrange(start.year, month)[1])


def period_label(period: str, start: date) -> str:
    """How people name a period: 2026年11月, 2026年第4季度, 2026年下半年, 2026-11-16这一周."""
    if period == "周":
        return f"{start}起一周"
    if period == "月":
        return f"{start.year}年{start.month}月"
    if period == "季":
        return f"{start.year}年第{(start.month + 2) // 3}季度"
    return f"{start.year}年{'上' if start.month == 1 else '下'}半年" if period == "半年" else f"{start.year}年"
