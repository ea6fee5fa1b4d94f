"""RFC 5545: folding at 75 octets, escaping, times in one zone; read back by a small reader of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.meetings.bodies import Meeting, Reception
from workbench.meetings.calendar_file import calendar_text, escaped, folded
from workbench.meetings.kinds import MeetingKind, MeetingState

STAMP = datetime(2026, 11, 22, 8, tzinfo=UTC)


def read_back(value: str) -> str:
    """Undo the escaping as RFC 5545 §3.3.11 says it is read."""
    out, chars = "", iter(value)
    for char in chars:
        if char == "\\":
            following = next(chars)
            out += "\n" if following in "nN" else following
        else:
            out += char
    return out


@given(st.text(alphabet=st.characters(blacklist_categories=("Cc", "Cs"))))
def test_folded_lines_are_short_and_whole(text: str) -> None:
    line = f"SUMMARY:{text}"
    written = folded(line)
    assert all(len(piece.encode("utf-8")) <= 75 for piece in written.split("\r\n"))
    assert written.replace("\r\n ", "") == line


@given(st.text(alphabet=st.sampled_from('a中\\;,\n:"')))
def test_escaped_text_reads_back(text: str) -> None:
    assert read_back(escaped(text)) == text and "\n" not in escaped(text)


def test_every_kind_of_line_break_is_one() -> None:
    assert escaped("一\r\n二\r三\n四") == "一\\n二\\n三\\n四"


def lines(text: str) -> list[str]:
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")


def test_a_calendar_of_meetings_and_receptions() -> None:
    title = "清澜县信访工作联席会议工作会议；研究若干事项" * 4
    meeting = Meeting(
        "H20261123", "XLX", MeetingKind.WORKING, title, date(2026, 11, 23), "23:30", 90, "三楼", changes=2
    )
    off = Meeting("H20261124", "XLX", MeetingKind.WORKING, "会", date(2026, 11, 24), state=MeetingState.CANCELLED)
    whole = Reception("XLX", date(2026, 12, 31), "县长", hours="全天")
    written = lines(calendar_text("县,联席", [meeting, off], [whole], STAMP))
    assert written[0] == "BEGIN:VCALENDAR" and "X-WR-CALNAME:县\\,联席" in written and f"SUMMARY:{title}" in written
    assert "DTEND;TZID=Asia/Shanghai:20261124T010000" in written and "SEQUENCE:2" in written
    assert written.count("STATUS:CANCELLED") == 1 and "DTSTAMP:20261122T080000Z" in written
    assert "DTSTART;VALUE=DATE:20261231" in written and "DTEND;VALUE=DATE:20270101" in written
    starts = [line.removeprefix("BEGIN:") for line in written if line.startswith("BEGIN:")]
    ends = [line.removeprefix("END:") for line in written if line.startswith("END:")]
    assert sorted(starts) == sorted(ends) and len({line for line in written if line.startswith("UID:")}) == 3


@pytest.mark.parametrize("hours", ["09:00-11:30", "9点", "", "09:00"])
def test_hours_not_understood_make_a_whole_day(hours: str) -> None:
    written = calendar_text("县", [], [Reception("X", date(2026, 12, 1), "县长", hours=hours)], STAMP)
    assert ("VALUE=DATE" in written) is (hours != "09:00-11:30")
