"""督办, how it looks: units in honest order on the left, clocks, proposals and letters on the right, a unit's page in a drawer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import ipywidgets

from workbench.apps.exports import taken_out
from workbench.apps.frame import show, shown
from workbench.apps.supervision import rows
from workbench.apps.supervision.model import SupervisionModel
from workbench.campaign.measures import Measure
from workbench.store.views import narrowed
from workbench.usecases.look_over import MOST, Listed
from workbench.usecases.office import Office
from workbench.usecases.supervise import DUE, OVERDUE, open_clocks, soon, titles
from workbench.widgets import (
    Address,
    CaseTable,
    Drawer,
    Metric,
    MetricRow,
    Notice,
    columns,
    one_screen,
    query,
    section,
)

HEIGHT = 392


def dashboard() -> ipywidgets.Widget:
    """Units and clocks; `?metric=M-02&unit=…` opens the same again."""
    return shown(lambda office: build(office, query()))


def build(office: Office, asked: dict[str, str]) -> ipywidgets.VBox:
    model = SupervisionModel(office, asked)
    cards = MetricRow(_metrics(model.rates), selected=model.metric)
    head = ipywidgets.VBox()
    table = CaseTable(rows.RANKED, height=HEIGHT, page_size=100, exportable=True, empty="没有可排列的单位")
    drawer, address = Drawer(), Address(address=model.address)
    problem = [Notice(model.problem, tone="warn")] if model.problem else []
    _follow(model, cards, head, table, drawer, address)
    body = columns(ipywidgets.VBox([head, table]), _tabs(model), weights=(7, 6))
    return one_screen(show("督办", model.edition, [address, *problem, cards, body]), drawer)


def _follow(
    model: SupervisionModel, cards: MetricRow, head: Any, table: CaseTable, drawer: Drawer, address: Address
) -> None:  # fmt: skip
    def order(_change: Any = None) -> None:
        measured = model.standing.measured
        head.children = [
            section(f"{measured.asked.metric.id} {measured.asked.metric.name}：单位排列", model.standing.whole.text)
        ]
        table.told = f"{measured.source_line}。{rows.LEGEND}"
        table.show(rows.ranked_rows(model.standing))
        cards.selected, address.address = model.metric, model.address

    def open_unit(change: Any) -> None:
        if change["new"]:
            model.unit = change["new"]
            table.selected = ""

    def show_unit(_change: Any = None) -> None:
        if model.duties is not None:
            drawer.reveal(f"{model.duties.unit}：应履行的职责", unit_page(model))

    def take_out(_change: Any) -> None:
        name = f"{model.standing.whole.metric.name}-单位排列-{model.edition.id}.xlsx"
        told = rows.ranked_rows(model.standing)
        table.told = taken_out(model.office, "单位排列", rows.RANKED, told, model.standing.measured.source_line, name, len(told))  # fmt: skip

    cards.observe(lambda change: setattr(model, "metric", change["new"]["key"]), "clicked")
    table.observe(open_unit, "selected")
    table.observe(take_out, "exported")
    model.observe(order, "standing")
    model.observe(show_unit, "duties")
    model.observe(lambda _: setattr(address, "address", model.address), "unit")
    order()
    show_unit()


def _metrics(rates: Iterable[Measure]) -> list[Metric]:
    return [
        Metric(one.metric.name, one.ratio.percent, one.ratio.text, key=one.metric.id, tone="info" if one.ratio.denominator else "neutral",
               hint=f"{one.metric.id}：{one.metric.formula}；{one.metric.cohort}")
        for one in rates
    ]  # fmt: skip


# --- clocks, proposals, letters -----------------------------------------------------------------------------------------


def _tabs(model: SupervisionModel) -> ipywidgets.Tab:
    """Panels made when first opened."""
    keys = list(model.tabs)
    tab = ipywidgets.Tab([ipywidgets.VBox() for _ in keys], titles=list(model.tabs.values()))
    tab.add_class("wb-case-tabs")

    def read(_change: Any = None) -> None:
        place = tab.selected_index or 0
        if not tab.children[place].children:
            tab.children[place].children = _panel(model, keys[place])

    tab.observe(read, "selected_index")
    tab.selected_index = 0
    read()
    return tab


def _panel(model: SupervisionModel, key: str) -> list[Any]:
    if key == DUE:
        return _due(model)
    if key == OVERDUE:
        return [_clock_table(model, OVERDUE, model.listed(OVERDUE), HEIGHT - 10)]
    if key == "papers":
        none = "还没有给本单位的会议用件；联席办印制会议材料时放到这里"
        return [
            CaseTable(rows.PAPERS, rows.paper_rows(model.papers()), height=HEIGHT - 10, title="会议用件", empty=none)
        ]
    if key == "ladder":
        found = model.proposed()
        told = rows.ladder_rows(found, titles(model.edition, [one.matter_id for one in found]))
        none = "没有到了应督办程度的议定事项；签发在“议定落实”页"
        if narrowed(model.edition):
            none = "督办建议由联席办审签，本视图不含；签发之后见“督办文书”"
        return [_table(model, rows.LADDER, told, "督办建议", none)]
    sent = model.letters()
    told = rows.letter_rows(sent, titles(model.edition, [one.matter_id for one in sent]))
    return [_table(model, rows.LETTERS, told, "督办文书", "还没有印过督办文书；可用 workbench letter 印制")]


def _due(model: SupervisionModel) -> list[Any]:
    """Due soon by unit, then clock by clock."""
    days = soon(model.edition)
    return [
        section(f"{days}日内到期与超期，按单位", "按单位名称排列"),
        CaseTable(rows.UNITS, rows.unit_rows(model.clocks), height=170, empty=f"没有单位有{days}日内到期或超期的时限"),
        _clock_table(model, DUE, model.listed(DUE), 170),
    ]


def _clock_table(model: SupervisionModel, state: str, found: Listed, height: int, unit: str | None = None) -> CaseTable:
    title = rows.CLOCK_TITLES[state]
    table = CaseTable(
        rows.CLOCKS, rows.clock_rows(found.rows), height=height, title=title, exportable=True, empty="没有这样的时限"
    )
    table.told = f"共 {found.total:,} 项" + (f"，列出前 {len(found.rows)} 项" if found.total > len(found.rows) else "")

    def take_out(_change: Any) -> None:
        every = open_clocks(model.edition, state, unit, limit=MOST)
        name = f"{unit or ''}{title}-{model.edition.id}.xlsx"
        table.told = taken_out(
            model.office,
            title,
            rows.CLOCKS,
            rows.clock_rows(every.rows),
            f"{unit or '全部单位'}{title}",
            name,
            every.total,
        )

    table.observe(take_out, "exported")
    return table


def _table(
    model: SupervisionModel, shown_columns: list[dict[str, Any]], told: list[dict[str, Any]], title: str, empty: str
) -> CaseTable:
    table = CaseTable(shown_columns, told, height=HEIGHT - 10, title=title, empty=empty, exportable=bool(told))

    def take_out(_change: Any) -> None:
        name = f"{title}-{model.edition.id}.xlsx"
        table.told = taken_out(model.office, title, shown_columns, told, title, name, len(told))

    table.observe(take_out, "exported")
    return table


# --- a unit's page ------------------------------------------------------------------------------------------------------


def unit_page(model: SupervisionModel) -> list[Any]:
    """What one unit owes: rates with fractions, overdue and due clocks, decided tasks, letters and proposals."""
    duties = model.duties
    assert duties is not None
    of = [*(one.decision.matter_id for one in duties.tasks), *(one.matter_id for one in duties.letters),
          *(one.matter_id for one in duties.proposals)]  # fmt: skip
    named = titles(model.edition, of)
    parts: list[Any] = [
        MetricRow(replace(one, key="") for one in _metrics(duties.rates)),
        *(
            _clock_table(model, state, found, 250, duties.unit)
            if found.total
            else Notice(f"没有{rows.CLOCK_TITLES[state]}")
            for state, found in ((OVERDUE, duties.overdue), (DUE, duties.due))
        ),
    ]
    if duties.tasks:
        parts.append(CaseTable(rows.TASKS, rows.task_rows(duties.tasks, named), height=200, title="议定事项"))
    if duties.proposals:
        parts.append(CaseTable(rows.LADDER, rows.ladder_rows(duties.proposals, named), height=200, title="督办建议"))
    if duties.letters:
        parts.append(CaseTable(rows.LETTERS, rows.letter_rows(duties.letters, named), height=200, title="督办文书"))
    return parts
