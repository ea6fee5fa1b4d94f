"""Proposed pairs against true pairs (成对评测): precision, recall, F1."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.linkage.evaluate.intervals import Estimate, Floats, bootstrap, wilson
from workbench.linkage.normal import ordered

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PairScores:
    """Pairs rightly proposed (tp), wrongly proposed (fp) and missed (fn), and the figures made of them."""

    tp: int
    fp: int
    fn: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


def pair_scores(
    found: Iterable[Pair],
    true: Iterable[Pair],
    cluster_of: Mapping[str, Hashable] | None = None,
    *,
    replicas: int = 1000,
    seed: int = 0,
) -> PairScores:
    """Scores of proposed pairs of ids; a pair's order and its repetition mean nothing, a pair of one id is left out.

    `cluster_of` names each id's true cluster, which the bootstrap of F1 draws whole (a wrong pair counts to its left
    id's); without it, clusters are the connected true pairs.
    """
    told, right = as_frame(found), as_frame(true)
    joined = told.merge(right, on=["left", "right"], how="outer", indicator=True)
    kind: npt.NDArray[np.str_] = np.array(joined["_merge"].astype(str).tolist(), dtype=np.str_)
    clusters = cluster_of if cluster_of is not None else components(right)
    tp, fp, fn = (int((kind == word).sum()) for word in ("both", "left_only", "right_only"))
    counts = _by_cluster(joined["left"].tolist(), kind, clusters)
    f1 = bootstrap(counts, f1_of, replicas=replicas, seed=seed)
    return PairScores(tp, fp, fn, wilson(tp, tp + fp), wilson(tp, tp + fn), f1)


def f1_of(counts: Floats) -> Floats:
    """F1 of rows (tp, fp, fn): 2tp / (2tp + fp + fn); 1 where there was nothing to find and nothing was proposed."""
    tp, wrong = counts[:, 0], counts[:, 1] + counts[:, 2]
    whole = 2 * tp + wrong
    return np.where(whole > 0, 2 * tp / np.maximum(whole, 1), 1.0)


def as_frame(pairs: Iterable[Pair]) -> pd.DataFrame:
    """Columns left, right, each pair once and in order."""
    kept = sorted({ordered(str(left), str(right)) for left, right in pairs if left != right})
    return pd.DataFrame(kept, columns=["left", "right"], dtype="str")


def pairs_of_groups(groups: Mapping[str, Hashable]) -> set[Pair]:
    """All pairs of ids in one group; `groups` gives each id's."""
    members: dict[Hashable, list[str]] = {}
    for item, group in groups.items():
        members.setdefault(group, []).append(item)
    return {ordered(*pair) for items in members.values() for pair in combinations(items, 2)}


def components(pairs: pd.DataFrame) -> dict[str, int]:
    """Number of the connected set each id of the pairs is in."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    codes, ids = pd.factorize(pd.concat([pairs["left"], pairs["right"]], ignore_index=True))
    left, right = codes[: len(pairs)], codes[len(pairs) :]
    graph = coo_matrix((np.ones(len(pairs), dtype=np.int8), (left, right)), shape=(len(ids), len(ids)))
    _, labels = connected_components(graph, directed=False)
    return dict(zip(map(str, ids), map(int, labels), strict=True))


def _by_cluster(left: list[str], kind: npt.NDArray[np.str_], cluster_of: Mapping[str, Hashable]) -> Floats:
    """Clusters × (tp, fp, fn); an id in no cluster is one of its own."""
    clusters, names = pd.factorize(pd.Series([cluster_of.get(item, item) for item in left], dtype=object))
    extra = len(set(cluster_of.values()) - set(names))  # clusters nothing was found or missed in
    columns = [np.bincount(clusters, kind == word, len(names)) for word in ("both", "left_only", "right_only")]
    return np.vstack([np.column_stack(columns), np.zeros((extra, 3))])
