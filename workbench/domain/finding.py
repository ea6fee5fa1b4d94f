"""What a rule answers (认定): always with its clause, the facts used and a sentence a clerk can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from workbench.domain.codes import DutyRole, Trilean
from workbench.domain.facts import NO_DETAIL


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's answer about one matter or record.

    `rule` is the rule's id (HF1, T-05, EXT_LATE…), `facts` maps a Chinese fact name to its value as text,
    `sentence` is complete Chinese, `change` says what would have to change for the answer to turn.
    """

    rule: str
    outcome: Trilean
    clause: str
    sentence: str
    facts: Mapping[str, str] = field(default_factory=lambda: NO_DETAIL)
    record_id: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline (到期日): the strict day, and the same rolled over a legal holiday (None: that year has no calendar)."""

    clock: str
    start: date
    due: date
    rolled: date | None
    clause: str
    why: str


class ClockStatus(StrEnum):
    """Where a clock stands as of a day (时限状态)."""

    DONE_IN_TIME = "按期完成"
    DONE_LATE = "超期完成"
    RUNNING = "在办"
    YELLOW = "临期黄"
    ORANGE = "临期橙"
    GRACE = "宽限(节假日)"
    OVERDUE = "超期未完成"
    UNKNOWN = "待核"
    WAIVED = "豁免"


@dataclass(frozen=True, slots=True)
class ClockFinding:
    """One statutory clock on one record as of a day; `due` is None when its start is not known (待核)."""

    clock: str
    name: str
    record_id: str
    unit: str
    status: ClockStatus
    due: Due | None
    done: date | None
    days_left: int | None
    sentence: str
    clause: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DutyProposal:
    """A duty proposed for a place or unit (责任建议); a person confirms it, and the confirmation is an event.

    `runner_up` is who it would be otherwise and `turning_fact` the fact that would turn it.
    """

    role: DutyRole
    place: str
    unit: str
    clause: str
    reason: str
    runner_up: str = ""
    turning_fact: str = ""
    also: tuple[DutyRole, ...] = ()


@dataclass(frozen=True, slots=True)
class SeparationFinding:
    """三跨三分离 of one matter: K1–K3 and F1–F3, label, duties by place code, and what is missing."""

    level: str
    crossings: Mapping[str, Trilean]
    flags: Mapping[str, Trilean]
    label: str
    short_label: str
    lead: str | None
    assist: tuple[str, ...]
    support: tuple[str, ...]
    missing: tuple[str, ...]
    clause: str
    why: str
    stated: str = ""
    agrees_with_stated: Trilean = Trilean.UNKNOWN
