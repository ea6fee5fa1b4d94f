"""The course of one record (办理经过): when it was forwarded, accepted, extended, answered; with the field's own lateness."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from workbench.synth.draw import Draw


@dataclass(frozen=True, slots=True)
class Course:
    """Days of one record; None is a day the ledger does not show."""

    petition: date
    reg: date
    assign: date | None = None
    accept: date | None = None
    due: date | None = None
    extended: date | None = None
    extend_days: int = 0
    done: date | None = None
    delivered: date | None = None
    process_only: bool = False

    @property
    def closed(self) -> bool:
        return self.done is not None


def run(draw: Draw, reg: date, end: date, *, gated: bool, answered: bool) -> Course:
    """One course until `end`; one that is not `gated` (no 60-day clock) has no acceptance; `answered`: never left open."""
    petition = reg - timedelta(days=draw.number(0, 3) if draw.chance(0.9) else draw.number(4, 25))
    course = Course(petition, reg)
    assign = draw.after(reg, 16, 26) if draw.chance(0.06) else draw.after(reg, 0, 12)
    if assign > end:
        return course
    course = replace(course, assign=None if draw.chance(0.05) else assign)
    accept = draw.after(assign, 16, 45) if draw.chance(0.1) else draw.after(assign, 1, 14)
    if accept > end:
        return course
    if gated:
        shown = not draw.chance(0.12)
        course = replace(course, accept=accept if shown else None, due=accept + timedelta(days=60))
    return _answered(draw, course, accept, end, draw.random() * (0.92 if answered else 1))


def _answered(draw: Draw, course: Course, accept: date, end: date, lot: float) -> Course:
    """In time, within an extension, late, or never, as the lot (0 to 1) falls."""
    if lot < 0.66:
        done = draw.after(accept, 7, 60)
    elif lot < 0.78:
        approved = accept + timedelta(days=draw.number(48, 60) if draw.chance(0.75) else draw.number(61, 75))
        days = draw.pick((30, 30, 30, 15, 20))
        if approved <= end and course.due is not None:
            course = replace(course, extended=approved, extend_days=days, due=course.due + timedelta(days=days))
        done = draw.after(accept, 62, 60 + days)
    elif lot < 0.92:
        done = draw.after(accept, 61, 180)
    else:
        return course
    if done > end:
        return course
    delivered = draw.after(done, 0, 9)
    shown = draw.chance(0.8) and delivered <= end
    return replace(course, done=done, delivered=delivered if shown else None, process_only=draw.chance(0.09))
