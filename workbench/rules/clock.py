"""Deadlines (到期日): pure arithmetic of the statutory clocks over dated parameters.

Counting: the start day is not counted (民法典第二百零一条, by analogy); 日 is a calendar day and 工作日 a working day; an
extension follows the end of the period it extends (条例第三十四条), whatever day it was approved on; a last day that is a
day off rolls to the next working day (民法典第二百零三条, by analogy), shown beside the strict day and never instead of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from workbench.domain.finding import Due
from workbench.reference.calendar import Calendar, CalendarMissing
from workbench.reference.parameters import Parameter, names, parameter

PROFILES: Final = ("浙江", "山东", "北京", "河南", "上海")
"""Local regulations on record; whether one still applies is for the county's jurist, so none is used unless named."""
WORKDAY: Final = "工作日"
WORKDAY_CLOCKS: Final = frozenset({"C04", "C15", "C16", "L03"})


class ClockError(ValueError):
    """A deadline that cannot be worked out as asked; the sentence says why and what is allowed."""


class ExtensionTooLong(ClockError):
    """Extension longer than the law allows (延长超限)."""


@dataclass(frozen=True, slots=True)
class ClockKind:
    """What a clock is called and what day it counts from."""

    name: str
    start: str


CLOCKS: Final[Mapping[str, ClockKind]] = MappingProxyType(
    {
        "C01": ClockKind("登记并转送交办", "收到信访事项之日"),
        "C02": ClockKind("直接提出事项书面告知", "收到信访事项之日"),
        "C03": ClockKind("受理告知", "承办单位收到之日"),
        "C04": ClockKind("提出异议", "承办单位收到之日"),
        "C05": ClockKind("信访程序办结", "受理之日"),
        "C06": ClockKind("信访程序办结（延期）", "受理之日"),
        "C07": ClockKind("请求复查", "收到处理意见书之日"),
        "C08": ClockKind("复查答复", "收到复查请求之日"),
        "C09": ClockKind("请求复核", "收到复查意见之日"),
        "C10": ClockKind("复核意见", "收到复核请求之日"),
        "C12": ClockKind("三项建议反馈（内部）", "收到建议之日"),
        "C14-国": ClockKind("国家级转送", "本级收到之日"),
        "C14-省": ClockKind("省级转送", "本级收到之日"),
        "C14-市": ClockKind("市级转送", "本级收到之日"),
        "C14-县": ClockKind("县级转送", "本级收到之日"),
        "C15": ClockKind("简易办理决定受理", "收到之日"),
        "C16": ClockKind("简易办理出具意见", "受理之日"),
        "S5": ClockKind("履职参考", "受理之日"),
        "S7": ClockKind("建议答复（内部）", "受理之日"),
        "L03": ClockKind("复查复核决定受理（山东）", "收到请求之日"),
    }
)
"""Clocks with a day count. C11 (date on the 交办单), C13 (yearly) and C17 (rating window) have none in the law."""


def due(
    clock: str,
    start: date,
    *,
    extension: int = 0,
    excluded_days: int = 0,
    calendar: Calendar,
    on: date | None = None,
    profile: str | None = None,
) -> Due:
    """Last day of a clock that started on `start`.

    `extension` days follow the period (C05, C06); `excluded_days` are not counted in it (hearing, C10). `on` is the day
    whose law applies (default: start); `profile` is a local regulation, 浙江, 山东 or 北京, off unless named.
    Raises ClockError for a clock, profile or day without a rule, ExtensionTooLong, and CalendarMissing where a
    working-day clock meets a year without a holiday notice.
    """
    return _due(clock, start, extension, excluded_days, calendar, on or start, profile)


@lru_cache(maxsize=1 << 17)
def _due(
    clock: str, start: date, extension: int, excluded: int, calendar: Calendar, on: date, profile: str | None
) -> Due:
    kind = _kind(clock, profile)
    base = "C05" if clock == "C06" else clock
    days = rule(f"clock.{base}.days", on, profile)
    _check_extension(clock, base, extension, on, profile)
    _check_excluded(base, excluded, on, profile)
    total = int(days.value) + extension + excluded
    local = f"按{profile}规定（是否仍适用请法制机构核对），" if days.confidence == "local" else ""
    counted = f"{local}自{kind.start}{start}次日起算{days.value}{'个工作日' if days.unit == WORKDAY else '日'}"
    counted += f"，延长{extension}日（自期满次日接续计算）" if extension else ""
    counted += f"，扣除听证所需{excluded}日" if excluded else ""
    counted += f"，共{total}日" if total != days.value else ""
    if days.unit == WORKDAY:
        last = calendar.add_workdays(start, total)
        return Due(clock, start, last, last, days.clause, f"{counted}，至{last}届满（调休已计入）")
    last = start + timedelta(days=total)
    rolled, remark = _roll(last, calendar)
    return Due(clock, start, last, rolled, days.clause, f"{counted}，至{last}届满{remark}")


def rule(name: str, on: date, profile: str | None = None) -> Parameter:
    """The parameter in force on a day, the profile's own first; ClockError if the law of that day is not on record."""
    candidates = [f"{name}.{profile}", name] if profile else [name]
    for candidate in candidates:
        try:
            return parameter(candidate, on)
        except LookupError:
            continue  # no such local rule, or none in force on that day: the national one is next
    raise ClockError(f"{on}施行的期限规定没有收录（{name}）：较早的事项请人工核对当时的规定")


def _kind(clock: str, profile: str | None) -> ClockKind:
    if profile is not None and profile not in PROFILES:
        raise ClockError(f"没有“{profile}”的地方规定；可用：{'、'.join(PROFILES)}，或不填（只用国家规定）")
    if clock not in CLOCKS:
        raise ClockError(f"时限“{clock}”没有法定日数；可计算的有：{'、'.join(CLOCKS)}")
    if clock == "L03" and profile != "山东":
        raise ClockError("时限“L03”是山东的地方规定，须指明 profile=山东")
    return CLOCKS[clock]


def _check_extension(clock: str, base: str, extension: int, on: date, profile: str | None) -> None:
    if clock == "C06" and extension < 1:
        raise ClockError("延期（C06）须写明延长的日数，至少1日")
    if extension < 0:
        raise ClockError(f"延长日数不能为负（{extension}）")
    if not extension:
        return
    name = f"clock.{base}.extension"
    if name not in names() and f"{name}.{profile}" not in names():
        raise ClockError(f"{CLOCKS[clock].name}（{clock}）的期限没有可以延长的规定")
    most = rule(name, on, profile)
    if extension > most.value:
        raise ExtensionTooLong(f"延长{extension}日超过上限：{most.clause}规定不得超过{most.value}日")


def _check_excluded(base: str, excluded: int, on: date, profile: str | None) -> None:
    if excluded < 0:
        raise ClockError(f"扣除日数不能为负（{excluded}）")
    if excluded and f"clock.{base}.excludes" not in names():
        raise ClockError(f"{CLOCKS[base].name}（{base}）的期限没有可以扣除听证时间的规定，只有复核（C10）可以扣除")


def _roll(last: date, calendar: Calendar) -> tuple[date | None, str]:
    try:
        rolled = calendar.next_workday(last)
    except CalendarMissing as missing:
        return None, f"；{missing.year}年尚无放假安排，是否顺延待核"
    return rolled, "" if rolled == last else f"；当日为休息日，顺延至{rolled}"
