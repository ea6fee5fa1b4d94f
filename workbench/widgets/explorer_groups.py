"""A picture too large to read, summed up (汇总): a node for each group of one type, its links counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, Final

from workbench.domain.network import NODE_NAMES, NodeType

MOST: Final = 5_000
"""Nodes that stay smooth in a browser, measured in benchmarks/explorer.py."""

GROUPINGS: Final = {"topic": "内容分类", "place": "地点", "unit": "单位", "community": "社群", "type": "类型"}

Row = dict[str, Any]


def grouped(nodes: list[Row], edges: list[Row], by: str) -> tuple[list[Row], list[Row], str]:
    """Nodes, edges and the sentence that says why. A group's id is "type*value", its `count` the nodes in it.

    Within a group nothing is drawn; links between groups are counted by type. ValueError for a grouping not in GROUPINGS.
    """
    if by not in GROUPINGS:
        raise ValueError(f"不能按“{by}”汇总；可用：{'、'.join(GROUPINGS)}")
    group = {node["id"]: _group(node, by) for node in nodes}
    found = _summed_nodes(nodes, group, by)
    why = (
        f"共 {len(nodes)} 个节点；超过 {MOST} 个时逐个画出既看不清也拖不动，"
        f"已按{GROUPINGS[by]}汇总为 {len(found)} 组；缩小范围后可逐个显示"
    )
    return found, _summed_edges(edges, group), why


def _group(node: Mapping[str, Any], by: str) -> str:
    value = "" if by == "type" else node.get(by)
    return f"{node['type']}*{'' if by == 'type' else '不详' if value in (None, '') else value}"


def _summed_nodes(nodes: list[Row], group: Mapping[str, str], by: str) -> list[Row]:
    members: dict[str, list[Row]] = defaultdict(list)
    for node in nodes:
        members[group[node["id"]]].append(node)
    return [_summed_node(name, held, by) for name, held in members.items()]


def _summed_node(name: str, held: list[Row], by: str) -> Row:
    kind, _, value = name.partition("*")
    title = NODE_NAMES[NodeType(kind)] if kind in {*NodeType} else kind
    many = sum(int(node.get("count") or 1) for node in held)
    return {
        "id": name,
        "type": kind,
        "label": f"{value} · {title}".removeprefix(" · "),
        "count": many,
        by: held[0].get(by),
    }


def _summed_edges(edges: list[Row], group: Mapping[str, str]) -> list[Row]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for edge in edges:
        source, target = group[edge["source"]], group[edge["target"]]
        if source != target:
            counts[source, target, str(edge["type"])] += int(edge.get("count") or 1)
    return [{"source": s, "target": t, "type": kind, "count": many} for (s, t, kind), many in counts.items()]
