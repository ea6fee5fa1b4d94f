"""Targets: what may be one, amounts, what is needed against a base, and where a target stands on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from workbench.campaign.measures import Measure, Period
from workbench.campaign.ratio import Ratio
from workbench.campaign.targets import (
    NEW,
    NOTHING,
    OFFERED,
    STOCK,
    Direction,
    Figure,
    Target,
    TargetRefused,
    TargetStand,
    amount_of,
    decimal,
    figure_of,
    offered,
    state_of,
    targets_of,
)
from workbench.domain.events import Event, EventKind
from workbench.reference.metrics import metric_of

YEAR, BEFORE = Period(date(2026, 1, 1), date(2026, 12, 31)), Period(date(2025, 1, 1), date(2025, 12, 31))
OVER, MIDDLE = date(2026, 12, 31), date(2026, 6, 30)


def target(metric: str, direction: Direction, amount: str = "", base: Period | None = None, **more: object) -> Target:
    return Target("MB2026-01", offered(metric), "", direction, amount_of(amount), base, YEAR, "责任书", **more)


def rate(metric: str, upper: int, lower: int) -> Measure:
    return Measure(metric_of(metric), "", Ratio(upper, lower, ""))


def stand(one: Target, now: Figure, base: Figure | None = None, on: date = OVER) -> tuple[str, str, str]:
    found = state_of(one, now, base, edition="E1", as_of=on)
    return found.stand.value, found.need, found.sentence


# --- what may be a target


@pytest.mark.parametrize(
    "name", ["进京非访", "赴京上访人数", "到省到市批次", "集体访", "来访人次", "越级走访", "重访率（按批次）", "M-07C"]
)
def test_travel_and_head_counts_are_refused_with_the_reason(name: str) -> None:
    with pytest.raises(TargetRefused, match="不设人员往来、信访人数的目标"):
        offered(name)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("M-04B", "信访人自愿作出"), ("参评率", "信访人自愿作出"), ("M-09", "信访人选择"), ("平均答复天数", "M-02 按期答复率"),
        ("M-17", "依法独立"), ("M-18", "M-18·新增"),
    ],
)  # fmt: skip
def test_what_is_no_duty_of_a_unit_is_refused_too(name: str, says: str) -> None:
    with pytest.raises(TargetRefused, match=says):
        offered(name)


def test_every_metric_is_either_offered_or_refused_in_words() -> None:
    from workbench.reference.metrics import metrics

    for one in metrics().values():
        if one.id not in OFFERED:
            with pytest.raises(TargetRefused, match=one.name.partition("（")[0]):
                offered(one.id)
    assert offered("按期答复率").key == "M-02" and offered("新增事项").key == NEW
    with pytest.raises(LookupError, match="M-01 及时受理率"):
        offered("没有的指标")


# --- amounts


@pytest.mark.parametrize(
    ("text", "shown"), [("95%", "95%"), ("33.3％", "33.3%"), ("5个百分点", "5个百分点"), ("2百分点", "2个百分点"), ("120件", "120 件"), ("7", "7 件")]
)  # fmt: skip
def test_an_amount_is_read_as_written(text: str, shown: str) -> None:
    found = amount_of(text)
    assert found is not None and found.text == shown
    assert amount_of(found.text.replace(" ", "")) == found  # as an event keeps it


def test_what_is_no_amount_is_said() -> None:
    assert amount_of("  ") is None
    for text in ("很多", "-5%", "95%以上"):
        with pytest.raises(TargetRefused, match="不是幅度"):
            amount_of(text)
    assert [decimal(Fraction(*one)) for one in ((190, 2), (1, 3), (1, 8), (0, 1))] == ["95", "0.33", "0.13", "0"]


# --- where a target stands


def test_a_rate_is_met_or_missed_with_its_fraction() -> None:
    one = target("M-02", Direction.AT_LEAST, "95%")
    assert figure_of(one, rate("M-02", 19, 20)) == Figure(Fraction(19, 20), "19 / 20（95.00%）")
    assert stand(one, figure_of(one, rate("M-02", 19, 20))) == ("已达标", "不低于 95%", "")
    assert stand(one, figure_of(one, rate("M-02", 9, 10))) == ("未达标", "不低于 95%", "差 5 个百分点")
    low = target("M-12", Direction.AT_MOST, "10%")
    assert stand(low, figure_of(low, rate("M-12", 1, 10)))[0] == "已达标"
    assert stand(low, figure_of(low, rate("M-12", 2, 10)))[::2] == ("未达标", "差 10 个百分点")


def test_nothing_to_count_is_a_dash_and_never_met() -> None:
    one = target("M-02", Direction.AT_LEAST, "95%")
    found = state_of(one, figure_of(one, rate("M-02", 0, 0)), None, edition="E1", as_of=OVER)
    assert (found.now.text, found.stand, found.row["现在"]) == ("—", TargetStand.UNKNOWN, "—")
    assert figure_of(one, None) is NOTHING and "没有可计的件" in found.sentence


def test_until_its_last_day_a_target_is_not_due() -> None:
    one = target("M-02", Direction.AT_LEAST, "95%")
    assert stand(one, Figure(Fraction(1), "1 / 1（100.00%）"), on=MIDDLE)[::2] == (
        "未到期",
        "还有 184 天，目前合于目标",
    )
    assert stand(one, Figure(Fraction(1, 2), "1 / 2"), on=MIDDLE)[2].endswith("目前不合于目标")
    assert stand(one, NOTHING, on=MIDDLE)[2] == "还有 184 天"
    assert stand(one, NOTHING, on=date(2025, 12, 31))[2] == "期间还没有开始"
    grows = target(NEW, Direction.DOWN, "10%", BEFORE)
    assert stand(grows, Figure(Fraction(3), "3 件"), Figure(Fraction(100), "100 件"), MIDDLE)[2] == "还有 184 天"
    assert stand(one, Figure(Fraction(1), "1 / 1"), on=OVER)[0] == "已达标"  # its last day itself


@pytest.mark.parametrize(
    ("amount", "base", "need", "met", "missed"),
    [
        ("10%", 100, "不高于 90 件", 90, 91), ("5件", 100, "不高于 95 件", 95, 96),
        ("", 100, "不高于 100 件", 99, 100), ("33%", 10, "不高于 6.7 件", 6, 7),
    ],
)  # fmt: skip
def test_a_count_goes_down_against_its_base(amount: str, base: int, need: str, met: int, missed: int) -> None:
    one, before = target(NEW, Direction.DOWN, amount, BEFORE), Figure(Fraction(base), f"{base} 件")
    assert stand(one, Figure(Fraction(met), ""), before)[:2] == ("已达标", need)
    assert stand(one, Figure(Fraction(missed), ""), before)[0] == "未达标"


def test_a_rate_changes_by_points() -> None:
    up = target("M-01", Direction.UP, "5个百分点", BEFORE)
    before = Figure(Fraction(9, 10), "9 / 10（90.00%）")
    assert stand(up, Figure(Fraction(19, 20), ""), before) == ("已达标", "不低于 95%", "")
    assert stand(up, Figure(Fraction(94, 100), ""), before)[2] == "差 1 个百分点"
    same = target("M-01", Direction.UP, "", BEFORE)
    assert stand(same, before, before)[::2] == ("未达标", "没有上升")
    assert (
        stand(up, Figure(Fraction(5, 100), ""), Figure(Fraction(0), "0 / 9"))[0] == "已达标"
    )  # points need no base above 0


def test_more_than_there_was_comes_down_to_nothing() -> None:
    one, before = target(STOCK, Direction.DOWN, "5件", BEFORE), Figure(Fraction(3), "3 件")
    assert stand(one, Figure(Fraction(0), "0 件"), before)[:2] == ("已达标", "不高于 0 件")
    assert stand(one, Figure(Fraction(1), "1 件"), before)[::2] == ("未达标", "差 1 件")


def test_a_base_of_nothing_or_of_0_cannot_be_compared_with() -> None:
    one = target(NEW, Direction.DOWN, "10%", BEFORE)
    now = Figure(Fraction(3), "3 件")
    assert stand(one, now, NOTHING) == ("无法计算", "—", "基期没有可计的件，无法计算")
    assert stand(one, now, Figure(Fraction(0), "0 件")) == ("无法计算", "—", "基期为 0，升降无从计算")


def test_a_balance_gives_its_flow_or_its_stock() -> None:
    measured = Measure(
        metric_of("M-18"), "", Ratio(0, 0, ""), flows={"期初": 5, "新增": 3, "反弹": 1, "化解": 4, "核减": 0, "期末": 5}
    )
    new, stock = (target(key, Direction.AT_MOST, "3件") for key in (NEW, STOCK))
    assert figure_of(new, measured) == Figure(Fraction(3), "3 件", measured.text) and measured.text.startswith(
        "期初 5 + 新增 3"
    )
    assert figure_of(stock, measured).value == 5
    assert figure_of(new, Measure(metric_of("M-18"), "", Ratio(0, 0, ""), flows={"期初": 0, "期末": 0})) is NOTHING


def test_a_number_of_cases_comes_from_the_numerator() -> None:
    one = target("N-02", Direction.AT_MOST, "10件")
    assert figure_of(one, rate("N-02", 12, 40)) == Figure(Fraction(12), "12 件", "12 / 40（30.00%）")
    assert stand(one, figure_of(one, rate("N-02", 12, 40))) == ("未达标", "不高于 10 件", "差 2 件；12 / 40（30.00%）")


# --- from events


def event(target_id: str, withdrawn: str = "否", **more: str) -> Event:
    told = {"metric": "M-02", "unit": "", "direction": "不低于", "amount": "95%", "base_first": "", "base_last": "",
            "first": "2026-01-01", "last": "2026-12-31", "source": "责任书", "withdrawn": withdrawn, **more}  # fmt: skip
    return Event(EventKind.TARGET_SET, target_id, "经办", datetime(2026, 1, 5, tzinfo=UTC), "", told)


def test_the_last_word_on_a_target_stands() -> None:
    other = event(
        "MB2026-02",
        unit="甲局",
        metric=NEW,
        direction="下降",
        amount="",
        base_first="2025-01-01",
        base_last="2025-12-31",
    )
    first, second = targets_of([event("MB2026-01"), other, event("MB2026-01", "是")])
    assert (first.target_id, first.withdrawn, first.who, first.words) == (
        "MB2026-01",
        True,
        "全部",
        "按期答复率不低于95%",
    )
    assert (second.unit, second.base, second.amount) == ("甲局", BEFORE, None)
    assert second.words == "新增事项比 2025-01-01 至 2025-12-31 下降"
    assert stand(first, NOTHING)[0] == "已撤下"
