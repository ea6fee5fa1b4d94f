"""Axis A, where a record stands in the procedure of law (办理程序状态): its steps folded through one table.

An illegal or incomplete step never stops the fold: it is reported with its article, and the fold goes on from where the
step leads. New facts after the end make a new matter, never a way back. The ledger's own word for the state is compared
and never overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from workbench.domain.codes import ProceduralState as S
from workbench.domain.codes import StepKind as K
from workbench.domain.codes import Trilean
from workbench.domain.facts import RecordFacts, Step
from workbench.domain.finding import Finding
from workbench.rules.clock import rule
from workbench.rules.procedure_checks import Progress, check, misplaced, told_when_recorded, unregistered
from workbench.rules.procedure_pathway import recoded
from workbench.rules.procedure_stated import compare
from workbench.rules.step_order import in_order, orders_redo

Table = Mapping[tuple[S, K], S]

_TABLE: Final[Table] = MappingProxyType(
    {
        (S.UNREGISTERED, K.REGISTER): S.REGISTERED,
        (S.REGISTERED, K.REGISTER): S.REGISTERED,
        (S.REGISTERED, K.FORWARD): S.FORWARDED,
        (S.REGISTERED, K.ACCEPT): S.ACCEPTED,  # the registering organ is itself competent, T§23①
        (S.REGISTERED, K.REFUSE): S.CLOSED,
        (S.REGISTERED, K.NO_LONGER_ACCEPT): S.CLOSED,
        (S.REGISTERED, K.CLOSE): S.CLOSED,  # 直接回复、存、并案
        (S.REGISTERED, K.WITHDRAW): S.CLOSED,
        (S.REGISTERED, K.HAND_OFF): S.HANDED_OFF,
        (S.FORWARDED, K.FORWARD): S.FORWARDED,  # handed on, level by level
        (S.FORWARDED, K.OBJECT): S.OBJECTED,
        (S.FORWARDED, K.ACCEPT): S.ACCEPTED,
        (S.FORWARDED, K.REFUSE): S.CLOSED,
        (S.FORWARDED, K.NO_LONGER_ACCEPT): S.CLOSED,
        (S.FORWARDED, K.CLOSE): S.CLOSED,
        (S.FORWARDED, K.WITHDRAW): S.CLOSED,
        (S.FORWARDED, K.HAND_OFF): S.HANDED_OFF,
        (S.OBJECTED, K.RETURN): S.REGISTERED,
        (S.OBJECTED, K.KEEP): S.FORWARDED,
        (S.OBJECTED, K.ACCEPT): S.ACCEPTED,
        (S.OBJECTED, K.WITHDRAW): S.CLOSED,
        (S.ACCEPTED, K.FORWARD): S.ACCEPTED,  # 再次交办 of an accepted record
        (S.ACCEPTED, K.EXTEND): S.ACCEPTED,
        (S.ACCEPTED, K.OPINION): S.OPINION,
        (S.ACCEPTED, K.WITHDRAW): S.CLOSED,
        (S.ACCEPTED, K.NO_LONGER_ACCEPT): S.CLOSED,
        (S.ACCEPTED, K.CLOSE): S.CLOSED,
        (S.ACCEPTED, K.HAND_OFF): S.HANDED_OFF,
        (S.HANDED_OFF, K.CLOSE): S.HANDED_OFF,
        (S.HANDED_OFF, K.FORWARD): S.HANDED_OFF,
        (S.OPINION, K.DELIVER): S.DELIVERED,
        (S.OPINION, K.CLOSE): S.CLOSED,
        (S.OPINION, K.WITHDRAW): S.CLOSED,
        (S.DELIVERED, K.DELIVER): S.DELIVERED,
        (S.DELIVERED, K.CLOSE): S.CLOSED,
        (S.DELIVERED, K.WITHDRAW): S.CLOSED,
        (S.DELIVERED, K.REVIEW_ASK): S.REVIEWING,
        (S.CLOSED, K.CLOSE): S.CLOSED,
        (S.CLOSED, K.DELIVER): S.CLOSED,
        (S.CLOSED, K.REVIEW_ASK): S.REVIEWING,  # ledgers close on the day of the opinion; the 30 days still run
        (S.REVIEWING, K.WITHDRAW): S.CLOSED,
        (S.REVIEWED, K.DELIVER): S.REVIEWED,
        (S.REVIEWED, K.CLOSE): S.REVIEWED,
        (S.REVIEWED, K.REREVIEW_ASK): S.REREVIEWING,
        (S.REREVIEWING, K.WITHDRAW): S.CLOSED,
        (S.REREVIEWED, K.DELIVER): S.ENDED,
        (S.REREVIEWED, K.CLOSE): S.ENDED,
        (S.ENDED, K.DELIVER): S.ENDED,
        (S.ENDED, K.CLOSE): S.ENDED,
        (S.ENDED, K.NO_LONGER_ACCEPT): S.ENDED,
        (S.ACCEPTED, K.HEARING_START): S.ACCEPTED,  # T§31(6)
        (S.ACCEPTED, K.HEARING_END): S.ACCEPTED,
        (S.REVIEWING, K.HEARING_START): S.REVIEWING,
        (S.REVIEWING, K.HEARING_END): S.REVIEWING,
        (S.REREVIEWING, K.HEARING_START): S.REREVIEWING,  # T§36②: its days are not counted in C10
        (S.REREVIEWING, K.HEARING_END): S.REREVIEWING,
        (S.REVIEWING, K.REVIEW_ANSWER): S.REVIEWED,
        (S.REREVIEWING, K.REREVIEW_ANSWER): S.REREVIEWED,
    }
)

_LANDING: Final[Mapping[K, S]] = MappingProxyType(
    {
        K.FORWARD: S.FORWARDED,
        K.OBJECT: S.OBJECTED,
        K.RETURN: S.REGISTERED,
        K.KEEP: S.FORWARDED,
        K.ACCEPT: S.ACCEPTED,
        K.REFUSE: S.CLOSED,
        K.NO_LONGER_ACCEPT: S.CLOSED,
        K.HAND_OFF: S.HANDED_OFF,
        K.OPINION: S.OPINION,
        K.DELIVER: S.DELIVERED,
        K.CLOSE: S.CLOSED,
        K.WITHDRAW: S.CLOSED,
        K.REVIEW_ASK: S.REVIEWING,
        K.REVIEW_ANSWER: S.REVIEWED,
        K.REREVIEW_ASK: S.REREVIEWING,
        K.REREVIEW_ANSWER: S.REREVIEWED,
    }
)
"""Where a step leads when it stands out of place."""

_FINAL: Final = frozenset({S.ENDED, S.HANDED_OFF})
_RANK: Final = {state: rank for rank, state in enumerate(S)}
_MOVING: Final = frozenset({kind for _, kind in _TABLE})
_ANSWERS: Final = frozenset({K.REVIEW_ANSWER, K.REREVIEW_ANSWER})


@dataclass(frozen=True, slots=True)
class ProcedureFinding:
    """State of one record, since when (None: day not known), what was out of order, and the ledger's own word.

    `agrees` compares `stated` with the state: 待核 when nothing, or no known word, is stated.
    """

    state: S
    since: date | None
    findings: tuple[Finding, ...]
    sentence: str
    stated: str = ""
    agrees: Trilean = Trilean.UNKNOWN


def procedural_state(record: RecordFacts, as_of: date | None = None) -> ProcedureFinding:
    """Fold a record's steps, in order, up to a day (None: all of them); never raises on an illegal step."""
    steps = in_order(record, as_of)
    registered = record.reg_day is not None and (as_of is None or record.reg_day.start <= as_of)
    progress = _folded(recoded(record, as_of), steps, registered)
    _lapse(progress, as_of)
    agrees, difference = compare(record, progress.state)
    findings = (*progress.findings, *told_when_recorded(progress), *difference)
    return ProcedureFinding(progress.state, progress.since, findings, _sentence(progress), record.stated_state, agrees)


