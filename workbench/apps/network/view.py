"""关联网络, how it looks: search and start above, the picture with what is chosen beside it, work and measures a tab away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from workbench.apps.frame import show, shown
from workbench.apps.network import panels
from workbench.apps.network.drawing import drawing
from workbench.apps.network.model import NetworkModel
from workbench.apps.network.rows import result_rows
from workbench.usecases.office import Office
from workbench.widgets import CaseTable, Notice, columns, query, section
from workbench.widgets.address import Address

RESULTS: list[dict[str, Any]] = [
    {"key": "type", "title": "类型", "width": 80},
    {"key": "label", "title": "名称"},
    {"key": "note", "title": "责任单位或内容分类", "width": 260},
]
CAUSES: list[dict[str, Any]] = [
    {"key": "sentence", "title": "共性问题（点击一行，从其首件事项画起）"},
]


def dashboard() -> ipywidgets.Widget:
    """The picture the address names (`?start=…&show=…` or `?picture=…`), or a search for where to start."""
    return shown(lambda office: build(office, query()))


def build(office: Office, asked: dict[str, str]) -> ipywidgets.VBox:
    model = NetworkModel(office, asked)
    address, body = Address(), ipywidgets.VBox(layout=ipywidgets.Layout(width="auto", overflow="visible"))

    def follow(_change: Any = None) -> None:
        """The picture as soon as there is one, and the address that opens it again."""
        if model.picture and not body.children:
            body.children = [columns(drawing(model), _beside(model), weights=(11, 4))]
        address.address = model.address if model.picture else ""

    model.observe(follow, "state")
    follow()
    children = [*_search(model), body, *([] if model.picture else [_causes(model)]), address]
    return show("关联网络", model.edition, children)


def _search(model: NetworkModel) -> list[ipywidgets.Widget]:
    """A line to search by, with what was said last beside it; a row found begins a picture or joins the one there is."""
    words = ipywidgets.Text(
        placeholder="检索事项、单位、地点、项目或编号，回车查找",
        layout=ipywidgets.Layout(width="330px"),
        continuous_update=False,
    )
    table = CaseTable(
        RESULTS, [], height=230, page_size=50, title="检索结果（点选一行）", empty="没有查到；信访人不作检索对象"
    )
    begin, join = (
        ipywidgets.Button(description=title, layout=ipywidgets.Layout(width="84px"))
        for title in ("从此画起", "加入图中")
    )
    begin.button_style = "primary"
    words.observe(lambda change: setattr(model, "words", change["new"]), "value")

    def found(_change: Any = None) -> None:
        table.show(result_rows(model.results))
        for part in (table, begin, join):
            part.layout.display = "" if model.words.strip() else "none"

    def act(do: Callable[[str], bool]) -> None:
        wanted = table.selected or (model.results[0].id if len(model.results) == 1 else "")
        if not wanted:
            model.tell("请先在检索结果中点选一行")
        elif do(wanted):
            words.value = ""

    begin.on_click(lambda _: act(model.begin))
    join.on_click(lambda _: act(model.join))
    model.observe(found, ["results", "words"])
    found()
    return [ipywidgets.HBox([words, begin, join, _told(model)]), table]


def _told(model: NetworkModel) -> Notice:
    """What was said last, until there is a picture, which then says it."""
    told = Notice("")

    def tell(_change: Any = None) -> None:
        told.say("" if model.picture else model.said.text, tone=model.said.tone)

    model.observe(tell, ["said", "state"])
    tell()
    return told


def _causes(model: NetworkModel) -> ipywidgets.VBox:
    """Common causes of the edition, the largest first: a place to start that is already something."""
    table = CaseTable(CAUSES, model.cause_rows(), height=330, empty="本版次没有找出共性问题")
    box = ipywidgets.VBox([section("可从这里开始", "本版次找出的共性问题"), table])
    table.observe(lambda change: model.begin_cause(change["new"]) if change["new"] else None, "selected")
    model.observe(lambda _: setattr(box.layout, "display", "none" if model.picture else ""), "state")
    return box


def _beside(model: NetworkModel) -> ipywidgets.Tab:
    """Panels beside the picture, each made when first opened and drawn anew when the picture changes while it is open."""
    makers = (
        ("关联", panels.ties),
        ("清单", panels.listing),
        ("研判", panels.reading),
        ("办理", panels.work),
        ("存取", panels.keeping),
    )
    tab = ipywidgets.Tab([ipywidgets.VBox() for _ in makers], titles=[title for title, _ in makers])
    tab.layout.height = f"{panels.HEIGHT}px"
    for box in tab.children:
        box.layout.overflow = "hidden auto"
    readers: dict[int, panels.Reader] = {}
    read_at: dict[int, Any] = {}

    def read(_change: Any = None) -> None:
        place = tab.selected_index or 0
        if place not in readers:
            part, readers[place] = makers[place][1](model)
            tab.children[place].children = [part]
        now = (model.state, tuple(model.selected), model.link)
        if read_at.get(place) != now:
            read_at[place] = now
            readers[place]()

    tab.observe(read, "selected_index")
    model.observe(read, ["state", "selected", "link"])
    read()
    return tab
