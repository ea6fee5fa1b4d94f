"""Axis B, whether the matter is resolved (化解状态): folded from the office's own acts, and the ledger's word.

Never inferred from axis A: 办结 does not resolve a matter, and the end of the procedure (三级终结) without resolution is
程序终结未化解, which stays open. A new record after 销号 is 反弹. Deciding acts outweigh the ledger's word; a difference is
reported and the word stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from workbench.domain.codes import Pathway, Trilean
from workbench.domain.codes import ResolutionState as R
from workbench.domain.codes import StepKind as K
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.domain.finding import Finding
from workbench.rules.procedure_pathway import pathway_on
from workbench.rules.resolution_stated import UNRESOLVED, ResolutionWord, read_word
from workbench.rules.step_order import orders_redo

_END: Final = "《信访工作条例》第三十六条第三款、第三十七条第三款"
_CLOSING: Final = "化解销号审核要求（《信访工作条例》第三十二条第二款）"
_WORK: Final = frozenset(
    {
        K.NEGOTIATE,
        K.APPLY_CONFERENCE,
        K.PLAN,
        K.ASSIGN_LEADER,
        K.VISIT,
        K.SUPERVISE,
        K.PROGRESS,
        K.MEETING,
        K.DECISION,
        K.APPOINT,
        K.RECEIVE,
        K.STUDY,
        K.MEDIATE,
        K.AID,
        K.LEGAL_OPINION,
        K.CONSULT,
        K.INSTRUCT,
        K.BRIEF,
        K.FEEDBACK,
        K.PERFORM,
    }
)
DECIDING: Final = frozenset({K.REPORT_DONE, K.SEND_BACK, K.RESOLVE, K.REMOVE, K.REOPEN})
_BROUGHT: Final = frozenset({K.PETITION, K.REGISTER})
_LEADS_TO: Final[Mapping[K, R]] = MappingProxyType(
    {
        K.REPORT_DONE: R.REPORTED,
        K.SEND_BACK: R.RETURNED,
        K.RESOLVE: R.RESOLVED,
        K.REMOVE: R.REMOVED,
        K.REOPEN: R.WORKING,
    }
)
_LAWFUL: Final[Mapping[K, frozenset[R]]] = MappingProxyType(
    {
        K.REPORT_DONE: frozenset({R.WORKING, R.RETURNED, R.REBOUND, R.ENDED_UNRESOLVED, R.NOT_STARTED}),
        K.SEND_BACK: frozenset({R.REPORTED}),
        K.RESOLVE: frozenset({R.REPORTED}),
        K.REMOVE: frozenset(R) - {R.REMOVED},
        K.REOPEN: frozenset({R.RESOLVED, R.REBOUND, R.ENDED_UNRESOLVED, R.REMOVED}),
    }
)
_BACK_TO_WORK: Final = frozenset({R.NOT_STARTED, R.RETURNED, R.REBOUND})


@dataclass(frozen=True, slots=True)
class ResolutionFinding:
    """State of a matter on axis B, since when (None: not known), what is missing or differs, and the ledger's word."""

    state: R
    since: date | None
    findings: tuple[Finding, ...]
    sentence: str
    stated: str = ""


@dataclass(slots=True)
class _Fold:
    matter: MatterFacts
    state: R = R.NOT_STARTED
    since: date | None = None
    decided: bool = False
    ended: bool = False
    resolved: Step | None = None
    reported: Step | None = None
    findings: list[Finding] = field(default_factory=list)

    def move(self, state: R, day: date | None) -> None:
        if state is not self.state:
            self.state, self.since = state, day

    def report(self, rule: str, outcome: Trilean, clause: str, said: str, step: Step | None, change: str) -> None:
        facts = {"步骤": step.kind.value, "日期": str(step.day or "不明"), "出处": str(step.source)} if step else {}
        record_id = step.record_id if step else ""
        self.findings.append(Finding(rule, outcome, clause, said, facts, record_id, change))


