"""Records that may be about the same matter (同事): proposals with reasons in words, for a clerk to judge.

Compared by text are records of one county and one first-level topic; a record that lacks either is compared with all it
does not contradict. Stated duplicates, cited case numbers, identical texts and a common petitioner are looked at anywhere.
Locked rows and accusations never take part (spec 8.1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pandas as pd

from workbench.domain.events import LinkProposal
from workbench.linkage.citations import Pair, cited_numbers, shared_numbers, stated_duplicates
from workbench.linkage.compare import Rows
from workbench.linkage.limits import Limits, LinkNotes
from workbench.linkage.normal import open_rows, ordered
from workbench.linkage.vectors import Floats, Ints, Vectors, cosines, nearest, vectors
from workbench.linkage.wording import Wording

STATED, NUMBER, CITED, IDENTICAL, PERSON = "台账注明重复件", "同一编号", "引用编号", "文本完全相同", "同人"
_CERTAIN = {STATED: 1.0, NUMBER: 0.98, IDENTICAL: 0.97, CITED: 0.95}
_FOR_PERSON, _FOR_NAME, _FOR_EACH_STRUCTURE = 0.25, 0.10, 0.04
_WORTH_SAYING = 0.20


def same_matter_candidates(
    records: pd.DataFrame, person_pairs: Iterable[Pair | LinkProposal] = (), limits: Limits | None = None
) -> list[LinkProposal]:
    """Pairs of records that may be one matter, best first, see `matter_links`."""
    return matter_links(records, person_pairs, limits)[0]


def matter_links(
    records: pd.DataFrame, person_pairs: Iterable[Pair | LinkProposal] = (), limits: Limits | None = None
) -> tuple[list[LinkProposal], LinkNotes]:
    """Proposals of kind 同事 with their reasons, and what was set aside.

    `records` has columns of the edition table RECORDS; only record_id is needed, columns it lacks give no evidence.
    `person_pairs` are proposals of kind 同人, or pairs of record ids, of one person.
    """
    limits = limits or Limits.on()
    usable = open_rows(records)
    rows = Rows.of(usable, limits.max_chars, limits.identical_min_chars)
    numbers, notes = shared_numbers(usable, limits)
    persons = [(one.left, one.right) if isinstance(one, LinkProposal) else one for one in person_pairs]
    evidence = _evidence(usable, rows, persons, numbers, limits)
    pairs, similar = _candidates(rows, evidence, limits)
    judged = _Judge(rows, evidence, limits).proposals(pairs, similar)
    judged.sort(key=lambda link: (-link.score, link.left, link.right))
    return judged, notes + LinkNotes(locked_rows=len(records) - len(usable))


def _evidence(
    usable: pd.DataFrame, rows: Rows, persons: Iterable[Pair], numbers: set[Pair], limits: Limits
) -> dict[Pair, list[str]]:
    """Reasons that do not depend on how similar texts are, by pair; strongest first."""
    evidence: dict[Pair, list[str]] = defaultdict(list)
    sources = (
        (STATED, stated_duplicates(usable)),
        (NUMBER, numbers),
        (CITED, cited_numbers(usable)),
        (IDENTICAL, identical_pairs(rows, limits)),
        (PERSON, persons),
    )
    for reason, pairs in sources:
        for pair in {ordered(*pair) for pair in pairs}:
            if pair[0] in rows.at and pair[1] in rows.at and pair[0] != pair[1]:
                evidence[pair].append(reason)
    return evidence


def identical_pairs(rows: Rows, limits: Limits) -> set[Pair]:
    """Pairs whose summary or claim (or title, where there is neither) is the same letter for letter, wherever they are.

    Every pair of a small group; of a large one each record with the first, which links the group just as completely.
    """
    groups: dict[bytes, list[str]] = defaultdict(list)
    for record_id, prints in zip(rows.ids, rows.prints, strict=True):
        for fingerprint in prints:
            groups[fingerprint].append(record_id)
    pairs: set[Pair] = set()
    for group in groups.values():
        whole = len(group) <= limits.identical_all_pairs
        found = combinations(group, 2) if whole else ((group[0], other) for other in group[1:])
        pairs |= {ordered(*pair) for pair in found}
    return pairs


def _candidates(rows: Rows, evidence: dict[Pair, list[str]], limits: Limits) -> tuple[list[tuple[int, int]], Floats]:
    """Row numbers of every pair worth a look, and the cosine of their texts."""
    space = vectors(rows.texts)
    rows.texts.clear()  # a copy of every text, not needed again
    found = [_by_evidence(rows, evidence), *_by_text(rows, space, limits)]
    keys = np.unique(np.concatenate(found))
    one, other = keys // max(1, len(rows.ids)), keys % max(1, len(rows.ids))
    return list(zip(one.tolist(), other.tolist(), strict=True)), cosines(space, one, other)


def _by_evidence(rows: Rows, evidence: dict[Pair, list[str]]) -> Ints:
    numbers = [sorted((rows.at[left], rows.at[right])) for left, right in evidence]
    return np.array([one * len(rows.ids) + other for one, other in numbers], dtype=np.int64)


def _by_text(rows: Rows, space: Vectors, limits: Limits) -> list[Ints]:
    found = []
    blocks, wild = rows.blocks()
    everyone = np.arange(len(rows.ids))
    for left, right, allowed in [*((block, block, None) for block in blocks), (wild, everyone, rows.compatible)]:
        one, other = nearest(space, left, right, limits.candidate_floor, limits.top_n, allowed)
        found.append(one * len(rows.ids) + other)
    return found


class _Judge:
    """Which candidates are laid before a clerk, with which reasons."""

    def __init__(self, rows: Rows, evidence: dict[Pair, list[str]], limits: Limits) -> None:
        self._rows, self._evidence, self._limits = rows, evidence, limits
        self._wording = Wording(rows.raw)

    def proposals(self, pairs: list[tuple[int, int]], similar: Floats) -> list[LinkProposal]:
        found = (self._proposal(*pair, cosine) for pair, cosine in zip(pairs, similar.tolist(), strict=True))
        return [proposal for proposal in found if proposal]

    def _proposal(self, one: int, other: int, cosine: float) -> LinkProposal | None:
        pair = ordered(self._rows.ids[one], self._rows.ids[other])
        known = self._evidence.get(pair, [])
        structure = self._rows.agreements(one, other, self._limits.near_days)
        if not self._enough(one, other, cosine, known, len(structure)):
            return None
        common = self._wording.reasons(one, other)
        text = [f"文本相似（{cosine:.2f}）"] if cosine >= _WORTH_SAYING and IDENTICAL not in known else []
        first = [reason for reason in known if reason != PERSON]
        reasons = [*first, *text, *(reason for reason in known if reason == PERSON), *common, *structure]
        return LinkProposal(*pair, "同事", _score(cosine, known, bool(common), len(structure)), tuple(reasons))

    def _enough(self, one: int, other: int, cosine: float, known: list[str], structure: int) -> bool:
        limits = self._limits
        if any(reason in _CERTAIN for reason in known):
            return True
        if cosine >= limits.text_alone and self._rows.telling[one] and self._rows.telling[other]:
            return True
        if PERSON in known and (cosine >= limits.text_with_person or self._rows.same_topic(one, other)):
            return True
        if structure >= 2 and cosine >= limits.text_with_structure:
            return True
        return cosine >= limits.text_with_name and self._wording.share(one, other)


def _score(cosine: float, known: list[str], named: bool, structure: int) -> float:
    """0..1, only to order the queue."""
    certain = max((_CERTAIN.get(reason, 0.0) for reason in known), default=0.0)
    soft = cosine + _FOR_PERSON * (PERSON in known) + _FOR_NAME * named + _FOR_EACH_STRUCTURE * structure
    return round(max(certain, min(0.94, soft)), 4)
