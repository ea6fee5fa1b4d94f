"""What the clocks look at: one record's steps up to a day, with the calendar and the office's switches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import RecordFacts, Step
from workbench.domain.finding import Due
from workbench.reference.calendar import Calendar, CalendarMissing
from workbench.rules.clock import CLOCKS, ClockError, due


@dataclass(frozen=True, slots=True)
class View:
    """A record as of a day; `steps` in order and none after that day. `by_delivery`: 送达 ends the 60-day clock.

    `profile` names the local regulation whose limits stand before the national ones, None for none.
    """

    record: RecordFacts
    steps: Sequence[Step]
    as_of: date
    calendar: Calendar
    by_delivery: bool = False
    profile: str | None = None


def deadline(
    view: View, clock: str, day: PartialDate | None, *, extension: int = 0, excluded: int = 0
) -> tuple[Due | None, str]:
    """The deadline from a start day, or None and the sentence that says why it is 待核."""
    kind = CLOCKS[clock]
    start = day.exact if day else None
    if start is None:
        known = f"只知为{day}，不是确切的一天" if day else "缺失"
        return None, f"{kind.start}{known}，无法计算期限，请补登（不得以登记时间代替）"
    try:
        found = due(
            clock, start, extension=extension, excluded_days=excluded, calendar=view.calendar, profile=view.profile
        )
    except (ClockError, CalendarMissing) as reason:
        return None, str(reason)
    return found, ""


def first_after(steps: Sequence[Step], index: int, kinds: Collection[StepKind]) -> Step | None:
    """The first step of these kinds after a position (-1: from the beginning)."""
    for step in steps[index + 1 :]:
        if step.kind in kinds:
            return step
    return None


def dated_after(steps: Sequence[Step], index: int, kinds: Collection[StepKind]) -> Step | None:
    """The first dated step of these kinds after a position."""
    for step in steps[index + 1 :]:
        if step.kind in kinds and step.day is not None:
            return step
    return None
