"""Groups within what hangs together (关联社群), and how far a group is the same when computed again (稳定性).

Louvain in NetworKit, component by component: on one blob small components are merged or split by the size of the rest.
A grouping that a second run does not find again is said to be so, and nobody should put it on an agenda.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from workbench.domain.network import LinkType
from workbench.network.graph import CaseGraph
from workbench.network.ties import TIES, Array, Ties

WHOLE: Final = 8
"""A component of up to so many nodes is one group."""
RUNS: Final = 5
_MOVES: Final = 8  # rounds of moving nodes on a level: more take thrice the time for a thousandth of modularity
_WORDS: Final = (
    (0.9, "分组稳定：换一次计算，结果基本相同"),
    (0.7, "分组大体稳定：处在边界的事项换一次计算可能归入另一组"),
    (0.4, "分组不够稳定：只宜作查看的线索，不宜据此成批处理"),
    (-1.0, "分组不稳定：换一次计算结果就不同，不要据此分组"),
)


@dataclass(frozen=True, eq=False)
class Communities:
    """`label` has for each node of the graph the number of its group, -1 for a contact; `stability` 0..1, NaN for a contact.

    A node's stability is the share of its group that other runs put with it too (Jaccard, mean over runs). `agreement` is the
    mean adjusted Rand index over pairs of runs, `information` the mean normalised mutual information. `table`: community,
    component, nodes, stability; the largest first. `runs` are the labels of all runs, the one shown first.
    """

    label: Array
    stability: Array
    agreement: float
    information: float
    table: pd.DataFrame
    runs: tuple[Array, ...]
    sentence: str


def communities(
    graph: CaseGraph, types: Collection[LinkType] = TIES, *, runs: int = RUNS, seed: int = 1, resolution: float = 1.0
) -> Communities:
    """Groups over links of these types from `runs` runs with seeds `seed`, `seed`+1 …; shown is the run most like the others.

    A higher `resolution` makes smaller groups. ValueError for 提出 among the types or fewer than one run.
    """
    if runs < 1:
        raise ValueError(f"至少要计算 1 次，给的是 {runs} 次")
    ties = Ties.of(graph, types)
    found = grouped(ties, range(seed, seed + runs), resolution)
    likeness = [[adjusted_rand(one, other) for other in found] for one in found]
    shown = int(np.argmax([round(sum(row), 12) for row in likeness]))
    ordered = (found[shown], *found[:shown], *found[shown + 1 :])
    label, stability = np.full(len(graph), -1, np.int64), np.full(len(graph), np.nan)
    label[ties.rows], stability[ties.rows] = ordered[0], _stability(ordered)
    pairs = [(one, other) for one in range(runs) for other in range(one)]
    agreement = float(np.mean([likeness[one][other] for one, other in pairs])) if pairs else float("nan")
    information = float(np.mean([mutual_information(found[a], found[b]) for a, b in pairs])) if pairs else float("nan")
    table = _table(ties, ordered[0], stability[ties.rows])
    return Communities(
        label,
        stability,
        agreement,
        information,
        table,
        ordered,
        _sentence(table, runs, agreement, stability[ties.rows]),
    )


def grouped(ties: Ties, seeds: Collection[int], resolution: float = 1.0) -> list[Array]:
    """For each seed the group of every vertex: groups are numbered from the largest, equals by their first vertex."""
    parts = ties.parts(WHOLE + 1)
    inside = ties.induced(parts)
    graphs = [part.networkit(weighted=True) for part in inside]
    return [_numbered(_run(ties, parts, graphs, seed, resolution)) for seed in seeds]


def _run(ties: Ties, parts: list[Array], graphs: list[object], seed: int, resolution: float) -> Array:
    import networkit
    from networkit.community import PLM

    label = ties.component.copy()
    free = len(label)  # component numbers are below
    for vertices, graph in zip(parts, graphs, strict=True):
        networkit.setSeed(seed, False)
        found = PLM(graph, False, resolution, "none randomized", _MOVES).run().getPartition().getVector()
        label[vertices] = np.asarray(found, np.int64) + free
        free += len(vertices)
    return label


def _numbered(label: Array) -> Array:
    _, first, inverse, sizes = np.unique(label, return_index=True, return_inverse=True, return_counts=True)
    place = np.empty(len(sizes), np.int64)
    place[np.lexsort((first, -sizes))] = np.arange(len(sizes))
    return np.asarray(place[inverse], np.int64)


def _overlaps(one: Array, other: Array) -> tuple[Array, Array, Array, Array]:
    """Pairs of groups that share vertices, how many they share, and for each vertex its pair."""
    keys, inverse, shared = np.unique(one * (int(other.max()) + 1) + other, return_inverse=True, return_counts=True)
    return keys // (int(other.max()) + 1), keys % (int(other.max()) + 1), shared, inverse


def adjusted_rand(one: Array, other: Array) -> float:
    """Agreement of two groupings of the same vertices: 1 equal, about 0 chance (Hubert and Arabie 1985)."""
    if len(one) < 2:
        return 1.0
    _, _, shared, _ = _overlaps(one, other)
    both, left, right = (float((n * (n - 1.0) / 2).sum()) for n in (shared, np.bincount(one), np.bincount(other)))
    chance = left * right / (len(one) * (len(one) - 1.0) / 2)
    most = (left + right) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


def mutual_information(one: Array, other: Array) -> float:
    """Normalised by the mean of both entropies, 0..1; two groupings of one group each agree fully."""
    if not len(one):
        return 1.0
    left, right, shared, _ = _overlaps(one, other)
    many = len(one)
    sizes = np.bincount(one), np.bincount(other)
    information = float((shared / many * np.log(shared * many / (sizes[0][left] * sizes[1][right]))).sum())
    entropy = sum(float(-(n[n > 0] / many * np.log(n[n > 0] / many)).sum()) for n in sizes)
    return 1.0 if entropy == 0 else 2 * information / entropy


def _stability(runs: tuple[Array, ...]) -> Array:
    """For each vertex the mean over the other runs of |both groups| / |either group| (1 with a single run)."""
    if len(runs) == 1 or not len(runs[0]):
        return np.ones(len(runs[0]))
    total = np.zeros(len(runs[0]))
    for other in runs[1:]:
        left, right, shared, inverse = _overlaps(runs[0], other)
        either = np.bincount(runs[0])[left] + np.bincount(other)[right] - shared
        total += (shared / either)[inverse]
    return total / (len(runs) - 1)


def _table(ties: Ties, label: Array, stability: Array) -> pd.DataFrame:
    frame = pd.DataFrame({"community": label, "component": ties.component, "stability": stability})
    grouped = frame.groupby("community", as_index=False)
    return grouped.agg(component=("component", "first"), nodes=("component", "size"), stability=("stability", "mean"))


def _sentence(table: pd.DataFrame, runs: int, agreement: float, stability: Array) -> str:
    several = table[table["nodes"] >= 2]
    if several.empty:
        return "没有可分组的关联；请放宽关联类型"
    split = int((several["component"].value_counts() > 1).sum())
    told = f"共 {len(several)} 个关联社群，{split} 个较大的关联组被分成了几个社群"
    if runs == 1:
        return f"{told}；只计算了一次，没有检验稳定性"
    if not split:
        return f"{told}；每个关联组自成一个社群，不需要检验稳定性"
    words = next(words for least, words in _WORDS if agreement >= least)
    loose = int((stability < 0.5).sum())
    edge = f"；其中 {loose} 个节点的归属不稳" if loose else ""
    return f"{told}；{words}（{runs} 次计算一致程度 {agreement:.2f}）{edge}"
