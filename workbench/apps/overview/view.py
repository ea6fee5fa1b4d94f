"""总览, how it looks: numbers with their fractions, then trend, target path and units, then the list behind a number."""

from __future__ import annotations

from typing import Any

import ipywidgets

from workbench.apps.frame import case_link, show, shown
from workbench.apps.overview.figures import LEAST, path_figure, trend_figure, units_figure
from workbench.apps.overview.model import RATES, TITLES, OverviewModel
from workbench.apps.words import flag_names, state
from workbench.review.facts import Row
from workbench.usecases.follow_up import settled
from workbench.usecases.office import Office
from workbench.widgets import CLOCK_TONES, CaseTable, Chart, Filter, FilterBar, Metric, MetricRow, columns, section

TONES = {"overdue": "overdue", "due_soon": "orange", "disputed": "yellow", "open": "info"}
DECIDED = "议定事项落实"
FILTER_TITLES = {
    "topic_l1": "内容分类",
    "issue_name": "事发地",
    "lead_unit": "责任单位",
    "campaign": "专项批次",
    "label": "三跨三分离",
}
LIST: list[dict[str, Any]] = [
    {"key": "title", "title": "事项", "kind": "link"},
    {"key": "lead_unit", "title": "责任单位", "width": 190},
    {"key": "issue_name", "title": "事发地", "width": 90},
    {"key": "state_b", "title": "化解状态", "width": 110},
    {"key": "clock", "title": "期限", "width": 60},
    {"key": "due", "title": "届满", "kind": "date", "width": 100},
    {"key": "overdue_days", "title": "超期天数", "kind": "number", "width": 80},
    {"key": "clock_status", "title": "时限状态", "kind": "status", "tones": dict(CLOCK_TONES), "width": 110},
    {"key": "flags", "title": "疑难标识", "kind": "tags", "width": 330},
]


def dashboard() -> ipywidgets.Widget:
    """The first page: what is open, late, disputed; where the campaign stands."""
    return shown(build)


def build(office: Office) -> ipywidgets.VBox:
    model = OverviewModel(office.edition(), office.settings.campaigns)
    offered = model.options()
    filters = FilterBar([Filter(key, title, offered[key], width=170) for key, title in FILTER_TITLES.items()])
    cards = MetricRow(_metrics(model), selected=model.focus)
    charts, table = (
        _charts(model),
        CaseTable(LIST, _rows(model), id_field="matter_id", title=model.focus_title, height=380),
    )
    filters.observe(lambda change: setattr(model, "chosen", dict(change["new"])), "value")
    cards.observe(lambda change: setattr(model, "focus", change["new"]["key"]), "clicked")
    for chart in charts.values():
        chart.observe(lambda change: setattr(model, "focus", str(change["new"]["customdata"])), "clicked")
    model.observe(lambda _: _redraw(model, cards, charts), "shown")
    model.observe(lambda _: _list(model, cards, table), "rows")
    note = f"另有检举控告 {model.shown.locked} 件，不计入任何数字，内容不予显示" if model.shown.locked else ""
    return show(
        "总览", model.edition, [filters, cards, _picture(model, charts, decided(office, model)), table], lead=note
    )


def _metrics(model: OverviewModel) -> list[Metric]:
    return [
        Metric(
            TITLES[key],
            ratio.percent if key in RATES else ratio.numerator,
            f"{ratio.text} 件" if ratio.denominator else ratio.text,
            tone=TONES.get(key, "neutral"),
            key=key,
            hint=f"{ratio.label}：{ratio.full}；点击查看{'未达到的' if key in RATES else ''}事项",
        )
        for key, ratio in model.shown.counts.items()
    ]


def _charts(model: OverviewModel) -> dict[str, Chart]:
    charts = {
        "trend": Chart(trend_figure(model.shown.trend), height=270, label="每月登记与办结"),
        "units": Chart(units_figure(model.shown.units), height=270, label="单位履职"),
    }
    for view in model.shown.campaigns[:1]:
        charts["path"] = Chart(path_figure(view), height=270, label=f"{view.campaign.name}进度")
    return charts


def _picture(model: OverviewModel, charts: dict[str, Chart], settled_line: str) -> Any:
    titled = [("每月登记与办结", "近18个月，件", charts["trend"])]
    if "path" in charts:
        titled.append((*_path_title(model), charts["path"]))
    titled.append(("单位履职", f"按期比例由低到高（到期≥{LEAST}项）", charts["units"]))
    parts = {chart: [section(title, note), chart] for title, note, chart in titled}
    if "path" in charts:
        parts[charts["path"]].append(section(DECIDED, settled_line))
    return columns(*(ipywidgets.VBox(part) for part in parts.values()))


def decided(office: Office, model: OverviewModel) -> str:
    """What became of what meetings decided on the campaign's matters, each part with its fraction, as of the edition."""
    batch = model.shown.campaigns[0].campaign.batch if model.shown.campaigns else ""
    found = settled(office, as_of=model.edition.as_of, batch=batch)
    if not found.in_time.denominator and not found.overdue.denominator:
        return "尚无已定稿的议定事项"
    return f"按期完成 {found.in_time.text}，超期 {found.overdue.text}，需提交会议 {found.to_meeting.text}"


def _path_title(model: OverviewModel) -> tuple[str, str]:
    view = model.shown.campaigns[0]
    point = view.next
    note = (
        f"{point.milestone.day:%m-%d}前须 {point.need}/{point.base}，现 {point.accepted.numerator}，{point.pace_text}"
    )
    return view.campaign.name, note


def _redraw(model: OverviewModel, cards: MetricRow, charts: dict[str, Chart]) -> None:
    cards.show(_metrics(model))
    charts["trend"].show(trend_figure(model.shown.trend))
    charts["units"].show(units_figure(model.shown.units))
    if "path" in charts and model.shown.campaigns:
        charts["path"].show(path_figure(model.shown.campaigns[0]))


def _list(model: OverviewModel, cards: MetricRow, table: CaseTable) -> None:
    cards.selected = model.focus
    table.title = model.focus_title
    table.show(_rows(model))


def _rows(model: OverviewModel) -> list[dict[str, Any]]:
    return [_row(row) for row in model.rows]


def _row(row: Row) -> dict[str, Any]:
    shown = {key: row[key] for key in ("matter_id", *(column["key"] for column in LIST))}
    words = {
        "flags": flag_names(row["flags"]),
        "state_b": state(row["state_b"]),
        "overdue_days": row["overdue_days"] or None,
    }
    return {**shown, **words, "title": case_link(row["matter_id"], row["title"])}
