"""Closings crowded on one day, or at the deadline (扎堆办结、卡点办结): a unit's habit that only its statistics show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from workbench.domain.codes import StepKind
from workbench.synth.draw import Draw
from workbench.synth.matters import Filed
from workbench.synth.model import LedgerRecord

CROWD, SPAN = 6, 300
_PER_CROWD = 400
_FOLLOWS = frozenset(
    {StepKind.DELIVER, StepKind.REPORT_DONE, StepKind.SEND_BACK, StepKind.RESOLVE, StepKind.VISIT_BACK,
     StepKind.REVIEW_ASK}
)  # fmt: skip


@dataclass(slots=True)
class _Closing:
    """A closed record whose day may be moved: nothing dated follows from it before `limit`."""

    item: Filed
    index: int
    done: date
    due: date | None
    limit: date
    free: bool

    @property
    def record(self) -> LedgerRecord:
        return self.item.records[self.index]

    def move(self, day: date, end: date) -> None:
        values = {**self.record.values, "done_date": day.isoformat()}
        if told := values.pop("delivered", ""):
            later = date.fromisoformat(told[:10]) + (day - self.done)
            if later <= end:
                values["delivered"] = later.isoformat() + told[10:]
        values.pop("visitback", None)
        self.item.records[self.index] = replace(self.record, values=values)
        self.done = day


def crowd_days(draw: Draw, filed: Sequence[Filed], end: date) -> None:
    """Let one unit in some close at the deadline, and a few units clear six records in one day."""
    units: dict[str, list[_Closing]] = defaultdict(list)
    for item in filed:
        for closing in _closings(item):
            units[item.plan.lead.name].append(closing)
    at_deadline = _at_the_deadline(draw, units, end)
    wanted = max(1, len(filed) // _PER_CROWD)
    for unit in sorted(units, key=lambda name: -len(units[name])):
        if unit != at_deadline and wanted and _crowd(units[unit], end):
            wanted -= 1


def _closings(item: Filed) -> list[_Closing]:
    found = []
    for index, record in enumerate(item.records):
        values = record.values
        if "done_date" not in values:
            continue
        kinds = {step.kind for step in item.steps if step.record_id == record.case_no}
        after = item.records[index + 1].reg if index + 1 < len(item.records) else date.max
        due = date.fromisoformat(values["due_date"]) if "due_date" in values else None
        done = date.fromisoformat(values["done_date"])
        found.append(_Closing(item, index, done, due, after, not kinds & _FOLLOWS and "lead_unit" in values))
    return found


def _at_the_deadline(draw: Draw, units: dict[str, list[_Closing]], end: date) -> str:
    """The busiest unit that can: most of its timely closings move to the last day or the one before."""
    for unit in sorted(units, key=lambda name: -len(units[name])):
        dated = [one for one in units[unit] if one.due]
        movable = [one for one in dated if one.free and one.due and one.done < one.due <= _latest(one, end)]
        if 10 <= len(dated) <= 60 and len(movable) >= 0.62 * len(dated):
            for one in movable:
                assert one.due
                one.move(one.due - timedelta(days=draw.number(0, 1)), end)
            return unit
    return ""


def _latest(one: _Closing, end: date) -> date:
    return min(end, one.limit - timedelta(days=12))


def _crowd(closings: Sequence[_Closing], end: date) -> bool:
    """Move six closings of different matters to the day of the last of them; False if the unit has not that many."""
    free = sorted((one for one in closings if one.free), key=lambda one: one.done)
    for at in range(len(free) - CROWD + 1):
        last = free[at + CROWD - 1].done
        near = [one for one in free[at : at + CROWD] if (last - one.done).days <= SPAN and one.limit > last]
        if len({one.item.plan.matter_id for one in near}) == CROWD:
            for one in near:
                one.move(last, end)
            return True
    return False
