"""How two matters or units hang together (关联路径): the shortest way over links, with the evidence of each step.

What very many cases share says little, so going over a node costs more the more neighbours it has: a way over three
records beats one over a unit of 50,000 cases. Petitioners are passed through only when that is asked for.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

import numpy as np

from workbench.domain.network import NODE_NAMES, UNDIRECTED, LinkType, NodeType
from workbench.network.graph import LINK_TYPES
from workbench.network.index import NetworkIndex
from workbench.network.picture import Picture, PictureLink, PictureNode
from workbench.network.ties import Array

HUB: Final = 100
"""A way over a node with more neighbours is told with a warning: to share it says little."""


class NoPath(LookupError):
    """The two are not connected by links of these types."""


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step in the direction of the way: every link between the two, with days and evidence."""

    source: PictureNode
    target: PictureNode
    links: tuple[PictureLink, ...]

    @property
    def sentence(self) -> str:
        """The links in words: "事项甲 ←归并— 信访件乙（依据：…）"."""
        told = "、".join(_arrow(self.source, link) for link in self.links)
        words = dict.fromkeys(word for link in self.links for word in link.evidence[:3])
        ground = f"（依据：{'；'.join(words)}）" if words else ""
        return f"{_name(self.source)} {told} {_name(self.target)}{ground}"


@dataclass(frozen=True, slots=True)
class Path:
    """Nodes from start to end and the steps between; `picture` is the same for drawing; `sentence` says it in words."""

    steps: tuple[PathStep, ...]
    picture: Picture
    sentence: str

    @property
    def nodes(self) -> tuple[str, ...]:
        """Ids from start to end."""
        return (*(step.source.id for step in self.steps), self.steps[-1].target.id)


def shortest_path(
    index: NetworkIndex,
    start: str,
    end: str,
    types: Collection[LinkType] | None = None,
    *,
    through_contacts: bool = False,
) -> Path:
    """The way of least cost between two nodes over links of these types (all but 提出 by default), in either direction.

    KeyError for a node that is not there; ValueError for a contact as start or end, for one node twice, or for 提出 among
    the types without `through_contacts`; NoPath, in words, when they are not connected.
    """
    for node in (start, end):
        if node.startswith(f"{NodeType.CONTACT.value}:"):
            raise ValueError("关联路径的起止点不能是信访人；请选事项、信访件、单位、地点或项目")
    if start == end:
        raise ValueError(f"起点和终点都是“{start}”；请选两个不同的节点")
    allowed = _allowed(types, through_contacts)
    rows = _Search(index, allowed).between(index.number(start), index.number(end))
    if rows is None:
        raise NoPath(
            f"“{_named(index, start)}”与“{_named(index, end)}”之间没有所选类型的关联相通；可放宽关联类型后再查"
        )
    return _path(index, index.ids(rows), allowed)


def _allowed(types: Collection[LinkType] | None, through_contacts: bool) -> frozenset[LinkType]:
    allowed = frozenset(LINK_TYPES if types is None else types)
    if through_contacts:
        return allowed | {LinkType.BROUGHT}
    if types is not None and LinkType.BROUGHT in allowed:
        raise ValueError("路径默认不经过信访人；确有需要请明确选择“允许经过信访人”")
    return allowed - {LinkType.BROUGHT}


