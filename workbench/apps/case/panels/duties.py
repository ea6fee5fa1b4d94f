"""责任: proposals a person confirms, talks and contested duties, hand-overs, leaders, difficulty, first handler and the trace."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from workbench.apps.case import acts, acts_duty
from workbench.apps.case.model import CaseModel
from workbench.apps.case.panels import duties_contest, duties_difficulty, duties_leaders, duties_moves, duties_trace
from workbench.apps.case.parts import Listing, records
from workbench.apps.duties import DUTIES, duty_rows
from workbench.apps.panel_parts import Given, Panel, Reader, rows, show_if
from workbench.apps.separation.model import finding_facts
from workbench.domain.codes import DutyRole
from workbench.widgets import FactList, Field, Form, Notice

PARTS: Final = (
    ("责任建议与确认", None),
    ("协商与争议", duties_contest.panel),
    ("移交与回避", duties_moves.panel),
    ("包案与五个一", duties_leaders.panel),
    ("难易与层级", duties_difficulty.panel),
    ("首办与倒查", duties_trace.panel),
)


def panel(model: CaseModel) -> Panel:
    """Six parts, each made when first opened; an accusation has none of them."""
    if model.facts is None:
        return Notice(
            "检举控告件不在此认定责任；由纪检监察机关依规处理（《信访工作条例》第三十条）", tone="warn"
        ), lambda: None
    tab = ipywidgets.Tab([ipywidgets.VBox() for _ in PARTS], titles=[title for title, _ in PARTS])
    tab.add_class("wb-case-tabs")
    readers: dict[int, Reader] = {}
    read_at: dict[int, int] = {}

    def read(_change: Any = None) -> None:
        at = tab.selected_index or 0
        if at not in readers:
            part, readers[at] = (PARTS[at][1] or proposals)(model)
            tab.children[at].children = [part]
        if read_at.get(at) != model.stamp:
            read_at[at] = model.stamp
            readers[at]()

    tab.observe(read, "selected_index")
    return tab, read


def proposals(model: CaseModel) -> Panel:
    """What the rules propose with clause and turning fact; a click brings one into the form that confirms it."""
    names = model.office.divisions.full_name
    apart = FactList([])
    listing = Listing(model, "责任建议（点击一行确认或改定）", DUTIES, height=240, empty="没有可提的责任建议")
    form = Form(
        _fields(model), title="确认责任", submit="确认", note="建议由系统提出，确认由人签名留痕；可改单位再确认"
    )

    def choose(change: Any) -> None:
        found = model.opened.duties
        if change["new"]:
            duty = found[int(change["new"])]
            given = {
                "role": duty["role"],
                "place": duty["place"] or "",
                "unit": duty["unit"] or "",
                "basis": duty["clause"],
            }
            form.show(_fields(model), title=f"确认{duty['role']}责任", submit="确认", values=given,
                      note="建议由系统提出，确认由人签名留痕；可改单位再确认")  # fmt: skip

    def confirm(given: Given, seen: int) -> Any:
        return acts_duty.confirm_duty(model, given, seen)

    def read() -> None:
        separation = model.opened.separation
        show_if(apart, separation)
        if separation:
            apart.show(finding_facts(separation, names), title="三跨三分离")
        listing.show(duty_rows(model.opened.duties, names))

    listing.observe(choose, "selected")
    return rows(listing, records(model, form, confirm, "责任已确认"), apart), read


def _fields(model: CaseModel) -> list[Field]:
    return [
        Field("role", "责任", "choice", True, [role.value for role in DutyRole]),
        Field("unit", "单位", "unit", choices=acts.units(model)),
        Field("place", "地方（区划代码）", "text"),
        Field("basis", "依据", "text"),
        Field("why", "理由", "text", wide=True, hint="改定为建议以外的单位时，写明理由"),
    ]
