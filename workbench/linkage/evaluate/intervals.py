"""A share or a figure with its 95 % interval (置信区间): Wilson's for shares, bootstrap over clusters for F1."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_Z = 1.959963984540054
_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and the interval it lies in with 95 % confidence; all between 0 and 1. NaN where nothing was counted."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.4f}（{self.low:.4f}–{self.high:.4f}）" if self.value == self.value else "无"


def wilson(right: int, total: int) -> Estimate:
    """Wilson's score interval of `right` of `total`; ValueError if that is no share. NaN of 0 in 0..1 where total is 0."""
    if not 0 <= right <= total:
        raise ValueError(f"正确数须在 0 与总数之间（{right}/{total}）")
    if total == 0:
        return Estimate(float("nan"), 0.0, 1.0)
    share, z2 = right / total, _Z * _Z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z / (1 + z2 / total) * sqrt(share * (1 - share) / total + z2 / (4 * total * total))
    return Estimate(share, min(share, max(0.0, middle - half)), max(share, min(1.0, middle + half)))


def bootstrap(counts: Floats, figure: Callable[[Floats], Floats], *, replicas: int = 1000, seed: int = 0) -> Estimate:
    """Percentile interval of `figure` when whole clusters are drawn anew.

    `counts` is clusters × quantities; `figure` turns sums (… × quantities) into one number each. Pairs of one cluster are
    not independent, so clusters and not pairs are drawn. Clusters with equal counts are drawn together (multinomial).
    """
    value = float(figure(counts.sum(axis=0)[None, :])[0])
    kinds, sizes = np.unique(counts, axis=0, return_counts=True)
    if len(counts) < 2:
        return Estimate(value, value, value)
    random = np.random.default_rng(seed)
    step = max(1, _CELLS_AT_ONCE // len(kinds))
    drawn = [
        figure(random.multinomial(len(counts), sizes / len(counts), size=min(step, replicas - start)) @ kinds)
        for start in range(0, replicas, step)
    ]
    low, high = np.nanquantile(np.concatenate(drawn), (0.025, 0.975))
    return Estimate(value, min(value, float(low)), max(value, float(high)))
