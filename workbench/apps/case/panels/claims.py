"""诉求: claims one by one, each with result, basis and performance, and a form to say what became of one."""

from __future__ import annotations

from typing import Any, Final

from workbench.apps.case import acts, acts_close
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing, records
from workbench.apps.panel_parts import Given, Panel, rows
from workbench.domain.case import Claim, ClaimResult, Legitimacy, Treatment
from workbench.widgets import Field, Form

COLUMNS: Final[list[dict[str, Any]]] = [
    {"key": "number", "title": "序", "width": 40},
    {"key": "claim", "title": "诉求"},
    {"key": "result", "title": "结果", "kind": "status", "width": 110,
     "tones": {"支持": "ok", "部分支持": "ok", "解释说明": "info", "不予支持": "neutral", "导入法定途径": "info", "尚无结论": "unknown"}},
    {"key": "legitimacy", "title": "合理性", "width": 80},
    {"key": "basis", "title": "依据", "width": 150},
    {"key": "due", "title": "履行期限", "kind": "date", "width": 92},
    {"key": "performed", "title": "已履行", "kind": "date", "width": 92},
    {"key": "proof", "title": "证明", "width": 110},
    {"key": "said", "title": "认定人", "width": 84},
]  # fmt: skip
OUTCOMES: Final = ("解决", "解释答复", "帮扶")
NEW: Final = "新增一项诉求"


def panel(model: CaseModel) -> Panel:
    """The claims, and below them the form; a click on a claim brings what was said of it into the form."""
    listing = Listing(model, "诉求（逐项；点击一行填写）", COLUMNS, height=240, empty="尚未分项；可在下面新增")
    form = Form(submit="登记")
    state = {"claim": ""}

    def choose(change: Any) -> None:
        if change["new"] != state["claim"]:
            state["claim"] = change["new"]
            fill()

    def fill() -> None:
        found = next((one for one in acts_close.claims(model) if one.number == state["claim"]), None)
        title = f"第 {found.number} 项" if found else NEW
        form.show(fields(model), title=title, note=_note(found), values=values(found) if found else None)

    def record(given: Given, seen: int) -> Any:
        return acts_close.set_claim(model, state["claim"], given, seen)

    def read() -> None:
        listing.show(map(row, acts_close.claims(model)))

    listing.observe(choose, "selected")
    fill()
    return rows(listing, records(model, form, record, "诉求认定已登记")), read


def fields(model: CaseModel) -> list[Field]:
    """What may be said of a claim."""
    return [
        Field("text", "诉求内容", "long", required=True),
        Field("result", "办理结果", "choice", choices=[one.value for one in ClaimResult]),
        Field("legitimacy", "合理性（有理推定）", "choice", choices=[one.value for one in Legitimacy]),
        Field("treatment", "分类施策", "choice", choices=[one.value for one in Treatment]),
        Field("basis", "依据（法律、政策条文）", "text"),
        Field("due", "履行期限", "day"),
        Field("performed", "实际履行日", "day"),
        Field("proof", "履行证明（附件编号或文号）", "unit", choices=acts.files(model)),
        Field("outcome", "三到位", "ticks", choices=OUTCOMES),
        Field("reviewer", "复核的第二人", "text", hint="判“不合理”时必填"),
        Field("why", "理由", "text", wide=True),
    ]


def values(one: Claim) -> dict[str, str]:
    """What was said of a claim, as the form has it."""
    return {
        "text": one.text,
        "result": one.result.value if one.result else "",
        "legitimacy": one.legitimacy.value,
        "treatment": one.treatment.value if one.treatment else "",
        "basis": one.basis,
        "due": str(one.due or ""),
        "performed": str(one.performed or ""),
        "proof": one.proof,
        "outcome": "、".join(one.outcome),
        "why": "",
    }


def _note(one: Claim | None) -> str:
    return "本项由系统从台账文字中提出，尚未经人认定" if one and not one.said else ""


def row(one: Claim) -> dict[str, Any]:
    """One claim as a line of the list."""
    told = values(one)
    return {
        "id": one.number,
        "number": one.number,
        "claim": one.text,
        **{key: told[key] for key in ("legitimacy", "basis", "due", "performed", "proof")},
        "result": told["result"] or "尚无结论",
        "said": one.said.by if one.said else "待认定",
    }
