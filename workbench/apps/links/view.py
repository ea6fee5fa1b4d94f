"""关联审核, how it looks: the queue, the pair beside it, and below what quarrels, what hangs by a thread, who agrees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from workbench.apps.frame import show, shown
from workbench.apps.links.model import LIMIT, LinksModel
from workbench.domain.codes import Verdict
from workbench.domain.linking import LinkKind, PairView
from workbench.usecases.office import Office
from workbench.widgets import CaseTable, Notice, PairCard, columns, dashboard_link, query
from workbench.widgets.choice import Choice

QUEUE: list[dict[str, Any]] = [
    {"key": "pair", "title": "待审的对子"},
    {"key": "verdict", "title": "认定", "width": 62},
]
QUARRELS: list[dict[str, Any]] = [
    {"key": "pair", "title": "认定不是一件的两件", "width": 170},
    {"key": "verdict", "title": "认定", "width": 60},
    {"key": "path", "title": "却经由“相同”相连", "width": 260},
    {"key": "sentence", "title": "说明"},
]
BRIDGES: list[dict[str, Any]] = [
    {"key": "matter", "title": "事项", "width": 110},
    {"key": "sizes", "title": "两侧", "width": 90},
    {"key": "said", "title": "唯一的连接"},
    {"key": "ground", "title": "机器的依据"},
]
CHANGES: list[dict[str, Any]] = [
    {"key": "matter", "title": "事项", "width": 110},
    {"key": "joined", "title": "并入的信访件", "width": 170},
    {"key": "left", "title": "移出的信访件", "width": 170},
    {"key": "from", "title": "来自事项", "width": 140},
    {"key": "why", "title": "凭什么"},
]
APART: list[dict[str, Any]] = [
    {"key": "kind", "title": "类别", "width": 80},
    {"key": "pair", "title": "结论不同的对子", "width": 180},
    {"key": "one", "title": "前者"},
    {"key": "other", "title": "后者"},
]
_RECORDS = frozenset({LinkKind.MATTER, LinkKind.PERSON, LinkKind.CAUSE})
Reader = Callable[[], None]
"""Reads a list again."""


def dashboard() -> ipywidgets.Widget:
    """The pairs that wait for a clerk's word (`?pair=left|right&kind=…` opens one)."""
    return shown(lambda office: build(office, query()))


def build(office: Office, asked: dict[str, str]) -> ipywidgets.VBox:
    model = LinksModel(office, wanted_pair(asked))
    children = [columns(_queue(model), _card(model), weights=(2, 7)), _below(model)]
    return show("关联审核", model.edition, children)


def wanted_pair(asked: dict[str, str]) -> tuple[str, str, LinkKind] | None:
    """The pair the address names, or None; an unknown kind is taken for 同事."""
    left, cut, right = asked.get("pair", "").partition("|")
    kind = asked.get("kind", "")
    return (left, right, LinkKind(kind) if kind in set(LinkKind) else LinkKind.MATTER) if cut else None


def _queue(model: LinksModel) -> ipywidgets.VBox:
    """The queue in the order of its worth, without the machine's opinion."""
    kinds = [("全部类别", ""), *((kind.value, kind.value) for kind in LinkKind)]
    kind = Choice(options=kinds, layout=ipywidgets.Layout(width="auto", flex="1"))
    again = ipywidgets.Button(description="重读队列", layout=ipywidgets.Layout(width="84px"))
    table = CaseTable(QUEUE, model.queue_rows(), page_size=LIMIT, empty="没有待审的对子")
    kind.observe(lambda change: setattr(model, "kind", LinkKind(change["new"]) if change["new"] else None), "value")
    again.on_click(lambda _: model.reload())
    table.observe(lambda change: _open(model, change["new"]), "selected")

    def draw(_change: Any = None) -> None:
        table.rows = model.queue_rows()
        mark()

    def mark(_change: Any = None) -> None:
        table.selected = model.row if model.is_queued else ""

    model.observe(draw, ["items", "stamp"])
    model.observe(mark, "pair")
    mark()
    box = ipywidgets.VBox([ipywidgets.HBox([kind, again]), table])
    box.add_class("wb-pair-queue")
    return box


def _card(model: LinksModel) -> PairCard:
    card = PairCard(empty="队列已空：这一类没有待审的对子。可换一类，或导入新台账后重读队列。")

    def draw(_change: Any = None) -> None:
        card.show(
            model.pair,
            evidence=model.is_shown,
            links=_links(model.pair),
            place=model.place,
            presets=model.presets,
        )

    model.observe(draw, ["pair", "stamp", "peek"])
    ipywidgets.dlink((model, "tally"), (card, "tally"))
    model.observe(lambda change: card.say(change["new"].text, tone=change["new"].tone), "said")
    card.observe(lambda _: _answer(model, card), "asked")
    for switch in ("peek", "auto_next"):
        card.observe(lambda change: setattr(model, change["name"], change["new"]), switch)
    draw()
    card.say(model.said.text, tone=model.said.tone)
    return card


