"""Two clerks on the same pairs (两人复核一致性): how often they agree, and how much more than by chance.

Cohen's kappa with the large-sample interval of Fleiss, Cohen and Everitt (1969), the one that holds for kappa other than 0.
Without one disagreement that interval has no width, however few the pairs: there the Wilson interval of the share of
agreement is carried over. It measures how clear the question is to two readers; it is no mark of either.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

from workbench.domain.codes import Verdict
from workbench.domain.linking import LinkKind
from workbench.linkage.judging.words import Judgement, Pair, Standing, question

_Z = 1.959963984540054
_FEW = 30
_VERDICTS = tuple(Verdict)
Table = npt.NDArray[np.float64]
Asked = tuple[LinkKind, str, str]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A pair two clerks answered differently."""

    kind: LinkKind
    left: str
    right: str
    one: Judgement
    other: Judgement


@dataclass(frozen=True, slots=True)
class Agreement:
    """What two clerks said on the pairs both read. `table` counts (verdict of the one, of the other).

    `kappa` is None where both gave one and the same answer throughout: nothing tells them from chance.
    """

    one: str
    other: str
    pairs: int
    agreed: int
    kappa: float | None
    low: float | None
    high: float | None
    table: Mapping[tuple[Verdict, Verdict], int]
    disagreeing: tuple[Disagreement, ...]

    @property
    def raw(self) -> float | None:
        """Share of pairs with the same answer."""
        return self.agreed / self.pairs if self.pairs else None

    @property
    def sentence(self) -> str:
        if not self.pairs:
            return f"{self.one}与{self.other}没有认定过同一对，无从比较；请用复读抽样"
        text = f"{self.one}与{self.other}同读 {self.pairs} 对，一致 {self.agreed} 对（{self.agreed / self.pairs:.0%}）"
        if self.kappa is None or self.low is None or self.high is None:
            return f"{text}；两人都只用了一种结论，κ 无从计算"
        few = "；不足三十对，区间仅供参考" if self.pairs < _FEW else ""
        return f"{text}；κ={self.kappa:.2f}（95% 区间 {self.low:.2f}–{self.high:.2f}）{few}"


def agreement(judgements: Iterable[Judgement], one: str, other: str, kind: LinkKind | None = None) -> Agreement:
    """Two clerks' latest words on the pairs both judged, of one kind or of all; ValueError for one clerk twice."""
    if one == other:
        raise ValueError(f"“{one}”不能与自己比较；请选两位经办人")
    mine, theirs = _latest(judgements, one, other, kind)
    both = sorted(mine.keys() & theirs.keys())
    table = Counter((mine[asked].verdict, theirs[asked].verdict) for asked in both)
    apart = [Disagreement(*asked, mine[asked], theirs[asked]) for asked in both
             if mine[asked].verdict is not theirs[asked].verdict]  # fmt: skip
    kappa, low, high = cohen_kappa(np.array([[table[a, b] for b in _VERDICTS] for a in _VERDICTS], dtype=float))
    return Agreement(one, other, len(both), len(both) - len(apart), kappa, low, high, dict(table), tuple(apart))


def _latest(
    judgements: Iterable[Judgement], one: str, other: str, kind: LinkKind | None
) -> tuple[dict[Asked, Judgement], dict[Asked, Judgement]]:
    said: dict[str, dict[Asked, Judgement]] = {one: {}, other: {}}
    for word in judgements:
        if word.actor in said and (kind is None or question(word.kind) is question(kind)):
            said[word.actor][question(word.kind), word.left, word.right] = word
    return said[one], said[other]


def cohen_kappa(table: Table) -> tuple[float | None, float | None, float | None]:
    """Kappa of a square table of counts with its 95 % interval; None thrice where chance alone would agree always."""
    pairs = int(table.sum())
    if not pairs:
        return None, None, None
    share = table / pairs
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    seen, chance = float(np.trace(share)), float(rows @ columns)
    if chance >= 1 - 1e-12:
        return None, None, None
    kappa = (seen - chance) / (1 - chance)
    if seen >= 1 - 1e-12:
        return 1.0, (_wilson_low(seen, pairs) - chance) / (1 - chance), 1.0
    half = _Z * sqrt(_variance(share, rows, columns, kappa, chance) / pairs)
    return kappa, max(-1.0, kappa - half), min(1.0, kappa + half)


def _variance(share: Table, rows: Table, columns: Table, kappa: float, chance: float) -> float:
    """Fleiss, Cohen and Everitt (1969), formula 13, times the number of pairs."""
    on = float((np.diag(share) * (1 - (rows + columns) * (1 - kappa)) ** 2).sum())
    margins = (columns[:, None] + rows[None, :]) ** 2
    off = float((share * margins).sum() - (np.diag(share) * np.diag(margins)).sum()) * (1 - kappa) ** 2
    return max(0.0, on + off - (kappa - chance * (1 - kappa)) ** 2) / (1 - chance) ** 2


def _wilson_low(seen: float, pairs: int) -> float:
    square = _Z * _Z / pairs
    half = sqrt(square * seen * (1 - seen) + square * square / 4)
    return (seen + square / 2 - half) / (1 + square)


def for_second_reading(said: Mapping[Pair, Standing], kind: LinkKind, actor: str, share: float) -> list[Pair]:
    """Pairs one other clerk decided that this clerk reads as well: the same sample every time, in no order of worth.

    `share` (0..1) of all judged pairs is drawn by a hash of the pair, so nobody chooses them and none can be foreseen
    from its case. A pair two clerks have read is done.
    """
    found = []
    for pair, one in said.items():
        clerks = {word.actor for word in one.words if not word.by_ledger}
        if (
            len(clerks) == 1
            and actor not in clerks
            and one.verdict is not Verdict.UNSURE
            and _drawn(kind, pair) < share
        ):
            found.append(pair)
    return sorted(found)


def _drawn(kind: LinkKind, pair: Pair) -> float:
    """A number of 0..1 that only the pair decides."""
    digest = hashlib.sha256(f"{question(kind)}|{pair[0]}|{pair[1]}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64
