"""接访统计 (S003-3-03, S003-4-01): record the numbers of a reception that took place, and sum them over a period.

Only numbers are kept: nobody who came is named, and the sums are statistics, never targets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workbench.domain.events import Event, EventKind
from workbench.meetings.bodies import Reception
from workbench.meetings.kinds import Attendee
from workbench.meetings.receptions import (
    ATTENDED,
    FIGURES,
    NOBODY,
    Attended,
    Counted,
    Key,
    Sitting,
    Total,
    by_role,
    grouped,
    read_counts,
    sitting_of,
    sittings,
    total,
)
from workbench.meetings.register import Register
from workbench.usecases.meeting_register import banned, open_register, refuse_if, the_body
from workbench.usecases.office import Office
from workbench.usecases.recording import event


def record_count(
    office: Office,
    body_id: str,
    day: date,
    post: str,
    *,
    batches: int,
    persons: int,
    resolved: int = 0,
    present: Mapping[Attendee, int] = NOBODY,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """Record the numbers of one reception (接访统计); said again with a reason, the new numbers stand.

    MeetingRefused where it did not take place, another entry of the same joint reception has the numbers already, or the
    numbers can't be: fewer persons than batches, more resolved than received.
    """
    said = Counted(body_id, day, post, batches, persons, resolved, dict(present))
    return record_counts(office, [said], why=why, actor=actor, seen=seen)[0]


def record_counts(
    office: Office, said: Sequence[Counted], *, why: str = "", actor: str = "", seen: int | None = None
) -> list[Event]:
    """Numbers of several receptions together, all or none; refused as `record_count`."""
    register = open_register(office)
    counts = counts_of(office, register)
    for one in said:
        body = the_body(register, one.body_id)
        refuse_if(f"{body.name}{one.day}“{one.post}”的接访统计", _gaps(register, counts, one, why))
        counts[one.key] = one
    events = [event(office, EventKind.RECEPTION_COUNTED, one.subject, actor, why, **one.payload) for one in said]
    return office.store.append_many(events, seen=register.seen if seen is None else seen)


def _gaps(register: Register, counts: Mapping[Key, Counted], said: Counted, why: str) -> Iterator[str]:
    known = register.roster.get(said.key)
    yield from _not_held(known, said.day, said.post)
    yield from _bad_numbers(said)
    yield from banned(why)
    if known:
        yield from _counted_already(register, counts, known, said, why)


def counts_of(office: Office, register: Register) -> dict[Key, Counted]:
    """What was counted up to the event the register was read to."""
    return read_counts(office.store.events([EventKind.RECEPTION_COUNTED], as_of_seq=register.seen))


def _not_held(known: Reception | None, day: date, post: str) -> Iterator[str]:
    if known is None:
        yield f"{day}没有安排“{post}”接访；请先排接访日"
    elif known.state != "已接访":
        yield f"{day}“{post}”的接访{known.state}，尚未登记为已接访；请先登记结果"


def _bad_numbers(said: Counted) -> Iterator[str]:
    if min(said.batches, said.persons, said.resolved, *said.present.values(), 0) < 0:
        yield "各数不能是负数"
    if said.persons < said.batches or (said.persons and not said.batches):
        yield f"人次（{said.persons}）与批次（{said.batches}）不符：每批至少一人"
    if said.resolved > said.batches:
        yield f"当场化解（{said.resolved}）多于接待批次（{said.batches}）"


def _counted_already(
    register: Register, counts: Mapping[Key, Counted], known: Reception, said: Counted, why: str
) -> Iterator[str]:
    for one in sitting_of(known, register.roster.values()):
        if (one.body_id, one.day, one.post) in counts and one.post != said.post:
            yield f"这次联合接访的统计已登记在“{one.post}”名下，不重复计；有误的请在那里更正"
    if said.key in counts and not why.strip():
        yield "已登记过统计，更正须写明理由"


# --- sums -----------------------------------------------------------------------------------------------------------------

NAMES: Final = ("机构", "接待场所", "种类")
"""What a line is of."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """接访统计 of a period: each body, station and kind with its numbers, stations alone, and who took part by role."""

    first: date
    last: date
    found: tuple[Sitting, ...]
    names: Mapping[str, str]

    @property
    def whole(self) -> Total:
        return total(self.found)

    @property
    def lines(self) -> tuple[tuple[tuple[str, str, str], Total], ...]:
        """((body, station, kind), numbers), by name."""
        by = grouped(self.found, lambda one: (self._name(one), one.station, one.first.kind.value))
        return tuple(sorted(by.items(), key=lambda line: line[0]))

    def _name(self, one: Sitting) -> str:
        return self.names.get(one.first.body_id, one.first.body_id)

    @property
    def stations(self) -> tuple[tuple[str, Total], ...]:
        """(station, numbers), by name: 信访接待室, 群众工作站 …"""
        return tuple(sorted(grouped(self.found, lambda one: one.station).items()))

    @property
    def roles(self) -> tuple[Attended, ...]:
        return by_role(self.found)

    @property
    def sentence(self) -> str:
        whole = self.whole
        gap = f"，其中{whole.uncounted}次未登记统计，下列各数不含" if whole.uncounted else ""
        return (
            f"{self.first}至{self.last}接访{whole.sittings}次{gap}：接待{whole.batches}批{whole.persons}人次，"
            f"当场化解{whole.resolved}批。"
        )

    @property
    def rows(self) -> list[dict[str, str | int]]:
        """The lines by heading, the total last."""
        every = [*self.lines, (("合计", "—", "—"), self.whole)]
        return [dict(zip((*NAMES, *FIGURES), (*names, *one.figures), strict=True)) for names, one in every]

    @property
    def role_rows(self) -> list[dict[str, str | int]]:
        return [dict(zip(("身份", *ATTENDED), (one.role.value, *one.figures), strict=True)) for one in self.roles]


def reception_statistics(office: Office, first: date, last: date, *, body: str = "") -> Statistics:
    """The numbers of receptions that took place between two days, of all bodies or one; ValueError for days turned round."""
    register = open_register(office)
    if body:
        the_body(register, body)
    return statistics_of(register, counts_of(office, register), first, last, body)


def statistics_of(
    register: Register, counts: Mapping[Key, Counted], first: date, last: date, body: str = ""
) -> Statistics:
    """The same from a register at hand."""
    if last < first:
        raise ValueError(f"统计期间倒置：{first}至{last}；请先写较早的日期")
    found = sittings(register.roster.values(), counts, first, last, body)
    return Statistics(first, last, found, {one.body_id: one.name for one in register.bodies.values()})


def held(office: Office, body: str = "") -> tuple[Sitting, ...]:
    """Receptions that took place, those without numbers first, the latest first: what a form offers to be counted or put right."""
    register = open_register(office)
    found = sittings(register.roster.values(), counts_of(office, register), date.min, office.settings.today, body)
    latest = found[::-1]
    return (*(one for one in latest if one.counted is None), *(one for one in latest if one.counted))
