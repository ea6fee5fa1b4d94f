"""包案落实: what is missing of 五个一 and the other checks, county leaders, briefings, liaisons."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain.codes import Level
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts
from workbench.rules.leadership import (
    FOUR_DUTIES,
    LeaderRole,
    Liaison,
    completeness,
    county_leader,
    duty_sheet,
    level_of_post,
    liaison_for,
    own_leader,
    silent_to_leader,
)

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "reader.py"))
CASES = READ["situations"]("duty_leaders")


def _facts(given: dict) -> MatterFacts:
    given = dict(given)
    level, due = given.pop("leader_level", None), given.pop("due", None)
    facts = READ["facts"](given)
    return replace(
        facts,
        leader_level=Level.from_label(level) if level else None,
        due=PartialDate.parse(str(due)) if due else None,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    facts = _facts(case["facts"])
    table = [Liaison(place, post) for place, post in case.get("liaisons", {}).items()]
    liaison = liaison_for(facts.places.issue, table)
    sheet = duty_sheet(facts, liaison=liaison)
    checks = {check.name: check for check in completeness(sheet)}
    for name, missing in case.get("missing", {}).items():
        assert list(checks[name].missing) == missing, name
        assert checks[name].finding.outcome.value == ("是" if missing else "否")
    if "county" in case:
        assert county_leader(sheet, case.get("required", False)).outcome.value == case["county"]
    if "brief" in case:
        assert silent_to_leader(sheet).outcome.value == case["brief"]
    if "posts" in case:
        assert [one.post for one in sheet.assignments] == case["posts"]
    if "liaison" in case:
        assert sheet.post(LeaderRole.LIAISON) == case["liaison"]
    if "warns" in case:
        warnings = own_leader(sheet, facts.accused_unit)
        assert len(warnings) == case["warns"] and all("第二十八条第三款" in one.clause for one in warnings)


def test_four_duties_are_kept_and_no_fifth() -> None:
    assert [role.value for role in FOUR_DUTIES] == ["包掌握", "包解决", "包解释答复", "包依法处理"]
    assert not any("稳" in role.value or "控" in role.value for role in LeaderRole)


def test_every_check_names_its_clause_and_what_would_change() -> None:
    sheet = duty_sheet(_facts({}))
    checks = completeness(sheet)
    assert [check.name for check in checks] == [
        "五个一", "三定一包", "四要素", "四明确", "三落实", "两级包案", "责任人", "四包",
    ]  # fmt: skip
    assert all(
        check.finding.clause and check.finding.change and check.finding.sentence.endswith("。") for check in checks
    )
    assert all(check.row["检查"] == check.name for check in checks)


def test_the_last_word_on_an_area_stands() -> None:
    table = [Liaison("990121003", "甲副县长"), Liaison("990121003", "丁副县长")]
    found = liaison_for("990121003001", table)
    assert found is not None and found.post == "丁副县长"
    assert liaison_for(None, table) is None


def test_levels_of_posts() -> None:
    posts = ("副省长", "副市长", "副县长", "县委办主任", "镇党委书记", "某负责人")
    assert [level_of_post(post) for post in posts] == [
        Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWN, Level.TOWN, None,
    ]  # fmt: skip


def test_an_unknown_duty_is_an_error() -> None:
    steps = [{"kind": "包案", "day": "2025-05-10", "detail": {"post": "甲", "role": "包稳控"}}]
    with pytest.raises(ValueError, match="包稳控"):
        duty_sheet(READ["facts"]({"records": [{"steps": steps}]}))