class _Search:
    """Dijkstra from both ends on the memory-mapped adjacency; only pages of nodes it comes to are read."""

    def __init__(self, index: NetworkIndex, types: Collection[LinkType]) -> None:
        arrays = index.beside.arrays
        self._offset, self._neighbour, self._link = arrays["offset"], arrays["neighbour"], arrays["link"]
        self._degree = arrays["degree"]
        self._wanted = np.array([each in types for each in LINK_TYPES])

    def between(self, start: int, end: int) -> list[int] | None:
        """Rows from start to end, or None."""
        cost: tuple[dict[int, float], dict[int, float]] = ({start: 0.0}, {end: 0.0})
        before: tuple[dict[int, int], dict[int, int]] = ({}, {})
        waiting: tuple[list[tuple[float, int]], ...] = ([(0.0, start)], [(0.0, end)])
        done: tuple[set[int], set[int]] = (set(), set())
        best, middle = np.inf, -1
        while waiting[0] and waiting[1] and waiting[0][0][0] + waiting[1][0][0] < best:
            side = 0 if waiting[0][0] <= waiting[1][0] else 1
            spent, node = heappop(waiting[side])
            if node in done[side]:
                continue
            done[side].add(node)
            for other, step in self._steps(node):
                total = spent + step
                if total < cost[side].get(other, np.inf):
                    cost[side][other], before[side][other] = total, node
                    heappush(waiting[side], (total, other))
                    if total + cost[1 - side].get(other, np.inf) < best:
                        best, middle = total + cost[1 - side][other], other
        return None if middle < 0 else _joined(before, middle)

    def _steps(self, node: int) -> list[tuple[int, float]]:
        """Neighbours with the cost of the step: half of what going over each of its ends costs."""
        low, high = self._offset[node : node + 2]
        others = np.unique(self._neighbour[low:high][self._wanted[self._link[low:high]]])
        return list(zip(others.tolist(), ((self._over(others) + self._over(node)) / 2).tolist(), strict=True))

    def _over(self, nodes: Array | int) -> Array:
        return np.asarray(np.log2(1.0 + self._degree[nodes]))


def _joined(before: tuple[dict[int, int], dict[int, int]], middle: int) -> list[int]:
    ways = []
    for side in before:
        way = [middle]
        while way[-1] in side:
            way.append(side[way[-1]])
        ways.append(way)
    return ways[0][::-1] + ways[1][1:]


def _path(index: NetworkIndex, ids: list[str], types: Collection[LinkType]) -> Path:
    drawn = index.picture(ids, types)
    node = {each.id: each for each in drawn.nodes}
    between: dict[frozenset[str], list[PictureLink]] = {}
    for link in drawn.links:
        between.setdefault(frozenset((link.source, link.target)), []).append(link)
    pairs = [(ids[place], ids[place + 1]) for place in range(len(ids) - 1)]
    steps = tuple(PathStep(node[one], node[other], tuple(between[frozenset((one, other))])) for one, other in pairs)
    on_way = tuple(link for step in steps for link in step.links)
    notes = (*drawn.notes, *_warnings(index, ids[1:-1], node))
    return Path(steps, Picture(tuple(node[each] for each in ids), on_way, notes), _sentence(steps, notes))


def _warnings(index: NetworkIndex, inner: list[str], node: dict[str, PictureNode]) -> list[str]:
    """What a reader must know before taking the way for a connection."""
    found = []
    for each in inner:
        if node[each].type == NodeType.CONTACT:
            found.append("路径经过信访人：只说明信访件由同一人提出，不说明事项相关")
        elif (many := int(index.beside.degree(index.number(each)))) > HUB:
            found.append(f"“{_name(node[each])}”连着 {many} 个节点，共有它说明不了两者相关")
    return found


def _sentence(steps: tuple[PathStep, ...], notes: tuple[str, ...]) -> str:
    told = [
        f"“{_name(steps[0].source)}”与“{_name(steps[-1].target)}”相隔 {len(steps)} 步",
        *(s.sentence for s in steps),
    ]
    return "\n".join([*told, *notes])


def _arrow(source: PictureNode, link: PictureLink) -> str:
    state = f"（{link.state}）" if link.state and LinkType(link.type) in UNDIRECTED else ""
    if LinkType(link.type) in UNDIRECTED:
        return f"—{link.type}{state}—"
    return f"—{link.type}→" if link.source == source.id else f"←{link.type}—"


def _name(node: PictureNode) -> str:
    return f"{NODE_NAMES[NodeType(node.type)]} {node.label}"


def _named(index: NetworkIndex, node: str) -> str:
    return index.node(node).label
