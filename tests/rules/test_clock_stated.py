"""A ledger's own 按期/超期 stands where nothing can be computed, and is named as its word."""

from __future__ import annotations

import pytest

from workbench.domain.facts import RecordFacts
from workbench.domain.finding import ClockFinding, ClockStatus
from workbench.rules.clock_stated import STATED, stated_clock


def _computed(status: ClockStatus) -> ClockFinding:
    return ClockFinding("C05", "信访程序办理", "R1", "甲局", status, None, None, None, "", "")


@pytest.mark.parametrize(("word", "status"), [("按期", ClockStatus.DONE_IN_TIME), ("超期", ClockStatus.DONE_LATE)])
def test_the_flag_is_a_finding_of_the_ledgers_own(word: str, status: ClockStatus) -> None:
    found = stated_clock(RecordFacts("R1", lead_unit="甲局", timely=word), [])
    assert found is not None
    assert (found.clock, found.unit, found.status, found.due) == (STATED, "甲局", status, None)
    assert word in found.sentence and "台账自述" in found.clause


def test_without_a_flag_there_is_none() -> None:
    assert stated_clock(RecordFacts("R1"), []) is None


def test_a_computed_answer_outweighs_the_flag() -> None:
    record = RecordFacts("R1", timely="按期")
    assert stated_clock(record, [_computed(ClockStatus.OVERDUE)]) is None
    assert stated_clock(record, [_computed(ClockStatus.UNKNOWN)]) is not None
