"""From judgements to matters (事项归并): records judged 相同 are one matter.

How a NO cuts (spec 7.1, transitive closure only over 相同): 不同, 相关 or 存疑 on a pair takes away that pair's own 相同,
whoever said it, and nothing else. Where a chain of other 相同 still joins the two (A=B, B=C, A≠C), the group is left whole
and the quarrel is shown with its shortest chain: which link is wrong only a clerk can say, and a group that falls apart by
itself would change counts nobody decided. A ledger's own word (重复信访件编号) is weaker than a clerk's: a chain that rests
on it is shown first, and that link is named as the one to look at; it is not cut silently either.

A matter is named after its central record: "M-" and a record in it. The name stays while that record is in the group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from workbench.domain.codes import Verdict
from workbench.linkage.judging.quarrels import Contradiction, quarrels_of
from workbench.linkage.judging.words import Judged, Judgement, Pair, Standing, standings
from workbench.linkage.normal import ordered

_NOTHING: Mapping[str, str] = MappingProxyType({})
_NO_WORDS: Mapping[Pair, Standing] = MappingProxyType({})
PREFIX = "M-"


@dataclass(frozen=True, slots=True)
class Groups:
    """Every record's matter, and what was said to make it so.

    `unknown` are judged pairs of which a record is not here; `former` names the matters of the previous edition that were
    merged into one. `standing` holds the words on pairs that are here.
    """

    matter_of: Mapping[str, str]
    members: Mapping[str, tuple[str, ...]]
    contradictions: tuple[Contradiction, ...] = ()
    unknown: tuple[Pair, ...] = ()
    former: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    standing: Mapping[Pair, Standing] = field(default_factory=lambda: _NO_WORDS, compare=False, repr=False)

    def frame(self) -> pd.DataFrame:
        """The derived table GROUPS."""
        return pd.DataFrame(
            {"record_id": list(self.matter_of), "matter_id": list(self.matter_of.values())}, dtype="str"
        )

    @property
    def links(self) -> dict[Pair, Judgement]:
        """The pairs that stand as 相同, each with the word it rests on."""
        return {pair: one.stands for pair, one in self.standing.items() if one.verdict is Verdict.SAME}

    def behind(self, matter_id: str) -> str | None:
        """The matter a name of any earlier edition leads to: the one its central record is in now."""
        return matter_id if matter_id in self.members else self.matter_of.get(central(matter_id))


def central(matter_id: str) -> str:
    """The record a matter is named after."""
    return matter_id.removeprefix(PREFIX)


def groups_of(matter_of: Mapping[str, str]) -> Groups:
    """Groups as an edition's table has them (record → matter), without the words they rest on."""
    return Groups(matter_of, _members(matter_of))


def derive_groups(
    record_ids: Sequence[str],
    judgements: Iterable[Judgement | Judged],
    *,
    previous: Mapping[str, str] = _NOTHING,
) -> Groups:
    """Matters from judgements in the order they were made (undone ones left out); see above how a NO cuts.

    `record_ids` in the order of registration. `previous` (record → matter of the previous edition) keeps names: a group keeps
    the name whose central record is in it, of several the larger former group's, then the older's. A new group is named
    after its first record. Raises ValueError for a verdict that is not one of `Verdict`.
    """
    order = {record_id: number for number, record_id in enumerate(record_ids)}
    said = standings(_words(judgements))
    here = {pair: one for pair, one in said.items() if pair[0] in order and pair[1] in order}
    same = {pair: one.stands for pair, one in here.items() if one.verdict is Verdict.SAME}
    roots = _roots(order, same)
    names, former = _names(roots, order, previous)
    matter_of = {record: names[roots[record]] if record in roots else PREFIX + record for record in order}
    return Groups(
        matter_of,
        _members(matter_of),
        quarrels_of(here, same, roots),
        tuple(sorted(said.keys() - here.keys())),
        former,
        here,
    )


def _words(judgements: Iterable[Judgement | Judged]) -> Iterable[Judgement]:
    for said in judgements:
        word = said if isinstance(said, Judgement) else Judgement(*ordered(said[0], said[1]), Verdict(said[2]))
        if word.left != word.right:
            yield word


def _roots(order: Mapping[str, int], same: Iterable[Pair]) -> dict[str, str]:
    """Union-find: the first record of its set, of every record that is not alone."""
    parent: dict[str, str] = {}

    def root(record_id: str) -> str:
        while (over := parent.get(record_id, record_id)) != record_id:
            parent[record_id] = parent.get(over, over)
            record_id = over
        return record_id

    for left, right in same:
        one, other = root(left), root(right)
        if one != other:
            first, second = (one, other) if order[one] < order[other] else (other, one)
            parent[second] = first
    return {record: root(record) for pair in same for record in pair}


def _members(matter_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    members: dict[str, tuple[str, ...]] = {}
    several: dict[str, list[str]] = {}
    for record_id, matter in matter_of.items():
        if members.setdefault(matter, (record_id,))[0] is not record_id:
            several.setdefault(matter, [members[matter][0]]).append(record_id)
    members.update((matter, tuple(records)) for matter, records in several.items())
    return members


def _names(
    roots: Mapping[str, str], order: Mapping[str, int], previous: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Name of each set of several by its root, and which former names each merged set took in.

    A record alone needs none: whatever it was in, only its own name can stay with it.
    """
    names = {root: PREFIX + root for root in roots.values()}
    kept: dict[str, list[str]] = defaultdict(list)
    for matter in dict.fromkeys(previous[record] for record in roots if record in previous):
        root = roots.get(central(matter))
        if root is not None:
            kept[root].append(matter)
    sizes = Counter(previous.values()) if any(len(matters) > 1 for matters in kept.values()) else Counter()
    former = {}
    for root, matters in kept.items():
        names[root], *others = sorted(matters, key=lambda matter: (-sizes[matter], order[central(matter)]))
        if others:
            former[names[root]] = tuple(others)
    return names, former
