"""Rows and recorded steps gathered into the facts of a matter: every act once, what is not known left unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from workbench.domain.codes import Level, Pathway, StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.events import EventKind
from workbench.domain.facts import RecordFacts, Source, Step
from workbench.domain.tables import RECORDS
from workbench.review.facts import (
    _pathway,
    gather_matters,
    matter_facts,
    record_facts,
    rows_of,
    step_events,
)
from workbench.rules.leadership import level_of_post

AS_OF = date(2024, 12, 31)


def row(record_id: str = "R1", **values: Any) -> dict[str, Any]:
    return {**dict.fromkeys(RECORDS), "record_id": record_id, "file": "台账.xlsx", "sheet": "一", "row": 5, **values}


def recorded(kind: StepKind, day: str, **detail: str) -> Step:
    return Step(kind, PartialDate.parse(day), "R1", detail=detail, source=Source(event_id="E1"))


def of(facts: RecordFacts, kind: StepKind) -> list[str]:
    return [step.day.text if step.day else "" for step in facts.of(kind)]


def test_an_act_in_the_row_and_in_an_event_is_one_act() -> None:
    cells = row(extend="延期30日（2024-03-01批准）", review="维持", supervise="督办3次")
    steps = [
        recorded(StepKind.EXTEND, "2024-03-01", days="30"),
        recorded(StepKind.REVIEW_ASK, "2024-05-01"),
        recorded(StepKind.REVIEW_ANSWER, "2024-05-20", result="维持"),
        recorded(StepKind.SUPERVISE, "2024-06-01"),
    ]
    facts = record_facts(cells, steps)
    assert of(facts, StepKind.EXTEND) == ["2024-03-01"]
    assert of(facts, StepKind.REVIEW_ASK) == ["2024-05-01"] and of(facts, StepKind.REVIEW_ANSWER) == ["2024-05-20"]
    assert of(facts, StepKind.SUPERVISE) == ["2024-06-01", "", ""]


def test_a_recorded_resolution_outweighs_the_cell() -> None:
    cells = row(done_date=date(2024, 3, 1), petition_state="已办结", resolve_state="已化解")
    assert of(record_facts(cells), StepKind.RESOLVE) == ["2024-03-01"]
    facts = record_facts(cells, [recorded(StepKind.RESOLVE, "2024-04-15")])
    assert of(facts, StepKind.RESOLVE) == ["2024-04-15"] and of(facts, StepKind.CLOSE) == ["2024-03-01"]


def test_places_of_several_records() -> None:
    rows = [
        row("R1", reg_time=date(2023, 1, 1), hukou="990121", issue="990121"),
        row("R2", reg_time=date(2024, 1, 1), hukou="990202002", issue="990121104"),
        row("R3", reg_time=date(2024, 2, 1), issue="990202"),
    ]
    places = matter_facts("M-R1", rows, {}, AS_OF).places
    assert (places.hukou, places.residence) == ("990202002", None)
    assert (places.issue, places.other_issues) == ("990121104", ("990202",))


def test_the_latest_record_names_the_unit_and_all_records_the_departments() -> None:
    rows = [
        row("R2", reg_time=date(2024, 1, 1), lead_unit="住建局", assist_units=["财政局"]),
        row("R1", reg_time=date(2023, 1, 1), lead_unit="柳镇人民政府", assist_units=None),
        row("R3", reg_time=None, lead_unit=None),
    ]
    facts = matter_facts("M-R1", rows, {}, AS_OF)
    assert [record.record_id for record in facts.records] == ["R1", "R2", "R3"]
    assert facts.lead_unit == "住建局" and facts.departments == ("住建局", "财政局")


def test_locked_rows_are_gathered_by_no_rule() -> None:
    frame = pd.DataFrame([row("R1", locked=False, reg_time=pd.Timestamp("2024-01-01")), row("R2", locked=True)])
    ((facts, rows),) = gather_matters(frame, {"R1": "M-R1", "R2": "M-R2"}, {}, {}, AS_OF)
    assert facts.matter_id == "M-R1" and [one["record_id"] for one in rows] == ["R1"]


def test_rows_are_plain_values() -> None:
    frame = pd.DataFrame({"day": pd.to_datetime(["2024-01-02", None]), "number": pd.array([1, None], "Int64")})
    assert rows_of(frame) == [{"day": date(2024, 1, 2), "number": 1}, {"day": None, "number": None}]


def test_undone_steps_are_not_steps() -> None:
    payload = '{"kind": "督办", "day": "2024-05", "unit": "联席办", "number": "3号"}'
    events = pd.DataFrame(
        [("E1", EventKind.STEP.value, "R1", payload, False), ("E2", EventKind.STEP.value, "R1", payload, True)],
        columns=["event_id", "kind", "subject", "payload", "undone"],
    )
    ((step,),) = step_events(events).values()
    assert (step.kind, str(step.day), step.exact, step.unit) == (StepKind.SUPERVISE, "2024-05", None, "联席办")
    assert dict(step.detail) == {"number": "3号"} and str(step.source) == "登记事件 E1"


@pytest.mark.parametrize(
    ("text", "pathway"),
    [("P6", Pathway.PETITION), ("信访程序(出具处理意见书)", Pathway.PETITION), ("行政复议", Pathway.ADMINISTRATIVE),
     ("诉讼", Pathway.JUDICIAL), ("劳动仲裁", Pathway.ARBITRATION), ("查处违法/履行法定职责", Pathway.ENFORCEMENT),
     ("党员申诉", Pathway.PARTY_APPEAL), ("", None), (None, None), ("其他", None)],
)  # fmt: skip
def test_pathway(text: str | None, pathway: Pathway | None) -> None:
    assert _pathway(text) is pathway


@pytest.mark.parametrize(
    ("post", "level"),
    [("副县长 王某", Level.COUNTY), ("县委常委、政法委书记", Level.COUNTY), ("县人大常委会副主任", Level.COUNTY),
     ("区级领导", Level.COUNTY), ("县领导", Level.COUNTY), ("副市长", Level.CITY), ("住建局局长", Level.TOWN),
     ("柳镇镇长", Level.TOWN), ("县委办主任", Level.TOWN), ("", None)],
)  # fmt: skip
def testlevel_of_post(post: str, level: Level | None) -> None:
    assert level_of_post(post) is level
