"""Rebound watch (销号后观察): whether new records of the matter came in the days after it was closed.

It watches records of the matter, nobody's movements: whoever registers a letter or visit on it ends the quiet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workbench.domain.codes import StepKind
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.rules.dated import parameters_of

CLOSINGS = (StepKind.REPORT_DONE, StepKind.RESOLVE, StepKind.CLOSE)


class WatchState(StrEnum):
    """How the watch stands (观察状态)."""

    RUNNING = "观察中"
    QUIET = "观察期满未见新件"
    CAME_BACK = "观察期内有新件"
    UNKNOWN = "待核"


@dataclass(frozen=True, slots=True)
class Watch:
    """From the day after 销号 to `until`, both included; `record` is the first new one."""

    closed: date
    until: date
    state: WatchState
    record: RecordFacts | None
    sentence: str


def watch_days(on: date) -> int:
    """How many days are watched."""
    return int(parameters_of("closing", on)["watch.days"].value)


def rebound_watch(facts: MatterFacts, on: date) -> Watch | None:
    """The watch over the last 销号 known by a day; None when the matter was not closed, or on no exact day."""
    closed = [step.exact for step in facts.steps if step.kind is StepKind.RESOLVE and step.exact and step.exact <= on]
    if not closed:
        return None
    day = max(closed)
    until = day + timedelta(days=watch_days(on))
    record, unsure = new_record(facts, _at(day), min(until, on))
    if record:
        told = f"销号（{day}）后{watch_days(on)}日内又登记信访件{_named(record)}（{record.reg_day}）；请及时回访核实，需要的重新化解"
        return Watch(day, until, WatchState.CAME_BACK, record, f"{told}。")
    if unsure:
        return Watch(
            day, until, WatchState.UNKNOWN, unsure, f"信访件{_named(unsure)}登记日期不确切，是否在观察期内待核。"
        )
    running = on <= until
    state = WatchState.RUNNING if running else WatchState.QUIET
    told = f"销号（{day}）后观察至{until}，截至{on}未见本事项新的信访件"
    return Watch(day, until, state, None, f"{told}。")


def _at(day: date) -> Step:
    from workbench.domain.dates import PartialDate

    return Step(StepKind.RESOLVE, PartialDate(day.isoformat(), day, day), "")


def new_record(
    facts: MatterFacts, closing: Step, until: date | None = None
) -> tuple[RecordFacts | None, RecordFacts | None]:
    """The first record surely registered after a closing and by `until`; and one of which it is not sure.

    Without `until` the watch days after the closing are meant, up to the matter's day.
    """
    if closing.day is None:
        return None, None
    first, last = closing.day.start, closing.day.end
    days = timedelta(days=watch_days(facts.as_of))
    sure_end, end = (until, until) if until else (min(first + days, facts.as_of), min(last + days, facts.as_of))
    unsure = None
    for record in facts.records:
        day = record.reg_day
        if day is None or day.end <= first or day.start > end or record.record_id == closing.record_id:
            continue
        if day.start > last and day.end <= sure_end:
            return record, None
        unsure = unsure or record
    return None, unsure


def _named(record: RecordFacts) -> str:
    return record.case_no or record.record_id
