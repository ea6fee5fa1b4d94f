"""议定: the decisions of the meeting; a draft says what it lacks, a wrong one is taken back with a reason."""

from __future__ import annotations

from typing import Any, Final

from workbench.apps.followup import acts, asks, rows
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.followup.parts import Listing, Panel, button, buttons, records, show_if
from workbench.apps.followup.parts import rows as stacked
from workbench.meetings.kinds import MeetingState
from workbench.rules.decisions import Decision, DecisionType
from workbench.widgets import Field, Form, Notice

COLUMNS: Final[list[dict[str, Any]]] = [
    {"key": "id", "title": "编号", "width": 112},
    {"key": "matter", "title": "事项", "width": 190},
    {"key": "kind", "title": "类型", "width": 84},
    {"key": "text", "title": "议定内容"},
    {"key": "unit", "title": "牵头单位", "width": 150},
    {"key": "assist", "title": "配合单位", "width": 130},
    {"key": "due", "title": "落实期限", "kind": "date", "width": 96},
    {"key": "evidence", "title": "要求的凭证", "width": 120},
    {"key": "state", "title": "状态", "kind": "status", "width": 150},
]


def panel(model: FollowUpModel) -> Panel:
    """The list; without a row chosen the form takes a new decision, a draft chosen is completed, a final one taken back."""
    note = Notice("", tone="warn")
    listing = Listing(
        model, "议定事项（点击一行补齐草稿或撤回）", COLUMNS, height=210, empty="这次会议还没有登记议定事项"
    )
    form, back = (
        Form(submit="登记议定事项"),
        Form([Field("why", "撤回的理由", required=True, wide=True)], submit="撤回"),
    )

    def fresh() -> None:
        listing.selected = ""

    free = buttons(button("登记新的一项", fresh, hint="放开所选的一行"))
    shown = [""]

    def draft() -> Decision | None:
        known = model.register.decisions.get(listing.selected)
        return known if known and not known.final else None

    def choose(_change: Any = None) -> None:
        known = draft()
        values = _values(known) if known else dict.fromkeys(_values(None), "") if shown[0] else None
        shown[0] = known.decision_id if known else ""
        title = f"补齐草稿 {known.decision_id}" if known else "新的议定事项"
        form.show(_fields(model), title=title, submit="登记议定事项", values=values, closed=not _can(model))
        show_if(free, listing.selected)
        show_if(back, listing.selected or back.said)
        back.closed = not listing.selected
        if listing.selected:
            back.title = f"撤回 {listing.selected}（连同案卷里的步骤；原登记仍留痕）"
            back.say("")

    def read() -> None:
        meeting, _ = model.opened
        note.say(
            "" if _can(model) else f"会议{meeting.state.value}；请先在“召开”页登记到会情况，再登记议定事项", tone="warn"
        )
        decisions = model.register.of_meeting(model.meeting)
        names = asks.titles(model, (one.matter_id for one in decisions))
        listing.show(rows.decision_row(one, names) for one in decisions)
        choose()

    listing.observe(choose, "selected")
    records(model, form, lambda given, seen: acts.decide(model, given, seen, shown[0]),
            lambda made: f"已登记 {made.decision_id}（{'定稿' if made.final else '草稿'}）", fresh)  # fmt: skip
    records(
        model, back, lambda given, seen: acts.take_back(model, listing.selected, given, seen), "已撤回；原登记仍留痕"
    )
    return stacked(note, listing, form, back, free), read


def _can(model: FollowUpModel) -> bool:
    return model.opened[0].state is MeetingState.HELD


def _fields(model: FollowUpModel) -> list[Field]:
    units = asks.units(model)
    matters = [(matter, f"{matter} {title}") for matter, title in asks.on_agenda(model).items()]
    return [
        Field("text", "议定内容", "long", True), Field("matter", "事项", "choice", choices=matters, hint="不填为会议全体"),
        Field("kind", "议定类型", "choice", True, [one.value for one in DecisionType]),
        Field("unit", "牵头单位", "unit", choices=units), Field("assist", "配合单位", hint="用、分开"),
        Field("due", "落实期限", "day"), Field("evidence", "要求的落实凭证"), Field("report_to", "报谁"),
        Field("final", "定稿还是草稿", "choice", True, [acts.FINAL, acts.DRAFT], hint="草稿可暂缺单位或期限，纪要送审前须补齐"),
        Field("why", "说明", hint="涉及被反映单位时必填"),
    ]  # fmt: skip


def _values(known: Decision | None) -> dict[str, Any]:
    if known is None:
        return dict.fromkeys(
            ("text", "matter", "kind", "unit", "assist", "due", "evidence", "report_to", "final", "why"), ""
        )
    return {
        "text": known.text, "matter": known.matter_id, "kind": known.kind.value, "unit": known.unit,
        "assist": "、".join(known.assist), "due": known.due, "evidence": known.evidence_required,
        "report_to": known.report_to, "final": acts.FINAL, "why": "",
    }  # fmt: skip
