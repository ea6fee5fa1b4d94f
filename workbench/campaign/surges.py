"""Surges (突增): where more matters of one topic, place and unit began in a period than the periods before let expect.

Of the s matters of a cell in the current period and the n before it together, chance alone puts each in the current one
with 1/(n+1): the exact conditional test of two Poisson rates (Przyborowski and Wilenski, Biometrika 1940), whose tail is
that of the negative binomial which predicts the next count from those before. Where counts of all cells scatter more than
Poisson (dispersion > 1), their condition is the beta-binomial, the same test for negative binomial counts. Over all cells
Benjamini–Hochberg (JRSS B 1995) bounds the share of false ones. Matters only: no cell is of a petitioner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from workbench.campaign.source_rows import BASE, NOW

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

CONFIDENCE: Final = 0.95
_POISSON: Final = 1.02  # a dispersion below says nothing against Poisson
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One topic, place (code) and unit: matters in the current period and in each before it, the latest first."""

    topic: str
    place: str
    unit: str
    observed: int
    before: tuple[int, ...]
    still_open: int = 0

    @property
    def base(self) -> int:
        return sum(self.before)

    @property
    def key(self) -> Key:
        return self.topic, self.place, self.unit


@dataclass(frozen=True, slots=True)
class Surge:
    """A cell tested: `p` of its own, `q` the share of false ones if it and all at least as sure are called surges.

    `usual` are the counts that chance lets expect in 95 of 100 periods, by what the periods before held.
    """

    cell: Cell
    p: float
    q: float
    surged: bool
    scatter: float = 1.0

    @property
    def usual(self) -> tuple[int, int]:
        return usual(self.cell.base, len(self.cell.before), self.scatter)

    @property
    def expected(self) -> str:
        """Mean of the periods before, one decimal."""
        spans = len(self.cell.before)
        return f"{self.cell.base / spans:.1f}"

    def sentence(self, days: int) -> str:
        """What it rests on."""
        spans, (low, high) = len(self.cell.before), self.usual
        return (
            f"近{days}日{self.cell.observed}件；此前{spans}个{days}日共{self.cell.base}件，平均每期{self.expected}件，"
            f"通常{low}至{high}件；误报比例（q）{shown(self.q)}"
        )


@dataclass(frozen=True, slots=True)
class Tested:
    """All cells tested together: how many, how far they scatter (1: Poisson), the surest first."""

    surges: tuple[Surge, ...]
    dispersion: float
    spans: int

    @property
    def found(self) -> tuple[Surge, ...]:
        return tuple(one for one in self.surges if one.surged)


def cells_of(rows: Iterable[Mapping[str, Any]], spans: int) -> tuple[Cell, ...]:
    """Cells with anything in the current or an earlier period, from what `source_rows.counts_sql` gives."""
    counts: dict[Key, list[int]] = defaultdict(lambda: [0] * (spans + 1))
    still_open: dict[Key, int] = defaultdict(int)
    for row in rows:
        if row["part"] in (NOW, BASE):
            key = str(row["topic"]), str(row["place"]), str(row["unit"])
            counts[key][int(row["span"])] += int(row["many"])
            still_open[key] += int(row["still_open"]) if row["part"] == NOW else 0
    return tuple(Cell(*key, many[0], tuple(many[1:]), still_open[key]) for key, many in sorted(counts.items()))


def weighed(cells: Sequence[Cell], false_share: float) -> Tested:
    """Every cell tested against its own earlier periods, all corrected together at `false_share` (0.05)."""
    if not cells:
        return Tested((), 1.0, 0)
    from scipy.stats import false_discovery_control

    spans = len(cells[0].before)
    scatter = dispersion(cells)
    chances = upper([one.observed for one in cells], [one.base for one in cells], spans, scatter)
    corrected = false_discovery_control(chances)
    surges = [
        Surge(cell, float(p), float(q), bool(q <= false_share and cell.observed), scatter)
        for cell, p, q in zip(cells, chances, corrected, strict=True)
    ]
    return Tested(tuple(sorted(surges, key=lambda one: (one.q, one.p, one.cell.key))), scatter, spans)


def dispersion(cells: Sequence[Cell]) -> float:
    """How far the earlier periods scatter about each cell's own mean: 1 for Poisson, never less.

    Pearson's statistic summed over cells: given a cell's sum, its expectation is periods − 1 however small the counts.
    """
    import numpy as np

    held = np.array([one.before for one in cells if one.base], dtype=float)
    if held.size == 0 or held.shape[1] < 2:
        return 1.0
    mean = held.mean(axis=1, keepdims=True)
    return max(1.0, float(((held - mean) ** 2 / mean).sum() / (held.shape[0] * (held.shape[1] - 1))))


def upper(observed: Sequence[int], base: Sequence[int], spans: int, scatter: float) -> npt.NDArray[np.float64]:
    """For each: the chance of so many or more in the current period, by what all periods hold together."""
    import numpy as np
    from scipy.stats import betabinom, binom

    now, before = np.asarray(observed), np.asarray(base)
    both = now + before
    if scatter < _POISSON:
        chance = binom.sf(now - 1, both, 1 / (spans + 1))
    else:
        size = _size(both, spans, scatter)
        chance = betabinom.sf(now - 1, both, size, spans * size)
    return np.clip(np.where(now == 0, 1.0, chance), 0.0, 1.0)


@lru_cache(maxsize=4096)
def usual(base: int, spans: int, scatter: float) -> tuple[int, int]:
    """The counts that the test would not call unusual on either side, 95 % together."""
    import numpy as np
    from scipy.stats import betabinom, binom

    tail = (1 - CONFIDENCE) / 2
    most = int(4 * base / spans + 20 * scatter + 20)
    grid = np.arange(most + 1)
    above = upper(grid.tolist(), [base] * len(grid), spans, scatter)
    both = grid + base
    if scatter < _POISSON:
        below = binom.cdf(grid, both, 1 / (spans + 1))
    else:
        size = _size(both, spans, scatter)
        below = betabinom.cdf(grid, both, size, spans * size)
    return int(grid[np.argmax(below > tail)]), int(grid[np.nonzero(above > tail)[0][-1]])


def _size(both: npt.NDArray[Any], spans: int, scatter: float) -> npt.NDArray[np.float64]:
    """Size of the negative binomial of one period: mean ÷ (dispersion − 1)."""
    import numpy as np

    found: npt.NDArray[np.float64] = np.maximum(both, 1) / (spans + 1) / (scatter - 1)
    return found


def shown(share: float) -> str:
    """A share of false ones as printed."""
    return "<0.001" if share < 0.001 else f"{share:.3f}"
