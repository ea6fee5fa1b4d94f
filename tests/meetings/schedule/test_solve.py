"""Plans: lawful, proven, as good as trying everything, the same again when asked; what quarrels and what waits is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from tests.meetings.schedule.small import county, day, matter, sitting
from workbench.domain.codes import Level
from workbench.meetings.schedule.board import board_of
from workbench.meetings.schedule.check import broken_rules
from workbench.meetings.schedule.greedy import greedy_plan
from workbench.meetings.schedule.instances import instance
from workbench.meetings.schedule.plan import Plan, cost_of, timetable
from workbench.meetings.schedule.problem import (
    STANDARD_WISHES,
    Absence,
    Half,
    Problem,
    Recused,
    Weights,
    Wish,
    WishKind,
)
from workbench.meetings.schedule.solve import NoPlan, Settings, solve

QUICK = Settings(seconds=3.0, workers=1, gap=0.0)
STRICT = (*STANDARD_WISHES, Wish(WishKind.ADJACENT, "连排（必须）", hard=True))


@pytest.mark.parametrize("seed", range(20))
def test_random_plans_break_no_hard_rule(seed: int) -> None:
    wishes = STRICT if seed % 4 == 0 else STANDARD_WISHES
    problem = instance(seed, matters=30, units=12, sittings=6, limit=4, span=20, wishes=wishes)
    found = solve(problem, replace(QUICK, seconds=0.2, gap=0.01))
    assert broken_rules(problem, found.plan) == []
    assert broken_rules(problem, greedy_plan(problem)) == []
    assert 0 <= found.bound <= found.cost.total <= cost_of(problem, greedy_plan(problem)).total
    heard = {one for matters in found.plan.order.values() for one in matters}
    assert heard | set(found.left_out) == set(problem.matter) and not heard & set(found.left_out)


@pytest.mark.parametrize("seed", range(5))
def test_no_plan_is_cheaper(seed: int) -> None:
    problem = instance(seed, matters=6, units=5, sittings=2, limit=3, span=6)
    found = solve(problem, QUICK)
    assert found.cost.total == found.bound == min(_prices(problem))


def _prices(problem: Problem) -> list[int]:
    """What every lawful choice of sittings costs."""
    board = board_of(problem)
    prices = []
    for places in product(range(len(problem.sittings) + 1), repeat=len(problem.matters)):
        sets = [[m for m, s in enumerate(places) if s == one] for one in range(len(problem.sittings))]
        plan = board.plan(sets)
        if not broken_rules(problem, plan):
            prices.append(cost_of(problem, plan).total)
    return prices


def test_a_large_problem_has_a_bound_and_a_better_plan_than_the_clerk() -> None:
    problem = instance(2, matters=140, units=24, sittings=16, limit=5, span=40)
    found = solve(problem, Settings(seconds=6.0, gap=0.1))
    assert broken_rules(problem, found.plan) == []
    assert 0 <= found.bound <= found.cost.total < cost_of(problem, greedy_plan(problem)).total
    assert found.gap < 0.06 and found.gap <= found.movable_gap


def test_a_repeatable_run_comes_out_the_same() -> None:
    problem = instance(5, matters=110, units=20, sittings=24, limit=3, span=30)
    settings = Settings(seconds=3.0, gap=0.2, workers=1, repeatable=True)
    assert board_of(problem).fits.sum() > 1500  # the way of large problems
    assert solve(problem, settings).plan == solve(problem, settings).plan


def test_matters_of_one_unit_sit_together() -> None:
    problem = county(
        *(matter(f"M{n}", lead) for n, lead in enumerate(("甲", "乙", "甲", "乙"))),
        sittings=(sitting("S1", 3, limit=2), sitting("S2", 4)),
    )
    found = solve(problem, QUICK)
    assert {frozenset(one) for one in found.plan.order.values()} == {frozenset({"M0", "M2"}), frozenset({"M1", "M3"})}
    assert found.cost.attendances == 2 and found.cost.total == found.bound == 120


def test_the_longest_waiting_is_heard_when_places_are_few() -> None:
    one = sitting("S1", 3, limit=1)
    old = matter("旧", since=day(-400))
    found = solve(county(matter("新"), old, sittings=(one,)), QUICK)
    assert found.plan.order == {"S1": ("旧",)}
    assert found.left_out["新"].startswith("可排的1次会议都已满，没有法定期限")


def test_absence_recusal_and_level_decide_the_sitting() -> None:
    away = Absence("县水利局", day(3), Half.MORNING)
    town = sitting("S2", 7, level=Level.TOWN)
    problem = county(matter("M1"), sittings=(sitting("S1", 3), town, sitting("S3", 10)), absences=(away,))
    assert solve(problem, QUICK).plan.place == {"M1": "S3"}
    none = replace(problem, recusals=(Recused("县委副书记", "M1"),))
    found = solve(none, QUICK)
    assert found.plan.place == {} and "县委副书记回避M1，不能主持" in found.left_out["M1"]


def test_one_who_stands_aside_is_not_called() -> None:
    problem = county(matter("M1", assists=("县财政局",)), recusals=(Recused("县财政局", "M1"),))
    found = solve(problem, QUICK)
    assert found.cost.attendances == 1 and found.plan.place["M1"]


def test_nobody_is_in_two_sittings_at_once() -> None:
    both = (sitting("S1", 3, limit=1), sitting("S2", 3, limit=1, chair="县长"))
    found = solve(county(matter("M1"), matter("M2"), sittings=both), QUICK)
    assert len(found.plan.place) == 1
    same = (both[0], replace(both[1], chair="县委副书记"))
    assert len(solve(county(matter("M1", "甲"), matter("M2", "乙"), sittings=same), QUICK).plan.place) == 1


def test_soft_wishes_cost_and_hard_ones_hold() -> None:
    pair = (matter("M1", "甲", deadline=day(4)), matter("M2", "甲", earliest=day(7)))
    soft = Wish(WishKind.TOGETHER, "甲的两件同会", weight=1000, who="甲", matters=("M1", "M2"))
    apart = solve(county(*pair, wishes=(replace(soft, weight=10),)), QUICK)
    assert apart.cost.broken == {"甲的两件同会": 1} and apart.plan.place["M1"] == "S1"
    for wish in (soft, replace(soft, hard=True)):
        together = solve(county(*pair, wishes=(wish,)), QUICK)
        assert together.plan.place == {"M1": "S2", "M2": "S2"} and not together.cost.broken
        assert together.cost.total == together.bound


def test_one_leader_on_one_day() -> None:
    heard = [matter(f"M{n}", f"单位{n}", leaders=("县长",), deadline=day(d)) for n, d in enumerate((3, 7))]
    held = (sitting("S1", 3, limit=1), sitting("S2", 7), sitting("S3", 10))
    wish = Wish(WishKind.LEADER_DAY, "县长的事项同日", weight=10, who="县长")
    assert solve(county(*heard, sittings=held, wishes=(wish,)), QUICK).cost.broken == {"县长的事项同日": 1}
    hard = solve(county(*heard, sittings=held, wishes=(replace(wish, hard=True),)), QUICK)
    assert set(hard.plan.place.values()) == {"S2"} and hard.cost.late_days == 4


def test_a_soft_limit_and_a_soft_deadline_are_weighed() -> None:
    heard = [matter(f"M{n}", "甲", deadline=day(3)) for n in range(3)]
    wishes = (Wish(WishKind.LIMIT, "最好两件", weight=5, value=2), Wish(WishKind.DEADLINE, "最好期限前", weight=7))
    found = solve(county(*heard, wishes=wishes), QUICK)
    assert found.cost.broken == {"最好两件": 1} and found.cost.total == found.bound == 60 + 5
    late = solve(county(*heard, wishes=wishes, weights=Weights(late_day=1), sittings=(sitting("S1", 5),)), QUICK)
    assert late.cost.broken_cost == 5 + 3 * 7 and late.cost.total == late.bound == 60 + 26 + 6


def test_pins_and_times() -> None:
    problem = county(matter("M1", pin="S3"), matter("M2", "乙", pin="S3", minutes=25))
    found = solve(problem, QUICK)
    assert found.plan.place == {"M1": "S3", "M2": "S3"}
    assert [row.row["时间"] for row in timetable(problem, found.plan)] == ["09:15–09:35", "09:35–10:00"]


def test_what_can_not_be_is_said() -> None:
    problem = county(matter("M1", pin="S1"), absences=(Absence("县水利局", day(3)),))
    with pytest.raises(NoPlan, match="不能同时满足") as fault:
        solve(problem, QUICK)
    assert set(fault.value.quarrel.demands) == {"县水利局 11月26日不在", "M1指定在11月26日09:00县联席会议室研究"}


def test_past_sittings_and_none_at_all() -> None:
    past = sitting("S0", -3)
    found = solve(county(matter("M1"), sittings=(past,)), QUICK)
    assert found.plan.place == {} and "已过" in found.left_out["M1"]
    assert solve(Problem(day(0), (), (matter("M1"),)), QUICK).left_out == {"M1": "本轮没有会次"}
    assert solve(county(), QUICK).cost.total == 0


def test_the_plan_counts_days_late_and_what_is_left_out() -> None:
    problem = county(matter("M1", deadline=day(5)), matter("M2", deadline=day(5), since=day(0) - timedelta(days=9)))
    cost = cost_of(problem, Plan({"S2": ("M1",)}))
    assert (cost.late_days, cost.left_out, cost.left_out_cost) == (2, 1, 1440 + 60 * 6 + 9)
    assert cost.total == 60 + 2 * 60 + cost.left_out_cost
