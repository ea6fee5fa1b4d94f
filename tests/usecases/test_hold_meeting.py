"""A meeting from its body to its decisions: what is refused is said in a sentence and nothing of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pytest

from workbench.domain.codes import Level, StepKind
from workbench.domain.events import EventKind
from workbench.meetings.kinds import MeetingKind, MeetingState, MemberRole
from workbench.rules.decisions import DecisionType
from workbench.settings import Settings
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.decide import undo
from workbench.usecases.follow_up import act, tasks
from workbench.usecases.hold_meeting import cancel, decide, hold, meetings, plan, take_back
from workbench.usecases.keep_bodies import set_body, set_member
from workbench.usecases.meeting_register import MeetingRefused, open_register
from workbench.usecases.office import Office
from workbench.usecases.study_matter import study_matter
from workbench.usecases.together import Together
from workbench.usecases.work_on_case import StepRefused, take_step

TODAY, MET, DUE = date(2026, 11, 22), date(2026, 11, 16), date(2026, 12, 20)
CONVENOR, UNIT, MEETING = "县委副书记", "清澜县财政局", "H20261116"


def with_conference(found: Office) -> Office:
    place = {"office_name": "清澜县信访工作联席会议办公室", "since": date(2024, 1, 1)}
    set_body(found, "XLX", "清澜县信访工作联席会议", Level.COUNTY, **place)
    set_member(found, "XLX", CONVENOR, unit="县委", role=MemberRole.CONVENOR, since=date(2024, 1, 1))
    set_member(found, "XLX", "财政局局长", unit=UNIT, since=date(2024, 1, 1))
    return found


def met_in(found: Office) -> str:
    """A working meeting held last Monday."""
    number = plan(found, "XLX", MeetingKind.WORKING, MET, as_it_happened=True, why="补登").meeting_id
    hold(found, number, present=[CONVENOR, "财政局局长"], excused=["住建局局长"])
    return number


@pytest.fixture
def office(settings: Settings) -> Office:
    """An office without ledgers and its county conference."""
    return with_conference(Office(settings))


@pytest.fixture
def met(office: Office) -> str:
    return met_in(office)


@pytest.fixture
def county(own_office: Office) -> Office:
    """The invented county on a fixed day, with its conference and the meeting H20261116 held."""
    found = with_conference(Office(Settings(home=own_office.settings.home, actor="测试员", as_of=TODAY)))
    met_in(found)
    return found


@pytest.fixture
def matter(county: Office) -> str:
    sql = """SELECT matter_id FROM matters WHERE is_open AND NOT locked AND state_b LIKE '1%' AND records = 1
        AND first_day < DATE '2026-10-01' ORDER BY matter_id LIMIT 1"""
    return str(county.edition().query(sql)["matter_id"][0])


@contextmanager
def nothing_kept(office: Office) -> Iterator[None]:
    before = office.store.last_seq()
    yield
    assert office.store.last_seq() == before


def steps_on(office: Office, matter: str) -> list[str]:
    """What persons recorded on the matter's record."""
    return [one.payload["kind"] for one in office.store.events([EventKind.STEP], matter.removeprefix("M-"))]


# --- planning and holding ---------------------------------------------------------------------------------------------


