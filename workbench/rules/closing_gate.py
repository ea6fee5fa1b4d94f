"""The gate before 销号 (spec 7.5): ten items, each with its evidence or a stated reason, and who may let a matter through.

The end of the procedure resolves nothing: a matter at its end whose petitioner does not agree stays 程序终结未化解.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from workbench.domain.case import CaseFile, GateEntry
from workbench.domain.codes import Pathway, StepKind, Trilean
from workbench.domain.facts import MatterFacts, Step
from workbench.rules.claims import claims_of
from workbench.rules.evidence import history_of
from workbench.rules.gate_checks import (
    Gate,
    Seen,
    delivered,
    five_in_place,
    leader_signed,
    outcomes_tagged,
    petitioner_view,
    reviewed,
    settled_claims,
    ticked,
    watched,
    written_opinion,
)

NAMES: Final[Mapping[str, str]] = {
    "G1": "事要解决",
    "G2": "书面意见",
    "G3": "送达签收",
    "G4": "五到位",
    "G5": "包案领导意见",
    "G6": "信访人意见",
    "G7": "三到位",
    "G8": "非经办人审核",
    "G9": "销号后观察",
    "G10": "质量五项",
}
QUALITY: Final[Mapping[str, str]] = {
    "q1": "事实清楚",
    "q2": "证据确凿",
    "q3": "程序合法",
    "q4": "处理适当",
    "q5": "成果真实有效",
}
BEFORE_REVIEW: Final = ("G1", "G2", "G3", "G4", "G5", "G6", "G7")
"""What must stand before a reviewer may pass; G8 and G10 are the review itself, G9 comes after it."""
NO_REASON_ENOUGH: Final = frozenset({"G1", "G8", "G9", "G10"})
"""Items a stated reason cannot stand in for: a supported claim is carried out or it is not."""
_CHECKS: Final[Mapping[str, Callable[[Gate], Seen]]] = {
    "G1": settled_claims,
    "G2": written_opinion,
    "G3": delivered,
    "G4": five_in_place,
    "G5": leader_signed,
    "G6": petitioner_view,
    "G7": outcomes_tagged,
    "G8": reviewed,
    "G9": watched,
    "G10": ticked,
}
ENDED_UNRESOLVED: Final = "ENDED_UNRESOLVED"


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """One item of the gate: the answer, its evidence or the reason a person stated, what is missing and what to do."""

    item: str
    name: str
    answer: Trilean
    clause: str
    evidence: str = ""
    reason: str = ""
    missing: tuple[str, ...] = ()
    todo: str = ""
    said_by: str = ""
    block: str = ""  # ENDED_UNRESOLVED: no evidence or reason lets the matter be shown as resolved

    @property
    def stands(self) -> bool:
        """Whether the item is met, or a reason stands in for it where one may."""
        return not self.block and (
            self.answer is Trilean.YES or (bool(self.reason) and self.item not in NO_REASON_ENOUGH)
        )

    @property
    def sentence(self) -> str:
        told = f"{self.item} {self.name}：{self.answer}"
        parts = [f"依据：{self.evidence}" if self.evidence else "", f"说明：{self.reason}" if self.reason else "",
                 f"缺：{'、'.join(self.missing)}" if self.missing else "", self.todo if not self.stands else ""]  # fmt: skip
        return "；".join([told, *filter(None, parts)]) + "。"


def closing_gate(
    facts: MatterFacts, file: CaseFile, *, satisfaction_required: bool, on: date
) -> tuple[GateAnswer, ...]:
    """G1–G10 of one matter as of a day, in order; steps later than that day are not looked at."""
    history = history_of(facts)
    steps = tuple(step for step in history.steps if step.day is None or step.day.start <= on)
    petition = _is_petition(facts)
    gate = Gate(facts, file, steps, claims_of(facts, file), petition, history.ending, satisfaction_required, on)
    spoken = {entry.item: entry for entry in file.gate}
    return tuple(_answer(item, check(gate), spoken.get(item)) for item, check in _CHECKS.items())


def _is_petition(facts: MatterFacts) -> Trilean:
    """Whether the matter ran the petition procedure (P6), which ends in a written opinion."""
    known = {record.pathway for record in facts.records} - {None}
    return Trilean.of(Pathway.PETITION in known if known else None)


def _answer(item: str, seen: Seen, entry: GateEntry | None) -> GateAnswer:
    """What the file shows; a person's evidence makes it 是, a reason is shown beside an answer that stays as it is."""
    answer = GateAnswer(
        item, NAMES[item], seen.answer, seen.clause, seen.evidence, "", seen.missing, seen.todo, "", seen.block
    )
    if entry is None:
        return answer
    answer = replace(answer, reason=entry.reason, said_by=entry.said.by)
    if entry.evidence and item not in NO_REASON_ENOUGH and not seen.block and not seen.only_facts:
        told = "；".join(filter(None, (seen.evidence, entry.evidence)))
        return replace(answer, answer=Trilean.YES, evidence=told, missing=(), todo="")
    return replace(answer, evidence="；".join(filter(None, (seen.evidence, entry.evidence))))


