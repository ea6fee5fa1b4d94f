"""会议筹备 › 议题: what is proposed and why, a person's choice on record, what was left out, the first item's lines."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from workbench.apps.frame import case_link
from workbench.apps.meeting.model import MeetingModel
from workbench.apps.meeting.parts import Listing, follow
from workbench.apps.panel_parts import Panel, buttons, rows, show_if
from workbench.widgets import FactList, FindingList, Notice, columns, section
from workbench.widgets.choice import Choice

LISTED: Final[list[dict[str, Any]]] = [
    {"key": "order", "title": "序", "kind": "number", "width": 45},
    {"key": "time", "title": "时间", "width": 105},
    {"key": "title", "title": "议题", "kind": "link"},
    {"key": "unit", "title": "责任单位", "width": 160},
    {"key": "triggers", "title": "触发", "kind": "tags", "width": 210},
    {"key": "due", "title": "法定期限", "kind": "date", "width": 96},
    {"key": "minutes", "title": "分钟", "kind": "number", "width": 52},
    {"key": "choice", "title": "取舍", "width": 120},
]
LEFT_OUT: Final[list[dict[str, Any]]] = [
    {"key": "title", "title": "议题", "kind": "link"},
    {"key": "unit", "title": "责任单位", "width": 170},
    {"key": "triggers", "title": "触发", "kind": "tags", "width": 250},
    {"key": "why", "title": "未列入的原因", "width": 330},
]


def panel(model: MeetingModel) -> Panel:
    """The agenda of the sitting or round picked, the first item, reasons beside the choice, and what was left out."""

    def words() -> str:
        return model.headline()

    listed = Listing(model.office, "议题", LISTED, words, height=300)
    left_out = Listing(model.office, "未列入", LEFT_OUT, words, height=300, empty="没有未列入的事项")
    opening = FactList([])
    reasons, told = FindingList([], title="建议理由（点击上表一行）"), Notice("")

    def read(_change: Any = None) -> None:
        listed.title, left_out.title = model.headline(), f"本次未列入 {len(model.rows(False))} 件"
        listed.show(_linked(model.rows(True)))
        left_out.show(_linked(model.rows(False)))
        opening.show(model.opening() or [("", "没有未了的议定事项")], title="第一项的内容：逐项落实")
        show_if(opening, not model.is_whole)

    def again(_change: Any) -> None:
        if model.is_whole:
            read()

    def explain(_change: Any = None) -> None:
        reasons.show(model.reasons(), title=f"建议理由：{model.name(model.wanted)}")

    for table in (listed, left_out):
        follow(table, lambda matter: model.set_trait("wanted", matter), "selected")
    model.observe(explain, "wanted")
    model.observe(read, ["plan", "scope"])
    model.rounds.observe(again, "stamp")
    model.observe(lambda change: told.say(change["new"]), "said")
    choice = columns(reasons, _choice(model, told), weights=(3, 2))
    return rows(_sitting(model), listed, choice, opening, left_out), read


def _sitting(model: MeetingModel) -> ipywidgets.HBox:
    """Which sitting: a planned meeting, the round, or a day."""
    wide = ipywidgets.Layout(width="430px")
    scope = Choice(options=model.scopes(), value=model.scope, layout=wide)
    day = ipywidgets.DatePicker(value=model.day, layout=ipywidgets.Layout(width="160px"))
    limit = ipywidgets.BoundedIntText(
        value=model.limit, min=1, max=20, description="议题上限", layout=ipywidgets.Layout(width="180px")
    )

    def draw(_change: Any = None) -> None:
        with scope.hold_trait_notifications():
            scope.options, scope.value = model.scopes(), model.scope
        show_if(day, model.scope == "")
        show_if(limit, not model.is_whole)

    scope.observe(lambda change: setattr(model, "scope", change["new"]) if change["new"] is not None else None, "value")
    follow(day, lambda chosen: model.set_trait("day", chosen))
    limit.observe(lambda change: setattr(model, "limit", change["new"]), "value")
    model.observe(draw, "scope")
    model.rounds.observe(draw, "round_id")
    draw()
    return buttons(ipywidgets.Label("议题用于"), scope, day, limit)


def _choice(model: MeetingModel, told: Notice) -> ipywidgets.VBox:
    why = ipywidgets.Textarea(placeholder="理由（不列入时必填）", layout=ipywidgets.Layout(width="auto", height="56px"))
    take = ipywidgets.Button(description="列入议程", button_style="primary")
    leave = ipywidgets.Button(description="不列入")
    take.on_click(lambda _: model.decide(True, why.value))
    leave.on_click(lambda _: model.decide(False, why.value))
    return ipywidgets.VBox([section("取舍", "留下何人、何时、为何"), why, ipywidgets.HBox([take, leave]), told])


def _linked(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**row, "title": case_link(row["id"], row["title"]) if row["id"] else {"text": row["title"], "href": ""}}
        for row in found
    ]
