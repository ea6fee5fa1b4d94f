"""What a ledger itself says about time limits (台账所记时限): an order system's 按期/超期 flag where no days are given.

It is the file's statement and not a computation, and says so; where this workbench can compute the handling clock from
days, the flag is left aside.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.domain.facts import RecordFacts
from workbench.domain.finding import ClockFinding, ClockStatus

STATED = "TZ"
"""Id of a clock that is a ledger's own word."""
_STATUS = {"按期": ClockStatus.DONE_IN_TIME, "超期": ClockStatus.DONE_LATE}
_COMPUTED = (ClockStatus.DONE_IN_TIME, ClockStatus.DONE_LATE, ClockStatus.OVERDUE)


def stated_clock(record: RecordFacts, computed: Sequence[ClockFinding]) -> ClockFinding | None:
    """The flag of a record as a finding; None without a flag, or when C05 was computed to an answer."""
    status = _STATUS.get(record.timely)
    if status is None or any(clock.clock == "C05" and clock.status in _COMPUTED for clock in computed):
        return None
    return ClockFinding(
        clock=STATED,
        name="台账所记时限",
        record_id=record.record_id,
        unit=record.lead_unit,
        status=status,
        due=None,
        done=None,
        days_left=None,
        sentence=f"台账注明“{record.timely}”；没有起止日期，不能复算。",
        clause="台账自述，非按条例推算",
        flags=("STATED",),
    )