def may_resolve(answers: Sequence[GateAnswer], reviewer: str, handlers: Iterable[str]) -> tuple[str, ...]:
    """Why a matter may not be resolved now, one sentence each; nothing when it may.

    `handlers` are the persons and units that handled or reported it: none of them may review.
    """
    return (*reviewer_refusals(reviewer, handlers), *gate_refusals(answers))


def gate_refusals(answers: Sequence[GateAnswer]) -> tuple[str, ...]:
    """What of the gate stands in the way, whoever reviews."""
    return tuple(_refusal(answer) for answer in answers if answer.item in BEFORE_REVIEW and not answer.stands)


def reviewer_refusals(reviewer: str, handlers: Iterable[str]) -> tuple[str, ...]:
    """Why this reviewer may not review: nobody reviews what they handled, nor what their unit handled."""
    name = reviewer.strip()
    if not name:
        return ("没有写明审核人，不能审核销号；请写明审核人（G8，化解销号审核要求）。",)
    own = [one for one in handlers if one.strip() and (one.strip() == name or one.strip() in name)]
    if own:
        return (
            f"审核人“{name}”就是经办人或属经办单位（{own[0]}），不能自办自审；请换经办以外的人审核（G8，化解销号审核要求）。",
        )
    return ()


def _refusal(answer: GateAnswer) -> str:
    if answer.block == ENDED_UNRESOLVED:
        return (
            "程序已终结而信访人不同意（G6）：程序终结不等于化解，应记“6 程序终结未化解”，不能销号"
            "（《信访工作条例》第三十六条第三款、第三十七条第三款）；请继续帮扶解释，或补登信访人同意的意见。"
        )
    missing = f"，缺{'、'.join(answer.missing)}" if answer.missing else ""
    way = answer.todo or "请补登依据"
    return f"{answer.item} {answer.name}为“{answer.answer}”{missing}，不能销号（{answer.clause}）；{way}。"


def handlers_of(facts: MatterFacts, file: CaseFile, recorded_by: Iterable[str] = ()) -> tuple[str, ...]:
    """Units that handled or reported the matter, and persons who recorded its handling: none of them may review."""
    worked = [step.unit for step in facts.steps if step.kind in _HANDLING and step.unit]
    units = [facts.lead_unit, *facts.assist_units, *(duty.unit for duty in file.duties), *worked]
    return tuple(dict.fromkeys(name for name in (*units, *recorded_by) if name))


_HANDLING: Final = frozenset(
    {StepKind.ACCEPT, StepKind.OPINION, StepKind.DELIVER, StepKind.REPORT_DONE, StepKind.PERFORM}
)


def last_report(facts: MatterFacts) -> Step | None:
    """The last 报结 on file."""
    reports = history_of(facts).of(StepKind.REPORT_DONE)
    return reports[-1] if reports else None