def _answer(model: LinksModel, card: PairCard) -> None:
    """One request of the card, done and answered whatever comes of it."""
    asked, done = card.request, False
    acts: dict[str, Callable[[], Any]] = {"next": model.next, "back": model.back, "undo": model.undo}
    try:
        if asked.act == "judge":
            done = card.is_about(model.pair) and model.judge(Verdict(asked.verdict), asked.why)
        else:
            acts[asked.act]()
    finally:
        card.answer(ok=done)


def _links(pair: PairView | None) -> tuple[str, str]:
    """Addresses of the two matters; names of units and places have none."""
    if pair is None or pair.kind not in _RECORDS:
        return "", ""
    return dashboard_link("case", matter=pair.left), dashboard_link("case", matter=pair.right)


def _below(model: LinksModel) -> ipywidgets.Tab:
    """Lists made when their tab is first opened, and read again when it is open after a word was recorded."""
    makers = (("矛盾", _quarrels), ("薄弱连接", _bridges), ("一致性", _agreement), ("归并变化", _changes))
    tab = ipywidgets.Tab([ipywidgets.VBox() for _ in makers], titles=[title for title, _ in makers])
    readers: dict[int, Reader] = {}
    read_at: dict[int, int] = {}

    def read(_change: Any = None) -> None:
        place = tab.selected_index or 0
        if place not in readers:
            part, readers[place] = makers[place][1](model)
            tab.children[place].children = [part]
        if read_at.get(place) != model.stamp:
            read_at[place] = model.stamp
            readers[place]()

    tab.observe(read, "selected_index")
    model.observe(read, "stamp")
    read()
    return tab


def _open(model: LinksModel, row: str) -> None:
    """A row was clicked, or is marked because its pair is open already."""
    if row and row != model.row:
        model.open_row(row)


def _list(model: LinksModel, fields: list[dict[str, Any]], **kwargs: Any) -> CaseTable:
    """A list of pairs; a click opens one above."""
    table = CaseTable(fields, height=220, **kwargs)
    table.observe(lambda change: _open(model, change["new"]), "selected")
    return table


def _quarrels(model: LinksModel) -> tuple[ipywidgets.Widget, Reader]:
    table = _list(model, QUARRELS, title="相互矛盾的认定（点击一行复核）", empty="没有相互矛盾的认定")
    return table, lambda: table.show(model.quarrel_rows())


def _bridges(model: LinksModel) -> tuple[ipywidgets.Widget, Reader]:
    """Links that alone hold a matter together; a click opens the pair and says what would be without it."""
    told, title = Notice(""), "只靠一项认定相连的事项（点击一行复核并推演）"
    table = _list(model, BRIDGES, title=title, empty="没有只靠一项认定相连的事项")
    table.observe(lambda change: told.say(model.without(change["new"]) if change["new"] else ""), "selected")
    return ipywidgets.VBox([table, told]), lambda: table.show(model.bridge_rows())


def _agreement(model: LinksModel) -> tuple[ipywidgets.Widget, Reader]:
    """Two clerks on the pairs both have read: how clear the question is, not who is better."""
    one, other = (Choice(description=title, layout=ipywidgets.Layout(width="260px")) for title in ("经办人", "与"))
    told, table = Notice(""), _list(model, APART, title="结论不同的对子（点击一行复核）", empty="没有结论不同的对子")

    def compare(_change: Any = None) -> None:
        sentence, rows = model.agreement(one.value or "", other.value or "")
        told.say(sentence)
        table.show(rows)

    def read() -> None:
        names = model.clerks()
        for choice, place in ((one, 0), (other, 1)):
            kept = choice.value if choice.value in names else names[min(place, len(names) - 1)]
            choice.options, choice.value = names, kept
        compare()

    for choice in (one, other):
        choice.observe(compare, "value")
    return ipywidgets.VBox([ipywidgets.HBox([one, other]), told, table]), read


def _changes(model: LinksModel) -> tuple[ipywidgets.Widget, Reader]:
    title = f"版次 {model.edition.id} 之后的认定使归并有何变化"
    table = CaseTable(CHANGES, height=220, title=title, empty="与现行版次的归并相同")
    return table, lambda: table.show(model.change_rows())
