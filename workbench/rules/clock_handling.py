"""The 60-day clock of handling (C05, with its extension C06) and its soft stand-ins for other pathways.

Only 条例第三十一条第六项 matters (P6) run it; a pathway not yet decided runs it as 途径待核. 履职 (P5) and 建议 (P7) get
a soft clock under another id (S5, S7), so that no count of C05 takes them in.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from workbench.domain.codes import Pathway as P
from workbench.domain.codes import Purpose
from workbench.domain.codes import StepKind as K
from workbench.domain.dates import PartialDate, exact_day
from workbench.domain.facts import RecordFacts, Step
from workbench.domain.finding import ClockFinding, ClockStatus, Due
from workbench.rules.clock import rule
from workbench.rules.clock_status import Run, finding, judge
from workbench.rules.clock_view import View, dated_after, deadline, first_after
from workbench.rules.step_order import orders_redo

_BY_PATHWAY: Final = {P.PETITION: "C05", P.ENFORCEMENT: "S5", P.SUGGESTION: "S7"}
_ANSWERS: Final = frozenset({K.REVIEW_ANSWER, K.REREVIEW_ANSWER})
_STOPPED: Final = frozenset({K.WITHDRAW, K.HAND_OFF, K.NO_LONGER_ACCEPT})
_BEYOND: Final = frozenset({K.REVIEW_ASK, K.REVIEW_ANSWER, K.REREVIEW_ASK, K.REREVIEW_ANSWER})
_NEEDS_ACCEPTANCE: Final = frozenset({K.EXTEND, K.OPINION})
_ACCEPTED_WORDS: Final = ("已受理", "办理中", "正在办理", "在办")
_NO_DAY: Final = "受理日缺失，无法计算60日，请补登受理告知书上的日期（不得以登记时间代替）"
_OPEN_OR_IN_TIME: Final = frozenset(
    {ClockStatus.RUNNING, ClockStatus.YELLOW, ClockStatus.ORANGE, ClockStatus.DONE_IN_TIME}
)


def handling_clock(record: RecordFacts) -> tuple[str, tuple[str, ...]] | None:
    """Clock id and flags that acceptance starts on this record; None where no handling clock runs (spec 1.3)."""
    if record.pathway is not None:
        clock = _BY_PATHWAY.get(record.pathway)
        return (clock, ("SOFT",) if clock != "C05" else ()) if clock else None
    if record.purpose is Purpose.SUGGESTION:
        return "S7", ("SOFT",)
    if record.purpose in (None, Purpose.CLAIM):
        return "C05", ("PATHWAY_UNKNOWN",)
    return None


def handling_findings(view: View, roll_forward: bool) -> Iterator[ClockFinding]:
    """One finding per acceptance and per redo order; one 待核 where acceptance is evident but its day is not."""
    gate = handling_clock(view.record)
    if gate is None:
        return
    clock, flags = gate
    starts = [index for index, step in enumerate(view.steps) if _starts(view.steps, index, step)]
    for position, index in enumerate(starts):
        until = starts[position + 1] if position + 1 < len(starts) else len(view.steps)
        yield _cycle(view, clock, flags, index, view.steps[:until], roll_forward)
    if not starts and _evidently_accepted(view):
        run = Run(clock, view.record.record_id, view.record.lead_unit, None, flags=flags, missing=_NO_DAY)
        yield judge(run, view.as_of, view.calendar, roll_forward)


def _starts(steps: Sequence[Step], index: int, step: Step) -> bool:
    """An acceptance, unless one already runs; or an order to handle anew (E11)."""
    if step.kind in _ANSWERS:
        return orders_redo(step)
    if step.kind is not K.ACCEPT:
        return False
    running = [other for other in steps[:index] if other.kind in (K.ACCEPT, K.RETURN, *_STOPPED)]
    return not running or running[-1].kind is not K.ACCEPT


def _evidently_accepted(view: View) -> bool:
    kinds = {step.kind for step in view.steps}
    forwarded_and_closed = {K.FORWARD, K.CLOSE} <= kinds and not kinds & {K.REFUSE, *_STOPPED}
    stated = any(word in view.record.stated_state for word in _ACCEPTED_WORDS)
    return bool(kinds & _NEEDS_ACCEPTANCE) or forwarded_and_closed or stated


def _cycle(
    view: View, clock: str, flags: tuple[str, ...], index: int, steps: Sequence[Step], roll: bool
) -> ClockFinding:
    start = steps[index]
    redo = start.kind is not K.ACCEPT
    base, missing = _redo_deadline(view, clock, start) if redo else deadline(view, clock, start.day)
    if start.day is None:
        missing = _NO_DAY
    end, bound = _end(view, steps, index)
    unit = (view.record.lead_unit or start.target if redo else start.unit) or view.record.lead_unit
    flags += ("REDO",) if redo else ()
    if base and not (end or bound):
        flags += _watch(view, base, steps, index)
    run = Run(clock, view.record.record_id, unit, base, end, bound, flags=flags, missing=missing)
    if base is None:
        return judge(run, view.as_of, view.calendar, roll)
    return _with_extension(view, run, start, steps[index + 1 :], roll)


def _redo_deadline(view: View, clock: str, order: Step) -> tuple[Due | None, str]:
    """From the day of the order, unless it sets a date itself (E11)."""
    set_day, ordered = exact_day(order.detail.get("due")), order.exact
    if set_day and ordered:
        why = f"{order.kind.value}{ordered}责令重办，指定{set_day}前办结"
        return Due(clock, ordered, set_day, set_day, f"{order.kind.value}指定", why), ""
    return deadline(view, clock, order.day)


def _end(view: View, steps: Sequence[Step], index: int) -> tuple[Step | None, Step | None]:
    """The step that ended handling, and a later one that shows it had ended."""
    stop = first_after(steps, index, _STOPPED)
    closed = first_after(steps, index, {K.CLOSE})
    wanted = K.DELIVER if view.by_delivery else K.OPINION
    end = first_after(steps, index, {wanted}) or stop or (None if view.by_delivery else closed)
    bounds = _BEYOND if view.by_delivery else _BEYOND | {K.DELIVER, K.CLOSE}
    bound = dated_after(view.steps, index, bounds)
    if view.by_delivery and end is None and closed is not None:
        return replace(closed, kind=K.DELIVER, day=None), bound  # closed without proof of delivery: 待核
    return end, bound if end is None or end.day is None else None


def _watch(view: View, base: Due, steps: Sequence[Step], index: int) -> tuple[str, ...]:
    """Flags on a clock still open: brought again after its end (E2), half of it gone without a step (1.6)."""
    flags: tuple[str, ...] = ()
    if any(step.kind is K.PETITION and step.day and step.day.start > base.due for step in view.steps):
        flags += ("BROUGHT_AGAIN_OVERDUE",)
    silent = not any(step.day and step.day.end > base.start for step in steps[index + 1 :])
    if silent and (view.as_of - base.start) * 2 > base.due - base.start:
        flags += ("HALF_TIME_SILENT",)
    return flags


def _beside_stated(view: View, run: Run) -> Run:
    """The run with a flag and a remark where the ledger states another 限办日期."""
    stated = view.record.due_stated.exact if view.record.due_stated else None
    if run.due is None or stated is None or stated in (run.due.due, run.due.rolled):
        return run
    return replace(run, flags=(*run.flags, "DUE_STATED_DIFFERS"), remark=f"台账限办日期为{stated}，请核对")


@dataclass(frozen=True, slots=True)
class Extension:
    """Days an extension surely adds, days it may add, and flags."""

    sure: int
    possible: int
    flags: tuple[str, ...]


def read_extension(steps: Sequence[Step], base: date, most: int) -> Extension | None:
    """What the first 延期 among the steps adds to a period that ends on `base` (T§34; once, at most `most` days)."""
    asked = [step for step in steps if step.kind is K.EXTEND]
    if not asked:
        return None
    first = asked[0]
    flags: tuple[str, ...] = ("EXT_AGAIN",) if len(asked) > 1 else ()
    days = _extension_days(first, base)
    if days is None:
        flags += ("EXT_DAYS_UNKNOWN",)
    elif days > most:
        flags += ("EXT_OVER",)
    possible = min(days or most, most)
    timely = _approved_in_time(first.day, base)
    if timely is False:
        return Extension(0, 0, (*flags, "EXT_LATE"))
    if timely is None:
        return Extension(0, possible, (*flags, "EXT_UNDATED"))
    return Extension(0 if days is None else possible, possible, flags)


def _approved_in_time(day: PartialDate | None, base: date) -> bool | None:
    """Approved by the end of the period? None when its day does not tell."""
    if day is None:
        return None
    if day.start > base:
        return False
    return True if day.end <= base else None


def _extension_days(step: Step, base: date) -> int | None:
    text = step.detail.get("days", "")
    if text.isdecimal() and int(text) > 0:
        return int(text)
    new_due = exact_day(step.detail.get("due"))
    return (new_due - base).days if new_due and new_due > base else None


def _with_extension(view: View, run: Run, start: Step, after: Sequence[Step], roll: bool) -> ClockFinding:
    """Judged with the extension; where only an uncertain one would save it, the answer is 待核."""
    assert run.due is not None
    extension = None
    if run.clock == "C05" and start.kind is K.ACCEPT:
        most = int(rule("clock.C05.extension", run.due.start, view.profile).value)
        extension = read_extension(after, run.due.due, most)
    flagged = replace(run, flags=run.flags + extension.flags) if extension else run
    plain = _beside_stated(view, flagged)
    strict = judge(plain, view.as_of, view.calendar, roll)
    if extension is None or extension.possible == 0:
        return strict
    longer, _ = deadline(view, run.clock, start.day, extension=extension.possible)
    extended = replace(run, due=longer, flags=(*run.flags, *extension.flags, "EXTENDED"))
    saved = judge(_beside_stated(view, extended), view.as_of, view.calendar, roll)
    if extension.sure:
        return saved
    if strict.status in _OPEN_OR_IN_TIME or saved.status is strict.status or longer is None:
        return strict
    said = f"如延期有效则至{longer.due}届满（{saved.status.value}），延期情况不明，是否超期待核"
    return finding(plain, ClockStatus.UNKNOWN, None, None, said)
