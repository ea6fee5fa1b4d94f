"""Units in order: intervals, shrinkage of small ones, and neighbours that can't be told apart."""

from __future__ import annotations

import pytest

from workbench.campaign.measures import Measure, NotCounted
from workbench.campaign.ranking import prior, ranked
from workbench.campaign.ratio import Ratio
from workbench.reference.metrics import metric_of


def measures(metric: str, counts: dict[str, tuple[int, int]]) -> list[Measure]:
    return [Measure(metric_of(metric), unit, Ratio(k, n, "")) for unit, (k, n) in counts.items()]


def test_a_unit_with_one_duty_kept_is_not_first() -> None:
    counts = {"小单位": (1, 1), "好单位": (95, 100), "中单位": (70, 100), "差单位": (30, 100)}
    found = ranked(measures("M-02", counts))
    assert [one.unit for one in found] == ["好单位", "小单位", "中单位", "差单位"]
    small = found[1]
    assert small.ratio.full == "1 / 1（100.00%）" and small.drawn < 0.95
    assert small.tied and "没有实质差别" in small.sentence
    assert not found[2].tied and "优于下一名" in found[2].sentence


def test_units_that_are_alike_are_all_tied() -> None:
    found = ranked(measures("M-02", {f"单位{n}": (8, 10) for n in range(6)}))
    assert all(one.tied for one in found[:-1]) and found[-1].sentence == ""


def test_lower_is_better_for_returned_reports() -> None:
    found = ranked(measures("M-12", {"甲": (40, 100), "乙": (5, 100)}))
    assert [one.unit for one in found] == ["乙", "甲"] and not found[0].tied


def test_the_interval_is_wilsons() -> None:
    (one,) = ranked(measures("M-01", {"甲": (8, 10)}))
    assert one.interval == "49%–94%"


def test_the_prior_finds_the_spread_it_was_drawn_from() -> None:
    import numpy as np

    draw = np.random.default_rng(3)
    truth = draw.beta(12, 4, 400)
    counts = [(int(draw.binomial(40, share)), 40) for share in truth]
    mean, strength = prior(counts)
    assert mean == pytest.approx(0.75, abs=0.02) and strength == pytest.approx(16, rel=0.35)


@pytest.mark.parametrize("metric", ["M-07", "M-09", "M-04A"])
def test_no_order_by_how_much_is_petitioned(metric: str) -> None:
    with pytest.raises(NotCounted, match="不按信访数量排名，也不对人排名"):
        ranked(measures(metric, {"甲": (1, 2)}))


def test_nothing_counted_gives_no_order() -> None:
    assert ranked(measures("M-02", {"甲": (0, 0)})) == () and ranked([]) == ()
