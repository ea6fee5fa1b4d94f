"""议定落实, how it looks: the body and the meeting looked at, and a tab for each step from the meeting to its outcome."""

from __future__ import annotations

from typing import Any

import ipywidgets

from workbench.apps.followup import panels, rows
from workbench.apps.followup.model import OF_MEETING, TABS, FollowUpModel
from workbench.apps.followup.parts import Reader, button
from workbench.apps.followup.parts import rows as stacked
from workbench.apps.frame import show, shown
from workbench.usecases.office import Office
from workbench.widgets import Address, Chip, HeadLine, Notice, query
from workbench.widgets.choice import Choice

ALL = ""
_STATE = ("stamp", "body", "meeting", "task", "focus")


def dashboard() -> ipywidgets.Widget:
    """The page of the meeting the address names (`?meeting=…&tab=…`), or of the next one."""
    return shown(lambda office: build(office, query()))


def build(office: Office, asked: dict[str, str]) -> ipywidgets.VBox:
    model = FollowUpModel(office, asked)
    page = show(TITLE, model.edition, [_head(model), _tabs(model)])
    page.add_class("wb-case")
    return page


TITLE = "议定落实"


# --- head ---------------------------------------------------------------------------------------------------------------


def _head(model: FollowUpModel) -> ipywidgets.VBox:
    """The body and the meeting looked at, and what others recorded meanwhile."""
    line, told, meanwhile, address = HeadLine(), Notice(model.problem, tone="warn"), Notice(""), Address()
    body = Choice(layout=ipywidgets.Layout(width="260px"), tooltip="会议机构")
    drawing = [False]

    def draw(_change: Any = None) -> None:
        drawing[0] = True
        body.options = [("全部会议机构", ALL), *rows.body_names(model.register)]
        body.value = model.body
        drawing[0] = False
        line.show(*_meeting_line(model))
        address.address = model.address

    def tell(_change: Any = None) -> None:
        others = "；".join(model.meanwhile)
        meanwhile.say(f"您打开之后：{others}。页面已更新，您填写的内容仍在。" if others else "", tone="warn")

    def chosen(change: Any) -> None:
        if not drawing[0] and change["new"] is not None:
            model.body = change["new"]

    body.observe(chosen, "value")
    model.observe(draw, [*_STATE, "tab"])
    model.observe(tell, "meanwhile")
    draw()
    tell()
    right = ipywidgets.HBox([body, button("刷新", model.reload, hint="重读会议登记：看有无他人新登记")])
    bar = ipywidgets.HBox(
        [line, right], layout=ipywidgets.Layout(justify_content="space-between", align_items="center")
    )
    return stacked(bar, told, meanwhile, address)


def _meeting_line(model: FollowUpModel) -> tuple[str, list[Chip]]:
    if not model.meeting:
        return "尚无会议", [Chip("请先在“会议”页安排", "neutral")]
    meeting, body = model.opened
    state = meeting.state.value
    chips = [
        Chip(meeting.meeting_id, "neutral", "会议编号"), Chip(f"{meeting.day} {meeting.start}", "info", "日期和开始时间"),
        Chip(body.name, "neutral", "会议机构"), Chip(state, rows.MEETING_TONES[state], "会议状态"),
    ]  # fmt: skip
    return meeting.title, chips


# --- tabs ---------------------------------------------------------------------------------------------------------------


def _tabs(model: FollowUpModel) -> ipywidgets.Tab:
    """Panels made when first opened, and read again when something they show changed while they are open."""
    keys = list(TABS)
    tab = ipywidgets.Tab([ipywidgets.VBox() for _ in keys], titles=list(TABS.values()))
    tab.add_class("wb-case-tabs")
    readers: dict[str, Reader] = {}
    read_at: dict[str, tuple[Any, ...]] = {}

    def read(_change: Any = None) -> None:
        key = model.tab
        tab.selected_index = keys.index(key)
        if key in OF_MEETING and not model.meeting:
            tab.children[keys.index(key)].children = [Notice("尚无会议；请先在“会议”页安排一次会议", tone="warn")]
            return
        if key not in readers:
            part, readers[key] = panels.make(key, model)
            tab.children[keys.index(key)].children = [part]
        now = tuple(getattr(model, name) for name in _STATE)
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
