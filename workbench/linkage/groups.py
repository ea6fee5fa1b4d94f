"""From judgements to matters (事项归并): records judged 相同 are one matter; contradictions are shown, never cut.

Source: spec 7.1: transitive closure only over 相同; if A=B, B=C but A≠C is decided, show the conflict.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.domain.codes import Verdict
from workbench.linkage.citations import stated_duplicates
from workbench.linkage.normal import ordered

Judged = tuple[str, str, str]  # left record, right record, verdict (Verdict value)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A pair judged not to be one matter that other judgements join; `path` is the shortest chain of 相同 between them."""

    left: str
    right: str
    verdict: str
    path: tuple[str, ...]

    @property
    def sentence(self) -> str:
        chain = " = ".join(self.path)
        return f"{self.left} 与 {self.right} 认定为“{self.verdict}”，但 {chain} 认定为“相同”；请复核其中一项认定"


@dataclass(frozen=True, slots=True)
class Groups:
    """Every record's matter. `unknown` are judged pairs of which a record is not here."""

    matter_of: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]
    contradictions: tuple[Contradiction, ...]
    unknown: tuple[tuple[str, str], ...]

    def frame(self) -> pd.DataFrame:
        """The derived table GROUPS."""
        return pd.DataFrame(
            {"record_id": list(self.matter_of), "matter_id": list(self.matter_of.values())}, dtype="str"
        )


def derive_groups(record_ids: Sequence[str], judgements: Iterable[Judged]) -> Groups:
    """Matters from judgements in the order they were made (undone ones left out); a later one on a pair replaces the former.

    A matter's id is "M-" and its first record in the order of `record_ids`, so it stays when records are added after.
    Raises ValueError for a verdict that is not one of `Verdict`.
    """
    order = {record_id: number for number, record_id in enumerate(record_ids)}
    latest = {ordered(left, right): Verdict(verdict) for left, right, verdict in judgements if left != right}
    here = {pair: verdict for pair, verdict in latest.items() if pair[0] in order and pair[1] in order}
    same = [pair for pair, verdict in here.items() if verdict is Verdict.SAME]
    roots = _roots(list(order), same, order)
    members: dict[str, list[str]] = defaultdict(list)
    for record_id in order:
        members[f"M-{roots[record_id]}"].append(record_id)
    return Groups(
        {record_id: f"M-{roots[record_id]}" for record_id in order},
        {matter: tuple(records) for matter, records in members.items()},
        _contradictions(here, same, roots),
        tuple(sorted(latest.keys() - here.keys())),
    )


def _roots(record_ids: list[str], same: Iterable[tuple[str, str]], order: Mapping[str, int]) -> dict[str, str]:
    """Union-find; the root of a set is its first record."""
    parent = {record_id: record_id for record_id in record_ids}

    def root(record_id: str) -> str:
        while parent[record_id] != record_id:
            parent[record_id] = parent[parent[record_id]]
            record_id = parent[record_id]
        return record_id

    for left, right in same:
        first, second = sorted((root(left), root(right)), key=order.__getitem__)
        parent[second] = first
    return {record_id: root(record_id) for record_id in record_ids}


def _contradictions(
    verdicts: Mapping[tuple[str, str], Verdict], same: Iterable[tuple[str, str]], roots: Mapping[str, str]
) -> tuple[Contradiction, ...]:
    """Pairs judged 不同 or 相关 (another matter of the same cause) inside one matter."""
    beside: dict[str, list[str]] = defaultdict(list)
    for left, right in sorted(same):
        beside[left].append(right)
        beside[right].append(left)
    apart = (Verdict.DIFFERENT, Verdict.RELATED)
    quarrels = sorted(
        pair for pair, verdict in verdicts.items() if verdict in apart and roots[pair[0]] == roots[pair[1]]
    )
    return tuple(Contradiction(*pair, verdicts[pair].value, _path(*pair, beside)) for pair in quarrels)


def _path(start: str, goal: str, beside: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Shortest chain of 相同 judgements (breadth first)."""
    came_from = {start: start}
    queue = deque([start])
    while goal not in came_from:
        here = queue.popleft()
        for other in beside[here]:
            if other not in came_from:
                came_from[other] = here
                queue.append(other)
    path = [goal]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))


def ledger_judgements(records: pd.DataFrame) -> list[Judged]:
    """What ledgers themselves say (重复信访件编号) as judgements 相同, judged by 台账.

    Put them before the clerks' judgements: a clerk's word on the same pair, whatever it is, then replaces the ledger's.
    """
    return [(left, right, Verdict.SAME.value) for left, right in stated_duplicates(records)]
