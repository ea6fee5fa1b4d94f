"""What a picture says, in words (图上研判): where it hangs by a thread, which units hold it together, what has one cause.

Every remark is of matters, units, places and projects, of what is shown and no more, and names the nodes it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from workbench.domain import tables
from workbench.domain.network import LinkType, NodeType
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
    found = [*_hand_overs(net, picture), *_causes(net, graph, picture), *_bridges(graph), *_cuts(graph)]
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


def _causes(net: Network, graph: CaseGraph, picture: Picture) -> Iterator[Remark]:
    """Clusters of one cause among the matters shown: those the edition found, and those a project has in common."""
    from workbench.network.clusters import clusters

    matters = _matters(picture)
    if "causes" not in net.edition.tables or len(matters) < 2:
        return
    known = net.edition.query("SELECT * FROM causes WHERE len(list_intersect(matters, ?)) > 1", [list(matters)])
    found = clusters(graph, known)
    for one in found[:MANY]:
        place = f"{NodeType.PLACE}:{one.place}"
        name = net.index.node(place).label if place in net.index else one.place
        sentence = name + one.sentence.removeprefix(one.place) if one.sentence.startswith(one.place) else one.sentence
        yield Remark("共性问题", sentence, tuple(matters[name].id for name in one.matters if name in matters))
    yield from _rest("共性问题", len(found))


def _hand_overs(net: Network, picture: Picture) -> Iterator[Remark]:
    """Matters shown that went back and forth between units (推诿扯皮), and units that hand over to each other."""
    from workbench.network.handover import ping_pong

    matters = _matters(picture)
    steps = net.edition.query("SELECT * FROM steps WHERE list_contains(?, matter_id)", [list(matters)])
    found = ping_pong(steps, net.edition.as_of)
    for one in found[:MANY]:
        node = matters[one.matter]
        told = "；".join(one.steps[:MANY])
        yield Remark("推诿扯皮", f"“{node.label}”{one.sentence}（{told}）", (node.id,))
    yield from _rest("推诿扯皮", len(found))
    sent = sorted((link for link in picture.links if link.type == LinkType.RETURNED), key=lambda link: -link.count)
    names = {node.id: node.label for node in picture.nodes}
    for link in sent[:MANY]:
        sentence = f"{names[link.source]}向{names[link.target]}移交或退回 {link.count} 次（全部事项）"
        yield Remark("单位移交", sentence, (link.source, link.target))
    yield from _rest("单位移交", len(sent))
