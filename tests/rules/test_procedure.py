"""Axis A: the state machine of the specification (5.6), what it reports, and that it never loses its way."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Pathway, ProceduralState, StepKind, Trilean
from workbench.domain.dates import PartialDate
from workbench.domain.facts import RecordFacts, Step
from workbench.rules.procedure import next_state, procedural_state
from workbench.rules.procedure_stated import meant_by

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "situations" / "procedure.yaml").read_text(encoding="utf-8")
)


def day(value: object) -> PartialDate | None:
    return None if value is None else PartialDate.parse(str(value))


def record(case: dict[str, Any]) -> RecordFacts:
    given_ = case["record"]
    steps = [
        Step(StepKind(row[0]), day(row[1]), "R1", *row[2:4], detail=row[4] if len(row) > 4 else {})
        for row in case["steps"]
    ]
    return RecordFacts(
        "R1",
        pathway=Pathway(given_["pathway"]) if "pathway" in given_ else None,
        reg_day=day(given_.get("reg")),
        stated_state=given_.get("stated", ""),
        steps=tuple(steps),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict[str, Any]) -> None:
    found = procedural_state(record(case), case.get("as_of"))
    assert found.state == case["state"]
    assert [finding.rule for finding in found.findings] == case.get("rules", [])
    assert found.agrees == case.get("agrees", "待核")
    if "since" in case:
        assert found.since == case["since"]
    for finding in found.findings:
        assert finding.outcome == case.get("outcome", "是")
        assert finding.clause.startswith("《信访工作条例》第") and "条" in finding.clause
        assert finding.sentence.endswith("。") and finding.record_id == "R1" and finding.change


def test_every_state_is_reached_by_some_situation() -> None:
    assert {procedural_state(record(case), case.get("as_of")).state for case in CASES} == set(ProceduralState)


@pytest.mark.parametrize(
    ("word", "state", "fits"),
    [
        ("已办结", ProceduralState.CLOSED, True),
        ("未办结", ProceduralState.CLOSED, False),
        ("不予受理", ProceduralState.ACCEPTED, False),
        ("已受理", ProceduralState.ACCEPTED, True),
        ("待受理", ProceduralState.FORWARDED, True),
        ("复查办结", ProceduralState.REVIEWED, True),
        ("复核中", ProceduralState.REREVIEWING, True),
        ("三级终结", ProceduralState.ENDED, True),
        ("已登记", ProceduralState.REGISTERED, True),
        ("已导入法定途径", ProceduralState.HANDED_OFF, True),
    ],
)
def test_the_ledgers_words(word: str, state: ProceduralState, fits: bool) -> None:
    meant = meant_by(word)
    assert meant is not None
    assert (state in meant) is fits


STEPS = st.lists(
    st.builds(
        lambda kind, when, result: Step(kind, when, "R1", detail={"result": result}),
        st.sampled_from(StepKind),
        st.none() | st.dates(date(2022, 6, 1), date(2025, 12, 1)).map(lambda when: day(when.isoformat())),
        st.sampled_from(["", "维持", "责令重办"]),
    ),
    max_size=12,
)


@given(STEPS, st.none() | st.sampled_from(Pathway))
def test_any_steps_give_a_state_and_replaying_gives_the_same(steps: list[Step], pathway: Pathway | None) -> None:
    facts = RecordFacts("R1", pathway=pathway, steps=tuple(steps))
    found = procedural_state(facts)
    assert procedural_state(facts) == found
    assert all(finding.sentence and finding.clause for finding in found.findings)


@given(STEPS)
def test_the_order_steps_were_written_in_does_not_matter_when_their_days_differ(steps: list[Step]) -> None:
    once = list({one.day: one for one in steps if one.day}.values())
    forwards = procedural_state(RecordFacts("R1", steps=tuple(once)))
    backwards = procedural_state(RecordFacts("R1", steps=tuple(reversed(once))))
    assert forwards == backwards


@given(STEPS)
def test_lawful_steps_are_not_reported_out_of_order(steps: list[Step]) -> None:
    """Keep only the steps the table allows, one after the other: none of them may be called misplaced."""
    state, kept = ProceduralState.REGISTERED, []
    for number, one in enumerate(steps):
        following = next_state(state, one)
        if following is not None:
            state = following
            kept.append(Step(one.kind, day(f"2024-01-{number + 1:02}"), "R1", detail=one.detail))
    found = procedural_state(RecordFacts("R1", reg_day=day("2024-01-01"), steps=tuple(kept)), date(2024, 1, 20))
    assert found.state is state
    assert not {"ILLEGAL_STEP", "STEP_AFTER_END", "UNREGISTERED_STEP"} & {finding.rule for finding in found.findings}


def test_a_suggestion_needs_no_opinion() -> None:
    closed = (Step(StepKind.FORWARD, day("2024-01-03"), "R1"), Step(StepKind.CLOSE, day("2024-02-01"), "R1"))
    facts = RecordFacts("R1", pathway=Pathway.SUGGESTION, reg_day=day("2024-01-02"), steps=closed)
    found = procedural_state(facts)
    assert (found.state, found.findings, found.agrees) == (ProceduralState.CLOSED, (), Trilean.UNKNOWN)
