"""关联网络, the picture itself."""

from __future__ import annotations

from typing import Any

from workbench.apps.network.model import NetworkModel
from workbench.domain.network import NODE_NAMES
from workbench.widgets import GraphView


def drawing(model: NetworkModel) -> GraphView:
    graph = GraphView(groups={key.value: name for key, name in NODE_NAMES.items()}, height=520)

    def draw(_change: Any = None) -> None:
        nodes = [{"id": n.id, "label": n.label, "group": n.type} for n in model.shown.nodes]
        edges = [{"source": e.source, "target": e.target, "label": e.type} for e in model.shown.links]
        graph.show(nodes, edges)
        mark()

    def mark(_change: Any = None) -> None:
        graph.selected = model.selected[-1] if model.selected else ""

    def select(change: Any) -> None:
        model.selected = [change["new"]] if change["new"] else []

    model.observe(draw, "state")
    model.observe(mark, "selected")
    draw()
    graph.observe(select, "selected")
    return graph
