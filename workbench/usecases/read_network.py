"""What a picture says, in words (图上研判): where it hangs by a thread, which units hold it together, what has one cause.

Every remark is of matters, units, places and projects, of what is shown and no more, and names the nodes it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from workbench.domain import tables
from workbench.domain.network import NodeType
from workbench.network.graph import CaseGraph
from workbench.network.picture import Picture, PictureLink, PictureNode
from workbench.usecases.explore_network import Network

if TYPE_CHECKING:
    from workbench.network.communities import Communities

MANY: Final = 5
"""Remarks of one sort that are told; the rest are counted."""

_ARROW: Final = {"text": pa.string(), "bool": pa.bool_(), "day": pa.date32(), "texts": pa.list_(pa.string())}


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing a picture says: what sort it is, the sentence, and the ids of nodes it is about."""

    sort: str
    sentence: str
    nodes: tuple[str, ...] = ()


def graph_of(picture: Picture) -> CaseGraph:
    """A picture as a graph that measures are taken on; links drawn as one count as one."""
    nodes = {name: [getattr(node, "id" if name == "node" else name) for node in picture.nodes] for name in tables.NODES}
    edges = {name: [_value(link, name) for link in picture.links] for name in tables.EDGES}
    return CaseGraph.of(_table(nodes, tables.NODES), _table(edges, tables.EDGES))


def _value(link: PictureLink, name: str) -> Any:
    value = getattr(link, name)
    return list(value) if isinstance(value, tuple) else value


def _table(columns: dict[str, list[Any]], types: tables.Columns) -> pa.Table:
    return pa.table({name: pa.array(values, _ARROW[types[name]]) for name, values in columns.items()})


def remarks(net: Network, picture: Picture) -> list[Remark]:
    """Everything a picture says, the most telling first; an empty picture says nothing."""
    if not picture.nodes:
        return []
    graph = graph_of(picture)
    found = [*_hand_overs(net, picture), *_causes(net, picture), *_bridges(graph), *_cuts(graph)]
    return [_whole(graph), *found, *_busiest(graph, picture), *_groups(graph)]


def communities_of(picture: Picture) -> dict[str, int]:
    """The group of each node shown, petitioners left out, by the run most like the others."""
    graph = graph_of(picture)
    label = _communities(graph).label.tolist()
    return {node: group for node, group in zip(graph.ids.to_pylist(), label, strict=True) if group >= 0}


def _communities(graph: CaseGraph) -> Communities:
    from workbench.network.communities import communities
    from workbench.network.ties import WORK

    return communities(graph, WORK)


def _whole(graph: CaseGraph) -> Remark:
    from workbench.network.components import components

    return Remark("整体", components(graph).sentence)


def _bridges(graph: CaseGraph) -> Iterator[Remark]:
    from workbench.network.cuts import bridges

    found = bridges(graph, smallest=2)
    yield from (Remark("薄弱连接", one.sentence, (one.source, one.target)) for one in found[:MANY])
    yield from _rest("薄弱连接", len(found))


def _cuts(graph: CaseGraph) -> Iterator[Remark]:
    from workbench.network.cuts import cut_nodes

    found = cut_nodes(graph, NodeType.UNIT, smallest=2)
    yield from (Remark("关键单位", one.sentence, (one.node,)) for one in found[:MANY])
    yield from _rest("关键单位", len(found))


def _busiest(graph: CaseGraph, picture: Picture) -> Iterator[Remark]:
    """Units and projects with the most links, where there is something to compare."""
    from workbench.network.measures import Measure, measures

    kinds = [kind for kind in (NodeType.UNIT, NodeType.PROJECT) if sum(node.type == kind for node in picture.nodes) > 1]
    if not kinds:
        return
    found = measures(graph, [Measure.DEGREE], kinds=kinds)
    for kind in kinds:
        top = found.top(Measure.DEGREE, kind, 3)
        told = "、".join(f"“{label}”{many}" for label, many in zip(top["label"], top["degree"], strict=True))
        yield Remark("关联最多", f"图中关联最多的：{told}；只说明关联多少，不是工作好坏的评价", tuple(top["node"]))


def _groups(graph: CaseGraph) -> Iterator[Remark]:
    if len(graph) > MANY:
        yield Remark("分组", _communities(graph).sentence)


def _rest(sort: str, many: int) -> Iterator[Remark]:
    if many > MANY:
        yield Remark(sort, f"另有 {many - MANY} 处，未逐一列出")


def _matters(picture: Picture) -> dict[str, PictureNode]:
    return {node.id.partition(":")[2]: node for node in picture.nodes if node.type == NodeType.MATTER}


def _causes(net: Network, picture: Picture) -> Iterator[Remark]:
    """Common causes that two or more of the matters shown belong to."""
    matters = _matters(picture)
    if "causes" not in net.edition.tables or len(matters) < 2:
        return
    sql = "SELECT sentence, matters FROM causes WHERE len(list_intersect(matters, ?)) > 1 ORDER BY len(matters) DESC, cause_id"
    found = net.edition.query(sql, [list(matters)])
    for sentence, held in found.head(MANY).itertuples(index=False, name=None):
        shown = tuple(matters[matter].id for matter in held if matter in matters)
        yield Remark("共性问题", f"{sentence}（图中有其 {len(shown)} 件事项）", shown)
    yield from _rest("共性问题", len(found))


def _hand_overs(net: Network, picture: Picture) -> Iterator[Remark]:
    """Matters shown that went back and forth between units (推诿扯皮)."""
    return iter(())
