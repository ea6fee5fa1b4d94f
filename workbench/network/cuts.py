"""Where the network hangs by a thread (桥与割点): links that alone join two parts, and units without which matters come apart.

A bridge rests on one pair of nodes: before two groups of matters are treated as one cause, a clerk should look at that link.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from workbench.domain.network import LinkType, NodeType
from workbench.network.graph import CaseGraph
from workbench.network.measures import refuse_unmeasured
from workbench.network.picture import PictureLink
from workbench.network.ties import TIES, WORK, Array, Ties, of_kind


@dataclass(frozen=True, slots=True)
class Bridge:
    """Two nodes joined by nothing else; `near` and `far` count the matters on the source's and the target's side."""

    source: str
    target: str
    near: int
    far: int
    links: tuple[PictureLink, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A node without which its component falls into parts; `parts` are their matters, the most first."""

    node: str
    label: str
    parts: tuple[int, ...]
    sentence: str


def bridges(graph: CaseGraph, types: Collection[LinkType] = TIES, *, smallest: int = 1) -> list[Bridge]:
    """Pairs that alone join two parts with at least `smallest` matters each; those with most on the lesser side first.

    A record and its own matter (归并) are one and no bridge.
    """
    ties = Ties.of(graph, types)
    blocks = Blocks(ties, of_kind(graph, ties, NodeType.MATTER))
    found = [each for each in blocks.bridges() if min(each[2:]) >= smallest]
    found.sort(key=lambda each: (-min(each[2:]), each))
    links = _links(graph, ties, [each[:2] for each in found], types)
    ends = graph.nodes.select(["node", "label"]).take(ties.rows[[v for each in found for v in each[:2]]]).to_pylist()
    told = zip(ends[::2], ends[1::2], found, links, strict=True)
    return [
        Bridge(one["node"], other["node"], near, far, held, _bridge(one["label"], other["label"], near, far, held))
        for one, other, (_, _, near, far), held in told
        if any(link.type != LinkType.PART_OF for link in held)
    ]


def cut_nodes(
    graph: CaseGraph, kind: NodeType = NodeType.UNIT, types: Collection[LinkType] = WORK, *, smallest: int = 1
) -> list[Cut]:
    """Nodes of a kind that alone hold together two parts or more with `smallest` matters each; most parts' matters first.

    ValueError for a kind that is not measured (信访人, 信访件, 内容分类).
    """
    refuse_unmeasured([kind])
    ties = Ties.of(graph, types)
    blocks = Blocks(ties, of_kind(graph, ties, NodeType.MATTER))
    wanted = of_kind(graph, ties, kind)
    found = []
    for vertex, parts in blocks.cuts():
        large = tuple(size for size in parts if size >= smallest)
        if wanted[vertex] and len(large) >= 2:
            node = graph.nodes.slice(int(ties.rows[vertex]), 1).select(["node", "label"]).to_pylist()[0]
            found.append(Cut(node["node"], node["label"], large, _cut(node["label"], large)))
    return sorted(found, key=lambda cut: (-sum(cut.parts[1:]), cut.node))


