"""Units in order of a fraction, honestly (单位排列): fraction, interval, shrinkage of small ones, and where no difference can be told.

Only duties of units that can be kept or missed are put in order, never the number of petitions and never people. The interval is
Wilson's (JASA 1927); a small unit is drawn towards all units by a beta-binomial prior fitted to them (Casella 1985, empirical
Bayes); two neighbours differ only where the chance that one is truly better reaches `SURE`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from workbench.campaign.measures import Measure, NotCounted
from workbench.campaign.ratio import Ratio

SURE: Final = 0.95
_MOST: Final = 1e6  # a prior as strong as that many duties: all units are alike


@dataclass(frozen=True, slots=True)
class Ranked:
    """One unit's place: its fraction, the 95 % interval of it, the fraction drawn towards all units', and the next one.

    `apart` is the chance that this unit is truly better than the next; None for the last. `tied` says in words when the two
    can't be told apart.
    """

    unit: str
    ratio: Ratio
    low: float
    high: float
    drawn: float
    apart: float | None

    @property
    def tied(self) -> bool:
        return self.apart is not None and self.apart < SURE

    @property
    def sentence(self) -> str:
        if self.apart is None:
            return ""
        return f"与下一名没有实质差别（把握 {self.apart:.0%}）" if self.tied else f"优于下一名（把握 {self.apart:.0%}）"

    @property
    def interval(self) -> str:
        """ "61%–84%"."""
        return f"{self.low:.0%}–{self.high:.0%}"


def ranked(measures: Sequence[Measure]) -> tuple[Ranked, ...]:
    """Units with anything counted, the best drawn fraction first. NotCounted for a metric units are not put in order by."""
    if not measures:
        return ()
    metric = measures[0].metric
    if not metric.better:
        raise NotCounted(f"{metric.id} {metric.name}不用来排列单位：不按信访数量排名，也不对人排名；可按名称列出")
    counted = [one for one in measures if one.ratio.denominator and one.group]
    if not counted:
        return ()
    counts = [(one.ratio.numerator, one.ratio.denominator) for one in counted]
    mean, strength = prior(counts)
    sign = 1 if metric.better == "高" else -1
    drawn = [(k + mean * strength) / (n + strength) for k, n in counts]
    order = sorted(range(len(counted)), key=lambda at: (-sign * drawn[at], counted[at].group))
    chances = _chances([counts[at] for at in order], mean, strength, higher=sign > 0)
    return tuple(
        Ranked(counted[at].group, counted[at].ratio, *_wilson(*counts[at]), drawn[at], chance)
        for at, chance in zip(order, [*chances, None], strict=True)
    )


def prior(counts: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Mean and strength (as many duties) of the beta prior that fits the units' (kept, of) best; alike units: very strong."""
    from scipy.optimize import minimize_scalar
    from scipy.stats import betabinom

    whole = sum(n for _, n in counts)
    mean = min(max(sum(k for k, _ in counts) / whole, 1 / (2 * whole)), 1 - 1 / (2 * whole))
    if len(counts) < 2:
        return mean, _MOST

    def unlikely(log_strength: float) -> float:
        strength = 10.0**log_strength
        return -sum(float(betabinom.logpmf(k, n, mean * strength, (1 - mean) * strength)) for k, n in counts)

    found: Any = minimize_scalar(unlikely, bounds=(-1, 6), method="bounded")
    return mean, 10.0 ** float(found.x)


def _wilson(kept: int, of: int) -> tuple[float, float]:
    from scipy.stats import binomtest

    bounds = binomtest(kept, of).proportion_ci(method="wilson")
    return float(bounds.low), float(bounds.high)


def _chances(counts: Sequence[tuple[int, int]], mean: float, strength: float, *, higher: bool) -> list[float]:
    """For each unit but the last, the chance that its true fraction is better than the next one's."""
    import numpy as np
    from scipy.stats import beta

    grid = np.linspace(0, 1, 4001)
    shapes = [(k + mean * strength, n - k + (1 - mean) * strength) for k, n in counts]
    below = [beta.cdf(grid, *shape) for shape in shapes]
    found = []
    for one, other in pairwise(below):
        middle = (other[1:] + other[:-1]) / 2
        above = float(np.sum(np.diff(one) * middle))  # P(other < one)
        found.append(above if higher else 1 - above)
    return found
