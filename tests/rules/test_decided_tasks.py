"""A decided task past its day proposes its matter for the next meeting, until it is done."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.rules.decided_tasks import overdue_tasks

DECIDED = Step(
    StepKind.DECISION, PartialDate.parse("2026-09-07"), "R1", "联席会议", "甲局", "补发安置费", {"due": "2026-10-31"}
)


def _facts(*steps: Step, as_of: date = date(2026, 11, 20)) -> MatterFacts:
    return MatterFacts("M-R1", as_of, (RecordFacts("R1", steps=steps),))


def _step(kind: StepKind, day: str, unit: str = "甲局", **detail: str) -> Step:
    return Step(kind, PartialDate.parse(day), "R1", unit, detail=detail)


def test_a_task_past_its_day_is_overdue() -> None:
    (task,) = overdue_tasks(_facts(DECIDED))
    assert (task.unit, task.text, task.due) == ("甲局", "补发安置费", date(2026, 10, 31))


@pytest.mark.parametrize(
    "later",
    [
        _step(StepKind.RESOLVE, "2026-11-05", unit=""),
        _step(StepKind.REMOVE, "2026-11-05", unit=""),
        _step(StepKind.PROGRESS, "2026-11-05", unit="联席会议办公室", result="采信"),
        _step(StepKind.REPORT_DONE, "2026-10-30"),
        _step(StepKind.PROGRESS, "2026-10-20", result="完成"),
    ],
    ids=["resolved", "removed", "accepted", "reported in time, the office's turn", "said to be done in time"],
)
def test_a_task_the_office_accepted_or_has_to_look_at_is_not(later: Step) -> None:
    assert overdue_tasks(_facts(DECIDED, later)) == ()


@pytest.mark.parametrize(
    "later",
    [
        _step(StepKind.REPORT_DONE, "2026-11-02"),
        _step(StepKind.PROGRESS, "2026-10-20", result="推进中"),
        _step(StepKind.PROGRESS, "2026-11-05", result="采信"),
        _step(StepKind.REPORT_DONE, "2026-11-02", unit="乙局"),
        _step(StepKind.REPORT_DONE, "2026-09-01"),
    ],
    ids=["reported late", "under way", "accepted by the unit itself", "another unit", "reported before it was decided"],
)
def test_a_units_word_does_not_close_it(later: Step) -> None:
    assert len(overdue_tasks(_facts(DECIDED, later))) == 1


def test_a_report_sent_back_is_no_report() -> None:
    back = _step(StepKind.SEND_BACK, "2026-11-03", unit="联席会议办公室")
    assert len(overdue_tasks(_facts(DECIDED, _step(StepKind.REPORT_DONE, "2026-10-30"), back))) == 1


def test_a_task_that_still_has_time_or_no_exact_day_is_not_overdue() -> None:
    assert overdue_tasks(_facts(DECIDED, as_of=date(2026, 10, 31))) == ()
    vague = Step(DECIDED.kind, DECIDED.day, "R1", text="完善政策", detail={"due": "2026-10"})
    assert overdue_tasks(_facts(vague)) == ()
