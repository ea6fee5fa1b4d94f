"""A unit's own copy of a meeting's papers (单位用件): only matters it leads or assists; what is withheld, said without content.

Spec 8.2 (meeting papers: units their own items). Other units' positions on those matters stay in; who petitions never
is. A matter that complains of the unit, or on which it stands aside, is withheld even where it leads (第十八条第四款、
第二十八条第三款), and the copy doesn't say why: the reason would tell the unit who complains of it. Accusations are in no
pack, so that no copy can hold or count one (第三十条第三款).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.domain.case import Recusal
from workbench.domain.facts import MatterFacts
from workbench.rules.handover import check_receiver, needs_reason, stops
from workbench.rules.unit_kinds import UnitRelation, unit_relation

_OTHERS: Final = "非本单位主办、协办的议题"
_NOT_HERE: Final = "不在本件分发范围的议题"


@dataclass(frozen=True, slots=True)
class Topic:
    """One matter of a meeting: its number on the agenda, who leads and assists, and what the rules read of it."""

    number: int
    lead: str
    assists: tuple[str, ...]
    facts: MatterFacts
    recusals: tuple[Recusal, ...] = ()

    @property
    def units(self) -> tuple[str, ...]:
        return tuple(unit for unit in (self.lead, *self.assists) if unit)


@dataclass(frozen=True, slots=True)
class Withheld:
    """A topic kept out: `told` stands in the unit's copy, `reason` is for the office only."""

    number: int
    told: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnitCopy:
    """What a unit gets: numbers of the topics shown, and the topics withheld."""

    unit: str
    shown: tuple[int, ...]
    withheld: tuple[Withheld, ...]


def unit_copy(unit: str, topics: Iterable[Topic]) -> UnitCopy:
    """Divide a meeting's topics for one unit, called as the topics call it. ValueError for an empty unit."""
    if not unit.strip():
        raise ValueError("没有写明单位，不能分出单位用件；请写单位全称")
    among = list(topics)
    name = next((one for topic in among for one in topic.units if is_same(unit, one)), unit.strip())
    shown: list[int] = []
    withheld: list[Withheld] = []
    for topic in among:
        kept = _kept_out(name, topic)
        if kept:
            withheld.append(kept)
        else:
            shown.append(topic.number)
    return UnitCopy(name, tuple(shown), tuple(withheld))


def _kept_out(unit: str, topic: Topic) -> Withheld | None:
    if not any(is_same(unit, one) for one in topic.units):
        return Withheld(
            topic.number, f"第{topic.number}项：{_OTHERS}，材料不随本件分发", f"第{topic.number}项：{_OTHERS}"
        )
    reasons = dict.fromkeys(_against(unit, topic))
    if not reasons:
        return None
    told = f"第{topic.number}项：{_NOT_HERE}，材料不随本件分发"
    return Withheld(topic.number, told, f"第{topic.number}项：{''.join(reasons)}")


def _against(unit: str, topic: Topic) -> Iterator[str]:
    """Why a unit may not have a topic's paper."""
    findings = check_receiver(topic.facts, unit, topic.recusals)
    yield from (one.sentence for one in findings if stops(one) or needs_reason(one))


def is_same(unit: str, other: str) -> bool:
    """Whether two written names surely mean one unit; a name too general to tell is another."""
    return unit_relation(unit, other) is UnitRelation.SAME


def not_a_party(unit: str, topics: Sequence[Topic]) -> str:
    """A sentence for a unit that has no topic, naming those that have."""
    known = "、".join(dict.fromkeys(one for topic in topics for one in topic.units)) or "（无）"
    return f"“{unit}”不主办、不协办本次会议的任何议题，也没有待落实的议定事项，没有可分发的材料；有议题的单位：{known}"
