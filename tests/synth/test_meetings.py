"""Invented conferences: the same again for the same seed, posts only, on working days, with something missed and late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from workbench.meetings.kinds import MeetingKind, MemberRole
from workbench.reference.calendar import default_calendar
from workbench.rules.decisions import ActKind
from workbench.rules.supervision import Rung
from workbench.synth.meetings import CONVENOR, COUNTY_BODY, Gatherings, make_meetings

END = date(2026, 11, 20)
ENDS = [END, date(2026, 10, 8), date(2026, 3, 2), date(2025, 5, 1), date(2027, 6, 15)]


@pytest.fixture(scope="module")
def found() -> Gatherings:
    return make_meetings(7, END)


def test_same_seed_same_meetings(found: Gatherings) -> None:
    assert make_meetings(7, END) == found
    assert any(make_meetings(seed, END).sessions != found.sessions for seed in range(4))


@pytest.mark.parametrize("end", ENDS, ids=str)
def test_nobody_meets_on_a_day_off_or_before_the_body_stands(end: date) -> None:
    found, calendar = make_meetings(1, end), default_calendar()
    days = [one.day for one in found.sessions if one.day <= end]
    assert all(calendar.is_workday(day) for day in days if calendar.covers(day))
    assert min(days) >= found.begun and all(body.since == found.begun for body in found.bodies)
    assert [one.day for one in found.sessions] == sorted(one.day for one in found.sessions)


def test_bodies_at_three_levels_have_one_convenor_each_day(found: Gatherings) -> None:
    assert {body.level for body in found.bodies} == {"市", "县", "乡"}
    for body in found.bodies:
        for back in (0, 30, 60):
            assert len(body.posts_on(END - timedelta(days=back), MemberRole.CONVENOR)) == 1
    county = next(body for body in found.bodies if body.body_id == COUNTY_BODY)
    deputies = [county.posts_on(END - timedelta(days=back), MemberRole.DEPUTY) for back in (60, 0)]
    assert deputies[0] != deputies[1] and CONVENOR in county.posts_on(END, MemberRole.CONVENOR)


def test_some_are_missed_and_called_off_and_four_are_planned(found: Gatherings) -> None:
    mondays = {one.day for one in found.sessions if one.kind is MeetingKind.MONDAY and one.day <= END}
    weeks = (END - min(mondays)).days // 7 + 1
    assert len(mondays) < weeks and sum(bool(one.called_off) for one in found.sessions) == 1
    ahead = [one.day for one in found.sessions if one.body_id == COUNTY_BODY and one.day > END]
    assert len(ahead) == 4 and max(ahead) - END <= timedelta(days=14)


def test_what_came_of_decisions_is_told_in_order(found: Gatherings) -> None:
    fates = [fate for one in found.sessions for fate in one.fates]
    for fate in fates:
        days = [deed.after for deed in fate.deeds]
        assert days == sorted(days) and fate.text and fate.proof and fate.due > 0
        assert all(deed.evidence for deed in fate.deeds if deed.kind is ActKind.REPORT)
    kinds = {deed.kind for fate in fates for deed in fate.deeds}
    assert {ActKind.ACCEPT, ActKind.REJECT, ActKind.EXTEND, ActKind.TO_MEETING} <= kinds
    assert [rung for fate in fates for _, rung in fate.rungs] == [Rung.FEEDBACK, Rung.LETTER]
