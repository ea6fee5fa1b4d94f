"""Measures of the network of cases: ours against plain networkx on one blob, on the same invented network in the same run.

    .venv/bin/python benchmarks/network_measures.py --nodes 100000             ours and networkx, ratio, equal results
    .venv/bin/python benchmarks/network_measures.py --nodes 1000000 --links 3000000 --ours
    .venv/bin/python benchmarks/network_measures.py --growth 10000 100000 1000000

Each contender runs in a process of its own: from edge arrays to the graph, components, communities (one run each), degree,
core, pagerank, bridges, cut nodes, and betweenness from 64 pivots. Modules are loaded before the clock starts. Nothing in the network is a person.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from math import log
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

PIVOTS = 64
_SHARE = {"协办": 0.30, "责任": 0.07, "事发地": 0.40, "涉及项目": 0.15, "退回移交": 0.05}


def invented(nodes: int, links: int, seed: int = 4) -> tuple[pa.Table, pa.Table]:
    """NODES and EDGES: matters with their records, under units, places and projects, causes of some thirty records."""
    draw = np.random.default_rng(seed)
    sizes = {"unit": max(4, nodes // 400), "place": max(4, nodes // 300), "project": max(4, nodes // 100)}
    sizes["matter"] = int(nodes * 0.4)
    sizes["record"] = nodes - sum(sizes.values())
    start = dict(zip(sizes, np.cumsum([0, *sizes.values()])[:-1], strict=True))

    def some(kind: str, many: int) -> Any:
        return start[kind] + (draw.random(many) ** 1.5 * sizes[kind]).astype(np.int64)

    def near(rows: Any, kind: str, width: int) -> Any:
        shift = np.rint(draw.normal(0, width, len(rows))).astype(np.int64)
        return start[kind] + np.clip(rows - start[kind] + shift, 0, sizes[kind] - 1)

    records = start["record"] + np.arange(sizes["record"])
    matter_of = start["matter"] + (np.arange(sizes["record"]) * sizes["matter"] // sizes["record"])
    matters = start["matter"] + np.arange(sizes["matter"])
    parts = [("归并", records, matter_of), ("主办", some("unit", len(matters)), matters)]  # all in one component
    ends = {"协办": ("unit", "matter"), "责任": ("unit", "matter"), "事发地": ("matter", "place"),
            "涉及项目": ("matter", "project"), "退回移交": ("unit", "unit")}  # fmt: skip
    for kind, (one, other) in ends.items():
        many = int(nodes * _SHARE[kind])
        parts.append((kind, some(one, many), some(other, many)))
    left = links - sum(len(part[1]) for part in parts)
    for kind, share, width in (("相关", 0.65, 15), ("相同", 0.25, 3), ("引用", 0.10, 40)):
        rows = draw.choice(records, int(left * share))
        parts.append((kind, rows, near(rows, "record", width)))
    return _tables(sizes, parts)


def _tables(sizes: dict[str, int], parts: list[tuple[str, Any, Any]]) -> tuple[pa.Table, pa.Table]:
    kinds = np.repeat(list(sizes), list(sizes.values()))
    ids = pd.Series(kinds) + ":" + pd.Series(np.arange(len(kinds))).astype(str)
    day = pa.array(np.full(len(kinds), "2026-01-05", "datetime64[D]"))
    nodes = pa.table({"node": pa.array(ids, pa.string()), "type": kinds.tolist(), "label": pa.array(ids, pa.string()),
                      "day": day, "day_to": day})  # fmt: skip
    names = nodes.column("node").combine_chunks()
    source, target = (np.concatenate([part[end] for part in parts]) for end in (1, 2))
    kind = np.repeat([part[0] for part in parts], [len(part[1]) for part in parts])
    edges = pa.table({"source": names.take(pa.array(source)), "target": names.take(pa.array(target)),
                      "type": pa.array(kind.tolist())})  # fmt: skip
    return nodes, edges


class Timed:
    """Seconds of each part, in order; and of the processor, which a busy machine does not lengthen as much."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], Any]) -> Any:
        begun, used = time.perf_counter(), time.process_time()
        found = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun
        self.processor[name] = self.processor.get(name, 0.0) + time.process_time() - used
        return found


