"""Clashes of a plan edited by hand: their level, a sentence, what to do."""

from __future__ import annotations

from dataclasses import replace

from tests.meetings.schedule.small import county, day, matter, sitting
from workbench.meetings.schedule.clashes import Clash, ClashLevel, clashes, placing_clashes, releasable
from workbench.meetings.schedule.plan import Plan
from workbench.meetings.schedule.problem import Absence, Problem, Recused, Wish, WishKind

P, R, N = ClashLevel.PLACING, ClashLevel.RELEASE, ClashLevel.NOTE


def found(problem: Problem, **order: tuple[str, ...]) -> list[Clash]:
    return clashes(problem, Plan(order))


def only(problem: Problem, **order: tuple[str, ...]) -> tuple[ClashLevel, str, str]:
    (one,) = found(problem, **order)
    return one.level, one.sentence, one.todo


def test_a_clean_plan_may_be_released() -> None:
    assert found(county(matter("M")), S1=("M",)) == [] and releasable([])


def test_absence_blocks_placing() -> None:
    problem = county(matter("M"), absences=(Absence("县水利局", day(3)),))
    assert only(problem, S1=("M",)) == (
        P, "M：县水利局 11月26日不在，不能排入11月26日09:00县联席会议室", "改排县水利局在的会次，或请其调整、委托有权人员参加",
    )  # fmt: skip


def test_missing_papers_block_release() -> None:
    level, told, todo = only(county(matter("M", papers_ready=False)), S1=("M",))
    assert level is R and "会商材料还没有备齐" in told and todo.startswith("请县水利局补齐材料")
    assert not releasable(found(county(matter("M", papers_ready=False)), S1=("M",)))


def test_strangers_and_doubles_block_placing_and_hide_nothing_else() -> None:
    problem = county(matter("M", papers_ready=False))
    told = found(problem, S9=("M",), S1=("M", "X"))
    assert [one.level for one in told] == [P, P, P, R]
    assert [one.sentence for one in told[:3]] == ["会次S9已不在本轮", "事项X已不在本轮", "M排了2次"]


def test_too_many_and_too_long() -> None:
    problem = county(*(matter(f"M{n}", minutes=41) for n in range(3)), sittings=(sitting("S1", 3, limit=2),))
    told = [one for one in found(problem, S1=("M0", "M1", "M2")) if one.level is P]
    title = "11月26日09:00县联席会议室"
    assert [one.sentence for one in told] == [
        f"{title}排了3件，最多2件",
        f"{title}各项共需123分钟，除第一项外只有120分钟",
    ]


def test_two_sittings_at_once() -> None:
    problem = county(
        matter("M"), matter("O"), sittings=(sitting("S1", 3), sitting("S2", 3, chair="县长", place="二楼"))
    )
    level, told, _ = only(problem, S1=("M",), S2=("O",))
    assert level is P and told == "县水利局同时要参加11月26日09:00县联席会议室和11月26日09:00二楼"


def test_hard_wishes_block_release_soft_ones_are_said() -> None:
    wish = Wish(WishKind.TOGETHER, "两件同会", matters=("M", "O"))
    problem = county(matter("M"), matter("O"), wishes=(wish,))
    assert only(problem, S1=("M",), S2=("O",))[0] is N
    hard = replace(problem, wishes=(replace(wish, hard=True),))
    assert only(hard, S1=("M",), S2=("O",))[0] is R and only(hard, S1=("M",))[0] is R


def test_a_pin_not_followed_and_a_deadline_missed() -> None:
    problem = county(
        matter("M", pin="S1"),
        matter("O", "乙", deadline=day(4)),
        wishes=(Wish(WishKind.DEADLINE, "期限前", hard=True),),
    )
    assert [(one.level, one.matter) for one in found(problem)] == [(R, "M"), (R, "O")]
    assert [one.level for one in found(problem, S1=("M",), S2=("O",)) if one.matter == "O"] == [P, N]


def test_a_long_wait_comes_with_a_better_order() -> None:
    problem = county(matter("A", "甲"), matter("B", "乙", minutes=30), matter("C", "甲"), wishes=())
    level, told, todo = only(problem, S1=("A", "B", "C"))
    assert level is N and "甲在" in told and "要等30分钟" in told and todo == "可改次序为：A、C、B"


def test_a_leader_of_the_unit_complained_of_is_pointed_out() -> None:
    problem = county(matter("M", accused="县财政局", leaders=("县财政局局长",)))
    level, told, todo = only(problem, S1=("M",))
    assert level is N and told == "M反映的是县财政局，县财政局局长要到会" and "回避" in todo
    assert (
        only(replace(problem, matters=(replace(problem.matters[0], lead="县财政局", leaders=()),)), S1=("M",))[0] is P
    )


def test_before_dropping_a_matter() -> None:
    problem = county(
        matter("M"),
        matter("O", "乙"),
        sittings=(sitting("S1", 3, limit=1), sitting("S2", 7)),
        recusals=(Recused("县委副书记", "O"),),
    )
    plan = Plan({"S1": ("M",), "S2": ()})
    assert placing_clashes(problem, plan, "M", "S2") == []
    assert len(placing_clashes(problem, plan, "O", "S1")) == 2
