"""What the PD checks of one matter need to know of all the others (程序性办结的比对信息): twins, a unit's days, signatures.

Made for all matters at once by `workbench.review.closing_context`; kept as JSON so that one matter can be studied alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Twin:
    """Another matter whose opinion text is nearly this record's (意见雷同) though its claim is another one."""

    matter_id: str
    case_no: str
    similarity: float
    claim: str


@dataclass(frozen=True, slots=True)
class UnitDays:
    """How a unit closes (单位办结日期): on this record's day, and near the deadline over all its closings with one."""

    unit: str
    day: date
    same_day: int
    near: int
    dated: int
    is_near: bool
    usual: float = 1.0  # closings of the unit on other days on which it closes any


@dataclass(frozen=True, slots=True)
class ClosingContext:
    """By record id: its twin and its unit's days; by file id: other matters on which the same file was kept."""

    twins: Mapping[str, Twin] = field(default_factory=dict)
    units: Mapping[str, UnitDays] = field(default_factory=dict)
    signatures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.twins or self.units or self.signatures)

    def as_json(self) -> str:
        """Text that `from_json` reads back."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> ClosingContext:
        """The context kept as text; nothing is known for empty text."""
        told = json.loads(text) if text else {}
        return cls(
            {record: Twin(**twin) for record, twin in told.get("twins", {}).items()},
            {record: _days(days) for record, days in told.get("units", {}).items()},
            {file_id: tuple(others) for file_id, others in told.get("signatures", {}).items()},
        )


def _days(told: Mapping[str, object]) -> UnitDays:
    return UnitDays(**{**told, "day": date.fromisoformat(str(told["day"]))})  # type: ignore[arg-type]


NOTHING = ClosingContext()
"""Nothing known of other matters."""
