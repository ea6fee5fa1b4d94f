"""The numbers of a reception: told once, put right with a reason, summed over a period; what cannot be is a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.domain.codes import Level
from workbench.domain.events import EventKind
from workbench.meetings.kinds import Attendee, RosterKind
from workbench.settings import Settings
from workbench.usecases.count_receptions import held, reception_statistics, record_count
from workbench.usecases.keep_bodies import mark_reception, plan_receptions, set_body
from workbench.usecases.meeting_register import MeetingRefused
from workbench.usecases.office import Office
from workbench.usecases.recording import record

MONDAY, TUESDAY, ROOM = date(2026, 11, 16), date(2026, 11, 17), "县信访接待室"
SPAN = date(2026, 7, 1), date(2026, 12, 31)


@pytest.fixture
def office(settings: Settings) -> Office:
    """A county whose leader received on Monday and, with two others, on Tuesday; Wednesday is not marked."""
    found = Office(settings)
    set_body(found, "XLX", "清澜县信访工作联席会议", Level.COUNTY, since=date(2026, 1, 1))
    told = {"as_it_happened": True, "why": "补登"}
    plan_receptions(found, "XLX", "每天", MONDAY, MONDAY, posts=["县长"], station=ROOM, **told)  # type: ignore[arg-type]
    plan_receptions(
        found, "XLX", "每天", TUESDAY, TUESDAY, posts=["县长", "检察长"], kind=RosterKind.JOINT, station=ROOM, **told
    )  # type: ignore[arg-type]
    plan_receptions(found, "XLX", "每天", date(2026, 11, 18), date(2026, 11, 18), posts=["县长"], station=ROOM, **told)  # type: ignore[arg-type]
    for day, post in ((MONDAY, "县长"), (TUESDAY, "县长"), (TUESDAY, "检察长")):
        mark_reception(found, "XLX", day, post, "已接访")
    return found


def test_sums_by_body_station_kind_and_role(office: Office) -> None:
    record_count(
        office,
        "XLX",
        MONDAY,
        "县长",
        batches=3,
        persons=5,
        resolved=1,
        present={Attendee.LEADER: 1, Attendee.CONGRESS: 2},
    )
    found = reception_statistics(office, *SPAN)
    assert found.whole.figures == (2, 3, 5, 1, 1)
    assert (
        found.sentence.startswith("2026-07-01至2026-12-31接访2次，其中1次未登记统计")
        and "3批5人次，当场化解1批" in found.sentence
    )
    assert [tuple(row.values())[:4] for row in found.rows] == [
        ("清澜县信访工作联席会议", ROOM, "联合接访", 1), ("清澜县信访工作联席会议", ROOM, "领导接访日", 1), ("合计", "—", "—", 2),
    ]  # fmt: skip
    assert [(row["身份"], row["参加名次"]) for row in found.role_rows] == [("领导干部", 1), ("人大代表", 2)]
    assert [(name, one.batches) for name, one in found.stations] == [(ROOM, 3)]
    assert reception_statistics(office, SPAN[0], date(2026, 11, 15)).whole.sittings == 0
    assert reception_statistics(office, *SPAN, body="XLX").whole == found.whole
    with pytest.raises(LookupError, match="没有编号为“无”"):
        reception_statistics(office, *SPAN, body="无")
    with pytest.raises(ValueError, match="统计期间倒置"):
        reception_statistics(office, SPAN[1], SPAN[0])


def test_put_right_with_a_reason_taken_back_and_called_off(office: Office) -> None:
    record_count(office, "XLX", MONDAY, "县长", batches=3, persons=5)
    with pytest.raises(MeetingRefused, match="更正须写明理由"):
        record_count(office, "XLX", MONDAY, "县长", batches=4, persons=5)
    last = record_count(office, "XLX", MONDAY, "县长", batches=4, persons=5, why="漏计一批")
    assert reception_statistics(office, *SPAN).whole.batches == 4
    record(office, EventKind.UNDO, last.event_id, "", "登错")
    assert reception_statistics(office, *SPAN).whole.batches == 3
    mark_reception(office, "XLX", MONDAY, "县长", "已取消", why="登错")
    assert reception_statistics(office, *SPAN).whole.figures == (1, 0, 0, 0, 1)


def test_what_a_form_offers_first_is_what_has_no_numbers(office: Office) -> None:
    assert [one.first.day for one in held(office)] == [TUESDAY, MONDAY]
    record_count(office, "XLX", TUESDAY, "检察长", batches=1, persons=1)
    assert [(one.first.day, one.counted is None) for one in held(office, "XLX")] == [(MONDAY, True), (TUESDAY, False)]


@pytest.mark.parametrize(
    ("day", "post", "numbers", "word"),
    [
        (MONDAY, "副县长", (1, 1, 0), "没有安排“副县长”接访"),
        (date(2026, 11, 18), "县长", (1, 1, 0), "尚未登记为已接访"),
        (MONDAY, "县长", (3, 2, 0), "人次（2）与批次（3）不符"),
        (MONDAY, "县长", (0, 2, 0), "人次（2）与批次（0）不符"),
        (MONDAY, "县长", (1, 1, 2), "当场化解（2）多于接待批次（1）"),
        (MONDAY, "县长", (-1, 1, -2), "不能是负数"),
        (TUESDAY, "县长", (1, 1, 0), "已登记在“检察长”名下，不重复计"),
    ],
)
def test_numbers_that_cannot_be(office: Office, day: date, post: str, numbers: tuple[int, int, int], word: str) -> None:
    record_count(office, "XLX", TUESDAY, "检察长", batches=2, persons=2)
    before = office.store.last_seq()
    with pytest.raises(MeetingRefused, match=word):
        record_count(office, "XLX", day, post, batches=numbers[0], persons=numbers[1], resolved=numbers[2])
    assert office.store.last_seq() == before
