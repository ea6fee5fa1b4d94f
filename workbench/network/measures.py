"""Measures of units, places, projects and matters (网络指标). A petitioner has none: asking for one is refused.

Degree, core, weight and betweenness say where work meets, not who did well: a unit is large because much is assigned to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any, Final

import numpy as np
import pandas as pd

from workbench.domain.network import MEASURED, NODE_NAMES, LinkType, NodeType
from workbench.network.graph import NODE_TYPES, CaseGraph
from workbench.network.ties import WORK, Array, Ties

EXACT: Final = 1_000
"""Components up to so many nodes get exact betweenness; larger ones an estimate from pivots."""
PIVOTS: Final = 64
_DAMP, _TOLERANCE, _ROUNDS = 0.85, 1e-10, 500
_AT_ONCE, _LONG = 8, 50


class Measure(StrEnum):
    """What can be asked of a node; the value is the Chinese heading."""

    DEGREE = "直接关联数"  # different neighbours
    CORE = "核心层数"  # k-core: the largest k with k neighbours each having k
    PAGERANK = "关联权重"  # pagerank, all nodes together 1
    BETWEENNESS = "中介数"  # pairs of nodes whose shortest paths run over it, shared among equal paths


@dataclass(frozen=True, slots=True)
class Measures:
    """`table`: node, type, label and a column for each measure (its name in lower case), nodes in their order.

    `exact` is False where betweenness of a large component was estimated; `sentence` says how it was done.
    """

    table: pd.DataFrame
    exact: bool
    sentence: str

    def top(self, measure: Measure, kind: NodeType, many: int = 20) -> pd.DataFrame:
        """The highest of one kind of node by a measure, equals by id; ValueError for contacts and kinds not measured."""
        refuse_unmeasured([kind])
        held = self.table[self.table["type"] == kind.value]
        name = measure.name.lower()
        return held.sort_values([name, "node"], ascending=[False, True], ignore_index=True).head(many)


def measures(
    graph: CaseGraph,
    which: Iterable[Measure] = tuple(Measure),
    *,
    kinds: Collection[NodeType] = MEASURED,
    types: Collection[LinkType] = WORK,
    pivots: int = PIVOTS,
    seed: int = 1,
) -> Measures:
    """Measures of the nodes of these kinds, over links of these types in either direction, contacts left out.

    ValueError for a kind that is not measured (信访人, 信访件, 内容分类). The same graph and seed give the same numbers.
    """
    refuse_unmeasured(kinds)
    ties, which = Ties.of(graph, types), tuple(which)
    shown = np.isin(graph.kind[ties.rows], [NODE_TYPES.index(each) for each in kinds])
    table = graph.nodes.select(["node", "type", "label"]).take(ties.rows[shown]).to_pandas()
    for measure in which:
        table[measure.name.lower()] = _values(ties, measure, pivots, seed)[shown]
    exact = Measure.BETWEENNESS not in which or not len(ties) or np.bincount(ties.component).max() <= EXACT
    return Measures(table, bool(exact), _sentence(table, bool(exact), pivots))


def refuse_unmeasured(kinds: Iterable[NodeType]) -> None:
    """ValueError for a kind of node that no measure is made of."""
    for kind in sorted(set(kinds) - MEASURED):
        name = NODE_NAMES[NodeType(kind)]
        if kind == NodeType.CONTACT:
            raise ValueError(f"“{name}”不计算任何指标：本系统不对信访人排序、评分；可计算单位、地点、项目和事项")
        raise ValueError(f"“{name}”不计算指标；可计算单位、地点、项目和事项")


def _values(ties: Ties, measure: Measure, pivots: int, seed: int) -> Array:
    if measure is Measure.DEGREE:
        return ties.degree
    if measure is Measure.CORE:
        return core_numbers(ties)
    return pagerank(ties) if measure is Measure.PAGERANK else betweenness(ties, pivots=pivots, seed=seed)


def core_numbers(ties: Ties) -> Array:
    """The k-core each vertex is in (核心层数)."""
    if not len(ties.start):
        return np.zeros(len(ties), np.int64)
    from networkit.centrality import CoreDecomposition

    graph = ties.networkit()  # held until the scores are read: NetworKit may keep no reference
    return np.asarray(CoreDecomposition(graph, enforceBucketQueueAlgorithm=True).run().scores()).astype(np.int64)


def pagerank(ties: Ties) -> Array:
    """Stationary share of a walk that starts anew with 15 in 100 at any vertex; a vertex without links starts anew always.

    Power iteration; NetworKit's loses weight at vertices without links (11.3), so sums and peers would not agree.
    """
    many = len(ties)
    if not many:
        return np.empty(0)
    from scipy.sparse import diags_array

    walk = diags_array(1.0 / np.maximum(ties.degree, 1)) @ ties.matrix
    walk, alone = walk.T.tocsr(), ties.degree == 0
    share = np.full(many, 1.0 / many)
    for _ in range(_ROUNDS):
        former = share
        share = _DAMP * (walk @ former + former[alone].sum() / many) + (1 - _DAMP) / many
        if np.abs(share - former).sum() < _TOLERANCE:
            return np.asarray(share)
    raise ArithmeticError(f"关联权重在 {_ROUNDS} 次迭代后仍未收敛；请缩小范围后再算")


def betweenness(ties: Ties, *, pivots: int = PIVOTS, seed: int = 1) -> Array:
    """Pairs whose shortest paths run over each vertex: exact in components up to EXACT, else estimated from pivots."""
    found = np.zeros(len(ties))
    groups = ties.groups(EXACT)
    for vertices, part in zip(groups, ties.induced(groups), strict=True):
        found[vertices] = _exact(part) if len(part) <= EXACT else _estimate(part, pivots, seed)
    return found


def _exact(part: Ties) -> Array:
    """NetworKit counts each pair in both directions."""
    from networkit.centrality import Betweenness

    graph = part.networkit()
    return np.asarray(Betweenness(graph).run().scores()) / 2


def _estimate(part: Ties, pivots: int, seed: int) -> Array:
    """What paths from a sample of pivots say of all (Brandes and Pich 2007), scaled as networkx scales it.

    Several pivots at once as sparse products: a fifth of NetworKit's time (benchmarks/network_measures.py) while paths are
    short; a component of long chains is left to NetworKit.
    """
    many = len(part)
    chosen = np.array(Random(seed).sample(range(many), min(pivots, many)))
    total, own = np.zeros(many), np.zeros(many)
    for start in range(0, len(chosen), _AT_ONCE):
        sources = chosen[start : start + _AT_ONCE]
        counted = _dependencies(part.matrix, sources)
        if counted is None:
            return _estimate_long(part, pivots, seed)
        total += counted.sum(axis=1)
    own[chosen] = 1
    return np.asarray(total * (many - 1) / (2 * np.maximum(len(chosen) - own, 1)))


def _dependencies(matrix: Any, sources: Array) -> Array | None:
    """Brandes' dependency of each source on each vertex (vertices × sources); None if paths are longer than _LONG."""
    first = np.zeros((matrix.shape[0], len(sources)))
    first[sources, np.arange(len(sources))] = 1
    waves, seen = [first], first > 0
    while (wave := _unseen(matrix @ waves[-1], seen)).any():
        if len(waves) > _LONG:
            return None
        seen |= wave > 0
        waves.append(wave)
    found = np.zeros_like(first)
    for near, far in zip(waves[-2::-1], waves[:0:-1], strict=True):
        share = np.divide(1 + found, far, out=np.zeros_like(far), where=far > 0)
        found += (matrix @ share) * near
    found[sources, np.arange(len(sources))] = 0
    return found


def _unseen(wave: Array, seen: Array) -> Array:
    wave[seen] = 0
    return wave


def _estimate_long(part: Ties, pivots: int, seed: int) -> Array:
    import networkit
    from networkit.centrality import EstimateBetweenness

    graph = part.networkit()
    networkit.setSeed(seed, False)
    return np.asarray(EstimateBetweenness(graph, pivots).run().scores()) / 2


def _sentence(table: pd.DataFrame, exact: bool, pivots: int) -> str:
    if table.empty:
        return "没有可计算指标的单位、地点、项目或事项"
    how = "各项为准确值" if exact else f"中介数在超过 {EXACT} 个节点的关联组中按 {pivots} 个起点估计，其余为准确值"
    return f"共 {len(table)} 个节点，{how}；指标只说明关联多少，不是工作好坏的评价"
