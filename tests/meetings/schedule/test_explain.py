"""What quarrels, in words, and nothing that doesn't belong to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.meetings.schedule.small import county, day, matter, sitting
from workbench.domain.codes import Level
from workbench.meetings.schedule.explain import quarrel_of
from workbench.meetings.schedule.instances import instance
from workbench.meetings.schedule.problem import Absence, Problem, Wish, WishKind

BEFORE = Wish(WishKind.DEADLINE, "法定期限前研究", hard=True)


def demands(problem: Problem) -> set[str]:
    found = quarrel_of(problem)
    assert found is not None and found.proven
    return set(found.demands)


def test_the_example_of_the_office() -> None:
    held = (sitting("S1", 3, level=Level.TOWN), sitting("S2", 10))
    one = matter("M-0001", "县自然资源局", deadline=day(10))
    problem = county(
        one, matter("M-0002", "乙"), sittings=held, wishes=(BEFORE,), absences=(Absence("县自然资源局", day(10)),)
    )
    assert demands(problem) == {
        "县自然资源局 12月3日不在",
        "M-0001须在12月3日前研究（法定期限前研究）",
        "M-0001须由县级以上会议研究",
    }
    found = quarrel_of(problem)
    assert found is not None and found.sentence.startswith("排不出方案，以下条件不能同时满足：")


def test_more_than_the_sittings_can_take() -> None:
    heard = [matter(f"M{n:02d}", f"单位{n}") for n in range(13)]
    wish = Wish(WishKind.HEARD, "都必须研究", hard=True, matters=tuple(one.id for one in heard))
    problem = county(*heard, matter("X"), wishes=(wish, Wish(WishKind.LIMIT, "每次四件", hard=True, value=4)))
    told = "M00、M01、M02、M03、M04、M05等13个必须在本轮研究，都只能排入其中3次会议"
    assert demands(problem) == {told, "这3次会议合计最多研究12件"}
    assert quarrel_of(county(*heard[:12], wishes=(replace(wish, matters=wish.matters[:12]),))) is None


def test_limits_quarrel_only_with_what_fills_them() -> None:
    heard = [matter(f"M{n}", "甲", pin="S1") for n in range(2)] + [matter("M2", "乙", deadline=day(4))]
    problem = county(*heard, matter("X"), sittings=(sitting("S1", 3, limit=2), sitting("S2", 4)), wishes=(BEFORE,))
    away = replace(problem, absences=(Absence("乙", day(4)),))
    title = "11月26日09:00县联席会议室"
    assert quarrel_of(problem) is None
    told = {f"M{n}指定在{title}研究" for n in range(2)}
    assert demands(away) == {*told, f"{title}最多研究2件", "乙 11月27日不在", "M2须在11月27日前研究（法定期限前研究）"}


def test_minutes_quarrel_with_what_needs_them() -> None:
    long = [matter(f"M{n}", f"单位{n}", minutes=50, pin="S1") for n in range(3)]
    told = {"11月26日09:00县联席会议室可用120分钟", *(f"M{n}指定在11月26日09:00县联席会议室研究" for n in range(3))}
    assert demands(county(*long, matter("X", pin="S2"))) == told


def test_one_condition_alone_can_be_too_much() -> None:
    found = quarrel_of(county(matter("M1", deadline=day(1)), wishes=(BEFORE,)))
    assert found is not None and found.sentence.startswith("排不出方案，以下条件做不到：M1须在11月24日前研究")
    wish = Wish(WishKind.HEARD, "必须", hard=True, matters=("M1",))
    assert demands(Problem(day(0), (), (matter("M1"),), wishes=(wish,))) == {"M1必须在本轮研究（必须）"}


def test_two_sittings_at_a_time() -> None:
    both = (sitting("S1", 3), sitting("S2", 3, chair="县长", place="二楼"))
    problem = county(matter("M1", pin="S1"), matter("M2", pin="S2"), sittings=both)
    assert "11月26日09:00县联席会议室与11月26日09:00二楼同时开，县水利局不能两头参加" in demands(problem)


def test_together_and_one_day() -> None:
    pinned = (matter("M1", "甲", leaders=("县长",), pin="S1"), matter("M2", "甲", leaders=("县长",), pin="S2"))
    for wish in (
        Wish(WishKind.TOGETHER, "甲只来一次", hard=True, matters=("M1", "M2")),
        Wish(WishKind.LEADER_DAY, "县长只来一天", hard=True, who="县长"),
    ):
        assert f"{wish.name}（必须）" in demands(county(*pinned, wishes=(wish,)))


def test_an_order_no_sitting_can_have() -> None:
    ring = [
        matter(n, a, assists=(b,), pin="S1") for n, a, b in (("A", "甲", "乙"), ("B", "乙", "丙"), ("C", "丙", "甲"))
    ]
    ring.append(matter("D", "甲", assists=("丁",), pin="S1"))
    problem = county(*ring, wishes=(Wish(WishKind.ADJACENT, "一次坐下", hard=True),))
    assert demands(problem) >= {"一次坐下（必须）"} and not any(one.startswith("D") for one in demands(problem))


@pytest.mark.parametrize("seed", range(3))
def test_a_quarrel_is_no_longer_than_needed(seed: int) -> None:
    problem = instance(seed, matters=12, units=6, sittings=3, limit=2, span=6)
    problem = replace(
        problem, wishes=(*problem.wishes, Wish(WishKind.HEARD, "都要研究", hard=True, matters=tuple(problem.matter)))
    )
    found = quarrel_of(problem)
    assert found is not None and found.demands and len(found.demands) <= 12 and found.shortest
