"""责任 › 首办与倒查: the course of the units' acts with its gaps and missed clocks as a picture of its own; no fault is found."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from workbench.apps.case import acts_duty
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing
from workbench.apps.case.rows import columns_of, keyed
from workbench.apps.panel_parts import Panel, rows
from workbench.rules.trace import FactSheet
from workbench.widgets import FactList, FindingList, Notice, Timeline, columns

FACTS: Final = ("日期", "事实", "单位", "内容", "日数", "依据条款", "对照条款", "出处")
LANES: Final = ("单位行为", "间隔", "时限")


def panel(model: CaseModel) -> Panel:
    """The sheet in figures, as a picture, and line by line."""
    note, head, first = Notice(""), FactList([]), FindingList()
    picture = Timeline(lanes=LANES, height=230, label="倒查")
    listing = Listing(
        model, "倒查事实清单", columns_of(FACTS, widths={"日期": 92, "事实": 84, "单位": 140, "日数": 52}), height=280
    )

    def read() -> None:
        sheet = acts_duty.trace(model)
        note.say(sheet.note + (f" 未知：{'；'.join(sheet.unknown)}" if sheet.unknown else ""))
        head.show(sheet.fields, title="概要")
        first.show([sheet.first.finding], title="首办责任")
        picture.show(items(sheet), today=sheet.as_of)
        listing.show(keyed(sheet.rows))

    return rows(note, picture, columns(head, first, weights=(3, 2)), listing), read


def items(sheet: FactSheet) -> list[dict[str, Any]]:
    """Facts of the sheet on a line: acts as dots, silences and missed clocks as the days they lasted."""
    return [_item(number, fact) for number, fact in enumerate(sheet.facts)]


def _item(number: int, fact: Any) -> dict[str, Any]:
    lane = {"间隔": "间隔", "时限": "时限"}.get(fact.what, "单位行为")
    lasted = lane != "单位行为" and fact.day and fact.days
    return {
        "id": str(number),
        "lane": lane,
        "label": f"{fact.days} 天" if lasted else fact.what,
        "start": fact.day,
        "end": fact.day + timedelta(days=fact.days) if lasted else None,
        "tone": {"间隔": "yellow", "时限": "overdue"}.get(lane, "neutral"),
        "unit": fact.unit,
        "tooltip": f"{fact.unit} {fact.told}".strip(),
        "facts": list(fact.row.items()),
    }
