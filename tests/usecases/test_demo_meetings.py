"""The invented conferences played through the use cases: guarded, stamped on their days, the same again, fit for the next agenda."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from workbench.domain.events import EventKind
from workbench.meetings.frequency import Holding
from workbench.meetings.kinds import MeetingState
from workbench.rules.decisions import TaskState
from workbench.rules.minutes import MinutesState
from workbench.rules.supervision import Rung
from workbench.settings import Settings
from workbench.synth import County, make_county
from workbench.usecases.count_receptions import reception_statistics
from workbench.usecases.demo_meetings import ROUND_TITLE, play_meetings
from workbench.usecases.follow_up import next_agenda_item, proposals, settled, tasks
from workbench.usecases.hold_meeting import meetings
from workbench.usecases.keep_bodies import bodies, frequency, notice
from workbench.usecases.keep_units import channels, station_roster, topic_supervisors
from workbench.usecases.meeting_register import open_minutes, open_register
from workbench.usecases.office import Office
from workbench.usecases.schedule_round import open_round, rounds
from workbench.usecases.study_matter import study_matter

END = date(2026, 11, 20)


def played(demo_home: Path, folder: Path, county: County) -> Office:
    """A copy of the invented county in which its conferences met."""
    home = Path(shutil.copytree(demo_home, folder / "home", symlinks=True))
    office = Office(Settings(home=home, actor="测试员"))
    assert play_meetings(office, county, office.edition()) > 150
    return office


@pytest.fixture(scope="module")
def office(demo_home: Path, demo_county: County, tmp_path_factory: pytest.TempPathFactory) -> Office:
    return played(demo_home, tmp_path_factory.mktemp("played"), demo_county)


def test_decisions_stand_in_every_state(office: Office) -> None:
    found = tasks(office)
    assert {one.state for one in found.tasks} == set(TaskState)
    assert {"超期完成", "按期完成"} <= {one.label for one in found.tasks}
    assert any(one.waiting for one in found.tasks)  # a report the office has not checked yet
    share = settled(office, batch="第一批")
    assert 0 < share.in_time.numerator < share.in_time.denominator and share.overdue.numerator


def test_the_ladder_was_signed_and_proposes_the_next(office: Office) -> None:
    signed = [one for several in open_register(office).signed.values() for one in several]
    assert [one.rung for one in signed] == [Rung.FEEDBACK, Rung.LETTER] and signed[1].number.startswith(
        "清信督〔2026〕"
    )
    assert {one.rung for one in proposals(office)} >= {Rung.FEEDBACK, Rung.LISTED}


def test_a_step_stands_on_each_matter_decided(office: Office) -> None:
    decided = [one for one in open_register(office).decisions.values() if one.matter_id]
    assert len({one.matter_id for one in decided}) == len(decided) >= 8  # each heard once
    for one in decided[:3]:
        kinds = [(row["kind"], row["unit"]) for row in study_matter(office, one.matter_id).steps]
        assert ("上会", "清澜县信访工作联席会议") in kinds and ("议定", "清澜县信访工作联席会议") in kinds


def test_events_bear_the_day_they_happened(office: Office) -> None:
    told = office.store.events([EventKind.MEETING_HELD, EventKind.TASK, EventKind.TASK_SUPERVISED])
    register = open_register(office)
    for event in told:
        day = event.payload.get("day") or register.meetings[event.subject].day.isoformat()
        assert event.at.date().isoformat() == day and event.at.date() <= END
    assert {event.actor for event in told} == {"演示承办人"}


def test_past_meetings_have_issued_minutes_but_the_last(office: Office) -> None:
    states = [
        open_minutes(office, one.meeting_id) for one in meetings(office, "QLX")
        if one.heard and one.state is MeetingState.HELD
    ]  # fmt: skip
    assert [one.state for one in states] == [MinutesState.ISSUED] * 3 + [MinutesState.SUBMITTED]
    assert all(one.text and one.text.decided for one in states)
    ahead = [one for one in meetings(office, "QLX") if one.state is MeetingState.PLANNED]
    assert len(ahead) == 4 and all(END < one.day <= END + timedelta(days=14) for one in ahead)


def test_held_and_missed_periods_are_both_there(office: Office) -> None:
    for body in bodies(office)[1:]:
        results = {one.result for one in frequency(office, body.body_id, END - timedelta(days=60), END)}
        assert {Holding.HELD, Holding.MISSING} & results and Holding.HELD in results
    assert "接访日公告" in notice(office, "QLX")


def test_the_next_agenda_begins_with_what_became_of_them(office: Office) -> None:
    lines = next_agenda_item(office, END + timedelta(days=6), body="QLX")
    assert "超期" in lines[0] and len(lines) > 5


def test_a_round_waits_with_a_first_plan_by_hand(office: Office) -> None:
    (one,) = rounds(office)
    state = open_round(office, one.round_id)
    assert state.title == ROUND_TITLE and state.released is None and state.latest is not None
    assert state.latest.how.value == "手工" and len(state.problem.sittings) == 4 and len(state.problem.matters) == 10


def test_the_same_again(office: Office, demo_home: Path, demo_county: County, tmp_path: Path) -> None:
    again = played(demo_home, tmp_path, demo_county)
    assert spoken(again) == spoken(office)


def spoken(office: Office) -> list[tuple[str, str, str, str]]:
    """What was said, without the ids that every event gets anew."""
    kinds = [EventKind.DECIDED, EventKind.TASK, EventKind.MEETING_HELD, EventKind.MEETING_PLANNED, EventKind.MINUTES]
    return [
        (one.kind.value, one.subject, one.at.isoformat(), str({**one.payload, "step": ""}))
        for one in office.store.events(kinds)
    ]


def test_a_tiny_county_meets_all_the_same(tmp_path: Path) -> None:
    """Too few matters to be heard: the meetings take place and decide only what is of no single matter."""
    from workbench.usecases.build_demo import build_demo

    home = tmp_path / "tiny"
    build_demo(home, matters=4, seed=5, end=date(2027, 2, 10))
    office = Office(Settings(home=home))
    assert meetings(office) and make_county(seed=5, matters=4, end=date(2027, 2, 10)).matters


def test_the_face_shows_meetings_tasks_and_the_round(office: Office) -> None:
    from workbench import Workbench

    bench = Workbench(office)
    held = bench.meetings("QLX").query("状态 == '已召开' and 种类 == '工作会议'")["编号"].iloc[-1]
    meeting = bench.meeting(held)
    assert list(meeting.decisions()["状态"]) == ["推进中"] * 3 and meeting.minutes().state is MinutesState.SUBMITTED
    assert meeting.planned.heard and "会议议定" in meeting.minutes().as_text()
    assert len(bench.tasks().ladder()) == len(proposals(office)) and bench.tasks().counts()["超期"] >= 1
    assert bench.round(rounds(office)[0].round_id).versions()["how"].tolist() == ["手工"]
    for wrong in (lambda: bench.meeting("H1"), lambda: bench.round("P1")):
        with pytest.raises(LookupError, match="没有编号为"):
            wrong()
    with pytest.raises(ValueError, match="不认识的会议文书“草稿”；可用：议程、签到表、纪要"):
        meeting.print("草稿")


def test_units_stations_and_the_numbers_of_receptions_are_there(office: Office) -> None:
    found = channels(office)
    assert {one.station_mode for one in found.cards} >= {"整体进驻", "集中常驻", "按需入驻", "随叫随到"}
    assert 0 < found.whole.numerator < found.whole.denominator
    told = reception_statistics(office, END - timedelta(days=90), END)
    assert {kind for (_, _, kind), _ in told.lines} >= {
        "领导接访日",
        "赶集日接访",
        "接待站值班",
        "联合接访",
        "代表接待",
    }
    assert 0 < told.whole.uncounted < told.whole.sittings and told.whole.resolved
    assert "人大代表" in {one.role.value for one in told.roles} and len(topic_supervisors(office)) == 2
    assert station_roster(office, "县信访接待室", END).units
