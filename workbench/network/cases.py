"""The network of cases around one matter (案件关联网络): matters, records, units, places and topics, two steps out.

There is no node for a petitioner, and a link that says no more than 同人 joins nothing here: what is shown is which matters
have a cause, a unit or a place in common. Locked records (检举控告) are never in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from workbench.domain.codes import Purpose, Verdict

MATTER, RECORD, UNIT, PLACE, TOPIC = "matter", "record", "unit", "place", "topic"
GROUPS = {MATTER: "事项", RECORD: "信访件", UNIT: "单位", PLACE: "事发地", TOPIC: "内容分类"}
_SHARED = (UNIT, PLACE, TOPIC)


@dataclass(frozen=True, slots=True)
class Node:
    """`group` is a key of `GROUPS`, `hops` counts from the focus.

    `beyond` counts neighbours left out because too many matters share this unit, place or topic.
    """

    id: str
    group: str
    label: str
    hops: int
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """`label` says what joins the two ends (a link nobody judged yet is 待认定), `evidence` the words or records it rests on."""

    source: str
    target: str
    label: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseNetwork:
    """Plain nodes and edges, in a fixed order; every edge's ends are among the nodes."""

    focus: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def groups(self) -> dict[str, str]:
        """Kinds of node with their Chinese names, in the order of a legend."""
        return dict(GROUPS)


def case_network(
    records: pd.DataFrame,
    links: pd.DataFrame,
    groups: Mapping[str, str] | pd.DataFrame,
    focus: str,
    *,
    hops: int = 2,
    most: int = 30,
) -> CaseNetwork:
    """The network up to `hops` steps around matter `focus`.

    `records` has columns of RECORDS (record_id, title, lead_unit, issue, issue_text, topic_l1, …), `links` those of LINKS,
    `groups` is the table GROUPS, or maps record ids to matter ids. From a unit, place or topic that more than `most` matters share the walk does not
    go on. Raises KeyError with a sentence if the matter has no record that may be shown.
    """
    shown = _shown(records)
    if isinstance(groups, pd.DataFrame):
        groups = dict(zip(groups["record_id"].astype(str), groups["matter_id"].astype(str), strict=True))
    matter_of = {str(record): groups[str(record)] for record in shown["record_id"] if str(record) in groups}
    if focus not in matter_of.values():
        raise KeyError(f"事项 {focus} 没有可显示的信访件；请核对编号，或该事项属检举控告不进入关联网络")
    labels: dict[str, tuple[str, str]] = {}
    edges = _edges(shown, links, matter_of, labels)
    return _around(focus, labels, edges, hops, most)


def _shown(records: pd.DataFrame) -> pd.DataFrame:
    keep = records["locked"].eq(False).fillna(False).astype(bool) if "locked" in records else True
    purpose = records.get("purpose", pd.Series("", index=records.index)).fillna("").astype(str)
    return records[keep & ~purpose.str.contains(Purpose.ACCUSATION.value)]


_USED = ("record_id", "case_no", "title", "lead_unit", "issue", "issue_text", "topic_l1", "topic_l2")
_EdgeMap = dict[tuple[str, str, str], list[str]]


def _edges(
    records: pd.DataFrame, links: pd.DataFrame, matter_of: Mapping[str, str], labels: dict[str, tuple[str, str]]
) -> _EdgeMap:
    """All edges by (source, target, kind) with their evidence; fills `labels` with each node's group and text."""
    edges: _EdgeMap = defaultdict(list)
    used = [name for name in _USED if name in records.columns]
    for row in records[used].astype("object").fillna("").to_dict("records"):
        record = str(row["record_id"])
        matter = matter_of.get(record)
        if matter is None:
            continue
        title = str(row.get("title", ""))
        labels.setdefault(matter, (MATTER, title or matter))
        labels[record] = (RECORD, str(row.get("case_no", "")) or record)
        edges[matter, record, "归并"].append("同一事项")
        for node, kind, label, relation in _facts(row):
            labels.setdefault(node, (kind, label))
            edges[matter, node, relation].append(record)
    _link_edges(links, matter_of, edges)
    return edges


def _facts(row: Mapping[object, object]) -> Iterable[tuple[str, str, str, str]]:
    """Unit, place and topic of one record: node id, group, label, and how they are joined to the matter."""

    def text(name: str) -> str:
        return str(row.get(name, "") or "")

    if text("lead_unit"):
        yield f"unit:{text('lead_unit')}", UNIT, text("lead_unit"), "主办"
    if text("issue"):
        yield f"place:{text('issue')}", PLACE, text("issue_text") or text("issue"), "事发地"
    topic = text("topic_l2") or text("topic_l1")
    if topic:
        yield f"topic:{topic}", TOPIC, topic, "内容分类"


def _link_edges(links: pd.DataFrame, matter_of: Mapping[str, str], edges: _EdgeMap) -> None:
    """Links between records of two matters, as edges between the records; judged 不同 and mere 同人 join nothing."""
    for left, right, kind, reasons, verdict in zip(
        links["left"], links["right"], links["kind"], links["reasons"], links["verdict"].fillna(""), strict=True
    ):
        if left not in matter_of or right not in matter_of or matter_of[left] == matter_of[right]:
            continue
        judged = verdict in (Verdict.SAME.value, Verdict.RELATED.value)
        if verdict == Verdict.DIFFERENT.value or (kind != "同事" and not judged):
            continue
        edges[left, right, verdict or "待认定"].extend(str(reason) for reason in reasons)


def _around(focus: str, labels: Mapping[str, tuple[str, str]], edges: _EdgeMap, hops: int, most: int) -> CaseNetwork:
    """Breadth first from the focus; a matter's own records come with it, at no further step."""
    beside: dict[str, list[str]] = defaultdict(list)
    for source, target, _ in edges:
        beside[source].append(target)
        beside[target].append(source)
    reached, beyond = {focus: 0}, {}
    wave = [focus]
    while wave:
        following = []
        for node in wave:
            if labels[node][0] in _SHARED and len(beside[node]) > most:
                beyond[node] = len(beside[node])
                continue
            for other in beside[node]:
                step = reached[node] + _cost(labels[node][0], labels[other][0])
                if step <= hops and step < reached.get(other, hops + 1):
                    reached[other] = step
                    following.append(other)
        wave = following
    nodes = [Node(node, *labels[node], reached[node]) for node in reached]
    return _network(focus, nodes, beyond, edges)


def _cost(kind: str, other: str) -> int:
    """A record is one with its matter: going from one to the other is no step."""
    return 0 if {kind, other} == {MATTER, RECORD} else 1


def _network(focus: str, nodes: list[Node], beyond: Mapping[str, int], edges: _EdgeMap) -> CaseNetwork:
    inside = {node.id for node in nodes}
    kept = [
        Edge(source, target, kind, tuple(dict.fromkeys(evidence)))
        for (source, target, kind), evidence in sorted(edges.items())
        if source in inside and target in inside
    ]
    held = dict.fromkeys(beyond, 0)
    for edge in kept:
        for end in (edge.source, edge.target):
            if end in held:
                held[end] += 1
    counted = (
        Node(node.id, node.group, node.label, node.hops, beyond[node.id] - held[node.id]) if node.id in beyond else node
        for node in nodes
    )
    return CaseNetwork(focus, tuple(sorted(counted, key=lambda node: (node.hops, node.group, node.id))), tuple(kept))
