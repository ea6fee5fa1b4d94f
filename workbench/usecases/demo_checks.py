"""What the invented office checked (演示检查): some units accepted item by item, last week's reports of the sweep of problems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from workbench.domain.events import Event, EventKind
from workbench.rules.acceptance import ITEMS, Verdict
from workbench.store.edition import Edition
from workbench.usecases.accept_units import acceptance, subject_of
from workbench.usecases.office import Office
from workbench.usecases.report_sweeps import SweepState, last_week
from workbench.usecases.report_sweeps import subject_of as sweep_of


def play_checks(office: Office, edition: Edition, actor: str) -> int:
    """Every third unit of the campaign was visited: the first of three whole, the next failed its plans, the rest begun. Of last week
    most units have reported, every fifth nothing found.
    """
    at = datetime.combine(office.settings.today, time(15)).astimezone()
    events = [*_accepted(office, edition, actor, at), *_reported(office, edition, actor, at)]
    office.store.append_many(events)
    return len(events)


def _accepted(office: Office, edition: Edition, actor: str, at: datetime) -> Iterator[Event]:
    found = acceptance(office, edition=edition)
    day = office.settings.today.isoformat()
    for number, sheet in enumerate(found.units[::3]):
        items = list(ITEMS)[: 2 if number % 3 == 2 else None]
        for item in items:
            failed = number % 3 == 1 and item == "A3"
            verdict = Verdict.FAILED if failed else Verdict.PASSED
            note = "两件没有化解方案，限十日内补齐" if failed else ""
            told = {"item": item, "verdict": verdict.value, "day": day, "evidence": "现场查阅原件", "note": note}
            subject = subject_of(found.campaign, found.cohort, sheet.unit)
            yield Event(EventKind.ACCEPTANCE, subject, actor, at, note, told)


def _reported(office: Office, edition: Edition, actor: str, at: datetime) -> Iterator[Event]:
    week = last_week(office.settings.today)
    units = edition.query("SELECT unit FROM units ORDER BY unit")["unit"]
    for number, unit in enumerate(units):
        if number % 4 == 3:
            continue  # still owed
        state = SweepState.ZERO if number % 5 == 0 else SweepState.REPORTED
        told = {"day": week.last.isoformat(), "state": state.value, "file": "", "note": ""}
        yield Event(EventKind.SUBMISSION, sweep_of(week, unit), actor, at, "", told)
