"""The clocks of 复查 and 复核: C07 and C09 are the petitioner's to use, C08 and C10 are owed by the reviewing organ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from workbench.domain.codes import StepKind as K
from workbench.domain.facts import Step
from workbench.domain.finding import ClockFinding, ClockStatus
from workbench.rules.clock_status import Run, judge
from workbench.rules.clock_view import View, dated_after, deadline, first_after
from workbench.rules.step_order import orders_redo


@dataclass(frozen=True, slots=True)
class _Round:
    """One round of review: what is contested, how it is asked for and answered, and by which clocks."""

    contested: K
    ask: K
    answer: K
    ask_clock: str
    answer_clock: str


_ROUNDS: Final = (
    _Round(K.OPINION, K.REVIEW_ASK, K.REVIEW_ANSWER, "C07", "C08"),
    _Round(K.REVIEW_ANSWER, K.REREVIEW_ASK, K.REREVIEW_ANSWER, "C09", "C10"),
)


def review_findings(view: View, roll_forward: bool) -> Iterator[ClockFinding]:
    """Clocks of both rounds, for each document contested and each request made."""
    for turn in _ROUNDS:
        for index, step in enumerate(view.steps):
            if step.kind is turn.contested and not orders_redo(step):
                yield from _asking(view, turn, index, roll_forward)
            elif step.kind is turn.ask:
                yield _answering(view, turn, index, step, roll_forward)


def _asking(view: View, turn: _Round, index: int, roll: bool) -> Iterator[ClockFinding]:
    """C07 or C09 from delivery of the document; no row once the right has lapsed unused."""
    steps = _until(view.steps, index, turn.contested)
    ask = first_after(steps, index, {turn.ask})
    delivered = first_after(steps, index, {K.DELIVER})
    if ask is None and (delivered is None or delivered.exact is None):
        return
    start = delivered.day if delivered else None
    found, missing = deadline(view, turn.ask_clock, start)
    run = Run(turn.ask_clock, view.record.record_id, "", found, ask, owed=False, missing=missing)
    judged = judge(run, view.as_of, view.calendar, roll)
    if judged.status is ClockStatus.DONE_LATE:
        judged = judge(replace(run, flags=("LATE_REQUEST",)), view.as_of, view.calendar, roll)
    if judged.status is not ClockStatus.OVERDUE:
        yield judged


def _answering(view: View, turn: _Round, index: int, ask: Step, roll: bool) -> ClockFinding:
    """C08 or C10 from the request; of C10 the days of a hearing are not counted (T§36②)."""
    steps = _until(view.steps, index, turn.ask)
    end = first_after(steps, index, {turn.answer, K.WITHDRAW})
    bound = None if end and end.day else dated_after(steps, index, {K.REREVIEW_ASK})
    excluded, flags = (0, ()) if turn.answer_clock == "C08" else _hearing(view, steps[index:], ask, end)
    found, missing = deadline(view, turn.answer_clock, ask.day, excluded=excluded)
    unit = ask.target or (end.unit if end and end.kind is turn.answer else "")
    run = Run(turn.answer_clock, view.record.record_id, unit, found, end, bound, flags=flags, missing=missing)
    judged = judge(run, view.as_of, view.calendar, roll)
    if "HEARING_UNDATED" in flags and judged.status in (ClockStatus.OVERDUE, ClockStatus.DONE_LATE):
        return replace(judged, status=ClockStatus.UNKNOWN, days_left=None)
    return judged


def _until(steps: Sequence[Step], index: int, kind: K) -> Sequence[Step]:
    """Steps up to the next one of the same kind, which opens a round of its own."""
    for later in range(index + 1, len(steps)):
        if steps[later].kind is kind:
            return steps[:later]
    return steps


def _hearing(view: View, steps: Sequence[Step], ask: Step, end: Step | None) -> tuple[int, tuple[str, ...]]:
    """Days of hearings within the period, both ends counted, overlapping days once; and flags."""
    asked, until = ask.exact, (end.exact if end else None) or view.as_of
    taken: set[int] = set()
    flags: dict[str, None] = {}
    opened: date | None = None
    for step in steps:
        if step.kind in (K.HEARING_START, K.HEARING_END) and step.exact is None:
            flags["HEARING_UNDATED"] = None
        elif step.kind is K.HEARING_START:
            opened = opened or step.exact
        elif step.kind is K.HEARING_END and opened and step.exact:
            taken |= _days(opened, step.exact)
            opened = None
    if opened:
        taken |= _days(opened, until)
        flags["HEARING_OPEN"] = None
    return sum(1 for day in taken if asked and day > asked.toordinal()), tuple(flags)


def _days(first: date, last: date) -> set[int]:
    return set(range(first.toordinal(), last.toordinal() + 1))
