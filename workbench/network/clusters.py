"""Clusters of one cause (共性问题关联组): topic × place × project, with the links they rest on and who handles them.

From CAUSES, from projects several matters concern, and from 相同 and 相关 links that lead on from them. A cluster is put to
a person: on the agenda, or as a common cause to be confirmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.domain.codes import Verdict
from workbench.domain.network import LinkType, NodeType
from workbench.network.graph import LINK_TYPES, NODE_TYPES, CaseGraph

LEAST: Final = 3
"""Matters that make a cluster."""
_JUDGED: Final = (Verdict.SAME.value, Verdict.RELATED.value)


@dataclass(frozen=True, slots=True)
class Cluster:
    """`project` is what the matters have in common by name, "" if nothing is named; `units` lead them, the most first.

    `confirmed` counts links between its records a clerk judged, `proposed` those still 待认定. `cause_id` is "" for a
    cluster no entry of CAUSES stands for.
    """

    cause_id: str
    topic: str
    place: str
    project: str
    matters: tuple[str, ...]
    records: tuple[str, ...]
    units: tuple[tuple[str, int], ...]
    open: int
    confirmed: int
    proposed: int
    day: date | None
    day_to: date | None
    sentence: str


def clusters(graph: CaseGraph, causes: pa.Table | pd.DataFrame, *, least: int = LEAST) -> list[Cluster]:
    """Clusters of `least` matters or more, the most open matters first.

    Every entry of `causes` (CAUSES) with the matters that are in the graph; every project with matters of one topic and
    one place that no cause has already; each with matters joined to two or more of its own by a judged 相关 or 相同.
    """
    book = _Book(graph)
    rows = (causes if isinstance(causes, pa.Table) else pa.Table.from_pandas(causes, preserve_index=False)).to_pylist()
    found, seen = [], set[frozenset[int]]()
    for cause in rows:
        own = book.numbers(f"{NodeType.MATTER.value}:{matter}" for matter in cause["matters"])
        members = book.with_joined(own)
        found.append((cause, members))
        seen.add(frozenset(members))
    for (project, topic, place), members in book.by_project().items():
        if not any(set(members) <= held for held in seen):
            found.append(({"cause_id": "", "topic": topic, "place": place, "about": project, "sentence": ""}, members))
    told = [book.cluster(cause, members) for cause, members in found if len(members) >= least]
    return sorted(told, key=lambda each: (-each.open, -len(each.matters), each.cause_id, each.project, each.matters))


class _Book:
    """What is known of the matters of a graph, by row."""

    def __init__(self, graph: CaseGraph) -> None:
        self._graph = graph
        names = ["node", "label", "topic", "place", "unit", "is_open", "day", "day_to"]
        self._nodes = graph.nodes.select(names)
        self._place = _place_names(graph)
        self._matter_of = _ends(graph, LinkType.PART_OF)
        self._records = _turned(self._matter_of)
        self._links = _between(graph, self._matter_of)
        self._beside: dict[int, set[int]] = {}
        for one, other, judged in self._links:
            if judged and one != other:
                self._beside.setdefault(one, set()).add(other)
                self._beside.setdefault(other, set()).add(one)

    def numbers(self, nodes: Iterable[str]) -> list[int]:
        """Rows of those that are in the graph (locked matters are not)."""
        import pyarrow.compute as pc

        found = pc.index_in(pa.array(list(nodes), pa.string()), value_set=self._graph.ids).to_pylist()
        return sorted({row for row in found if row is not None})

    def with_joined(self, members: list[int]) -> list[int]:
        """And matters that judged links join to two or more of them."""
        counts = Counter(other for member in members for other in self._beside.get(member, ()))
        return sorted({*members, *(other for other, many in counts.items() if many >= 2)})

    def by_project(self) -> dict[tuple[str, str, str], list[int]]:
        """Matters by the project they concern, their topic and their place; unknown topic or place is "" and stands alone."""
        graph, found = self._graph, dict[tuple[str, str, str], list[int]]()
        rows = np.flatnonzero(graph.link == LINK_TYPES.index(LinkType.CONCERNS))
        matters, projects = graph.source[rows].tolist(), graph.target[rows].tolist()
        held = self._nodes.take(pa.array(matters, pa.int64())).select(["topic", "place"]).to_pylist()
        labels = self._nodes.column("label").take(pa.array(projects, pa.int64())).to_pylist()
        for matter, project, values in zip(matters, labels, held, strict=True):
            place = values["place"] or ""
            found.setdefault((project, values["topic"] or "", self._place.get(place, place)), []).append(matter)
        return {key: sorted(set(members)) for key, members in found.items()}

    def cluster(self, cause: Mapping[str, Any], members: list[int]) -> Cluster:
        rows = self._nodes.take(pa.array(members, pa.int64())).to_pylist()
        inside, records = set(members), [record for member in members for record in self._records.get(member, ())]
        judged = [sure for one, other, sure in self._links if one in inside and other in inside]
        units = Counter(row["unit"] for row in rows if row["unit"])
        days = [row[name] for row in rows for name in ("day", "day_to") if row[name] is not None]
        told: dict[str, Any] = {
            "matters": tuple(_bare(row["node"]) for row in rows),
            "records": tuple(_bare(node) for node in self._graph.ids.take(pa.array(records, pa.int64())).to_pylist()),
            "units": tuple(sorted(units.items(), key=lambda item: (-item[1], item[0]))),
            "open": sum(row["is_open"] is True for row in rows),
            "confirmed": sum(judged),
            "proposed": len(judged) - sum(judged),
        }
        fields = (cause["cause_id"], cause["topic"] or "", cause["place"] or "", cause["about"] or "")
        span = min(days, default=None), max(days, default=None)
        return Cluster(*fields, **told, day=span[0], day_to=span[1], sentence=_sentence(fields[1:], told))


def _place_names(graph: CaseGraph) -> dict[str, str]:
    """Names of places by division code."""
    held = graph.kind == NODE_TYPES.index(NodeType.PLACE)
    rows = graph.nodes.select(["place", "label"]).filter(pa.array(held)).to_pylist()
    return {row["place"]: row["label"] for row in rows if row["place"] and row["label"]}


def _ends(graph: CaseGraph, kind: LinkType) -> dict[int, int]:
    rows = graph.link == LINK_TYPES.index(kind)
    return dict(zip(graph.source[rows].tolist(), graph.target[rows].tolist(), strict=True))


def _turned(matter_of: Mapping[int, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for record, matter in matter_of.items():
        found.setdefault(matter, []).append(record)
    return found


def _between(graph: CaseGraph, matter_of: Mapping[int, int]) -> list[tuple[int, int, bool]]:
    """Links 相同 and 相关 as (matter, matter, whether a clerk judged it)."""
    codes = [LINK_TYPES.index(LinkType.SAME), LINK_TYPES.index(LinkType.RELATED)]
    rows = np.flatnonzero(np.isin(graph.link, codes))
    states = graph.edges.column("state").take(pa.array(rows)).to_pylist()
    ends = zip(graph.source[rows].tolist(), graph.target[rows].tolist(), states, strict=True)
    return [(matter_of[a], matter_of[b], state in _JUDGED) for a, b, state in ends if a in matter_of and b in matter_of]


def _bare(node: str) -> str:
    return node.partition(":")[2]


def _sentence(fields: tuple[str, ...], told: Mapping[str, Any]) -> str:
    topic, place, project = fields
    about = f"{place}{f'“{project}”' if project else ''}{topic}" or "同一原因"
    unit = f"，主办最多的是{told['units'][0][0]}（{told['units'][0][1]} 个）" if told["units"] else ""
    ground = f"已认定关联 {told['confirmed']} 条、待认定 {told['proposed']} 条"
    return f"{about}：{len(told['matters'])} 个事项、{len(told['records'])} 件信访，其中 {told['open']} 个未化解{unit}；{ground}"