class Blocks:
    """The block–cut tree of ties (双连通分量), with the weight of each subtree; vertices weigh 1 where `counted`."""

    def __init__(self, ties: Ties, counted: Array) -> None:
        blocks = _blocks(ties)
        self._sizes = np.array([len(block) for block in blocks], np.int64)
        self._block = np.repeat(np.arange(len(blocks)), self._sizes)
        self._vertex = np.fromiter(chain.from_iterable(blocks), np.int64, int(self._sizes.sum()))
        self._counted = counted.astype(np.int64)
        many = np.bincount(self._vertex, minlength=len(ties))
        self._cut = np.flatnonzero(many >= 2)
        self._place = np.full(len(ties), -1)
        self._place[self._cut] = np.arange(len(self._cut)) + len(blocks)  # a cut vertex in the tree, after the blocks
        self._component = ties.component
        self._all = np.bincount(ties.component, self._counted, len(ties)).astype(np.int64)
        self._parent, self._below = self._sums(len(blocks))

    def bridges(self) -> list[tuple[int, int, int, int]]:
        """(vertex, other, weight on the vertex's side, weight on the other's), vertex < other."""
        ends = np.flatnonzero(self._sizes == 2)
        first = np.concatenate([[0], np.cumsum(self._sizes)])[ends]
        pairs = np.sort(np.stack([self._vertex[first], self._vertex[first + 1]], axis=1), axis=1)
        return [self._bridge(int(block), int(u), int(v)) for block, (u, v) in zip(ends, pairs, strict=True)]

    def _bridge(self, block: int, one: int, other: int) -> tuple[int, int, int, int]:
        whole = int(self._all[self._component[one]])
        far = self._far(block, one, other)
        return one, other, whole - far, far

    def _far(self, block: int, one: int, other: int) -> int:
        """Weight on the other's side of a block that is one pair."""
        for end, beyond in ((one, False), (other, True)):
            place = int(self._place[end])
            if place < 0:
                own = int(self._counted[end])
            elif self._parent[place] == block:
                own = int(self._below[place])
            else:
                continue  # the tree hangs on this end
            return own if beyond else int(self._all[self._component[one]]) - own
        raise AssertionError("one end of a pair is always below it")

    def cuts(self) -> list[tuple[int, tuple[int, ...]]]:
        """Each cut vertex with the weights of the parts left without it, the heaviest first."""
        parts: dict[int, list[int]] = {int(vertex): [] for vertex in self._cut}
        for block, parent in enumerate(self._parent[: len(self._sizes)].tolist()):
            if parent >= 0:
                parts[int(self._cut[parent - len(self._sizes)])].append(int(self._below[block]))
        for vertex, below in parts.items():
            rest = int(self._all[self._component[vertex]]) - int(self._below[self._place[vertex]])
            below.append(rest)
        return [(vertex, tuple(sorted(below, reverse=True))) for vertex, below in parts.items()]

    def _sums(self, blocks: int) -> tuple[Array, Array]:
        """Parent of each node of the tree (-1 of a root, always a block), and the weight at and below it."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import breadth_first_order

        many = blocks + len(self._cut)
        weight = np.zeros(many, np.int64)
        inner = self._place[self._vertex] < 0
        np.add.at(weight, self._block[inner], self._counted[self._vertex[inner]])
        weight[blocks:] = self._counted[self._cut]
        above = coo_array(self._tree(blocks, many, ~inner), shape=(many + 1, many + 1)).tocsr()
        order, parent = breadth_first_order(above, many, directed=False)
        parent = np.where(parent[:many] == many, -1, parent[:many])
        below, up = weight.tolist(), parent.tolist()
        for node in order[:0:-1].tolist():
            if up[node] >= 0:
                below[up[node]] += below[node]
        return parent, np.array(below, np.int64)

    def _tree(self, blocks: int, root: int, cut: Array) -> Any:
        """Edges block – cut vertex, and from one root above all to the first block of each component."""
        _, first = np.unique(self._component[self._vertex], return_index=True)
        tops = self._block[first]
        one = np.concatenate([self._block[cut], np.full(len(tops), root)])
        other = np.concatenate([self._place[self._vertex[cut]], tops])
        return np.ones(len(one)), (one, other)


def _blocks(ties: Ties) -> list[list[int]]:
    """Biconnected parts of two vertices or more."""
    if not len(ties.start):
        return []
    from networkit.components import BiconnectedComponents

    graph = ties.networkit()  # held: NetworKit 11.3 reads it after the call and keeps no reference
    found = BiconnectedComponents(graph).run().getComponents()
    return [block for block in found if len(block) >= 2]


def _links(
    graph: CaseGraph, ties: Ties, pairs: list[tuple[int, int]], types: Collection[LinkType]
) -> list[tuple[PictureLink, ...]]:
    """All links of each pair, as a picture tells them."""
    many = max(len(graph), 1)
    wanted = {int(ties.rows[one]) * many + int(ties.rows[other]): place for place, (one, other) in enumerate(pairs)}
    low = np.minimum(graph.source, graph.target).astype(np.int64)
    keys = low * many + np.maximum(graph.source, graph.target)
    rows = np.flatnonzero(np.isin(keys, np.fromiter(wanted, np.int64, len(wanted))))
    held: list[list[dict[str, Any]]] = [[] for _ in pairs]
    allowed = {each.value for each in types}
    for key, row in zip(keys[rows].tolist(), graph.edges.take(rows).to_pylist(), strict=True):
        if row["type"] in allowed:
            held[wanted[key]].append(row)
    return [tuple(_line(row) for row in rows) for rows in held]


def _line(row: dict[str, Any]) -> PictureLink:
    words = tuple(row["evidence"] or ())
    ends = row["source"], row["target"], row["type"]
    return PictureLink(*ends, row["day"], row["day_to"], row["state"] or "", row["matter_id"] or "", words)


def _bridge(one: str, other: str, near: int, far: int, links: tuple[PictureLink, ...]) -> str:
    told = "、".join(dict.fromkeys(f"{link.type}{f'（{link.state}）' if link.state else ''}" for link in links))
    return f"一侧 {near} 个事项、另一侧 {far} 个事项，只靠“{one}”与“{other}”之间的{told}相连；合并处理前请先核对这一处"


def _cut(label: str, parts: tuple[int, ...]) -> str:
    return f"{len(parts)} 组事项（{'、'.join(str(part) for part in parts[:5])}{' 等' if len(parts) > 5 else ''}个）只通过“{label}”相连"
