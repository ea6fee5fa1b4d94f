"""倒查一案一查 (trace): the fact sheet of one matter, from everything recorded until now; no fault is found, no officer named."""

from __future__ import annotations

from workbench.rules.first_handler import FirstHandler, first_handler
from workbench.rules.trace import FactSheet, trace
from workbench.usecases.derive import Study
from workbench.usecases.office import Office
from workbench.usecases.settle_duty import open_case


def trace_duty(office: Office, wanted: str) -> FactSheet:
    """The fact sheet of a matter as of now. ValueError for an accusation, MatterNotFound as `study_matter`."""
    case = open_case(office, wanted)
    clocks = Study(office.settings, office.calendar, office.divisions.name).clocks(case.facts)
    return trace(case.facts, clocks, title=case.title)


def first_duty(office: Office, wanted: str) -> FirstHandler:
    """Who had the matter first, and whether they reported back in time (首办责任)."""
    return first_handler(open_case(office, wanted).facts)
