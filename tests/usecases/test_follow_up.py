"""Decided tasks: closed by evidence the office accepts, as of any day, in the next agenda, in T-13 and on the ladder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from workbench.domain.codes import Level, StepKind
from workbench.domain.events import EventKind
from workbench.meetings.follow_up import by_unit, follow_up
from workbench.meetings.kinds import MeetingKind, MemberRole
from workbench.rules.decisions import ActKind, TaskState
from workbench.rules.supervision import Rung
from workbench.settings import Settings
from workbench.usecases.decide import undo
from workbench.usecases.follow_up import abolished, act, next_agenda_item, proposals, settled, sign_rung, tasks
from workbench.usecases.hold_meeting import decide, hold, plan
from workbench.usecases.keep_bodies import set_body, set_member
from workbench.usecases.keep_file import keep_file
from workbench.usecases.meeting_register import MeetingRefused, open_register
from workbench.usecases.office import Office
from workbench.usecases.study_matter import study_matter

TODAY, MET, DUE = date(2026, 11, 22), date(2026, 10, 12), date(2026, 10, 31)
CONVENOR, UNIT, OFFICE = "县委副书记", "清澜县财政局", "联席办主任"


def prepared(found: Office) -> Office:
    set_body(found, "XLX", "清澜县信访工作联席会议", Level.COUNTY)
    set_member(found, "XLX", CONVENOR, role=MemberRole.CONVENOR)
    plan(found, "XLX", MeetingKind.WORKING, MET, as_it_happened=True, why="补登")
    hold(found, "H20261012", present=[CONVENOR])
    return found


@pytest.fixture
def office(settings: Settings) -> Office:
    """An office without ledgers and one meeting held; its one task is of all."""
    found = prepared(Office(settings))
    decide(found, "H20261012", "修订补偿办法", unit=UNIT, assist=["清澜县司法局"], due=DUE)
    return found


@pytest.fixture
def county(own_office: Office) -> Office:
    return prepared(Office(Settings(home=own_office.settings.home, actor="测试员", as_of=TODAY)))


@pytest.fixture
def matter(county: Office) -> str:
    sql = """SELECT matter_id FROM matters WHERE is_open AND NOT locked AND state_b LIKE '1%' AND records = 1
        AND first_day < DATE '2026-10-01' ORDER BY matter_id LIMIT 1"""
    return str(county.edition().query(sql)["matter_id"][0])


TASK = "H20261012-01"


@contextmanager
def nothing_kept(office: Office) -> Iterator[None]:
    before = office.store.last_seq()
    yield
    assert office.store.last_seq() == before


def state(office: Office, day: date) -> str:
    return tasks(office, as_of=day).tasks[0].label


def test_a_unit_reports_and_the_office_accepts(office: Office) -> None:
    act(office, TASK, ActKind.REPORT, day=date(2026, 10, 28), unit=UNIT, evidence="财发〔2026〕12号")
    assert [state(office, date(2026, 10, day)) for day in (12, 28)] == ["推进中", "推进中"]
    assert tasks(office).tasks[0].waiting and not tasks(office).tasks[0].is_overdue
    done = act(office, TASK, ActKind.ACCEPT, day=date(2026, 11, 6), by=OFFICE)
    assert done.closed and done.state is TaskState.IN_TIME and "财发〔2026〕12号" in done.sentence
    assert state(office, date(2026, 11, 5)) == "推进中" and state(office, date(2026, 11, 6)) == "按期完成"


def test_a_units_word_closes_nothing(office: Office) -> None:
    act(office, TASK, ActKind.REPORT, day=date(2026, 11, 10), unit=UNIT, evidence="财发〔2026〕12号")
    late = tasks(office).tasks[0]
    assert late.state is TaskState.OVERDUE and not late.closed and "尚未采信" in late.sentence
    act(office, TASK, ActKind.REJECT, by=OFFICE, text="没有印发文件")
    assert tasks(office).tasks[0].course.reported is None
    done = act(office, TASK, ActKind.ACCEPT, by=OFFICE, evidence="县政府令第3号")
    assert done.label == "超期完成"


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        (ActKind.REPORT, {"evidence": ""}, "报落实须附证据"),
        (ActKind.REPORT, {"unit": "清澜县水务局", "evidence": "函"}, "报落实由牵头单位“清澜县财政局”办理"),
        (ActKind.REPORT, {"evidence": "F" + "A" * 12}, "卷宗里没有编号为"),
        (ActKind.PROGRESS, {"unit": "清澜县水务局", "text": "已办"}, "不是本事项的牵头或配合单位"),
        (ActKind.PROGRESS, {}, "须写明进展"),
        (ActKind.ACCEPT, {"by": OFFICE}, "须写明采信的证据"),
        (ActKind.ACCEPT, {"evidence": "函"}, "须写明采信人"),
        (ActKind.ACCEPT, {"evidence": "函", "by": f"{UNIT}局长"}, "属承办单位，应由联席办采信"),
        (ActKind.REJECT, {"by": OFFICE, "text": "不足"}, "没有待采信的报落实"),
        (ActKind.EXTEND, {"by": CONVENOR, "text": "待批", "due": DUE}, "须写明新的期限，晚于现期限"),
        (ActKind.EXTEND, {"text": "待批", "due": date(2026, 12, 31)}, "须写明批准人"),
        (ActKind.REASSIGN, {"by": CONVENOR, "text": "职能划转", "unit": UNIT}, "已经是牵头单位"),
        (ActKind.TO_MEETING, {}, "需要会议决定什么"),
        (ActKind.REOPEN, {"by": OFFICE, "text": "假"}, "无须重开"),
        (ActKind.PROGRESS, {"text": "已办", "day": date(2026, 11, 30)}, "还没有到"),
        (ActKind.PROGRESS, {"text": "已办", "day": date(2026, 10, 1)}, "早于议定日"),
        (ActKind.PROGRESS, {"text": "落实稳控"}, "稳控"),
    ],
    ids=lambda value: value.value if isinstance(value, ActKind) else "",
)
def test_an_act_that_may_not_be(office: Office, kind: ActKind, given: dict, sentence: str) -> None:
    with nothing_kept(office), pytest.raises(MeetingRefused, match=sentence):
        act(office, TASK, kind, **given)


def test_unknown_and_draft_decisions_have_no_acts(office: Office) -> None:
    with pytest.raises(LookupError, match="没有编号为“H9-01”的议定事项"):
        act(office, "H9-01", ActKind.PROGRESS, text="已办")
    draft = decide(office, "H20261012", "再议", final=False)
    with pytest.raises(MeetingRefused, match="尚未定稿"):
        act(office, draft.decision_id, ActKind.PROGRESS, text="已办")


def test_an_act_before_the_last_one_is_refused(office: Office) -> None:
    act(office, TASK, ActKind.PROGRESS, day=date(2026, 10, 20), text="已起草")
    with nothing_kept(office), pytest.raises(MeetingRefused, match="早于最近一次登记2026-10-20"):
        act(office, TASK, ActKind.PROGRESS, day=date(2026, 10, 19), text="已调研")


def test_the_state_as_of_an_event_number(office: Office) -> None:
    """Replaying the stream gives what stood then, whatever was said later or taken back."""
    stood = [(office.store.last_seq(), state(office, TODAY))]
    for kind, given in (
        (ActKind.REPORT, {"unit": UNIT, "evidence": "函"}), (ActKind.REJECT, {"by": OFFICE, "text": "不足"}),
        (ActKind.EXTEND, {"by": CONVENOR, "text": "待批", "due": date(2026, 12, 31)}),
        (ActKind.ACCEPT, {"by": OFFICE, "evidence": "函"}), (ActKind.REOPEN, {"by": OFFICE, "text": "证据有误"}),
    ):  # fmt: skip
        act(office, TASK, kind, **given)
        stood.append((office.store.last_seq(), state(office, TODAY)))
    for seq, label in stood:
        (task,) = follow_up(open_register(office, as_of_seq=seq), TODAY).tasks
        assert task.label == label
    assert [label for _, label in stood] == ["超期", "超期", "超期", "推进中", "按期完成", "推进中"]
    last = office.store.events([EventKind.TASK])[-1]
    undo(office, last.event_id, why="证据无误")
    assert state(office, TODAY) == "按期完成"


def test_the_first_item_of_the_next_agenda(office: Office) -> None:
    decide(office, "H20261012", "落实经费", unit="清澜县司法局", due=date(2026, 12, 1))
    act(office, TASK, ActKind.ACCEPT, by=OFFICE, evidence="函")
    lines = next_agenda_item(office, date(2026, 11, 23))
    assert lines[0] == "上次议定事项落实情况（截至2026-11-22，共2项：推进中1项，超期完成1项）"
    assert lines[1].startswith("1．H20261012-02落实经费〔推进中〕") and "采信：函" in lines[2]
    units = {one.unit: dict(one.by_label) for one in by_unit(tasks(office).tasks)}
    assert units == {UNIT: {"超期完成": (TASK,)}, "清澜县司法局": {"推进中": ("H20261012-02",)}}
    told = settled(office)
    assert (told.in_time.text, told.overdue.text, told.to_meeting.text) == ("0 / 1", "0 / 1", "0 / 1")


def test_units_abolished_since_are_told(office: Office, settings: Settings) -> None:
    assert abolished(office, tasks(office)) == {}
    (settings.home / "units.csv").write_text(
        f"unit,place,start,end,successor,aliases\n{UNIT},,,2026-11-01,清澜县发展和改革局,\n清澜县发展和改革局,,,,,\n",
        encoding="utf-8",
    )
    assert "职责由“清澜县发展和改革局”承继" in abolished(office, tasks(office))[UNIT]
    task = act(
        office, TASK, ActKind.REASSIGN, unit="清澜县发展和改革局", by=CONVENOR, text="机构改革", due=date(2026, 12, 31)
    )
    assert task.course.unit == "清澜县发展和改革局" and abolished(office, tasks(office)) == {}


# --- on a matter ------------------------------------------------------------------------------------------------------


def test_one_truth_in_the_register_the_dossier_and_the_agenda(county: Office, matter: str, tmp_path: Path) -> None:
    told = decide(county, "H20261012", "补发安置费", matter=matter, unit=UNIT, due=DUE)
    fired = [row for row in study_matter(county, matter, as_of=TODAY).agenda if row["trigger"] == "T-13"]
    assert "补发安置费" in fired[0]["reason"] and tasks(county).tasks[0].is_overdue
    act(county, told.decision_id, ActKind.REPORT, unit=UNIT, evidence="拨付凭证")
    assert [row for row in study_matter(county, matter, as_of=TODAY).agenda if row["trigger"] == "T-13"]
    paper = tmp_path / "凭证.txt"
    paper.write_text("已拨付", encoding="utf-8")
    kept = keep_file(county, matter, paper, "履行凭证").payload["file_id"]
    act(county, told.decision_id, ActKind.ACCEPT, by=OFFICE, evidence=kept)
    dossier = study_matter(county, matter, as_of=TODAY)
    assert not [row for row in dossier.agenda if row["trigger"] == "T-13"]
    steps = [row["text"] for row in dossier.steps if row["kind"] == StepKind.PROGRESS.value]
    assert steps[-1] == f"议定事项{told.decision_id}采信：{kept}"
    assert tasks(county).tasks[0].label == "超期完成"
    batch = dossier.records[0]["batch"]
    assert (
        settled(county, batch=batch).in_time.text == "0 / 1" and settled(county, batch="无此批次").in_time.text == "—"
    )


def test_an_act_and_its_step_are_kept_together(county: Office, matter: str) -> None:
    from workbench.usecases.settle_duty import recuse

    told = decide(county, "H20261012", "补发安置费", matter=matter, unit=UNIT, due=DUE)
    act(county, told.decision_id, ActKind.PROGRESS, text="正在拨付")
    event, step = county.store.events([EventKind.TASK])[-1], county.store.events([EventKind.STEP])[-1]
    assert event.payload["step"] == step.event_id and step.payload["task"] == told.decision_id
    with nothing_kept(county), pytest.raises(MeetingRefused, match="改由承继单位"):
        act(county, told.decision_id, ActKind.REASSIGN, unit="清澜县国土资源局", by=CONVENOR, text="职能划转")
    undo(county, step.event_id, why="误登")
    assert not open_register(county).acts[told.decision_id]
    recuse(county, matter, UNIT, is_unit=True, decided_by=CONVENOR, why="承办过原处理")
    with nothing_kept(county), pytest.raises(ValueError, match="回避"):
        act(county, told.decision_id, ActKind.REPORT, unit=UNIT, evidence="凭证")


# --- the ladder -------------------------------------------------------------------------------------------------------


def later(office: Office, days: int) -> Office:
    return Office(office.settings.model_copy(update={"as_of": TODAY + timedelta(days=days)}))


def test_the_ladder_is_climbed_rung_by_rung_and_signed(county: Office, matter: str) -> None:
    number = decide(county, "H20261012", "补发安置费", matter=matter, unit=UNIT, due=DUE).decision_id
    (first,) = proposals(county)
    assert first.rung is Rung.FEEDBACK and first.finding.facts["超期"] == "22日" and first.finding.clause
    with nothing_kept(county), pytest.raises(MeetingRefused, match="现在可签的是“催报反馈”"):
        sign_rung(county, number, Rung.LISTED, CONVENOR, number="督〔2026〕1号")
    sign_rung(county, number, Rung.FEEDBACK, OFFICE)
    assert proposals(county) == ()
    week = later(county, 7)
    assert [one.rung for one in proposals(week)] == [Rung.LETTER]
    for given, sentence in (
        ({"signer": CONVENOR}, "督办函须有文号"),
        ({"signer": " ", "number": "督〔2026〕1号"}, "须由负责人签发"),
        ({"signer": CONVENOR, "number": "督〔2026〕1号", "due": TODAY + timedelta(days=40)}, "15日以内"),
    ):
        with nothing_kept(week), pytest.raises(MeetingRefused, match=sentence):
            sign_rung(week, number, Rung.LETTER, **given)
    sign_rung(week, number, Rung.LETTER, CONVENOR, number="督〔2026〕1号", due=TODAY + timedelta(days=20))
    steps = [row for row in study_matter(week, matter, as_of=TODAY + timedelta(days=7)).steps if row["kind"] == "督办"]
    assert steps[-1]["target"] == UNIT
    assert [[one.rung for one in proposals(later(county, days))] for days in (20, 21, 22)] == [[], [], [Rung.LISTED]]
    with pytest.raises(MeetingRefused, match="已用于议定事项"):
        sign_rung(later(county, 22), number, Rung.LISTED, CONVENOR, number="督[2026]1号")
    act(later(county, 22), number, ActKind.ACCEPT, by=OFFICE, evidence="凭证")
    assert proposals(later(county, 60)) == ()
