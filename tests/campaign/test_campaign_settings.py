"""A campaign as the office writes it: one batch or cohorts, phases, and what is refused in a sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workbench.campaign.examples import NAMES, example
from workbench.campaign.milestones import milestones
from workbench.settings import Campaign, Cohort, Phase, Settings, Target

ONE = {"day": "2020-12-31", "percent": 65}


def test_one_batch_is_the_only_cohort() -> None:
    campaign = Campaign(name="专项", batch="第一批", targets=(Target(day=date(2020, 12, 31), percent=65),))
    assert campaign.cohorts == (Cohort(id="第一批", batches=("第一批",), targets=campaign.targets),)
    assert campaign.batches == ("第一批",)


def test_cohorts_have_batches_and_targets_of_their_own() -> None:
    told = {
        "name": "专项",
        "cohorts": [{"id": "C1", "batches": ["甲", "乙"], "targets": [ONE]}, {"id": "C2", "batches": ["丙"]}],
    }
    campaign = Campaign.model_validate(told)
    assert (campaign.batch, campaign.targets, campaign.batches) == (
        "甲",
        campaign.cohorts[0].targets,
        ("甲", "乙", "丙"),
    )
    assert Campaign.model_validate(campaign.model_dump(mode="json")) == campaign


def test_a_campaign_may_have_no_cohort() -> None:
    assert Campaign(name="专项").cohorts == ()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"batch": "丙", "cohorts": [{"id": "C1", "batches": ["甲"]}]}, "已按批次分列"),
        ({"cohorts": [{"id": "C1", "batches": ["甲"]}, {"id": "C1", "batches": ["乙"]}]}, "批次编号“C1”写了两次"),
        ({"cohorts": [{"id": "C1", "batches": ["甲"]}, {"id": "C2", "batches": ["甲"]}]}, "台账批次“甲”写了两次"),
        ({"phases": [{"name": "攻坚", "first": "2021-02-01", "last": "2021-01-01"}]}, "阶段“攻坚”起止倒置"),
    ],
)
def test_what_cannot_be_counted_is_refused(more: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Campaign.model_validate({"name": "专项", **more})


def test_the_office_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text(example("s004").office_file, encoding="utf-8")
    (campaign,) = Settings(home=tmp_path).campaigns
    assert campaign == example("s004").campaign
    assert [one.name for one in campaign.phases] == ["安排部署", "攻坚化解", "巩固提升"]
    assert campaign.phases[1] == Phase(
        name="攻坚化解", first=date(2020, 10, 31), last=date(2022, 12, 31), tasks=campaign.phases[1].tasks
    )


def test_the_example_of_s004_has_the_milestones_of_the_document() -> None:
    found = {(one.id, target.day, target.percent) for one in example("s004").campaign.cohorts for target in one.targets}
    assert found == {(one.cohort, one.day, one.pct) for one in milestones("S004", date(2022, 12, 31))}


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_whole(name: str) -> None:
    told = example(name)
    numbers = {one.number for one in told.records}
    assert len(numbers) == len(told.records)
    assert {act.number for act in told.acts} <= numbers and {one.of for one in told.records if one.of} <= numbers
    assert {one.batch for one in told.records if one.batch} == set(told.campaign.batches)
    assert max(one.day for one in (*told.records, *told.acts)) <= told.editions[-1]


def test_an_unknown_example_is_told() -> None:
    with pytest.raises(LookupError, match="可用：s004、s000"):
        example("s001")
