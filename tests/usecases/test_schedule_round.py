"""A round of meetings from its days to a released plan: conditions, plans, changes; what is refused leaves nothing behind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from workbench.domain.codes import DutyRole, Level
from workbench.domain.events import EventKind
from workbench.meetings.kinds import MeetingKind, MemberRole
from workbench.meetings.rounds import Condition, How, read_rounds
from workbench.meetings.schedule.check import broken_rules
from workbench.meetings.schedule.clashes import ClashLevel
from workbench.meetings.schedule.solve import NoPlan
from workbench.settings import Settings
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.decide import decide_agenda
from workbench.usecases.hold_meeting import cancel, hold, plan
from workbench.usecases.keep_bodies import set_body, set_member
from workbench.usecases.meeting_register import MeetingRefused
from workbench.usecases.office import Office
from workbench.usecases.recording import event
from workbench.usecases.schedule_round import (
    Absence,
    Cancelled,
    Change,
    Minutes,
    Pin,
    Recused,
    RoundState,
    Wish,
    WishKind,
    added,
    arrange,
    change,
    choose,
    draw_up,
    open_round,
    release,
    rounds,
    say,
    say_all,
    set_round,
    unsay,
)
from workbench.usecases.settle_duty import confirm_duty

TODAY, FIRST = date(2026, 11, 22), date(2026, 11, 23)
CONVENOR, DEPUTY = "县委副书记", "县政府副县长"
MONDAYS = ("H20261123", "H20261130", "H20261207")


@pytest.fixture
def office(own_office: Office) -> Office:
    """The invented county with its conference and three Mondays planned."""
    found = Office(Settings(home=own_office.settings.home, actor="测试员", as_of=TODAY))
    set_body(found, "XLX", "清澜县信访工作联席会议", Level.COUNTY, place="990121", since=date(2024, 1, 1))
    set_member(found, "XLX", CONVENOR, unit="县委", role=MemberRole.CONVENOR, since=date(2024, 1, 1))
    set_member(found, "XLX", DEPUTY, role=MemberRole.DEPUTY, since=date(2024, 1, 1))
    for week in range(3):
        plan(found, "XLX", MeetingKind.WORKING, FIRST + timedelta(days=7 * week), minutes=180)
    return found


def proposed(office: Office, many: int) -> list[str]:
    """Matters the triggers propose that a unit still there leads and the county conference may hear."""
    sql = """SELECT DISTINCT matter_id FROM agenda JOIN matters USING (matter_id)
        WHERE lead_unit LIKE '%镇人民政府' OR lead_unit LIKE '清澜县%局' ORDER BY matter_id"""
    return [str(one) for one in office.edition().query(sql)["matter_id"][:many]]


def with_matters(office: Office, many: int) -> str:
    """A round with its first matters chosen, in one writing."""
    made = set_round(office, "十二月会商", FIRST, date(2026, 12, 13), bodies=["XLX"])
    subjects = [f"{made}|{one}" for one in proposed(office, many)]
    chosen = [event(office, EventKind.AGENDA_DECIDED, one, "测试员", "研究", choice="列入") for one in subjects]
    office.store.append_many(chosen)
    return made


@pytest.fixture
def made(office: Office) -> str:
    return with_matters(office, 8)


@contextmanager
def nothing_kept(office: Office) -> Iterator[None]:
    before = office.store.last_seq()
    yield
    assert office.store.last_seq() == before


def heard(state: RoundState) -> set[str]:
    return set(state.plan.place)


def test_a_round_takes_its_meetings_and_matters(office: Office, made: str) -> None:
    plan(office, "XLX", MeetingKind.RECEPTION, date(2026, 11, 25))
    past = plan(office, "XLX", MeetingKind.WORKING, date(2026, 11, 16), as_it_happened=True, why="补登")
    cancel(office, MONDAYS[2], why="与人代会同日")
    state = open_round(office, made)
    assert made == "P20261123" and [one.round_id for one in rounds(office)] == [made]
    assert tuple(state.problem.sitting) == MONDAYS[:2] and past.meeting_id not in state.problem.sitting
    assert any(MONDAYS[2] in note and "已取消" in note for note in state.notes)
    sitting = state.problem.sittings[0]
    assert (sitting.start, sitting.minutes, sitting.opening, sitting.chair) == (540, 180, 15, CONVENOR)
    assert sitting.level is Level.COUNTY and sitting.area == "990121"
    assert set(state.problem.matter) == set(proposed(office, 8))
    rows = office.edition().query("SELECT matter_id, lead_unit, title, due FROM matters").set_index("matter_id")
    for matter in state.problem.matters:
        assert matter.lead == rows.loc[matter.id, "lead_unit"] and matter.title == rows.loc[matter.id, "title"]
        assert str(matter.deadline or "") == str(rows.loc[matter.id, "due"] or "").replace("NaT", "")[:10]
    assert not set(state.waiting) & set(state.problem.matter)
    assert all(state.reasons[one].startswith("T-") for one in state.waiting) and len(state.waiting) > 20


def test_meetings_gone_by_and_matters_unfit_are_said(office: Office, made: str) -> None:
    locked = str(office.edition().query("SELECT matter_id FROM matters WHERE locked LIMIT 1")["matter_id"][0])
    with nothing_kept(office):
        with pytest.raises(ValueError, match="检举控告"):
            choose(office, made, locked, True, why="")
        with pytest.raises(LookupError, match="没有编号"):
            choose(office, made, "M-X", True, why="")
        with pytest.raises(ValueError, match="须说明理由"):
            choose(office, made, proposed(office, 1)[0], False, why=" ")
        with pytest.raises(MeetingRefused, match="已经过去"):
            set_round(office, "上月", date(2026, 10, 1), date(2026, 10, 31))
        with pytest.raises(MeetingRefused, match="没有编号为“无此机构”的会议机构；已有：XLX"):
            set_round(office, "下月", FIRST, FIRST, bodies=["无此机构"])
        with pytest.raises(LookupError, match="没有编号为“P1”的排会轮次；已有：P20261123"):
            open_round(office, "P1")
    later = Office(Settings(home=office.settings.home, actor="测试员", as_of=date(2026, 12, 1)))
    state = open_round(later, made)
    assert tuple(state.problem.sitting) == MONDAYS[2:]
    assert sum("已过，尚未登记召开" in note for note in state.notes) == 2


def test_two_rounds_of_one_day_and_a_round_changed(office: Office, made: str) -> None:
    other = set_round(office, "另一轮", FIRST, date(2026, 11, 30))
    assert other == "P20261123-2" and len(open_round(office, other).problem.sittings) == 2
    assert set_round(office, "改名", FIRST, FIRST, round_id=other) == other
    state = open_round(office, other)
    assert state.title == "改名" and tuple(state.problem.sitting) == MONDAYS[:1]
    with pytest.raises(MeetingRefused, match="还没有列入的事项"):
        draw_up(office, other, seconds=1)


def test_conditions_are_said_seen_and_taken_back(office: Office, made: str) -> None:
    first = open_round(office, made).problem.matters[0]
    said = say(office, made, Pin(first.id, MONDAYS[1]), why="领导指定")
    say(office, made, Minutes(first.id, 40))
    say_all(office, made, [Absence(CONVENOR, date(2026, 11, day)) for day in (23, 24)])
    say(office, made, Wish(WishKind.LIMIT, "主持人定4件", hard=True, sittings=(MONDAYS[2],), value=4))
    say(office, made, Recused(first.lead, proposed(office, 2)[1]), why="其主要负责人是当事人亲属")
    say(office, made, Cancelled(MONDAYS[0]))
    state = open_round(office, made)
    now = state.problem.matter[first.id]
    assert (now.pin, now.minutes) == (MONDAYS[1], 40) and len(state.problem.absences) == 2
    assert tuple(state.problem.sitting) == MONDAYS[1:] and state.problem.sitting[MONDAYS[2]].limit == 4
    assert Recused(first.lead, proposed(office, 2)[1]) in state.problem.recusals
    unsay(office, made, said.event_id, why="误登")
    assert open_round(office, made).problem.matter[first.id].pin == ""
    with pytest.raises(LookupError, match="没有编号"):
        unsay(office, made, said.event_id)


def test_a_condition_on_nothing_of_the_round_is_refused(office: Office, made: str) -> None:
    matter = proposed(office, 1)[0]
    refused: dict[str, Condition] = {
        "事项“M-X”不在本轮": Pin("M-X", MONDAYS[0]),
        "会次“H1”不在本轮": Pin(matter, "H1"),
        "相近的有：县委副书记": Absence("委副书记", FIRST),
        "不在本轮的": Absence(CONVENOR, date(2027, 1, 1)),
        "应为1至600分钟": Minutes(matter, 0),
        "回避须写明理由": Recused(CONVENOR, matter),
        "两件以上": Wish(WishKind.TOGETHER, "一起", matters=(matter,)),
        "件数上限应至少为1": Wish(WishKind.LIMIT, "不限", hard=True),
    }
    for words, condition in refused.items():
        with nothing_kept(office), pytest.raises(MeetingRefused, match=words):
            say(office, made, condition)


def test_a_plan_drawn_up_keeps_every_hard_rule_and_is_kept(office: Office, made: str) -> None:
    version = draw_up(office, made, seconds=3)
    state = open_round(office, made)
    assert broken_rules(state.problem, version.plan) == []
    assert state.latest == version and version.number == 1 and version.how is How.SOLVED
    assert version.bound is not None and version.bound <= version.cost.total and version.gap is not None
    assert heard(state) == set(state.problem.matter) and max(map(len, version.plan.order.values())) <= 5
    again = read_rounds(office.store.events([EventKind.ROUND_SET, EventKind.SCHEDULED]))[made].versions[0]
    assert again == version


def test_no_solution_is_said_and_nothing_kept(office: Office, made: str) -> None:
    ids = proposed(office, 8)
    say_all(office, made, [Pin(one, MONDAYS[0]) for one in ids[:6]], why="都要先议")
    with nothing_kept(office), pytest.raises(NoPlan, match="排不出方案，以下条件不能同时满足") as refused:
        draw_up(office, made, seconds=3)
    assert any("最多研究5件" in one for one in refused.value.quarrel.demands)


def test_by_hand_only_what_cannot_be_placed_is_refused(office: Office, made: str) -> None:
    ids = proposed(office, 8)
    with nothing_kept(office), pytest.raises(MeetingRefused, match="排了6件，最多5件"):
        arrange(office, made, {MONDAYS[0]: ids[:6]})
    first = arrange(office, made, {MONDAYS[0]: ids[:3], MONDAYS[1]: ids[3:5]}, why="先试")
    assert first.how is How.BY_HAND and first.bound is None and first.gap is None
    assert set(first.left_out) == set(ids[5:]) and first.cost.left_out == 3
    second = arrange(office, made, {MONDAYS[0]: ids[:2], MONDAYS[1]: ids[2:5]})
    assert second.number == 2 and second.saved == first.cost.waiting - second.cost.waiting
    name = open_round(office, made).problem.matter[ids[2]].name
    assert second.moves[0].startswith(name) and "改到" in second.moves[0]


def test_somebody_falls_ill_and_few_comings_move(office: Office, made: str) -> None:
    before = draw_up(office, made, seconds=3)
    state = open_round(office, made)
    sitting = next(one for one in state.problem.sittings if before.plan.order[one.id])
    ill = state.problem.matter[before.plan.order[sitting.id][0]].lead
    after = change(office, made, Change(absences=(Absence(ill, sitting.day),)), seconds=2, why="外出开会")
    now = open_round(office, made)
    assert broken_rules(now.problem, after.plan) == [] and after.how is How.CHANGED and "不在" in after.change
    assert Absence(ill, sitting.day) in now.problem.absences
    assert all(
        after.plan.place.get(one) != sitting.id for one in now.problem.matter if now.problem.matter[one].lead == ill
    )
    assert any(line.startswith(ill) for line in after.moves)


def test_withdrawn_added_and_cancelled_are_kept_as_words(office: Office, made: str) -> None:
    draw_up(office, made, seconds=2)
    ids, extra = proposed(office, 9), added(office, [proposed(office, 9)[8]])
    changed = Change(withdrawn=(ids[0],), added=extra, cancelled=(MONDAYS[2],))
    change(office, made, changed, seconds=2, why="县里统一安排")
    state = open_round(office, made)
    assert ids[0] not in state.problem.matter and ids[8] in heard(state) and MONDAYS[2] not in state.problem.sitting
    assert not [one for one in state.clashes() if one.level is ClashLevel.PLACING]
    with nothing_kept(office), pytest.raises(MeetingRefused, match="不在本轮"):
        change(office, made, Change(withdrawn=(ids[0],)))
    with nothing_kept(office), pytest.raises(MeetingRefused, match="已在本轮"):
        change(office, made, Change(added=extra))


def test_whoever_wrote_meanwhile_is_heard_first(office: Office, made: str) -> None:
    seen = open_round(office, made).seen
    choose(office, made, proposed(office, 9)[8], True, why="补充")
    for act in (
        lambda: draw_up(office, made, seconds=1, seen=seen),
        lambda: arrange(office, made, {MONDAYS[0]: proposed(office, 2)}, seen=seen),
        lambda: say(office, made, Absence(CONVENOR, FIRST), seen=office.store.last_seq() - 99),
    ):
        with nothing_kept(office), pytest.raises(ChangedMeanwhile, match="已有新登记"):
            act()


def test_released_all_or_nothing_and_again(office: Office, made: str) -> None:
    ids = proposed(office, 4)
    arrange(office, made, {MONDAYS[0]: ids[:2], MONDAYS[1]: ids[2:]})
    assert release(office, made).number == 1
    state = open_round(office, made)
    assert state.released == 1 and state.released == rounds(office)[0].released
    assert {(one.where, one.matter) for one in state.choices if one.listed and one.where != made} == {
        (MONDAYS[0], ids[0]), (MONDAYS[0], ids[1]), (MONDAYS[1], ids[2]), (MONDAYS[1], ids[3]),
    }  # fmt: skip
    with nothing_kept(office), pytest.raises(MeetingRefused, match="第1版已经发布"):
        release(office, made)
    arrange(office, made, {MONDAYS[1]: [ids[2], ids[1], ids[3]], MONDAYS[0]: ids[:1]})
    release(office, made)
    last = {(one.where, one.matter): one for one in open_round(office, made).choices}
    assert last[MONDAYS[1], ids[1]].listed and not last[MONDAYS[0], ids[1]].listed
    assert last[MONDAYS[0], ids[1]].why == "十二月会商第2版排会方案改排"


def test_an_abolished_unit_blocks_release_until_another_leads(office: Office, made: str) -> None:
    """清澜县国土资源局 gave way to 清澜县自然资源局 in 2018 (机构类型表)."""
    matter = proposed(office, 1)[0]
    confirm_duty(office, matter, DutyRole.LEAD, "", "清澜县国土资源局", why="按旧台账")
    arrange(office, made, {MONDAYS[0]: [matter]})
    found = [one for one in open_round(office, made).clashes() if one.level is ClashLevel.RELEASE]
    assert len(found) == 1 and "职责由“清澜县自然资源局”承继" in found[0].sentence
    with nothing_kept(office), pytest.raises(MeetingRefused, match="清澜县自然资源局"):
        release(office, made)
    confirm_duty(office, matter, DutyRole.LEAD, "", "清澜县自然资源局", why="机构改革承继")
    assert open_round(office, made).problem.matter[matter].lead == "清澜县自然资源局"
    assert release(office, made).number == 1


def test_kept_off_one_meeting_by_a_person(office: Office, made: str) -> None:
    matter = proposed(office, 1)[0]
    decide_agenda(office, MONDAYS[0], matter, False, why="材料再补")
    arrange(office, made, {MONDAYS[0]: [matter]})
    with nothing_kept(office), pytest.raises(MeetingRefused, match="决定不列入会议H20261123：材料再补"):
        release(office, made)


def test_what_was_heard_is_over(office: Office, made: str) -> None:
    ids = proposed(office, 4)
    arrange(office, made, {MONDAYS[0]: ids[:2], MONDAYS[1]: ids[2:]})
    later = Office(Settings(home=office.settings.home, actor="测试员", as_of=date(2026, 11, 24)))
    hold(later, MONDAYS[0], present=[CONVENOR], heard=ids[:1])
    state = open_round(later, made)
    assert state.held == MONDAYS[:1] and ids[0] not in state.problem.matter and ids[1] in state.problem.matter
    assert "研究" in state.reasons[ids[0]] and not [one for one in state.clashes() if one.level is ClashLevel.PLACING]
    version = arrange(later, made, {MONDAYS[1]: [ids[2], ids[1]]})
    assert version.plan.order[MONDAYS[0]] == (ids[0],) and heard(open_round(later, made)) == {ids[1], ids[2]}


def test_many_matters_are_read_at_once(office: Office) -> None:
    """As many as the invented county has; the time is a guard against one study a matter (each some 50 ms)."""
    made = with_matters(office, 200)
    many = office.edition().query("SELECT matter_id FROM matters WHERE NOT locked AND lead_unit <> ''")["matter_id"]
    subjects = [f"{made}|{one}" for one in many]
    office.store.append_many(
        [event(office, EventKind.AGENDA_DECIDED, one, "测试员", "研究", choice="列入") for one in subjects]
    )
    open_round(office, made)
    begun = time.monotonic()
    state = open_round(office, made)
    assert len(state.problem.matters) > 100
    assert time.monotonic() - begun < 0.02 * len(state.problem.matters)
