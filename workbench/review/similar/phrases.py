"""Words that make two texts alike, and sentences only one of them has (相同词句、不同词句)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from workbench.review.similar.texts import Ints, pieces, placed_grams, plain, sentences

LONGEST: Final = 24
"""Characters of a phrase that are shown."""
_OWN: Final = 0.5
"""A sentence is one text's own if less than this share of its weight is in the other text."""
Weigh = Callable[[Ints], npt.NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Shared:
    """Something two matters have in common, in words, and its weight (comparable within one answer)."""

    word: str
    weight: float


def shared_phrases(one: str, other: str, weigh: Weigh, most: int = 6) -> tuple[Shared, ...]:
    """The longest runs of `one` that also stand in `other`, the weightiest first; both are plain texts."""
    found: dict[str, float] = {}
    for piece in pieces(one):
        for phrase in _common_runs(piece, other):
            if phrase not in found:
                found[phrase] = _weight(phrase, weigh)
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Shared(_short(phrase), round(weight, 3)) for phrase, weight in ranked[:most] if weight > 0)


def _common_runs(piece: str, other: str) -> list[str]:
    """The piece cut from the left into the longest runs (≥2) that the other text has."""
    runs, start = [], 0
    while start < len(piece) - 1:
        end = start + 2
        if piece[start:end] not in other:
            start += 1
            continue
        while end < len(piece) and piece[start : end + 1] in other:
            end += 1
        runs.append(piece[start:end])
        start = end
    return runs


def _weight(phrase: str, weigh: Weigh) -> float:
    numbers, _, _ = placed_grams(phrase)
    return float(weigh(numbers).sum())


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= LONGEST else phrase[: LONGEST - 1] + "…"


def own_sentences(one: str, other: str, weigh: Weigh, most: int = 2) -> tuple[str, ...]:
    """Sentences of `one` most of whose telling words `other` has not; the most telling first. Both as they are written."""
    elsewhere = plain(other)
    ranked = []
    for place, sentence in enumerate(dict.fromkeys(sentences(one))):
        whole, missing = _told(plain(sentence), elsewhere, weigh)
        if whole > 0 and missing > _OWN * whole:
            ranked.append((-missing, place, sentence))
    return tuple(sentence for _, _, sentence in sorted(ranked)[:most])


def _told(sentence: str, other: str, weigh: Weigh) -> tuple[float, float]:
    """Weight of all n-grams of a plain sentence, and of those the other text has not."""
    whole = missing = 0.0
    for piece in pieces(sentence):
        numbers, start, length = placed_grams(piece)
        weights = weigh(numbers)
        absent = np.array(
            [piece[at : at + size] not in other for at, size in zip(start, length, strict=True)], dtype=bool
        )
        whole += float(weights.sum())
        missing += float(weights[absent].sum())
    return whole, missing
