"""What a schedule is made from (排会条件): sittings, matters, who is away or stands aside, wishes and their weights.

Units and leaders are known by name and post only; nothing here is about a petitioner.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from workbench.domain.codes import Level

NOON: Final = 12 * 60
DEFAULT_LIMIT: Final = 5
"""Matters a sitting takes where nothing else is said (spec 3.4)."""


class Half(StrEnum):
    """Part of a day somebody is away (半天)."""

    DAY = "全天"
    MORNING = "上午"
    AFTERNOON = "下午"


class WishKind(StrEnum):
    """What can be asked of a plan; each hard (must) or soft (weight)."""

    LIMIT = "件数上限"  # value: matters a sitting, on `sittings` or all
    ADJACENT = "连排"  # `who` (or every unit) sits once in a sitting; broken once for each other matter in between
    TOGETHER = "同会"  # `matters` in one sitting, so that `who` comes once
    LEADER_DAY = "同日"  # all matters of leader `who` on one day
    DEADLINE = "期限前"  # `matters` (or all with a deadline) heard by their deadline
    HEARD = "必须上会"  # `matters` heard in this round


@dataclass(frozen=True, slots=True)
class Sitting:
    """One sitting (会次). `start` in minutes after midnight; `opening` is the first item 上次议定事项落实情况.

    `area` is the division code the body stands for; "" hears matters of any place. `limit`: the chair's own, 0 is none.
    """

    id: str
    day: date
    start: int
    minutes: int
    place: str
    level: Level
    chair: str
    limit: int = 0
    area: str = ""
    opening: int = 15

    @property
    def end(self) -> int:
        return self.start + self.minutes

    @property
    def title(self) -> str:
        return f"{self.day:%-m月%-d日}{clock(self.start)}{self.place}"

    @property
    def room(self) -> int:
        """Minutes for matters."""
        return self.minutes - self.opening

    def touches(self, day: date, half: Half) -> bool:
        """Whether it sits in this part of the day."""
        morning, afternoon = self.start < NOON, self.end > NOON
        inside = half is Half.DAY or (half is Half.MORNING and morning) or (half is Half.AFTERNOON and afternoon)
        return self.day == day and inside

    def overlaps(self, other: Sitting) -> bool:
        return self.day == other.day and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter to be heard. `lead` and `assists` are units, `leaders` posts (包案领导); all of them must attend.

    `since` is when it was proposed; `accused` the unit complained of; `pin` a sitting it must be in; `area` its place.
    """

    id: str
    minutes: int
    level: Level
    lead: str
    since: date
    assists: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    title: str = ""
    earliest: date | None = None
    deadline: date | None = None
    papers_ready: bool = True
    accused: str = ""
    pin: str = ""
    area: str = ""

    @property
    def name(self) -> str:
        return f"{self.id}（{self.title}）" if self.title else self.id

    @property
    def units(self) -> tuple[str, ...]:
        return (self.lead, *self.assists)


@dataclass(frozen=True, slots=True)
class Absence:
    """A unit or post that can't come (不在): no reason is kept."""

    who: str
    day: date
    half: Half = Half.DAY

    @property
    def words(self) -> str:
        return f"{self.who} {self.day:%-m月%-d日}{'' if self.half is Half.DAY else self.half.value}不在"


@dataclass(frozen=True, slots=True)
class Recused:
    """A unit or post that must not sit on a matter (回避)."""

    who: str
    matter: str


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish; a soft one costs `weight` minutes each time it is broken. `name` is how the office says it."""

    kind: WishKind
    name: str
    hard: bool = False
    weight: int = 60
    who: str = ""
    matters: tuple[str, ...] = ()
    sittings: tuple[str, ...] = ()
    value: int = 0


@dataclass(frozen=True, slots=True)
class Weights:
    """What a plan pays, all in minutes of somebody's working time; the law before convenience.

    `late_day`: a day past the statutory deadline; `left_out`: a matter that isn't heard, to which the days it is late
    by the end of the round and `since_day` for each day it has waited are added.
    """

    waiting: int = 1
    attendance: int = 60
    late_day: int = 60
    left_out: int = 1440
    since_day: int = 1


STANDARD_WISHES: Final = (
    Wish(WishKind.LIMIT, f"每次会议不超过{DEFAULT_LIMIT}件", hard=True, value=DEFAULT_LIMIT),
    Wish(WishKind.ADJACENT, "同一单位在一次会上的事项连排", weight=10),
)


@dataclass(frozen=True)
class Problem:
    """All of it; `today` is the day of planning (sittings before it are past)."""

    today: date
    sittings: tuple[Sitting, ...]
    matters: tuple[Matter, ...]
    absences: tuple[Absence, ...] = ()
    recusals: tuple[Recused, ...] = ()
    wishes: tuple[Wish, ...] = STANDARD_WISHES
    weights: Weights = field(default_factory=Weights)

    @cached_property
    def sitting(self) -> dict[str, Sitting]:
        return {one.id: one for one in self.sittings}

    @cached_property
    def matter(self) -> dict[str, Matter]:
        return {one.id: one for one in self.matters}

    @cached_property
    def horizon(self) -> date:
        """The last day of the round."""
        return max((one.day for one in self.sittings), default=self.today)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; `reading.read_problem` reads them back."""
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}

    def wishes_of(self, kind: WishKind, *, hard: bool | None = None) -> list[Wish]:
        return [one for one in self.wishes if one.kind is kind and hard in (None, one.hard)]


def clock(minute: int) -> str:
    """Minutes after midnight as 09:05."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def listed(names: Iterable[str], most: int = 6) -> str:
    """Names in a sentence, the rest counted."""
    every = list(names)
    more = f"等{len(every)}个" if len(every) > most else ""
    return "、".join(every[:most]) + more


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, date):
        return value.isoformat()
    return value.label if isinstance(value, Level) else value.value if isinstance(value, StrEnum) else value
