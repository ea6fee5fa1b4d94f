"""What the records and steps of one matter show (事项证据): first day, ended procedure, open or closed, last progress.

Steps and records later than the matter's `as_of` are not looked at. Nothing here reads a field about the petitioner.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from workbench.domain.codes import Pathway, Purpose, StepKind, Trilean
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.rules.resolution import resolution_state

_REDO = re.compile("撤销|重办|退回")
_NO_END = re.compile("不予受理|终止|撤回")
_ENDED = re.compile("(?<!未)终结")


def is_accusation(facts: MatterFacts) -> bool:
    """Whether any record of the matter is 检举控告 (条例第三十条): its content is locked and goes to no meeting."""
    return any(record.purpose is Purpose.ACCUSATION or record.pathway is Pathway.ACCUSATION for record in facts.records)


_LATEST: dict[int, History] = {}


def history_of(facts: MatterFacts) -> History:
    """The matter's history; the last one made is kept, since several rules look at one matter in turn."""
    known = _LATEST.get(0)
    if known is None or known.facts is not facts:
        known = _LATEST[0] = History(facts)
    return known


@dataclass(frozen=True, slots=True)
class Ending:
    """Whether the procedure is at its end (程序终结), since when, and what shows it."""

    answer: Trilean
    day: PartialDate | None
    shown_by: str


class History:
    """The steps of one matter up to its day, by kind; made once per matter and read by several rules."""

    def __init__(self, facts: MatterFacts) -> None:
        self.facts, as_of = facts, facts.as_of
        self.records = tuple(
            [record for record in facts.records if record.reg_day is None or record.reg_day.start <= as_of]
        )
        self.steps = tuple([step for step in facts.steps if step.day is None or step.day.start <= as_of])
        self._kinds: dict[StepKind, list[Step]] = defaultdict(list)
        for step in self.steps:
            self._kinds[step.kind].append(step)

    def of(self, *kinds: StepKind) -> tuple[Step, ...]:
        """Steps of these kinds by day, undated last."""
        if len(kinds) == 1:
            return tuple(self._kinds.get(kinds[0], ()))
        present = [kind for kind in kinds if kind in self._kinds]
        if len(present) < 2:
            return tuple(self._kinds[present[0]]) if present else ()
        return tuple([step for step in self.steps if step.kind in present])

    @cached_property
    def first_days(self) -> tuple[date | None, date | None]:
        """Earliest and latest day the matter's first petition may be of; earliest None: a record without any day."""
        days = [day for record in self.records if (day := _first(record))]
        earliest = min((day.start for day in days), default=None) if len(days) == len(self.records) else None
        return earliest, min((day.end for day in days), default=None)

    @cached_property
    def ending(self) -> Ending:
        """程序终结: 复核意见 that does not send back, 不再受理, or stated so."""
        if said := next((text for text in self._stated() if _ENDED.search(text)), ""):
            return Ending(Trilean.YES, self._answer_day(), f"台账载明“{said}”")
        if refused := self.of(StepKind.NO_LONGER_ACCEPT):
            return Ending(Trilean.YES, refused[0].day, f"{_day(refused[0])}不再受理")
        if answers := self.of(StepKind.REREVIEW_ANSWER):
            return _ended_by(answers[-1])
        return Ending(Trilean.of(False if self.steps else None), None, "未见复核意见或终结登记")

    def _stated(self) -> Iterable[str]:
        return (self.facts.resolution_stated, *(record.stated_state for record in self.records))

    def _answer_day(self) -> PartialDate | None:
        ends = self.of(StepKind.REREVIEW_ANSWER, StepKind.NO_LONGER_ACCEPT)
        return ends[0].day if ends else None

    @cached_property
    def is_open(self) -> bool:
        """Still to be resolved (axis B, `workbench.rules.resolution`)."""
        return resolution_state(self.facts).state.is_open

    def came_back(self, closings: Iterable[Step]) -> RecordFacts | None:
        """A record registered after the last of these closing steps, which no later closing answers; else None."""
        days = [step.day.end for step in closings if step.day]
        if not days:
            return None
        return next((record for record in self.records if record.reg_day and record.reg_day.start > max(days)), None)

    def since(self, kinds: Iterable[StepKind], mark: date) -> tuple[Step, ...]:
        """Dated steps of these kinds on or after a day."""
        wanted = frozenset(kinds)
        return tuple(step for step in self.steps if step.kind in wanted and step.day and step.day.start >= mark)


def _first(record: RecordFacts) -> PartialDate | None:
    days = [step.day for step in record.steps if step.kind is StepKind.PETITION and step.day]
    if record.reg_day:
        days.append(record.reg_day)
    return min(days, key=lambda day: day.start, default=None)


def _ended_by(answer: Step) -> Ending:
    result = answer.detail.get("result", "") or answer.text
    if _REDO.search(result):
        return Ending(Trilean.NO, None, f"{_day(answer)}复核结论为“{result}”，须重新办理")
    if _NO_END.search(result):
        return Ending(Trilean.NO, None, f"{_day(answer)}复核“{result}”，未作出复核意见")
    if not result:
        return Ending(Trilean.UNKNOWN, answer.day, f"{_day(answer)}已有复核意见，结论未登记")
    return Ending(Trilean.YES, answer.day, f"{_day(answer)}复核意见“{result}”")


def _day(step: Step) -> str:
    return str(step.day) if step.day else "（日期未登记）"
