"""Which clocks run on a record: the situations of the specification (1.3, 1.4), and what must hold on any record."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Pathway, Purpose, StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import RecordFacts, Step
from workbench.domain.finding import ClockFinding, ClockStatus
from workbench.reference.calendar import default_calendar
from workbench.rules.clock_findings import clock_findings
from workbench.rules.clock_status import FLAG_ZH

CALENDAR = default_calendar()
CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "situations" / "clock_records.yaml").read_text(encoding="utf-8")
)
OPEN = {ClockStatus.RUNNING, ClockStatus.YELLOW, ClockStatus.ORANGE, ClockStatus.GRACE, ClockStatus.OVERDUE}


def day(value: object) -> PartialDate | None:
    return None if value is None else PartialDate.parse(str(value))


def step(kind: str, when: object, unit: str = "", target: str = "", detail: dict[str, Any] | None = None) -> Step:
    return Step(
        StepKind(kind), day(when), "R1", unit, target, "", {key: str(value) for key, value in (detail or {}).items()}
    )


def record(case: dict[str, Any]) -> RecordFacts:
    given_ = case["record"]
    return RecordFacts(
        "R1",
        purpose=Purpose(given_.get("purpose", "申诉求决")),
        pathway=Pathway(given_["pathway"]) if "pathway" in given_ else None,
        reg_day=day(given_.get("reg")),
        reg_office=given_.get("office", "县信访局"),
        lead_unit=given_.get("lead", ""),
        is_anonymous=given_.get("anonymous"),
        due_stated=day(given_.get("stated_due")),
        steps=tuple(step(*row) for row in case["steps"]),
    )


def found(case: dict[str, Any]) -> tuple[ClockFinding, ...]:
    options = {name: case[name] for name in ("roll_forward", "done_event") if name in case}
    return clock_findings(record(case), case["as_of"], CALENDAR, **options)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict[str, Any]) -> None:
    findings = found(case)
    assert [f"{one.clock} {one.status.value}" for one in findings] == case["expect"]
    last = {one.clock: one for one in findings}
    for clock, due in case.get("due", {}).items():
        assert last[clock].due is not None and last[clock].due.due == due
    for clock, flags in case.get("flags", {}).items():
        assert list(last[clock].flags) == flags
    for clock, unit in case.get("units", {}).items():
        assert last[clock].unit == unit
    for clock, words in case.get("says", {}).items():
        assert words in last[clock].sentence


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_finding_is_whole(case: dict[str, Any]) -> None:
    for one in found(case):
        assert one.sentence.endswith("。") and one.name in one.sentence
        assert set(one.flags) <= set(FLAG_ZH)
        assert one.clause or one.due is None
        assert (one.days_left is not None) == (one.status in OPEN)
        assert one.done is None or one.status in (ClockStatus.DONE_IN_TIME, ClockStatus.DONE_LATE)


def test_every_flag_but_the_hearing_one_is_seen_in_a_situation() -> None:
    seen = {flag for case in CASES for one in found(case) for flag in one.flags}
    assert set(FLAG_ZH) - seen == {"HEARING_UNDATED", "EXT_DAYS_UNKNOWN"}


def test_an_undated_hearing_leaves_lateness_open() -> None:
    steps = [
        step("申请复核", "2025-03-03", "", "市政府"),
        step("听证开始", None),
        step("复核意见", "2025-04-08", "市政府", "", {"result": "维持"}),
    ]
    findings = clock_findings(RecordFacts("R1", steps=tuple(steps)), date(2025, 6, 1), CALENDAR)
    assert [(one.clock, one.status) for one in findings][-1] == ("C10", ClockStatus.UNKNOWN)


def test_an_extension_of_unknown_length_counts_only_where_it_does_not_matter() -> None:
    def status(done: str) -> ClockStatus:
        steps = (step("受理", "2024-01-10"), step("延期", "2024-03-01"), step("出具意见书", done))
        facts = RecordFacts("R1", pathway=Pathway.PETITION, steps=steps)
        return {one.clock: one for one in clock_findings(facts, date(2024, 6, 1), CALENDAR)}["C05"].status

    assert status("2024-03-08") is ClockStatus.DONE_IN_TIME
    assert status("2024-03-20") is ClockStatus.UNKNOWN
    assert status("2024-04-20") is ClockStatus.DONE_LATE


DAYS = st.dates(date(2022, 6, 1), date(2025, 12, 1)).map(lambda when: PartialDate.parse(when.isoformat()))
STEPS = st.lists(
    st.builds(
        lambda kind, when, unit, target: Step(kind, when, "R1", unit, target, "", {"days": "15", "result": "维持"}),
        st.sampled_from(StepKind),
        st.none() | DAYS,
        st.sampled_from(["", "县信访局", "县住建局", "县政府"]),
        st.sampled_from(["", "县住建局", "县政府"]),
    ),
    max_size=10,
)
RECORDS = st.builds(
    lambda steps, reg, pathway, anonymous: RecordFacts(
        "R1", pathway=pathway, reg_day=reg, reg_office="县信访局", is_anonymous=anonymous, steps=tuple(steps)
    ),
    STEPS,
    st.none() | DAYS,
    st.none() | st.sampled_from(Pathway),
    st.none() | st.booleans(),
)


@given(RECORDS, st.dates(date(2022, 6, 1), date(2026, 3, 1)))
def test_any_record_gets_findings_and_no_error(facts: RecordFacts, as_of: date) -> None:
    for one in clock_findings(facts, as_of, CALENDAR):
        assert one.due is not None or one.status in (ClockStatus.UNKNOWN, ClockStatus.WAIVED)
        assert one.done is None or one.done <= as_of


@given(RECORDS, st.dates(date(2022, 6, 1), date(2026, 3, 1)), st.integers(1, 60))
def test_a_finished_clock_does_not_change_as_days_go_by(facts: RecordFacts, as_of: date, later: int) -> None:
    after = as_of + timedelta(days=later)
    if any(one.day and one.day.end > as_of for one in facts.steps):
        return  # more happens meanwhile
    now = {(one.clock, one.due, one.done): one.status for one in clock_findings(facts, as_of, CALENDAR) if one.done}
    then = {(one.clock, one.due, one.done): one.status for one in clock_findings(facts, after, CALENDAR) if one.done}
    assert now.items() <= then.items()


def _handled(*steps: Step) -> RecordFacts:
    return RecordFacts("R000001", pathway=Pathway.PETITION, reg_office="清澜县信访局", lead_unit="甲局", steps=steps)


def _step(kind: StepKind, day: str, **detail: str) -> Step:
    return Step(kind, PartialDate.parse(day), "R000001", "甲局", detail=detail)


def test_a_local_profile_is_off_unless_named_and_says_that_it_is_local() -> None:
    record = _handled(_step(StepKind.ACCEPT, "2024-05-06"))
    limits = {}
    for profile in ("", "浙江", "河南", "山东"):
        (found,) = [
            one for one in clock_findings(record, date(2024, 5, 20), CALENDAR, profile=profile) if one.clock == "C05"
        ]
        assert found.due
        limits[profile] = found.due.due
        assert ("是否仍适用请法制机构核对" in found.sentence) == (profile in ("浙江", "河南"))
    assert limits[""] == limits["山东"] == date(2024, 7, 5) and limits["浙江"] == limits["河南"] == date(2024, 6, 5)


def test_a_local_limit_holds_only_from_the_day_it_came_into_force() -> None:
    record = _handled(_step(StepKind.ACCEPT, "2012-05-07"))
    (found,) = [
        one for one in clock_findings(record, date(2012, 5, 20), CALENDAR, profile="河南") if one.clock == "C05"
    ]
    assert found.due and found.due.due == date(2012, 7, 6) and "河南" not in found.clause


@given(st.dates(date(2023, 1, 1), date(2024, 6, 1)), st.integers(1, 20), st.integers(0, 15))
def test_a_hearing_never_moves_a_deadline_earlier(asked: date, until_hearing: int, length: int) -> None:
    def due(*more: Step) -> date:
        opinion = _step(StepKind.OPINION, (asked - timedelta(days=40)).isoformat())
        ask = _step(StepKind.REREVIEW_ASK, asked.isoformat())
        found = clock_findings(_handled(opinion, ask, *more), asked + timedelta(days=60), CALENDAR)
        (deadline,) = [one.due for one in found if one.clock == "C10"]
        assert deadline
        return deadline.due

    opened = asked + timedelta(days=until_hearing)
    closed = opened + timedelta(days=length)
    hearing = (_step(StepKind.HEARING_START, opened.isoformat()), _step(StepKind.HEARING_END, closed.isoformat()))
    assert due(*hearing) == due() + timedelta(days=length + 1)


def test_a_changed_pathway_takes_the_clock_from_the_day_it_was_changed() -> None:
    change = _step(StepKind.RECODE, "2024-06-01", field="法定途径", to="P2", reasons="属劳动仲裁")
    record = _handled(_step(StepKind.ACCEPT, "2024-05-06"), change)
    clocks = {
        day: {one.clock for one in clock_findings(record, day, CALENDAR)}
        for day in (date(2024, 5, 31), date(2024, 6, 1))
    }
    assert "C05" in clocks[date(2024, 5, 31)] and "C05" not in clocks[date(2024, 6, 1)]
