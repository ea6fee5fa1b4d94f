"""案件研判, where one record stands (办理程序): stages of the statutory path, steps that may come next, their fields; no widget here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from workbench.domain.codes import Pathway, StepKind
from workbench.domain.codes import ProceduralState as S
from workbench.domain.codes import StepKind as K
from workbench.domain.facts import RecordFacts
from workbench.rules.procedure import ProcedureFinding, moves
from workbench.rules.transitions import FieldNeed, NextStep, is_hard, told
from workbench.widgets import Choice, Field, Stage

MAIN: Final = (
    S.REGISTERED,
    S.FORWARDED,
    S.ACCEPTED,
    S.OPINION,
    S.DELIVERED,
    S.CLOSED,
    S.REVIEWED,
    S.REREVIEWED,
    S.ENDED,
)
"""The path most records take, and the three levels after it (T§35–37)."""
_NAMES: Final[Mapping[S, str]] = {S.REVIEWED: "复查", S.REREVIEWED: "复核", S.ENDED: "程序终结"}
_AT: Final[Mapping[S, S]] = {S.REVIEWING: S.REVIEWED, S.REREVIEWING: S.REREVIEWED}
_REACHED: Final[Mapping[S, tuple[K, ...]]] = {
    S.REGISTERED: (K.REGISTER,), S.FORWARDED: (K.FORWARD,), S.OBJECTED: (K.OBJECT,), S.ACCEPTED: (K.ACCEPT,),
    S.OPINION: (K.OPINION,), S.DELIVERED: (K.DELIVER,), S.CLOSED: (K.CLOSE, K.REFUSE, K.NO_LONGER_ACCEPT, K.WITHDRAW),
    S.HANDED_OFF: (K.HAND_OFF,), S.REVIEWED: (K.REVIEW_ASK, K.REVIEW_ANSWER), S.REREVIEWED: (K.REREVIEW_ASK, K.REREVIEW_ANSWER),
}  # fmt: skip
PATHWAYS: Final[Mapping[str, str]] = {
    Pathway.JUDICIAL.value: "P1 司法程序", Pathway.ARBITRATION.value: "P2 仲裁", Pathway.PARTY_APPEAL.value: "P3 党员申诉、申请复审",
    Pathway.ADMINISTRATIVE.value: "P4 行政复议、裁决、许可等行政程序", Pathway.ENFORCEMENT.value: "P5 履行法定职责",
    Pathway.PETITION.value: "P6 信访程序",
    Pathway.SUGGESTION.value: "P7 意见建议", Pathway.ACCUSATION.value: "P8 检举控告",
}  # fmt: skip
_GROUPS: Final[Mapping[str, frozenset[K]]] = {
    "化解销号": frozenset({K.PLAN, K.REPORT_DONE, K.RESOLVE, K.SEND_BACK, K.REMOVE, K.LEADER_OPINION, K.VISIT_BACK, K.REOPEN, K.PERFORM}),
    "协调督办": frozenset({K.NEGOTIATE, K.APPLY_CONFERENCE, K.MEETING, K.DECISION, K.OFFER, K.TAKE, K.DECLINE, K.SUPERVISE, K.INSTRUCT,
                       K.BRIEF, K.CONSULT, K.ASSIGN_LEADER}),
}  # fmt: skip
HAPPENED: Final = "as_it_happened"


def stages(record: RecordFacts, found: ProcedureFinding) -> list[Stage]:
    """The path with what was passed, when, and where the record stands; side ways only where it went there."""
    days = {state: _day(record, kinds) for state, kinds in _REACHED.items()}
    if record.reg_day and days[S.REGISTERED] is None:
        days[S.REGISTERED] = str(record.reg_day)
    here = _AT.get(found.state, found.state)
    line = _line(here, days)
    now = line.index(here) if here in line else -1
    return [
        Stage(state.value, _NAMES.get(state, state.value.partition(" ")[2]), _state(at, now, days.get(state)), days.get(state) or "")
        for at, state in enumerate(line)
    ]  # fmt: skip


def _line(here: S, days: Mapping[S, str | None]) -> list[S]:
    """The main path, with 异议 and 移送 put in where the record went there."""
    line = list(MAIN)
    if days[S.OBJECTED] is not None or here is S.OBJECTED:
        line.insert(line.index(S.ACCEPTED), S.OBJECTED)
    if days[S.HANDED_OFF] is not None or here is S.HANDED_OFF:
        line.insert(line.index(S.OPINION), S.HANDED_OFF)
    return line


def _state(at: int, now: int, day: str | None) -> str:
    if at == now:
        return "now"
    if at > now:
        return "ahead"
    return "done" if day is not None else "skipped"


def _day(record: RecordFacts, kinds: Sequence[K]) -> str | None:
    """When a stage was reached last: its day, "" if nobody wrote it down, None if it never was."""
    steps = record.of(*kinds)
    return (str(steps[-1].day) if steps[-1].day else "") if steps else None


def choices(steps: Sequence[NextStep]) -> list[Choice]:
    """Steps by group; a hard refusal says why not, a soft one that it may be recorded as it happened."""
    return [
        Choice(one.kind.value, refusal=told(one.refusal) if one.refusal else "", group=_group(one.kind))
        for one in steps
    ]


def _group(kind: StepKind) -> str:
    if moves(kind):
        return "办理程序"
    return next((name for name, kinds in _GROUPS.items() if kind in kinds), "化解工作")


def fields(step: NextStep, units: Sequence[str], files: Sequence[tuple[str, str]]) -> list[Field]:
    """The form of a step: its day, what it needs, and how to record what was done out of order."""
    labels = {need.name: need.label for need in step.fields}
    asked = [_field(need, units, files, labels) for need in step.fields if need.name not in ("day", "why")]
    happened = Field(HAPPENED, "与程序不符但确已这样办理的", "ticks", choices=["如实补登"])
    return [
        Field("day", "日期", "day", required=True, hint="只知月份的写 2026-11"), *asked,
        Field("why", "备注（如实补登的须写明缘由）", "text", wide=True), happened,
    ]  # fmt: skip


def closed(step: NextStep) -> bool:
    """May this step not be recorded at all?"""
    return step.refusal is not None and is_hard(step.refusal)


def _field(need: FieldNeed, units: Sequence[str], files: Sequence[tuple[str, str]], labels: Mapping[str, str]) -> Field:
    kinds = {"unit": "unit", "day": "day", "choice": "choice", "number": "number", "file": "unit"}
    kind = kinds.get(need.kind, "long" if need.name == "text" else "text")
    offered: Sequence[Any] = units if need.kind == "unit" else files if need.kind == "file" else _named(need.choices)
    required = need.required and not need.instead and need.only_if is None
    return Field(need.name, need.label, kind, required, offered, _hint(need, labels))


def _hint(need: FieldNeed, labels: Mapping[str, str]) -> str:
    if need.only_if:
        return f"“{labels.get(need.only_if[0], need.only_if[0])}”为“{need.only_if[1]}”时必填"
    if need.required and need.instead:
        return f"必填；或填“{'”“'.join(labels.get(name, name) for name in need.instead)}”"
    return "填附件编号或文号" if need.kind == "file" else ""


def _named(values: Sequence[str]) -> list[Any]:
    return [(value, PATHWAYS[value]) if value in PATHWAYS else value for value in values]
