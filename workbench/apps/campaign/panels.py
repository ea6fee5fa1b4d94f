"""专项行动, its tabs: the list behind a figure, 核减, units, phases with decided tasks, why the share moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from workbench.apps.campaign.model import CampaignModel
from workbench.apps.campaign.tables import Listing, linked, shown
from workbench.usecases import campaign_rows as lines
from workbench.widgets import CaseTable, Notice, section
from workbench.widgets.choice import Choice

Reader = Callable[[], None]
Panel = tuple[ipywidgets.Widget, Reader]
_MOVED: list[dict[str, Any]] = [
    {"key": "事项", "title": "事项编号", "width": 100}, {"key": "title", "title": "标题", "kind": "link", "width": 280},
    {"key": "单位", "title": "单位", "width": 180}, {"key": "变动", "title": "变动", "width": 230}, {"key": "原因", "title": "原因"},
]  # fmt: skip
_NO_EARLIER = "没有留存更早的版次可比；下次发布之后，这里说明化解率为何变动"


def make(key: str, model: CampaignModel) -> Panel:
    """The panel of a tab and what draws it again."""
    return _PANELS[key](model)


def _cases(model: CampaignModel) -> Panel:
    table = Listing(model, "", shown(lines.CASES), id_field="matter_id", height=360, empty="没有这样的事项")

    def read() -> None:
        table.title = model.focus_title
        table.show(linked(model.rows))

    return table, read


def _removed(model: CampaignModel) -> Panel:
    table = Listing(model, "核减", shown(lines.REMOVALS), id_field="matter_id", height=300, empty="没有核减的事项")
    head = Notice("")

    def read() -> None:
        chosen = model.chosen
        point = chosen.now if chosen else None
        head.say(
            f"交办 {point.handed_down} 件，核减 {len(point.removed)} 件，现基数 {point.base} 件；百分比按现基数算"
            if point else ""
        )  # fmt: skip
        table.show(linked(map(lines.removal_row, chosen.removals)) if chosen else [])

    return ipywidgets.VBox([head, table]), read


def _units(model: CampaignModel) -> Panel:
    """Each unit's fraction; a unit chosen has its matters listed beneath."""
    table = Listing(model, "各单位化解情况", shown(lines.UNITS), height=230, empty="没有事项")
    opened = Listing(model, "", shown(lines.CASES), id_field="matter_id", height=300, empty="点一个单位看它的事项")
    note = section("各单位", "按名称列出，只看比例，不按件数或比例排名；点一行看该单位的事项")

    def open_unit(_change: Any = None) -> None:
        shares = dict(model.chosen.units) if model.chosen else {}
        wanted = set(shares[table.selected].base_ids) if table.selected in shares else set()
        found = [one for one in model.chosen.found if one.matter_id in wanted] if model.chosen else []
        opened.title = f"{table.selected}的事项" if wanted else "单位的事项"
        opened.show(linked(map(lines.case_row, found)))

    def read() -> None:
        table.title = f"各单位化解情况（截至 {model.shown.as_of}）"
        table.show(lines.unit_rows(model.chosen) if model.chosen else [])
        open_unit()

    table.observe(open_unit, "selected")
    return ipywidgets.VBox([note, table, opened]), read


def _phases(model: CampaignModel) -> Panel:
    table = Listing(
        model, "阶段与任务", shown(lines.PHASES), height=300, empty="没有登记阶段；请在 office.toml 里写 phases"
    )
    tasks = Notice("")

    def read() -> None:
        table.show([lines.phase_row(one) for one in model.shown.phases])
        tasks.say(tasks_line(model))

    return ipywidgets.VBox([table, section("议定事项落实", "会议就本专项事项作出的议定"), tasks]), read


def tasks_line(model: CampaignModel) -> str:
    """What became of what meetings decided on the campaign's matters."""
    found = model.shown.tasks
    if not found.in_time.denominator and not found.overdue.denominator:
        return "尚无已定稿的议定事项"
    return f"按期完成 {found.in_time.full}，超期 {found.overdue.full}，需提交会议 {found.to_meeting.full}"


def _why(model: CampaignModel) -> Panel:
    earlier = Choice(options=list(model.earlier), layout=ipywidgets.Layout(width="220px"))
    head, table = Notice(""), Listing(model, "化解率变动的事项", _MOVED, height=320, empty="没有一件的归属有变")

    def read(_change: Any = None) -> None:
        if not earlier.value:
            head.say(_NO_EARLIER)
            return
        found = model.why(earlier.value)
        head.say("；".join(one.sentence for one in found))
        rows = [
            {**one.row, "matter_id": one.shift.matter_id, "title": one.shift.title}
            for part in found
            for one in part.moved
        ]
        table.show([{**row, "id": f"{place}"} for place, row in enumerate(linked(rows))])

    earlier.observe(read, "value")
    chosen = ipywidgets.HBox([section("与更早的版次比"), earlier], layout=ipywidgets.Layout(align_items="center"))
    return ipywidgets.VBox([chosen, head, table] if earlier.options else [head]), read


def _targets(model: CampaignModel) -> Panel:
    """Loaded when first opened: it counts every target."""
    from workbench.apps.campaign.targets_panel import panel

    return panel(model)


def stages_table(model: CampaignModel) -> CaseTable:
    """The milestones; a row chosen narrows the page's list to it."""
    from workbench.apps.campaign.tables import STAGES

    return Listing(model, "节点", STAGES, printed=lines.STAGES, height=236, empty="没有登记节点")


def _accept(model: CampaignModel) -> Panel:
    """Loaded when first opened: it reads what every unit was accepted on."""
    from workbench.apps.campaign.acceptance_panel import panel

    return panel(model)


_PANELS = {
    "cases": _cases, "removed": _removed, "units": _units, "phases": _phases, "targets": _targets, "accept": _accept, "why": _why,
}  # fmt: skip
