"""Groups found against true groups (成组评测): B-cubed, pairs within groups, groups found exactly.

Source: Bagga & Baldwin 1998 (B-cubed): for each item the share of its group that is right, and of its true group found.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from workbench.linkage.evaluate.intervals import Estimate, Floats, bootstrap, wilson
from workbench.linkage.evaluate.pairs import Pair, as_frame, components, f1_of


@dataclass(frozen=True, slots=True)
class GroupScores:
    """`precision`, `recall`, `f1`: B-cubed. `pair_*`: over pairs within groups. `exact`: true groups found whole and alone,
    single ones included."""

    items: int
    groups: int
    precision: Estimate
    recall: Estimate
    f1: Estimate
    pair_precision: Estimate
    pair_recall: Estimate
    pair_f1: Estimate
    exact: Estimate


def group_scores(
    found: Mapping[str, Hashable], true: Mapping[str, Hashable], *, replicas: int = 1000, seed: int = 0
) -> GroupScores:
    """Scores of groups; `found` and `true` give each item's group. Raises ValueError unless both name the same items."""
    if found.keys() != true.keys():
        raise ValueError(f"分组评测的两份名单不同：{len(found.keys() ^ true.keys())} 项只在一份中")
    cells = _cells(found, true)
    b_cubed = _b_cubed_counts(cells)
    pairs = _pair_counts(cells)
    tp, fp, fn = (int(total) for total in pairs.sum(axis=0))
    whole = cells[(cells["both"] == cells["found_size"]) & (cells["both"] == cells["true_size"])]
    share = partial(bootstrap, b_cubed, replicas=replicas, seed=seed)
    groups = int(cells["true"].nunique())
    return GroupScores(
        len(true),
        groups,
        share(_precision),
        share(_recall),
        share(_b_cubed_f1),
        wilson(tp, tp + fp),
        wilson(tp, tp + fn),
        bootstrap(pairs, f1_of, replicas=replicas, seed=seed),
        wilson(len(whole), groups),
    )


def groups_of_pairs(items: Iterable[str], pairs: Iterable[Pair]) -> dict[str, str]:
    """Each item's group when pairs join: named by the group's first item. A pair with an unknown item is left out."""
    order = list(dict.fromkeys(items))
    here = set(order)
    joined = components(as_frame(pair for pair in pairs if pair[0] in here and pair[1] in here))
    first: dict[int, str] = {}
    return {item: first.setdefault(joined[item], item) if item in joined else item for item in order}


def _cells(found: Mapping[str, Hashable], true: Mapping[str, Hashable]) -> pd.DataFrame:
    """A row for each true group and found group that have items in common, with how many (both) and the groups' sizes."""
    own, _ = pd.factorize(pd.Series([found[item] for item in true], dtype=object))
    known, _ = pd.factorize(pd.Series(list(true.values()), dtype=object))
    table = pd.DataFrame({"found": own, "true": known})
    cells = table.groupby(["true", "found"]).size().rename("both").reset_index()
    cells["found_size"] = np.bincount(own)[cells["found"]]
    cells["true_size"] = np.bincount(known)[cells["true"]]
    return cells


def _b_cubed_counts(cells: pd.DataFrame) -> Floats:
    """True groups × (items, sum of their precisions, sum of their recalls)."""
    square = cells["both"] ** 2
    sums = pd.DataFrame(
        {"n": cells["both"], "p": square / cells["found_size"], "r": square / cells["true_size"], "true": cells["true"]}
    )
    return sums.groupby("true")[["n", "p", "r"]].sum().to_numpy(dtype=np.float64)


def _pair_counts(cells: pd.DataFrame) -> Floats:
    """True groups × (pairs found, wrong pairs, missed pairs); a wrong pair counts half to either item's group."""
    both = cells["both"]
    parts = pd.DataFrame(
        {
            "true": cells["true"],
            "tp": both * (both - 1) / 2,
            "fp": both * (cells["found_size"] - both) / 2,
            "fn": both * (cells["true_size"] - both) / 2,
        }
    )
    return parts.groupby("true")[["tp", "fp", "fn"]].sum().to_numpy(dtype=np.float64)


def _precision(sums: Floats) -> Floats:
    return sums[:, 1] / sums[:, 0]


def _recall(sums: Floats) -> Floats:
    return sums[:, 2] / sums[:, 0]


def _b_cubed_f1(sums: Floats) -> Floats:
    precision, recall = _precision(sums), _recall(sums)
    return 2 * precision * recall / (precision + recall)
