"""Which statutory clocks run on a record (时限认定), from its steps; each judged as of a day.

A clock needs an exact day to start from; one that is missing makes 待核 and is never replaced by 登记时间. A right that
was not used in its time (C04 异议, C07 复查, C09 复核) leaves no row: nobody owes an act any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from workbench.domain.codes import Channel, Pathway, Purpose
from workbench.domain.codes import StepKind as K
from workbench.domain.facts import RecordFacts, Step
from workbench.domain.finding import ClockFinding, ClockStatus
from workbench.reference.calendar import Calendar
from workbench.rules.clock_handling import handling_findings
from workbench.rules.clock_review import review_findings
from workbench.rules.clock_status import Run, finding, judge
from workbench.rules.clock_view import View, dated_after, deadline, first_after
from workbench.rules.procedure_pathway import recoded
from workbench.rules.step_order import in_order

_PETITION_OFFICE: Final = ("信访", "群众工作", "群工", "联席", "接访", "来访", "社会工作部")
_ANSWERED: Final = frozenset({K.ACCEPT, K.REFUSE, K.NO_LONGER_ACCEPT, K.HAND_OFF, K.WITHDRAW})
_SENT_ON: Final = frozenset({K.FORWARD, K.REFUSE, K.NO_LONGER_ACCEPT, K.HAND_OFF, K.CLOSE, K.WITHDRAW})
_AFTER_ANSWER: Final = frozenset({K.EXTEND, K.OPINION, K.DELIVER, K.CLOSE, K.REVIEW_ASK, K.REVIEW_ANSWER})
_AFTER_SENDING: Final = _AFTER_ANSWER | {K.OBJECT, K.ACCEPT}
_UNANSWERED: Final = frozenset({ClockStatus.OVERDUE, ClockStatus.DONE_LATE})
_REGULATION_2022: Final = date(2022, 5, 1)
_OBJECTION_WATCH_DAYS: Final = 30  # 5 working days never span more, the longest holiday included


def clock_findings(
    record: RecordFacts,
    as_of: date,
    calendar: Calendar,
    *,
    roll_forward: bool = False,
    done_event: str = "意见书日期",
    profile: str = "",
) -> tuple[ClockFinding, ...]:
    """Every clock of a record as of a day, in the order of the procedure; none on an accusation (T§30) or before a petition (访前调解).

    `roll_forward` judges by the day rolled over holidays; `done_event` is the setting 意见书日期 or 送达日期.
    `profile` is a local regulation of `clock.PROFILES`, empty for the national rules alone.
    """
    record = recoded(record, as_of)
    if record.purpose is Purpose.ACCUSATION or record.pathway is Pathway.ACCUSATION:
        return ()
    if record.channel is Channel.PRE_MEDIATION or (record.reg_day and record.reg_day.start > as_of):
        return ()
    view = View(record, in_order(record, as_of), as_of, calendar, done_event == "送达日期", profile or None)
    return (
        *_registration(view, roll_forward),
        *_notices(view, roll_forward),
        *handling_findings(view, roll_forward),
        *review_findings(view, roll_forward),
    )


def _registration(view: View, roll: bool) -> Iterator[ClockFinding]:
    """C01 of a petition office; C02 where another organ registered what was handed to it directly."""
    record = view.record
    registered = first_after(view.steps, -1, {K.REGISTER})
    office = record.reg_office or (registered.unit if registered else "")
    direct = _direct(view, office)
    if direct and record.is_anonymous:
        yield _waived(view, "C02", office)
        return
    clock, ends = ("C02", _ANSWERED | {K.CLOSE}) if direct else ("C01", _SENT_ON)
    day = registered.day if registered else record.reg_day
    found, missing = deadline(view, clock, day)
    end = first_after(view.steps, -1, ends)
    bound = None if end and end.day else dated_after(view.steps, -1, _AFTER_SENDING)
    yield judge(Run(clock, record.record_id, office, found, end, bound, missing=missing), view.as_of,
                view.calendar, roll)  # fmt: skip


def _direct(view: View, office: str) -> bool:
    """Registered by an organ that is no petition office and kept there (T§23②)."""
    if not office or any(word in office for word in _PETITION_OFFICE):
        return False
    return first_after(view.steps, -1, {K.FORWARD}) is None


def _waived(view: View, clock: str, unit: str) -> ClockFinding:
    """E16: no notice is owed to someone without a name or address; the matter itself is still handled."""
    run = Run(clock, view.record.record_id, unit, None)
    said = "匿名件，姓名住址不清，免予书面告知（《信访工作条例》第二十三条第二款），内容清楚的仍应办理"
    return replace(finding(run, ClockStatus.WAIVED, None, None, said), clause="《信访工作条例》第二十三条第二款")


def _notices(view: View, roll: bool) -> Iterator[ClockFinding]:
    """C03 and C04 of each unit that was handed the record and did not merely hand it on."""
    cycles = _handed_to(view.steps)
    for index, forward, end in cycles:
        unit = forward.target or view.record.lead_unit
        if view.record.is_anonymous:
            yield _waived(view, "C03", unit)
        else:
            yield from _notice(view, index, forward, end, unit, roll)
    office = view.record.reg_office
    accepted = first_after(view.steps, -1, {K.ACCEPT, K.OPINION})
    if not cycles and accepted and not _direct(view, office) and not view.record.is_anonymous:
        missing = deadline(view, "C03", None)[1]
        yield finding(
            Run("C03", view.record.record_id, view.record.lead_unit, None), ClockStatus.UNKNOWN, None, None, missing
        )


def _notice(view: View, index: int, forward: Step, end: Step | None, unit: str, roll: bool) -> Iterator[ClockFinding]:
    """C03, unless the matter was taken back (同意退回), and C04."""
    record_id = view.record.record_id
    objected = _objection(view.steps, index, unit)
    objection = _objecting(view, forward, objected, end, unit, roll)
    if end is None or end.kind is not K.RETURN:
        found, missing = deadline(view, "C03", forward.day)
        bound = None if end and end.day else dated_after(view.steps, index, _AFTER_ANSWER)
        run = Run("C03", record_id, unit, found, end, bound, missing=missing)
        lapsed = found is not None and not (end or bound or objected or objection)
        yield _unanswered(replace(run, flags=("OBJECTION_LAPSED",)) if lapsed else run, view, roll)
    if objection:
        yield objection


def _unanswered(run: Run, view: View, roll: bool) -> ClockFinding:
    """E7: no notice by day 15 is 超期未受理 (T§44(三))."""
    judged = judge(run, view.as_of, view.calendar, roll)
    if judged.status not in _UNANSWERED:
        return judged
    judged = judge(replace(run, flags=(*run.flags, "NOT_ACCEPTED_IN_TIME")), view.as_of, view.calendar, roll)
    if run.due and run.due.start < _REGULATION_2022:
        return judged
    return replace(judged, clause=f"{judged.clause}、第四十四条第三项")


def _objection(steps: Sequence[Step], index: int, unit: str) -> Step | None:
    for step in steps[index + 1 :]:
        if step.kind is K.OBJECT and step.unit in ("", unit):
            return step
    return None


def _objecting(
    view: View, forward: Step, objected: Step | None, end: Step | None, unit: str, roll: bool
) -> ClockFinding | None:
    """C04 if the unit objected, or still may; nothing once the right has lapsed or the matter was answered."""
    start = forward.exact
    if objected is None and (end or start is None or (view.as_of - start).days > _OBJECTION_WATCH_DAYS):
        return None
    found, missing = deadline(view, "C04", forward.day)
    if objected is None and found and view.as_of > found.due:
        return None
    run = Run("C04", view.record.record_id, unit, found, objected, missing=missing)
    return judge(run, view.as_of, view.calendar, roll)


def _handed_to(steps: Sequence[Step]) -> list[tuple[int, Step, Step | None]]:
    """Each 转送交办 that a unit had to answer: its position, the step and what ended it.

    A unit that hands the record on drops out; the same unit reminded again keeps its first day (E8); one unit's
    acceptance answers for all (T§24①); a renewed 交办 of an accepted record asks for no second notice.
    """
    waiting: dict[str, int] = {}
    answered: list[tuple[int, Step | None]] = []
    accepted = False
    for index, step in enumerate(steps):
        if step.kind is K.FORWARD and not accepted:
            if step.unit and step.unit != step.target:
                waiting.pop(step.unit, None)
            waiting.setdefault(step.target, index)
        elif step.kind in _ANSWERED or step.kind is K.RETURN:
            accepted = accepted or step.kind is K.ACCEPT
            who = step.target if step.kind is K.RETURN else step.unit
            ended = [who] if who in waiting and step.kind is not K.ACCEPT else list(waiting)
            answered += [(waiting.pop(unit), step) for unit in ended]
    answered += [(index, None) for index in waiting.values()]
    return [(index, steps[index], end) for index, end in sorted(answered, key=lambda item: item[0])]
