"""源头治理, how it looks: what is chosen, then a tab each for table and surges, causes, policy gaps, advice letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from workbench.apps.frame import show, shown
from workbench.apps.sources import panels
from workbench.apps.sources.model import DAYS, TABS, SourcesModel
from workbench.apps.sources.parts import choice
from workbench.store.views import narrowed
from workbench.usecases.office import Office
from workbench.widgets import Address, Notice, query, section

TITLE = "源头治理"
NOT_HERE = "政策缺口和三项建议由联席办研究、认定，本视图不含；如因工作需要，请向联席办提出"


def dashboard() -> ipywidgets.Widget:
    """The page as its address says (`?tab=…&days=…&topic=…&place=…&unit=…`)."""
    return shown(lambda office: build(office, query()))


def build(office: Office, asked: dict[str, str]) -> ipywidgets.VBox:
    model = SourcesModel(office, asked)
    problem = [Notice(model.problem, tone="warn")] if model.problem else []
    page = show(TITLE, model.edition, [*problem, _choices(model), _tabs(model)])
    page.add_class("wb-case")
    return page


def _choices(model: SourcesModel) -> ipywidgets.HBox:
    """Period, levels and unit; the link follows."""
    address = Address(address=model.address)
    model.observe(lambda _: setattr(address, "address", model.address), ["tab", "days", "topic", "place", "unit"])
    parts = [
        choice(model, "days", "本期", [(f"近 {days} 日", days) for days in DAYS]),
        choice(model, "topic", "内容分类", [("一级", "一级"), ("二级", "二级")], 90),
        choice(model, "place", "问题属地到", [("乡镇街道", "乡"), ("县区", "县"), ("市", "市")], 110),
        choice(model, "unit", "主办单位", [("全部", ""), *((unit, unit) for unit in model.units)], 240),
    ]
    bar = ipywidgets.HBox([*parts, _source_line(model), address])
    bar.add_class("wb-filters")
    return bar


def _source_line(model: SourcesModel) -> ipywidgets.VBox:
    """Edition, day, period and what is in no cell, beside the choices."""
    box = ipywidgets.VBox(layout=ipywidgets.Layout(flex="1 1 0", width="auto"))

    def tell(_change: Any = None) -> None:
        box.children = [section("", model.found.source_line)]

    model.observe(tell, "found")
    tell()
    return box


def _tabs(model: SourcesModel) -> ipywidgets.Tab:
    """Panels made when first opened."""
    keys = list(TABS)
    tab = ipywidgets.Tab([ipywidgets.VBox() for _ in keys], titles=list(TABS.values()))
    tab.add_class("wb-case-tabs")
    made: dict[str, Callable[[], ipywidgets.Widget]] = {
        "heat": lambda: panels.heat(model),
        "causes": lambda: panels.causes(model),
        "gaps": lambda: panels.gaps(model),
        "advice": lambda: panels.advice(model),
    }
    if narrowed(model.edition):
        made |= dict.fromkeys(("gaps", "advice"), lambda: Notice(NOT_HERE))

    def read(_change: Any = None) -> None:
        at = keys.index(model.tab)
        tab.selected_index = at
        if not tab.children[at].children:
            tab.children[at].children = [made[model.tab]()]

    def chosen(change: Any) -> None:
        if change["new"] is not None:
            model.tab = keys[change["new"]]

    tab.observe(chosen, "selected_index")
    model.observe(read, "tab")
    read()
    return tab
