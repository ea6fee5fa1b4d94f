"""途径: legal pathways that may fit, each with its limit as a reminder to have checked, never as advice to refuse."""

from __future__ import annotations

from typing import Any, Final

from workbench.apps.case import acts_study
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing
from workbench.apps.case.path import PATHWAYS
from workbench.apps.panel_parts import Panel, rows
from workbench.rules.pathways import LimitState, PathwayOption
from workbench.widgets import Notice

COLUMNS: Final[list[dict[str, Any]]] = [
    {"key": "name", "title": "途径", "width": 130},
    {"key": "pathway", "title": "类别", "width": 130},
    {"key": "chosen", "title": "台账所定", "width": 76},
    {"key": "words", "title": "相关词句", "kind": "tags", "width": 150},
    {"key": "state", "title": "时效", "kind": "status", "width": 92,
     "tones": {"未到": "ok", "临近": "orange", "可能已过": "yellow", "待核": "unknown", "无固定时效": "neutral"}},
    {"key": "ends", "title": "最迟届满", "kind": "date", "width": 96},
    {"key": "sentence", "title": "提醒"},
    {"key": "decision", "title": "办理时限", "width": 120},
    {"key": "clause", "title": "依据", "width": 140},
]  # fmt: skip
NOTE: Final = (
    "仅作提醒：按台账文字匹配，时效按首次反映之日推算，请法制机构核对；“可能已过”不是不予受理的理由。"
    "途径应在受理前确定，其后改变须登记“途径变更”并说明理由。"
)


def panel(model: CaseModel) -> Panel:
    """The list of pathways under the reminder of what it is not."""
    listing = Listing(model, "可能的法定途径", COLUMNS, height=340, empty="台账文字没有指向哪一种法定途径")

    def read() -> None:
        listing.show(map(row, acts_study.pathways(model)))

    return rows(Notice(NOTE), listing), read


def row(one: PathwayOption) -> dict[str, Any]:
    """One pathway as a line of the list."""
    return {
        "id": one.rule.id,
        "name": one.rule.name,
        "pathway": PATHWAYS[one.rule.pathway.value],
        "chosen": "是" if one.chosen else "",
        "words": list(one.words),
        "state": one.state.value if isinstance(one.state, LimitState) else str(one.state),
        "ends": one.ends,
        "sentence": one.sentence,
        "decision": one.rule.decision,
        "clause": one.rule.clause,
    }
