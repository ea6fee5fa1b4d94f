"""专项行动, how it looks: where the cohort stands, the target path beside its milestones, and the list behind any number."""

from __future__ import annotations

from typing import Any

import ipywidgets

from workbench.apps.campaign import panels
from workbench.apps.campaign.figures import path_figure
from workbench.apps.campaign.model import TABS, CampaignModel
from workbench.apps.frame import show, shown
from workbench.campaign.ratio import Ratio
from workbench.usecases import campaign_rows as lines
from workbench.usecases.campaign_state import WHICH, CohortState
from workbench.usecases.office import Office
from workbench.widgets import Address, Chart, Chip, HeadLine, Metric, MetricRow, Notice, columns, query, section
from workbench.widgets.choice import Choice

TITLE = "专项行动"
_STATE = ("shown", "cohort", "rows", "day", "focus")
_PHASE_TONES = {"进行中": "info", "已结束": "neutral", "未开始": "neutral"}


def dashboard() -> ipywidgets.Widget:
    """The campaign the address names (`?campaign=…&cohort=…&focus=…&day=…`), or the first."""
    return shown(lambda office: build(office, query()))


def build(office: Office, asked: dict[str, str]) -> ipywidgets.VBox:
    model = CampaignModel(office, asked)
    page = show(TITLE, model.edition, [_head(model), _figures(model), _picture(model), _tabs(model)])
    page.add_class("wb-case")
    return page


# --- head ---------------------------------------------------------------------------------------------------------------


def _head(model: CampaignModel) -> ipywidgets.VBox:
    """Which campaign, its phase and the next milestone; what the page can't show, in sentences."""
    line, problem, told, address = HeadLine(), Notice(model.problem, tone="warn"), Notice(""), Address()
    campaign = Choice(options=[one.name for one in model.office.settings.campaigns], tooltip="专项")
    cohort = Choice(tooltip="批次")
    campaign.value = model.campaign

    def draw(_change: Any = None) -> None:
        cohort.options = [(one.cohort.title, one.cohort.id) for one in model.shown.cohorts]
        cohort.value = model.cohort or None
        line.show(*_headline(model))
        told.say("；".join(model.told), tone="warn" if model.shown.told else "info")
        address.address = model.address

    campaign.observe(lambda change: setattr(model, "campaign", change["new"]), "value")
    cohort.observe(lambda change: setattr(model, "cohort", change["new"] or model.cohort), "value")
    model.observe(draw, ["shown", "cohort"])
    model.observe(lambda _: setattr(address, "address", model.address), ["focus", "day", "tab"])
    draw()
    choices = [part for part, many in ((campaign, len(campaign.options)), (cohort, len(cohort.options))) if many > 1]
    bar = ipywidgets.HBox(
        [line, ipywidgets.HBox(choices)],
        layout=ipywidgets.Layout(justify_content="space-between", align_items="center", flex_flow="row wrap"),
    )
    return ipywidgets.VBox([bar, problem, told, address])


def _headline(model: CampaignModel) -> tuple[str, list[Chip]]:
    state, cohort = model.shown, model.chosen
    chips = [Chip(f"{one.phase.name}　{one.state}", _PHASE_TONES[one.state], f"{one.phase.first} 至 {one.phase.last}")
             for one in state.phases if one.state == "进行中"]  # fmt: skip
    if cohort and cohort.next:
        point = cohort.next.point
        chips.append(
            Chip(
                f"{point.milestone.day} 前化解 {point.need}/{point.base}，余 {point.days_left} 天", "orange", "下一节点"
            )
        )
    if state.campaign.source:
        chips.append(Chip(state.campaign.source, "neutral", "依据"))
    title = (
        f"{state.campaign.name} · {cohort.cohort.title}" if cohort and len(state.cohorts) > 1 else state.campaign.name
    )
    return title, chips


# --- figures ------------------------------------------------------------------------------------------------------------


def _figures(model: CampaignModel) -> MetricRow:
    """Cards; each opens its list, of the milestone chosen or of now."""
    row = MetricRow(cards(model), selected=model.focus)

    def draw(_change: Any = None) -> None:
        row.show(cards(model))
        row.selected = model.focus

    def clicked(change: Any) -> None:
        model.focus = change["new"]["key"]
        model.tab = "cases"

    row.observe(clicked, "clicked")
    model.observe(draw, [*_STATE])
    return row


