"""What a person did, kept for ever (事件): append-only, with who, when and why; an undo is another event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workbench.domain.facts import NO_DETAIL


class EventKind(StrEnum):
    """Kinds of event, and what their payload must hold (all values text)."""

    IMPORT = "导入台账"  # subject batch; payload read, imported, unchanged, quarantined
    RECORD_CHANGED = "台账更新"  # subject record; payload version
    STEP = (
        "办理步骤"  # subject record; payload kind (StepKind value), day (EDTF), unit, target, text + the step's detail
    )
    JUDGEMENT = (
        "关联认定"  # subject pair "left|right" in order; payload kind (LinkKind; none: 同事), left, right, verdict
    )
    DUTY_CONFIRMED = "责任确认"  # subject matter; payload role, place, unit, basis
    AGENDA_DECIDED = "议题取舍"  # subject meeting|matter; payload choice 列入|不列入, why
    MEETING_PLANNED = "会议安排"  # subject meeting; payload title, day, body, kind
    HEADER_ANSWERED = "表头确认"  # subject header signature; payload header, field
    UNDO = "撤销"  # subject event id; payload why


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a person did. `subject` is an id whose kind the event kind fixes; `seq` is given by the store."""

    kind: EventKind
    subject: str
    actor: str
    at: datetime
    why: str = ""
    payload: Mapping[str, str] = field(default_factory=lambda: NO_DETAIL)
    event_id: str = ""
    seq: int = 0
