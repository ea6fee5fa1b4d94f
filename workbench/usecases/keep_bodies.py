"""会议机构、成员、频次、接访日 (谁开会、多久开一次): set up a body, keep its posts, see what was held, publish the roster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from workbench.domain.codes import Level
from workbench.domain.events import Event, EventKind
from workbench.meetings.bodies import Body, Reception, rule_names
from workbench.meetings.calendar_file import calendar_text, days_of
from workbench.meetings.frequency import PeriodHeld, held_or_missed
from workbench.meetings.kinds import MemberRole, RosterKind
from workbench.meetings.register import Register, joined
from workbench.meetings.rosters import draw_up, public_notice
from workbench.reference.calendar import CalendarMissing
from workbench.rules.places import checked
from workbench.usecases.meeting_register import banned, open_register, refuse_if, the_body, unit_gone
from workbench.usecases.office import Office
from workbench.usecases.recording import event, record

RECEPTION_STATES = ("已安排", "已接访", "已取消")
_AT_STATION = (RosterKind.STATION, RosterKind.JOINT)
"""Kinds that are held at a station: without it nobody knows where."""


def bodies(office: Office) -> tuple[Body, ...]:
    """All bodies, the higher level first."""
    found = open_register(office).bodies.values()
    return tuple(sorted(found, key=lambda body: (body.level, body.body_id)))


def set_body(
    office: Office,
    body_id: str,
    name: str,
    level: Level | str,
    *,
    place: str = "",
    office_name: str = "",
    rules: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """Set up a body (会议机构) or change it; its members stay. `rules` empty: the usual frequencies of its level.

    MeetingRefused for a missing name, a bad place code, an unknown rule, or days the wrong way round.
    """
    known = level if isinstance(level, Level) else Level.from_label(level)
    unknown = [rule for rule in rules if rule not in rule_names(office.settings.today)]
    reasons = [] if body_id.strip() and name.strip() else ["须写明机构编号和名称"]
    reasons += _bad_id(body_id) + _turned(since, until)
    if unknown:
        reasons.append(f"不认识的频次规则“{'、'.join(unknown)}”；可用：{'、'.join(rule_names(office.settings.today))}")
    refuse_if(f"会议机构“{name or body_id}”", reasons)
    told = {
        "name": name.strip(), "level": known.label, "place": checked(place.strip(), "会议机构所在地") or "",
        "office": office_name.strip(), "rules": joined(rules), "since": _text(since), "until": _text(until),
    }  # fmt: skip
    return record(office, EventKind.BODY_SET, body_id.strip(), actor, why, seen=seen, **told)


def _bad_id(body_id: str) -> list[str]:
    return ["机构编号不能含“|”"] if "|" in body_id else []


def _turned(since: date | None, until: date | None) -> list[str]:
    return [f"止日{until}早于起日{since}"] if since and until and until < since else []


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def set_member(
    office: Office,
    body_id: str,
    post: str,
    *,
    unit: str = "",
    role: MemberRole = MemberRole.MEMBER,
    since: date | None = None,
    until: date | None = None,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """A post takes or leaves its seat (成员): the same post, role and first day again changes that term.

    MeetingRefused without a post, for an abolished unit, days turned round, or a second convenor at the same time.
    """
    register = open_register(office)
    body = the_body(register, body_id)
    begins = since or office.settings.today
    reasons = [] if post.strip() else ["须写明职务（只登记职务，如“县委副书记”）"]
    reasons += _turned(since, until) + ([] if until else [unit_gone(office, unit, begins)])
    reasons += banned(post + why) + _second_convenor(body, post.strip(), role, since, until)
    refuse_if(f"{body.name}成员“{post}”", reasons)
    told = {"post": post.strip(), "unit": unit.strip(), "role": role.value, "since": _text(since), "until": _text(until)}  # fmt: skip
    return record(office, EventKind.BODY_MEMBER, body_id, actor, why, seen=seen, **told)


def _second_convenor(body: Body, post: str, role: MemberRole, since: date | None, until: date | None) -> list[str]:
    if role is not MemberRole.CONVENOR:
        return []
    first, last = since or date.min, until or date.max
    for one in body.members:
        mine = one.post == post and one.since == since
        both = (one.since or date.min) <= last and first <= (one.until or date.max)
        if one.role is MemberRole.CONVENOR and both and not mine:
            return [f"同期已有召集人“{one.post}”（{one.since or '起日未登记'}起）；请先登记其止日"]
    return []


def frequency(office: Office, body_id: str, since: date, until: date) -> tuple[PeriodHeld, ...]:
    """Held or missing per period for one body, by today's knowledge; the running period is said to be running."""
    register = open_register(office)
    today = office.settings.today
    return held_or_missed(
        the_body(register, body_id),
        register.meetings.values(),
        since,
        until,
        receptions=register.roster.values(),
        as_of=min(until, today) if until < today else today,
        calendar=office.calendar,
    )


