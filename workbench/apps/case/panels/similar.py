"""相似: resolved matters like this one, by difference: what is alike, what differs, and what worked there."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from workbench.apps.case import acts_study
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing
from workbench.apps.frame import case_link
from workbench.apps.panel_parts import Panel, rows, show_if
from workbench.apps.words import state
from workbench.usecases.find_similar import SimilarMatter
from workbench.widgets import FactList, Notice, Side, SideBySide, columns

COLUMNS: Final[list[dict[str, Any]]] = [
    {"key": "title", "title": "事项（点击打开）", "kind": "link", "width": 260},
    {"key": "state", "title": "化解状态", "width": 90},
    {"key": "unit", "title": "责任单位", "width": 150},
    {"key": "why", "title": "为何相似"},
    {"key": "worked", "title": "那里怎么化解的"},
]


def panel(model: CaseModel) -> Panel:
    """The list, and of the row chosen the comparison line by line beside its course."""
    only = ipywidgets.Checkbox(
        value=True, description="只看已化解的", indent=False, layout=ipywidgets.Layout(width="160px")
    )
    told = Notice("")
    listing = Listing(model, "相似事项（点击一行比较）", COLUMNS, height=230, empty="没有找到相似的事项")
    sides, course = SideBySide(), FactList([])
    compared = rows(columns(sides, course, weights=(3, 2)))  # a grid cannot be hidden, what holds it can
    found: dict[str, SimilarMatter] = {}
    show_if(compared, False)

    def choose(change: Any) -> None:
        one = found.get(change["new"])
        show_if(compared, one)
        if one:
            sides.show(beside(model, one), title="相同与不同")
            course.show(worked(one), title="那里做了什么")
            told.say(one.note, tone="warn")

    def read(_change: Any = None) -> None:
        found.clear()
        told.say("")
        try:
            found.update({one.matter_id: one for one in acts_study.similar(model, only_resolved=only.value)})
        except LookupError as missing:
            told.say(str(missing.args[0]), tone="warn")
        listing.show(map(_row, found.values()))
        if found and not listing.selected:
            listing.selected = next(iter(found))
        show_if(compared, listing.selected)

    listing.observe(choose, "selected")
    only.observe(read, "value")
    return rows(only, told, listing, compared), read


def beside(model: CaseModel, one: SimilarMatter) -> list[Side]:
    """This matter and the other, line by line; what one side does not say stays empty."""
    told = one.differences
    lines = [*told.alike, *told.differing, *told.unclear]
    here = [*((line.title, line.left) for line in lines), ("只见于一方", "；".join(told.only_here))]
    there = [*((line.title, line.right) for line in lines), ("只见于一方", "；".join(told.only_there))]
    return [Side("本件", model.matter_id, here), Side(one.title, f"{one.matter_id} {state(one.state)}", there)]


def worked(one: SimilarMatter) -> list[tuple[str, str]]:
    """Its course in short sentences, and what of it this matter has not had yet."""
    acts_there = [(f"{number}", words) for number, words in enumerate(one.worked.words, 1)] or [("经过", "没有记载")]
    return [*acts_there, *(("本件尚无", words) for words in one.not_had)]


def _row(one: SimilarMatter) -> dict[str, Any]:
    return {
        "id": one.matter_id,
        "title": case_link(one.matter_id, one.title),
        "state": state(one.state),
        "unit": one.lead_unit,
        "why": one.why,
        "worked": "；".join(one.worked.words[:3]) or "没有记载",
    }
