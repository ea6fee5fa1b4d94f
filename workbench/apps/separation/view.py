"""三跨三分离, how it looks: flows between places, the list they come from, and one finding in full."""

from __future__ import annotations

from typing import Any

import ipywidgets

from workbench.apps.duties import DUTIES, duty_rows
from workbench.apps.frame import case_link, show, shown
from workbench.apps.separation.model import FLAGS, SeparationModel, finding_facts
from workbench.usecases.office import Office
from workbench.widgets import (
    CaseTable,
    Chart,
    FactList,
    Filter,
    FilterBar,
    Metric,
    MetricRow,
    Notice,
    columns,
    flow_figure,
    section,
)

LIST: list[dict[str, Any]] = [
    {"key": "title", "title": "事项", "kind": "link"},
    {"key": "label", "title": "认定", "width": 140},
    {"key": "lead_unit", "title": "责任单位", "width": 170},
    {"key": "overdue_days", "title": "超期天数", "kind": "number", "width": 80},
]


def dashboard() -> ipywidgets.Widget:
    """Where separated cases come from and lie, and who owes what."""
    return shown(build)


def build(office: Office) -> ipywidgets.VBox:
    names = office.divisions.full_name
    model = SeparationModel(office.edition(), office.divisions.name)
    offered = model.options()
    titles = {"label": "认定", "flag": "标识为是", "issue_name": "事发地", "topic_l1": "内容分类"}
    filters = FilterBar([Filter(key, title, offered[key], width=170) for key, title in titles.items()])
    cards = MetricRow(_metrics(model))
    flow = Chart(flow_figure(model.paths()), height=380, label="户籍地、常住地、事发地之间的流向")
    table = CaseTable(LIST, _rows(model), id_field="matter_id", height=400, title="未化解事项（点击一行看认定）")
    full = ipywidgets.VBox(
        [Notice("点击流向图中的地方或连线，清单只列经过那里的事项；点击清单一行，此处显示认定全文。")]
    )
    filters.observe(lambda change: setattr(model, "chosen", dict(change["new"])), "value")
    cards.observe(lambda change: filters.choose(flag=change["new"]["key"]), "clicked")
    flow.observe(lambda change: setattr(model, "flow", dict(change["new"].get("customdata") or {})), "clicked")
    table.observe(lambda change: setattr(model, "wanted", change["new"]), "selected")
    model.observe(lambda _: cards.show(_metrics(model)), "chosen")
    model.observe(lambda _: flow.show(flow_figure(model.paths())), "chosen")
    model.observe(lambda _: table.show(_rows(model)), "rows")
    model.observe(lambda _: setattr(full, "children", _finding(model, names)), "opened")
    picture = ipywidgets.VBox([section("地方之间的流向", "未化解事项，按县级；灰色为同一地方，橙色为分离"), flow])
    return show("三跨三分离", model.edition, [filters, cards, columns(picture, table, weights=(6, 7)), full])


def _metrics(model: SeparationModel) -> list[Metric]:
    return [_metric(flag, *numbers) for flag, numbers in model.counts().items()]


def _metric(flag: str, yes: int, unknown: int, asked: int) -> Metric:
    """是 of those that could be told; what is 待核 stands beside, in neither number."""
    known = asked - unknown
    fraction = f"{yes} / {known} 件，待核 {unknown}" if known else f"待核 {unknown} 件"
    tone = "info" if flag.startswith("F") else "neutral"
    return Metric(FLAGS[flag], yes if known else None, fraction, tone=tone, key=flag, hint="点击只看标识为“是”的事项")


def _rows(model: SeparationModel) -> list[dict[str, Any]]:
    keys = ("matter_id", *(column["key"] for column in LIST))
    return [
        {**{key: row[key] for key in keys}, "title": case_link(row["matter_id"], row["title"])} for row in model.rows
    ]


def _finding(model: SeparationModel, names: Any) -> list[Any]:
    if model.opened is None or model.opened.separation is None:
        return []
    facts = finding_facts(model.opened.separation, names)
    table = CaseTable(DUTIES, duty_rows(model.opened.duties, names), height=230, title="责任建议（须经人确认）")
    return [FactList(facts, title=f"认定全文：{model.opened.matter['title']}"), table]
