"""纪要: where the minutes stand, the text as printed, the parts people write, and their versions; frozen once printed."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from workbench.apps.followup import acts, asks, rows
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.followup.parts import Given, Listing, Panel, button, buttons, printing, records, show_if
from workbench.apps.followup.parts import rows as stacked
from workbench.meetings.minutes import Minutes
from workbench.rules.minutes import MinutesAct
from workbench.widgets import FactList, Field, Form, Notice, Side, SideBySide, Stepper, columns

PASSED: Final[list[dict[str, Any]]] = [
    {"key": "at", "title": "登记于", "width": 128},
    {"key": "act", "title": "办文", "width": 84},
    {"key": "version", "title": "版次", "width": 66},
    {"key": "by", "title": "签发人", "width": 110},
    {"key": "note", "title": "说明"},
    {"key": "actor", "title": "经办", "width": 90},
]
SUBMITS: Final = {
    MinutesAct.WRITE: "存为草稿", MinutesAct.SUBMIT: "确认送审", MinutesAct.SEND_BACK: "确认退回", MinutesAct.SIGN: "确认签发",
    MinutesAct.ISSUE: "确认印发", MinutesAct.CORRECT: "另出更正版",
}  # fmt: skip
NOTES: Final = {
    MinutesAct.WRITE: "每行一段。议定事项由登记生成，不在此处改写；清空首段则自动生成。",
    MinutesAct.SUBMIT: "送召集人审阅；送审后文字不再改动，要改须退回。",
    MinutesAct.ISSUE: "印发后文字冻结；有误的另出更正版，原版不动。",
    MinutesAct.CORRECT: "另开一版重新起草、送审、签发、印发；已印发的一版仍在。",
}


def panel(model: FollowUpModel) -> Panel:
    """Stepper and the form of the step chosen on one side, the text as printed on the other; then every version."""
    stepper, form, paper, told = Stepper(), Form(), FactList(narrow=True), Notice("")
    versions = SideBySide(empty="还没有印发的版本")
    listing = Listing(model, "办文记录", PASSED, height=170, empty="还没有起草", words=lambda: f"会议 {model.meeting}")
    known = [Minutes("")]
    filled: list[tuple[str, str]] = [("", "")]
    paper_button = button("打印纪要（docx）", printing(told, partial(acts.print_minutes, model)))

    def choose(_change: Any = None) -> None:
        kind = MinutesAct(stepper.chosen) if stepper.chosen else None
        shut = any(choice["refusal"] for choice in stepper.choices if choice["kind"] == stepper.chosen)
        show_if(form, (kind and not shut) or form.said)
        if kind is None or shut:
            form.show((), submit="先选一步", closed=True)
            return
        key = (model.meeting, kind.value)
        values = _values(model, kind, known[0]) if filled[0] != key else None
        filled[0] = key
        form.say("")
        form.show(_fields(model, kind), title=kind.value, submit=SUBMITS[kind], note=NOTES.get(kind, ""), values=values)

    def read() -> None:
        minutes = known[0] = asks.minutes(model)
        if filled[0][0] != model.meeting:
            stepper.chosen, form.said = "", ""
        stepper.show(rows.minutes_stages(minutes), asks.minutes_choices(model, minutes), why=_where(minutes))
        paper.show(rows.minutes_facts(minutes), title=_title(minutes))
        paper_button.disabled = minutes.text is None
        versions.show(_sides(minutes), title="印发各版")
        show_if(versions, len(minutes.issued) > 1)
        listing.show(rows.passed_rows(minutes))
        _keep_open()

    def _keep_open() -> None:
        """A form open while others went on stays as typed; submitted, it is refused in a sentence."""
        if stepper.chosen:
            show_if(form, True)

    def record(given: Given, seen: int) -> Minutes:
        return acts.pass_on(model, MinutesAct(stepper.chosen), given, seen)

    def done() -> None:
        filled[0] = (model.meeting, "")
        stepper.chosen = ""

    show_if(form, False)
    stepper.observe(choose, "chosen")
    records(model, form, record, _done, done)
    left = stacked(stepper, form, buttons(paper_button), told)
    return stacked(columns(left, paper, weights=(1, 1)), versions, listing), read


def _done(minutes: Minutes) -> str:
    number = f" {minutes.number}" if minutes.number else ""
    return f"纪要现为“{minutes.state}”（第{minutes.version}版）{number}"


def _where(minutes: Minutes) -> str:
    if minutes.text is None:
        return "还没有纪要；请先起草，文字由议程、到会和议定事项生成"
    frozen = "；文字已冻结，更正须另出一版" if minutes.is_frozen else ""
    return f"纪要现为“{minutes.state}”（第{minutes.version}版）{frozen}"


def _title(minutes: Minutes) -> str:
    return f"{minutes.text.mark}〔{minutes.state} 第{minutes.version}版〕" if minutes.text else "纪要全文"


def _fields(model: FollowUpModel, kind: MinutesAct) -> list[Field]:
    if kind is MinutesAct.WRITE:
        return [
            Field("lead", "首段", "long"), Field("heard", "会议听取了", "long"), Field("views", "会议认为", "long"),
            Field("requires", "会议要求", "long"), Field("distribution", "分送", "long"),
        ]  # fmt: skip
    if kind is MinutesAct.SIGN:
        meeting, body = model.opened
        who = body.convenors(meeting.day)
        found = Field("by", "签发人职务", "choice", True, who) if who else Field("by", "签发人职务", required=True)
        return [found]
    if kind is MinutesAct.ISSUE:
        return [Field("number", "期号", hint="不填用下一号")]
    if kind in (MinutesAct.SEND_BACK, MinutesAct.CORRECT):
        return [Field("note", "退回理由" if kind is MinutesAct.SEND_BACK else "更正说明", required=True, wide=True)]
    return []


def _values(model: FollowUpModel, kind: MinutesAct, minutes: Minutes) -> dict[str, str]:
    if kind is MinutesAct.ISSUE:
        return {"number": asks.free_number(model, minutes)}
    if kind is not MinutesAct.WRITE or minutes.text is None:
        return dict.fromkeys(("lead", "heard", "views", "requires", "distribution", "note", "by"), "")
    text = minutes.text
    return {
        "lead": text.lead, "heard": "\n".join(text.heard), "views": "\n".join(text.views),
        "requires": "\n".join(text.requires), "distribution": "\n".join(text.distribution),
    }  # fmt: skip


def _sides(minutes: Minutes) -> list[Side]:
    """Printed versions side by side; lines that differ are marked."""
    return [
        Side(f"第{one.version}版 {one.number}", f"{one.at:%Y-%m-%d} 印发" + (f"；更正说明：{one.note}" if one.note else ""),
             [(name or "首段", " ".join(lines)) for name, lines in one.text.sections])
        for one in minutes.issued
    ]  # fmt: skip
