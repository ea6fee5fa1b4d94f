"""方案: versions of the plan side by side (一案一策), and the form of a new one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from workbench.apps.case import acts, acts_study
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import records
from workbench.apps.panel_parts import Panel, rows
from workbench.domain.codes import StepKind
from workbench.review.facts import Row
from workbench.widgets import Field, Form, Side, SideBySide

PARTS: Final[Mapping[str, str]] = {
    "measures": "措施",
    "money": "资金渠道",
    "basis": "依据",
    "due": "化解时限",
    "fallback": "备选办法",
}
LATEST: Final = 4


def panel(model: CaseModel) -> Panel:
    """The versions and the form; a new version is a step 化解方案 and stands in the timeline."""
    versions = SideBySide(empty="没有化解方案；跨年未化解的积案应有一案一策")
    form = records(
        model,
        Form(fields(model), title="登记一版化解方案", submit="登记方案"),
        lambda given, seen: acts_study.plan(model, given, seen),
        "化解方案已登记为新的一版",
    )

    def read() -> None:
        found = [step for step in model.opened.steps if step["kind"] == StepKind.PLAN.value]
        versions.show(sides(found, acts.spoken(model)), title=f"化解方案各版（共 {len(found)} 版）")

    return rows(versions, form), read


def fields(model: CaseModel) -> list[Field]:
    """What a plan says."""
    return [
        Field("unit", "责任单位", "unit", True, acts.units(model)), Field("day", "方案日期", "day", True), Field("due", "化解时限", "day"),
        Field("text", "化解方案", "long", True), Field("measures", "措施", "long"),
        Field("money", "资金渠道", "text"), Field("basis", "依据", "text"), Field("fallback", "备选办法", "text"),
        Field("why", "备注", "text", wide=True),
    ]  # fmt: skip


def sides(plans: list[Row], spoken: Mapping[str, str]) -> list[Side]:
    """The last versions, undated ones of the ledger first, one column each."""
    ordered = sorted(plans, key=lambda row: (row["start"] is not None, row["start"] or 0))
    shown = ordered[-LATEST:]
    first = len(ordered) - len(shown) + 1
    return [_side(number, row, spoken) for number, row in enumerate(shown, first)]


def _side(number: int, row: Row, spoken: Mapping[str, str]) -> Side:
    told: dict[str, Any] = json.loads(row["detail"] or "{}")
    facts = [
        ("责任单位", row["unit"]),
        ("方案", row["text"]),
        *((label, told.get(key, "")) for key, label in PARTS.items()),
    ]
    source = spoken.get(str(row["source"]).removeprefix("登记事件 "), row["source"])
    return Side(f"第 {number} 版", f"{row['day_text'] or '日期未写明'} · {source}", facts)
