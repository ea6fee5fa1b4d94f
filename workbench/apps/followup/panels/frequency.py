"""频次与接访: what was held or missed per period, the roster of reception days, the notice and the calendar file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import ipywidgets

from workbench.apps.followup import acts, asks, rows
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.followup.parts import Listing, Panel, button, buttons, printing, records, show_if
from workbench.apps.followup.parts import rows as stacked
from workbench.meetings.kinds import RosterKind
from workbench.meetings.rosters import DAILY, WORKDAYS
from workbench.usecases.keep_bodies import RECEPTION_STATES, notice, roster
from workbench.widgets import Field, Form, MarkedText, MetricRow, Notice, columns

PERIODS: Final[list[dict[str, Any]]] = [
    {"key": "规则", "title": "规则", "width": 170},
    {"key": "期间", "title": "期间", "width": 150},
    {"key": "应", "title": "应", "width": 44},
    {"key": "实", "title": "实", "width": 44},
    {"key": "日期", "title": "日期", "width": 230},
    {"key": "结果", "title": "结果", "kind": "status", "width": 80},
    {"key": "说明", "title": "说明", "width": 150},
    {"key": "依据", "title": "依据"},
]
ROSTER: Final[list[dict[str, Any]]] = [
    {"key": "day", "title": "日期", "kind": "date", "width": 96},
    {"key": "hours", "title": "时间", "width": 104},
    {"key": "post", "title": "接访职务"},
    {"key": "kind", "title": "种类", "width": 92},
    {"key": "place", "title": "地点", "width": 140},
    {"key": "state", "title": "状态", "kind": "status", "width": 84},
]
RULES: Final = ("周", "月", "季", "半年", DAILY, WORKDAYS, acts.MARKET_DAYS)
NO_BODY: Final = "还没有会议机构；请先用命令 workbench meeting body 设立"


def panel(model: FollowUpModel) -> Panel:
    """Of one body: its rules by period over the days picked, then its reception days."""
    since, until = asks.half_year(model)
    layout = ipywidgets.Layout(width="160px")
    first, last = ipywidgets.DatePicker(value=since, layout=layout), ipywidgets.DatePicker(value=until, layout=layout)
    cards, told = MetricRow(), Notice("")
    listing = Listing(
        model, "开会与接访频次", PERIODS, height=260, empty="没有要核对的频次规则", words=lambda: _words(model)
    )
    receptions, read_receptions = _receptions(model)
    bar = buttons(
        ipywidgets.Label("核对"), first, ipywidgets.Label("至"), last,
        button("日历文件（.ics）", printing(told, lambda: acts.calendar_file(model, asks.shown_body(model)))),
    )  # fmt: skip

    def read(_change: Any = None) -> None:
        body = asks.shown_body(model)
        show_if(receptions, body)
        if not body:
            told.say(NO_BODY, tone="warn")
            return
        try:
            found = asks.frequency(model, body, first.value or since, last.value or until)
        except ValueError as refused:
            told.say(str(refused), tone="error")
            return
        told.say("")
        cards.show(rows.rule_cards(found))
        listing.title = f"{model.register.bodies[body].name}：开会与接访频次"
        listing.show(rows.period_rows(found))
        read_receptions()

    first.observe(read, "value")
    last.observe(read, "value")
    return stacked(bar, told, cards, listing, receptions), read


def _words(model: FollowUpModel) -> str:
    return f"会议机构：{model.register.bodies[asks.shown_body(model)].name}"


def _receptions(model: FollowUpModel) -> Panel:
    """The roster; a day chosen is marked as held or called off; more days are drawn up; the notice is shown."""
    listing = Listing(
        model, "接访日（点击一行登记结果）", ROSTER, height=250, empty="还没有安排接访日", words=lambda: _words(model)
    )
    mark = records(
        model, Form([Field("state", "结果", "choice", True, RECEPTION_STATES[1:]), Field("why", "理由（取消时必填）")], submit="登记"),
        lambda given, seen: acts.mark_reception(model, asks.shown_body(model), listing.selected, given, seen),
        lambda event: f"{event.payload['day']} {event.payload['post']}：{event.payload['state']}",
    )  # fmt: skip
    draw = records(
        model, Form(_fields(asks.stations(model)), title="排接访日和值班（依次轮流）", submit="排接访日"),
        lambda given, seen: acts.plan_receptions(model, asks.shown_body(model), given, seen),
        lambda drawn: f"已排 {len(drawn)} 个接访日",
    )  # fmt: skip
    text, told = MarkedText(), Notice("")

    def choose(_change: Any = None) -> None:
        show_if(mark, listing.selected or mark.said)
        mark.closed = not listing.selected
        if listing.selected:
            mark.title = f"登记结果：{listing.selected.replace('|', ' ')}（不登记谁来访）"
            mark.say("")

    def announce() -> str:
        text.show(notice(model.office, asks.shown_body(model)), title="接访公告")
        return "公告文字如下，可复制张贴"

    def read() -> None:
        text.show("")
        told.say("")
        listing.show(rows.reception_rows(roster(model.office, asks.shown_body(model))))
        choose()

    listing.observe(choose, "selected")
    left = stacked(listing, buttons(button("接访公告", partial(printing(told, announce)))), told, text)
    return columns(left, stacked(mark, draw)), read


def _fields(stations: Sequence[str]) -> list[Field]:
    return [
        Field("period", "多久一次", "choice", True, RULES, hint="每天和赶集日不避节假日"),
        Field("kind", "种类", "choice", choices=list(RosterKind), hint="不填为领导接访日"),
        Field("market", "逢几赶集", placeholder="3、8", hint="多久一次选赶集日时填"), Field("station", "接待场所", "unit", choices=stations),
        Field("weekday", "星期几", "choice", choices=list("一二三四五六日"), hint="不填为星期一"),
        Field("since", "起日", "day", True), Field("until", "止日", "day", True), Field("place", "地点"),
        Field("hours", "时间", placeholder="09:00-11:30"),
        Field("posts", "依次接访的职务", wide=True, hint="用；分开；不填按成员次序"),
    ]  # fmt: skip
