"""重新研究: the 三不限三重新 worksheet as a form that starts from the last version, its versions side by side, and what means resolved."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from workbench.apps.case import acts_close, acts_study
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing, records
from workbench.apps.case.rows import columns_of
from workbench.apps.frame import case_link
from workbench.apps.panel_parts import Panel, folded, rows
from workbench.domain.case import Worksheet
from workbench.reference.unit_causes import unit_causes
from workbench.usecases.study_anew import BOXES, MEANS, PLAN_PARTS, PLANS
from workbench.widgets import Field, Form, Notice, Side, SideBySide
from workbench.widgets.choice import Choice

LATEST: Final = 4
"""Versions shown side by side."""
_MEANS: Final = "综合运用的手段"
_ANY: Final = "全部手段"
_COLUMNS: Final[list[dict[str, Any]]] = [
    {"key": "标题", "title": "事项", "kind": "link"},
    *columns_of(("单位", "化解状态", "手段"), {"单位": 190, "化解状态": 100, "手段": 200}),
]


def panel(model: CaseModel) -> Panel:
    """Versions above, the form below; the form holds the last version until it was changed and kept."""
    versions = SideBySide(empty="还没有重新研究过；填写下表登记第一版")
    form = records(
        model,
        Form(fields(), submit="登记这一版"),
        lambda given, seen: acts_close.save_worksheet(model, given, seen),
        "重新研究表已登记为新的一版",
    )
    begun: list[str] = []

    def read() -> None:
        sheets = model.opened.file.worksheets
        versions.show(sides(sheets), title=f"历次重新研究（共 {len(sheets)} 版）")
        last = sheets[-1].said.event_id if sheets else ""
        if last not in begun:  # what is being typed is not written over by a mere reading of the case
            begun.append(last)
            form.show(fields(), title="重新研究表（三不限三重新）", submit="登记这一版", values=dict(sheets[-1].fields) if sheets else None,
                      note="不限原结论、不限时间、不限层级；重新调查、重新研究、重新答复。三项必答，没有的写“无”")  # fmt: skip

    return rows(versions, form, folded("各种手段用在哪些已化解事项上", lambda: used(model))), read


def fields() -> list[Field]:
    """The boxes, then the means and the two plans part by part."""
    must = ("gaps", "new_facts", "reasonable")
    causes = [str(cause) for cause in unit_causes().values()]
    boxes = [
        Field(name, label, "ticks", choices=causes)
        if name == "cause"
        else Field(name, label, "long", name in must, wide=False)
        for name, label in BOXES.items()
    ]
    plans = [
        Field(f"{way}_{part}", f"{title}：{label}", "day" if part == "due" else "text")
        for way, title in PLANS.items()
        for part, label in PLAN_PARTS.items()
    ]
    return [*boxes, Field("means", _MEANS, "ticks", choices=MEANS), *plans, Field("why", "备注", "text", wide=True)]


def sides(sheets: tuple[Worksheet, ...]) -> list[Side]:
    """The last versions, one column each; boxes nobody filled in any of them are left out."""
    labels = {
        **BOXES,
        "means": _MEANS,
        **{f"{way}_{part}": f"{title}：{label}" for way, title in PLANS.items() for part, label in PLAN_PARTS.items()},
    }
    shown = sheets[-LATEST:]
    used_boxes = [name for name in labels if any(sheet.fields.get(name) for sheet in shown)]
    first = len(sheets) - len(shown) + 1
    return [
        Side(
            f"第 {number} 版",
            f"{sheet.said.by} {sheet.said.at:%Y-%m-%d}",
            [(labels[name], sheet.fields.get(name, "")) for name in used_boxes],
        )
        for number, sheet in enumerate(shown, first)
    ]


def used(model: CaseModel) -> ipywidgets.VBox:
    """Resolved matters by the means of their last worksheet, narrowed by one; counts with their fractions above."""
    found, head = acts_study.means_used(model), Notice("")
    chosen = Choice(options=[_ANY, *MEANS], tooltip="手段")
    listing = Listing(model, "已化解事项用到的手段", _COLUMNS, height=240, empty="没有已化解的事项填过这种手段")
    head.say(found.sentence)

    def show(_change: Any = None) -> None:
        only = () if chosen.value in (_ANY, None) else (chosen.value,)
        rows_ = [
            {**one.row, "id": one.matter_id, "标题": case_link(one.matter_id, one.title)} for one in found.having(only)
        ]
        listing.show(rows_)

    chosen.observe(show, "value")
    show()
    return rows(head, chosen, listing)
