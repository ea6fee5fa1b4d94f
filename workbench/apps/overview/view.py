"""总览, how it looks: on one screen what changed, numbers with their fractions, trend, path and units; lists in a drawer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ipywidgets

from workbench.apps.frame import show, shown
from workbench.apps.overview.figures import LEAST, path_figure, trend_figure, units_figure
from workbench.apps.overview.lists import ListDrawer
from workbench.apps.overview.model import CHANGE, FILTER_TITLES, TITLES, OverviewModel
from workbench.campaign.ratio import Ratio, half_up
from workbench.reference.parameters import parameter
from workbench.store.views import narrowed
from workbench.usecases.cube import NUMBERS
from workbench.usecases.follow_up import settled, tasks
from workbench.usecases.listed import RATES
from workbench.usecases.look_over import WEEK, Change, edition_before
from workbench.usecases.measure import measure
from workbench.usecases.office import Office
from workbench.widgets import Chart, Filter, FilterBar, Metric, MetricRow, Notice, columns, one_screen, section

TONES = {"overdue": "overdue", "due_soon": "orange", "disputed": "yellow", "open": "info"}
DECIDED = "议定事项落实"
HEIGHT = 345
MOST_UNITS = 11


def dashboard() -> ipywidgets.Widget:
    """The first page: what changed, what is open, late, disputed; where the campaign stands."""
    return shown(build)


def build(office: Office) -> ipywidgets.VBox:
    edition = office.edition()
    model = OverviewModel(edition, office.settings.campaigns, edition_before(office, edition))
    offered, drawer = model.options(), ListDrawer(office, model)
    filters = FilterBar([Filter(key, title, offered[key], width=142) for key, title in FILTER_TITLES.items()])
    moved, cards, charts = MetricRow(_changes(model)), MetricRow(_metrics(model)), _charts(model)
    moved.add_class("wb-small")
    _follow(model, filters, moved, cards, charts, drawer)
    parts = [*_moved_part(model, moved), filters, cards, _picture(model, charts, decided(office, model))]
    return one_screen(show("总览", edition, parts, lead=_lead(model)), drawer)


def _follow(
    model: OverviewModel, filters: FilterBar, moved: MetricRow, cards: MetricRow, charts: dict[str, Chart], drawer: ListDrawer
) -> None:  # fmt: skip
    """What a click opens, and what a filter draws anew."""

    def redraw(_change: Any) -> None:
        moved.show(_changes(model))
        cards.show(_metrics(model))
        charts["trend"].show(trend_figure(model.shown.trend))
        charts["units"].show(units_figure(model.shown.units, MOST_UNITS))
        if "path" in charts and model.shown.campaigns:
            charts["path"].show(path_figure(model.shown.campaigns[0]))
        if drawer.is_open:
            drawer.look(model.focus)

    filters.observe(lambda change: setattr(model, "chosen", dict(change["new"])), "value")
    cards.observe(lambda change: drawer.look(change["new"]["key"]), "clicked")
    moved.observe(lambda change: drawer.look(CHANGE + change["new"]["key"]), "clicked")
    for chart in charts.values():
        chart.observe(lambda change: drawer.look(str(change["new"]["customdata"])), "clicked")
    model.observe(lambda _: setattr(cards, "selected", model.focus), "focus")
    model.observe(redraw, "shown")


def _lead(model: OverviewModel) -> str:
    locked = model.shown.locked
    return f"另有检举控告 {locked} 件，不计入任何数字，内容不予显示" if locked else ""


# --- what changed -------------------------------------------------------------------------------------------------------


def _moved_part(model: OverviewModel, row: MetricRow) -> list[Any]:
    """The changes under their heading, or a sentence that there is nothing to compare with."""
    before, on = model.shown.before, model.shown.before_as_of
    if on is None:
        return [Notice("没有更早的版次可比：这是第一个版次；再发布一次之后，这里列出各数字比上周的变化和原因")]
    is_week = on <= model.edition.as_of - timedelta(days=WEEK)
    title = "比上周的变化" if is_week else "比上一版的变化"
    none = "" if any(one.any for one in model.shown.changes) else "；各数字没有变动"
    far = "" if is_week else "，没有留存一周前的版次"
    return [section(title, f"对照版次 {before}（截至 {on}{far}）{none}；点击看是哪些事项、因何变动"), row]


def _changes(model: OverviewModel) -> list[Metric]:
    return [_change(one) for one in model.changes]


def _change(one: Change) -> Metric:
    rate = one.key in RATES
    step = _points(one.now) - _points(one.was) if rate else one.step
    worse = step < 0 if rate else step > 0
    return Metric(
        TITLES[one.key],
        _signed(step, rate),
        f"{one.was.text} → {one.now.text}",
        tone="orange" if worse else "ok" if step else "neutral",
        key=one.key,
        hint=f"{TITLES[one.key]}：{one.was.full} → {one.now.full}；点击看变动的事项与原因",
    )


def _points(ratio: Ratio) -> int:
    """A rate in hundredths of a per cent; 0 of nothing."""
    return half_up(ratio.numerator * 10_000, ratio.denominator) if ratio.denominator else 0


def _signed(step: int, rate: bool) -> str:
    sign = "+" if step > 0 else "−" if step < 0 else ""
    return f"{sign}{abs(step) // 100}.{abs(step) % 100:02d} 点" if rate else f"{sign}{abs(step)}"


# --- numbers and pictures -----------------------------------------------------------------------------------------------


def _metrics(model: OverviewModel) -> list[Metric]:
    return [
        Metric(
            _title(key, model),
            ratio.percent if key in RATES else ratio.numerator,
            f"{ratio.text} 件" if ratio.denominator else ratio.text,
            tone=TONES.get(key, "neutral"),
            key=key,
            hint=f"{NUMBERS[key]} {ratio.label}：{ratio.full}；点击查看{'未达到的' if key in RATES else ''}事项",
        )
        for key, ratio in model.shown.counts.items()
    ]


def _title(key: str, model: OverviewModel) -> str:
    """Titles with the number of days or flags in force on the as-of day."""
    if key == "due_soon":
        days = int(parameter("count.due_soon", model.edition.as_of).value)
        return TITLES[key] if days == 7 else f"{days} 日内到期"
    if key == "hard":
        return f"疑难（{int(parameter('count.hard_flags', model.edition.as_of).value)}项以上）"
    return TITLES[key]


def _charts(model: OverviewModel) -> dict[str, Chart]:
    charts = {
        "trend": Chart(trend_figure(model.shown.trend), height=HEIGHT, label="每月登记与办结", light=True),
        "units": Chart(units_figure(model.shown.units, MOST_UNITS), height=HEIGHT, label="单位履职", light=True),
    }
    for view in model.shown.campaigns[:1]:
        charts["path"] = Chart(path_figure(view), height=HEIGHT, label=f"{view.campaign.name}进度", light=True)
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
    if narrowed(model.edition):
        return f"{measure(model.edition, 'M-14').whole.text}（M-14，不含文字）"
    day = model.edition.as_of
    if not tasks(office, as_of=day).tasks:
        return "尚无已定稿的议定事项"
    batch = model.shown.campaigns[0].campaign.batch if model.shown.campaigns else ""
    found = settled(office, as_of=day, batch=batch)
    if not found.in_time.denominator and not found.overdue.denominator:
        return "尚无已定稿的议定事项"
    return f"按期完成 {found.in_time.text}，超期 {found.overdue.text}，需提交会议 {found.to_meeting.text}"


def _path_title(model: OverviewModel) -> tuple[str, str]:
    view = model.shown.campaigns[0]
    point = view.next
    note = f"{point.milestone.day:%m-%d}前须 {point.need}/{point.now.base}，现 {point.now.accepted}，{point.pace_text}"
    return view.campaign.name, note
