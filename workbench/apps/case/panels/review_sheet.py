"""复查复核: the review sheet of each review, procedure apart from substance, a form for one item, and the flag of a hollow review."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from workbench.apps.case import acts_study
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing, records
from workbench.apps.panel_parts import Given, Panel, button, buttons, rows, show_if
from workbench.apps.said import words_of
from workbench.domain.roles import AccessDenied
from workbench.rules.review_sheet import ITEMS, Answered, Part, whole_words
from workbench.usecases.check_review import ReviewSheet
from workbench.widgets import Field, FindingList, Form, Notice, columns
from workbench.widgets.choice import Choice

_NONE: Final = "本事项没有申请复查、复核的登记；有了申请，这里给出审查表"
_ANSWERS: Final = {"是": "ok", "否": "overdue", "不适用": "neutral", "未审查": "unknown"}
COLUMNS: Final[list[dict[str, Any]]] = [
    {"key": "序号", "title": "序", "width": 40},
    {"key": "审查内容", "title": "审查内容"},
    {"key": "结论", "title": "结论", "kind": "status", "width": 80, "tones": _ANSWERS},
    {"key": "认定理由", "title": "认定理由", "width": 160},
]
PRINTED: Final[list[dict[str, Any]]] = [
    {"key": name, "title": name} for name in ("序号", "审查内容", "结论", "认定理由", "记录显示", "条款", "审查人")
]


def panel(model: CaseModel) -> Panel:
    """Which review on top, both halves side by side, the form for the item clicked below."""
    chosen, told, flag = (
        Choice(tooltip="信访件和环节", layout=ipywidgets.Layout(width="320px")),
        Notice(""),
        FindingList(),
    )
    parts = {part: Listing(model, "", COLUMNS, printed=PRINTED, height=364) for part in Part}
    sheets: dict[str, ReviewSheet] = {}
    form = _form(model, sheets, chosen, parts)
    head = buttons(chosen, button("打印审查表", lambda: _print(model, sheets.get(chosen.value), told)))
    body = rows(head, flag, columns(*parts.values()), form)

    def show(_change: Any = None) -> None:
        sheet = sheets.get(chosen.value)
        show_if(body, sheet)
        told.say(whole_words(sheet.sheet) if sheet else _NONE)
        if sheet is None:
            return
        flag.show([sheet.flag] if sheet.flag else [], title="请核对")
        show_if(flag, sheet.flag)
        for part, listing in parts.items():
            listing.title = f"{part.value}审查（{sheet.turn.value}，点一行作答）"
            listing.show([{**line.row, "id": line.item.id} for line in sheet.sheet.of(part)])

    def read() -> None:
        sheets.clear()
        try:
            sheets.update({f"{one.record_id}|{one.turn.value}": one for one in acts_study.review_sheets(model)})
        except AccessDenied as refused:
            show_if(body, False)
            told.say(words_of(refused), tone="warn")
            return
        before = chosen.value
        chosen.options = [(f"{one.case_no or one.record_id} {one.turn.value}", key) for key, one in sheets.items()]
        if sheets:
            chosen.value = before if before in sheets else list(sheets)[-1]
        show()

    chosen.observe(show, "value")
    return rows(told, body), read


def _form(model: CaseModel, sheets: dict[str, ReviewSheet], chosen: Choice, parts: dict[Part, Listing]) -> Form:
    """One item's answer; a click in one half lets go of the other."""
    form = Form((), title="审查一项", submit="登记", closed=True, note="先在上面点选一项")
    picked: list[str] = [""]

    def choose(part: Part, item: str) -> None:
        if not item:
            return
        picked[0] = item
        for other, listing in parts.items():
            if other is not part:
                listing.selected = ""
        asked = ITEMS[item]
        line = next((one for one in sheets[chosen.value].sheet.lines if one.item.id == item), None)
        shown = f"　记录显示：{line.shown}" if line and line.shown else ""
        before = line.answer if line else None
        values = {"verdict": before.verdict.value if before else "", "basis": before.basis if before else ""}
        form.show(_fields(part), title=f"{item} {asked.asks}", note=f"{asked.clause}{shown}", values=values)

    def answer(given: Given, seen: int) -> Any:
        return acts_study.answer_review(model, sheets[chosen.value], picked[0], given, seen)

    for part, listing in parts.items():
        listing.observe(lambda change, part=part: choose(part, change["new"]), "selected")
    return records(model, form, answer, "审查结论已登记")


def _fields(part: Part) -> list[Field]:
    always = part is Part.SUBSTANCE
    label = "认定理由（看了什么材料、为什么）" if always else "认定理由（否、不适用时必填）"
    return [
        Field("verdict", "结论", "choice", True, list(Answered)), Field("basis", label, "long", always, wide=True),
    ]  # fmt: skip


def _print(model: CaseModel, sheet: ReviewSheet | None, told: Notice) -> None:
    """Written to home/papers; the page says where it lies."""
    if sheet is None:
        return
    try:
        told.say(acts_study.print_review(model, sheet))
    except (LookupError, ValueError, OSError) as refused:
        told.say(words_of(refused), tone="error")
