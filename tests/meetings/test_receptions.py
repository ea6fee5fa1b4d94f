"""Numbers of receptions: summed by body, station, kind and role; a joint reception once; what was called off nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from workbench.domain.events import Event, EventKind
from workbench.meetings.bodies import Reception
from workbench.meetings.kinds import Attendee, RosterKind
from workbench.meetings.receptions import (
    Counted,
    Key,
    Sitting,
    attendees_of,
    by_role,
    grouped,
    read_counts,
    sitting_of,
    sittings,
    total,
)

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
ROOM, STATION = "县信访接待室", "云栖镇群众工作站"


def held(day: date, post: str, kind: RosterKind = RosterKind.LEADER, station: str = ROOM) -> Reception:
    return Reception("B", day, post, state="已接访", kind=kind, station=station)


def numbers(one: Reception, batches: int, persons: int, resolved: int = 0, **present: int) -> Counted:
    roles = {Attendee[name]: many for name, many in present.items()}
    return Counted(one.body_id, one.day, one.post, batches, persons, resolved, roles)


def summed(roster: list[Reception], *counts: Counted) -> tuple[Sitting, ...]:
    found: dict[Key, Counted] = {one.key: one for one in counts}
    return sittings(roster, found, FIRST, LAST)


def test_representatives_102_received_212_batches_338_persons() -> None:
    """S003-4-01: 102 名代表, 212 批, 338 人次, over 51 days with two of them each."""
    days = [FIRST + timedelta(days=7 * week) for week in range(51)]
    roster = [held(day, "县人大代表接待岗", RosterKind.DELEGATE) for day in days]
    counts = [
        numbers(one, 4 + (n < 8), 6 + (n < 32), CONGRESS=2, LEADER=1 if n < 3 else 0) for n, one in enumerate(roster)
    ]
    found = summed(roster, *counts)
    congress, leaders = {one.role: one for one in by_role(found)}[Attendee.CONGRESS], by_role(found)[0]
    assert (congress.came, congress.batches, congress.persons, congress.sittings) == (102, 212, 338, 51)
    assert (leaders.role, leaders.came, leaders.sittings, leaders.batches) == (Attendee.LEADER, 3, 3, 15)
    assert len(by_role(found)) == 2


def test_by_station_and_what_is_not_counted_is_said() -> None:
    """S003-3-03: 信访接待室 and 群众工作站, each with its batches, persons and 12 resolved."""
    one, two = held(date(2026, 3, 2), "县长"), held(date(2026, 3, 9), "副县长")
    town = held(date(2026, 3, 3), "镇长", RosterKind.MARKET, STATION)
    planned, late = replace(one, day=date(2026, 3, 16), state="已安排"), replace(one, day=date(2027, 3, 2))
    found = summed(
        [one, two, town, planned, late], numbers(one, 20, 31, 9), numbers(town, 8, 8, 3), numbers(planned, 9, 9, 9)
    )
    by = grouped(found, lambda sitting: sitting.station)
    assert by[ROOM].figures == (2, 20, 31, 9, 1) and by[STATION].figures == (1, 8, 8, 3, 0)
    assert total(found).resolved == 12 and total(()).figures == (0, 0, 0, 0, 0)
    nowhere = summed([Reception("B", date(2026, 3, 2), "县长", state="已接访")])
    assert nowhere[0].station == "接待场所未登记" and nowhere[0].counted is None


def test_a_joint_reception_is_one_sitting() -> None:
    day = date(2026, 4, 1)
    joint = [held(day, post, RosterKind.JOINT) for post in ("县长", "检察长", "自然资源局局长")]
    found = summed([*joint, held(day, "副县长")], numbers(joint[1], 3, 5, 1, PROSECUTOR=1))
    assert [len(one.entries) for one in found] == [1, 3] or [len(one.entries) for one in found] == [3, 1]
    assert total(found).figures == (2, 3, 5, 1, 1)
    elsewhere = replace(joint[0], station=STATION, post="副书记")
    assert len(sitting_of(joint[0], [*joint, elsewhere])) == 3 and sitting_of(held(day, "副县长"), joint) == (
        held(day, "副县长"),
    )


def test_the_last_word_of_an_event_stands_and_reads_back() -> None:
    said = numbers(held(date(2026, 4, 1), "县长|兼书记"), 3, 5, 1, CONGRESS=2, LAWYER=0)
    again = replace(said, batches=4)
    events = [
        Event(EventKind.RECEPTION_COUNTED, one.subject, "甲", datetime(2026, 4, 2), "", one.payload)
        for one in (said, again)
    ]
    other = Event(EventKind.ROSTER, "B", "甲", datetime(2026, 4, 2), "", {})
    (read,) = read_counts([*events, other]).values()
    assert (read.batches, read.post, dict(read.present)) == (4, "县长|兼书记", {Attendee.CONGRESS: 2})


def test_who_took_part_as_typed() -> None:
    assert attendees_of(["人大代表2", "律师=1名", " 人大代表 ：1人 "]) == {Attendee.CONGRESS: 3, Attendee.LAWYER: 1}
    for wrong in ("张三1", "人大代表", "律师一名", "2"):
        with pytest.raises(ValueError, match="请写身份和人数，如 人大代表2"):
            attendees_of([wrong])
