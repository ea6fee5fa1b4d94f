"""Tasks a conference decided on a matter (议定事项), read from its steps: which are past their day without being done.

The same truth as the register of decisions (`rules.decisions`): a step the register wrote carries the decision's number
(`detail["decision"]`) and the acts on it carry theirs (`detail["task"]`, `detail["act"]`). A decision known only from a
ledger or a plain step has no number: the unit's 报结 is its report, the office's 销号, 核减 or 采信 accepts it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, Step
from workbench.rules.decisions import ActKind, Decision, Task, TaskAct, task_of
from workbench.rules.triggers import DecidedTask
from workbench.rules.unit_kinds import UnitRelation, is_petition_office, unit_relation

_ENDS: Final = frozenset({StepKind.RESOLVE, StepKind.REMOVE})
_OWN: Final = (UnitRelation.SAME, UnitRelation.SUBORDINATE)


def overdue_tasks(facts: MatterFacts) -> tuple[DecidedTask, ...]:
    """Decided tasks past their day as of the facts' day that the office has not accepted as done; without a day, none."""
    late = (task for task in matter_tasks(facts) if task.is_overdue and task.course.due)
    return tuple(
        DecidedTask(task.decision.text, task.course.unit, task.course.due or date.max, task.decision.decision_id)
        for task in late
    )


def matter_tasks(facts: MatterFacts) -> tuple[Task, ...]:
    """Every decided task of a matter with an exact day, as of the facts' day, in the order they were decided."""
    steps = [step for step in facts.steps if step.day is None or step.day.start <= facts.as_of]
    return tuple(
        task_of(decision, _acts(decision, step, steps[place + 1 :], steps), facts.as_of)
        for place, step in enumerate(steps)
        if (decision := _decision(step, facts)) is not None
    )


def _decision(step: Step, facts: MatterFacts) -> Decision | None:
    due = _day(step.detail.get("due", ""))
    if step.kind is not StepKind.DECISION or due is None:
        return None
    number = step.detail.get("decision", "")
    day = step.exact or (step.day.start if step.day else date.min)
    unit = step.target or (step.unit if not number else "")
    return Decision(number or str(step.source), step.detail.get("meeting", ""), day, step.text, facts.matter_id, unit=unit, due=due)  # fmt: skip


def _acts(decision: Decision, origin: Step, later: Sequence[Step], steps: Sequence[Step]) -> list[TaskAct]:
    number = origin.detail.get("decision", "")
    return list(_registered(number, steps) if number else _written(decision, later))


def _registered(number: str, steps: Sequence[Step]) -> Iterator[TaskAct]:
    """Acts the register wrote on this decision; the order of steps on one day is the order they were recorded."""
    for seq, step in enumerate(steps):
        if step.detail.get("task") == number and step.detail.get("act") and step.exact:
            yield _tagged(step, seq)


def _tagged(step: Step, seq: int) -> TaskAct:
    kind, detail = ActKind(step.detail["act"]), step.detail
    unit = step.target if kind is ActKind.REASSIGN else step.unit
    day = step.exact or date.min
    return TaskAct(kind, day, unit, step.text, detail.get("evidence", ""), _day(detail.get("due", "")), seq=seq)


def _written(decision: Decision, later: Sequence[Step]) -> Iterator[TaskAct]:
    """What other steps say of a decision that has no number."""
    for seq, step in enumerate(later):
        kind = _meant(step, decision.unit)
        if kind is not None:
            day = step.exact or (step.day.end if step.day else decision.day)
            yield TaskAct(kind, day, step.unit, step.text, step.detail.get("number", "") or step.kind.value, seq=seq)


def _meant(step: Step, unit: str) -> ActKind | None:
    if step.detail.get("task"):
        return None
    word = step.detail.get("result", "") if step.kind is StepKind.PROGRESS else ""
    if step.kind in _ENDS or (word == ActKind.ACCEPT and is_petition_office(step.unit)):
        return ActKind.ACCEPT
    if step.kind is StepKind.SEND_BACK:
        return ActKind.REJECT
    own = not unit or unit_relation(step.unit, unit) in _OWN
    return ActKind.REPORT if own and (step.kind is StepKind.REPORT_DONE or word == "完成") else None


def _day(text: str) -> date | None:
    return PartialDate.parse(text).exact if text else None