# --- reception days ---------------------------------------------------------------------------------------------------


def plan_receptions(
    office: Office,
    body_id: str,
    period: str,
    since: date,
    until: date,
    *,
    posts: Sequence[str] = (),
    place: str = "",
    hours: str = "09:00-11:30",
    weekday: int = 1,
    kind: RosterKind = RosterKind.LEADER,
    station: str = "",
    as_it_happened: bool = False,
    why: str = "",
    actor: str = "",
) -> tuple[Reception, ...]:
    """Draw up and keep reception days of a kind, posts in turn (default: the body's members, convenor first); all or none.

    `period` as `rosters.reception_days`: 周、月…, 每天, 每个工作日, 逢3、8. A day that has this kind at this station already is
    passed over. MeetingRefused for days in the past (unless `as_it_happened` with a `why`), years without a calendar, duty
    without a station.
    """
    register = open_register(office)
    body = the_body(register, body_id)
    reasons = _turned(since, until)
    if since < office.settings.today and not as_it_happened:
        reasons.append(
            f"接访日不能排在过去：{since}早于今天{office.settings.today}；已经接访过的请用“如实补登”并写明理由"
        )
    if as_it_happened and not why.strip():
        reasons.append("如实补登须写明理由")
    if kind in _AT_STATION and not station.strip():
        reasons.append(f"{kind.value}须写明接待场所，如“云栖村群众接待站”")
    refuse_if(f"{body.name}接访日", [*reasons, *banned("".join((*posts, place, station, why)))])
    standing = [one for one in _roster(register, body_id) if one.state != "已取消"]
    taken = {one.day for one in standing if (one.kind, one.station) == (kind, station.strip())}
    busy = {(one.day, one.post) for one in standing}
    turn = tuple(posts) or tuple(one.post for one in body.members_on(since))
    try:
        drawn = draw_up(
            body, turn, period, since, until, office.calendar, place=place, hours=hours, weekday=weekday, taken=taken,
            kind=kind, station=station.strip(), busy=busy,
        )  # fmt: skip
    except CalendarMissing as missing:
        refuse_if(f"{body.name}接访日", [str(missing)])
        raise
    said = [event(office, EventKind.ROSTER, body_id, actor, why, **_told(one)) for one in drawn]
    office.store.append_many(said, seen=register.seen)
    return drawn


def mark_reception(
    office: Office, body_id: str, day: date, post: str, state: str, *, why: str = "", actor: str = ""
) -> Event:
    """A reception day took place or was called off; who came is not kept here."""
    register = open_register(office)
    body, known = the_body(register, body_id), register.roster.get((body_id, day, post))
    reasons = []
    if known is None:
        reasons.append(f"{day}没有安排“{post}”接访")
    if state not in RECEPTION_STATES:
        reasons.append(f"状态“{state}”不认识；可用：{'、'.join(RECEPTION_STATES)}")
    if state == "已接访" and day > office.settings.today:
        reasons.append(f"{day}还没有到，不能登记为已接访")
    if state == "已取消" and not why.strip():
        reasons.append("取消须写明理由")
    refuse_if(f"{body.name}接访日", reasons)
    assert known is not None
    told = _told(replace(known, state=state))
    return record(office, EventKind.ROSTER, body_id, actor, why, seen=register.seen, **told)


def _told(one: Reception) -> dict[str, str]:
    """A day of receiving as an event keeps it."""
    return {
        "day": one.day.isoformat(), "post": one.post, "place": one.place, "hours": one.hours, "state": one.state,
        "kind": one.kind.value, "station": one.station,
    }  # fmt: skip


def roster(office: Office, body_id: str) -> tuple[Reception, ...]:
    """All reception days of a body by day."""
    register = open_register(office)
    the_body(register, body_id)
    return _roster(register, body_id)


def _roster(register: Register, body_id: str) -> tuple[Reception, ...]:
    found = (one for one in register.roster.values() if one.body_id == body_id)
    return tuple(sorted(found, key=lambda one: (one.day, one.post)))


def notice(office: Office, body_id: str, on: date | None = None) -> str:
    """The public notice of the coming reception days."""
    register = open_register(office)
    return public_notice(the_body(register, body_id), _roster(register, body_id), on or office.settings.today)


def calendar_of(office: Office, body_id: str, since: date | None = None, *, stamp: datetime | None = None) -> str:
    """A body's meetings and reception days from a day on (default: the last 31 days), as an .ics text."""
    register = open_register(office)
    body, first = the_body(register, body_id), since or office.settings.today - timedelta(days=31)
    meetings = [one for one in register.meetings.values() if one.body_id == body_id]
    received = [one for one in _roster(register, body_id) if one.day >= first]
    return calendar_text(body.name, days_of(meetings, first), received, stamp or datetime.now().astimezone())
