"""会议筹备 › 排会 without a widget: a round from planned meetings, the plan in hand, clashes, versions, a second writer."""

from __future__ import annotations

import asyncio
import time
from datetime import date

import pytest

from workbench.apps.meeting import conditions
from workbench.apps.meeting.model import ROUND, MeetingModel
from workbench.apps.meeting.rounds import RoundModel, told
from workbench.apps.meeting.rows import (
    board_cards,
    board_sittings,
    calling_rows,
    clash_rows,
    version_facts,
    version_rows,
    word_rows,
)
from workbench.apps.meeting.working import beside
from workbench.domain.codes import Level
from workbench.meetings.kinds import MeetingKind, MemberRole
from workbench.meetings.rounds import WordKind
from workbench.meetings.schedule.clashes import ClashLevel
from workbench.meetings.schedule.problem import Absence, Half
from workbench.usecases import hold_meeting, keep_bodies, schedule_round
from workbench.usecases.office import Office

DAYS = (date(2026, 11, 24), date(2026, 11, 26), date(2026, 12, 1))


def furnish(office: Office) -> None:
    """A county and a township conference with meetings planned."""
    keep_bodies.set_body(office, "QLX", "清澜县信访工作联席会议", Level.COUNTY, place="990121")
    keep_bodies.set_member(office, "QLX", "县委副书记", unit="清澜县委", role=MemberRole.CONVENOR)
    keep_bodies.set_body(office, "Z100", "龙栖镇信访工作联席会议", Level.TOWN, place="990121100")
    keep_bodies.set_member(office, "Z100", "镇党委书记", unit="龙栖镇党委", role=MemberRole.CONVENOR)
    for day in DAYS:
        hold_meeting.plan(office, "QLX", MeetingKind.WORKING, day, place="县信访局一会议室")
    hold_meeting.plan(office, "Z100", MeetingKind.TOWN, date(2026, 11, 25), start="14:30", place="龙栖镇政府")


def start_round(office: Office, many: int = 6) -> str:
    """A round over those meetings with the first matters the triggers propose that somebody leads."""
    made = schedule_round.set_round(office, "十一月会商", date(2026, 11, 23), date(2026, 12, 4))
    rows = office.edition().query(
        "SELECT DISTINCT matter_id FROM agenda JOIN matters USING (matter_id) WHERE lead_unit <> '' AND NOT locked ORDER BY 1"
    )
    for matter in rows["matter_id"][:many]:
        schedule_round.choose(office, made, matter, True, why="")
    return made


@pytest.fixture
def model(own_office: Office) -> RoundModel:
    furnish(own_office)
    return RoundModel(own_office, start_round(own_office))


def test_a_round_is_made_from_the_planned_meetings(own_office: Office) -> None:
    furnish(own_office)
    model = RoundModel(own_office)
    assert model.state is None and model.rounds() == [] and model.clashes() == []
    assert not model.make_round("", date(2026, 11, 23), date(2026, 12, 4), [])
    assert "须写明轮次名称" in model.said.text and model.said.tone == "overdue"
    assert model.make_round("十一月会商", date(2026, 11, 23), date(2026, 12, 4), ["QLX"])
    assert "会议 3 次" in model.said.text and len(board_sittings(model)) == 3
    model.draw_up()
    assert "本轮还没有列入的事项" in model.said.text and model.latest is None


def test_a_plan_is_reckoned_kept_and_told(model: RoundModel) -> None:
    assert len(model.out()) == 6 and not model.is_moved
    model.draw_up("十一月")
    assert model.busy == "" and model.said.tone == "ok" and model.said.text.startswith("第1版（计算）已保存")
    assert model.latest and not model.is_moved and not model.out()
    assert set(model.times()) == {one.id for one in model.opened.problem.matters}
    (row,) = version_rows(model)
    assert (row["how"], row["heard"], row["why"]) == ("计算", 6, "十一月") and row["gap"].endswith("%")
    assert {row["who"] for row in calling_rows(model)} >= {one.lead for one in model.opened.problem.matters}
    assert dict(version_facts(model.latest))["由来"] == "第一版"


