"""信访件与出处: the records, every fact with the cell it was read from, and what two ledgers say differently."""

from __future__ import annotations

from typing import Any

from workbench.apps.case import acts_study
from workbench.apps.case.model import CaseModel
from workbench.apps.case.panels import contact
from workbench.apps.case.parts import Listing, records
from workbench.apps.panel_parts import Given, Panel, rows, show_if
from workbench.review.conflicts import Conflict
from workbench.review.facts import Row
from workbench.usecases.trace_cells import trace_cells
from workbench.widgets import FactList, Field, Form

COLUMNS: list[dict[str, Any]] = [
    {"key": "case_no", "title": "编号", "width": 132},
    {"key": "reg_time", "title": "登记", "kind": "date", "width": 92},
    {"key": "channel", "title": "形式", "width": 80},
    {"key": "level", "title": "来源", "width": 56},
    {"key": "reg_office", "title": "登记机构", "width": 140},
    {"key": "claim", "title": "诉求"},
    {"key": "petition_state", "title": "台账状态", "width": 80},
    {"key": "source", "title": "出处", "width": 220},
]
CONFLICTS: list[dict[str, Any]] = [
    {"key": "record", "title": "信访件", "width": 132},
    {"key": "field", "title": "项目", "width": 96},
    {"key": "values", "title": "各出处所载", "kind": "tags"},
    {"key": "ruled", "title": "认定", "width": 200},
]
_LEVELS = {1: "国家", 2: "省", 3: "市", 4: "县", 5: "乡", 6: "村"}
WHY = Field("why", "理由", "long", required=True)


def panel(model: CaseModel) -> Panel:
    """The records; a click shows the cells of one. Below, values that two ledgers state differently."""
    listing = Listing(model, "信访件（点击一行看每项出处）", COLUMNS, height=230)
    cells = FactList([])
    show_if(cells, False)
    conflicts, read_conflicts = _conflicts(model)
    reach, read_reach = contact.panel(model, lambda: listing.selected or model.record)

    def trace(change: Any) -> None:
        found = trace_cells(model.office, change["new"]) if change["new"] else ()
        told = [(cell.field, cell.text, str(cell)) for cell in found if cell.text]
        cells.show(told, title=f"{change['new']} 各项出处")
        show_if(cells, found)
        read_reach()

    def read() -> None:
        listing.show(map(_row, model.opened.records))
        read_reach()
        read_conflicts()

    listing.observe(trace, "selected")
    return rows(listing, cells, reach, conflicts), read


def _row(row: Row) -> dict[str, Any]:
    return {
        **{key: row[key] for key in ("case_no", "reg_time", "channel", "reg_office", "petition_state")},
        "id": row["record_id"],
        "level": _LEVELS.get(row["source_level"] or 0, ""),
        "claim": row["claim"] or row["summary"],
        "source": f"{row['file']}〔{row['sheet']}〕第{row['row']}行",
    }


def _conflicts(model: CaseModel) -> Panel:
    """Values in conflict, none of them silently preferred; a person says which stands."""
    listing = Listing(model, "出处之间不一致的（点击一行认定）", CONFLICTS, height=200, empty="各出处所载没有不一致")
    form = Form((), submit="认定")
    found: dict[str, Conflict] = {}
    show_if(form, False)

    def choose(change: Any) -> None:
        conflict = found.get(change["new"])
        show_if(form, conflict)
        if conflict:
            values = list(dict.fromkeys(one.value for one in conflict.told))
            fields = [Field("value", f"“{conflict.name}”以哪个为准", "choice", True, values), WHY]
            form.show(fields, title=f"{conflict.record_id} · {conflict.name}", submit="认定")

    def rule(given: Given, seen: int) -> Any:
        return acts_study.rule_conflict(model, found[listing.selected], given, seen)

    def read() -> None:
        found.clear()
        found.update({f"{one.record_id}|{one.field}": one for one in acts_study.conflicts(model)})
        listing.show(_conflict_row(name, one) for name, one in found.items())

    listing.observe(choose, "selected")
    return rows(listing, records(model, form, rule, "已认定，留痕备查；其后各项认定以此为准")), read


def _conflict_row(name: str, one: Conflict) -> dict[str, Any]:
    ruled = f"{one.ruling.value}（{one.ruling.said.by}）" if one.ruling else "待认定"
    told = [f"{said.value}（{said.source}）" for said in one.told]
    return {"id": name, "record": one.record_id, "field": one.name, "values": told, "ruled": ruled}