def state_before(record: RecordFacts, step: Step) -> S:
    """Where a record stands when a step not yet among its own is taken: after all that comes before it in order."""
    return _before(record, step).state


def fits(record: RecordFacts, step: Step) -> bool:
    """Has a step not yet among the record's own a lawful place where it would stand?"""
    return _following(_before(record, step), step) is not None


def _before(record: RecordFacts, step: Step) -> Progress:
    steps = in_order(replace(record, steps=(*record.steps, step)), None)
    earlier = steps[: next(index for index, other in enumerate(steps) if other is step)]
    progress = _folded(recoded(record), earlier, record.reg_day is not None)
    _lapse(progress, step.day.start if step.day else None)
    return progress


def moves(kind: K) -> bool:
    """Does this kind of step have a place in the procedure of law (axis A)?"""
    return kind in _MOVING


def next_state(state: S, step: Step) -> S | None:
    """The state a step lawfully leads to, or None where it has no place."""
    following = _TABLE.get((state, step.kind))
    if following is not None and step.kind in _ANSWERS and orders_redo(step):
        return S.ACCEPTED
    return following


def _folded(record: RecordFacts, steps: Sequence[Step], registered: bool) -> Progress:
    progress = Progress(record, steps)
    if registered and record.reg_day:
        progress.state, progress.since = S.REGISTERED, record.reg_day.exact
    for index, step in enumerate(steps):
        if step.kind in _MOVING:
            _advance(progress, index, step)
    return progress


