"""What changed between two states of the groups, and why (归并变动)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.domain.codes import Verdict
from workbench.linkage.judging.groups import Groups
from workbench.linkage.judging.words import Judgement, Pair, Standing, standings


@dataclass(frozen=True, slots=True)
class GroupChange:
    """One matter's records that came and went, and on whose word (`why`).

    `merged_from` are former matters it took in whole or in their last part, `split_from` those that go on beside it.
    `moved_to` is where the records that left are now ("" for a record no longer here).
    """

    matter_id: str
    joined: tuple[str, ...]
    left: tuple[str, ...]
    merged_from: tuple[str, ...]
    split_from: tuple[str, ...]
    moved_to: tuple[str, ...]
    why: tuple[str, ...]

    @property
    def sentence(self) -> str:
        parts = [f"并入 {'、'.join(self.joined)}"] if self.joined else []
        parts += [f"移出 {'、'.join(self.left)}"] if self.left else []
        parts += [f"原 {'、'.join(self.merged_from)} 归入此处"] if self.merged_from else []
        parts += [f"自 {'、'.join(self.split_from)} 分出"] if self.split_from else []
        return f"{self.matter_id}：{'；'.join(parts)}。{'；'.join(self.why)}"


def changes(before: Groups, after: Groups, judgements: Iterable[Judgement]) -> list[GroupChange]:
    """Every matter whose records are not those it had, by matter id; a new record that stays alone is no change.

    `judgements` are those `after` was derived from. A matter that is gone altogether is told by the one that took its
    records in (`merged_from`).
    """
    said = standings(judgements)
    beside = _beside(said)
    touched = [
        matter for matter, records in after.members.items() if set(before.members.get(matter, ())) != set(records)
    ]
    found = (_change(matter, before, after, said, beside) for matter in sorted(touched))
    return [one for one in found if one.left or one.split_from or len(after.members[one.matter_id]) > 1]


def _change(
    matter: str, before: Groups, after: Groups, said: Mapping[Pair, Standing], beside: Mapping[str, list[Pair]]
) -> GroupChange:
    had, has = before.members.get(matter, ()), after.members[matter]
    inside = set(has)
    joined = tuple(record for record in has if record not in set(had))
    left = tuple(record for record in had if record not in inside)
    came = dict.fromkeys(before.matter_of[record] for record in joined if record in before.matter_of)
    went = dict.fromkeys(after.matter_of.get(record, "") for record in left)
    why = [_why_joined(record, inside, said, beside) for record in joined] if len(has) > 1 else []
    why += [_why_left(record, after, inside, said, beside) for record in left]
    merged, split = ([one for one in came if (one in after.members) is lives] for lives in (False, True))
    return GroupChange(
        matter, joined, left, tuple(merged), tuple(split), tuple(went), tuple(dict.fromkeys(filter(None, why)))
    )


def _beside(said: Mapping[Pair, Standing]) -> dict[str, list[Pair]]:
    """The judged pairs each record is in."""
    beside: dict[str, list[Pair]] = defaultdict(list)
    for pair in sorted(said):
        for record in pair:
            beside[record].append(pair)
    return beside


def _why_joined(record: str, inside: set[str], said: Mapping[Pair, Standing], beside: Mapping[str, list[Pair]]) -> str:
    """The latest word 相同 that ties a record to others of its group; "" if it only came along with them."""
    ties = [said[pair].stands for pair in beside.get(record, ()) if set(pair) <= inside]
    same = [word for word in ties if word.verdict is Verdict.SAME]
    if not same:
        return ""
    word = max(same, key=lambda one: (one.seq, one.pair))
    return f"{word.left} = {word.right}：{word.said}"


def _why_left(
    record: str, after: Groups, inside: set[str], said: Mapping[Pair, Standing], beside: Mapping[str, list[Pair]]
) -> str:
    """The word that parts a record from those it was with, or that none holds it there any more."""
    if record not in after.matter_of:
        return f"{record} 已不在库中"
    across = (said[pair].stands for pair in beside.get(record, ()) if inside & set(pair))
    apart = [word for word in across if word.verdict is not Verdict.SAME]
    if apart:
        word = max(apart, key=lambda one: (one.seq, one.pair))
        return f"{word.left} ≠ {word.right}：{word.said}"
    return f"{record} 原有的“相同”认定已撤销、改判，或台账已不再注明"