def cards(model: CampaignModel) -> list[Metric]:
    """The figures of the cohort, now or at the milestone chosen, each with what it is a part of."""
    cohort = model.chosen
    if cohort is None:
        return []
    point = model.stage.point if model.stage else cohort.now
    back = set(point.accepted.ids) - set(point.net.ids)
    parts = {
        "accepted": (point.accepted, "ok"), "net": (point.net, "ok"),
        "left": (_part(point.base - point.net.numerator, point.base), "orange"),
        "rebound": (_part(len(back), point.accepted.numerator), "overdue" if back else "neutral"),
        "queued": (_part(len(point.queued), point.base), "info"),
        "removed": (_part(len(point.removed), point.handed_down), "neutral"),
    }  # fmt: skip
    found = [_card(key, ratio, tone) for key, (ratio, tone) in parts.items()]
    return [_pace_card(cohort), *found]


_SHORT = {
    "accepted": "报上级口径", "net": "扣除反弹", "left": "尚未化解", "rebound": "化解后反弹", "queued": "报结待审", "removed": "核减",
}  # fmt: skip


def _card(key: str, ratio: Ratio, tone: str) -> Metric:
    hint = f"{WHICH[key]}：{ratio.full}；点击看名单"
    return Metric(_SHORT[key], ratio.numerator, ratio.full, "件", tone, key, hint)


def _part(part: int, whole: int) -> Ratio:
    return Ratio(part, whole, "")


def _pace_card(cohort: CohortState) -> Metric:
    """What is still to do to the next milestone: the gap net of rebounds, and how many a week."""
    ahead = cohort.next
    if ahead is None:
        return Metric("距下一节点", "—", "节点均已过" if cohort.stages else "未登记节点")
    point = ahead.point
    pace = f"　{point.pace_text}" if point.pace and point.gap_net else ""
    told = f"{point.net.numerator} / {point.need}{pace}"
    hint = f"{point.milestone.day} 前须化解 {point.need}/{point.base}（{point.milestone.pct}%）；扣除反弹口径"
    return Metric("距下一节点还差", point.gap_net, told, "件", "orange" if point.gap_net else "ok", hint=hint)


# --- picture and milestones ---------------------------------------------------------------------------------------------


def _picture(model: CampaignModel) -> Any:
    """The target path, and beside it the milestones; a milestone chosen on either is what the page shows."""
    chart = Chart(_figure(model), height=286, label=f"{model.campaign}目标曲线")
    table = panels.stages_table(model)
    now = ipywidgets.Button(description="回到截止日", layout=ipywidgets.Layout(width="auto"))

    def back(_button: Any) -> None:
        table.selected, model.day = "", ""

    def draw(_change: Any = None) -> None:
        chart.show(_figure(model))
        chosen = model.chosen
        table.show([lines.stage_row(chosen, stage) for stage in chosen.stages] if chosen else [])

    def clicked(change: Any) -> None:
        point = str(change["new"]["customdata"])
        if point in WHICH:
            model.focus = point
        elif point:
            model.day = point

    now.on_click(back)
    chart.observe(clicked, "clicked")
    table.observe(lambda change: setattr(model, "day", change["new"].partition("|")[2]), "selected")
    model.observe(draw, ["shown", "cohort"])
    model.observe(lambda _: setattr(now.layout, "visibility", "visible" if model.day else "hidden"), "day")
    now.layout.visibility = "visible" if model.day else "hidden"
    draw()
    left = ipywidgets.VBox([section("目标曲线", "每周；点菱形看该节点；右上角可存为图片"), chart])
    note = ipywidgets.HBox(
        [section("节点", "点一行看该日名单"), now], layout=ipywidgets.Layout(justify_content="space-between")
    )
    return columns(left, ipywidgets.VBox([note, table]), weights=(4, 6))


def _figure(model: CampaignModel) -> dict[str, Any]:
    return path_figure(model.chosen, model.shown.campaign.phases) if model.chosen else {"data": [], "layout": {}}


# --- tabs ---------------------------------------------------------------------------------------------------------------


def _tabs(model: CampaignModel) -> ipywidgets.Tab:
    """Panels made when first opened, and read again when something they show changed while they are open."""
    keys = list(TABS)
    tab = ipywidgets.Tab([ipywidgets.VBox() for _ in keys], titles=list(TABS.values()))
    tab.add_class("wb-case-tabs")
    readers: dict[str, panels.Reader] = {}
    read_at: dict[str, tuple[Any, ...]] = {}

    def read(_change: Any = None) -> None:
        key = model.tab
        tab.selected_index = keys.index(key)
        if key not in readers:
            part, readers[key] = panels.make(key, model)
            tab.children[keys.index(key)].children = [part]
        now = (id(model.shown), model.cohort, model.day, model.focus)
        if read_at.get(key) != now:
            read_at[key] = now
            readers[key]()

    def chosen(change: Any) -> None:
        if change["new"] is not None:
            model.tab = keys[change["new"]]

    tab.observe(chosen, "selected_index")
    model.observe(read, ["tab", *_STATE])
    read()
    return tab
