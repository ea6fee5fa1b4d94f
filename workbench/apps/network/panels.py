"""关联网络, what stands beside the picture: links with their grounds, the list, what the picture says, work, keeping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from workbench.apps.frame import case_link
from workbench.apps.network.model import SCOPES, NetworkModel, type_name
from workbench.apps.network.rows import (
    find_link,
    link_facts,
    link_rows,
    node_rows,
    page_rows,
)
from workbench.domain.network import NodeType
from workbench.widgets import CaseTable, FactList, Notice, section

HEIGHT = 590
"""Pixels of a panel: beside the picture on a screen of 768."""

Reader = Callable[[], None]
"""Draws a panel again."""
Panel = tuple[ipywidgets.Widget, Reader]

NODES: list[dict[str, Any]] = [
    {"key": "type", "title": "类型", "width": 62},
    {"key": "label", "title": "名称", "kind": "link"},
    {"key": "day", "title": "首次", "kind": "date", "width": 88},
]
LINKS: list[dict[str, Any]] = [
    {"key": "type", "title": "关系", "width": 76},
    {"key": "other", "title": "对方"},
    {"key": "day", "title": "日期", "width": 84},
]
PAGES: list[dict[str, Any]] = [
    {"key": "record", "title": "案件研判（点击打开）", "kind": "link"},
    {"key": "what", "title": "是什么", "width": 100},
]
REMARKS: list[dict[str, Any]] = [
    {"key": "sort", "title": "类别", "width": 76},
    {"key": "sentence", "title": "说明"},
]
KEPT: list[dict[str, Any]] = [
    {"key": "id", "title": "名称"},
    {"key": "nodes", "title": "节点", "kind": "number", "width": 56},
    {"key": "when", "title": "保存于", "width": 150},
]
MATTERS: list[dict[str, Any]] = [
    {"key": "title", "title": "事项（点击看案件研判）", "kind": "link"},
    {"key": "unit", "title": "责任单位", "width": 130},
]


def href(number: str) -> str:
    """Address of a matter's page by a matter or record id."""
    return case_link(number)["href"]


# --- 关联 ---------------------------------------------------------------------------------------------------------------


def ties(model: NetworkModel) -> Panel:
    """Links of the chosen node and what the chosen link rests on, each record with its page."""
    begin = _button("以此为起点", lambda: model.chosen and model.begin(model.chosen.id))
    links = CaseTable(LINKS, height=270, page_size=100, empty="图中没有与它相连的节点")
    ground, pages = FactList(), CaseTable(PAGES, height=190, page_size=25)

    def read() -> None:
        node, picture = model.chosen, model.picture
        links.show(link_rows(picture, node.id) if node and picture else [])
        links.title = f"{type_name(node)} {node.label}" if node else "在图中或清单里点选一个节点"
        links.selected = model.link
        link = find_link(picture, model.link) if picture else None
        ground.layout.display = "" if link else "none"
        if link and picture:
            ground.show(link_facts(link, picture), title="这条关联")
        pages.show(page_rows(node, link, href))
        begin.layout.display = "" if node and node.type != NodeType.CONTACT and node.id != model.state.start else "none"

    def choose(change: Any) -> None:
        if change["new"]:
            model.link = change["new"]

    links.observe(choose, "selected")
    return ipywidgets.VBox([links, begin, ground, pages]), read


# --- 清单 ---------------------------------------------------------------------------------------------------------------


def listing(model: NetworkModel) -> Panel:
    """All nodes drawn; a row and a node select each other."""
    table = CaseTable(NODES, height=HEIGHT - 60, page_size=100, empty="图中没有节点")

    def read() -> None:
        rows = node_rows(model.picture, href) if model.picture else []
        if [row["id"] for row in rows] != [row["id"] for row in table.rows]:
            table.show(rows)
        table.selected = model.selected[-1] if model.selected else ""

    def select(change: Any) -> None:
        if change["new"] and change["new"] not in model.selected[-1:]:
            model.selected = [change["new"]]

    table.observe(select, "selected")
    return table, read


