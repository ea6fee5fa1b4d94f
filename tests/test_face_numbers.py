"""The numbers of the public face: a metric with its cases and movement, and a campaign as of any edition."""

from __future__ import annotations

from datetime import date

import pytest

from tests.campaign_homes import played
from workbench import Workbench
from workbench.campaign.measures import NotCounted
from workbench.usecases.office import Office


@pytest.fixture
def bench(demo_office: Office) -> Workbench:
    return Workbench(demo_office)


@pytest.fixture
def example(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench.open(played("s000", tmp_path_factory))


def test_a_number_its_groups_and_its_cases(bench: Workbench) -> None:
    whole = bench.measure("M-02").whole.ratio
    assert len(bench.cases("M-02", part="分母")) == whole.denominator - whole.numerator > 0
    groups = bench.measures("按期答复率", by="unit")
    assert len(groups) == len(bench.measure("M-02", by="unit").groups) and set(groups) == {"分组", "数", "不计"}
    narrowed = bench.measure("M-01", "2025-01-01", date(2025, 12, 31), topic_l1=bench.matters()["topic_l1"].mode()[0])
    assert 0 < narrowed.whole.ratio.denominator < bench.measure("M-01").whole.ratio.denominator
    with pytest.raises(NotCounted, match="期间须同时写明首日和末日"):
        bench.measure("M-01", "2025-01-01")


def test_units_in_order_and_why_a_number_moved(bench: Workbench) -> None:
    assert list(bench.rank("M-02")) == ["单位", "比例", "区间", "收缩后", "与下一名"] and len(bench.rank("M-02")) > 5
    assert bench.why("M-06").explained


def test_a_campaign_as_of_any_edition(example: Workbench) -> None:
    campaign = example.campaign()
    (row,) = campaign.milestones().to_dict("records")
    assert (row["应化解"], row["报上级口径"], row["扣除反弹"]) == ("6 / 6", "5 / 6（83.33%）", "4 / 6（66.67%）")
    assert list(campaign.path()["报上级口径"])[-2:] == [4, 5]
    assert list(campaign.cases("rebound", day="2024-08-30")["事项编号"]) == ["M-R000002"]
    assert campaign.removed().empty and list(campaign.removed())[-1] == "缺项"
    assert sum(text.startswith("2 / 2") for text in campaign.units()["已化解（扣除反弹）"]) == 1
    assert all(one.explained for one in campaign.why())
    earlier = example.campaign(edition="E20240825-01")
    assert list(earlier.milestones()["报上级口径"]) == ["4 / 6（66.67%）"]


def test_targets_and_levels(bench: Workbench) -> None:
    found = bench.targets(year=2026)
    assert list(found["编号"]) == ["MB2026-01", "MB2026-02", "MB2026-03"] and set(found["结果"]) == {"未到期"}
    assert list(bench.targets(year=1999)) == list(found) and bench.targets(year=1999).empty
    levels = bench.resolution_levels()
    assert list(levels["层级"]) == ["村（社区）", "乡（镇、街道）", "县", "市以上", "层级待核", "不出村", "不出镇"]
    assert set(bench.handled_below()["单位层级"]) <= {"乡级", "村级"}