def test_a_meeting_is_planned_moved_and_called_off(office: Office) -> None:
    first = plan(office, "XLX", MeetingKind.MONDAY, date(2026, 11, 23), place="三楼会议室")
    second = plan(office, "XLX", MeetingKind.SPECIAL, date(2026, 11, 23), start="14:30")
    assert (first.meeting_id, second.meeting_id, first.chair) == ("H20261123", "H20261123B", CONVENOR)
    (event, _) = office.store.events([EventKind.MEETING_PLANNED])
    assert {"title", "day", "body", "kind"} <= set(event.payload) and event.payload["body"] == "XLX"
    plan(office, "XLX", MeetingKind.SPECIAL, date(2026, 11, 25), meeting_id=second.meeting_id)
    cancel(office, "H20261123", why="与全会冲突")
    known = {one.meeting_id: one for one in meetings(office)}
    assert known["H20261123B"].day == date(2026, 11, 25) and known["H20261123B"].changes == 1
    assert known["H20261123"].state is MeetingState.CANCELLED


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"day": date(2026, 11, 21)}, "会议日期2026-11-21早于今天2026-11-22"),
        ({"day": date(2023, 12, 1), "as_it_happened": True, "why": "补登"}, "尚未成立"),
        ({"day": date(2026, 11, 20), "as_it_happened": True}, "如实补登须写明理由"),
        ({"start": "九点"}, "应写作 09:00"),
        ({"minutes": 0}, "5至600分钟"),
        ({"title": "研究稳控工作"}, "稳控"),
    ],
    ids=["past", "before the body", "no reason", "hour", "length", "control words"],
)
def test_a_plan_that_cannot_be_is_said_in_a_sentence(office: Office, change: dict, sentence: str) -> None:
    with nothing_kept(office), pytest.raises(MeetingRefused, match=sentence):
        plan(office, **{"body_id": "XLX", "kind": MeetingKind.WORKING, "day": date(2026, 11, 24), **change})


def test_no_meeting_without_a_body(office: Office) -> None:
    with nothing_kept(office), pytest.raises(LookupError, match="没有编号为“无”的会议机构；已有：XLX"):
        plan(office, "无", MeetingKind.WORKING, date(2026, 11, 24))


def test_holding_writes_who_came_and_the_matters_heard(county: Office, matter: str) -> None:
    number = plan(county, "XLX", MeetingKind.WORKING, MET, as_it_happened=True, why="补登").meeting_id
    held = hold(county, number, present=[CONVENOR], excused=["财政局局长"], observers=["县法院"], heard=[matter])
    assert held.heard == (matter,) and meetings(county)[-1].excused == ("财政局局长",)
    steps = study_matter(county, matter, as_of=TODAY).steps
    assert [row["text"] for row in steps if row["kind"] == StepKind.MEETING.value] == [held.title]
    hold(county, number, present=[CONVENOR, "财政局局长"], heard=[matter], why="财政局局长后到")
    steps = study_matter(county, matter, as_of=TODAY).steps
    assert len([row for row in steps if row["kind"] == StepKind.MEETING.value]) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"present": []}, "须登记出席人员"),
        ({"excused": [CONVENOR]}, "既出席又请假"),
    ],
    ids=["nobody", "both"],
)
def test_a_meeting_that_cannot_have_been_held_so(office: Office, change: dict, sentence: str) -> None:
    number = plan(office, "XLX", MeetingKind.WORKING, MET, as_it_happened=True, why="补登").meeting_id
    with nothing_kept(office), pytest.raises(MeetingRefused, match=sentence):
        hold(office, number, **{"present": [CONVENOR], **change})


def test_a_meeting_to_come_was_not_held(office: Office) -> None:
    number = plan(office, "XLX", MeetingKind.WORKING, date(2026, 11, 23)).meeting_id
    with nothing_kept(office), pytest.raises(MeetingRefused, match="还没有到"):
        hold(office, number, present=[CONVENOR])
    with nothing_kept(office), pytest.raises(MeetingRefused, match="尚未登记召开"):
        decide(office, number, "定方案", unit=UNIT, due=DUE)


# --- deciding ---------------------------------------------------------------------------------------------------------


def test_a_decision_is_an_event_and_a_step_together(county: Office, matter: str) -> None:
    told = decide(county, MEETING, "补发安置费", kind=DecisionType.MONEY, matter=matter, unit=UNIT, assist=["清澜县民政局"], due=DUE,
                  report_to="县联席办", evidence_required="拨付凭证")  # fmt: skip
    assert told.decision_id == f"{MEETING}-01"
    assert open_register(county).decisions[told.decision_id] == told
    (step,) = [row for row in study_matter(county, matter, as_of=TODAY).steps if row["kind"] == StepKind.DECISION.value]
    assert (step["unit"], step["target"], step["text"]) == ("清澜县信访工作联席会议", UNIT, "补发安置费")
    event = county.store.events([EventKind.DECIDED])[0]
    assert (event.subject, event.payload["matter"]) == (MEETING, matter) and event.payload["step"]


