"""接访日安排 (spec 3.2): the roster of days somebody receives, drawn up by a rule, and the text of the public notice.

One day in each period (a day off moves to the next working day), every day (接待站值班), or market days (赶集日: 逢3、8). The
notice names posts, places and hours, and tells how to come; nothing in it is about who came before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from workbench.meetings.bodies import Body, Reception
from workbench.meetings.frequency import periods
from workbench.meetings.kinds import RosterKind
from workbench.reference.calendar import Calendar

DAILY, WORKDAYS = "每天", "每个工作日"
_DIGITS: Final = {
    **{str(n): n for n in range(10)},
    "10": 0,
    **{mark: n for n, mark in enumerate("十一二三四五六七八九")},
}


def draw_up(
    body: Body,
    posts: Sequence[str],
    period: str,
    since: date,
    until: date,
    calendar: Calendar,
    *,
    place: str = "",
    hours: str = "09:00-11:30",
    weekday: int = 1,
    taken: Collection[date] = (),
    kind: RosterKind = RosterKind.LEADER,
    station: str = "",
    busy: Collection[tuple[date, str]] = (),
) -> tuple[Reception, ...]:
    """Days between two days by a rule, posts in turn; at a 联合接访 all of them on each day.

    `period` as `reception_days` takes it. Days `taken` are passed over, and a post `busy` that day leaves its turn to the
    next. ValueError without posts or for a rule that can't be read.
    """
    if not posts:
        raise ValueError(f"{body.name}：没有可排接访的领导职务；请先登记成员，或写明职务")
    found: list[Reception] = []
    drawn = 0
    for day in reception_days(period, since, until, calendar, weekday=weekday, taken=taken):
        at = drawn % len(posts)
        free = [post for post in (*posts[at:], *posts[:at]) if (day, post) not in busy]
        sitting = free if kind is RosterKind.JOINT else free[:1]
        found += [Reception(body.body_id, day, post, place, hours, kind=kind, station=station) for post in sitting]
        drawn += bool(sitting)
    return tuple(found)


def reception_days(
    period: str, since: date, until: date, calendar: Calendar, *, weekday: int = 1, taken: Collection[date] = ()
) -> Iterator[date]:
    """Days between two days: 每天, 每个工作日, 逢3、8 (market days, by the last digit of the day, days off as well), or one
    day in each 周, 月, 季, 半年, 年, the first free `weekday` (1 Monday) or after; a period without such a day has none.
    """
    if not 1 <= weekday <= 7:
        raise ValueError(f"星期应为1至7，现为{weekday}")
    if period in (DAILY, WORKDAYS) or is_market_rule(period):
        ends = market_digits(period) if is_market_rule(period) else frozenset(range(10))
        days = (one for one in _span(since, until) if one not in taken and one.day % 10 in ends)
        yield from (one for one in days if period != WORKDAYS or calendar.is_workday(one))
        return
    for start, end in periods(period, since, until):
        first = max(start + timedelta(days=(weekday - start.isoweekday()) % 7), since)
        day = _free(first, min(end, until), calendar, taken)
        if day is not None:
            yield day


def is_market_rule(period: str) -> bool:
    """Whether a rule speaks of market days: 逢3、8, 每旬逢五逢十."""
    return "逢" in period


def market_digits(rule: str) -> frozenset[int]:
    """Last digits of the market days a rule names (逢3、8 → {3, 8}; 逢十 → {0}); ValueError where it can't be read."""
    told = re.sub("^每旬|[逢、,，和日集]", " ", unicodedata.normalize("NFKC", rule).strip()).split()
    if not told or not _DIGITS.keys() >= set(told):
        raise ValueError(f"赶集日“{rule}”看不懂；请写成“逢3、8”（每旬尾数是3和8的日子），逢十写10")
    return frozenset(_DIGITS[one] for one in told)


def _span(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _free(first: date, last: date, calendar: Calendar, taken: Collection[date]) -> date | None:
    return next((day for day in _span(first, last) if day not in taken and calendar.is_workday(day)), None)


# --- the notice ---------------------------------------------------------------------------------------------------------


def public_notice(body: Body, roster: Iterable[Reception], on: date) -> str:
    """The notice of reception days (接访公告), 《信访工作条例》第十八条; days past and called off are left out.

    Duty at a station is one line a station, not one a day.
    """
    ahead = sorted(
        (one for one in roster if one.day >= on and one.state == "已安排"), key=lambda one: (one.day, one.post)
    )
    if not ahead:
        return f"{body.name}：{on}以后没有已安排的接访日，无可公告；请先排接访日。"
    days = [one for one in ahead if one.kind is not RosterKind.STATION]
    lines = [f"{body.name}领导干部接访日公告", "", "根据《信访工作条例》第十八条，现将近期领导干部接访日公告如下："]
    lines += [f"{number}．{_day(one)}" for number, one in enumerate(days, 1)]
    lines += list(_on_duty([one for one in ahead if one.kind is RosterKind.STATION]))
    lines += [
        "请携带有效身份证明和与诉求有关的材料；多人提出共同事项的，推选代表不超过5人（《信访工作条例》第二十条第三款）。",
        "因公务调整的，另行公告。",
        "",
        body.office or body.name,
        f"{on.year}年{on.month}月{on.day}日",
    ]
    return "\n".join(lines)


def _day(one: Reception) -> str:
    kind = "" if one.kind is RosterKind.LEADER else f"（{one.kind.value}）"
    where = "，".join(dict.fromkeys(filter(None, (one.station, one.place)))) or "信访接待场所"
    return (
        f"{one.day.month}月{one.day.day}日（星期{'一二三四五六日'[one.day.weekday()]}）{one.hours}，"
        f"{one.post}{kind}，地点：{where}"
    )


def _on_duty(duty: Sequence[Reception]) -> Iterator[str]:
    """Each station with its first and last day, how many days, and its hours."""
    for where, hours in dict.fromkeys((one.where, one.hours) for one in duty):
        days = sorted({one.day for one in duty if (one.where, one.hours) == (where, hours)})
        yield f"{where or '接待站'}：{days[0]}至{days[-1]}安排值班{len(days)}天，{hours}。"
