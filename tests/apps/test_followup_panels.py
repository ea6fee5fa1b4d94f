"""Every panel of 议定落实 can be made and read with and without meetings, and its forms record or refuse in a sentence."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

from workbench.apps.followup import acts, asks, panels, view
from workbench.apps.followup.model import TABS, FollowUpModel
from workbench.apps.followup.parts import Listing
from workbench.domain.codes import Level
from workbench.meetings.kinds import MeetingKind, MemberRole, RosterKind
from workbench.rules.decisions import ActKind
from workbench.rules.supervision import Rung
from workbench.settings import Settings
from workbench.usecases import follow_up, hold_meeting, keep_bodies, keep_units, write_minutes
from workbench.usecases.office import Office
from workbench.widgets import Form, MetricRow, Notice, Stepper, Timeline

TODAY, MET, UNIT, CONVENOR = date(2026, 11, 22), date(2026, 10, 12), "清澜县财政局", "县委副书记"


def inside(part: Any, kind: type[Any]) -> list[Any]:
    """Widgets of a kind within another, in order."""
    found = [part] if isinstance(part, kind) else []
    return found + [one for child in getattr(part, "children", ()) for one in inside(child, kind)]


@pytest.fixture
def office(own_office: Office) -> Office:
    found = Office(Settings(home=own_office.settings.home, actor="测试员", as_of=TODAY))
    keep_bodies.set_body(found, "TST", "清澜县专题联席会议", Level.COUNTY, since=date(2024, 1, 1))
    keep_bodies.set_member(found, "TST", CONVENOR, role=MemberRole.CONVENOR, since=date(2024, 1, 1))
    keep_bodies.set_member(found, "TST", "财政局局长", unit=UNIT, since=date(2024, 1, 1))
    met = hold_meeting.plan(found, "TST", MeetingKind.WORKING, MET, as_it_happened=True, why="补登").meeting_id
    hold_meeting.hold(found, met, present=[CONVENOR])
    hold_meeting.decide(found, met, "修订补偿办法", unit=UNIT, due=date(2026, 10, 31), evidence_required="印发的文件")
    return found


@pytest.fixture
def met(office: Office) -> str:
    return next(one.meeting_id for one in hold_meeting.meetings(office, "TST"))


@pytest.fixture
def model(office: Office, met: str) -> FollowUpModel:
    return FollowUpModel(office, {"body": "TST", "meeting": met, "task": f"{met}-01"})


def made(tab: str, model: FollowUpModel) -> Any:
    part, read = panels.make(tab, model)
    read()
    return part


def ask(form: Form, **values: str) -> None:
    form.asked = {"seq": int(form.asked.get("seq", 0)) + 1, "values": values}


@pytest.mark.parametrize("tab", TABS)
def test_a_panel_is_made_and_read_again(model: FollowUpModel, tab: str) -> None:
    part, read = panels.make(tab, model)
    read()
    read()
    assert isinstance(part, ipywidgets.Widget)


@pytest.mark.parametrize("tab", TABS)
def test_an_office_without_bodies_is_told_what_to_do(demo_office: Office, tab: str, tmp_path: Path) -> None:
    empty = Office(Settings(home=demo_office.settings.home, database=f"sqlite:///{tmp_path / 'empty.sqlite'}"))
    page = view.build(empty, {"tab": tab})
    (tabs,) = inside(page, ipywidgets.Tab)
    shown = tabs.children[list(TABS).index(tab)]
    assert shown.children
    if tab in ("meetings", "frequency"):
        assert any("会议机构" in one.value for one in inside(shown, Notice))


def test_panels_are_made_when_first_opened(model: FollowUpModel) -> None:
    page = view.build(model.office, {"tab": "tasks", "body": "TST"})
    (tabs,) = inside(page, ipywidgets.Tab)
    assert [bool(box.children) for box in tabs.children].count(True) == 1
    tabs.selected_index = list(TABS).index("minutes")
    assert [bool(box.children) for box in tabs.children].count(True) == 2


def test_a_meeting_is_planned_and_becomes_the_one_looked_at(model: FollowUpModel) -> None:
    form = inside(made("meetings", model), Form)[0]
    ask(form, body="TST", kind="工作会议", day="2026-11-20")
    assert "不能安排在过去" in form.said and not form.answered["ok"]
    ask(form, body="TST", kind="工作会议", day="2026-11-23", minutes="两小时")
    assert "应写整数分钟" in form.said
    ask(form, body="TST", kind="工作会议", day="2026-11-23", start="14:30", minutes="90", place="三楼会议室")
    assert form.answered["ok"] and "已安排" in form.said
    assert (model.opened[0].day, model.opened[0].start, model.opened[0].minutes) == (date(2026, 11, 23), "14:30", 90)


def test_a_planned_meeting_is_moved_and_called_off(model: FollowUpModel) -> None:
    model.meeting = hold_meeting.plan(model.office, "TST", MeetingKind.WORKING, date(2026, 11, 23)).meeting_id
    model.reload()
    part, read = panels.make("meetings", model)
    read()
    _, move, off = inside(part, Form)
    assert move.values["day"] == "2026-11-23" and not move.closed
    ask(move, **{**move.values, "day": "2026-11-24"})
    assert move.answered["ok"] and model.opened[0].day == date(2026, 11, 24)
    ask(off, why="与县委会议冲突")
    read()
    assert off.answered["ok"] and model.opened[0].state.value == "已取消" and off.closed


def test_an_agenda_choice_needs_its_reason_only_to_decline(model: FollowUpModel) -> None:
    model.meeting = hold_meeting.plan(model.office, "TST", MeetingKind.WORKING, date(2026, 11, 23)).meeting_id
    model.reload()
    part, read = panels.make("agenda", model)
    read()
    (listing,), (form,) = inside(part, Listing), inside(part, Form)
    listing.selected = listing.rows[0]["id"]
    assert form.values["matter"] == listing.rows[0]["id"]
    ask(form, matter=form.values["matter"], choice="不列入")
    assert "须说明理由" in form.said
    ask(form, matter=listing.rows[0]["id"], choice="列入")
    read()
    assert form.answered["ok"] and listing.rows[0]["choice"]["text"] == "列入" and asks.on_agenda(model)


def test_attendance_is_corrected_with_a_reason(model: FollowUpModel) -> None:
    part = made("held", model)
    (form,) = inside(part, Form)
    assert form.values["present"] == "0" and form.title == "更正到会情况"
    ask(form, present="0", excused="1", why="")
    assert "须写明理由" in form.said
    ask(form, present="0", excused="1", why="漏登请假")
    assert form.answered["ok"] and model.opened[0].excused == ("财政局局长",)
    assert form.values["excused"] == "1"  # the form shows what now stands


def test_a_draft_is_completed_and_taken_back(model: FollowUpModel) -> None:
    part, read = panels.make("decided", model)
    read()
    (listing,), (form, back) = inside(part, Listing), inside(part, Form)
    ask(form, text="核对名册", kind="定方案", final="定稿")
    assert "缺牵头单位、落实期限" in form.said
    ask(form, text="核对名册", kind="定方案", final="草稿")
    read()
    row = listing.rows[-1]
    assert form.answered["ok"] and row["state"]["text"] == "草稿，缺牵头单位、落实期限"
    listing.selected = row["id"]
    assert form.title == f"补齐草稿 {row['id']}" and form.values["text"] == "核对名册"
    ask(form, **{**form.values, "unit": "清澜县民政局", "due": "2026-12-20"})
    read()
    assert form.answered["ok"] and listing.rows[-1]["state"]["text"] == "定稿" and not listing.selected
    listing.selected = row["id"]
    ask(back, why="")
    assert "须写明理由" in back.said
    ask(back, why="登记有误")
    read()
    assert back.answered["ok"] and len(listing.rows) == 1


def test_minutes_go_their_way_and_freeze(model: FollowUpModel) -> None:
    part, read = panels.make("minutes", model)
    read()
    (stepper,), (form,) = inside(part, Stepper), inside(part, Form)
    stepper.chosen = "起草"
    ask(form, views="要依法分类处理", requires="", heard="", lead="", distribution="")
    assert form.answered["ok"] and "草稿" in form.said
    read()
    stepper.chosen = "起草"
    assert form.values["views"] == "要依法分类处理" and form.values["lead"].startswith("2026年10月12日")
    for kind, given in (("送审", {}), ("签发", {"by": CONVENOR}), ("印发", {"number": ""})):
        stepper.chosen = kind
        ask(form, **given)
        assert form.answered["ok"], form.said
        read()
    assert asks.minutes(model).is_frozen and stepper.stages[-1]["state"] == "now"
    shut = {one["kind"]: one["refusal"] for one in stepper.choices}
    assert "文字不再改动" in shut["起草"] and not shut["更正"]
    stepper.chosen = "起草"
    assert form.closed and not form.fields
    stepper.chosen = "更正"
    ask(form, note="单位名称有误")
    assert form.answered["ok"] and "第2版" in form.said


def test_a_form_open_while_another_prints_is_refused_and_keeps_its_words(model: FollowUpModel) -> None:
    part, read = panels.make("minutes", model)
    read()
    (stepper,), (form,) = inside(part, Stepper), inside(part, Form)
    stepper.chosen = "起草"
    write_minutes.draft(model.office, model.meeting, actor="同事乙")
    ask(form, views="补充一段")
    assert "他人已有登记" in form.said and not form.answered["ok"] and "同事乙" in model.meanwhile[0]
    write_minutes.submit(model.office, model.meeting, actor="同事乙")
    write_minutes.sign(model.office, model.meeting, CONVENOR, actor="同事乙")
    write_minutes.issue(model.office, model.meeting, actor="同事乙")
    form.values = {**form.values, "views": "补充一段"}
    ask(form, views="补充一段")
    read()
    assert "文字不再改动" in form.said and form.values["views"] == "补充一段" and form.fields
    assert stepper.stages[-1]["state"] == "now"  # the page shows what the colleague did
    assert asks.minutes(model).is_frozen and "补充一段" not in asks.minutes(model).as_text()


def test_a_task_is_reported_and_its_evidence_accepted(model: FollowUpModel) -> None:
    part, read = panels.make("tasks", model)
    read()
    (stepper,), (form,), (picture,) = inside(part, Stepper), inside(part, Form), inside(part, Timeline)
    assert picture.items[0]["lane"] == UNIT and picture.items[0]["tone"] == "overdue"
    stepper.chosen = "报落实"
    ask(form, unit=UNIT, evidence="", text="已修订")
    assert "须附证据" in form.said
    ask(form, unit=UNIT, evidence="财发〔2026〕12号", text="已修订")
    read()
    assert form.answered["ok"] and stepper.stages[1]["state"] == "now"
    stepper.chosen = "采信"
    ask(form, by="财政局局长")
    read()
    stepper.chosen = "采信"
    assert form.answered["ok"] and "超期完成" in inside(part, Listing)[0].rows[0]["state"]["text"]
    assert stepper.stages[2]["state"] == "now" and form.closed


def test_a_card_narrows_the_list_and_gives_it_back(model: FollowUpModel) -> None:
    part, read = panels.make("tasks", model)
    read()
    states = inside(part, MetricRow)[0]
    listing = inside(part, Listing)[0]
    everything = len(listing.rows)
    states.clicked = {"key": "推进中", "seq": 1}
    read()
    assert all(row["state"]["text"] == "推进中" for row in listing.rows) and "推进中" in listing.title
    states.clicked = {"key": "推进中", "seq": 2}
    read()
    assert len(listing.rows) == everything == 1


def test_a_list_is_exported_with_its_filter(model: FollowUpModel) -> None:
    part = made("tasks", model)
    listing = inside(part, Listing)[0]
    listing.exported += 1
    assert listing.told.startswith("已存为 ") and listing.told.endswith(".xlsx")
    assert Path(listing.told.removeprefix("已存为 ")).stat().st_size > 4000


def test_a_rung_is_signed_with_post_and_number(model: FollowUpModel) -> None:
    part, read = panels.make("supervision", model)
    read()
    (proposed, signed), (form,) = inside(part, Listing), inside(part, Form)
    assert [row["id"] for row in proposed.rows] == [model.task] and signed.rows == []
    proposed.selected = model.task
    assert form.title.startswith(f"签发{Rung.FEEDBACK.value}")
    ask(form, signer="")
    assert "签发人职务" in form.said
    ask(form, signer="联席办主任")
    read()
    assert form.answered["ok"] and proposed.rows == [] and signed.rows[0]["rung"] == "催报反馈"


def test_a_letter_and_the_minutes_are_printed_into_the_office_s_folder(model: FollowUpModel) -> None:
    part, read = panels.make("supervision", model)
    read()
    sign = inside(part, Form)[0]
    for signer, number, later in (("联席办主任", "", 0), ("县委副书记", "清信联督〔2026〕9号", 14)):
        model.office = Office(Settings(home=model.office.settings.home, actor="测试员", as_of=TODAY + timedelta(later)))
        read()
        inside(part, Listing)[0].selected = model.task
        ask(sign, signer=signer, number=number)
        assert sign.answered["ok"], sign.said
        read()
    signed = inside(part, Listing)[1]
    (press,) = [one for one in inside(part, ipywidgets.Button) if one.description == "打印文书"]
    signed.selected = next(row["id"] for row in signed.rows if row["rung"] == "催报反馈")
    assert press.disabled
    signed.selected = next(row["id"] for row in signed.rows if row["rung"] == "督办函")
    press.click()
    assert any("已存为" in one.value for one in inside(part, Notice))
    write_minutes.draft(model.office, model.meeting)
    (paper,) = [one for one in inside(made("minutes", model), ipywidgets.Button) if "打印" in one.description]
    paper.click()
    kinds = {path.name.partition("_")[0] for path in (model.office.settings.home / "papers").glob("*.docx")}
    assert {"督办函", "会议纪要"} <= kinds
    model.reload()
    assert model.do(lambda seen: acts.act(model, ActKind.PROGRESS, {"unit": UNIT, "text": "已起草"}, seen), "登记")


def test_frequency_says_what_is_missing_and_the_calendar_lies_in_the_office(model: FollowUpModel) -> None:
    hold_meeting.plan(model.office, "TST", MeetingKind.WORKING, date(2026, 11, 30))
    part = made("frequency", model)
    periods = inside(part, Listing)[0]
    assert {"缺", "期内"} & {row["结果"]["text"] for row in periods.rows}
    assert all(not row["规则"].startswith("meetings.") for row in periods.rows)
    (button,) = [one for one in inside(part, ipywidgets.Button) if ".ics" in one.description]
    button.click()
    (file,) = (model.office.settings.home / "papers").glob("会议日历_TST.ics")
    assert "BEGIN:VEVENT" in file.read_text(encoding="utf-8")


def test_reception_days_are_drawn_and_marked(model: FollowUpModel) -> None:
    part, read = panels.make("frequency", model)
    read()
    roster, (mark, draw) = inside(part, Listing)[1], inside(part, Form)
    ask(draw, period="周", since="2026-11-23", until="2026-12-06", place="接待大厅")
    read()
    assert draw.answered["ok"] and len(roster.rows) == 2
    roster.selected = roster.rows[0]["id"]
    ask(mark, state="已接访")
    assert "还没有到" in mark.said
    ask(mark, state="已取消", why="另有会议")
    read()
    assert mark.answered["ok"] and "已取消" in {row["state"]["text"] for row in roster.rows}


def test_the_next_meeting_opens_with_what_became_of_the_last(model: FollowUpModel) -> None:
    hold_meeting.plan(model.office, "TST", MeetingKind.WORKING, date(2026, 11, 30))
    model.reload()
    part = made("opening", model)
    (listing,), (head,) = inside(part, Listing), inside(part, Notice)
    assert "上次议定事项落实情况" in head.value and len(listing.rows) == 1
    assert "修订补偿办法" in listing.rows[0]["line"] and "超期22日" in listing.rows[0]["line"]


def test_an_abolished_unit_is_told(model: FollowUpModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow_up, "unit_gone", lambda _office, unit, _on: f"“{unit}”已撤销" if unit == UNIT else "")
    part = made("tasks", model)
    assert any(f"“{UNIT}”已撤销" in one.value for one in inside(part, Notice))


# --- units and what receptions came to ------------------------------------------------------------------------------------


def test_a_unit_is_registered_and_changed_by_a_click(model: FollowUpModel) -> None:
    part, read = panels.make("units", model)
    read()
    listing, form = inside(part, Listing)[0], inside(part, Form)[0]
    ask(form, unit=UNIT, station_mode="整体进驻", phone="12345")
    assert "须写明进驻的接待场所" in form.said and not form.answered["ok"]
    ask(form, unit=UNIT, station_mode="整体进驻", station="县信访接待室", phone="12345")
    read()
    assert form.answered["ok"]
    row = next(row for row in listing.rows if row["id"] == UNIT)
    assert row["missing"]["text"] == "缺邮箱、接访日、办公室、专职人员岗位" and row["station"] == "县信访接待室"
    listing.selected = UNIT
    assert form.values["phone"] == "12345" and form.title == f"登记单位：{UNIT}"
    ask(form, **{**form.values, "post": "信访专干"})
    read()
    assert form.answered["ok"] and not listing.selected
    listing.exported += 1
    assert listing.told.startswith("已存为 ")


def test_numbers_of_a_reception_are_recorded_and_summed(model: FollowUpModel) -> None:
    keep_bodies.plan_receptions(
        model.office, "TST", "每天", MET, MET, posts=[CONVENOR], as_it_happened=True, why="补登"
    )
    keep_bodies.mark_reception(model.office, "TST", MET, CONVENOR, "已接访")
    model.reload()
    part, read = panels.make("units", model)
    read()
    lines, roles = inside(part, Listing)[2:4]
    form = inside(part, Form)[1]
    ((value, label),) = form.fields[0]["choices"]
    assert label.startswith(f"{MET} {CONVENOR}（清澜县专题联席会议") and lines.rows[-1]["未登记统计"] == 1
    ask(form, reception=value, batches="3", persons="两人")
    assert "人次“两人”应写整数" in form.said
    ask(form, reception=value, batches="3", persons="5", present="人大代表两名")
    assert "请写身份和人数" in form.said
    ask(form, reception=value, batches="3", persons="5", resolved="1", present="人大代表2、律师1")
    read()
    assert (
        form.answered["ok"]
        and lines.rows[-1]["批次"] == 3
        and [row["身份"] for row in roles.rows] == ["人大代表", "律师"]
    )
    assert "更正须写说明" in form.fields[0]["choices"][0][1]
    cards = inside(part, MetricRow)[1]
    assert [one["value"] for one in cards.metrics] == [1, 3, 1]


def test_market_days_and_station_duty_are_drawn_up(model: FollowUpModel) -> None:
    part, read = panels.make("frequency", model)
    read()
    draw = inside(part, Form)[1]
    ask(draw, period="赶集日", since="2026-11-23", until="2026-11-30")
    assert "须写明逢几赶集" in draw.said
    ask(
        draw,
        period="赶集日",
        market="3、8",
        kind="赶集日接访",
        since="2026-11-23",
        until="2026-11-30",
        station="集市口",
    )
    read()
    assert draw.answered["ok"] and "已排 2 个" in draw.said
    assert {(row["kind"], row["place"]) for row in inside(part, Listing)[1].rows} == {("赶集日接访", "集市口")}


def test_the_topics_supervisor_is_registered_and_proposed_as_signer(
    model: FollowUpModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    part, read = panels.make("units", model)
    read()
    form, listing = inside(part, Form)[2], inside(part, Listing)[4]
    ask(form, topic="城乡建设", post="稳控组长")
    assert "稳控" in form.said
    ask(form, topic="城乡建设", post="分管副县长", since="2026-01-01")
    read()
    assert form.answered["ok"] and listing.rows[0]["对口督办职务"] == "分管副县长"
    (one,) = asks.supervisors(model)
    monkeypatch.setattr(asks, "signers", lambda _model, found: {asked.decision_id: one for asked in found})
    part, read = panels.make("supervision", model)
    read()
    sign = inside(part, Form)[0]
    inside(part, Listing)[0].selected = model.task
    assert sign.values["signer"] == "分管副县长" and "由分管副县长对口督办；签发人由人定" in sign.note
    sign.values = {**sign.values, "signer": "县委副书记"}
    read()
    assert sign.values["signer"] == "县委副书记"  # what a person typed stays


def test_who_is_at_a_station_on_a_day(model: FollowUpModel) -> None:
    part, read = panels.make("units", model)
    read()
    listing, day = inside(part, Listing)[1], inside(part, ipywidgets.DatePicker)[0]
    assert listing.rows == [] and day.value == TODAY
    keep_units.set_unit_card(
        model.office, UNIT, {"station_mode": "集中常驻", "station": "县信访接待室", "post": "业务骨干"}
    )
    joint = {"posts": [CONVENOR, "检察长"], "kind": RosterKind.JOINT, "station": "县信访接待室"}
    keep_bodies.plan_receptions(model.office, "TST", "每天", date(2026, 11, 23), date(2026, 11, 23), **joint)
    read()
    assert [row["who"] for row in listing.rows] == [f"{UNIT} 业务骨干"]
    day.value = date(2026, 11, 23)
    assert [(row["who"], row["as"]) for row in listing.rows][1:] == [(CONVENOR, "联合接访"), ("检察长", "联合接访")]
