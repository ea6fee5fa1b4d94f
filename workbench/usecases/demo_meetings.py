"""The invented county's conferences played day by day (演示会议): every act goes through its use case and is guarded.

On each day an office of that day acts: its today is the day, and what it records is stamped with noon of it. Matters heard
are those of the edition whose unit and record the county's truth knows.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count, islice, zip_longest
from typing import Final

from workbench.domain.events import Event
from workbench.meetings.bodies import Reception
from workbench.meetings.kinds import Attendee, MeetingKind, MemberRole
from workbench.meetings.minutes import Written
from workbench.meetings.receptions import Counted
from workbench.meetings.schedule.greedy import greedy_plan
from workbench.review.facts import Row, rows_of
from workbench.rules.decisions import ActKind
from workbench.rules.supervision import NUMBERED, Rung
from workbench.store.edition import Edition
from workbench.store.store import Store
from workbench.synth import County
from workbench.synth.meetings import (
    CONVENOR,
    COUNTY_BODY,
    LEADER,
    OFFICE_HEAD,
    Deed,
    Fate,
    Gatherings,
    InventedBody,
    ReceptionPlan,
    Session,
    make_meetings,
)
from workbench.synth.units import unit_at
from workbench.usecases.count_receptions import record_counts
from workbench.usecases.demo_units import LEADER_ALONE, Duty, duties, register_units
from workbench.usecases.demo_words import CLERK
from workbench.usecases.follow_up import act, sign_rung
from workbench.usecases.hold_meeting import cancel, decide, hold, plan
from workbench.usecases.keep_bodies import mark_reception, plan_receptions, set_body, set_member
from workbench.usecases.office import Office
from workbench.usecases.schedule_round import arrange, choose, open_round, set_round
from workbench.usecases.work_on_case import StepRefused
from workbench.usecases.write_minutes import draft, issue, sign, submit

_SEATED: Final = (MemberRole.CONVENOR, MemberRole.DEPUTY, MemberRole.MEMBER)
_LED_BY: Final = ("党政部门", "乡镇街道")
"""Kinds of unit a conference sets tasks; what a court decided is not its to supervise (诉访分离)."""
_ROUND: Final = 10
"""Matters chosen for the round to come."""
ROUND_TITLE: Final = "近两周会议"
_NOTICE: Final = timedelta(days=7)
"""A meeting is planned this many days ahead."""

Act = Callable[[Office], object]
"""What is done with the office of a day."""


class _Dated(Store):
    """The record of truth as it is written on one day: what is appended bears noon of that day."""

    def __init__(self, store: Store, day: date) -> None:
        super().__init__(store.engine)
        self._at = datetime.combine(day, time(12)).astimezone()

    def append_many(
        self, events: Sequence[Event], *, seen: int | None = None, about: Collection[str] = ()
    ) -> list[Event]:
        return super().append_many([replace(event, at=self._at) for event in events], seen=seen, about=about)


def office_of_day(office: Office, day: date) -> Office:
    """The same office as it stood on a day: its today, and the day on what it records."""
    then = Office(office.settings.model_copy(update={"as_of": day, "actor": CLERK}))
    shared = {"divisions": office.divisions, "calendar": office.calendar}
    vars(then).update({**shared, "store": _Dated(office.store, day)})
    return then


def play_meetings(office: Office, county: County, edition: Edition) -> int:
    """Set up the bodies, hold and miss the meetings, follow the decisions up; returns how many events were recorded."""
    before = office.store.last_seq()
    _Play(office, county.end, make_meetings(county.seed, county.end), _Matters(edition, county)).run()
    return office.store.last_seq() - before


@dataclass(frozen=True, slots=True)
class Chosen:
    """A matter a meeting hears, and the unit it is decided to lead."""

    matter_id: str
    unit: str


class _Matters:
    """Open matters fit to be heard, campaign and others in turn; each is heard at one meeting only.

    A matter that clerks' judgements will join to an older one is passed over: its name would change with the next edition.
    """

    def __init__(self, edition: Edition, county: County) -> None:
        known = {one.name for one in county.units if one.place.startswith(county.home) and one.kind in _LED_BY}
        lasting = _lasting(edition, county)
        rows = [
            row for row in rows_of(edition.query(_FIT)) if row["lead_unit"] in known and row["matter_id"] in lasting
        ]
        self._free = list(
            _in_turn([row for row in rows if row["campaign"]], [row for row in rows if not row["campaign"]])
        )

    def sets(self, day: date, number: int) -> Iterator[tuple[Chosen, ...]]:
        """Sets of `number` matters whose last letter or visit came a month before a day, one set after the other."""
        fit = (row for row in self._free if row["last"] < day - timedelta(days=30))
        while len(found := tuple(islice(fit, number))) == number:
            yield tuple(Chosen(row["matter_id"], row["lead_unit"]) for row in found)

    def used(self, chosen: Collection[Chosen]) -> None:
        ids = {one.matter_id for one in chosen}
        self._free = [row for row in self._free if row["matter_id"] not in ids]


_FIT: Final = """SELECT m.matter_id, m.lead_unit, m.campaign, max(r.reg_time)::DATE AS last
    FROM matters m JOIN groups g USING (matter_id) JOIN records r ON r.record_id = g.record_id
    WHERE m.is_open AND NOT m.locked AND m.state_b LIKE '1%'
    GROUP BY ALL HAVING count(nullif(r.accused_unit, '')) = 0 AND count(r.reg_time) = count(*) ORDER BY m.matter_id"""


def _lasting(edition: Edition, county: County) -> frozenset[str]:
    """Matters named after the first record of what the county's truth holds to be one matter."""
    first: dict[str, str] = {}
    for row in rows_of(edition.query("SELECT record_id, case_no FROM records WHERE NOT locked ORDER BY record_id")):
        if row["case_no"] in county.truth.matter_of:
            first.setdefault(county.truth.matter_of[row["case_no"]], row["record_id"])
    return frozenset(f"M-{record}" for record in first.values())