def test_a_decision_of_all_needs_no_matter(office: Office, met: str) -> None:
    told = decide(office, met, "修订安置补偿办法", kind=DecisionType.POLICY, unit=UNIT, due=DUE)
    assert told.matter_id == "" and tasks(office).tasks[0].decision == told


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"unit": ""}, "缺牵头单位，不能定稿"),
        ({"due": None}, "缺落实期限，不能定稿"),
        ({"due": date(2026, 11, 1)}, "早于会议日"),
        ({"text": " "}, "须写明议定内容"),
        ({"assist": [UNIT]}, "不能既牵头又配合"),
        ({"text": "加强稳控"}, "稳控"),
        ({"decision_id": "H20200101-01"}, "不是会议"),
    ],
    ids=["no unit", "no day", "day before", "no text", "both", "control words", "another meeting"],
)
def test_a_decision_that_cannot_be_final(office: Office, met: str, change: dict, sentence: str) -> None:
    given = {"text": "补发安置费", "unit": UNIT, "due": DUE, **change}
    with nothing_kept(office), pytest.raises(MeetingRefused, match=sentence):
        decide(office, met, **given)


def test_a_unit_abolished_since_decides_nothing(county: Office, matter: str) -> None:
    with nothing_kept(county), pytest.raises(MeetingRefused, match=r"至2018-.*止.*改由承继单位承担"):
        decide(county, MEETING, "补发安置费", matter=matter, unit="清澜县国土资源局", due=DUE)


def test_a_step_refused_keeps_no_decision(county: Office, matter: str) -> None:
    from workbench.usecases.settle_duty import ReceiverRefused, recuse

    recuse(county, matter, UNIT, is_unit=True, decided_by="县委副书记", why="承办过原处理")
    with nothing_kept(county), pytest.raises((StepRefused, ReceiverRefused), match="回避"):
        decide(county, MEETING, "补发安置费", matter=matter, unit=UNIT, due=DUE)


def test_an_accusation_or_an_unknown_matter_is_none_of_a_meeting(county: Office) -> None:
    locked = str(county.edition().query("SELECT matter_id FROM matters WHERE locked LIMIT 1")["matter_id"][0])
    for wanted, word in ((locked, "检举控告"), ("无此事项", "没有编号为“无此事项”的事项")):
        with nothing_kept(county), pytest.raises((ValueError, LookupError), match=word):
            decide(county, MEETING, "转交", matter=wanted, unit=UNIT, due=DUE)
        with nothing_kept(county), pytest.raises((ValueError, LookupError), match=word):
            hold(county, MEETING, present=[CONVENOR], heard=[wanted], why="更正")


def test_a_draft_is_completed_and_then_stands(county: Office, matter: str) -> None:
    draft = decide(county, MEETING, "补发安置费", matter=matter, final=False)
    assert not tasks(county).tasks and "议定" not in steps_on(county, matter)
    final = decide(county, MEETING, "补发安置费", matter=matter, unit=UNIT, due=DUE, decision_id=draft.decision_id)
    assert final.decision_id == draft.decision_id and steps_on(county, matter).count("议定") == 1
    with nothing_kept(county), pytest.raises(MeetingRefused, match="已定稿"):
        decide(county, MEETING, "改", matter=matter, unit=UNIT, due=DUE, decision_id=draft.decision_id)


def test_a_petitioner_is_masked_in_a_decision(county: Office, matter: str) -> None:
    record = matter.removeprefix("M-")
    name = str(county.store.identity([record])["name"][0])
    told = decide(county, MEETING, f"向{name}补发安置费", matter=matter, unit=UNIT, due=DUE)
    assert name not in told.text and all(
        name not in one.payload["text"] for one in county.store.events([EventKind.DECIDED])
    )


def test_taking_back_takes_both_and_the_number_is_not_used_again(county: Office, matter: str) -> None:
    told = decide(county, MEETING, "补发安置费", matter=matter, unit=UNIT, due=DUE)
    take_back(county, told.decision_id, why="登错事项")
    assert not open_register(county).decisions and "议定" not in steps_on(county, matter)
    assert decide(county, MEETING, "另定", matter=matter, unit=UNIT, due=DUE).decision_id == f"{MEETING}-02"


