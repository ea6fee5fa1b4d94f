"""会议筹备, how it looks: the sitting, its agenda with reasons, what was left out, and a person's choice on record."""

from __future__ import annotations

from typing import Any

import ipywidgets

from workbench.apps.frame import case_link, show, shown
from workbench.apps.meeting.model import MeetingModel
from workbench.usecases.office import Office
from workbench.widgets import CaseTable, FindingList, Notice, columns, section

LISTED: list[dict[str, Any]] = [
    {"key": "order", "title": "序", "kind": "number", "width": 45},
    {"key": "title", "title": "议题", "kind": "link"},
    {"key": "unit", "title": "责任单位", "width": 170},
    {"key": "triggers", "title": "触发", "kind": "tags", "width": 250},
    {"key": "due", "title": "法定期限", "kind": "date", "width": 100},
    {"key": "minutes", "title": "分钟", "kind": "number", "width": 55},
    {"key": "choice", "title": "取舍", "width": 130},
]
LEFT_OUT: list[dict[str, Any]] = [
    {"key": "title", "title": "议题", "kind": "link"},
    {"key": "unit", "title": "责任单位", "width": 170},
    {"key": "triggers", "title": "触发", "kind": "tags", "width": 250},
    {"key": "why", "title": "未列入的原因", "width": 330},
]


def dashboard() -> ipywidgets.Widget:
    """The next sitting's proposed agenda."""
    return shown(build)


def build(office: Office) -> ipywidgets.VBox:
    model = MeetingModel(office)
    listed = CaseTable(LISTED, _linked(model.rows(True)), height=330, title=_title(model))
    left_out = CaseTable(
        LEFT_OUT, _linked(model.rows(False)), height=320, title=_left_title(model), empty="没有未列入的事项"
    )
    reasons, told = FindingList([], title="建议理由（点击上表一行）"), Notice("")
    for table in (listed, left_out):
        table.observe(lambda change: setattr(model, "wanted", change["new"]) if change["new"] else None, "selected")
    model.observe(lambda _: reasons.show(model.reasons(), title=f"建议理由：{_name(model)}"), "wanted")
    model.observe(lambda _: _redraw(model, listed, left_out), "plan")
    model.observe(lambda change: told.say(change["new"]), "said")
    children = [_sitting(model), listed, columns(reasons, _choice(model, told), weights=(3, 2)), left_out]
    return show("会议筹备", model.edition, children, lead="软件只提出建议并说明理由，是否上会由承办人决定并留痕")


def _sitting(model: MeetingModel) -> ipywidgets.HBox:
    day = ipywidgets.DatePicker(value=model.day, description="会议日期", layout=ipywidgets.Layout(width="260px"))
    limit = ipywidgets.BoundedIntText(
        value=model.limit, min=1, max=20, description="议题上限", layout=ipywidgets.Layout(width="180px")
    )
    day.observe(lambda change: setattr(model, "day", change["new"]) if change["new"] else None, "value")
    limit.observe(lambda change: setattr(model, "limit", change["new"]), "value")
    return ipywidgets.HBox([day, limit])


def _choice(model: MeetingModel, told: Notice) -> ipywidgets.VBox:
    why = ipywidgets.Textarea(placeholder="理由（不列入时必填）", layout=ipywidgets.Layout(width="auto", height="64px"))
    take = ipywidgets.Button(description="列入议程", button_style="primary")
    leave = ipywidgets.Button(description="不列入")
    take.on_click(lambda _: model.decide(True, why.value))
    leave.on_click(lambda _: model.decide(False, why.value))
    return ipywidgets.VBox([section("取舍", "留下何人、何时、为何"), why, ipywidgets.HBox([take, leave]), told])


def _title(model: MeetingModel) -> str:
    agenda = model.plan.agenda
    return f"{model.day} 建议议题 {len(agenda.listed) - 1} 件，预计 {agenda.minutes} 分钟"


def _left_title(model: MeetingModel) -> str:
    return f"本次未列入 {len(model.rows(False))} 件"


def _name(model: MeetingModel) -> str:
    return str(model.plan.matters[model.wanted]["title"]) if model.wanted in model.plan.matters else ""


def _redraw(model: MeetingModel, listed: CaseTable, left_out: CaseTable) -> None:
    listed.title, left_out.title = _title(model), _left_title(model)
    listed.show(_linked(model.rows(True)))
    left_out.show(_linked(model.rows(False)))


def _linked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**row, "title": case_link(row["id"], row["title"]) if row["id"] else {"text": row["title"], "href": ""}}
        for row in rows
    ]
