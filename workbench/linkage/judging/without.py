"""What would be if a link were not there (假设去掉某项认定): which groups change, which quarrels end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.linkage.judging.groups import Groups, derive_groups
from workbench.linkage.judging.quarrels import Contradiction
from workbench.linkage.judging.words import Judgement, Pair
from workbench.linkage.normal import ordered


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Groups of the two records with the words on the pair and without them; only these groups can change.

    `removed` are the words taken away in thought (each clerk's, and the ledger's); `settled` the quarrels that end.
    """

    left: str
    right: str
    removed: tuple[Judgement, ...]
    before: Mapping[str, tuple[str, ...]]
    after: Mapping[str, tuple[str, ...]]
    settled: tuple[Contradiction, ...] = ()

    @property
    def splits(self) -> bool:
        return len(self.after) > len(self.before)

    @property
    def sentence(self) -> str:
        if not self.removed:
            return f"{self.left} 与 {self.right} 没有认定过，去掉与否都一样"
        ended = f"；可消除 {len(self.settled)} 处认定矛盾" if self.settled else ""
        if not self.splits:
            return f"去掉 {self.left} 与 {self.right} 的认定，归并不变{ended}"
        parts = "、".join(f"{matter} {len(records)} 件" for matter, records in self.after.items())
        return f"去掉 {self.left} 与 {self.right} 的认定，{'、'.join(self.before)} 分为 {parts}{ended}"


def what_if(groups: Groups, without: Pair) -> WhatIf:
    """The groups as they would be without anything said on that pair. LookupError for a record that is not here."""
    left, right = ordered(*without)
    for record in (left, right):
        if record not in groups.matter_of:
            raise LookupError(f"没有编号为“{record}”的记录，无法推演；请核对编号，或先发布版次")
    matters = dict.fromkeys((groups.matter_of[left], groups.matter_of[right]))
    before = {matter: groups.members[matter] for matter in matters}
    inside = {record: matter for matter, records in before.items() for record in records}
    said = groups.standing.get((left, right))
    after = derive_groups(
        list(inside),
        [one.stands for pair, one in groups.standing.items() if pair != (left, right) and set(pair) <= inside.keys()],
        previous=inside,
    )
    ended = {quarrel.id for quarrel in after.contradictions}
    quarrels = (quarrel for quarrel in groups.contradictions if quarrel.left in inside and quarrel.right in inside)
    return WhatIf(
        left,
        right,
        said.words if said else (),
        before,
        after.members,
        tuple(quarrel for quarrel in quarrels if quarrel.id not in ended),
    )
