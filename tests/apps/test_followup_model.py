"""议定落实 as it knows itself: the link, the meeting that is nearest, fractions with their lists, and the second writer."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

import pytest

from workbench.apps.followup import acts, asks, rows
from workbench.apps.followup.model import TABS, FollowUpModel
from workbench.domain.codes import Level
from workbench.meetings.kinds import MeetingKind, MemberRole
from workbench.rules.decisions import ActKind, TaskState
from workbench.rules.minutes import MinutesAct
from workbench.settings import Settings
from workbench.usecases import follow_up, hold_meeting, keep_bodies, write_minutes
from workbench.usecases.keep_bodies import rule_names
from workbench.usecases.office import Office

TODAY, MET, UNIT, CONVENOR = date(2026, 11, 22), date(2026, 10, 12), "清澜县财政局", "县委副书记"
DEPUTY = "县委常委、政法委书记"


def with_meetings(home_of: Office) -> Office:
    """The invented county on a fixed day with a conference of our own, one meeting held and one planned."""
    office = Office(Settings(home=home_of.settings.home, actor="测试员", as_of=TODAY))
    keep_bodies.set_body(office, "TST", "清澜县专题联席会议", Level.COUNTY, since=date(2024, 1, 1))
    keep_bodies.set_member(office, "TST", CONVENOR, role=MemberRole.CONVENOR, since=date(2024, 1, 1))
    keep_bodies.set_member(office, "TST", DEPUTY, role=MemberRole.DEPUTY, since=date(2024, 1, 1))
    met = hold_meeting.plan(office, "TST", MeetingKind.WORKING, MET, as_it_happened=True, why="补登").meeting_id
    hold_meeting.hold(office, met, present=[CONVENOR, DEPUTY])
    hold_meeting.decide(office, met, "修订补偿办法", unit=UNIT, due=date(2026, 10, 31), evidence_required="印发的文件")
    hold_meeting.decide(office, met, "核对名册", unit="清澜县民政局", due=date(2026, 12, 20))
    hold_meeting.plan(office, "TST", MeetingKind.WORKING, date(2026, 11, 23))
    return office


@pytest.fixture
def office(own_office: Office) -> Office:
    return with_meetings(own_office)


@pytest.fixture
def model(office: Office) -> FollowUpModel:
    return FollowUpModel(office, {"body": "TST"})


def held(model: FollowUpModel) -> str:
    return next(one.meeting_id for one in model.meetings if one.day == MET)


def test_the_next_meeting_planned_is_shown_first(model: FollowUpModel) -> None:
    assert model.opened[0].day == date(2026, 11, 23) and model.tab == "meetings" and not model.problem
    assert [one.day for one in model.meetings] == [date(2026, 11, 23), MET]


def test_the_link_opens_the_same_again(model: FollowUpModel) -> None:
    model.meeting = held(model)
    model.task, model.tab = f"{model.meeting}-01", "tasks"
    asked = {name: values[0] for name, values in parse_qs(model.address.removeprefix("?")).items()}
    again = FollowUpModel(model.office, asked)
    assert (again.body, again.meeting, again.task, again.tab) == (model.body, model.meeting, model.task, "tasks")
    assert again.address == model.address


def test_what_a_link_names_and_is_gone_is_told(office: Office) -> None:
    model = FollowUpModel(office, {"meeting": "H19990101", "body": "<b>", "task": "H1-01", "tab": "nothing"})
    assert model.tab in TABS and model.meeting and not model.body and not model.task
    assert all(f"没有编号为“{gone}”的" in model.problem for gone in ("H19990101", "<b>", "H1-01"))


def test_a_body_chosen_brings_its_meeting(office: Office) -> None:
    keep_bodies.set_body(office, "EMPTY", "清澜县空机构", Level.COUNTY)
    model = FollowUpModel(office)
    model.body = "TST"
    assert model.opened[1].body_id == "TST"
    model.body = "EMPTY"
    assert model.meetings == () and model.meeting == ""


def test_states_and_fractions_agree_with_their_lists(model: FollowUpModel) -> None:
    found = asks.tasks(model)
    cards = {card["key"]: card for card in rows.state_cards(found)}
    assert set(cards) == {state.value for state in TaskState}
    for label, card in cards.items():
        assert len(rows.chosen(found, label, ())) == card["value"]
        assert card["fraction"] == f"{card['value']} / {len(found.tasks)} 项"
    ratios = asks.fractions(model)
    told = follow_up.settled(model.office)
    assert ratios["全部:overdue"] == told.overdue and told.overdue.ids
    everything = FollowUpModel(model.office)
    listed = rows.chosen(asks.tasks(everything), "全部:overdue", ratios["全部:overdue"].ids)
    assert {one.decision.decision_id for one in listed} == set(told.overdue.ids)
    assert {card["value"] for card in asks.fraction_cards(ratios, "全部")} >= {told.in_time.text, told.overdue.text}


def test_a_campaign_has_its_own_fractions(model: FollowUpModel) -> None:
    batches = [one.batch for one in model.office.settings.campaigns]
    assert batches and list(asks.scopes(model)) == ["全部", *batches]
    found = asks.fractions(model)
    assert found[f"{batches[0]}:in_time"] == follow_up.settled(model.office, batch=batches[0]).in_time


def test_an_act_is_recorded_and_the_register_read_again(model: FollowUpModel) -> None:
    model.task = f"{held(model)}-01"
    before = model.stamp
    given = {"unit": UNIT, "evidence": "财发〔2026〕12号"}
    assert model.do(lambda seen: acts.act(model, ActKind.REPORT, given, seen), lambda task: task.label)
    assert model.said.tone == "ok" and model.stamp > before and len(model.register.acts[model.task]) == 1


def test_a_refusal_is_a_sentence_and_nothing_is_kept(model: FollowUpModel) -> None:
    model.task = f"{held(model)}-01"
    before = model.office.store.last_seq()
    assert not model.do(lambda seen: acts.act(model, ActKind.REPORT, {"unit": UNIT}, seen), "登记")
    assert "报落实须附证据" in model.said.text and model.said.tone == "overdue"
    assert model.office.store.last_seq() == before
    assert not model.do(lambda seen: acts.act(model, ActKind.REPORT, {"unit": UNIT, "day": "2026-11"}, seen), "登记")
    assert "须写到日" in model.said.text


def test_the_second_writer_is_told_and_may_ask_again(model: FollowUpModel) -> None:
    model.task = f"{held(model)}-01"
    follow_up.act(model.office, model.task, ActKind.PROGRESS, unit=UNIT, text="已起草", actor="同事乙")
    given = {"unit": UNIT, "text": "已征求意见"}
    assert not model.do(lambda seen: acts.act(model, ActKind.PROGRESS, given, seen), "登记")
    assert "他人已有登记" in model.said.text and "同事乙" in model.meanwhile[0] and "进展" in model.meanwhile[0]
    assert model.do(lambda seen: acts.act(model, ActKind.PROGRESS, given, seen), "登记") and not model.meanwhile
    assert [one.text for one in model.register.acts[model.task]] == ["已起草", "已征求意见"]


def test_minutes_say_what_may_be_done_and_why_not(model: FollowUpModel) -> None:
    def refusals() -> dict[str, str]:
        return {choice["kind"]: choice["refusal"] for choice in asks.minutes_choices(model, asks.minutes(model))}

    assert all("尚未登记召开" in why for why in refusals().values())
    model.meeting = held(model)
    assert refusals()["起草"] == "" and "先起草" in refusals()["送审"]
    write_minutes.draft(model.office, model.meeting)
    write_minutes.submit(model.office, model.meeting)
    write_minutes.sign(model.office, model.meeting, DEPUTY)
    number = asks.free_number(model, asks.minutes(model))
    assert acts.pass_on(model, MinutesAct.ISSUE, {"number": ""}, model.office.store.last_seq()).number == number
    shut = refusals()
    assert shut["更正"] == "" and "文字不再改动" in shut["起草"]
    stages = rows.minutes_stages(asks.minutes(model))
    assert [one["state"] for one in stages] == ["done", "done", "done", "now"] and all(one["day"] for one in stages)


def test_posts_with_a_comma_of_their_own_stay_whole(model: FollowUpModel) -> None:
    posts = [CONVENOR, DEPUTY]
    model.meeting = next(one.meeting_id for one in model.meetings if one.day > TODAY)
    moved = acts.plan(model, {"day": "2026-11-22"}, model.register.seen, model.meeting)
    model.reload()
    given = {"present": "0、1", "observers": "县委办、政府办；某街道"}
    done = acts.hold(model, given, model.register.seen, posts)
    assert moved.day == TODAY and done.present == (CONVENOR, DEPUTY) and done.observers == ("县委办、政府办", "某街道")


def test_what_may_be_done_on_a_task_comes_from_the_rules(model: FollowUpModel) -> None:
    task_id = f"{held(model)}-01"
    task = next(one for one in asks.tasks(model).tasks if one.decision.decision_id == task_id)
    choices = {one["kind"]: one["refusal"] for one in rows.task_choices(task, (), TODAY)}
    assert "尚未采信落实" in choices["重开"] and "没有待采信" in choices["不予采信"]
    assert not any(choices[kind] for kind in ("进展", "报落实", "采信", "延期", "改办", "提交会议"))


def test_every_rule_of_frequency_has_a_name() -> None:
    assert [name for name in rule_names(TODAY) if name not in rows.RULES] == []
