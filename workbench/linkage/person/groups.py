"""Who is one person over all records (同一信访人归并): only for counting and as evidence of one matter, never a page.

Components over certain, strong and high-scoring links and over 相同 judged; where a component holds two records judged
not to share a petitioner, or two different valid numbers, links are laid strongest first and those that quarrel are left.
What one component comes to depends on nothing outside it: a new month groups those anew that it touches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.domain.codes import Verdict
from workbench.linkage.normal import ordered
from workbench.linkage.person.people import Bools, Ints, People

Strength = npt.NDArray[np.float64]
Judged = tuple[str, str, str]  # left record, right record, verdict (Verdict value)


@dataclass(frozen=True)
class Edges:
    """Pairs of contacts that may join people: the columns of `words.EDGES`."""

    uid_l: Ints
    uid_r: Ints
    score: Strength
    by_rule: Bools

    def only(self, which: Bools) -> Edges:
        return Edges(self.uid_l[which], self.uid_r[which], self.score[which], self.by_rule[which])

    def __add__(self, later: Edges) -> Edges:
        return Edges(
            np.concatenate([self.uid_l, later.uid_l]),
            np.concatenate([self.uid_r, later.uid_r]),
            np.concatenate([self.score, later.score]),
            np.concatenate([self.by_rule, later.by_rule]),
        )


@dataclass(frozen=True)
class Groups:
    """Of each contact, by uid: the first of its component, the first of its person.

    `again`: its record was judged, so that the next run looks at its component anew: the word may have been taken back.
    """

    component: Ints
    person: Ints
    again: Bools

    def only(self, which: Bools) -> Groups:
        return Groups(self.component[which], self.person[which], self.again[which])

    def with_any(self, marked: Bools) -> Bools:
        """Everybody in a component of which somebody is marked."""
        flags = np.zeros(int(self.component.max(initial=-1)) + 1, dtype=np.bool_)
        flags[self.component[marked]] = True
        return np.asarray(flags[self.component], dtype=np.bool_)


def grouped(people: People, edges: Edges, join: float, judged: Iterable[Judged] = ()) -> Groups:
    """Groups of all `people`; `edges` are between them, and join by rule or from the score `join` on."""
    spoken = _Spoken(people, judged)
    laid, strength = _joining(people, edges, join, spoken)
    labels = _components(len(people), laid)
    persons = _cut(labels, laid, strength, people, spoken)
    again = np.zeros(len(people), dtype=np.bool_)
    again[list(spoken.record_at)] = True
    return Groups(people.uid[_first(labels)], people.uid[_first(persons)], again)


def regrouped(
    people: People, before: Groups, touched: Bools, edges: Edges, join: float, judged: Iterable[Judged] = ()
) -> Groups:
    """Groups of all `people`, of whom the first have the groups `before` and the rest are new.

    Only components that are touched, that an edge to a new contact reaches, or that hold a judged record are grouped
    anew; what the others are is what `grouped` would find.
    """
    words, place = list(judged), people.place
    named = people.of_records({record for left, right, _ in words for record in (left, right)})
    reached = touched | named[: len(touched)]
    ends = place[np.concatenate([edges.uid_l, edges.uid_r])].reshape(2, -1)
    to_new = ends.max(axis=0, initial=-1) >= len(touched)
    near = ends[:, to_new].ravel()
    reached[near[near < len(touched)]] = True
    anew = np.ones(len(people), dtype=np.bool_)
    anew[: len(touched)] = before.with_any(reached)
    found = grouped(people.only(anew), edges.only(anew[ends].all(axis=0)), join, words)
    component, person, again = people.uid.copy(), people.uid.copy(), np.zeros(len(people), dtype=np.bool_)
    component[: len(touched)], person[: len(touched)] = before.component, before.person
    component[anew], person[anew], again[anew] = found.component, found.person, found.again
    return Groups(component, person, again)


class _Spoken:
    """Verdicts by record number: only records somebody judged are looked up, so a million others cost nothing."""

    def __init__(self, people: People, judged: Iterable[Judged]) -> None:
        latest = {ordered(left, right): Verdict(verdict) for left, right, verdict in judged}
        at = np.flatnonzero(people.of_records({record for pair in latest for record in pair}))
        records = people.record_id.take(at).to_pylist()
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


def _joining(people: People, edges: Edges, join: float, spoken: _Spoken) -> tuple[Ints, Strength]:
    """Joining pairs by place in `people` and how strong each is; judged ones that no link found are the strongest."""
    place = people.place
    one, other = place[edges.uid_l], place[edges.uid_r]
    joins = edges.by_rule | (edges.score >= join)
    said, linked = _said_of(len(people), spoken), set[tuple[str, str]]()
    for at in np.flatnonzero(said[one] & said[other]) if spoken.record_at else ():
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
    strength = np.concatenate([np.full(len(judged), np.inf), edges.score[joins]])
    return np.concatenate([spoken_pairs, pairs]), strength


def _said_of(count: int, spoken: _Spoken) -> Bools:
    said = np.zeros(count, dtype=np.bool_)
    said[list(spoken.record_at)] = True
    return said


def _components(count: int, edges: Ints) -> Ints:
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    graph = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _first(labels: Ints) -> Ints:
    """The first place that has the same label, for each place."""
    first = np.empty(int(labels.max(initial=-1)) + 1, dtype=np.int64)
    first[labels[::-1]] = np.arange(len(labels))[::-1]  # of places with one label the last written stands: the first
    return np.asarray(first[labels], dtype=np.int64)


def _cut(labels: Ints, edges: Ints, strength: Strength, people: People, spoken: _Spoken) -> Ints:
    """Components that quarrel, laid anew link by link, the strongest first."""
    quarrels = np.zeros(int(labels.max(initial=-1)) + 1, dtype=np.bool_)
    quarrels[_with_two_numbers(labels, people.number)] = True
    quarrels[_with_judged_apart(labels, spoken)] = True
    among = quarrels[labels]
    if not among.any():
        return labels
    laid = _Laid(np.flatnonzero(among), people.number, spoken)
    here = among[edges[:, 0]]
    order = np.lexsort((edges[here, 1], edges[here, 0], -strength[here]))
    for one, other in edges[here][order].tolist():
        laid.join(one, other)
    anew = labels.copy()
    anew[among] = [len(labels) + laid.root(at) for at in np.flatnonzero(among).tolist()]
    return anew


def _with_two_numbers(labels: Ints, numbers: Ints) -> Ints:
    known = numbers > 0
    any_of = np.zeros(int(labels.max(initial=-1)) + 1, dtype=np.int64)
    any_of[labels[known]] = numbers[known]
    return np.asarray(labels[known & (any_of[labels] != numbers)], dtype=np.int64)


def _with_judged_apart(labels: Ints, spoken: _Spoken) -> list[int]:
    of_record: dict[str, set[int]] = defaultdict(set)
    for at, record in spoken.record_at.items():
        of_record[record].add(int(labels[at]))
    return [label for left, right in spoken.differ for label in of_record[left] & of_record[right]]


class _Laid:
    """Union by links in order, refusing one that would bring together what must stay apart."""

    def __init__(self, members: Ints, numbers: Ints, spoken: _Spoken) -> None:
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
