"""The order within a sitting: as good as trying every order, deadlines first among equals."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from random import Random

import pytest

from tests.meetings.schedule.small import TODAY, county, matter
from workbench.meetings.schedule.order import NEVER, Ordering
from workbench.meetings.schedule.placing import Placing
from workbench.meetings.schedule.plan import Plan, attendances, cost_of
from workbench.meetings.schedule.problem import Problem, Wish, WishKind


def _price(problem: Problem, order: tuple[str, ...]) -> int:
    cost = cost_of(problem, Plan({"S1": order}))
    return cost.waiting + cost.broken_cost


@pytest.mark.parametrize("seed", range(6))
def test_no_order_is_better(seed: int) -> None:
    draw = Random(seed)
    heard = [
        matter(f"M{n}", draw.choice("甲乙丙丁"), assists=tuple(draw.sample("戊己庚", draw.randrange(3))), leaders=(draw.choice("辛壬"),),
               minutes=draw.choice((15, 20, 30)))
        for n in range(6)
    ]  # fmt: skip
    problem = county(*heard)
    order, cost = Ordering(problem, Placing(problem)).best(problem.sittings[0], [one.id for one in heard])
    assert cost == _price(problem, order) == min(_price(problem, every) for every in permutations(order))


def test_among_equals_the_earlier_deadline_comes_first() -> None:
    late, soon = (matter(n, n, deadline=TODAY + timedelta(days=d)) for n, d in (("甲", 40), ("乙", 20)))
    old = matter("丙", "丙", since=TODAY - timedelta(days=300))
    problem = county(late, soon, old, matter("丁", "丁"))
    assert Ordering(problem, Placing(problem)).best(problem.sittings[0], "甲乙丙丁")[0] == ("乙", "甲", "丙", "丁")


def test_the_chair_waits_for_nobody() -> None:
    heard = [matter("A", "甲", leaders=("县委副书记",)), matter("B", "乙"), matter("C", "丙", leaders=("县委副书记",))]
    problem = county(*heard)
    plan = Plan({"S1": ("A", "B", "C")})
    assert {one.who for one in attendances(problem, plan)} == {"甲", "乙", "丙"}
    assert cost_of(problem, plan).waiting == 0


def test_a_hard_wish_no_order_can_keep() -> None:
    ring = [matter("A", "甲", assists=("乙",)), matter("B", "乙", assists=("丙",)), matter("C", "丙", assists=("甲",)),
            matter("D", "甲")]  # fmt: skip
    wish = Wish(WishKind.ADJACENT, "连排", hard=True)
    problem = county(*ring, wishes=(wish,))
    ordering = Ordering(problem, Placing(problem))
    assert ordering.best(problem.sittings[0], "ABC")[1] >= NEVER
    assert ordering.best(problem.sittings[0], "ABD")[1] == 0


def test_a_very_long_sitting_is_ordered_too() -> None:
    heard = [matter(f"M{n:02d}", "甲" if n % 2 else "乙", minutes=5) for n in range(16)]
    problem = county(*heard, wishes=())
    order, cost = Ordering(problem, Placing(problem)).best(problem.sittings[0], [one.id for one in heard])
    assert sorted(order) == [one.id for one in heard] and cost == _price(problem, order) == 0
