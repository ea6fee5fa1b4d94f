"""Cards of units, the five channels, who is at a station on a day, who supervises a topic and is proposed to sign."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from workbench.domain.codes import Level
from workbench.domain.events import Event, EventKind
from workbench.meetings.kinds import MeetingKind, MemberRole, RosterKind
from workbench.settings import Settings
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.follow_up import proposals
from workbench.usecases.hold_meeting import decide, hold, plan
from workbench.usecases.keep_bodies import plan_receptions, set_body, set_member
from workbench.usecases.keep_units import (
    channels,
    presence,
    set_topic_supervisor,
    set_unit_card,
    station_roster,
    stations,
    topic_supervisors,
    unit_cards,
)
from workbench.usecases.meeting_register import MeetingRefused
from workbench.usecases.office import Office
from workbench.usecases.recording import record
from workbench.usecases.supervise import signers

TODAY, ROOM = date(2026, 11, 22), "县信访接待室"
FIVE = {
    "phone": "0990-2210001",
    "email": "xf@example.gov.cn",
    "reception_day": "每月15日",
    "office": "一楼",
    "post": "信访专干",
}


@pytest.fixture
def bare(settings: Settings) -> Office:
    """An office without any edition."""
    return Office(settings)


@contextmanager
def nothing_kept(office: Office) -> Iterator[None]:
    before = office.store.last_seq()
    yield
    assert office.store.last_seq() == before


def undo(office: Office, event: Event) -> None:
    record(office, EventKind.UNDO, event.event_id, "", "登错")


def test_a_card_keeps_what_is_not_said_anew_and_an_undo_gives_the_one_before(bare: Office) -> None:
    set_unit_card(bare, "清澜县民政局", {"station_mode": "集中常驻", "station": ROOM, "phone": "12345"})
    last = set_unit_card(bare, " 清澜县民政局 ", {"email": "xf@example.gov.cn", "phone": ""})
    (card,) = unit_cards(bare)
    assert (card.station_mode, card.station, card.phone, card.email) == ("集中常驻", ROOM, "", "xf@example.gov.cn")
    undo(bare, last)
    assert [one.phone for one in unit_cards(bare)] == ["12345"]
    set_unit_card(bare, "民政局", {"post": "信访专干"})  # the same unit by a short name: still one card
    assert [one.unit for one in unit_cards(bare)] == ["清澜县民政局"]


@pytest.mark.parametrize(
    ("unit", "told", "word"),
    [
        ("", {"phone": "12345"}, "须写明单位"),
        ("甲局", {"station_mode": "整体进驻"}, "须写明进驻的接待场所"),
        ("甲局", {"phone": "139" + "0000" + "0000"}, "不登记个人手机号"),
        ("甲局", {"post": "稳控专班联络员"}, "稳控"),
        ("清澜县国土资源局", {"phone": "12345"}, "请改由承继单位承担"),
    ],
)
def test_what_may_not_be_kept_of_a_unit(own_office: Office, unit: str, told: dict[str, str], word: str) -> None:
    with nothing_kept(own_office), pytest.raises(MeetingRefused, match=word):
        set_unit_card(own_office, unit, told)


def test_an_unknown_field_is_the_programmes_fault(bare: Office) -> None:
    with nothing_kept(bare), pytest.raises(KeyError, match="姓名"):
        set_unit_card(bare, "甲局", {"姓名": "甲"})


def test_who_writes_second_is_told(bare: Office) -> None:
    seen = bare.store.last_seq()
    set_unit_card(bare, "甲局", {"phone": "12345"})
    with pytest.raises(ChangedMeanwhile):
        set_unit_card(bare, "甲局", {"phone": "12348"}, seen=seen)


def test_units_that_lack_channels_are_listed_with_the_fraction(own_office: Office) -> None:
    before = channels(own_office)
    assert before.whole.numerator == 0 and before.whole.denominator == len(before.cards) > 5
    unit = before.cards[0].unit
    set_unit_card(own_office, unit, FIVE)
    set_unit_card(own_office, before.cards[1].unit, {"phone": "12345"})
    found = channels(own_office)
    assert found.whole.text == f"1 / {before.whole.denominator}" and found.whole.ids == (unit,)
    assert unit not in [one.unit for one in found.lacking] and len(found.lacking[0].missing) == 5
    assert found.lacking[-1].missing == ("邮箱", "接访日", "办公室", "专职人员岗位")


def test_how_units_called_come(bare: Office) -> None:
    assert presence(bare, ["清澜县民政局"]) == {}
    set_unit_card(bare, "清澜县民政局", {"station_mode": "集中常驻", "station": ROOM})
    set_unit_card(bare, "清澜县财政局", {"phone": "12345"})
    told = presence(bare, ["民政局", "清澜县财政局", "县委副书记"])
    assert told == {"民政局": f"在场（集中常驻{ROOM}）"}


def test_who_is_at_a_station_on_a_day(bare: Office) -> None:
    """S003-5-09: staff of the procuratorate sit in the reception room; its head takes part in a joint reception."""
    set_body(bare, "XLX", "清澜县信访工作联席会议", Level.COUNTY, since=date(2026, 1, 1))
    set_unit_card(bare, "清澜县人民检察院", {"station_mode": "集中常驻", "station": ROOM, "post": "控告申诉业务骨干"})
    day = date(2026, 11, 23)
    plan_receptions(bare, "XLX", "每天", day, day, posts=["检察长", "县长"], kind=RosterKind.JOINT, station=ROOM)
    plan_receptions(
        bare, "XLX", "每天", day, date(2026, 11, 24), posts=["值班岗"], kind=RosterKind.STATION, station=ROOM
    )
    found = station_roster(bare, ROOM, day)
    assert [(one.unit, one.post) for one in found.units] == [("清澜县人民检察院", "控告申诉业务骨干")]
    assert [(one.kind.value, one.post) for one in found.entries] == [
        ("接待站值班", "值班岗"), ("联合接访", "县长"), ("联合接访", "检察长"),
    ]  # fmt: skip
    assert [one.post for one in station_roster(bare, ROOM, date(2026, 11, 24)).entries] == ["值班岗"]
    assert stations(bare) == (ROOM,)
    with pytest.raises(LookupError, match="没有登记过接待场所“别处”；有：县信访接待室"):
        station_roster(bare, "别处", day)


# --- who supervises a topic -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("topic", "post", "days", "word"),
    [
        ("星际", "甲", {}, "内容分类没有“星际”"),
        ("城乡建设", " ", {}, "须写明对口督办的职务"),
        ("城乡建设", "甲", {"since": date(2026, 2, 1), "until": date(2026, 1, 1)}, "早于起日"),
        ("城乡建设", "稳控组组长", {}, "稳控"),
        ("城乡建设", "常务副县长", {"since": date(2026, 7, 1)}, "同期已由“分管副县长”对口督办"),
    ],
)
def test_what_may_not_be_kept_of_a_supervisor(
    bare: Office, topic: str, post: str, days: dict[str, date], word: str
) -> None:
    set_topic_supervisor(bare, "城乡建设", "分管副县长", since=date(2026, 1, 1))
    with nothing_kept(bare), pytest.raises(MeetingRefused, match=word):
        set_topic_supervisor(bare, topic, post, **days)


def test_a_term_ends_before_the_next_begins_and_a_topic_has_its_full_name(bare: Office) -> None:
    set_topic_supervisor(bare, "国土资源", "工委主任", unit="县人大", since=date(2026, 1, 1))
    set_topic_supervisor(bare, "国土资源", "工委主任", unit="县人大", since=date(2026, 1, 1), until=date(2026, 6, 30))
    last = set_topic_supervisor(bare, "国土资源(自然资源)", "副主任", since=date(2026, 7, 1))
    assert [(one.topic, one.post, str(one.until)) for one in topic_supervisors(bare)] == [
        ("国土资源(自然资源)", "工委主任", "2026-06-30"), ("国土资源(自然资源)", "副主任", "None"),
    ]  # fmt: skip
    undo(bare, last)
    assert [one.post for one in topic_supervisors(bare)] == ["工委主任"]


def test_the_topics_supervisor_is_proposed_to_sign(own_office: Office) -> None:
    office = Office(Settings(home=own_office.settings.home, actor="测试员", as_of=TODAY))
    row = office.edition().query(
        "SELECT matter_id, topic_l1, lead_unit FROM matters WHERE is_open AND NOT locked AND lead_unit <> '' AND topic_l1 <> '' "
        "AND state_b LIKE '1%' ORDER BY matter_id"
    ).iloc[0]  # fmt: skip
    set_body(office, "XLX", "清澜县信访工作联席会议", Level.COUNTY, since=date(2024, 1, 1))
    set_member(office, "XLX", "县委副书记", role=MemberRole.CONVENOR, since=date(2024, 1, 1))
    met = plan(office, "XLX", MeetingKind.WORKING, date(2026, 10, 12), as_it_happened=True, why="补登").meeting_id
    hold(office, met, present=["县委副书记"])
    decide(office, met, "修订补偿办法", unit="清澜县财政局", due=date(2026, 10, 31))
    about = decide(office, met, "制定化解方案", matter=row["matter_id"], unit=row["lead_unit"], due=date(2026, 10, 31))
    found = proposals(office)
    assert len(found) == 2 and signers(office, found) == {}
    set_topic_supervisor(office, row["topic_l1"], "分管副县长", since=date(2026, 1, 1))
    assert {key: one.post for key, one in signers(office, found).items()} == {about.decision_id: "分管副县长"}
    assert signers(office, found, date(2025, 1, 1)) == {}