def ours(folder: Path, timed: Timed) -> dict[str, Any]:
    """All measures by workbench.network; arrays by node row."""
    import networkit.centrality
    import networkit.community
    import networkit.components  # noqa: F401
    import scipy.sparse.csgraph  # noqa: F401

    from workbench.network import communities, cuts, measures
    from workbench.network.graph import CaseGraph
    from workbench.network.ties import WORK, Ties

    nodes, edges = (_read(folder, name) for name in ("nodes", "edges"))
    graph = timed("图", lambda: CaseGraph.of(nodes, edges))
    ties = timed("图", lambda: Ties.of(graph, WORK))
    found: dict[str, Any] = {"components": timed("关联组", lambda: ties.component)}
    found["communities"] = timed("社群", lambda: communities.grouped(ties, [1])[0])
    found["degree"] = timed("关联数", lambda: ties.degree)
    found["core"] = timed("核心层数", lambda: measures.core_numbers(ties))
    found["pagerank"] = timed("关联权重", lambda: measures.pagerank(ties))
    blocks = timed("桥与割点", lambda: cuts.Blocks(ties, np.ones(len(ties), np.bool_)))
    found["bridges"] = timed("桥与割点", lambda: np.array([pair[:2] for pair in blocks.bridges()]).reshape(-1, 2))
    found["cuts"] = timed("桥与割点", lambda: np.array([vertex for vertex, _ in blocks.cuts()]))
    found["betweenness"] = timed("中介数", lambda: measures.betweenness(ties, pivots=PIVOTS))
    return found


def plain_networkx(folder: Path, timed: Timed) -> dict[str, Any]:
    """The same as an analyst would write it, on one graph."""
    import networkx as nx
    import scipy.sparse  # noqa: F401

    nodes, edges = (_read(folder, name) for name in ("nodes", "edges"))
    graph = timed("图", lambda: _networkx(nodes, edges))
    place = {node: row for row, node in enumerate(nodes.column("node").to_pylist())}

    def rows(values: Any) -> Any:
        return np.array([values[node] for node in place])

    def label(groups: Any) -> Any:
        return rows({node: number for number, group in enumerate(groups) for node in group})

    found = {"components": label(timed("关联组", lambda: list(nx.connected_components(graph))))}
    found["communities"] = label(timed("社群", lambda: nx.community.louvain_communities(graph, weight=None, seed=1)))
    found["degree"] = rows(timed("关联数", lambda: dict(graph.degree())))
    found["core"] = rows(timed("核心层数", lambda: nx.core_number(graph)))
    found["pagerank"] = rows(timed("关联权重", lambda: nx.pagerank(graph, tol=1e-12)))
    pairs = timed("桥与割点", lambda: list(nx.bridges(graph)))
    found["bridges"] = np.array([sorted((place[u], place[v])) for u, v in pairs]).reshape(-1, 2)
    found["cuts"] = np.array([place[node] for node in timed("桥与割点", lambda: list(nx.articulation_points(graph)))])
    sampled = timed("中介数", lambda: nx.betweenness_centrality(graph, k=PIVOTS, normalized=False, seed=1))
    found["betweenness"] = rows(sampled)
    return found


def _networkx(nodes: pa.Table, edges: pa.Table) -> Any:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(nodes.column("node").to_pylist())
    graph.add_edges_from(zip(edges.column("source").to_pylist(), edges.column("target").to_pylist(), strict=True))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    return graph


def _read(folder: Path, name: str) -> pa.Table:
    with pa.memory_map(str(folder / f"{name}.arrow")) as source:
        return pa.ipc.open_file(source).read_all()


