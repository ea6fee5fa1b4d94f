"""What may be done next on a record and what a step needs (办理步骤核对): the state machine of spec 5.6 and 5.7 as a guard.

A refusal is a `Finding`. A hard one (`is_hard`) can never be recorded; a soft one can be recorded as it really happened,
with a reason, and stays told. The folds (`procedure`, `resolution`) never raise: they read whatever was recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from workbench.domain.codes import StepKind as K
from workbench.domain.dates import PartialDate
from workbench.domain.facts import NO_DETAIL, MatterFacts, RecordFacts, Step
from workbench.domain.finding import Finding
from workbench.reference.calendar import Calendar, default_calendar
from workbench.rules.procedure import state_before
from workbench.rules.resolution import DECIDING
from workbench.rules.transitions_hard import BAD_VALUE, BLOCKING, HARD, MISSING_DOCUMENT, MISSING_FIELD, hard_findings
from workbench.rules.transitions_needs import OWN, FieldKind, FieldNeed, is_needed, needs_of
from workbench.rules.transitions_soft import soft_findings

__all__ = ["HARD", "FieldKind", "FieldNeed", "NextStep", "is_hard", "needs_of", "next_steps", "refusals", "told"]

_CURED: Final[Mapping[str, str]] = {"REVIEW_LATE": "reasons"}
"""Refusals that a field takes away: the field is then required, and the step open."""
_OF_THE_TRIAL: Final = frozenset({MISSING_FIELD, MISSING_DOCUMENT, BAD_VALUE, "RECODE_FROM"})
"""What depends on values a form asks for: no reason why a step cannot be taken."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """A kind of step, what it needs on this record, and the first thing that speaks against it today (None: it may be done).

    A soft `refusal` (not `is_hard`) may still be recorded as it happened.
    """

    kind: K
    fields: tuple[FieldNeed, ...]
    refusal: Finding | None = None


def is_hard(found: Finding) -> bool:
    """May this never be recorded, not even as it happened?"""
    return found.rule in HARD


def told(found: Finding) -> str:
    """A refusal in full: what is wrong, the article, and what to do."""
    return f"{found.sentence}依据：{found.clause}。怎么办：{found.change}。"


def refusals(
    record: RecordFacts,
    matter: MatterFacts | None,
    step: Step,
    on: date,
    *,
    numbers: Mapping[str, str] = NO_DETAIL,
    calendar: Calendar | None = None,
) -> tuple[Finding, ...]:
    """Everything that speaks against taking this step as of `on`, hard findings first; empty: it may be recorded.

    `record` has the steps known so far and not this one; `matter` (None: the record alone) all its records. `numbers`
    maps document numbers already in use (`transitions_hard.same_number`) to where they stand.
    """
    hard = tuple(hard_findings(record, matter, step, on, numbers))
    if any(one.rule in BLOCKING for one in hard):
        return hard
    return (*hard, *soft_findings(record, matter, step, on, calendar or default_calendar()))


def next_steps(
    record: RecordFacts, matter: MatterFacts | None, on: date, *, calendar: Calendar | None = None
) -> tuple[NextStep, ...]:
    """Every kind of step an office can take, in the order of `StepKind`: fields, and whether it may be done on this day."""
    return tuple(_next(record, matter, kind, on, calendar) for kind in K if kind is not K.PETITION)


def _next(record: RecordFacts, matter: MatterFacts | None, kind: K, on: date, calendar: Calendar | None) -> NextStep:
    trial = Step(kind, PartialDate(on.isoformat(), on, on), record.record_id)
    fields = needs_of(kind, record, state_before(record, trial))
    against = refusals(record, matter, _filled(trial, fields, record), on, calendar=calendar)
    cured = {_CURED[one.rule] for one in against if one.rule in _CURED}
    left = [one for one in against if one.rule not in _CURED]
    fields = tuple(replace(need, required=True) if need.name in cured else need for need in fields)
    return NextStep(kind, fields, _first(left))


def _first(found: Iterable[Finding]) -> Finding | None:
    """Hard before soft."""
    return next((one for one in found if one.rule not in _OF_THE_TRIAL), None)


def _filled(step: Step, fields: Iterable[FieldNeed], record: RecordFacts) -> Step:
    """The step with something in every required field, so that only its place in the procedure is asked about."""
    values = {need.name: _anything(need, step, record) for need in fields if is_needed(need, step)}
    detail = {name: value for name, value in values.items() if name not in OWN}
    return replace(
        step,
        unit=values.get("unit", ""),
        target=values.get("target", ""),
        text=values.get("text", ""),
        detail=detail,
    )


def _anything(need: FieldNeed, step: Step, record: RecordFacts) -> str:
    if need.name == "pathway":
        return "P6" if "P6" in need.choices else "P1"
    if need.name == "unit" and step.kind not in DECIDING:  # a deciding act is another's than the handler's
        return record.lead_unit or "…"
    if need.kind == "choice":
        return need.choices[0]
    return {"number": "1", "day": str(step.day)}.get(need.kind, "…")
