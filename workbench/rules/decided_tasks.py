"""Tasks a conference decided on a matter (议定事项), read from its steps: which are past their day without being done.

A decision (议定) names a unit and a day (`detail["due"]`). It is done when that unit afterwards reported the matter done, or
a progress step says so (`detail["result"]` 完成), or the matter was resolved. Closed by evidence the office accepts, not by
a unit's word, comes with the register of decisions (spec 3.9).
"""

from __future__ import annotations

from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, Step
from workbench.rules.triggers import DecidedTask

_ENDS = frozenset({StepKind.RESOLVE, StepKind.REMOVE})


def overdue_tasks(facts: MatterFacts) -> tuple[DecidedTask, ...]:
    """Decided tasks whose day is past as of the facts' day and that nothing shows as done; without an exact day, none."""
    steps = facts.steps
    return tuple(
        DecidedTask(step.text, step.target or step.unit, due, str(step.source))
        for place, step in enumerate(steps)
        if step.kind is StepKind.DECISION
        and (due := PartialDate.parse(step.detail["due"]).exact if step.detail.get("due") else None)
        and due < facts.as_of
        and not any(_done(later, step.target or step.unit) for later in steps[place + 1 :])
    )


def _done(step: Step, unit: str) -> bool:
    if step.kind in _ENDS:
        return True
    reported = step.kind is StepKind.REPORT_DONE or (
        step.kind is StepKind.PROGRESS and step.detail.get("result") == "完成"
    )
    return reported and (not unit or step.unit == unit)
