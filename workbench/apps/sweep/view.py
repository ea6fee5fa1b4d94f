"""清查清单, how it looks: the lists with their numbers, the chosen one by unit and matter by matter; units' reports in a tab."""

from __future__ import annotations

from typing import Any

import ipywidgets

from workbench.apps.exports import kept_list
from workbench.apps.frame import case_link, show, shown
from workbench.apps.sweep.model import FILTER_TITLES, TABS, SweepModel
from workbench.apps.words import state
from workbench.review.facts import Row
from workbench.rules.sweeps import SWEEPS
from workbench.usecases.office import Office
from workbench.usecases.sweep_cases import LIST_COLUMNS
from workbench.widgets import (
    Address,
    CaseTable,
    Chart,
    Filter,
    FilterBar,
    Notice,
    columns,
    query,
    section,
)

_WIDTHS = {"title": 190, "unit": 150, "due": 90, "since": 90, "missing": 130}
_KINDS = {"title": "link"}
LIST: list[dict[str, Any]] = [
    {
        **column,
        **({"width": _WIDTHS[key]} if (key := column["key"]) in _WIDTHS else {}),
        "kind": _KINDS.get(key, column.get("kind", "text")),
    }
    for column in LIST_COLUMNS
    if column["key"] != "state_b"
]
_GROUPS = {"日清周清月清": "#c8650a", "早发现": "#b8860b", "积案": "#5f7a99", "缺漏": "#2f6da3"}
_CHOSEN = "#1d3a5f"
_MOST = 9
"""Units drawn; the filter offers all."""


def dashboard() -> ipywidgets.Widget:
    """The clean-up lists and what units reported; `?list=…` chooses a list, `?tab=reports` the reports."""
    return shown(lambda office: build(office, query()))


def build(office: Office, asked: dict[str, str]) -> ipywidgets.VBox:
    model = SweepModel(office.edition(), asked)
    filters = FilterBar(
        [Filter(name, title, model.options[name], width=165) for name, title in FILTER_TITLES.items()],
        initial=model.chosen,
    )
    lists = Chart(lists_figure(model), height=410, label="各清单事项数")
    units = Chart(units_figure(model), height=300, label="按责任单位")
    table = CaseTable(LIST, _rows(model), height=520, title=_title(model), exportable=True, empty="没有符合的事项")
    told, address = Notice(model.shown.told), Address(address=model.address)
    _follow(office, model, filters, (lists, units), table, told, address)
    problem = [Notice(model.problem, tone="warn")] if model.problem else []
    left = ipywidgets.VBox(
        [section("清单", "未化解事项数，点击选择"), lists, section("责任单位", "点击只看一家"), units]
    )
    right = ipywidgets.VBox([filters, told, table])
    tabs = _tabs(office, model, columns(left, right, weights=(2, 5)))
    return show("清查清单", model.edition, [address, *problem, tabs])


def _tabs(office: Office, model: SweepModel, lists: ipywidgets.Widget) -> ipywidgets.Tab:
    """The lists, and what units reported; the second is made when first opened."""
    keys = list(TABS)
    tab = ipywidgets.Tab([lists, ipywidgets.VBox()], titles=list(TABS.values()))
    tab.add_class("wb-case-tabs")

    def read(_change: Any = None) -> None:
        tab.selected_index = keys.index(model.tab)
        holder = tab.children[keys.index("reports")]
        if model.tab == "reports" and not holder.children:
            from workbench.apps.sweep import reports_panel  # its libraries only when it is asked for

            part, reader = reports_panel.panel(office, model.edition)
            holder.children = [part]
            reader()

    def chosen(change: Any) -> None:
        if change["new"] is not None:
            model.tab = keys[change["new"]]

    tab.observe(chosen, "selected_index")
    model.observe(read, "tab")
    read()
    return tab


def _follow(
    office: Office, model: SweepModel, filters: FilterBar, charts: tuple[Chart, Chart], table: CaseTable, told: Notice,
    address: Address,
) -> None:  # fmt: skip
    """What a click changes in the model, and what a change of the model draws anew."""
    lists, units = charts

    def redraw(_change: Any) -> None:
        lists.show(lists_figure(model))
        units.show(units_figure(model))
        table.title = _title(model)
        table.told = ""
        table.show(_rows(model))
        told.say(model.shown.told)
        address.address = model.address

    def take_out(_change: Any) -> None:
        shown = model.shown
        table.told = kept_list(office, shown.sweep.name, LIST_COLUMNS, shown.rows, model.filter_words, model.edition.id)

    lists.observe(lambda change: setattr(model, "sweep", str(change["new"]["customdata"])), "clicked")
    filters.observe(lambda change: setattr(model, "chosen", dict(change["new"])), "value")
    units.observe(lambda change: filters.choose(unit=str(change["new"]["customdata"]) or None), "clicked")
    table.observe(take_out, "exported")
    model.observe(redraw, "shown")
    model.observe(lambda _: setattr(address, "address", model.address), "tab")


def lists_figure(model: SweepModel) -> dict[str, Any]:
    """Every list with its matters, in order and coloured by group, the chosen one dark; a click chooses."""
    counts = model.counts[::-1]
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": [one.sweep.name for one in counts],
        "x": [one.matters for one in counts],
        "text": [str(one.matters) for one in counts],
        "customdata": [one.sweep.id for one in counts],
        "hovertext": [f"{one.sweep.name}：{one.matters} 件<br>{one.sweep.definition}" for one in counts],
        "hoverinfo": "text",
        "marker": {"color": [_CHOSEN if one.sweep.id == model.sweep else _GROUPS[one.sweep.group] for one in counts]},
        **_NUMBER,
    }
    most = max((one.matters for one in counts), default=1) or 1
    return {"data": [bars], "layout": {**_BARS, "xaxis": {"range": [0, most * 1.18], "visible": False}}}


def _title(model: SweepModel) -> str:
    return SWEEPS[model.sweep].name


def units_figure(model: SweepModel) -> dict[str, Any]:
    """Matters on the list by the unit that owes, most on top; a click narrows the page to the unit."""
    units = [row for row in model.shown.units if row["unit"]][:_MOST][::-1]
    bars = {
        "type": "bar",
        "orientation": "h",
        "y": [row["unit"] for row in units],
        "x": [row["matters"] for row in units],
        "text": [str(row["matters"]) for row in units],
        "customdata": [row["unit"] for row in units],
        "hovertemplate": "%{y}：%{x} 件<extra></extra>",
        "marker": {"color": "#2f6da3"},
        **_NUMBER,
    }
    most = max((row["matters"] for row in units), default=1)
    return {"data": [bars], "layout": {**_BARS, "xaxis": {"range": [0, most * 1.18], "visible": False}}}


_NUMBER = {"textposition": "outside", "textangle": 0, "cliponaxis": False, "textfont": {"size": 12}}
_BARS = {
    "margin": {"l": 8, "r": 8, "t": 4, "b": 4},
    "bargap": 0.3,
    "yaxis": {"type": "category", "automargin": True, "dtick": 1, "tickfont": {"size": 12}},
    "showlegend": False,
}


def _rows(model: SweepModel) -> list[dict[str, Any]]:
    return [_row(number, row) for number, row in enumerate(model.shown.rows)]


def _row(number: int, row: Row) -> dict[str, Any]:
    return {
        "id": f"{row['matter_id']}-{number}",
        "title": case_link(row["matter_id"], row["title"]),
        "unit": row["unit"] or "未登记",
        "due": row["due"],
        "since": row["since"],
        "missing": list(row["missing"]),
        "state_b": state(row["state_b"]),
        "sentence": row["sentence"],
    }
