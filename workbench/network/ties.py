"""What measures are taken on (关联的骨架): each pair of joined nodes once, integers only, without petitioners.

A contact (信访人) is taken out before anything is counted: no measure of it is made and none of others rests on it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from workbench.domain.network import LinkType, NodeType
from workbench.network.graph import LINK_TYPES, NODE_TYPES, CaseGraph

if TYPE_CHECKING:
    import networkit

TIES: Final = frozenset({LinkType.PART_OF, LinkType.SAME, LinkType.RELATED, LinkType.CITES, LinkType.CONCERNS})
"""What makes cases hang together: the same or a related matter, a citation, a project; not a unit or place they share."""

WORK: Final = TIES | {LinkType.LEADS, LinkType.ASSISTS, LinkType.OWES, LinkType.AT, LinkType.RETURNED}
"""`TIES`, and who handles what where."""

Array = npt.NDArray[Any]
_CONTACT: Final = NODE_TYPES.index(NodeType.CONTACT)


@dataclass(frozen=True, eq=False)
class Ties:
    """An undirected simple graph on vertices 0 … n-1; vertex v is row `rows[v]` of the nodes.

    `start` < `end` are vertices, each pair once, sorted; `links` counts the links of the pair.
    """

    rows: Array
    start: Array
    end: Array
    links: Array

    @classmethod
    def of(cls, graph: CaseGraph, types: Collection[LinkType] = WORK) -> Ties:
        """Every node but contacts, and links of these types; ValueError for 提出, the link of a contact."""
        if LinkType.BROUGHT in types:
            raise ValueError("“提出”是信访人与信访件的联系，不用于计算指标；请选其他关联类型")
        keep = graph.kind != _CONTACT
        vertex = (np.cumsum(keep) - 1).astype(np.int64)
        wanted = np.zeros(len(LINK_TYPES), np.bool_)
        wanted[[LINK_TYPES.index(each) for each in types]] = True
        used = wanted[graph.link] & keep[graph.source] & keep[graph.target]
        start, end, links = _once(vertex[graph.source[used]], vertex[graph.target[used]], int(keep.sum()))
        return cls(np.flatnonzero(keep), start, end, links)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def matrix(self) -> Any:
        """Adjacency both ways as a scipy CSR array, each pair counting 1."""
        from scipy.sparse import coo_array

        ends = (np.concatenate([self.start, self.end]), np.concatenate([self.end, self.start]))
        return coo_array((np.ones(len(ends[0])), ends), shape=(len(self), len(self))).tocsr()

    @cached_property
    def degree(self) -> Array:
        """Different neighbours of each vertex."""
        return np.bincount(self.start, minlength=len(self)) + np.bincount(self.end, minlength=len(self))

    @cached_property
    def component(self) -> Array:
        """Number of each vertex's component, the one with the most vertices 0; equals by their first vertex."""
        if not len(self):
            return np.empty(0, np.int64)
        from scipy.sparse.csgraph import connected_components

        _, found = connected_components(self.matrix, directed=False)
        _, first, sizes = np.unique(found, return_index=True, return_counts=True)
        place = np.empty(len(sizes), np.int64)
        place[np.lexsort((first, -sizes))] = np.arange(len(sizes))
        return np.asarray(place[found], np.int64)

    def parts(self, smallest: int = 1) -> list[Array]:
        """Vertices of each component of at least so many, the largest first."""
        sizes = np.bincount(self.component)
        order = np.argsort(self.component, kind="stable")
        return np.split(order, np.cumsum(sizes)[:-1])[: int((sizes >= smallest).sum())] if len(sizes) else []

    def groups(self, most: int) -> list[Array]:
        """Components as vertices packed together, largest first: one alone, or several of `most` vertices in all."""
        packed: list[list[Array]] = []
        room = 0
        for part in self.parts(2):
            if len(part) > room:
                packed.append([])
                room = most
            packed[-1].append(part)
            room -= len(part)
        return [np.concatenate(each) for each in packed]

    def induced(self, groups: list[Array]) -> list[Ties]:
        """For each group of vertices the ties among them, vertices in the group's order; groups have none in common."""
        group, place = np.full(len(self), -1), np.zeros(len(self), np.int64)
        for number, vertices in enumerate(groups):
            group[vertices], place[vertices] = number, np.arange(len(vertices))
        inside = np.flatnonzero((group[self.start] >= 0) & (group[self.start] == group[self.end]))
        inside = inside[np.argsort(group[self.start[inside]], kind="stable")]
        cuts = np.searchsorted(group[self.start[inside]], np.arange(1, len(groups)))
        found = zip(groups, np.split(inside, cuts), strict=True) if groups else ()
        return [
            Ties(self.rows[vertices], place[self.start[edges]], place[self.end[edges]], self.links[edges])
            for vertices, edges in found
        ]

    def networkit(self, *, weighted: bool = False) -> networkit.Graph:
        """As a NetworKit graph; `weighted`: a pair weighs as many as it has links.

        One thread from here on: what NetworKit still does for us is sequential, and waiting threads cost a shared server more
        than they bring.
        """
        import networkit

        networkit.setNumberOfThreads(1)
        ends = (self.start.astype(np.uint64), self.end.astype(np.uint64))
        if weighted:
            return networkit.GraphFromCoo((self.links.astype(np.float64), ends), n=len(self), weighted=True)
        return networkit.GraphFromCoo(ends, n=len(self))


def _once(one: Array, other: Array, many: int) -> tuple[Array, Array, Array]:
    """Pairs once, smaller end first, sorted, and how often each came; a link from a node to itself is none."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    keys, links = np.unique((low * max(many, 1) + high)[low != high], return_counts=True)
    return keys // max(many, 1), keys % max(many, 1), links


def of_kind(graph: CaseGraph, ties: Ties, kind: NodeType) -> Array:
    """Whether each vertex is of a kind of node."""
    return np.asarray(graph.kind[ties.rows] == NODE_TYPES.index(kind))
