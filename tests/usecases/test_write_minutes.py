"""Minutes through their states: what is lacking is said, two writers are told of each other, what is printed stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from workbench.domain.codes import Level
from workbench.domain.events import EventKind
from workbench.meetings.kinds import MeetingKind, MemberRole
from workbench.meetings.minutes import Written
from workbench.rules.minutes import MinutesState
from workbench.settings import Settings
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.decide import undo
from workbench.usecases.hold_meeting import decide, hold, plan
from workbench.usecases.keep_bodies import set_body, set_member
from workbench.usecases.meeting_register import MeetingRefused
from workbench.usecases.office import Office
from workbench.usecases.write_minutes import correct, draft, issue, open_minutes, send_back, sign, submit

TODAY, MET, DUE = date(2026, 11, 22), date(2026, 11, 16), date(2026, 12, 20)
CONVENOR, UNIT = "县委副书记", "清澜县财政局"


@pytest.fixture
def office(settings: Settings) -> Office:
    """An office without ledgers: these meetings decide for all."""
    found = Office(settings)
    set_body(found, "XLX", "清澜县信访工作联席会议", Level.COUNTY, since=date(2024, 1, 1))
    set_member(found, "XLX", CONVENOR, role=MemberRole.CONVENOR, since=date(2024, 1, 1))
    return found


def met_on(office: Office, day: date = MET) -> str:
    number = plan(
        office, "XLX", MeetingKind.WORKING, day, place="三楼会议室", as_it_happened=True, why="补登"
    ).meeting_id
    hold(office, number, present=[CONVENOR, "财政局局长"], excused=["住建局局长"], observers=["县法院"])
    return number


@pytest.fixture
def met(office: Office) -> str:
    number = met_on(office)
    decide(
        office,
        number,
        "修订安置补偿办法。",
        unit=UNIT,
        assist=["清澜县司法局"],
        due=DUE,
        evidence_required="印发的办法",
    )
    return number


def issued(office: Office, number: str) -> None:
    draft(office, number)
    submit(office, number)
    sign(office, number, CONVENOR)
    issue(office, number)


@contextmanager
def nothing_kept(office: Office) -> Iterator[None]:
    before = office.store.last_seq()
    yield
    assert office.store.last_seq() == before


def test_from_draft_to_print(office: Office, met: str) -> None:
    minutes = draft(
        office, met, Written(heard=("财政局关于补偿标准的汇报",), views=("标准应统一",), requires=("按期报告",))
    )
    assert minutes.state is MinutesState.DRAFT and minutes.text is not None
    assert [name for name, _ in minutes.text.sections] == [
        "", "会议听取了", "会议认为", "会议议定", "会议要求", "出席", "请假", "列席", "分送",
    ]  # fmt: skip
    assert minutes.text.decided == (
        "1．修订安置补偿办法。由清澜县财政局牵头，清澜县司法局配合，于2026年12月20日前落实，以印发的办法为落实凭证。",
    )
    assert minutes.text.lead == "2026年11月16日09:00，县委副书记主持在三楼会议室召开清澜县信访工作联席会议工作会议。"
    assert submit(office, met).state is MinutesState.SUBMITTED
    assert sign(office, met, CONVENOR).signer == CONVENOR
    done = issue(office, met)
    assert (done.number, done.is_frozen, done.issued[0].version) == ("〔2026〕第1期", True, 1)
    assert "清澜县信访工作联席会议纪要" in done.as_text() and "主送" not in done.as_text()


def test_issued_minutes_are_frozen_and_a_correction_is_a_new_version(office: Office, met: str) -> None:
    issued(office, met)
    before = open_minutes(office, met).issued[0].text
    for deed in (lambda: draft(office, met, Written(views=("另有意见",))), lambda: submit(office, met)):
        with nothing_kept(office), pytest.raises(MeetingRefused, match=r"已印发，文字不再改动.*更正"):
            deed()
    with nothing_kept(office), pytest.raises(MeetingRefused, match="纪要已印发"):
        decide(office, met, "另定一项", unit=UNIT, due=DUE)
    with nothing_kept(office), pytest.raises(MeetingRefused, match="更正须写明理由"):
        correct(office, met, note=" ")
    correct(office, met, note="期限误写")
    draft(office, met, Written(views=("标准应统一",)))
    submit(office, met)
    sign(office, met, CONVENOR)
    again = issue(office, met)
    assert [one.version for one in again.issued] == [1, 2] and again.issued[0].text == before
    assert again.number == "〔2026〕第1期" and again.issued[1].note == "期限误写"


def test_what_was_printed_cannot_be_undone(office: Office, met: str) -> None:
    issued(office, met)
    for event in office.store.events([EventKind.MINUTES], met):
        undo(office, event.event_id, why="想改")
    minutes = open_minutes(office, met)
    assert minutes.is_frozen and minutes.number == "〔2026〕第1期" and len(minutes.issued) == 1


def test_a_number_is_given_once(office: Office, met: str) -> None:
    issued(office, met)
    other = met_on(office, date(2026, 11, 18))
    draft(office, other)
    submit(office, other)
    sign(office, other, CONVENOR)
    with nothing_kept(office), pytest.raises(MeetingRefused, match="已经用过；可用的下一号是〔2026〕第2期"):
        issue(office, other, "[2026]第01期")
    with nothing_kept(office), pytest.raises(MeetingRefused, match="应写作〔2026〕第1期"):
        issue(office, other, "第二期")
    assert issue(office, other).number == "〔2026〕第2期"


def test_a_decision_without_unit_or_day_holds_the_minutes_up(office: Office, met: str) -> None:
    unfinished = decide(office, met, "研究资金渠道", final=False)
    draft(office, met)
    with nothing_kept(office), pytest.raises(MeetingRefused, match="缺牵头单位、落实期限，不能定稿"):
        submit(office, met)
    decide(office, met, "研究资金渠道", unit=UNIT, due=DUE, decision_id=unfinished.decision_id)
    with nothing_kept(office), pytest.raises(MeetingRefused, match="起草之后议定事项有变化，请重新起草"):
        submit(office, met)
    draft(office, met)
    assert submit(office, met).state is MinutesState.SUBMITTED


def test_minutes_on_their_way_stop_decisions_and_attendance(office: Office, met: str) -> None:
    draft(office, met)
    submit(office, met)
    with nothing_kept(office), pytest.raises(MeetingRefused, match="纪要已送审"):
        decide(office, met, "另定一项", unit=UNIT, due=DUE)
    with nothing_kept(office), pytest.raises(MeetingRefused, match="到会情况不再改动"):
        hold(office, met, present=[CONVENOR], why="漏登")
    with nothing_kept(office), pytest.raises(MeetingRefused, match="退回修改须写明理由"):
        send_back(office, met, note="")
    assert send_back(office, met, note="补充要求").state is MinutesState.DRAFT


@pytest.mark.parametrize(
    ("by", "sentence"), [("", "签发须写明签发人职务"), ("财政局局长", "不是召集人或副召集人（县委副书记）")]
)
def test_only_a_convenor_signs(office: Office, met: str, by: str, sentence: str) -> None:
    draft(office, met)
    submit(office, met)
    with nothing_kept(office), pytest.raises(MeetingRefused, match=sentence):
        sign(office, met, by)


def test_two_writers_are_told_of_each_other(office: Office, met: str) -> None:
    draft(office, met)
    mine = open_minutes(office, met).seen
    draft(office, met, Written(views=("甲的意见",)), actor="甲")
    with nothing_kept(office), pytest.raises(ChangedMeanwhile, match=r"甲 于 .*登记“会议纪要”"):
        draft(office, met, Written(views=("乙的意见",)), actor="乙", seen=mine)
    assert draft(office, met, Written(requires=("乙补充",)), actor="乙").text.views == ("甲的意见",)


def test_a_draft_keeps_what_others_wrote_and_refuses_control_words(office: Office, met: str) -> None:
    with nothing_kept(office), pytest.raises(MeetingRefused, match="稳控"):
        draft(office, met, Written(requires=("落实稳控责任",)))
    with nothing_kept(office), pytest.raises(MeetingRefused, match="还没有纪要草稿"):
        submit(office, met)
    number = plan(office, "XLX", MeetingKind.WORKING, date(2026, 11, 30)).meeting_id
    with nothing_kept(office), pytest.raises(MeetingRefused, match="尚未登记召开"):
        draft(office, number)


def test_petitioners_are_masked_before_the_text_is_kept(own_office: Office) -> None:
    office = Office(Settings(home=own_office.settings.home, actor="测试员", as_of=TODAY))
    set_body(office, "XLX", "清澜县信访工作联席会议", Level.COUNTY)
    sql = "SELECT matter_id FROM matters WHERE is_open AND NOT locked AND first_day < DATE '2026-10-01' ORDER BY 1 LIMIT 1"
    matter = str(office.edition().query(sql)["matter_id"][0])
    name = str(office.store.identity([matter.removeprefix("M-")])["name"][0])
    number = plan(office, "XLX", MeetingKind.WORKING, MET, as_it_happened=True, why="补登").meeting_id
    hold(office, number, present=[CONVENOR], chair=CONVENOR, heard=[matter])
    draft(office, number, Written(views=(f"{name}的诉求有理",)))
    assert all(name not in one.payload["body"] for one in office.store.events([EventKind.MINUTES]))
    text = open_minutes(office, number).text
    assert text is not None and "的诉求有理" in text.views[0] and text.heard[0].startswith("关于")


def test_a_draft_is_masked_again_when_submitted(own_office: Office) -> None:
    """A name written before its matter was said to be heard, or after that was corrected away, is not handed on."""
    office = Office(Settings(home=own_office.settings.home, actor="测试员", as_of=TODAY))
    set_body(office, "XLX", "清澜县信访工作联席会议", Level.COUNTY)
    set_member(office, "XLX", CONVENOR, role=MemberRole.CONVENOR)
    sql = "SELECT matter_id FROM matters WHERE is_open AND NOT locked AND first_day < DATE '2026-10-01' ORDER BY 1 LIMIT 1"
    matter = str(office.edition().query(sql)["matter_id"][0])
    name = str(office.store.identity([matter.removeprefix("M-")])["name"][0])
    number = plan(office, "XLX", MeetingKind.WORKING, MET, as_it_happened=True, why="补登").meeting_id
    hold(office, number, present=[CONVENOR])
    draft(office, number, Written(views=(f"{name}的诉求有理",)))
    text = open_minutes(office, number).text
    assert text is not None and name in text.views[0]  # nobody knew yet whose matter it is
    hold(office, number, present=[CONVENOR], heard=[matter], why="漏登所听取的事项")
    text = submit(office, number).text
    assert text is not None and name not in text.views[0] and text.views[0].endswith("的诉求有理")
    send_back(office, number, note="补充")
    hold(office, number, present=[CONVENOR], heard=[], why="该事项未听取")
    draft(office, number, Written(views=(f"{name}的诉求有理",)))
    submit(office, number)
    assert name not in issue_of(office, number)


def issue_of(office: Office, number: str) -> str:
    """The words as printed."""
    sign(office, number, CONVENOR)
    return issue(office, number).as_text()
