"""销号: the items of the gate with their evidence, the reviewer's form, earlier reviews and the watch after it."""

from __future__ import annotations

from typing import Any, Final

from workbench.apps.case import acts, acts_close
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing, records
from workbench.apps.panel_parts import Given, Panel, rows, show_if
from workbench.domain.case import ClosingReview
from workbench.rules.closing_gate import BEFORE_REVIEW, NO_REASON_ENOUGH, QUALITY, GateAnswer
from workbench.widgets import FactList, Field, Form, Notice, columns

ITEMS: Final[list[dict[str, Any]]] = [
    {"key": "item", "title": "序", "width": 48},
    {"key": "name", "title": "要件", "width": 120},
    {"key": "answer", "title": "结果", "kind": "status", "width": 84,
     "tones": {"是": "ok", "以理由代": "yellow", "否": "overdue", "待核": "unknown"}},
    {"key": "evidence", "title": "依据"},
    {"key": "missing", "title": "还缺什么、怎么办"},
    {"key": "clause", "title": "条款", "width": 150},
    {"key": "said", "title": "填写人", "width": 84},
]  # fmt: skip
REVIEWS: Final[list[dict[str, Any]]] = [
    {"key": "at", "title": "审核于", "width": 128},
    {"key": "by", "title": "审核人", "width": 100},
    {"key": "outcome", "title": "结论", "width": 64},
    {"key": "handler", "title": "承办", "width": 150},
    {"key": "ticks", "title": "质量五项", "kind": "tags"},
    {"key": "why", "title": "理由"},
]


def panel(model: CaseModel) -> Panel:
    """The gate beside its form, the review below."""
    if model.facts is None:
        return Notice("检举控告件不在此销号", tone="warn"), lambda: None
    told = Notice("")
    listing = Listing(model, "销号要件（点击一行填依据或理由）", ITEMS, height=400)
    form, review, history, watch = _item_form(model, listing), _review_form(model), _history(model), FactList([])

    def read() -> None:
        answers = acts_close.gate(model)
        met = sum(one.stands for one in answers)
        ready = all(one.stands for one in answers if one.item in BEFORE_REVIEW)
        told.say(f"已具备 {met} / {len(answers)} 项" + ("，可以送审" if ready else "；G1 至 G7 具备后可审核通过"))
        listing.show(map(row, answers))
        history.show(map(_review_row, reversed(model.opened.file.reviews)))
        found = acts_close.watch(model)
        show_if(watch, found)
        if found:
            watch.show([("销号后观察", found.sentence)], title="反弹观察")

    return rows(told, listing, columns(form, review), watch, history), read


def _item_form(model: CaseModel, listing: Listing) -> Form:
    form = Form((), title="填写要件", submit="登记", closed=True, note="先在上面点选一项（G1–G7）")

    def choose(change: Any) -> None:
        item = change["new"]
        can = item in BEFORE_REVIEW
        told = listing.selected_row or {}
        fields = [
            Field("evidence", "依据（附件编号、文号或在何处）", "unit", choices=acts.files(model), wide=True),
            Field("reason", "不具备的理由", "long"), Field("why", "备注", "text", wide=True),
        ]  # fmt: skip
        if item in NO_REASON_ENOUGH:
            fields.pop(1)
        note = "" if can else "本项由审核或销号后观察得出，不在这里填写" if item else "先在上面点选一项（G1–G7）"
        form.show(
            fields if can else (),
            title=f"{item} {told.get('name', '')}".strip() or "填写要件",
            submit="登记",
            closed=not can,
            note=note,
        )

    def fill(given: Given, seen: int) -> Any:
        return acts_close.fill_gate(model, listing.selected, {"reason": "", **given}, seen)

    listing.observe(choose, "selected")
    return records(model, form, fill, "要件已登记")


def _review_form(model: CaseModel) -> Form:
    fields = [
        Field("outcome", "审核结论", "choice", True, ["通过", "退回"]),
        Field("unit", "审核人所在单位", "unit", choices=acts.units(model)),
        Field("ticks", "质量五项（确认的才勾选）", "ticks", choices=list(QUALITY.items())),
        Field("why", "理由（退回时必填）", "long"),
    ]
    note = f"审核人为 {model.office.settings.actor}，不得是经办人或属经办单位"
    form = Form(fields, title="销号审核", submit="登记审核", note=note)
    return records(model, form, lambda given, seen: acts_close.review(model, given, seen), "审核已登记")


def _history(model: CaseModel) -> Listing:
    return Listing(model, "历次审核", REVIEWS, height=150, empty="还没有审核过")


def row(one: GateAnswer) -> dict[str, Any]:
    """One item as a line."""
    by_reason = one.stands and one.answer.value != "是"
    return {
        "id": one.item,
        "item": one.item,
        "name": one.name,
        "answer": "以理由代" if by_reason else one.answer.value,
        "evidence": "；".join(part for part in (one.evidence, f"理由：{one.reason}" if one.reason else "") if part),
        "missing": "；".join(part for part in ("、".join(one.missing), one.todo) if part) if not one.stands else "",
        "clause": one.clause,
        "said": one.said_by,
    }


def _review_row(one: ClosingReview) -> dict[str, Any]:
    return {
        "id": one.said.event_id,
        "at": f"{one.said.at:%Y-%m-%d %H:%M}",
        "by": one.said.by,
        "outcome": "通过" if one.passed else "退回",
        "handler": one.handler,
        "ticks": [name for key, name in QUALITY.items() if one.ticks.get(key) == "是"],
        "why": one.said.why,
    }
