"""A picture of linked cases (关联图)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import traitlets

from workbench.widgets.base import Part, rows_of
from workbench.widgets.theme import SERIES


class GraphView(Part, module="network"):
    """Draws nodes and edges; `selected` is the id of the node clicked last, or "".

    Nodes: `{"id", "label", "group"?, "size"?, "x"?, "y"?}`; edges: `{"source", "target", "weight"?, "label"?}`; `groups`
    maps a group's key to its Chinese name and gives the legend's order (colours follow it). Nodes all with x and y are
    not laid out again. Cases and units only: a picture of persons is not what this is for.
    """

    nodes: traitlets.List[Any] = traitlets.List().tag(sync=True)
    edges: traitlets.List[Any] = traitlets.List().tag(sync=True)
    groups: traitlets.List[Any] = traitlets.List().tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    height = traitlets.Int(480).tag(sync=True)

    def __init__(
        self,
        nodes: Iterable[Any] = (),
        edges: Iterable[Any] = (),
        *,
        groups: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(nodes=rows_of(nodes), edges=rows_of(edges), groups=_legend(groups or {}), **kwargs)

    def show(self, nodes: Iterable[Any], edges: Iterable[Any]) -> None:
        """Another graph in the same place."""
        with self.hold_sync():
            self.nodes, self.edges, self.selected = rows_of(nodes), rows_of(edges), ""


def _legend(groups: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"key": key, "label": name, "color": SERIES[place % len(SERIES)]}
        for place, (key, name) in enumerate(groups.items())
    ]
