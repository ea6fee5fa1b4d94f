"""单位与接访 › 接访统计: the sums of a period by body, station and kind and by who took part, and the form that records one."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from workbench.apps.followup import acts, asks, rows
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.followup.parts import Listing, Panel, buttons, records
from workbench.apps.followup.parts import rows as stacked
from workbench.meetings.kinds import Attendee
from workbench.meetings.receptions import ATTENDED, FIGURES
from workbench.widgets import Field, Form, MetricRow, Notice, columns, section

LINES: Final[list[dict[str, Any]]] = [
    {"key": "机构", "title": "机构"},
    {"key": "接待场所", "title": "接待场所", "width": 220},
    {"key": "种类", "title": "种类", "width": 120},
    *({"key": name, "title": name, "kind": "number", "width": 100} for name in FIGURES),
]
ROLES: Final[list[dict[str, Any]]] = [
    {"key": "身份", "title": "参加接访的身份"},
    *({"key": name, "title": name, "kind": "number", "width": 86} for name in ATTENDED),
]
ONLY_NUMBERS: Final = "只登记数，不登记谁来访；这些数用于统计，不作为对任何单位的指标。"


def counts(model: FollowUpModel) -> Panel:
    """Sums of the body chosen (or all) over the days picked; below, the numbers of one reception are recorded."""
    since, until = asks.half_year(model)
    layout = ipywidgets.Layout(width="160px")
    first, last = ipywidgets.DatePicker(value=since, layout=layout), ipywidgets.DatePicker(value=until, layout=layout)
    cards, told = MetricRow(), Notice("")
    lines = Listing(
        model, "接访统计", LINES, height=330, empty="期间内没有登记为已接访的", words=lambda: _words(model, first, last)
    )
    roles = Listing(
        model,
        "参加接访人员",
        ROLES,
        height=300,
        empty="期间内没有登记参加人员",
        words=lambda: _words(model, first, last),
    )
    form = records(
        model, Form(title="登记一次接访的统计", submit="登记统计", note=ONLY_NUMBERS), lambda given, seen: acts.count(model, given, seen),
        lambda event: f"已登记：{event.subject.split('|', 1)[1].replace('|', ' ')} {event.payload['batches']} 批 {event.payload['persons']} 人次",
    )  # fmt: skip

    def read(_change: Any = None) -> None:
        try:
            found = asks.statistics(model, first.value or since, last.value or until)
        except ValueError as refused:
            told.say(str(refused), tone="error")
            return
        told.say("")
        cards.show(rows.statistic_cards(found))
        lines.show(rows.statistic_rows(found))
        roles.show(rows.role_rows(found))
        form.show(_fields(model), title="登记一次接访的统计", submit="登记统计", note=ONLY_NUMBERS)

    first.observe(read, "value")
    last.observe(read, "value")
    bar = buttons(ipywidgets.Label("统计"), first, ipywidgets.Label("至"), last)
    head = section("接访统计", "按机构、接待场所、种类和参加接访的身份")
    return stacked(head, bar, told, cards, lines, columns(roles, form, weights=(1, 1))), read


def _words(model: FollowUpModel, first: ipywidgets.DatePicker, last: ipywidgets.DatePicker) -> str:
    return f"{model.filter_words}；{first.value}至{last.value}"


def _fields(model: FollowUpModel) -> list[Field]:
    return [
        Field("reception", "哪一次接访", "choice", True, asks.to_count(model), hint="已接访的；还没有登记统计的在前", wide=True),
        Field("batches", "批次", "number", True), Field("persons", "人次", "number", True),
        Field("resolved", "当场化解（批）", "number"),
        Field("present", "参加人员", hint=f"身份和人数：{'、'.join(Attendee)}", placeholder="人大代表2、律师1", wide=True),
        Field("why", "说明（更正时必填）", wide=True),
    ]  # fmt: skip
