"""办理: where a record stands, the form of the next step, and what was recorded so far with its undo."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from workbench.apps.case import acts, path
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing, records
from workbench.apps.panel_parts import Given, Panel, buttons, rows, show_if
from workbench.rules.transitions import NextStep
from workbench.widgets import Field, Form, Notice, Stepper
from workbench.widgets.choice import Choice

SPOKEN: Final[list[dict[str, Any]]] = [
    {"key": "at", "title": "登记于", "width": 128},
    {"key": "actor", "title": "登记人", "width": 84},
    {"key": "what", "title": "登记了什么", "width": 150},
    {"key": "day", "title": "日期", "width": 92},
    {"key": "text", "title": "内容"},
    {"key": "why", "title": "理由", "width": 180},
    {"key": "state", "title": "状态", "width": 70},
]


def panel(model: CaseModel) -> Panel:
    """A picker of the record, the stepper, the form of the chosen step, and the journal."""
    picker = Choice(layout=ipywidgets.Layout(width="360px"))
    stepper, form, note = Stepper(), Form(submit="登记这一步"), Notice("")
    offered: dict[str, NextStep] = {}
    journal, read_journal = _journal(model)
    show_if(form, False)

    def choose(_change: Any = None) -> None:
        step = offered.get(stepper.chosen)
        show_if(form, step or form.said)
        if step is None:
            form.show((), submit="登记这一步", closed=True)
            return
        form.say("")
        shown = [] if path.closed(step) else path.fields(step, acts.units(model), acts.files(model))
        form.show(shown, title=f"登记“{step.kind.value}”", submit="登记这一步", closed=path.closed(step))

    def record(given: Given, seen: int) -> Any:
        return acts.take_step(model, offered[stepper.chosen].kind, given, seen)

    def done(change: Any) -> None:
        if change["new"].get("ok"):
            stepper.chosen = ""

    def read() -> None:
        picker.options = model.record_names
        picker.value = model.record or None
        place(picker.value)
        read_journal()

    def place(record_id: str | None) -> None:
        """Where this record stands now."""
        show_if(stepper, record_id)
        note.say("" if record_id else "检举控告件不在此办理；由纪检监察机关依规处理", tone="warn")
        if not record_id:
            return
        facts, found, steps = acts.standing(model, record_id)
        offered.clear()
        offered.update({one.kind.value: one for one in steps})
        stepper.show(path.stages(facts, found), path.choices(steps), why=found.sentence)

    def pick(change: Any) -> None:
        if change["new"] and change["new"] != model.record:
            model.record = change["new"]
            place(change["new"])

    picker.observe(pick, "value")
    stepper.observe(choose, "chosen")
    records(
        model, form, record, lambda event: f"已登记“{event.payload['kind']}”（{event.payload['day']}），时间线已更新"
    )
    form.observe(done, "answered")
    return rows(buttons(ipywidgets.Label("办理哪一件信访件"), picker), note, stepper, form, journal), read


def _journal(model: CaseModel) -> Panel:
    """Everything recorded on the matter, the last first; a chosen line may be taken back with a reason."""
    listing = Listing(model, "登记留痕（点击一行可撤销）", SPOKEN, height=220, empty="还没有人在本事项上登记")
    form = Form([Field("why", "撤销的理由", "text", True, wide=True)], submit="撤销这条登记")
    show_if(form, False)

    def choose(change: Any) -> None:
        row = listing.selected_row
        can = bool(row and row["state"] == "")
        show_if(form, can or form.said)
        form.closed = not can
        if can and row:
            form.say("")
            form.title = f"撤销：{row['what']}（{row['actor']} {row['at']}）"

    def undo(given: Given, seen: int) -> Any:
        return acts.undo(model, listing.selected, given["why"], seen)

    def read() -> None:
        listing.show(acts.journal(model))

    listing.observe(choose, "selected")
    return rows(listing, records(model, form, undo, "已撤销；原登记仍留痕")), read
