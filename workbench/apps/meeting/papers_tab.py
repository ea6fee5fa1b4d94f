"""会议筹备 › 材料: what each matter's paper lacks, and one click to the pack, the agenda, a unit's own copy."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import ipywidgets

from workbench.apps.frame import case_link
from workbench.apps.meeting.model import MeetingModel
from workbench.apps.meeting.papers import PAPERS, PapersModel
from workbench.apps.meeting.parts import Listing, follow, set_shut
from workbench.apps.panel_parts import Panel, button, buttons, rows, show_if, titled
from workbench.widgets import FactList, Notice, columns
from workbench.widgets.choice import Choice

READY: Final[list[dict[str, Any]]] = [
    {"key": "title", "title": "事项", "kind": "link"},
    {"key": "state", "title": "会商材料", "kind": "status", "width": 96, "tones": {"齐": "ok"}},
    {"key": "missing", "title": "还缺什么", "kind": "tags", "width": 240},
    {"key": "gaps", "title": "材料中待补的空项", "kind": "tags", "width": 300},
    {"key": "printed", "title": "最近打印", "width": 150},
]
LIES: Final = "成文存入本机 papers 文件夹，隐去信访人身份，印有版次和打印人；打印后此处写明存在哪里。"


def panel(page: MeetingModel) -> Panel:
    """Readiness above, the buttons below, and where the files lie."""
    model = PapersModel(page.office, page.scope if page.scope in page.meetings else next(iter(page.meetings), ""))
    listing = Listing(page.office, "材料齐备", READY, lambda: f"会议 {model.meeting}", height=300, empty="本次会议还没有列入的事项")  # fmt: skip
    meeting = Choice(layout=ipywidgets.Layout(width="430px"))
    follow(meeting, lambda chosen: model.set_trait("meeting", chosen))

    def read(_change: Any = None) -> None:
        listing.title = f"材料齐备：{model.lacking()}"
        listing.show({**row, "title": case_link(row["id"], row["title"]), "state": _state(row)} for row in model.rows())

    def again() -> None:
        known = model.meetings()
        meeting.options = known
        meeting.value = (
            model.meeting if model.meeting in [key for _, key in known] else next((key for _, key in known), None)
        )
        model.reload()

    model.observe(read, ["ready", "meeting"])
    refresh = button("刷新", again, hint="重读材料和议程")
    again()
    read()
    bar = buttons(ipywidgets.Label("会议"), meeting, refresh)
    return rows(bar, listing, columns(_prints(model, listing), _copies(model)), _told(model)), again


def _state(row: dict[str, Any]) -> Any:
    return row["state"] if row["state"] == "齐" else {"text": row["state"], "tone": "orange"}


def _prints(model: PapersModel, listing: Listing) -> ipywidgets.VBox:
    pack = button(
        "材料汇编（docx 和 PDF）", model.print_pack, "primary", "目录、议程、签到表、上次议定事项和各件会商材料"
    )
    single = [button(paper, partial(model.print_one, paper)) for paper in PAPERS]
    matter = button("选中事项的会商材料", lambda: model.print_matter(listing.selected))
    made = [pack, *single, matter]
    model.observe(lambda change: set_shut(made, change["new"]), "busy")
    return titled("打印", buttons(*made))


def _copies(model: PapersModel) -> ipywidgets.VBox:
    """A unit's own copy: only matters where it leads or assists."""
    unit = Choice(layout=ipywidgets.Layout(width="260px"))
    make = button(
        "打印分送本",
        lambda: model.print_copy(unit.value or ""),
        hint="只含该单位主办或协办的事项，并列明未给的内容",
    )

    def read(_change: Any = None) -> None:
        kept, units = unit.value, model.units()
        unit.options = units
        unit.value = kept if kept in units else next(iter(units), None)

    model.observe(read, ["ready", "meeting"])
    model.observe(lambda change: set_shut([make], change["new"]), "busy")
    read()
    return titled("单位分送本", buttons(unit, make))


def _told(model: PapersModel) -> ipywidgets.VBox:
    told, withheld = Notice(LIES), FactList([])

    def say(_change: Any = None) -> None:
        tone = "error" if model.said.tone == "overdue" else "info"
        told.say(model.busy or model.said.text or LIES, tone="warn" if model.busy else tone)

    def list_withheld(_change: Any = None) -> None:
        show_if(withheld, model.withheld)
        withheld.show([(f"{number}", one) for number, one in enumerate(model.withheld, 1)], title="分送本未给的内容")

    model.observe(say, ["busy", "said"])
    model.observe(list_withheld, "withheld")
    say()
    list_withheld()
    return rows(told, withheld)