def resolution_state(matter: MatterFacts) -> ResolutionFinding:
    """Fold all steps of a matter up to its day, then set beside the ledger's word; never raises on odd steps."""
    fold = _Fold(matter)
    for step in _acts(matter):
        _advance(fold, step)
    _apply_word(fold, read_word(matter.resolution_stated))
    since = f"（{fold.since}起）" if fold.since else ""
    sentence = f"化解状态为“{fold.state.value}”{since}" + (
        f"；有{len(fold.findings)}处须核对。" if fold.findings else "。"
    )
    return ResolutionFinding(fold.state, fold.since, tuple(fold.findings), sentence, matter.resolution_stated)


def _acts(matter: MatterFacts) -> list[Step]:
    """Steps by day up to `as_of`; on one day an arrival comes before the acts.

    Undated work comes first (it says that work goes on, not that it came last), undated decisions come last.
    """
    steps = [step for step in matter.steps if step.kind not in _BROUGHT]
    steps += [arrival for record in matter.records for arrival in _arrivals(record)]
    known = [step for step in steps if step.day is None or step.day.start <= matter.as_of]
    return sorted(known, key=_when)


def _when(step: Step) -> tuple[date, bool]:
    undated = date.max if step.kind in DECIDING else date.min
    return step.day.start if step.day else undated, step.kind not in _BROUGHT


def _arrivals(record: RecordFacts) -> Iterator[Step]:
    """The days a record was brought: its own petitions (not 首次信访 it refers to), else its registration."""
    petitions = [step for step in record.steps if step.kind is K.PETITION and step.day and not step.detail.get("first")]
    if petitions:
        yield from petitions
    elif registered := next((step for step in record.steps if step.kind is K.REGISTER and step.day), None):
        yield registered
    elif record.reg_day:
        yield Step(K.REGISTER, record.reg_day, record.record_id, record.reg_office)


def _advance(fold: _Fold, step: Step) -> None:
    if step.kind in _BROUGHT:
        _arrive(fold, step)
    elif step.kind is K.REREVIEW_ANSWER and not orders_redo(step):
        _end(fold, step)
    elif step.kind in DECIDING:
        _decide(fold, step)
    elif step.kind in _WORK and fold.state in _BACK_TO_WORK:
        fold.move(R.ENDED_UNRESOLVED if fold.ended else R.WORKING, step.exact)


def _arrive(fold: _Fold, step: Step) -> None:
    """A new petition after 销号 is 反弹; one in the same uncertain span of days is put to a person."""
    if fold.state is not R.RESOLVED or fold.resolved is None or fold.resolved.day is None or step.day is None:
        return
    resolved = fold.resolved.day
    if step.day.start > resolved.end:
        fold.move(R.REBOUND, step.exact)
        said = f"销号（{resolved}）后又有新的信访（{step.day}），转为反弹"
        fold.report("REBOUND", Trilean.YES, _CLOSING, f"{said}。", step, "经认定与本事项不同的，取消关联后消除")
    elif step.day.end > resolved.start:
        said = f"销号（{resolved}）与新的信访（{step.day}）日期都不确切，是否反弹待核。"
        fold.report("REBOUND", Trilean.UNKNOWN, _CLOSING, said, step, "补登确切日期后可判定")


def _end(fold: _Fold, step: Step) -> None:
    fold.ended = True
    if fold.state not in (R.RESOLVED, R.REMOVED):
        fold.move(R.ENDED_UNRESOLVED, step.exact)


def _decide(fold: _Fold, step: Step) -> None:
    if fold.state not in _LAWFUL[step.kind] and not _from_ledger(step):
        said = (
            f"化解状态为“{fold.state.value}”时登记了“{step.kind.value}”（{step.day or '日期不明'}），次序不合，请核对。"
        )
        fold.report("RESOLUTION_ORDER", Trilean.YES, _CLOSING, said, step, "补登报结、审核等缺少的步骤后消除")
    if step.kind is K.REMOVE and not (step.detail.get("approver") or step.unit):
        said = "核减未登记批准单位：核减须经联席会议办公室批准。"
        fold.report("REMOVE_NO_APPROVAL", Trilean.YES, "联席会议办公室核减审批要求", said, step, "补登批准单位后消除")
    fold.decided = True
    if step.kind is K.REPORT_DONE:
        fold.reported = step
    if step.kind is K.RESOLVE:
        _resolve(fold, step)
    elif step.kind is K.REOPEN:  # taken up anew: work goes on, though the procedure of law stays ended on axis A
        fold.ended, fold.resolved, fold.reported = False, None, None
    fold.move(_LEADS_TO[step.kind], step.exact)


