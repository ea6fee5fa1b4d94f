"""接访统计 (S003-3-03, S003-4-01): what came of receptions in numbers, by body, station and kind, and by who took part.

Numbers only: batches, persons, resolved on the spot, and how many of each role took part. Nobody who came is named, and no
number here is a target. A joint reception (联合接访) is one sitting of several posts and is counted once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar

from workbench.domain.events import Event, EventKind
from workbench.meetings.bodies import Reception
from workbench.meetings.kinds import Attendee, RosterKind

_K = TypeVar("_K", bound=Hashable)
NOBODY: Final[Mapping[Attendee, int]] = MappingProxyType({})
NOWHERE: Final = "接待场所未登记"
_TOLD: Final = re.compile(r"(?P<role>[^0-9=：: ]+)[=：: ]*(?P<many>[0-9]{1,6}) ?[名人]?")
Key = tuple[str, date, str]
"""Body, day and post of a reception."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The numbers of one reception (一次接访的统计): batches and persons received, batches resolved on the spot."""

    body_id: str
    day: date
    post: str
    batches: int
    persons: int
    resolved: int = 0
    present: Mapping[Attendee, int] = field(default_factory=lambda: NOBODY)

    @property
    def key(self) -> Key:
        return self.body_id, self.day, self.post

    @property
    def subject(self) -> str:
        """What its event is about."""
        return f"{self.body_id}|{self.day.isoformat()}|{self.post}"

    @property
    def payload(self) -> dict[str, str]:
        """As an event keeps it."""
        present = {role.value: self.present[role] for role in Attendee if self.present.get(role)}
        return {
            "batches": str(self.batches), "persons": str(self.persons), "resolved": str(self.resolved),
            "present": json.dumps(present, ensure_ascii=False),
        }  # fmt: skip


def read_counts(events: Iterable[Event]) -> dict[Key, Counted]:
    """What was counted, the last word of each reception; other kinds of event are passed over."""
    found = (_counted(event) for event in events if event.kind is EventKind.RECEPTION_COUNTED)
    return {one.key: one for one in found}


def _counted(event: Event) -> Counted:
    body, day, post = event.subject.split("|", 2)
    told = event.payload
    present = {Attendee(role): int(many) for role, many in json.loads(told.get("present") or "{}").items()}
    return Counted(body, date.fromisoformat(day), post, int(told["batches"]), int(told["persons"]), int(told["resolved"]), present)  # fmt: skip


def attendees_of(parts: Iterable[str]) -> dict[Attendee, int]:
    """人大代表2, 律师=1 → the roles and their numbers; ValueError naming the roles there are."""
    found: dict[Attendee, int] = {}
    for told in parts:
        match = _TOLD.fullmatch(told.strip())
        if match is None or match["role"] not in list(Attendee):
            raise ValueError(f"参加人员“{told}”看不懂；请写身份和人数，如 人大代表2；身份可用：{'、'.join(Attendee)}")
        role = Attendee(match["role"])
        found[role] = found.get(role, 0) + int(match["many"])
    return found


@dataclass(frozen=True, slots=True)
class Sitting:
    """One reception that took place: its entries (several posts at a 联合接访) and what was counted, if it was."""

    entries: tuple[Reception, ...]
    counted: Counted | None = None

    @property
    def first(self) -> Reception:
        return self.entries[0]

    @property
    def station(self) -> str:
        return self.first.where or NOWHERE


def sitting_of(one: Reception, roster: Iterable[Reception]) -> tuple[Reception, ...]:
    """The entries that are one sitting with this one: itself, or all posts of a joint reception that were there."""
    if one.kind is not RosterKind.JOINT:
        return (one,)
    together = (other for other in roster if _sat(other) == _sat(one) and other.state != "已取消")
    return tuple(sorted(together, key=lambda other: other.post))


def _sat(one: Reception) -> tuple[Hashable, ...]:
    alone = "" if one.kind is RosterKind.JOINT else one.post
    return one.body_id, one.day, one.kind, one.where, alone


def sittings(
    roster: Iterable[Reception], counts: Mapping[Key, Counted], first: date, last: date, body_id: str = ""
) -> tuple[Sitting, ...]:
    """Receptions that took place between two days, by day; numbers of one that was called off since are left out."""
    held: dict[tuple[Hashable, ...], list[Reception]] = {}
    for one in sorted(roster, key=lambda one: (one.day, one.body_id, one.post)):
        if one.state == "已接访" and first <= one.day <= last and body_id in ("", one.body_id):
            held.setdefault(_sat(one), []).append(one)
    return tuple(Sitting(tuple(entries), _numbers(entries, counts)) for entries in held.values())


def _numbers(entries: Iterable[Reception], counts: Mapping[Key, Counted]) -> Counted | None:
    keys = ((one.body_id, one.day, one.post) for one in entries)
    return next((counts[key] for key in keys if key in counts), None)


# --- sums -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Total:
    """What came of some sittings; `uncounted` of them have no numbers on record, so the sums are of the others."""

    sittings: int = 0
    batches: int = 0
    persons: int = 0
    resolved: int = 0
    uncounted: int = 0

    @property
    def figures(self) -> tuple[int, ...]:
        return self.sittings, self.batches, self.persons, self.resolved, self.uncounted


FIGURES: Final = ("接访次数", "批次", "人次", "当场化解", "未登记统计")
"""What `Total.figures` are called."""


def total(found: Iterable[Sitting]) -> Total:
    """The sums of sittings."""
    every = tuple(found)
    counted = [one.counted for one in every if one.counted]
    return Total(
        len(every), sum(one.batches for one in counted), sum(one.persons for one in counted),
        sum(one.resolved for one in counted), len(every) - len(counted),
    )  # fmt: skip


def grouped(found: Iterable[Sitting], key: Callable[[Sitting], _K]) -> dict[_K, Total]:
    """Sums by what `key` says of a sitting: its body, station or kind."""
    groups: dict[_K, list[Sitting]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return {name: total(members) for name, members in groups.items()}


@dataclass(frozen=True, slots=True)
class Attended:
    """Of one role: sittings it took part in, how many came (somebody who came twice counts twice), and what came of them."""

    role: Attendee
    sittings: int
    came: int
    batches: int
    persons: int
    resolved: int

    @property
    def figures(self) -> tuple[int, ...]:
        return self.sittings, self.came, self.batches, self.persons, self.resolved


ATTENDED: Final = ("参加次数", "参加名次", "批次", "人次", "当场化解")
"""What `Attended.figures` are called."""


def by_role(found: Iterable[Sitting]) -> tuple[Attended, ...]:
    """Who took part, by role; a sitting with two roles stands under both, so these lines do not add up."""
    counted = [one.counted for one in found if one.counted]
    return tuple(
        _attended(role, mine) for role in Attendee if (mine := [one for one in counted if one.present.get(role)])
    )


def _attended(role: Attendee, mine: list[Counted]) -> Attended:
    return Attended(
        role, len(mine), sum(one.present[role] for one in mine), sum(one.batches for one in mine),
        sum(one.persons for one in mine), sum(one.resolved for one in mine),
    )  # fmt: skip
