"""会议: every meeting by body and state; plan one, move it, call it off."""

from __future__ import annotations

from typing import Any, Final

from workbench.apps.followup import acts, asks, rows
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.followup.parts import Listing, Panel, records, show_if
from workbench.apps.followup.parts import rows as stacked
from workbench.meetings.kinds import MeetingKind, MeetingState
from workbench.widgets import Field, Form, Notice, columns

COLUMNS: Final[list[dict[str, Any]]] = [
    {"key": "id", "title": "编号", "width": 104},
    {"key": "title", "title": "会议"},
    {"key": "body", "title": "会议机构", "width": 190},
    {"key": "kind", "title": "种类", "width": 92},
    {"key": "day", "title": "日期", "kind": "date", "width": 96},
    {"key": "start", "title": "时间", "width": 60},
    {"key": "chair", "title": "主持", "width": 120},
    {"key": "state", "title": "状态", "kind": "status", "width": 80},
    {"key": "decisions", "title": "议定", "width": 110},
    {"key": "minutes", "title": "纪要", "kind": "status", "width": 76},
]
HAPPENED: Final = "已经开过，如实补登（须写理由）"
NO_BODY: Final = "还没有会议机构；请先用命令 workbench meeting body 设立机构、登记成员，再回到这里安排会议"


def panel(model: FollowUpModel) -> Panel:
    """The list; a row chosen is the meeting all other tabs are about. Below, what may be planned or changed."""
    nothing = Notice("", tone="warn")
    listing = Listing(model, "会议（点击一行，各页随之切换）", COLUMNS, height=300, empty="还没有会议")
    plan = records(
        model, Form(title="安排会议", submit="安排会议"), lambda given, seen: acts.plan(model, given, seen),
        lambda made: f"已安排：{made.meeting_id} {made.title}（{made.day} {made.start}）",
    )  # fmt: skip
    change, read_change = _change(model)

    def choose(_change: Any) -> None:
        if listing.selected:
            model.meeting = listing.selected

    def planned(change: Any) -> None:
        if change["new"].get("ok"):
            model.meeting = plan.said.partition("：")[2].partition(" ")[0]

    def read() -> None:
        nothing.say("" if model.bodies else NO_BODY, tone="warn")
        listing.show(asks.meeting_rows(model))
        listing.selected = model.meeting if any(row["id"] == model.meeting for row in listing.rows) else ""
        plan.show(_fields(model), title="安排会议", submit="安排会议", closed=not model.bodies)
        read_change()

    listing.observe(choose, "selected")
    plan.observe(planned, "answered")
    return stacked(nothing, listing, columns(plan, change)), read


def _fields(model: FollowUpModel) -> list[Field]:
    bodies = [(key, name) for name, key in rows.body_names(model.register)]
    return [
        Field("body", "会议机构", "choice", True, bodies), Field("kind", "种类", "choice", True, [one.value for one in MeetingKind]),
        Field("day", "日期", "day", True), Field("start", "开始时间", placeholder="09:00"),
        Field("minutes", "时长（分钟）", "number", placeholder="120"), Field("place", "地点"),
        Field("chair", "主持人职务", "unit", choices=asks.posts(model), hint="不填为召集人"),
        Field("title", "会议名称", hint="不填为机构名加种类"),
        Field("happened", "补登", "ticks", choices=[(acts.HAPPENED, HAPPENED)]), Field("why", "理由", wide=True),
    ]  # fmt: skip


def _change(model: FollowUpModel) -> Panel:
    """Move or call off the meeting chosen, while it is only planned."""
    told = Notice("")
    move = records(
        model, Form(submit="改期"), lambda given, seen: acts.plan(model, given, seen, model.meeting),
        lambda made: f"已改为 {made.day} {made.start}",
    )  # fmt: skip
    off = records(
        model, Form([Field("why", "取消的理由", required=True, wide=True)], title="取消会议", submit="取消会议"),
        lambda given, seen: acts.cancel(model, given, seen), "会议已取消，原安排仍留痕",
    )  # fmt: skip
    filled = [""]

    def read() -> None:
        known = model.register.meetings.get(model.meeting)
        can = known is not None and known.state is MeetingState.PLANNED
        for form in (move, off):
            show_if(form, can or form.said)
            form.closed = not can
        told.say("" if can or known is None else f"{known.meeting_id} {known.state.value}，不再改期或取消")
        if known and can and filled[0] != known.meeting_id:
            filled[0] = known.meeting_id
            fields = [
                Field("day", "改到哪一天", "day", True), Field("start", "开始时间"), Field("minutes", "时长（分钟）", "number"),
                Field("place", "地点"), Field("chair", "主持人职务", "unit", choices=asks.posts(model)),
                Field("why", "理由", wide=True),
            ]  # fmt: skip
            values = {"day": known.day, "start": known.start, "minutes": known.minutes, "place": known.place,
                      "chair": known.chair, "why": ""}  # fmt: skip
            move.show(fields, title=f"改期：{known.meeting_id}", submit="改期", values=values)
            off.title = f"取消会议：{known.meeting_id}"

    def again(change: Any) -> None:
        if change["new"].get("ok"):
            filled[0] = ""
            read()

    move.observe(again, "answered")
    return stacked(told, move, off), read