def _resolve(fold: _Fold, step: Step) -> None:
    fold.resolved = step
    if step.day is None:
        _no_day(fold, step)
    missing = [name for name, there in _gates(fold, step) if not there]
    if missing:
        said = f"已登记销号，但未见：{'、'.join(missing)}。请补登，或在审核中写明理由。"
        fold.report("RESOLVE_GATES", Trilean.UNKNOWN, _CLOSING, said, step, "所缺材料补登后消除")


def _no_day(fold: _Fold, step: Step | None) -> None:
    said = "已化解但销号日期缺失，其后的新信访是否属反弹无法判定，请补登销号日期。"
    fold.report("RESOLVED_NO_DAY", Trilean.UNKNOWN, _CLOSING, said, step, "补登销号日期后可判定")


def _gates(fold: _Fold, step: Step) -> Iterator[tuple[str, bool]]:
    """What closing asks for and the steps can show (spec 7.5, items 2–6 and 8); performance is for a person to judge."""
    matter = fold.matter
    kinds = {other.kind for other in matter.steps}
    if any(pathway_on(record) is Pathway.PETITION for record in matter.records):
        yield "处理意见书", K.OPINION in kinds
        yield "意见书送达", K.DELIVER in kinds
    yield "实地调查", bool(kinds & {K.VISIT, K.NEGOTIATE, K.RECEIVE, K.HEARING_START})
    yield "回访", K.VISIT_BACK in kinds
    approvals = [other.detail.get("approver") for other in (fold.reported, step) if other]
    yield "包案领导签批", any(approvals) or K.LEADER_OPINION in kinds
    yield (
        "信访人意见",
        any(record.ptr_opinion for record in matter.records)
        or any(other.detail.get("ptr_opinion") for other in matter.steps if other.kind is K.VISIT_BACK),
    )
    handler = fold.reported.unit if fold.reported else matter.lead_unit
    yield "经办以外的单位审核", bool(step.unit) and step.unit != handler


def _from_ledger(step: Step) -> bool:
    """A ledger cell states the outcome only; that it lacks the steps before it is no disorder."""
    return bool(step.source.file)


def _apply_word(fold: _Fold, word: ResolutionWord | None) -> None:
    """The ledger's word decides only where no deciding act is on record; then a difference is reported."""
    if word is None:
        return
    if word.remark:
        fold.report("RESOLUTION_WORD", Trilean.UNKNOWN, _END, word.remark, None, "由人核对化解依据后改写台账用语")
    if word.state is None:
        return
    if fold.decided:
        _compare(fold, word)
    elif word.state is R.RESOLVED:
        fold.move(R.RESOLVED, None)
        _no_day(fold, None)
    elif word.state in (R.WORKING, R.NOT_STARTED):
        _still_open(fold, word.state)
    else:
        fold.move(word.state, None)


def _still_open(fold: _Fold, state: R) -> None:
    """化解中 starts the work; 未化解 alone does not say whether it has begun, a plan or a leader does."""
    at_work = state is R.WORKING or bool(fold.matter.plan or fold.matter.leader_post or fold.matter.team)
    if fold.state is R.NOT_STARTED and at_work:
        fold.move(R.WORKING, None)


def _compare(fold: _Fold, word: ResolutionWord) -> None:
    agrees = word.state is fold.state or (word.state in UNRESOLVED and fold.state in UNRESOLVED)
    if not agrees:
        said = f"台账化解状态写“{word.text}”，而已登记步骤只说明“{fold.state.value}”。台账原文不改，请核对。"
        fold.report("RESOLUTION_DIFFERS", Trilean.YES, _CLOSING, said, None, "补登步骤或更正台账后消除")
