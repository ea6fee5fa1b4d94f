"""What linkage proposes and on what grounds (关联建议): one weighing feeds the words, the chart and the score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import exp2


class LinkKind(StrEnum):
    """What two things may have in common; each kind has judgements and evidence of its own."""

    PERSON = "同人"  # records with a petitioner in common
    MATTER = "同事"  # records of one matter: a clerk may judge 相同
    CAUSE = "相关"  # records of other petitioners with one cause: 源头治理, joint handling
    UNIT = "同一单位"  # two names of one organ
    PLACE = "同一地点"  # a written place and a division code


@dataclass(frozen=True, slots=True)
class Reason:
    """One ground for or against (依据): what a clerk reads, and its weight in bits (log2 of the Bayes factor).

    `word` carries no name, number or address; `code` is stable, for tests and filters (id_same, name_homophone …).
    """

    code: str
    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class LinkProposal:
    """Two things that may be one, in the order of `linkage.normal.ordered`; a clerk judges.

    `prior` is the weight in bits before any ground was seen. The score is the probability the weights add up to; it
    orders the queue and is never shown as a judgement.
    """

    left: str
    right: str
    kind: LinkKind
    reasons: tuple[Reason, ...]
    prior: float = 0.0

    @property
    def weight(self) -> float:
        """All grounds together, in bits."""
        return self.prior + sum(reason.weight for reason in self.reasons)

    @property
    def score(self) -> float:
        """Probability (0..1) that the weights stand for."""
        return probability(self.weight)

    @property
    def words(self) -> tuple[str, ...]:
        """The grounds in words, those that speak for it first, by weight."""
        return tuple(reason.word for reason in by_weight(self.reasons))


def by_weight(reasons: Iterable[Reason]) -> list[Reason]:
    """Grounds as a clerk reads them: strongest for it first, strongest against last; equals by code."""
    return sorted(reasons, key=lambda reason: (-reason.weight, reason.code))


def probability(bits: float) -> float:
    """Probability of odds 2^bits : 1."""
    return 1.0 / (1.0 + exp2(-max(-60.0, min(60.0, bits))))


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of two records side by side (对照). `spans`: character ranges that differ, (start, end) each."""

    field: str
    title: str
    left: str
    right: str
    mark: str  # 一致 | 相近 | 不同 | 单方 (only one side has it) | "" (both empty)
    left_spans: tuple[tuple[int, int], ...] = ()
    right_spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair laid before a clerk (成对比对): what differs is marked; names and numbers are masked."""

    left: str
    right: str
    kind: LinkKind
    fields: tuple[FieldPair, ...]
    reasons: tuple[Reason, ...]
    prior: float
    verdict: str = ""  # what the clerk asking said before; "" if nothing
    why: str = ""
    others: tuple[tuple[str, str], ...] = ()  # (actor, verdict) of other clerks

    @property
    def score(self) -> float:
        return probability(self.prior + sum(reason.weight for reason in self.reasons))


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A pair waiting for judgement; `value` is what an answer is worth (信息价值), the queue's order."""

    left: str
    right: str
    kind: LinkKind
    left_title: str
    right_title: str
    words: tuple[str, ...]
    score: float
    value: float
