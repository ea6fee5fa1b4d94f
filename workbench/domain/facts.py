"""What the rules look at: one matter (信访事项), its records (信访件), their steps (办理步骤) and places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from workbench.domain.codes import Channel, Level, Pathway, Purpose, StepKind
from workbench.domain.dates import PartialDate

NO_DETAIL: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read (出处): a ledger cell, or the event a person recorded."""

    file: str = ""
    sheet: str = ""
    row: int = 0
    column: str = ""
    event_id: str = ""

    def __str__(self) -> str:
        if self.event_id:
            return f"登记事件 {self.event_id}"
        return f"{self.file}〔{self.sheet}〕{self.column}{self.row}" if self.file else "出处不明"


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a record (步骤).

    `unit` acted, `target` is the unit acted upon (交办给谁). `detail` holds what the kind needs, as text: days, number
    (文号), approver, result, way, signed, reasons, level, post, due, sender_note, positions.
    """

    kind: StepKind
    day: PartialDate | None
    record_id: str
    unit: str = ""
    target: str = ""
    text: str = ""
    detail: Mapping[str, str] = field(default_factory=lambda: NO_DETAIL)
    source: Source = Source()

    @property
    def exact(self) -> date | None:
        return self.day.exact if self.day else None


@dataclass(frozen=True, slots=True)
class Places:
    """The four places of 三跨三分离 as division codes (户籍地 H, 常住地 R, 事发地 I, 有权处理机关所在地 U); None is unknown."""

    hukou: str | None = None
    residence: str | None = None
    issue: str | None = None
    organ: str | None = None
    other_issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """One registered letter, visit or message (信访件). Dates are what the ledger or an event says, never filled in."""

    record_id: str
    case_no: str = ""
    purpose: Purpose | None = None
    pathway: Pathway | None = None
    channel: Channel | None = None
    source_level: Level | None = None
    reg_day: PartialDate | None = None
    reg_office: str = ""
    lead_unit: str = ""
    headcount: int | None = None
    is_anonymous: bool | None = None
    first_national: bool | None = None
    due_stated: PartialDate | None = None
    ptr_opinion: str = ""
    assign_times: int | None = None
    supervise_times: int | None = None
    satisfaction_unit: str = ""
    satisfaction_office: str = ""
    stated_state: str = ""
    timely: str = ""
    claim: str = ""
    summary: str = ""
    opinion: str = ""
    opinion_no: str = ""
    legit: str = ""
    backlog: bool | None = None
    repeat: bool | None = None
    steps: tuple[Step, ...] = ()

    def of(self, *kinds: StepKind) -> tuple[Step, ...]:
        """Steps of these kinds in the order they stand (by day, undated last)."""
        return tuple(step for step in self.steps if step.kind in kinds)


@dataclass(frozen=True, slots=True)
class MatterFacts:
    """One matter: the records judged to be the same claim (相同), and what is known about it as of a day."""

    matter_id: str
    as_of: date
    records: tuple[RecordFacts, ...]
    places: Places = Places()
    departments: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    lead_unit: str = ""
    organ_unit: str = ""
    assist_units: tuple[str, ...] = ()
    accused_unit: str = ""
    topic_l1: str = ""
    topic_l2: str = ""
    place_label: str = ""
    involved: int | None = None
    households: int | None = None
    tags: frozenset[str] = frozenset()
    leader_post: str = ""
    leader_level: Level | None = None
    team: str = ""
    plan: str = ""
    due: PartialDate | None = None
    stated_cross: str = ""
    resolution_stated: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps of all records, by day; undated ones last, in the order they were recorded."""
        return tuple(sorted(_all_steps(self.records), key=lambda step: step.day.start if step.day else date.max))

    @property
    def first_day(self) -> date | None:
        """Earliest day the matter is known from (首次信访或登记)."""
        days = [record.reg_day.start for record in self.records if record.reg_day]
        days += [step.day.start for step in _all_steps(self.records) if step.kind is StepKind.PETITION and step.day]
        return min(days, default=None)


def _all_steps(records: Iterable[RecordFacts]) -> Iterable[Step]:
    return (step for record in records for step in record.steps)
