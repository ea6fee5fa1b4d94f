"""What changed in the network between two editions (两个版次之间的变化): nodes, links, and what came together or apart.

Components are followed by their records, which keep their ids; matters are renamed when they are joined or split.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa

from workbench.domain.network import NODE_NAMES, LinkType, NodeType
from workbench.network.graph import NODE_TYPES, CaseGraph
from workbench.network.picture import PictureLink
from workbench.network.ties import TIES, Ties

_NODE_FACTS: Final = ("label", "topic", "place", "unit", "is_open")
_FACT_NAMES: Final = {
    "label": "名称",
    "topic": "内容分类",
    "place": "地点",
    "unit": "主办单位",
    "is_open": "是否未化解",
}
_KEY: Final = ["source", "target", "type", "matter_id"]
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Regrouping:
    """Components that became one (merged), or one that fell apart (split): records of each part, the largest first.

    `links` are those that came between the parts (of a split: that were between them and are gone), at most 20.
    """

    parts: tuple[tuple[str, ...], ...]
    links: tuple[PictureLink, ...]
    sentence: str


@dataclass(frozen=True, eq=False)
class Changes:
    """`added`, `removed`: nodes (node, type, label). `changed`: node, type, label, fact, before, after.

    `new_links`, `gone_links`: source, target, type, matter_id, state; `judged`: the same with before and after, where a link's
    state changed (待认定 to 相同, say). Contacts count in none of them. `sentences` say it all in words.
    """

    added: pd.DataFrame
    removed: pd.DataFrame
    changed: pd.DataFrame
    new_links: pd.DataFrame
    gone_links: pd.DataFrame
    judged: pd.DataFrame
    merged: tuple[Regrouping, ...]
    split: tuple[Regrouping, ...]
    sentences: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.sentences != (_NOTHING,)


_NOTHING: Final = "两个版次的关联网络没有变化"


def changes(
    before: Mapping[str, pa.Table | pd.DataFrame],
    after: Mapping[str, pa.Table | pd.DataFrame],
    types: Collection[LinkType] = TIES,
) -> Changes:
    """From the tables `nodes` and `edges` of two editions; components are over links of `types`.

    KeyError, in words, for an edition without these tables; ValueError for 提出 among the types.
    """
    old, new = _graph(before, "较早的版次"), _graph(after, "较新的版次")
    added, removed, changed = _node_changes(_nodes(old), _nodes(new))
    new_links, gone_links, judged = _link_changes(_links(old), _links(new))
    merged = _regrouped(old, new, types, "merged")
    split = _regrouped(new, old, types, "split")
    told = (*_counts(added, removed, changed), *_link_counts(new_links, gone_links, judged))
    sentences = (*told, *(each.sentence for each in (*merged, *split)))
    return Changes(added, removed, changed, new_links, gone_links, judged, merged, split, sentences or (_NOTHING,))


def _graph(tables: Mapping[str, Any], name: str) -> CaseGraph:
    for table in ("nodes", "edges"):
        if table not in tables:
            raise KeyError(f"{name}没有关联网络（缺 {table} 表），不能比较；请用新版本重新发布该版次")
    return CaseGraph.of(tables["nodes"], tables["edges"])


def _nodes(graph: CaseGraph) -> pd.DataFrame:
    held = graph.nodes.filter(pa.array(graph.kind != NODE_TYPES.index(NodeType.CONTACT)))
    frame: pd.DataFrame = held.select(["node", "type", *_NODE_FACTS]).to_pandas()
    return frame.set_index("node")


def _links(graph: CaseGraph) -> pd.DataFrame:
    """Links without those of contacts; several of one kind between two nodes about one matter count as one."""
    held: pd.DataFrame = graph.edges.select([*_KEY, "state"]).to_pandas()
    held = held[held["type"] != LinkType.BROUGHT.value].fillna({"matter_id": "", "state": ""})
    return held.drop_duplicates(_KEY, ignore_index=True)


def _node_changes(old: pd.DataFrame, new: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    columns = ["node", "type", "label"]
    added = new[~new.index.isin(old.index)].reset_index()[columns]
    removed = old[~old.index.isin(new.index)].reset_index()[columns]
    both = old.index[old.index.isin(new.index)]
    parts = [_fact_changes(old.loc[both], new.loc[both], fact) for fact in _NODE_FACTS]
    return added, removed, pd.concat(parts, ignore_index=True)


def _fact_changes(old: pd.DataFrame, new: pd.DataFrame, fact: str) -> pd.DataFrame:
    was, now = (frame[fact].astype("object").where(frame[fact].notna(), "") for frame in (old, new))
    rows = (was != now).to_numpy()
    kept = new.loc[rows, ["type", "label"]].reset_index()
    return kept.assign(
        fact=_FACT_NAMES[fact], before=was[rows].astype("str").tolist(), after=now[rows].astype("str").tolist()
    )


def _link_changes(old: pd.DataFrame, new: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    both = old.merge(new, on=_KEY, how="outer", suffixes=("_old", "_new"), indicator=True)
    sides = [
        both[both["_merge"] == side].rename(columns={state: "state"})[[*_KEY, "state"]].reset_index(drop=True)
        for side, state in (("right_only", "state_new"), ("left_only", "state_old"))
    ]
    moved = both[(both["_merge"] == "both") & (both["state_old"] != both["state_new"])]
    judged = moved.rename(columns={"state_old": "before", "state_new": "after"})[[*_KEY, "before", "after"]]
    return sides[0], sides[1], judged.reset_index(drop=True)


def _regrouped(apart: CaseGraph, together: CaseGraph, types: Collection[LinkType], how: str) -> tuple[Regrouping, ...]:
    """Components of `together` whose records are in several components of `apart`; the most records first."""
    frame = pd.concat(
        [_components(apart, types), _components(together, types)], axis=1, join="inner", keys=["part", "whole"]
    )
    many = frame.groupby("whole")["part"].transform("nunique")
    found = [_regrouping(part, together, types, how) for _, part in frame[many > 1].groupby("whole")]
    return tuple(sorted(found, key=lambda each: (-sum(map(len, each.parts)), each.parts)))


def _components(graph: CaseGraph, types: Collection[LinkType]) -> pd.Series:
    """Component of each record."""
    ties = Ties.of(graph, types)
    held = graph.kind[ties.rows] == NODE_TYPES.index(NodeType.RECORD)
    ids = graph.ids.take(pa.array(ties.rows[held])).to_pylist()
    return pd.Series(ties.component[held], index=pd.Index(ids, dtype="object"))


def _regrouping(frame: pd.DataFrame, together: CaseGraph, types: Collection[LinkType], how: str) -> Regrouping:
    parts = sorted((tuple(sorted(part.index)) for _, part in frame.groupby("part")), key=lambda ids: (-len(ids), ids))
    links = _joining(dict(zip(frame.index, frame["part"].tolist(), strict=True)), together, types)
    sizes = "、".join(f"{len(part)} 件" for part in parts[:5]) + (" 等" if len(parts) > 5 else "")
    ground = "、".join(dict.fromkeys(link.type for link in links)) or "归并或项目"
    first = parts[0][0].partition(":")[2]
    if how == "merged":
        told = f"原来分开的 {len(parts)} 组信访件（{sizes}，含 {first}）现在连在一起，新出现的关联：{ground}"
    else:
        told = f"原来连在一起的一组信访件分成了 {len(parts)} 组（{sizes}，含 {first}），不再成立的关联：{ground}"
    return Regrouping(tuple(parts), links, told)


def _joining(part_of: Mapping[str, int], graph: CaseGraph, types: Collection[LinkType]) -> tuple[PictureLink, ...]:
    """Links between records of different parts, in the order of the edges."""
    part = np.full(len(graph), -1)
    part[graph.numbers(list(part_of))] = list(part_of.values())
    one, other = part[graph.source], part[graph.target]
    rows = np.flatnonzero((one >= 0) & (other >= 0) & (one != other))
    wanted = {each.value for each in types}
    held = (row for row in graph.edges.take(pa.array(rows)).to_pylist() if row["type"] in wanted)
    return tuple(
        PictureLink(
            row["source"], row["target"], row["type"], row["day"], row["day_to"], row["state"] or "",
            row["matter_id"] or "", tuple(row["evidence"] or ()),
        )
        for row, _ in zip(held, range(_SHOWN), strict=False)
    )  # fmt: skip


def _counts(added: pd.DataFrame, removed: pd.DataFrame, changed: pd.DataFrame) -> list[str]:
    told = [f"{word}：{_by_type(frame)}" for word, frame in (("新增", added), ("不再出现", removed)) if len(frame)]
    for fact, part in changed.groupby("fact", sort=False):
        told.append(f"{fact}有变化：{_by_type(part)}")
    return told


def _by_type(frame: pd.DataFrame) -> str:
    counts = frame["type"].value_counts()
    return "、".join(f"{name} {counts[kind]} 个" for kind, name in NODE_NAMES.items() if kind in counts)


def _link_counts(new: pd.DataFrame, gone: pd.DataFrame, judged: pd.DataFrame) -> list[str]:
    told = [f"{word}关联：{_by_link(frame)}" for word, frame in (("新增", new), ("不再成立的", gone)) if len(frame)]
    moves = Counter(judged[["type", "before", "after"]].itertuples(index=False, name=None))
    told += [
        f"{kind}关联由“{one or '未注明'}”变为“{other or '未注明'}”：{many} 条"
        for (kind, one, other), many in sorted(moves.items())
    ]
    return told


def _by_link(frame: pd.DataFrame) -> str:
    counts = frame["type"].value_counts()
    return "、".join(f"{kind.value} {counts[kind.value]} 条" for kind in LinkType if kind.value in counts)
