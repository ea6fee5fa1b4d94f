"""The explorer of linked cases (关联网络图): a picture that grows from one node, a page of neighbours at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import traitlets

from workbench.domain.network import LEGEND, MEASURED, NODE_NAMES, LinkType, NodeType
from workbench.widgets.base import Part, rows_of
from workbench.widgets.explorer_groups import GROUPINGS, MOST, grouped
from workbench.widgets.text import plain
from workbench.widgets.theme import SERIES, asset, part_style

ACTS: Final = ("expand", "fold", "drop", "path", "undo", "save", "open", "export", "group", "community")
"""What Python does for the page, see `ExplorerRequest`; community: `show` gives `communities` once `look` asks for that colour."""

SHAPES: Final[Mapping[NodeType, tuple[str, str, float]]] = {
    NodeType.MATTER: ("#2b6cb0", "事", 10),
    NodeType.RECORD: ("#6b8299", "件", 7),
    NodeType.CONTACT: ("#94a3b3", "人", 5),
    NodeType.UNIT: ("#c8650a", "单", 11),
    NodeType.PLACE: ("#2f7d6b", "地", 10),
    NodeType.PROJECT: ("#7a6a94", "项", 10),
    NodeType.TOPIC: ("#a38100", "类", 9),
}
"""Colour, sign and size of each type of node. A contact's size is always this one."""


@dataclass(frozen=True, slots=True)
class ExplorerRequest:
    """What the page asked for.

    expand: `node`, by link type `other` ("" for all) · fold, drop: `node` · path: from `node` to `other` · undo ·
    save, open: picture `name` ("" with save: ask for one) · export: format `name` ("gexf", "graphml"), answered by `offer`
    · group: `name` is the grouping, one of GROUPINGS.
    """

    act: str = ""
    node: str = ""
    other: str = ""
    name: str = ""
    seq: int = 0


