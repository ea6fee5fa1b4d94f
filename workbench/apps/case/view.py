"""案件研判, how it looks: head line, head facts beside the timeline, and below a tab for each side of the case."""

from __future__ import annotations

from typing import Any

import ipywidgets

from workbench.apps.case import acts, panels
from workbench.apps.case.heads import chips, matter_facts
from workbench.apps.case.model import TABS, CaseModel
from workbench.apps.case.story import LANES, story
from workbench.apps.frame import case_link, show, shown
from workbench.apps.panel_parts import Reader, button, buttons, rows, show_if
from workbench.apps.words import state
from workbench.usecases.office import Office
from workbench.widgets import (
    CLOCK_TONES,
    Address,
    CaseTable,
    Chip,
    FactList,
    HeadLine,
    Notice,
    Timeline,
    columns,
    query,
    section,
)

PICTURE = 336
"""Pixels of the timeline's lanes: head and tabs stay on a screen of 768."""

FOUND: list[dict[str, Any]] = [
    {"key": "title", "title": "事项", "kind": "link"},
    {"key": "lead_unit", "title": "责任单位", "width": 180},
    {"key": "state_b", "title": "化解状态", "width": 130},
    {"key": "first_day", "title": "首次反映", "kind": "date", "width": 110},
]


def dashboard() -> ipywidgets.Widget:
    """The page of the matter the address names (`?matter=…&tab=…`), or a search for one."""
    return shown(lambda office: build(office, query()))


def build(office: Office, asked: dict[str, str] | str) -> ipywidgets.VBox:
    model = CaseModel(office, asked)
    if model.dossier is None:
        return show("案件研判", model.edition, [Notice(model.problem, tone="warn"), *_search(model)])
    body = columns(_facts(model), _picture(model), weights=(2, 7))
    body.add_class("wb-case-body")
    page = show("", model.edition, [_head(model), body, _tabs(model), *_search(model)])
    page.add_class("wb-case")
    return page


# --- head ---------------------------------------------------------------------------------------------------------------


def _head(model: CaseModel) -> ipywidgets.VBox:
    """Title, number and states, the next deadline, and what came since; what others recorded meanwhile."""
    line, meanwhile, told = HeadLine(), Notice(""), Notice("")
    address = Address()

    def draw(_change: Any = None) -> None:
        if model.dossier:
            words = chips(model.dossier, CLOCK_TONES, model.as_of)
            line.show(model.dossier.matter["title"], [Chip(*word) for word in words])
        address.address = model.address

    def tell(_change: Any = None) -> None:
        others = "；".join(model.meanwhile)
        meanwhile.say(f"您打开之后：{others}。页面已更新，您填写的内容仍在。" if others else "", tone="warn")
        told.say(model.problem if model.dossier is None else "", tone="error")

    model.observe(draw, ["stamp", "tab", "as_of"])
    model.observe(tell, ["meanwhile", "problem"])
    draw()
    tell()
    again = button("刷新", model.reload, hint="重读本事项：看有无他人新登记")
    bar = ipywidgets.HBox(
        [line, again], layout=ipywidgets.Layout(justify_content="space-between", align_items="center")
    )
    return rows(bar, meanwhile, told, address)


def _facts(model: CaseModel) -> FactList:
    facts = FactList(narrow=True)
    facts.add_class("wb-case-side")

    def draw(_change: Any = None) -> None:
        if model.dossier:
            facts.show(matter_facts(model.dossier.matter))

    model.observe(draw, "stamp")
    draw()
    return facts


def _picture(model: CaseModel) -> Timeline:
    picture = Timeline(lanes=LANES, height=PICTURE, label="办理经过")

    def draw(_change: Any = None) -> None:
        if model.dossier:
            found = story(model.dossier, acts.spoken(model), acts.step_cells(model))
            items = [
                {**item, "tone": item.get("tone") or CLOCK_TONES.get(item.get("status", ""), "neutral")}
                for item in found
            ]
            picture.today_word = "截至" if model.is_past else "今天"
            picture.show(items, today=model.dossier.as_of)

    model.observe(draw, "stamp")
    draw()
    return picture


# --- tabs ---------------------------------------------------------------------------------------------------------------


def _tabs(model: CaseModel) -> ipywidgets.Tab:
    """Panels made when first opened, and read again when the case was read again while they are open."""
    keys = list(TABS)
    tab = ipywidgets.Tab([ipywidgets.VBox() for _ in keys], titles=list(TABS.values()))
    tab.add_class("wb-case-tabs")
    readers: dict[str, Reader] = {}
    read_at: dict[str, int] = {}

    def read(_change: Any = None) -> None:
        key = model.tab
        tab.selected_index = keys.index(key)
        if model.dossier is None:
            return
        if key not in readers:
            part, readers[key] = panels.make(key, model)
            tab.children[keys.index(key)].children = [part]
        if read_at.get(key) != model.stamp:
            read_at[key] = model.stamp
            readers[key]()

    def chosen(change: Any) -> None:
        if change["new"] is not None:
            model.tab = keys[change["new"]]

    tab.observe(chosen, "selected_index")
    model.observe(read, ["tab", "stamp"])
    read()
    return tab


# --- search -------------------------------------------------------------------------------------------------------------


def _search(model: CaseModel) -> list[Any]:
    layout = ipywidgets.Layout(width="420px")
    words = ipywidgets.Text(placeholder="编号、标题、单位、地点，可用空格分开多个词", layout=layout)
    table = CaseTable(FOUND, _found(model), id_field="matter_id", height=260, empty="没有符合的事项")
    words.continuous_update = False
    words.observe(lambda change: setattr(model, "words", change["new"]), "value")

    def draw(_change: Any) -> None:
        table.show(_found(model))
        show_if(table, True)

    model.observe(draw, "results")
    show_if(table, model.dossier is None)
    return [section("查找其他事项" if model.dossier else "查找事项"), buttons(words), table]


def _found(model: CaseModel) -> list[dict[str, Any]]:
    return [
        {**row, "title": case_link(row["matter_id"], row["title"]), "state_b": state(row["state_b"])}
        for row in model.results
    ]