def _in_turn(one: Sequence[Row], other: Sequence[Row]) -> Iterator[Row]:
    return (row for pair in zip_longest(one, other) for row in pair if row is not None)


class _Play:
    """Acts by day. What a later day does is added while an earlier one is played: a decision has no number before."""

    def __init__(self, office: Office, end: date, plot: Gatherings, matters: _Matters) -> None:
        self._office, self._end, self._plot, self._matters = office, end, plot, matters
        self._bodies = {body.body_id: body for body in plot.bodies}
        self._acts: list[tuple[date, int, Act]] = []
        self._letters = count(1)
        self._told: list[Counted] = []

    def run(self) -> None:
        """Everything up to the last day, in the order of days."""
        for body in self._plot.bodies:
            self._on(self._plot.begun, partial(_set_up, body=body))
        for session in self._plot.sessions:
            planned = max(self._plot.begun, min(session.day - _NOTICE, self._end))
            self._on(planned, partial(self._plan, session=session))
        for roster in self._plot.receptions:
            self._on(roster.since, partial(self._receive, roster=roster))
        self._on(self._plot.begun, register_units)
        for duty in duties(self._plot.bodies, self._end):
            self._on(duty.since, partial(self._duty, duty=duty))
        self._on(self._end, self._round)
        self._on(self._end, lambda then: record_counts(then, self._told))
        while self._acts:
            day, _, act = heapq.heappop(self._acts)
            act(office_of_day(self._office, day))

    def _on(self, day: date, act: Act) -> None:
        """Do it on that day; what lies after the last day has not happened."""
        if day <= self._end:
            heapq.heappush(self._acts, (day, next(_ORDER), act))

    # --- meetings -----------------------------------------------------------------------------------------------------

    def _plan(self, office: Office, session: Session) -> None:
        body = self._bodies[session.body_id]
        chair = LEADER if session.kind is MeetingKind.MONDAY else ""
        meeting = plan(office, session.body_id, session.kind, session.day, title=session.title, start=session.start,
                       minutes=session.length, place=body.hall, chair=chair).meeting_id  # fmt: skip
        if session.called_off:
            self._on(session.day, lambda then: cancel(then, meeting, why=session.called_off))
        else:
            self._on(session.day, partial(self._hold, session=session, meeting=meeting))

    def _hold(self, office: Office, session: Session, meeting: str) -> None:
        """The meeting with the first set of matters none of which may not be heard; then what it decided."""
        if session.day == self._end and session.fates:  # it is still sitting
            return
        mine = [fate for fate in session.fates if not fate.unit]
        for chosen in self._matters.sets(session.day, len(mine)) if mine else [()]:
            try:
                self._sit(office, session, meeting, chosen)
            except StepRefused:  # one of them may not be heard that day: the next set
                continue
            self._matters.used(chosen)
            self._decide(office, session, meeting, chosen)
            return

    def _sit(self, office: Office, session: Session, meeting: str, chosen: Sequence[Chosen]) -> None:
        body = self._bodies[session.body_id]
        seated = [post for post in body.posts_on(session.day, *_SEATED) if post not in session.excused]
        hold(office, meeting, present=seated, excused=session.excused,
             observers=body.posts_on(session.day, MemberRole.OBSERVER), heard=[one.matter_id for one in chosen])  # fmt: skip

    def _decide(self, office: Office, session: Session, meeting: str, chosen: Sequence[Chosen]) -> None:
        heard = iter(chosen)
        for fate in session.fates:
            about = None if fate.unit else next(heard)
            unit = about.unit if about else _unit_of(self._bodies[session.body_id], fate.unit)
            try:
                told = decide(office, meeting, fate.text, kind=fate.kind, matter=about.matter_id if about else "", unit=unit,
                              due=session.day + timedelta(days=fate.due), report_to=OFFICE_HEAD, evidence_required=fate.proof)  # fmt: skip
            except StepRefused:  # heard, but nothing could be decided on it
                continue
            self._follow(session.day, told.decision_id, unit, fate)
        if session.minuted:
            self._minutes(session, meeting)

    def _minutes(self, session: Session, meeting: str) -> None:
        """Drafted the day after, signed by the convenor two days after, printed on the third."""
        after = [session.day + timedelta(days=days) for days in range(4)]
        convenor = self._bodies[session.body_id].posts_on(session.day, MemberRole.CONVENOR)[0]
        written = Written(views=session.views, requires=session.demands)
        self._on(after[1], lambda then: draft(then, meeting, written))
        self._on(after[1], lambda then: submit(then, meeting))
        if session.issued:
            self._on(after[2], lambda then: sign(then, meeting, convenor))
            self._on(after[3], lambda then: issue(then, meeting))

    # --- what follows -------------------------------------------------------------------------------------------------

    def _follow(self, met: date, decision: str, unit: str, fate: Fate) -> None:
        for deed in fate.deeds:
            self._on(met + timedelta(days=deed.after), partial(_act, decision=decision, unit=unit, deed=deed, met=met))
        for after, rung in fate.rungs:
            self._on(met + timedelta(days=after), partial(self._sign, decision=decision, rung=rung))

    def _sign(self, office: Office, decision: str, rung: Rung) -> None:
        number = f"清信督〔{office.settings.today.year}〕{next(self._letters)}号" if rung in NUMBERED else ""
        sign_rung(office, decision, rung, CONVENOR, number=number)

    def _round(self, office: Office) -> None:
        """The county's sittings to come as one round, its matters placed by hand in the plain way; not released."""
        body = COUNTY_BODY
        ahead = [one.day for one in self._plot.sessions if one.body_id == body and one.day > self._end]
        chosen = next(iter(self._matters.sets(self._end, _ROUND)), ())
        if not (ahead and chosen):
            return
        number = set_round(office, ROUND_TITLE, min(ahead), max(ahead), bodies=[body])
        for one in chosen:
            choose(office, number, one.matter_id, True, why="议题建议中等待已久，提请本轮研究")
        arrange(office, number, greedy_plan(open_round(office, number).problem).order, why="先按提出先后排出")

    def _receive(self, office: Office, roster: ReceptionPlan) -> None:
        """The roster as far as the calendar of days off is known; past days are marked, but those nobody received on."""
        today, known = office.settings.today, office.calendar.covers
        if not known(today):
            return
        until = roster.until if known(roster.until) else date(today.year, 12, 31)
        drawn = plan_receptions(
            office, roster.body_id, roster.period, today, until, posts=roster.posts, place=roster.place
        )
        for number, one in enumerate(drawn):
            if one.day < self._end and number not in roster.missed:
                self._on(
                    one.day,
                    partial(_received, reception=one, present=LEADER_ALONE if number else None, told=self._told),
                )

    def _duty(self, office: Office, duty: Duty) -> None:
        """Station duty, market days, a joint reception; past days are marked, and of one day the first post has the numbers."""
        drawn = plan_receptions(office, duty.body_id, duty.rule, duty.since, duty.until, posts=duty.posts, kind=duty.kind,
                                station=duty.station)  # fmt: skip
        first = {one.day: one.post for one in reversed(drawn)}
        for one in drawn:
            if one.day < self._end:
                present = duty.present if first[one.day] == one.post else None
                self._on(one.day, partial(_received, reception=one, present=present, told=self._told))


