"""关联网络, what stands beside the picture: the chosen node, the list, what the component says, work to be done, keeping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from workbench.apps.frame import case_link
from workbench.apps.network.model import SCOPES, NetworkModel, type_name
from workbench.apps.network.rows import (
    evidence_rows,
    find_link,
    link_facts,
    link_rows,
    node_facts,
    node_rows,
)
from workbench.domain.network import LEGEND, LinkType
from workbench.usecases.explore_network import Act
from workbench.widgets import CaseTable, FactList, Notice, section

Reader = Callable[[], None]
"""Draws a panel again."""
Panel = tuple[ipywidgets.Widget, Reader]

NODES: list[dict[str, Any]] = [
    {"key": "type", "title": "类型", "width": 62},
    {"key": "label", "title": "名称", "kind": "link"},
    {"key": "unit", "title": "责任单位", "width": 110},
    {"key": "day", "title": "首次", "kind": "date", "width": 88},
]
LINKS: list[dict[str, Any]] = [
    {"key": "type", "title": "关系", "width": 76},
    {"key": "other", "title": "对方"},
    {"key": "day", "title": "日期", "width": 96},
]
EVIDENCE: list[dict[str, Any]] = [{"key": "record", "title": "依据的信访件（点击看案件研判）", "kind": "link"}]
MATTERS: list[dict[str, Any]] = [
    {"key": "title", "title": "事项（点击看案件研判）", "kind": "link"},
    {"key": "unit", "title": "责任单位", "width": 130},
]


def href(number: str) -> str:
    """Address of a matter's page by a matter or record id."""
    return case_link(number)["href"]


# --- 所选 ---------------------------------------------------------------------------------------------------------------


def chosen(model: NetworkModel) -> Panel:
    """The chosen node: facts, what more hangs on it, counted before it is added; its links and what they rest on."""
    facts, more, acts = FactList(), ipywidgets.VBox(), ipywidgets.HBox()
    links = CaseTable(LINKS, height=230, title="图中的关联（点击一行看依据）", empty="图中没有与它相连的节点")
    ground, records = FactList(), CaseTable(EVIDENCE, height=150, page_size=20, empty="依据不是信访件")

    def read() -> None:
        node = model.chosen
        links.show(link_rows(model.shown, node.id) if node else [])
        explain()
        if node is None:
            facts.show([("", "在图中或清单里点选一个节点")], title="未选节点")
            more.children = acts.children = ()
            return
        title = f"{type_name(node)}：{node.label}"
        facts.show(node_facts(node, model.office.divisions.full_name), title=title)
        more.children = _more(model, node.id)
        acts.children = _acts(model, node.id)

    def explain(_change: Any = None) -> None:
        link = find_link(model.shown, links.selected)
        for part in (ground, records):
            part.layout.display = "" if link else "none"
        if link:
            ground.show(link_facts(link, model.shown), title="这条关联")
            records.show(evidence_rows(link, href))

    links.observe(explain, "selected")
    return ipywidgets.VBox([facts, more, acts, links, ground, records]), read


def _more(model: NetworkModel, node: str) -> list[Any]:
    """A button for each type of link, with how many neighbours it would add and how many there are."""
    buttons = [_expand(model, node, link, *counts) for link, counts in model.waiting(node).items()]
    if not buttons:
        return []
    box = ipywidgets.HBox(buttons, layout=ipywidgets.Layout(flex_flow="row wrap"))
    return [section("展开", "未显示 / 共有；每次一页"), box]


def _expand(model: NetworkModel, node: str, link: LinkType, new: int, total: int) -> ipywidgets.Button:
    layout = ipywidgets.Layout(width="auto")
    button = ipywidgets.Button(description=f"{link.value} {new} / {total}", tooltip=LEGEND[link], disabled=not new, layout=layout)
    button.on_click(lambda _: model.act(Act.EXPAND, node, link.value))
    return button


def _acts(model: NetworkModel, node: str) -> list[Any]:
    acts: list[tuple[str, Callable[[], Any]]] = [
        ("收起", lambda: model.act(Act.FOLD, node)),
        ("移去", lambda: model.act(Act.DROP, node)),
        ("以此为起点", lambda: model.begin(node)),
    ]
    buttons = []
    for title, act in acts:
        button = ipywidgets.Button(description=title, layout=ipywidgets.Layout(width="auto"))
        button.on_click(lambda _, act=act: act())
        buttons.append(button)
    return buttons


# --- 清单 ---------------------------------------------------------------------------------------------------------------


def listing(model: NetworkModel) -> Panel:
    """All nodes drawn; a row and a node select each other."""
    table = CaseTable(NODES, height=490, page_size=100, empty="图中没有节点")

    def read() -> None:
        rows = node_rows(model.shown, href)
        if [row["id"] for row in rows] != [row["id"] for row in table.rows]:
            table.show(rows)
        table.selected = model.selected[-1] if model.selected else ""

    def select(change: Any) -> None:
        if change["new"] and change["new"] not in model.selected[-1:]:
            model.selected = [change["new"]]

    table.observe(select, "selected")
    return table, read


# --- 研判 ---------------------------------------------------------------------------------------------------------------


def measures(model: NetworkModel) -> Panel:
    """What the component shown says of cases and units, in words; never of a petitioner."""
    box = ipywidgets.VBox()

    def read() -> None:
        box.children = [Notice("")]

    return box, read


# --- 办理 ---------------------------------------------------------------------------------------------------------------


def work(model: NetworkModel) -> Panel:
    """From the picture to work: open these cases, put them on the agenda, propose them as one cause."""
    scope = ipywidgets.ToggleButtons(options=list(SCOPES), value=SCOPES[0], style={"button_width": "auto"})
    table = CaseTable(MATTERS, height=220, page_size=50, empty="没有选中事项；请在图中点选，或换一个范围")
    why = ipywidgets.Textarea(placeholder="理由（必填，随认定留痕）", layout=ipywidgets.Layout(width="auto", height="64px"))
    agenda = ipywidgets.Button(description="列入下次会议议程", button_style="primary", layout=ipywidgets.Layout(width="auto"))
    cause = ipywidgets.Button(description="提为共性问题", layout=ipywidgets.Layout(width="auto"))
    agenda.on_click(lambda _: model.put_on_agenda(scope.value, why.value))
    cause.on_click(lambda _: model.propose_cause(scope.value, why.value))

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
    """Keep the picture by a name, open one kept before."""
    name = ipywidgets.Text(placeholder="给这张图起个名", layout=ipywidgets.Layout(width="220px"))
    save = ipywidgets.Button(description="保存", button_style="primary", layout=ipywidgets.Layout(width="72px"))
    kept = ipywidgets.Dropdown(options=[], layout=ipywidgets.Layout(width="220px"))
    reopen = ipywidgets.Button(description="打开", layout=ipywidgets.Layout(width="72px"))

    def read() -> None:
        names = model.kept_names()
        if names != list(kept.options):
            kept.options = names

    def keep(_: Any) -> None:
        model.save(name.value)
        read()

    save.on_click(keep)
    reopen.on_click(lambda _: model.reopen(kept.value) if kept.value else model.tell("还没有保存过图"))
    rows = [section("保存", "连同布局"), ipywidgets.HBox([name, save])]
    rows += [section("已保存的图", "按现行版次重画，并说明已不在的节点"), ipywidgets.HBox([kept, reopen])]
    return ipywidgets.VBox(rows), read
