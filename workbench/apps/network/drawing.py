"""关联网络, the picture itself: what the page asks of it is done by the model, and every request is answered once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets

from workbench.apps.network.model import NetworkModel
from workbench.domain.network import NodeType
from workbench.usecases.explore_network import PAGE, Act
from workbench.widgets import Explorer, ExplorerRequest

HEIGHT = 505


def drawing(model: NetworkModel) -> Explorer:
    """The picture; what is chosen in it is chosen in the model, and the other way round."""
    explorer = Explorer(height=HEIGHT, page=PAGE, stamp=model.edition.id)

    def draw(_change: Any = None) -> None:
        picture = model.picture.as_dicts() if model.picture else {"nodes": [], "links": []}
        with explorer.hold_sync():
            explorer.names = {"place": _places(model)}
            explorer.saved, explorer.can_undo = model.kept_names(), model.can_undo
            explorer.show(
                picture["nodes"], picture["links"], more=model.more(), communities=model.communities(),
                route=model.state.route, grouping=model.grouping, positions=_fresh(model, explorer),
            )  # fmt: skip

    def recolour(change: Any) -> None:
        """Groups are sought when first asked for."""
        if change["new"].get("color") == "community" and not any("community" in node for node in explorer.nodes):
            draw()

    model.observe(draw, ["state", "grouping"])
    model.observe(recolour, "look")
    draw()
    ipywidgets.link((model, "selected"), (explorer, "selected"))
    ipywidgets.link((model, "link"), (explorer, "link"))
    ipywidgets.link((model, "look"), (explorer, "look"))
    explorer.observe(lambda change: setattr(model, "layout", dict(change["new"])), "positions")
    model.observe(lambda _: tell(model, explorer), "said")
    tell(model, explorer)
    explorer.observe(lambda _: answer(model, explorer), "asked")
    return explorer


def tell(model: NetworkModel, explorer: Explorer) -> None:
    """What was said last, in the picture's own line."""
    with explorer.hold_sync():
        explorer.said, explorer.tone = model.said.text, model.said.tone


def _fresh(model: NetworkModel, explorer: Explorer) -> dict[str, Any] | None:
    """Places to put nodes at, when a kept picture was just opened; else they stay where they are."""
    return model.layout if model.layout and model.layout != explorer.positions else None


def _places(model: NetworkModel) -> dict[str, str]:
    """Names of the places that nodes are at, by their codes."""
    codes = {node.place for node in model.nodes.values() if node.place}
    codes |= {node.id.partition(":")[2] for node in model.nodes.values() if node.type == NodeType.PLACE}
    return {code: model.office.divisions.name(code) or code for code in sorted(codes)}


def answer(model: NetworkModel, explorer: Explorer) -> None:
    """One request of the page, done and answered whatever comes of it."""
    asked = explorer.request
    try:
        _do(model, explorer, asked)
    finally:
        explorer.answer(model.said.text, tone=model.said.tone)
        explorer.can_undo = model.can_undo


def _do(model: NetworkModel, explorer: Explorer, asked: ExplorerRequest) -> None:
    acts: dict[str, Callable[[], Any]] = {
        "expand": lambda: model.act(Act.EXPAND, asked.node, asked.other),
        "fold": lambda: model.act(Act.FOLD, asked.node),
        "drop": lambda: model.act(Act.DROP, asked.node),
        "path": lambda: model.act(Act.PATH, asked.node, asked.other),
        "undo": model.undo,
        "save": lambda: model.save(asked.name),
        "open": lambda: model.reopen(asked.name),
        "export": lambda: explorer.offer(*model.export(asked.name)),
        "group": lambda: setattr(model, "grouping", asked.name),
    }
    if asked.act in acts:
        acts[asked.act]()
        explorer.saved = model.kept_names()
    else:
        model.tell(f"不认识的操作“{asked.act}”，未执行", "error")
