"""The validator finds each rule broken on purpose, and shares nothing with the planners."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from tests.meetings.schedule.small import county, day, matter, sitting
from workbench.domain.codes import Level
from workbench.meetings.schedule import check
from workbench.meetings.schedule.check import broken_rules
from workbench.meetings.schedule.plan import Plan
from workbench.meetings.schedule.problem import Absence, Half, Problem, Recused, Wish, WishKind

M, N = matter("M"), matter("N", "县财政局")


def _wish(kind: WishKind, **kept: object) -> Wish:
    return replace(Wish(kind, f"{kind.value}必须", hard=True), **kept)  # type: ignore[arg-type]


CASES: list[tuple[str, Problem, dict[str, tuple[str, ...]]]] = [
    ("会次", county(M), {"S9": ("M",)}),
    ("事项", county(M), {"S1": ("X",)}),
    ("重复", county(M), {"S1": ("M",), "S2": ("M",)}),
    ("会次已过", county(M, sittings=(sitting("S1", -1),)), {"S1": ("M",)}),
    ("时长", county(replace(M, minutes=121)), {"S1": ("M",)}),
    ("件数", county(M, N, sittings=(sitting("S1", 3, limit=1),)), {"S1": ("M", "N")}),
    ("件数", county(M, N, wishes=(_wish(WishKind.LIMIT, value=1),)), {"S1": ("M", "N")}),
    ("层级", county(M, sittings=(sitting("S1", 3, level=Level.TOWN),)), {"S1": ("M",)}),
    ("地域", county(replace(M, area="990102"), sittings=(sitting("S1", 3, area="990101"),)), {"S1": ("M",)}),
    ("最早日期", county(replace(M, earliest=day(4))), {"S1": ("M",)}),
    ("不在", county(M, absences=(Absence("县水利局", day(3), Half.MORNING),)), {"S1": ("M",)}),
    ("不在", county(M, absences=(Absence("县委副书记", day(3)),)), {"S1": ("M",)}),
    ("回避", county(M, recusals=(Recused("县委副书记", "M"),)), {"S1": ("M",)}),
    ("回避", county(M, recusals=(Recused("县水利局", "M"),)), {"S1": ("M",)}),
    ("回避", county(replace(M, accused="县水利局")), {"S1": ("M",)}),
    ("回避", county(replace(M, accused="县财政局"), sittings=(sitting("S1", 3, chair="县财政局局长"),)), {"S1": ("M",)}),
    ("同时", county(M, replace(M, id="N"), sittings=(sitting("S1", 3), sitting("S2", 3, chair="县长"))), {"S1": ("M",), "S2": ("N",)}),
    ("同时", county(M, N, sittings=(sitting("S1", 3), sitting("S2", 3))), {"S1": ("M",), "S2": ("N",)}),
    ("指定", county(replace(M, pin="S2")), {"S1": ("M",)}),
    ("必须上会", county(M, wishes=(_wish(WishKind.HEARD, matters=("M",)),)), {}),
    ("同会", county(M, N, wishes=(_wish(WishKind.TOGETHER, matters=("M", "N")),)), {"S1": ("M",)}),
    ("期限", county(replace(M, deadline=day(4)), wishes=(_wish(WishKind.DEADLINE),)), {"S2": ("M",)}),
    ("期限", county(replace(M, deadline=day(4)), wishes=(_wish(WishKind.DEADLINE),)), {}),
    ("同日", county(M, replace(M, id="N"), wishes=(_wish(WishKind.LEADER_DAY, who="县水利局"),)), {"S1": ("M",), "S2": ("N",)}),
    ("连排", county(M, N, replace(M, id="O"), wishes=(_wish(WishKind.ADJACENT),)), {"S1": ("M", "N", "O")}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "problem", "order"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_a_broken_rule_is_found(rule: str, problem: Problem, order: dict[str, tuple[str, ...]]) -> None:
    assert {one.rule for one in broken_rules(problem, Plan(order))} == {rule}


def test_a_lawful_plan_has_none() -> None:
    past_due = replace(N, deadline=day(-5))
    problem = county(M, past_due, wishes=(_wish(WishKind.DEADLINE),))
    assert broken_rules(problem, Plan({"S1": ("M",), "S2": ("N",)})) == []


def test_it_shares_no_planner_code() -> None:
    tree = ast.parse(Path(check.__file__).read_text(encoding="utf-8"))
    mine = {
        one.module
        for one in ast.walk(tree)
        if isinstance(one, ast.ImportFrom) and one.module and "schedule" in one.module
    }
    taken = {
        a.name
        for one in ast.walk(tree)
        if isinstance(one, ast.ImportFrom) and one.module and one.module.endswith("schedule.plan")
        for a in one.names
    }
    assert mine == {"workbench.meetings.schedule.plan", "workbench.meetings.schedule.problem"} and taken == {"Plan"}
