"""会商议题触发 T-01–T-13: what fires, what does not, and the clusters of one topic and place."""

from __future__ import annotations

import runpy
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Level
from workbench.rules.hard_flags import hard_flags
from workbench.rules.separation import separation
from workbench.rules.triggers import CampaignNeed, DecidedTask, topic_clusters, triggers

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "reader.py"))
CASES = READ["situations"]("triggers")


def fired(case: dict) -> tuple:
    facts = READ["facts"](case["facts"])
    clocks = [READ["clock"](one) for one in case.get("clocks", ())]
    found = separation(facts.places, departments=facts.departments, systems=facts.systems)
    flags = hard_flags(facts, clocks, found, cluster_size=case.get("cluster"))
    need = CampaignNeed(**case["campaign"]) if "campaign" in case else None
    tasks = [DecidedTask(**one) for one in case.get("tasks", ())]
    return triggers(
        facts, clocks, found, flags, campaign=need, cluster_size=case.get("cluster"), decided_tasks_overdue=tasks
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    found = fired(case)
    assert [finding.rule for finding in found] == case["fires"]
    assert all(f.sentence.endswith("。") and f.clause and f.facts and f.outcome == "是" for f in found)


def test_every_trigger_fires_in_some_situation() -> None:
    assert {rule for case in CASES for rule in case["fires"]} == {f"T-{number:02}" for number in range(1, 14)}


def test_the_worst_overdue_clock_is_named_with_unit_and_days() -> None:
    late = [
        {"status": "超期未完成", "due": day, "unit": unit}
        for day, unit in (("2025-04-20", "甲局"), ("2025-01-02", "乙局"))
    ]
    (found,) = fired({"facts": {"records": [{"reg_day": "2025-02-01"}]}, "clocks": late})
    assert "乙局" in found.sentence and "150日" in found.sentence and found.record_id == "R1"


def _matter(number: int, first: date, topic: str = "工资福利", issue: str | None = "640106001", **more: object):
    records = [{"reg_day": first.isoformat(), **more.pop("record", {})}]
    return READ["facts"](
        {"matter_id": f"M{number}", "topic_l2": topic, "places": {"issue": issue}, "records": records, **more}
    )


START = date(2025, 1, 1)


def test_five_of_one_topic_and_place_within_ninety_days() -> None:
    days = [0, 10, 20, 40, 89, 90, 400]
    sizes = topic_clusters(_matter(n, START + timedelta(days=day)) for n, day in enumerate(days))
    assert sizes == {"M0": 5, "M1": 5, "M2": 5, "M3": 5, "M4": 5, "M5": 5, "M6": 1}


def test_other_topics_places_and_accusations_do_not_count() -> None:
    matters = [
        _matter(1, START),
        _matter(2, START, topic="土地征收"),
        _matter(3, START, issue="640106002"),
        _matter(4, START, issue=None),
        _matter(5, START, topic=""),
        _matter(6, START, record={"purpose": "检举控告"}),
        _matter(7, START, issue="640106"),
        _matter(8, START, issue="640106", place_label="柳河镇"),
        _matter(9, START, issue="640106", place_label="柳河镇"),
    ]
    assert topic_clusters(matters) == {"M1": 1, "M2": 1, "M3": 1, "M8": 2, "M9": 2}
    assert topic_clusters(matters, level=Level.COUNTY)["M1"] == 5


@given(st.lists(st.integers(0, 30), max_size=15), st.integers(1, 12))
def test_clusters_agree_with_counting_every_window(days: list[int], span: int) -> None:
    sizes = topic_clusters((_matter(n, START + timedelta(days=day)) for n, day in enumerate(days)), days=span)
    for number, day in enumerate(days):
        windows = [start for start in days if start <= day < start + span]
        assert sizes[f"M{number}"] == max(sum(start <= other < start + span for other in days) for start in windows)