def test_a_decision_whose_step_was_undone_is_gone_with_it(county: Office, matter: str) -> None:
    decide(county, MEETING, "补发安置费", matter=matter, unit=UNIT, due=DUE)
    undo(county, county.store.events([EventKind.STEP], matter.removeprefix("M-"))[-1].event_id, why="误登")
    assert not open_register(county).decisions and not county.store.events([EventKind.DECIDED])


def test_undoing_the_word_of_a_decision_takes_its_step_with_it(county: Office, matter: str) -> None:
    decide(county, MEETING, "补发安置费", matter=matter, unit=UNIT, due=DUE)
    said = county.store.events([EventKind.DECIDED])[-1]
    with nothing_kept(county), pytest.raises(ChangedMeanwhile):
        undo(county, said.event_id, why="误登", seen=said.seq - 1)
    gone = undo(county, said.event_id, why="误登", seen=county.store.last_seq())
    assert gone.subject == said.event_id
    assert not open_register(county).decisions and "议定" not in steps_on(county, matter)


def test_a_decision_in_minutes_on_their_way_is_not_undone_by_its_step(county: Office, matter: str) -> None:
    from workbench.rules.decisions import ActKind
    from workbench.usecases.write_minutes import draft, submit

    told = decide(county, MEETING, "补发安置费", matter=matter, unit=UNIT, due=DUE)
    step = county.store.events([EventKind.STEP], matter.removeprefix("M-"))[-1].event_id
    draft(county, MEETING)
    submit(county, MEETING)
    with nothing_kept(county), pytest.raises(MeetingRefused, match=r"撤回未登记.*\n.*纪要已送审；请先退回修改"):
        undo(county, step, why="误登")
    act(county, told.decision_id, ActKind.PROGRESS, text="正在拨付")
    with nothing_kept(county), pytest.raises(MeetingRefused, match="已有落实或督办登记"):
        undo(county, step, why="误登")
    spoken = county.store.events([EventKind.TASK])[-1]
    undo(county, spoken.event_id, why="误登")  # the act goes with its step
    assert "进展" not in steps_on(county, matter) and not open_register(county).acts[told.decision_id]


def test_a_decision_at_work_is_not_taken_back(office: Office, met: str) -> None:
    from workbench.rules.decisions import ActKind

    told = decide(office, met, "修订办法", unit=UNIT, due=DUE)
    act(office, told.decision_id, ActKind.PROGRESS, text="已起草")
    with nothing_kept(office), pytest.raises(MeetingRefused, match="已有落实或督办登记"):
        take_back(office, told.decision_id, why="改主意")


def test_a_decision_is_stopped_when_the_matter_moved_meanwhile(county: Office, matter: str) -> None:
    seen = county.store.last_seq()
    take_step(county, matter.removeprefix("M-"), StepKind.PROGRESS, TODAY, unit=UNIT, text="已拨付")
    with nothing_kept(county), pytest.raises(ChangedMeanwhile):
        decide(county, MEETING, "补发安置费", matter=matter, unit=UNIT, due=DUE, seen=seen)


def test_what_is_done_together_is_not_there_before_it_is_kept(county: Office, matter: str) -> None:
    deed = Together(county)
    take_step(deed.office, matter.removeprefix("M-"), StepKind.PROGRESS, TODAY, unit=UNIT, text="已拨付")
    before = steps_on(county, matter)
    assert [one.kind for one in deed.keep()] == [EventKind.STEP]
    assert "进展" not in before and steps_on(county, matter) == [*before, "进展"]


def test_two_who_decide_at_once_never_give_one_number(office: Office, met: str) -> None:
    def one(number: int) -> str:
        try:
            return decide(office, met, f"第{number}项", unit=UNIT, due=DUE).decision_id
        except ChangedMeanwhile:
            return ""

    with ThreadPoolExecutor(6) as pool:
        given = [number for number in pool.map(one, range(12)) if number]
    assert given and len(set(given)) == len(given) == len(open_register(office).decisions)
