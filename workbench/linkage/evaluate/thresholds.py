"""What each score threshold would mean (阈值): precision, recall, F1 and the pairs a clerk would have to look at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from workbench.linkage.evaluate.pairs import Pair, as_frame
from workbench.linkage.normal import ordered

STEPS: tuple[float, ...] = (*(round(0.05 * step, 2) for step in range(20)), 0.97, 0.98, 0.99, 0.995, 0.999, 0.9999)


def threshold_table(
    scored: Iterable[tuple[str, str, float]], true: Iterable[Pair], steps: Sequence[float] = STEPS
) -> pd.DataFrame:
    """A row for each threshold: threshold, precision, recall, f1, queue (pairs with at least that score).

    `scored` are (left, right, score 0..1); of a pair given twice the higher score counts. Precision is NaN where the
    queue is empty; recall is of all true pairs, also those never proposed.
    """
    scores, right = _best(scored), {(left, other) for left, other in as_frame(true).itertuples(index=False)}
    order = sorted(scores.items(), key=lambda item: -item[1])
    values = np.array([-score for _, score in order])
    hits = np.concatenate([[0], np.cumsum([pair in right for pair, _ in order])]).astype(np.int64)
    queue = np.searchsorted(values, [-step for step in steps], side="right")
    tp = hits[queue]
    with np.errstate(invalid="ignore", divide="ignore"):
        precision, recall = tp / queue, tp / max(len(right), 1)
        f1 = 2 * tp / (queue + len(right))
    columns = {"threshold": list(steps), "precision": precision, "recall": recall, "f1": f1, "queue": queue}
    return pd.DataFrame(columns)


def _best(scored: Iterable[tuple[str, str, float]]) -> dict[Pair, float]:
    best: dict[Pair, float] = {}
    for left, right, score in scored:
        if left != right:
            pair = ordered(left, right)
            best[pair] = max(score, best.get(pair, 0.0))
    return best
