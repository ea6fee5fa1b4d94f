"""Small networks for tests, written as "source>target:type" words; ids "m1" stand for "matter:m1" and so on."""

from __future__ import annotations

from datetime import date
from typing import Any

import networkx as nx
import numpy as np
import pyarrow as pa

from workbench.network.graph import CaseGraph
from workbench.network.ties import Ties

KINDS = {"m": "matter", "r": "record", "c": "contact", "u": "unit", "p": "place", "j": "project", "t": "topic"}
WORDS = {"of": "归并", "by": "提出", "led": "主办", "at": "事发地", "j": "涉及项目", "t": "内容分类", "same": "相同", "rel": "相关",
         "cites": "引用", "ret": "退回移交"}  # fmt: skip


def node_id(short: str) -> str:
    return f"{KINDS[short[0]]}:{short}"


def node_row(short: str, **more: Any) -> dict[str, Any]:
    row = {"node": node_id(short), "type": KINDS[short[0]], "label": short, "topic": "", "place": "", "unit": "",
           "is_open": True if short[0] == "m" else None, "day": date(2026, 1, 5), "day_to": date(2026, 2, 1)}  # fmt: skip
    return {**row, **more}


def edge_row(text: str, **more: Any) -> dict[str, Any]:
    ends, word = text.split(":")
    source, target = ends.split(">")
    row = {"source": node_id(source), "target": node_id(target), "type": WORDS[word], "day": date(2026, 1, 5),
           "day_to": date(2026, 1, 5), "state": "", "matter_id": "", "evidence": [source]}  # fmt: skip
    return {**row, **more}


_NODES = pa.schema([(name, pa.string()) for name in ("node", "type", "label", "topic", "place", "unit")]
                   + [("is_open", pa.bool_()), ("day", pa.date32()), ("day_to", pa.date32())])  # fmt: skip
_EDGES = pa.schema([("source", pa.string()), ("target", pa.string()), ("type", pa.string()), ("day", pa.date32()),
                    ("day_to", pa.date32()), ("state", pa.string()), ("matter_id", pa.string()),
                    ("evidence", pa.list_(pa.string()))])  # fmt: skip


def tables(edges: str | list[dict[str, Any]], extra: str | list[dict[str, Any]] = "") -> dict[str, pa.Table]:
    """NODES and EDGES of links in words (or rows); `extra` are nodes without links, or rows that replace the plain ones."""
    links = [edge_row(text) for text in edges.split()] if isinstance(edges, str) else edges
    ends = sorted({link[end] for link in links for end in ("source", "target")})
    rows = {end: node_row(end.partition(":")[2]) for end in ends}
    more = [node_row(short) for short in extra.split()] if isinstance(extra, str) else extra
    rows.update({row["node"]: row for row in more})
    return {
        "nodes": pa.Table.from_pylist(list(rows.values()), schema=_NODES),
        "edges": pa.Table.from_pylist(links, schema=_EDGES),
    }


def graph(edges: str | list[dict[str, Any]], extra: str | list[dict[str, Any]] = "") -> CaseGraph:
    made = tables(edges, extra)
    return CaseGraph.of(made["nodes"], made["edges"])


def at_random(nodes: int, links: int, seed: int = 0, width: int = 20) -> tuple[Ties, nx.Graph[int]]:
    """Ties and the same in networkx; ends lie near each other, so there are groups, bridges and several components."""
    draw = np.random.default_rng(seed)
    one = draw.integers(0, nodes, links)
    other = np.clip(one + draw.integers(-width, width + 1, links), 0, nodes - 1)
    pairs = np.unique(np.sort(np.stack([one, other]), axis=0)[:, one != other], axis=1)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(pairs.T.tolist())
    return Ties(np.arange(nodes), pairs[0], pairs[1], np.ones(pairs.shape[1], np.int64)), graph