# --- 研判 ---------------------------------------------------------------------------------------------------------------


def reading(model: NetworkModel) -> Panel:
    """What the picture says of cases and units, in words; a click chooses the nodes it is about."""
    table = CaseTable(REMARKS, page_size=40, height=HEIGHT - 90, title="只就图中所示而言", empty="正在研判…")
    told: dict[str, tuple[str, ...]] = {}

    def read() -> None:
        found = model.remarks()
        told.clear()
        told.update({str(place): one.nodes for place, one in enumerate(found)})
        table.empty = "图中还没有可说的；请先展开"
        table.show([{"id": str(n), "sort": one.sort, "sentence": one.sentence} for n, one in enumerate(found)])

    def choose(change: Any) -> None:
        if told.get(change["new"]):
            model.selected = list(told[change["new"]])

    table.observe(choose, "selected")
    return table, read


# --- 办理 ---------------------------------------------------------------------------------------------------------------


def work(model: NetworkModel) -> Panel:
    """From the picture to work: open these cases, put them on the agenda, propose them as one cause."""
    scope = ipywidgets.ToggleButtons(options=list(SCOPES), value=SCOPES[0], style={"button_width": "auto"})
    table = CaseTable(MATTERS, height=220, page_size=50, empty="没有选中事项；请在图中点选，或换一个范围")
    why = ipywidgets.Textarea(
        placeholder="理由（必填，随认定留痕）", layout=ipywidgets.Layout(width="auto", height="64px")
    )
    agenda = _button("列入下次会议议程", lambda: model.put_on_agenda(scope.value, why.value), "primary")
    cause = _button("提为共性问题", lambda: model.propose_cause(scope.value, why.value))

    def read(_change: Any = None) -> None:
        rows = [_matter_row(model, matter) for matter in model.matters(scope.value)]
        table.show(rows)
        table.title = f"{scope.value}：{len(rows)} 件"

    scope.observe(read, "value")
    note = Notice("由您决定并签名留痕：提为共性问题，是认定这些事项信访人不同而起因相同（相关），下一版次据此归集。")
    return ipywidgets.VBox([scope, table, why, ipywidgets.HBox([agenda, cause]), note]), read


def _matter_row(model: NetworkModel, matter: str) -> dict[str, Any]:
    node = model.nodes[f"matter:{matter}"]
    return {"id": matter, "title": case_link(matter, node.label), "unit": node.unit}


# --- 存取 ---------------------------------------------------------------------------------------------------------------


def keeping(model: NetworkModel) -> Panel:
    """Keep the picture by a name; open or throw away one kept before."""
    name = ipywidgets.Text(placeholder="给这张图起个名", layout=ipywidgets.Layout(width="220px"))
    kept = CaseTable(KEPT, height=300, page_size=50, title="已保存的图（点选一行）", empty="还没有保存过图")

    def read() -> None:
        kept.show(model.kept_rows())

    def act(do: Callable[[], bool]) -> None:
        do()
        read()

    def on_kept(do: Callable[[str], bool]) -> bool:
        return do(kept.selected) if kept.selected else model.refuse("请先在“已保存的图”中点选一行")

    save = _button("保存", lambda: act(lambda: model.save(name.value)), "primary")
    reopen = _button("打开", lambda: act(lambda: on_kept(model.reopen)))
    delete = _button("删除", lambda: act(lambda: on_kept(model.throw_away)))
    link = Notice("链接里已含起点和每一步，可直接发给同事；步骤很多时请先保存，再发链接。")
    parts = [
        section("保存", "连同布局和着色"),
        ipywidgets.HBox([name, save]),
        kept,
        ipywidgets.HBox([reopen, delete]),
        link,
    ]
    return ipywidgets.VBox(parts), read


def _button(title: str, act: Callable[[], Any], style: str = "") -> ipywidgets.Button:
    button = ipywidgets.Button(description=title, button_style=style, layout=ipywidgets.Layout(width="auto"))
    button.on_click(lambda _: act())
    return button
