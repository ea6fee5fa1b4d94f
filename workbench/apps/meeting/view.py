"""会议筹备, how it looks: the round on top, then the agenda, the board and the papers, each made when first opened."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import ipywidgets

from workbench.apps.frame import PAGES, shown
from workbench.apps.meeting.conditions import day
from workbench.apps.meeting.model import TABS, MeetingModel
from workbench.apps.meeting.parts import acts
from workbench.apps.panel_parts import Given, Reader, button, buttons, rows, show_if
from workbench.usecases import keep_bodies
from workbench.usecases.office import Office
from workbench.widgets import Address, Field, Form, HeadLine, Link, Notice, dashboard_link, page, query
from workbench.widgets.choice import Choice

SPAN = 28
"""Days a new round takes if nothing else is said."""


def dashboard() -> ipywidgets.Widget:
    """The next meetings (`?tab=…&round=…&meeting=…`)."""
    return shown(lambda office: build(office, query()))


def build(office: Office, asked: dict[str, str] | None = None) -> ipywidgets.VBox:
    model = MeetingModel(office, asked)
    nav = [Link(name, dashboard_link(notebook)) for name, notebook in PAGES]
    edition = model.edition
    whole = page("", edition.id, [_head(model), _tabs(model)], as_of=edition.as_of, nav=nav, current="会议筹备")
    whole.add_class("wb-case")
    return whole


def _head(model: MeetingModel) -> ipywidgets.VBox:
    """Which round, what others recorded meanwhile, and the form for a new one."""
    rounds, line, meanwhile, address = model.rounds, HeadLine("会议筹备", []), Notice(""), Address()
    pick = Choice(layout=ipywidgets.Layout(width="330px"))
    form = _new_round(model)
    show_if(form, False)

    def draw(_change: Any = None) -> None:
        pick.options = [("未选轮次", ""), *rounds.rounds()]
        pick.value = rounds.round_id if rounds.state else ""
        others = "；".join(rounds.meanwhile)
        meanwhile.say(f"您打开之后：{others}。页面已更新，板上未保存的排法仍在。" if others else "", tone="warn")
        address.address = model.address

    pick.observe(lambda change: setattr(rounds, "round_id", change["new"]) if change["new"] is not None else None, "value")  # fmt: skip
    rounds.observe(draw, ["stamp", "round_id", "meanwhile"])
    rounds.observe(lambda _: show_if(form, False), "round_id")
    model.observe(draw, ["tab", "scope"])
    draw()
    new = button("新建轮次", lambda: show_if(form, form.layout.display == "none"), hint="由其间已安排的会议组成一轮")
    again = button("刷新", model.reload, hint="重读会议、轮次和议题：看有无他人新登记")
    bar = ipywidgets.HBox(
        [line, buttons(ipywidgets.Label("轮次"), pick, new, again)],
        layout=ipywidgets.Layout(justify_content="space-between", align_items="center"),
    )
    return rows(bar, meanwhile, form, address)


def _new_round(model: MeetingModel) -> Form:
    """A round is a name and two days; its sittings are the meetings planned between them."""
    bodies = [(one.body_id, one.name) for one in keep_bodies.bodies(model.office)]
    first = model.office.settings.today + timedelta(days=1)
    fields = [
        Field("title", "名称", "text", True, placeholder="如：十二月会商"),
        Field("since", "自哪一天", "day", True),
        Field("until", "至哪一天", "day", True),
        Field("bodies", "哪些会议机构（不勾选为全部）", "ticks", choices=bodies),
    ]
    planned = (
        "；".join(f"{one.day:%m-%d} {one.title}" for one in list(model.meetings.values())[:6]) or "还没有已安排的会议"
    )
    form = Form(fields, title="新建轮次", submit="建立", note=f"会次取其间已安排的会议：{planned}")
    form.values = {"since": first.isoformat(), "until": (first + timedelta(days=SPAN)).isoformat()}

    def make(given: Given) -> bool:
        chosen = [one for one in given.get("bodies", "").split("、") if one]
        return model.rounds.make_round(given["title"], day(given["since"], "自哪一天"), day(given["until"], "至哪一天"), chosen)  # fmt: skip

    return acts(model.rounds, form, make)


def _tabs(model: MeetingModel) -> ipywidgets.Tab:
    """Panels made when first opened, and read when shown again."""
    keys = list(TABS)
    tab = ipywidgets.Tab([ipywidgets.VBox() for _ in keys], titles=list(TABS.values()))
    tab.add_class("wb-case-tabs")
    readers: dict[str, Reader] = {}

    def read(_change: Any = None) -> None:
        key = model.tab
        tab.selected_index = keys.index(key)
        if key not in readers:
            part, readers[key] = import_module(f"workbench.apps.meeting.{key}_tab").panel(model)
            tab.children[keys.index(key)].children = [part]
        readers[key]()

    def chosen(change: Any) -> None:
        if change["new"] is not None:
            model.tab = keys[change["new"]]

    tab.observe(chosen, "selected_index")
    model.observe(read, "tab")
    read()
    return tab