def _write(folder: Path, nodes: int, links: int) -> None:
    for name, table in zip(("nodes", "edges"), invented(nodes, links), strict=True):
        with pa.OSFile(str(folder / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)


CONTENDERS = {"ours": ours, "networkx": plain_networkx}


def contend(name: str, folder: Path) -> None:
    """One contender in this process: seconds and memory on standard output, results in a file."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    timed = Timed()
    np.savez(folder / f"{name}.npz", **CONTENDERS[name](folder, timed))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {
                "seconds": timed.seconds,
                "processor": timed.processor,
                "peak_mb": peak // 1024,
                "before_mb": before // 1024,
            }
        )
    )


def measured(name: str, folder: Path) -> dict[str, Any]:
    done = subprocess.run([sys.executable, __file__, "--contend", name, str(folder)], check=True, capture_output=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def compare(folder: Path) -> list[str]:
    """What is equal, and how near the rest is, in words."""
    one, other = (np.load(folder / f"{name}.npz") for name in CONTENDERS)
    told = [f"{name}：{'相同' if _same(name, one[name], other[name]) else '不同'}" for name in
            ("components", "degree", "core", "bridges", "cuts")]  # fmt: skip
    told.append(f"pagerank：最大差 {np.abs(one['pagerank'] - other['pagerank']).max():.1e}")
    apart = np.abs(one["betweenness"] - other["betweenness"]).max() / other["betweenness"].max()
    told.append(f"betweenness（同样的 {PIVOTS} 个起点）：最大差为最大值的 {apart:.1e}")
    return [*told, *_modularity(folder, one, other)]


def _same(name: str, one: Any, other: Any) -> bool:
    if name == "components":
        from workbench.network.communities import adjusted_rand

        return adjusted_rand(one, other) == 1.0
    if name in ("bridges", "cuts"):
        return sorted(one.tolist()) == sorted(other.tolist())
    return bool((one == other).all())


def _modularity(folder: Path, *found: Any) -> list[str]:
    from workbench.network.graph import CaseGraph
    from workbench.network.ties import WORK, Ties

    ties = Ties.of(CaseGraph.of(_read(folder, "nodes"), _read(folder, "edges")), WORK)
    told = []
    for name, result in zip(CONTENDERS, found, strict=True):
        label, many = result["communities"], len(ties.start)
        inside = (label[ties.start] == label[ties.end]).sum() / many
        expected = ((np.bincount(label, ties.degree) / (2 * many)) ** 2).sum()
        told.append(f"communities：{name} {label.max() + 1} 组，模块度 {inside - expected:.4f}")
    return told


def run(nodes: int, links: int, names: Sequence[str], runs: int) -> dict[str, dict[str, float]]:
    """Median seconds of each contender on the clock ("seconds") and of the processor ("processor")."""
    totals: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _write(folder, nodes, links)
        print(f"{nodes:,} 个节点、{links:,} 条关联")
        for name in names:
            results = [measured(name, folder) for _ in range(runs)]
            totals[name] = {
                kind: median(sum(one[kind].values()) for one in results) for kind in ("seconds", "processor")
            }
            parts = (
                f"{part} {median(one['processor'][part] for one in results):.2f}" for part in results[0]["processor"]
            )
            peak = max(one["peak_mb"] for one in results)
            told = "{seconds:.2f} 秒，处理器 {processor:.2f} 秒".format_map(totals[name])
            print(f"  {name}：{told}（{'、'.join(parts)}），峰值内存 {peak} MB", flush=True)
        if len(names) == 2:
            times = {kind: totals["networkx"][kind] / totals["ours"][kind] for kind in ("seconds", "processor")}
            print(
                "  快 {seconds:.1f} 倍，按处理器时间 {processor:.1f} 倍".format_map(times), *compare(folder), sep="\n  "
            )
    return totals


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--links", type=int, help="four times the nodes unless given")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--ours", action="store_true", help="without networkx")
    parser.add_argument(
        "--growth", type=int, nargs="+", help="sizes in nodes to fit the exponent of growth over, ours only"
    )
    parser.add_argument("--contend", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.contend:
        contend(asked.contend[0], Path(asked.contend[1]))
    elif asked.growth:
        sizes = [(nodes, (4 if nodes < 1_000_000 else 3) * nodes) for nodes in asked.growth]
        totals = [run(*size, ["ours"], asked.runs)["ours"]["processor"] for size in sizes]
        slope = np.polyfit([log(sum(size)) for size in sizes], [log(total) for total in totals], 1)[0]
        print(f"增长指数（处理器时间对节点与关联之和） {slope:.2f}")
    else:
        run(asked.nodes, asked.links or 4 * asked.nodes, ["ours"] if asked.ours else list(CONTENDERS), asked.runs)


if __name__ == "__main__":
    main()
