"""日历文件 (.ics, RFC 5545): meetings and reception days for people's calendars.

Own small writer: lines end CRLF and are folded at 75 octets without splitting a character (§3.1), text is escaped (§3.3.11).
Calendars travel to telephones, so an event carries title, place and time only: no matter and no petitioner.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from workbench.meetings.bodies import Meeting, Reception
from workbench.meetings.kinds import MeetingState

_OCTETS: Final = 75
_ZONE: Final = (
    "BEGIN:VTIMEZONE", "TZID:Asia/Shanghai", "BEGIN:STANDARD", "DTSTART:19910915T000000",
    "TZOFFSETFROM:+0800", "TZOFFSETTO:+0800", "TZNAME:CST", "END:STANDARD", "END:VTIMEZONE",
)  # fmt: skip


def calendar_text(name: str, meetings: Iterable[Meeting], receptions: Iterable[Reception], stamp: datetime) -> str:
    """A calendar of meetings and reception days; `stamp` (with zone) is when it was written."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//case-review-workbench//ZH", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}", *_ZONE]  # fmt: skip
    written = f"{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for meeting in meetings:
        lines += _meeting(meeting, written)
    for reception in receptions:
        lines += _reception(reception, written)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _meeting(one: Meeting, written: str) -> list[str]:
    begin = datetime.combine(one.day, datetime.strptime(one.start, "%H:%M").time())
    end = begin + timedelta(minutes=one.minutes)
    status = "CANCELLED" if one.state is MeetingState.CANCELLED else "CONFIRMED"
    uid = f"{one.meeting_id}@case-review-workbench"
    return _event(uid, written, _at("DTSTART", begin), _at("DTEND", end), one.title, one.place, status, one.changes)


def _reception(one: Reception, written: str) -> list[str]:
    uid = f"{one.body_id}-{one.day:%Y%m%d}-{_code(one.post)}@case-review-workbench"
    status = "CANCELLED" if one.state == "已取消" else "CONFIRMED"
    begin, end = _hours(one)
    return _event(uid, written, begin, end, f"{one.label}：{one.post}", one.place, status, 0)


def _hours(one: Reception) -> tuple[str, str]:
    """Hours such as 09:00-11:30; anything else makes an event of the whole day."""
    first, _, last = one.hours.partition("-")
    try:
        times = [datetime.combine(one.day, datetime.strptime(part.strip(), "%H:%M").time()) for part in (first, last)]
    except ValueError:
        after = one.day + timedelta(days=1)
        return f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"
    return _at("DTSTART", times[0]), _at("DTEND", times[1])


def _event(uid: str, written: str, begin: str, end: str, title: str, place: str, status: str, changes: int) -> list[str]:  # fmt: skip
    where = [f"LOCATION:{escaped(place)}"] if place else []
    return ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{written}", begin, end, f"SUMMARY:{escaped(title)}", *where,
            f"STATUS:{status}", f"SEQUENCE:{changes}", "END:VEVENT"]  # fmt: skip


def _at(name: str, moment: datetime) -> str:
    return f"{name};TZID=Asia/Shanghai:{moment:%Y%m%dT%H%M%S}"


def _code(text: str) -> str:
    """A post as letters and digits, the same each time."""
    return text.encode("utf-8").hex()


def escaped(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line breaks escaped."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(plain, written)
    return text


def folded(line: str) -> str:
    """A content line in pieces of at most 75 octets, the later ones each after CRLF and a space."""
    return "\r\n ".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    piece, octets = "", 0
    for char in line:
        size = len(char.encode("utf-8"))
        if octets + size > _OCTETS:
            yield piece
            piece, octets = "", 1  # the space before a later piece counts
        piece, octets = piece + char, octets + size
    yield piece


def days_of(meetings: Iterable[Meeting], since: date) -> tuple[Meeting, ...]:
    """Meetings from a day on, by day and hour."""
    return tuple(sorted((one for one in meetings if one.day >= since), key=lambda one: (one.day, one.start)))
