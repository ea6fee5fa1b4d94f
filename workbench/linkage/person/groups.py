"""Who is one person over all records (同一信访人归并): only for counting and as evidence of one matter, never a page.

Components over certain, strong and high-scoring links and over 相同 judged; where a component holds two records judged
not to share a petitioner, or two different valid numbers, links are laid strongest first and those that quarrel are left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.domain.codes import Verdict
from workbench.linkage.normal import ordered
from workbench.linkage.person.parameters import PersonParameters

Places = npt.NDArray[np.int64]
Strength = npt.NDArray[np.float64]
Judged = tuple[str, str, str]  # left record, right record, verdict (Verdict value)


def persons_of(
    contacts: pd.DataFrame, edges: pd.DataFrame, parameters: PersonParameters, judged: Iterable[Judged] = ()
) -> pd.DataFrame:
    """Frame record_id, contact, person_id.

    `contacts` has uid (in order), record_id, contact and number (0 unless sure); `edges` has the columns of `words.EDGES`.
    A person's id is "P-" and the first record with them in the order of `contacts` (with the contact's number where the
    record has several): opaque, and the same while that record stands.
    """
    spoken = _Spoken(contacts, judged)
    laid, strength = _joining(contacts, edges, parameters, spoken)
    labels = _cut(_components(len(contacts), laid), laid, strength, contacts, spoken)
    return _named(contacts, labels)


class _Spoken:
    """Verdicts by record number: only records somebody judged are looked up, so a million others cost nothing."""

    def __init__(self, contacts: pd.DataFrame, judged: Iterable[Judged]) -> None:
        latest = {ordered(left, right): Verdict(verdict) for left, right, verdict in judged}
        wanted = {record for pair in latest for record in pair}
        at = np.flatnonzero(contacts["record_id"].isin(wanted).to_numpy()) if wanted else np.array([], dtype=np.int64)
        records = contacts["record_id"].iloc[at]
        self.record_at: dict[int, str] = dict(zip(at.tolist(), records, strict=True))
        self.first = {record: place for place, record in reversed(self.record_at.items())}
        self.same = {pair for pair, verdict in latest.items() if verdict is Verdict.SAME}
        self.differ = {pair for pair, verdict in latest.items() if verdict is Verdict.DIFFERENT}

    def pair(self, one: int, other: int) -> tuple[str, str]:
        return ordered(self.record_at[one], self.record_at[other])

    def verdict(self, one: int, other: int) -> Verdict | None:
        """What was said of the records of two contacts."""
        pair = self.pair(one, other)
        return Verdict.SAME if pair in self.same else Verdict.DIFFERENT if pair in self.differ else None


def _joining(
    contacts: pd.DataFrame, edges: pd.DataFrame, parameters: PersonParameters, spoken: _Spoken
) -> tuple[Places, Strength]:
    """Joining pairs by place in `contacts` and how strong each is; judged ones that no link found are the strongest."""
    uids = contacts["uid"].to_numpy()
    one, other = (np.searchsorted(uids, edges[side].to_numpy()) for side in ("uid_l", "uid_r"))
    score = edges["score"].to_numpy()
    joins = edges["by_rule"].to_numpy(dtype=bool) | (score >= parameters.join)
    said, linked = list(spoken.record_at), set[tuple[str, str]]()
    for at in np.flatnonzero(np.isin(one, said) & np.isin(other, said)) if said else ():
        verdict = spoken.verdict(int(one[at]), int(other[at]))
        linked.add(spoken.pair(int(one[at]), int(other[at])))
        joins[at] = verdict is Verdict.SAME or (joins[at] and verdict is not Verdict.DIFFERENT)
    pairs = np.column_stack([one, other])[joins]
    judged = [
        (spoken.first[left], spoken.first[right])
        for left, right in sorted(spoken.same - linked)
        if left in spoken.first and right in spoken.first
    ]
    spoken_pairs = np.array(judged, dtype=np.int64).reshape(-1, 2)
    strength = np.concatenate([np.full(len(judged), np.inf), score[joins]])
    return np.concatenate([spoken_pairs, pairs]), strength


def _components(count: int, edges: Places) -> Places:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1])


def _cut(labels: Places, edges: Places, strength: Strength, contacts: pd.DataFrame, spoken: _Spoken) -> Places:
    """Components that quarrel, laid anew link by link, the strongest first."""
    numbers = contacts["number"].to_numpy()
    quarrelling = _with_two_numbers(labels, numbers) | _with_judged_apart(labels, spoken)
    if not quarrelling:
        return labels
    among = np.isin(labels, list(quarrelling))
    laid = _Laid(np.flatnonzero(among), numbers, spoken)
    here = among[edges[:, 0]]
    order = np.lexsort((edges[here, 1], edges[here, 0], -strength[here]))
    for one, other in edges[here][order].tolist():
        laid.join(one, other)
    anew = labels.copy()
    anew[among] = [len(labels) + laid.root(at) for at in np.flatnonzero(among).tolist()]
    return anew


def _with_two_numbers(labels: Places, numbers: Places) -> set[int]:
    known = np.unique(np.column_stack([labels, numbers])[numbers > 0], axis=0)[:, 0]
    return set(known[1:][known[1:] == known[:-1]].tolist())


def _with_judged_apart(labels: Places, spoken: _Spoken) -> set[int]:
    of_record: dict[str, set[int]] = defaultdict(set)
    for at, record in spoken.record_at.items():
        of_record[record].add(int(labels[at]))
    return {label for left, right in spoken.differ for label in of_record[left] & of_record[right]}


class _Laid:
    """Union by links in order, refusing one that would bring together what must stay apart."""

    def __init__(self, members: Places, numbers: Places, spoken: _Spoken) -> None:
        self._parent = {at: at for at in members.tolist()}
        self._records = {at: {spoken.record_at.get(at, "")} - {""} for at in self._parent}
        self._numbers = {at: {int(numbers[at])} - {0} for at in self._parent}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for left, right in spoken.differ:
            self._apart[left].add(right)
            self._apart[right].add(left)

    def root(self, at: int) -> int:
        while self._parent[at] != at:
            self._parent[at] = self._parent[self._parent[at]]
            at = self._parent[at]
        return at

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        if first == second or self._quarrel(first, second):
            return
        self._parent[second] = first
        self._records[first] |= self._records.pop(second)
        self._numbers[first] |= self._numbers.pop(second)

    def _quarrel(self, first: int, second: int) -> bool:
        if len(self._numbers[first] | self._numbers[second]) > 1:
            return True
        return any(self._apart[record] & self._records[second] for record in self._records[first])


def _named(contacts: pd.DataFrame, labels: Places) -> pd.DataFrame:
    _, first, group = np.unique(labels, return_index=True, return_inverse=True)
    leading = contacts.iloc[first]
    further = np.where(leading["contact"] == 0, "", "." + leading["contact"].astype("str"))
    named: Any = ("P-" + leading["record_id"] + further).array
    frame = contacts[["record_id", "contact"]].copy()
    frame["person_id"] = named.take(group)
    return frame
