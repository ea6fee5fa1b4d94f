"""会议机构 (spec 3.2, 3.3): conferences at county, township and city level, their members by post with dates, their meetings.

Posts and units only; no person is listed by name. A change of members is a new entry with its days: who was a member on a
day is answered for that day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from workbench.domain.codes import Level
from workbench.meetings.kinds import BY_LEADERS, MeetingKind, MeetingState, MemberRole, RosterKind
from workbench.reference.parameters import Parameter
from workbench.rules.dated import parameters_of

MAY_SIGN: Final = (MemberRole.CONVENOR, MemberRole.DEPUTY)


@dataclass(frozen=True, slots=True)
class Member:
    """A post that sits in a body over a time (成员); an empty end is still open."""

    post: str
    unit: str = ""
    role: MemberRole = MemberRole.MEMBER
    since: date | None = None
    until: date | None = None

    def sits(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "职务": self.post, "单位": self.unit or "未登记", "会议职务": self.role.value,
            "起": str(self.since or "未登记"), "止": str(self.until or "现任"),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """A conference (联席会议) of a place: `rules` are the frequency rules it keeps, empty for those of its level."""

    body_id: str
    name: str
    level: Level
    place: str = ""
    office: str = ""
    members: tuple[Member, ...] = ()
    rules: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def stands(self, on: date) -> bool:
        """Whether the body was set up and not yet abolished on a day."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    def members_on(self, on: date, *roles: MemberRole) -> tuple[Member, ...]:
        """Who sits on a day, convenors first, in the order they were entered."""
        order = list(MemberRole)
        found = (one for one in self.members if one.sits(on) and (not roles or one.role in roles))
        return tuple(sorted(found, key=lambda one: order.index(one.role)))

    def convenors(self, on: date) -> tuple[str, ...]:
        """Posts that may sign the minutes: 召集人 and 副召集人."""
        return tuple(one.post for one in self.members_on(on, *MAY_SIGN))


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting (会议): planned, held or called off. `present`, `excused`, `observers` are posts or units."""

    meeting_id: str
    body_id: str
    kind: MeetingKind
    title: str
    day: date
    start: str = "09:00"
    minutes: int = 120
    place: str = ""
    chair: str = ""
    state: MeetingState = MeetingState.PLANNED
    present: tuple[str, ...] = ()
    excused: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    changes: int = 0

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "编号": self.meeting_id, "会议": self.title, "种类": self.kind.value, "日期": self.day.isoformat(),
            "时间": self.start, "地点": self.place or "未登记", "主持": self.chair or "未登记", "状态": self.state.value,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reception:
    """A reception day (接访日): which post receives where and when, as what; nothing about who came.

    A post has one entry a day. `station` is the reception room or station it is held at (接待场所), `place` its address.
    """

    body_id: str
    day: date
    post: str
    place: str = ""
    hours: str = "09:00-11:30"
    state: str = "已安排"
    kind: RosterKind = RosterKind.LEADER
    station: str = ""

    @property
    def by_leader(self) -> bool:
        """Whether it counts as a leader receiving."""
        return self.kind in BY_LEADERS

    @property
    def where(self) -> str:
        """The station, else the place; "" where neither is on record."""
        return self.station or self.place

    @property
    def label(self) -> str:
        """What it is called in a list of days."""
        return "接访日" if self.kind is RosterKind.LEADER else self.kind.value


def frequency_rules(body: Body, on: date) -> tuple[Parameter, ...]:
    """The rules of frequency a body keeps as in force on a day: those it names, else the usual ones of its level."""
    rules = parameters_of("meetings", on)
    if body.rules:
        return tuple(rules[name] for name in body.rules)
    level = body.level.label
    return tuple(one for one in rules.values() if one.value["default"] and one.value["level"] == level)


def rule_names(on: date) -> tuple[str, ...]:
    """Names of all frequency rules there are."""
    return tuple(parameters_of("meetings", on))