_ORDER: Final = count()
"""Keeps acts of one day in the order they were added."""


def _set_up(office: Office, body: InventedBody) -> None:
    set_body(office, body.body_id, body.name, body.level, place=body.place, office_name=body.office, since=body.since)
    for seat in body.seats:
        set_member(office, body.body_id, seat.post, unit=seat.unit, role=seat.role, since=seat.since, until=seat.until)


def _unit_of(body: InventedBody, key: str) -> str:
    """A unit's full name: the township's own government, or the county's department of a kind."""
    return unit_at(body.place, key).name


def _act(office: Office, decision: str, unit: str, deed: Deed, met: date) -> None:
    by_unit = deed.kind in (ActKind.PROGRESS, ActKind.REPORT)
    by = {ActKind.EXTEND: CONVENOR}.get(deed.kind, "" if by_unit or deed.kind is ActKind.TO_MEETING else OFFICE_HEAD)
    due = met + timedelta(days=deed.until) if deed.until else None
    act(
        office,
        decision,
        deed.kind,
        unit=unit if by_unit else "",
        text=deed.text,
        evidence=deed.evidence,
        due=due,
        by=by,
    )


def _received(
    office: Office, reception: Reception, present: Mapping[Attendee, int] | None, told: list[Counted]
) -> None:
    """It took place; with `present` its numbers are kept for the day they are told together."""
    mark_reception(office, reception.body_id, reception.day, reception.post, "已接访")
    if present is not None:
        batches, spare = 1 + reception.day.toordinal() % 4, reception.day.toordinal() % 3
        key = reception.body_id, reception.day, reception.post
        told.append(Counted(*key, batches, batches + spare, batches // 3, present))
