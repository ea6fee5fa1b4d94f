"""The whole network in columns (案件关联图): integer ends over Arrow tables, as networkx at the face, NetworKit for large graphs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from workbench.domain.network import LinkType, NodeType

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

LINK_TYPES: Final = tuple(LinkType)
NODE_TYPES: Final = tuple(NodeType)
"""A type's place here is its code in `CaseGraph.link` and `CaseGraph.kind` and in the files of an index."""

Ints = npt.NDArray[np.int32]
Codes = npt.NDArray[np.uint8]


class TablesOf(Protocol):
    """What an edition is here: something that gives a table by name."""

    def arrow(self, name: str) -> pa.Table: ...


@dataclass(frozen=True, eq=False)
class CaseGraph:
    """Columns of NODES and EDGES, and for each edge the row numbers of its ends in `nodes`.

    `link` holds for each edge the place of its type in LINK_TYPES, `kind` for each node that of its type in NODE_TYPES.
    `notes` say in Chinese what could not be taken in: links with an end that is no node.
    """

    nodes: pa.Table
    edges: pa.Table
    source: Ints
    target: Ints
    link: Codes
    kind: Codes
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, nodes: pa.Table | pd.DataFrame, edges: pa.Table | pd.DataFrame) -> CaseGraph:
        """From tables NODES and EDGES; ValueError for an unknown type or a node given twice."""
        nodes, edges = _arrow(nodes), _arrow(edges)
        _check_once(nodes.column("node"))
        source, target = (_numbers(edges.column(name), nodes.column("node")) for name in ("source", "target"))
        whole = (source >= 0) & (target >= 0)
        notes = () if whole.all() else (_missing_ends(edges, source, target, whole),)
        if notes:
            edges, source, target = edges.filter(pa.array(whole)), source[whole], target[whole]
        link, kind = _codes(edges.column("type"), LINK_TYPES), _codes(nodes.column("type"), NODE_TYPES)
        return cls(nodes, edges, source, target, link, kind, notes)

    @classmethod
    def from_edition(cls, edition: TablesOf) -> CaseGraph:
        """The network of an edition; KeyError (from the edition) if it was published before networks were made."""
        return cls.of(edition.arrow("nodes"), edition.arrow("edges"))

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def ids(self) -> pa.Array:
        """Ids of the nodes, in their order."""
        return _one(self.nodes.column("node"))

    def number(self, node: str) -> int:
        """The row of a node; KeyError with a sentence."""
        found = pc.index(self.ids, node).as_py()
        if found < 0:
            raise KeyError(f"关联网络里没有“{node}”；请核对编号，检举控告件不进入关联网络")
        return int(found)

    def numbers(self, nodes: Collection[str]) -> Ints:
        """Rows of nodes, in the order asked; KeyError naming the first that is not there."""
        found = _numbers(pa.array(list(nodes), pa.string()), self.ids)
        if (found < 0).any():
            self.number(list(nodes)[int(np.argmin(found))])
        return found

    def subgraph(
        self,
        types: Collection[LinkType] | None = None,
        days: tuple[date | None, date | None] | None = None,
        nodes: Collection[str] | npt.NDArray[np.bool_] | None = None,
        *,
        kinds: Collection[NodeType] | None = None,
        undated: bool = True,
    ) -> CaseGraph:
        """Links of these types whose span meets `days` (both ends included), between these nodes or kinds of node.

        Every node asked for stays, also one left without a link. `nodes` are ids, or a mask over the nodes. A link
        without a day stays unless `undated` is False. KeyError for an id that is no node.
        """
        keep_node = self._node_mask(nodes, kinds)
        keep = keep_node[self.source] & keep_node[self.target]
        if types is not None:
            keep &= np.isin(self.link, [LINK_TYPES.index(each) for each in types])
        if days is not None:
            keep &= _meets(self.edges, days, undated)
        new = (np.cumsum(keep_node) - 1).astype(np.int32)
        return CaseGraph(
            self.nodes.filter(pa.array(keep_node)),
            self.edges.filter(pa.array(keep)),
            new[self.source[keep]],
            new[self.target[keep]],
            self.link[keep],
            self.kind[keep_node],
            self.notes,
        )

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """A MultiDiGraph with every column as an attribute, nodes by id, edges keyed by the row of the edge."""
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for row in self.nodes.to_pylist():
            graph.add_node(row.pop("node"), **row)
        for number, row in enumerate(self.edges.to_pylist()):
            graph.add_edge(row.pop("source"), row.pop("target"), number, **row)
        return graph

    def to_networkit(self, *, directed: bool = False, simple: bool = True) -> Any:
        """A NetworKit graph on the nodes' row numbers; `simple`: several links between two nodes count as one."""
        import networkit

        source, target = self.simple_ends(directed=directed) if simple else (self.source, self.target)
        ends = (source.astype(np.uint64), target.astype(np.uint64))
        return networkit.GraphFromCoo(ends, n=len(self), directed=directed)

    def simple_ends(self, *, directed: bool = False) -> tuple[Ints, Ints]:
        """Each pair of joined nodes once, none with itself: the ends, sorted; undirected pairs with the smaller first."""
        one, other = self.source.astype(np.int64), self.target.astype(np.int64)
        if not directed:
            one, other = np.minimum(one, other), np.maximum(one, other)
        many = max(len(self), 1)
        keys = np.unique((one * many + other)[one != other])
        return (keys // many).astype(np.int32), (keys % many).astype(np.int32)

    def _node_mask(self, nodes: Any, kinds: Collection[NodeType] | None) -> npt.NDArray[np.bool_]:
        if isinstance(nodes, np.ndarray):
            mask = nodes.astype(np.bool_)
        else:
            mask = np.full(len(self), nodes is None)
            if nodes is not None:
                mask[self.numbers(nodes)] = True
        if kinds is not None:
            mask = mask & np.isin(self.kind, [NODE_TYPES.index(each) for each in kinds])
        return mask


def _arrow(table: pa.Table | pd.DataFrame) -> pa.Table:
    if isinstance(table, pa.Table):
        return table
    return pa.Table.from_pandas(table, preserve_index=False)


def _one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _check_once(ids: pa.ChunkedArray) -> None:
    if pc.count_distinct(ids, mode="all").as_py() == len(ids):
        return
    counts = ids.value_counts()
    twice = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")[0]
    raise ValueError(f"节点表里“{twice}”出现多次；请重新生成版次")


def _numbers(wanted: pa.ChunkedArray | pa.Array, ids: pa.ChunkedArray | pa.Array) -> Ints:
    """Rows of ids, -1 for one that is not there."""
    found = pc.fill_null(pc.index_in(wanted, value_set=ids), -1)
    return np.asarray(found.to_numpy(), dtype=np.int32) if len(found) else np.empty(0, np.int32)


def _codes(column: pa.ChunkedArray, types: tuple[Any, ...]) -> Codes:
    known = pa.array([each.value for each in types], pa.string())
    found = _numbers(column.cast(pa.string()), known)
    if (found < 0).any():
        raise ValueError(f"不认识的类型“{column[int(np.argmin(found))]}”；可用：{'、'.join(known.to_pylist())}")
    return found.astype(np.uint8)


def _missing_ends(edges: pa.Table, source: Ints, target: Ints, whole: npt.NDArray[np.bool_]) -> str:
    row = int(np.argmin(whole))
    end = edges.column("source" if source[row] < 0 else "target")[row].as_py()
    return f"有 {int((~whole).sum())} 条关联的一端不在节点表中（如“{end}”），未计入；请重新生成版次"


def _meets(edges: pa.Table, days: tuple[date | None, date | None], undated: bool) -> npt.NDArray[np.bool_]:
    """Whether each edge's span meets the days; a span with one end known is that day."""
    first = pc.coalesce(edges.column("day"), edges.column("day_to"))
    last = pc.coalesce(edges.column("day_to"), first)
    keep = pc.is_valid(first)
    if days[0] is not None:
        keep = pc.and_(keep, pc.greater_equal(last, pa.scalar(days[0], pa.date32())))
    if days[1] is not None:
        keep = pc.and_(keep, pc.less_equal(first, pa.scalar(days[1], pa.date32())))
    keep = pc.fill_null(keep, False)
    if undated:
        keep = pc.or_(keep, pc.is_null(first))
    return np.asarray(keep.to_numpy(), dtype=np.bool_) if len(keep) else np.empty(0, np.bool_)
