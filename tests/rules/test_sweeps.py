"""Clean-up lists: who is on them, who is not, and that every list can say why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Level, Pathway, Purpose, StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.reference.calendar import default_calendar
from workbench.rules.clock_findings import clock_findings
from workbench.rules.hard_flags import hard_flags
from workbench.rules.separation import separation
from workbench.rules.sweeps import SWEEPS, Hit, month_of, sweeps, week_of

CASES = yaml.safe_load((Path(__file__).parent / "situations" / "sweeps.yaml").read_text(encoding="utf-8"))
CALENDAR = default_calendar()


def _step(line: str) -> Step:
    """ "2026-06-01 转送交办 →甲局 due=2026-07-01" as a step."""
    day, kind, *rest = line.split()
    target = next((word[1:] for word in rest if word.startswith("→")), "")
    detail = dict(word.split("=", 1) for word in rest if "=" in word)
    unit = "清澜县信访局" if kind in ("登记", "转送交办", "督办", "销号") else "甲局"
    return Step(StepKind(kind), PartialDate.parse(day), "R000001", unit, target, "", detail)


def _facts(case: dict[str, Any]) -> MatterFacts:
    steps = tuple(map(_step, case["步骤"]))
    record = RecordFacts(
        "R000001", purpose=Purpose.CLAIM, pathway=Pathway.PETITION, reg_day=steps[0].day, reg_office="清澜县信访局",
        lead_unit="甲局", backlog=case.get("积案"), repeat=case.get("重复"), steps=steps,
    )  # fmt: skip
    return MatterFacts("M-R000001", case["截至"], (record,), lead_unit="甲局")


def _hits(facts: MatterFacts) -> tuple[Hit, ...]:
    clocks = [clock for record in facts.records for clock in clock_findings(record, facts.as_of, CALENDAR)]
    apart = separation(facts.places, level=Level.COUNTY)
    return sweeps(facts, clocks, hard_flags(facts, clocks, apart), apart.missing)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_situations(case: dict[str, Any]) -> None:
    hits = _hits(_facts(case))
    lists = {hit.sweep for hit in hits}
    assert lists >= set(case.get("在", ())) and lists.isdisjoint(case.get("不在", ()))
    if "缺" in case:
        assert next(hit for hit in hits if hit.sweep == "FIVE").missing == tuple(case["缺"])
    assert all(hit.sentence.endswith("。") and hit.clause for hit in hits)


def test_every_list_is_seen_in_a_situation() -> None:
    seen = {hit.sweep for case in CASES for hit in _hits(_facts(case))}
    assert set(SWEEPS) - seen == {"JA3"}, "JA3 needs several records: next test"


def test_repeated_after_an_opinion() -> None:
    one = _facts({"截至": date(2026, 6, 1), "步骤": ["2026-01-20 登记", "2026-02-01 受理", "2026-03-01 出具意见书"]})
    more = [RecordFacts(f"R00000{n}", reg_day=PartialDate.parse(f"2026-04-0{n}")) for n in (2, 3)]
    few = MatterFacts("M-R000001", one.as_of, (*one.records, more[0]), lead_unit="甲局")
    many = MatterFacts("M-R000001", one.as_of, (*one.records, *more), lead_unit="甲局")
    assert "JA3" in {hit.sweep for hit in _hits(many)} and "JA3" not in {hit.sweep for hit in _hits(few)}


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)))
def test_weeks_and_months_hold_their_day(day: date) -> None:
    (monday, sunday), (first, last) = week_of(day), month_of(day)
    assert monday <= day <= sunday and monday.weekday() == 0 and (sunday - monday).days == 6
    assert first <= day <= last and first.day == 1 and first.month == last.month == day.month
