"""A change moves as few comings as possible; who moves from where to where is said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.meetings.schedule.small import county, day, matter
from workbench.meetings.schedule.changes import Change, changed
from workbench.meetings.schedule.check import broken_rules
from workbench.meetings.schedule.instances import instance
from workbench.meetings.schedule.plan import Plan, attendances
from workbench.meetings.schedule.problem import Absence, Wish, WishKind
from workbench.meetings.schedule.replan import replan
from workbench.meetings.schedule.solve import NoPlan, Settings, solve

QUICK = Settings(seconds=2.0, workers=1)
A, B = matter("M1", "甲"), matter("M2", "乙", leaders=("县长",))
PLAN = Plan({"S1": ("M1", "M2"), "S2": (), "S3": ()}, version=3)


def test_a_leader_away_moves_only_his_matter() -> None:
    found = replan(county(A, B), PLAN, Change(absences=(Absence("县长", day(3)),)), QUICK)
    assert found.plan.order == {"S1": ("M1",), "S2": ("M2",), "S3": ()} and found.plan.version == 4
    assert (found.moved, found.comings, found.fewest) == (2, 3, True)
    assert [one.sentence for one in found.moves] == [
        "乙：由11月26日09:00县联席会议室改到11月30日09:00县联席会议室",
        "县长：由11月26日09:00县联席会议室改到11月30日09:00县联席会议室",
    ]
    assert found.matters == ("M2由11月26日09:00县联席会议室改到11月30日09:00县联席会议室",)
    assert found.sentence.startswith("县长 11月26日不在：第4版改动2人次（原3人次的66.7%，已证明不能再少）")


def test_a_withdrawn_matter_moves_nobody() -> None:
    wish = Wish(WishKind.TOGETHER, "同会", hard=True, matters=("M1", "M2"))
    found = replan(county(A, B, wishes=(wish,)), PLAN, Change(withdrawn=("M1",)), QUICK)
    assert (found.moved, found.plan.order["S1"]) == (0, ("M2",))
    assert [one.sentence for one in found.moves] == ["甲：不再参加11月26日09:00县联席会议室"]
    assert found.matters == ("M1不再列入11月26日09:00县联席会议室",)


def test_a_new_matter_goes_where_its_people_are() -> None:
    new = matter("M9", "乙", leaders=("县长",), earliest=day(1))
    found = replan(county(A, B), PLAN, Change(added=(new,)), QUICK)
    assert found.plan.place["M9"] == "S1" and found.moved == 0
    assert found.matters == ("M9列入11月26日09:00县联席会议室",)


def test_a_cancelled_sitting_keeps_people_together_and_drops_its_pins() -> None:
    pinned = matter("M1", "甲", pin="S1")
    found = replan(county(pinned, B), PLAN, Change(cancelled=("S1",)), QUICK)
    assert set(found.plan.place) == {"M1", "M2"} and found.moved == 3 and not found.lost
    assert found.problem.matter["M1"].pin == ""


def test_what_no_longer_fits_is_named_and_free_places_are_filled_only_when_asked() -> None:
    waiting = matter("M3", "丙")
    problem, plan = county(A, waiting), Plan({"S1": ("M1",), "S2": (), "S3": ()})
    away = Change(absences=tuple(Absence("甲", day(d)) for d in (3, 7, 10)))
    found = replan(problem, plan, away, QUICK)
    assert found.lost == ("M1",) and found.plan.place == {} and "M1排不下，留待下一轮" in found.sentence
    assert "甲 12月3日不在" in found.left_out["M1"]
    assert set(replan(problem, plan, away, QUICK, refill=True).plan.place) == {"M3"}


def test_a_change_that_quarrels_is_said() -> None:
    wish = Wish(WishKind.HEARD, "甲的事必须研究", hard=True, matters=("M1",))
    days = Change(absences=tuple(Absence("甲", day(d)) for d in range(3, 11)))
    with pytest.raises(NoPlan, match="M1必须在本轮研究"):
        replan(county(A, B, wishes=(wish,)), PLAN, days, QUICK)


def test_changes_that_make_no_sense() -> None:
    for change, said in (
        (Change(withdrawn=("X",)), "要撤回的事项“X”"),
        (Change(cancelled=("X",)), "要取消的会次“X”"),
        (Change(added=(A,)), "新增的事项“M1”已在本轮"),
    ):
        with pytest.raises(ValueError, match=said):
            changed(county(A), change)


def test_days_on_end_are_said_as_a_span() -> None:
    change = Change(absences=tuple(Absence("县长", day(d)) for d in (3, 4, 5, 8)), withdrawn=("M1",))
    assert change.words(county(A)) == "县长 11月26日至11月28日不在；县长 12月1日不在；撤回M1"


def test_a_random_county_moves_little() -> None:
    problem = instance(4, matters=60, units=16, sittings=12, limit=6, span=30)
    plan = solve(problem, Settings(seconds=1.5, gap=0.05)).plan
    came = attendances(problem, plan)
    who = max({one.who for one in came}, key=lambda name: (sum(one.who == name for one in came), name))
    first = min(problem.sitting[one.sitting].day for one in came if one.who == who)
    found = replan(
        problem, plan, Change(absences=tuple(Absence(who, first + timedelta(days=d)) for d in range(3))), QUICK
    )
    assert broken_rules(found.problem, found.plan) == []
    assert found.share <= 0.1 and found.seconds < 5
    assert found.moved == sum(len(one.to) for one in found.moves)
