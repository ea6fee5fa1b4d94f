"""接访日安排 (spec 3.2): the roster of reception days drawn up over working days, and the text of the public notice.

A post receives on its turn; a day off moves to the next working day of the same period. The notice names posts, places and
hours, and tells how to come; nothing in it is about who came before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from workbench.meetings.bodies import Body, Reception
from workbench.meetings.frequency import periods
from workbench.reference.calendar import Calendar


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
) -> tuple[Reception, ...]:
    """One reception day for each period between two days, posts in turn, on the first free `weekday` (1 Monday) or after.

    Days already `taken` and days off are passed over; a period without such a day gets none. ValueError without posts.
    """
    if not posts:
        raise ValueError(f"{body.name}：没有可排接访的领导职务；请先登记成员，或写明职务")
    if not 1 <= weekday <= 7:
        raise ValueError(f"星期应为1至7，现为{weekday}")
    found: list[Reception] = []
    for start, end in periods(period, since, until):
        first = max(start + timedelta(days=(weekday - start.isoweekday()) % 7), since)
        day = _free(first, min(end, until), calendar, taken)
        if day is not None:
            found.append(Reception(body.body_id, day, posts[len(found) % len(posts)], place, hours))
    return tuple(found)


def _free(first: date, last: date, calendar: Calendar, taken: Collection[date]) -> date | None:
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return next((day for day in days if day not in taken and calendar.is_workday(day)), None)


def public_notice(body: Body, roster: Iterable[Reception], on: date) -> str:
    """The notice of reception days (接访公告), 《信访工作条例》第十八条; days past and called off are left out."""
    ahead = sorted(
        (one for one in roster if one.day >= on and one.state == "已安排"), key=lambda one: (one.day, one.post)
    )
    if not ahead:
        return f"{body.name}：{on}以后没有已安排的接访日，无可公告；请先排接访日。"
    lines = [f"{body.name}领导干部接访日公告", "", "根据《信访工作条例》第十八条，现将近期领导干部接访日公告如下："]
    lines += [
        f"{number}．{one.day.month}月{one.day.day}日（星期{'一二三四五六日'[one.day.weekday()]}）{one.hours}，"
        f"{one.post}，地点：{one.place or '信访接待场所'}"
        for number, one in enumerate(ahead, 1)
    ]
    lines += [
        "请携带有效身份证明和与诉求有关的材料；多人提出共同事项的，推选代表不超过5人（《信访工作条例》第二十条第三款）。",
        "因公务调整的，另行公告。",
        "",
        body.office or body.name,
        f"{on.year}年{on.month}月{on.day}日",
    ]
    return "\n".join(lines)
