"""专项行动, its tab 验收: every unit of the cohort with its state; the unit chosen opens its five items and a form for one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import ipywidgets
import traitlets

from workbench.apps.campaign.model import CampaignModel
from workbench.apps.campaign.tables import Listing
from workbench.apps.panel_parts import Given, Panel, button, buttons, records, rows, show_if
from workbench.apps.said import Said, words_of
from workbench.domain.roles import AccessDenied
from workbench.rules.acceptance import ITEMS, Line, State, Verdict
from workbench.store.errors import ChangedMeanwhile, StoreError
from workbench.usecases.accept_units import Acceptance, UnitSheet, accept, acceptance, files_of
from workbench.usecases.campaign_state import NoCampaign
from workbench.usecases.print_checks import print_acceptance, print_acceptance_list
from workbench.widgets import Field, Form, Notice, columns, section

_STATES: Final = {
    State.PASSED.value: "ok", State.FAILED.value: "overdue", State.UNDER_WAY.value: "info", State.NOT_STARTED.value: "neutral",
}  # fmt: skip
_VERDICTS: Final = {"合格": "ok", "不合格": "overdue", "不适用": "neutral", "待查": "unknown"}
UNITS: Final[list[dict[str, Any]]] = [
    {"key": "单位", "title": "单位"},
    {"key": "已化解（扣除反弹）", "title": "已化解（扣除反弹）", "width": 130},
    {"key": "查过", "title": "已查", "width": 52},
    {"key": "状态", "title": "状态", "kind": "status", "width": 72, "tones": _STATES},
]
_TITLES: Final = ("单位", "已化解（扣除反弹）", *(item.name for item in ITEMS.values()), "状态")
PRINTED: Final = [{"key": name, "title": name} for name in _TITLES]
LINES: Final[list[dict[str, Any]]] = [
    {"key": "name", "title": "项目", "width": 76},
    {"key": "verdict", "title": "结论", "kind": "status", "width": 72, "tones": _VERDICTS},
    {"key": "shown", "title": "记录显示（供参考）"},
    {"key": "decided", "title": "依据和说明", "width": 210},
]


class AcceptanceModel(traitlets.HasTraits):
    """The sheets of the cohort the page looks at; `unit` is the one open, `stamp` grows with every reading."""

    unit = traitlets.Unicode("")
    stamp = traitlets.Int(0)
    said = traitlets.Instance(Said, args=())

    def __init__(self, page: CampaignModel) -> None:
        super().__init__()
        self.page = page
        self.found: Acceptance | None = None
        self.problem = ""

    def reload(self) -> None:
        """The sheets read again; `problem` says why there are none to show."""
        try:
            self.found, self.problem = acceptance(self.page.office, self.page.campaign, self.page.cohort), ""
        except (NoCampaign, AccessDenied) as missing:
            self.found, self.problem = None, words_of(missing)
        if self.unit not in {one.unit for one in self.units}:
            self.unit = ""
        self.stamp += 1

    @property
    def units(self) -> tuple[UnitSheet, ...]:
        return self.found.units if self.found else ()

    @property
    def sheet(self) -> UnitSheet | None:
        return next((one for one in self.units if one.unit == self.unit), None)

    def answer(self, item: str, given: Given, seen: int) -> Any:
        """Decide one item of the unit open."""
        return accept(
            self.page.office, self.unit, item, given["verdict"], campaign=self.page.campaign, cohort=self.page.cohort,
            day=given["day"], evidence=given["evidence"], note=given["note"], seen=seen,
        )  # fmt: skip

    def do(self, act: Callable[[int], Any], done: str | Callable[[Any], str]) -> bool:
        """One act of the checker; refused, `said` says why and what was typed stays."""
        try:
            outcome = act(self.found.seen if self.found else 0)
        except ChangedMeanwhile:
            self.reload()
            return self._say(
                "未登记：您打开之后，他人已认定过这个单位。表已重读，所填内容仍在，请看过后再次提交", "overdue"
            )
        except (LookupError, ValueError, AccessDenied, StoreError, OSError) as refused:
            return self._say(words_of(refused), "overdue")
        self.reload()
        return self._say(done if isinstance(done, str) else done(outcome), "ok")

    def _say(self, text: str, tone: str) -> bool:
        self.said = Said(text, tone)
        return tone == "ok"


def panel(page: CampaignModel) -> Panel:
    """Units on the left, the sheet of the one clicked on the right, the form for the item clicked below it."""
    model = AcceptanceModel(page)
    head, table = Notice(""), Listing(page, "检查验收", UNITS, printed=PRINTED, height=360, empty="没有单位")
    sheet = _sheet(model)
    prints = buttons(button("打印全部单位情况表", lambda: _print(model, head, "")))
    body = columns(ipywidgets.VBox([table, prints]), sheet, weights=(4, 6))

    def draw(_change: Any = None) -> None:
        head.say(
            model.problem or (model.found.sentence if model.found else ""), tone="warn" if model.problem else "info"
        )
        show_if(body, model.found)
        table.show(map(_unit_row, model.units))

    table.observe(lambda change: setattr(model, "unit", change["new"]), "selected")
    model.observe(draw, "stamp")
    note = section(
        "验收", "台账、组织机构、方案、化解情况、帮扶救助；记录显示的只供参考，结论由检查人认定。按名称列出，不排名"
    )
    return rows(note, head, body), model.reload


def _sheet(model: AcceptanceModel) -> ipywidgets.VBox:
    told, lines = Notice(""), Listing(model.page, "", LINES, height=290, empty="点左边一个单位看它的五项")
    form = Form((), title="认定一项", submit="登记", closed=True, note="先点选单位，再点选一项")
    prints = buttons(button("打印这个单位的验收表", lambda: _print(model, told, model.unit)))

    def draw(_change: Any = None) -> None:
        sheet = model.sheet
        told.say(sheet.sentence if sheet else "")
        lines.title = f"{sheet.unit}验收表" if sheet else "单位验收表"
        lines.show(map(_line_row, sheet.lines if sheet else ()))
        show_if(prints, sheet)

    def choose(change: Any) -> None:
        item = ITEMS.get(change["new"])
        can = item is not None and model.sheet is not None
        values = _values(model.sheet, item.id) if item and model.sheet else None
        form.show(
            _fields(model, item.always) if item and can else (), title=f"{item.name}：{item.asks}" if item and can else "认定一项",
            closed=not can, note="" if can else "先点选单位，再点选一项", values=values,
        )  # fmt: skip

    lines.observe(choose, "selected")
    model.observe(draw, ["stamp", "unit"])
    recorded = records(model, form, lambda given, seen: model.answer(lines.selected, given, seen), "已登记")
    draw()
    return rows(told, lines, prints, recorded)


def _fields(model: AcceptanceModel, always: bool) -> list[Field]:
    files = files_of(model.page.office, model.sheet) if model.sheet else []
    verdicts = [one for one in Verdict if not (always and one is Verdict.NOT_APPLICABLE)]
    return [
        Field("verdict", "结论", "choice", True, verdicts), Field("day", "检查日期（不填为今天）", "day"),
        Field("evidence", "依据：附件编号、文号或查看了什么（合格必填）", "unit", choices=files, wide=True),
        Field("note", "说明：缺什么、怎么改；不适用的理由", "long"),
    ]  # fmt: skip


def _values(sheet: UnitSheet, item: str) -> dict[str, str]:
    """What stands, to be changed."""
    answer = sheet.answers.get(item)
    told = (answer.verdict.value, answer.day, answer.evidence, answer.note) if answer else ("", "", "", "")
    return dict(zip(("verdict", "day", "evidence", "note"), told, strict=True))


def _unit_row(one: UnitSheet) -> dict[str, Any]:
    return {"id": one.unit, **one.row, "查过": f"{len(one.answers)} / {len(ITEMS)}"}


def _line_row(one: Line) -> dict[str, Any]:
    answer = one.answer
    told = "；".join(part for part in (answer.evidence, answer.note, answer.by) if part) if answer else ""
    return {"id": one.item.id, "name": one.item.name, "verdict": one.verdict, "shown": one.shown, "decided": told}


def _print(model: AcceptanceModel, told: Notice, unit: str) -> None:
    """Written to home/papers; the page says where it lies."""
    page = model.page
    try:
        made = (
            print_acceptance(page.office, unit, page.campaign, page.cohort)
            if unit
            else print_acceptance_list(page.office, page.campaign, page.cohort)
        )
        told.say(f"已存为 {made}")
    except (LookupError, ValueError, AccessDenied, OSError) as refused:
        told.say(words_of(refused), tone="error")