def test_a_moved_card_is_in_hand_until_it_is_kept(model: RoundModel) -> None:
    model.draw_up()
    order = dict(model.order)
    matter = next(iter(model.plan.place))
    here = model.plan.place[matter]
    there = next(
        one.id for one in model.opened.problem.sittings if one.id != here and one.id not in model.barred(matter)
    )
    moved = {one: [m for m in matters if m != matter] for one, matters in order.items()}
    moved[there] = [matter, *moved.get(there, [])]
    model.arrange(moved)
    assert model.is_moved and model.can_undo and len(model.opened.versions) == 1
    assert not model.release() and "未保存的移动" in model.said.text
    model.undo()
    assert not model.is_moved and not model.can_undo
    model.arrange(moved)
    assert model.keep("换到更早的会") and "第2版（手工）" in model.said.text
    assert model.latest and matter in model.latest.plan.order[there] and model.latest.moves
    model.show_version(1)
    assert model.is_moved and model.plan.place[matter] == here
    model.restore()
    assert not model.is_moved


def test_what_cannot_be_placed_is_told_and_refused_and_stays_in_hand(model: RoundModel) -> None:
    model.draw_up()
    town = next(one.id for one in model.opened.problem.sittings if one.level is Level.TOWN)
    matter = next(one.id for one in model.opened.problem.matters if town in model.barred(one.id))
    assert "不能排入" in model.barred(matter)[town]
    moved = {one: [m for m in matters if m != matter] for one, matters in model.order.items()}
    model.arrange({**moved, town: [*moved.get(town, []), matter]})
    found = [row for row in clash_rows(model) if row["level"] == ClashLevel.PLACING.value]
    assert (found[0]["matter"], found[0]["sitting"]) == (matter, town) and found[0]["todo"]
    assert not model.keep() and "不能排入" in model.said.text and model.is_moved
    assert len(model.opened.versions) == 1


def test_who_keeps_second_is_told_and_loses_nothing(model: RoundModel) -> None:
    model.draw_up()
    model.arrange({one: matters[::-1] for one, matters in model.order.items()})
    mine = dict(model.order)
    other = RoundModel(model.office, model.round_id)
    sitting = next(one for one, matters in other.order.items() if matters)
    other.arrange({**other.order, sitting: other.order[sitting][1:]})
    assert other.keep()
    assert not model.keep() and "他人已在本轮登记" in model.said.text
    assert "排会方案" in model.meanwhile[0] and model.order == mine
    assert model.keep() and model.meanwhile == [] and len(model.opened.versions) == 3


def test_conditions_are_said_taken_back_and_quarrel_in_words(model: RoundModel) -> None:
    matter = model.opened.problem.matters[0]
    spans = {"who": matter.lead, "since": "2026-11-23", "until": "2026-12-04", "half": ""}
    assert model.say(conditions.conditions(WordKind.AWAY, spans), "出差")
    assert len(word_rows(model)) == 12 and matter.lead in word_rows(model)[0]["sentence"]
    wish = {"wish": "必须上会", "hard": "必须", "name": "此件必须上会", "matter": matter.id}
    assert model.say(conditions.conditions(WordKind.WISH, wish), "")
    model.draw_up()
    assert model.latest is None and model.said.tone == "overdue"
    assert "排不出方案" in model.said.text and matter.lead in model.said.text
    newest = word_rows(model)[0]["id"]
    assert not model.unsay(newest, " ") and model.said.text == "撤回条件须写明理由"
    assert model.unsay(newest, "可缓议") and len(word_rows(model)) == 12
    model.draw_up()
    assert model.latest and matter.id in model.latest.left_out and matter.id in model.waits()


def test_a_change_moves_few_and_stays_as_a_condition(model: RoundModel) -> None:
    model.change(conditions.change_of({"who": "谁", "since": "2026-11-24"}, date(2026, 11, 20)))
    assert "还没有方案" in model.said.text
    model.draw_up()
    one = model.callings()[0]
    day = model.opened.problem.sitting[one.sitting].day
    model.change(conditions.change_of({"who": one.who, "since": day.isoformat()}, model.opened.problem.today))
    assert model.said.tone == "ok", model.said.text
    assert model.latest and model.latest.how == "重排" and "不在" in model.latest.change
    assert any(isinstance(word.condition, Absence) for word in model.opened.words)
    assert one.sitting not in [came.sitting for came in model.callings() if came.who == one.who]


def test_a_release_waits_for_papers_and_puts_matters_on_the_agenda(model: RoundModel) -> None:
    model.draw_up()
    stops = [row for row in clash_rows(model) if row["level"] == ClashLevel.RELEASE.value]
    ready = model.release("发布")
    assert ready == (not stops)
    if not stops:
        assert model.opened.released == 1 and version_rows(model)[0]["state"] == "已发布"
    else:
        assert stops[0]["sentence"].partition("，")[0] in model.said.text


