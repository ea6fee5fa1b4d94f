"""What the PD checks share (程序性办结): one record as they see it, and how a flag is put."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from workbench.domain.case import CaseFile
from workbench.domain.codes import Pathway, Purpose, StepKind, Trilean
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.domain.finding import Finding
from workbench.reference.parameters import Parameter
from workbench.rules.dated import parameters_of
from workbench.rules.evidence import History, history_of
from workbench.rules.pd_context import ClosingContext

NAMES: Final[Mapping[str, str]] = {
    "PD1": "办结无意见书",
    "PD2": "只有转送告知",
    "PD3": "以过程代结论",
    "PD4": "答复雷同",
    "PD5": "诉求未逐项回应",
    "PD6": "出具意见前未见面未到现场",
    "PD7": "报结后重访",
    "PD8": "支持的诉求无履行凭证",
    "PD9": "扎堆或卡点办结",
    "PD10": "送达或签字存疑",
    "PD11": "不受理无在先决定",
    "PD12": "受理后变更途径",
}
_ENDS: Final = frozenset(
    {StepKind.CLOSE, StepKind.REPORT_DONE, StepKind.RESOLVE, StepKind.REFUSE, StepKind.NO_LONGER_ACCEPT}
)
_LOOKED_AT: Final = _ENDS | {StepKind.OPINION, StepKind.RECODE}
_NO_CLAIM: Final = frozenset({Purpose.SUGGESTION, Purpose.INQUIRY, Purpose.THANKS, Purpose.ACCUSATION})
"""Purposes that raise no claim; such a record is looked at only if its purpose was changed on the way."""
_AGREED: Final = frozenset({StepKind.WITHDRAW, StepKind.MEDIATE, StepKind.HAND_OFF})


@dataclass(frozen=True)
class Closing:
    """One record with its matter, file and context; only steps known by the day `on`."""

    record: RecordFacts
    facts: MatterFacts
    file: CaseFile
    context: ClosingContext
    on: date
    history: History
    settings: Mapping[str, Parameter]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple([step for step in self.record.steps if step.day is None or step.day.start <= self.on])

    @cached_property
    def kinds(self) -> frozenset[StepKind]:
        return frozenset([step.kind for step in self.steps])

    def of(self, *kinds: StepKind) -> tuple[Step, ...]:
        if self.kinds.isdisjoint(kinds):
            return ()
        return tuple([step for step in self.steps if step.kind in kinds])

    @cached_property
    def closed(self) -> Step | None:
        """办结 of the record by its handling; not by agreement, refusal or hand-off."""
        if not self.kinds.isdisjoint(_AGREED):
            return None
        ends = self.of(StepKind.CLOSE)
        return ends[-1] if ends else None

    @cached_property
    def opinion(self) -> str:
        """The text of the opinion: as recorded, else the ledger's."""
        recorded = [step.text for step in self.of(StepKind.OPINION) if step.text]
        return recorded[-1] if recorded else self.record.opinion

    @cached_property
    def answered(self) -> bool:
        """Whether a result was given: closed, or an opinion issued."""
        return self.closed is not None or StepKind.OPINION in self.kinds

    @cached_property
    def petition(self) -> Trilean:
        """Whether the record runs the petition procedure (P6); told by the matter's other records when its own cell is empty."""
        if self.record.pathway is not None:
            return Trilean.of(self.record.pathway is Pathway.PETITION)
        others = {record.pathway for record in self.facts.records} - {None}
        return Trilean.of(others == {Pathway.PETITION} if len(others) == 1 else None)

    def files(self, *kinds: str) -> tuple[str, ...]:
        """Files of these kinds kept on this record or on the matter."""
        return tuple(kept.file_id for kept in self.file.files
                     if kept.kind in kinds and kept.subject in (self.record.record_id, self.facts.matter_id))  # fmt: skip

    @property
    def named(self) -> str:
        return f"信访件{self.record.case_no or self.record.record_id}"


def closings_of(facts: MatterFacts, file: CaseFile, context: ClosingContext, on: date) -> tuple[Closing, ...]:
    """The matter's records that have come to some end or were re-coded; only these are looked at."""
    history, settings = history_of(facts), parameters_of("closing", on)
    return tuple(Closing(record, facts, file, context, on, history, settings)
                 for record in facts.records if _concerned(record, on))  # fmt: skip


def _concerned(record: RecordFacts, on: date) -> bool:
    if record.reg_day and record.reg_day.start > on:
        return False
    kinds = {step.kind for step in record.steps}
    if record.purpose in _NO_CLAIM:
        return StepKind.RECODE in kinds
    return not kinds.isdisjoint(_LOOKED_AT)


def flag(
    closing: Closing, rule: str, outcome: Trilean, parameter: str, told: str, facts: Mapping[str, str], change: str
) -> Finding:
    """A PD flag: what was seen, in which record, and that a person should check it."""
    sentence = f"{NAMES[rule]}：{closing.named}，{told}，请核对。"
    clause = closing.settings[parameter].clause
    return Finding(rule, outcome, clause, sentence, facts, closing.record.record_id, change)


def passage(text: str, start: int, end: int) -> dict[str, str]:
    """The words a flag rests on, with where they stand in the text (counted in letters from 0)."""
    return {"原文": text[start:end], "位置": f"{start}-{end}"}


def when(step: Step) -> str:
    return str(step.day) if step.day else "日期未登记"