class Explorer(Part, module="explorer"):
    """Draws what `show` was given; `Picture.as_dicts()` fits as it is.

    Nodes: `{"id", "type", "label", "topic"?, "place"?, "unit"?, "community"?, "is_open"?, "day"?, "day_to"?, "count"?}`; edges:
    `{"source", "target", "type", "day"?, "day_to"?, "state"?, "count"?}`; days are ISO text. Edges whose end is missing are
    left out and counted in `notes`. More than MOST nodes are summed up by `grouping`, and `notes` say why.

    Both ways: `selected` (ids, the last one last; Ctrl-click adds), `link` ("source|type|target" of the link chosen, or ""),
    `look` (`color`: type|community|place|topic|unit|state; `hidden`: node types; `hidden_links`: link types; `window`: [day, day];
    `degrees`: [least, most]), `positions` ({id: [x, y]}; told when the layout came to rest or a node was moved).
    To the page: `more` ({id: {link type: neighbours not shown}}: the counts before adding), `route` (ids of a path, in order),
    `names` ({"place": {code: name}}), `saved` (names of kept pictures), `can_undo`, `stamp` (edition, written on exports).
    From the page: `hovered` (id or ""), `asked`: observe it, read `request`, and `answer` each once, else the page waits.
    A contact is drawn in one small size, is not measured and offers no acts.
    """

    nodes: traitlets.List[Any] = traitlets.List().tag(sync=True)
    edges: traitlets.List[Any] = traitlets.List().tag(sync=True)
    notes: traitlets.List[Any] = traitlets.List().tag(sync=True)
    more: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    selected: traitlets.List[str] = traitlets.List(traitlets.Unicode()).tag(sync=True)
    link = traitlets.Unicode("").tag(sync=True)
    hovered = traitlets.Unicode("").tag(sync=True)
    route: traitlets.List[str] = traitlets.List(traitlets.Unicode()).tag(sync=True)
    legend: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    look: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    names: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    positions: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    asked: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    answered = traitlets.Int(0).tag(sync=True)
    file: traitlets.Dict[str, Any] = traitlets.Dict().tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    tone = traitlets.Unicode("neutral").tag(sync=True)
    can_undo = traitlets.Bool(False).tag(sync=True)
    acts = traitlets.List(traitlets.Unicode(), list(ACTS)).tag(sync=True)
    saved = traitlets.List(traitlets.Unicode()).tag(sync=True)
    stamp = traitlets.Unicode("").tag(sync=True)
    page = traitlets.Int(30).tag(sync=True)
    height = traitlets.Int(480).tag(sync=True)
    empty = traitlets.Unicode("还没有图：请先选一个事项、单位或地点，或检索后点选，作为起点").tag(sync=True)

    def __init__(self, nodes: Iterable[Any] = (), edges: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(legend=_legend(), **kwargs)
        self.show(nodes, edges)

    def show(
        self,
        nodes: Iterable[Any],
        edges: Iterable[Any],
        *,
        more: Mapping[str, Mapping[str, int]] | None = None,
        communities: Mapping[str, int | str] | None = None,
        route: Sequence[str] = (),
        positions: Mapping[str, Sequence[float]] | None = None,
        grouping: str = "topic",
    ) -> None:
        """Another picture in the same place. Nodes that stay keep their places; `positions` given replace them.

        A selection no longer shown is dropped. ValueError for two nodes of one id or a grouping not in GROUPINGS.
        """
        shown = _checked(rows_of(nodes), communities or {})
        kept, lost = _with_both_ends(rows_of(edges), {node["id"] for node in shown})
        notes = [f"有 {lost} 条关联的一端不在图中，没有画出"] if lost else []
        if len(shown) > MOST:
            shown, kept, why = grouped(shown, kept, grouping)
            notes.append(why)
        ids = {node["id"] for node in shown}
        with self.hold_sync():
            self.nodes, self.edges, self.notes = shown, kept, notes
            self.more = {node: dict(counts) for node, counts in (more or {}).items() if node in ids}
            self.selected = [node for node in self.selected if node in ids]
            self.route = [node for node in route if node in ids]
            self.link = self.link if self.link in {_link_id(edge) for edge in kept} else ""
            if positions is not None:
                self.positions = {node: [float(x), float(y)] for node, (x, y) in positions.items()}

    @property
    def request(self) -> ExplorerRequest:
        """The last request."""
        return ExplorerRequest(**{key: value for key, value in self.asked.items() if key in ExplorerRequest.__slots__})

    def answer(self, said: str = "", *, tone: str = "info") -> None:
        """The last request was dealt with; one sentence says how (`tone`: info, warn or error)."""
        with self.hold_sync():
            self.said, self.tone, self.answered = plain(said), tone, self.request.seq

    def offer(self, name: str, text: str) -> None:
        """A file for the reader to keep, made in Python (GEXF, GraphML)."""
        self.file = {"name": plain(name), "text": text, "seq": self.request.seq}


Explorer._css = part_style() + asset("explorer.css")


def _legend() -> dict[str, Any]:
    """What each type of node and link means, in order."""
    nodes = [
        {
            "key": kind.value,
            "label": NODE_NAMES[kind],
            "color": color,
            "sign": sign,
            "size": size,
            "measured": kind in MEASURED,
        }
        for kind, (color, sign, size) in SHAPES.items()
    ]
    links = [
        {"key": kind.value, "label": kind.value, "says": LEGEND[kind], "arrow": kind in _ARROWS} for kind in LinkType
    ]
    return {"nodes": nodes, "links": links, "groupings": dict(GROUPINGS), "series": list(SERIES)}


_ARROWS: Final = frozenset({LinkType.RETURNED, LinkType.CITES})
"""Links whose direction is not plain from the types of their ends."""


def _checked(nodes: list[dict[str, Any]], communities: Mapping[str, int | str]) -> list[dict[str, Any]]:
    checked = [{**node, "id": str(node["id"]), "type": str(node.get("type", ""))} for node in nodes]
    twice = [name for name, many in Counter(node["id"] for node in checked).items() if many > 1]
    if twice:
        raise ValueError(f"图中有 {len(twice)} 个节点编号重复，如“{twice[0]}”；每个节点只给一次")
    for node in checked:
        if node["id"] in communities:
            node["community"] = communities[node["id"]]
    return checked


def _with_both_ends(edges: list[dict[str, Any]], ids: set[str]) -> tuple[list[dict[str, Any]], int]:
    kept = [edge for edge in edges if edge["source"] in ids and edge["target"] in ids]
    return kept, len(edges) - len(kept)


def _link_id(edge: Mapping[str, Any]) -> str:
    return f"{edge['source']}|{edge['type']}|{edge['target']}"