def test_cards_say_what_is_known_of_papers_and_sittings_their_limit(model: RoundModel) -> None:
    cards, sittings = board_cards(model), board_sittings(model)
    assert sittings[0].when == "11月24日 周二 09:00–11:00"
    assert sittings[0].chair == "县委副书记" and sittings[0].limit == 5 and sittings[0].room == 105
    dues = [one.due for one in cards if one.due]
    assert dues == sorted(dues) and all(one.href.endswith(one.id) for one in cards)


def test_matters_of_the_round_are_chosen_and_declined_with_reason(model: RoundModel) -> None:
    page = MeetingModel(model.office, {"round": model.round_id, "meeting": ROUND})
    assert page.is_whole and len(page.rows(True)) == 6
    page.wanted = page.rows(True)[0]["id"]
    page.decide(False, "")
    assert "不列入议程须说明理由" in page.said and len(page.rows(True)) == 6
    page.decide(False, "下一轮再议")
    (out,) = [row for row in page.rows(False) if row["id"] == page.wanted]
    assert out["why"] == "经 测试员 决定不列入：下一轮再议" and len(page.rows(True)) == 5
    page.wanted = next(row["id"] for row in page.rows(False) if row["unit"] and row["id"] != page.wanted)
    assert page.reasons()
    page.decide(True, "")
    assert page.wanted in [row["id"] for row in page.rows(True)]
    assert "round=P" in page.address and "meeting=round" in page.address


def test_a_planned_meeting_has_its_own_agenda_with_times(model: RoundModel) -> None:
    page = MeetingModel(model.office, {"round": model.round_id})
    assert page.scope == "H20261124" and page.day == DAYS[0]
    assert "预计" in page.headline() and "结束" in page.headline()
    assert [row["time"] for row in page.rows(True)][:2] == ["09:00–09:15", "09:15–09:40"]
    page.scope = "H20261126"
    assert page.day == DAYS[1] and page.subject == "H20261126"
    page.scope = ""
    page.day = date(2026, 12, 14)
    assert page.subject == "H20261214" and page.rows(True)[0]["time"] == ""


def test_what_is_typed_wrong_is_said(model: RoundModel) -> None:
    with pytest.raises(ValueError, match="不是日期"):
        conditions.absences({"who": "甲", "since": "2026-11"})
    with pytest.raises(ValueError, match="请核对起止日"):
        conditions.absences({"who": "甲", "since": "2026-11-20", "until": "2026-11-19"})
    with pytest.raises(ValueError, match="请先填写变动"):
        conditions.change_of({"why": "无"}, date(2026, 11, 20))
    with pytest.raises(ValueError, match="不是整数"):
        conditions.conditions(WordKind.MINUTES, {"matter": "M", "minutes": "半小时"})
    assert conditions.absences({"who": "甲", "since": "2026-11-20", "half": "上午"})[0].half is Half.MORNING
    for kind in WordKind:
        assert conditions.fields(kind, model.opened)[-1].name == "why"
    model.round_id = "P-NONE"
    assert model.state is None and "没有编号为“P-NONE”的排会轮次" in model.said.text


def test_told_names_the_gap_and_the_minutes(model: RoundModel) -> None:
    model.draw_up()
    assert model.latest
    assert "与可证最好的方案相差不超过" in told(model.latest) and "等候比" in told(model.latest)


def test_conditions_are_said_all_or_none(model: RoundModel) -> None:
    lead = model.opened.problem.matters[0].lead
    days = {"who": lead, "since": "2026-12-03", "until": "2026-12-06"}  # the round ends on 12-04
    assert not model.say(conditions.conditions(WordKind.AWAY, days), "")
    assert "不在本轮的" in model.said.text and word_rows(model) == []


def test_a_long_reckoning_leaves_the_loop_alive() -> None:
    told: list[object] = []

    async def page() -> None:
        beside(lambda: time.sleep(0.4) or "好", told.append, lambda future: told.append(future.result()))
        told.append("先回来")
        while "好" not in told:
            await asyncio.sleep(0.02)

    asyncio.run(asyncio.wait_for(page(), 20))
    assert told == [0, "先回来", "好"]
    failed: list[BaseException | None] = []
    beside(lambda: 1 // 0, told.append, lambda future: failed.append(future.exception()))
    assert isinstance(failed[0], ZeroDivisionError)
