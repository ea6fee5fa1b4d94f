"""清查清单, how it looks: the lists with their numbers, then the chosen one by unit and matter by matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipywidgets

from workbench.apps.frame import case_link, show, shown
from workbench.apps.sweep.model import FILTER_TITLES, SweepModel
from workbench.apps.words import state
from workbench.review.facts import Row
from workbench.rules.sweeps import SWEEPS
from workbench.usecases.export_list import export_list
from workbench.usecases.office import Office
from workbench.usecases.sweep_cases import LIST_COLUMNS, SweepCount
from workbench.widgets import (
    Address,
    CaseTable,
    Chart,
    Filter,
    FilterBar,
    Metric,
    MetricRow,
    Notice,
    columns,
    query,
    section,
)

_WIDTHS = {"title": 260, "unit": 170, "due": 95, "since": 95, "missing": 190, "state_b": 95}
_KINDS = {"title": "link"}
LIST: list[dict[str, Any]] = [
    {
        **column,
        **({"width": _WIDTHS[key]} if (key := column["key"]) in _WIDTHS else {}),
        "kind": _KINDS.get(key, column.get("kind", "text")),
    }
    for column in LIST_COLUMNS
]
_TONES = {"LATE": "overdue", "DAY": "orange", "WEEK": "yellow", "FT": "yellow"}
_MOST = 12
"""Units drawn; the filter offers all."""


def dashboard() -> ipywidgets.Widget:
    """The clean-up lists; `?list=…` chooses one."""
    return shown(lambda office: build(office, query()))


def build(office: Office, asked: dict[str, str]) -> ipywidgets.VBox:
    model = SweepModel(office.edition(), asked)
    filters = FilterBar(
        [Filter(name, title, model.options[name], width=190) for name, title in FILTER_TITLES.items()],
        initial=model.chosen,
    )
    cards = {group: MetricRow(_metrics(lists), selected=model.sweep) for group, lists in model.groups().items()}
    chart = Chart(units_figure(model), height=380, label="按责任单位")
    table = CaseTable(LIST, _rows(model), height=380, title=_title(model), exportable=True, empty="没有符合的事项")
    told, address = Notice(model.shown.told), Address(address=model.address)
    _follow(office, model, filters, cards, chart, table, told, address)
    heads = columns(*(ipywidgets.VBox([section(group), row]) for group, row in cards.items()), weights=[4, 1, 5, 5])
    problem = [Notice(model.problem, tone="warn")] if model.problem else []
    body = columns(chart, table, weights=(1, 3))
    return show("清查清单", model.edition, [address, *problem, heads, filters, told, body])


def _follow(
    office: Office, model: SweepModel, filters: FilterBar, cards: dict[str, MetricRow], chart: Chart, table: CaseTable,
    told: Notice, address: Address,
) -> None:  # fmt: skip
    """What a click changes in the model, and what a change of the model draws anew."""

    def redraw(_change: Any) -> None:
        for group, lists in model.groups().items():
            cards[group].show(_metrics(lists))
            cards[group].selected = model.sweep
        chart.show(units_figure(model))
        table.title = _title(model)
        table.told = ""
        table.show(_rows(model))
        told.show(model.shown.told)
        address.address = model.address

    def take_out(_change: Any) -> None:
        path = export_folder(office) / f"{model.shown.sweep.name.replace('：', '')}-{model.edition.id}.xlsx"
        table.told = f"已存到 {export_list(office, model.shown.sweep.name, LIST_COLUMNS, model.shown.rows, model.filter_words, path)}"

    for row in cards.values():
        row.observe(lambda change: setattr(model, "sweep", change["new"]["key"]), "clicked")
    filters.observe(lambda change: setattr(model, "chosen", dict(change["new"])), "value")
    chart.observe(lambda change: filters.choose(unit=str(change["new"]["customdata"]) or None), "clicked")
    table.observe(take_out, "exported")
    model.observe(redraw, "shown")


def export_folder(office: Office) -> Path:
    """Where lists taken out of dashboards are put: the office's own folder, closed to other accounts."""
    folder = office.settings.home / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _metrics(lists: list[SweepCount]) -> list[Metric]:
    return [
        Metric(
            one.sweep.name.removeprefix("积案："),
            one.matters,
            f"{one.entries} 项期限" if one.entries != one.matters else "件事项",
            tone=_TONES.get(one.sweep.id, "neutral") if one.matters else "neutral",
            key=one.sweep.id,
            hint=one.sweep.definition,
        )
        for one in lists
    ]


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
        "textposition": "auto",
    }
    layout = {
        "margin": {"l": 8, "r": 16, "t": 8, "b": 28},
        "yaxis": {"type": "category", "automargin": True, "dtick": 1, "tickfont": {"size": 11.5}},
        "xaxis": {"rangemode": "tozero", "tickformat": "d"},
        "showlegend": False,
    }
    return {"data": [bars], "layout": layout}


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