def _advance(progress: Progress, index: int, step: Step) -> None:
    if progress.state is S.UNREGISTERED and step.kind is not K.REGISTER:
        progress.findings.append(unregistered(progress, step))
        progress.state = S.REGISTERED
    following = _following(progress, step)
    progress.findings.extend(check(progress, index, step))
    if following is None:
        progress.findings.extend(misplaced(progress, step))
        following = _out_of_place(progress.state, step)
    if following is not progress.state:
        progress.state, progress.since = following, step.exact
    progress.note(step)


def _following(progress: Progress, step: Step) -> S | None:
    """`next_state`; the delivery of an order to handle anew leads nowhere, the handling goes on."""
    ordered = progress.accepted is not None and progress.accepted.kind in _ANSWERS and progress.opinion is None
    if ordered and step.kind is K.DELIVER and progress.state is S.ACCEPTED:
        return S.ACCEPTED
    return next_state(progress.state, step)


def _out_of_place(state: S, step: Step) -> S:
    """An ended procedure stays ended, and a step of an earlier stage leads nowhere back."""
    if state in _FINAL:
        return state
    if step.kind in _ANSWERS and orders_redo(step):
        return S.ACCEPTED
    landing = _LANDING.get(step.kind, state)
    return landing if _RANK[landing] > _RANK[state] else state


def _lapse(progress: Progress, as_of: date | None) -> None:
    """Delivered, and the 30 days to ask for 复查 are over: the procedure is closed (A6 → A9)."""
    delivered = progress.delivered.exact if progress.delivered else None
    if progress.state is not S.DELIVERED or as_of is None or delivered is None:
        return
    last = delivered + timedelta(days=int(rule("clock.C07.days", max(delivered, date(2005, 5, 1))).value))
    if as_of > last:
        progress.state, progress.since = S.CLOSED, last + timedelta(days=1)


def _sentence(progress: Progress) -> str:
    since = f"（{progress.since}起）" if progress.since else ""
    said = f"按已登记的办理步骤，程序状态为“{progress.state.value}”{since}"
    return said + (f"；有{len(progress.findings)}处步骤缺漏或次序不合，请核对。" if progress.findings else "。")
