"""What worked there: effective acts in order with sources, means, days, posts without names; what was not done here."""

from __future__ import annotations

from datetime import date
from typing import Any

from workbench.review.similar.acts import not_had, posts_in, what_worked

MATTER = {"matter_id": "M-1", "state_b": "4 已化解", "first_day": date(2024, 1, 1), "case_leader": ""}
OPEN = {**MATTER, "matter_id": "M-2", "state_b": "1 化解中"}


def _step(kind: str, day: date | None, text: str = "", detail: str = "{}", unit: str = "县水利局") -> dict[str, Any]:
    return {
        "kind": kind,
        "start": day,
        "end": day,
        "unit": unit,
        "text": text,
        "detail": detail,
        "source": f"台账〔{kind}〕",
    }


STEPS = [
    _step("销号", date(2024, 6, 1), unit="县联席办"),
    _step("登记", date(2024, 1, 1)),
    _step("化解方案", date(2024, 3, 1), "落实资金，书面答复", '{"number": "第1版"}'),
    _step("化解方案", date(2024, 4, 1), "改由财政专项解决", '{"number": "第2版"}'),
    _step("化解方案", None, "落实资金"),
    _step("调解", date(2024, 4, 20), "双方签订协议"),
    _step("包案", date(2024, 2, 1), "落实县级领导包案", '{"post": "副县长"}', unit=""),
    _step("督办", date(2024, 8, 1)),
    _step("听证结束", date(2024, 2, 20)),
]


def test_the_course_of_a_resolved_matter() -> None:
    worked = what_worked(MATTER, STEPS, [{"number": "1", "result": "支持", "performed": date(2024, 5, 30)}])
    assert [act.kind for act in worked.acts] == ["包案", "听证结束", "化解方案", "化解方案", "调解", "销号"]
    assert (worked.plans, worked.days_plan_to_end, worked.days_in_all) == (2, 92, 152)
    assert worked.led_by == ("副县长",) and worked.means == ("听证", "资金", "调解")
    assert worked.claims == ("诉求1：支持，2024-05-30履行",)
    assert all(act.source.startswith("台账〔") for act in worked.acts)
    assert "从首份化解方案到销号 92 天（方案共 2 版）" in worked.words


def test_what_this_matter_has_not_had() -> None:
    theirs = what_worked(MATTER, STEPS)
    mine = what_worked(OPEN, [_step("包案", date(2025, 1, 1)), _step("化解方案", date(2025, 2, 1), "落实资金")])
    assert not_had(mine, theirs) == ("尚无“听证结束”", "尚无“调解”", "尚未用到：听证", "尚未用到：调解")
    assert not_had(theirs, theirs) == ()


def test_an_open_matter_has_no_days_to_its_end() -> None:
    worked = what_worked(OPEN, STEPS)
    assert (worked.days_plan_to_end, worked.days_in_all) == (None, None)
    assert "督办" in [act.kind for act in worked.acts]


def test_a_refusal_is_no_means() -> None:
    refused = _step("出具意见书", date(2024, 2, 1), "补偿款已发放，再次补偿的请求不予支持")
    granted = _step("出具意见书", date(2024, 2, 1), "欠缴情况属实，资金已列入预算并完成补缴")
    assert what_worked(OPEN, [refused]).means == () and what_worked(OPEN, [granted]).means == ("资金",)


def test_posts_are_told_and_names_are_not() -> None:
    assert posts_in("县委常委、政法委书记 魏大力") == ("县委常委、政法委书记",)
    assert posts_in("赵大树（副县长）") == ("副县长",)
    assert posts_in("县人大常委会副主任马小建") == ("县人大常委会副主任",)
    assert posts_in("李芳信") == ()
    led = what_worked({**OPEN, "case_leader": "赵大树（副县长）"}, [_step("包案", None, "县长 李芳信")]).led_by
    assert led == ("县长", "副县长")
