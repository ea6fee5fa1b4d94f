"""What changed on a matter since the last meeting (上次会议以来): states, flags, deadlines, records and steps, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from workbench.domain.codes import StepKind

Row = Mapping[str, Any]
_STATES = (
    ("state_a", "办理程序"),
    ("state_b", "化解状态"),
    ("lead_unit", "责任单位"),
    ("case_leader", "包案领导"),
    ("label", "三跨三分离"),
)
_LATE = "超期未完成"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is other than it was: what, before, now."""

    what: str
    before: str
    now: str

    @property
    def sentence(self) -> str:
        if not self.before:
            return f"{self.what}：{self.now}"
        return f"{self.what}：{self.before} → {self.now or '无'}"


@dataclass(frozen=True, slots=True)
class View:
    """A matter's rows on one day, as far as they are compared."""

    matter: Row
    findings: Sequence[Row]
    clocks: Sequence[Row]


def last_meeting(steps: Iterable[Row], before: date) -> date | None:
    """The last day before `before` on which the matter was at a meeting or something was decided on it; None: never."""
    kinds = {StepKind.MEETING.value, StepKind.DECISION.value}
    days = [step["start"] for step in steps if step["kind"] in kinds and step["start"] and step["start"] < before]
    return max(days, default=None)


def changes(then: View, now: View, steps: Sequence[Row], meeting: date) -> tuple[Change, ...]:
    """Everything that moved between the day of the meeting and now; `steps` are the matter's steps up to now."""
    found = [
        Change(name, str(then.matter[key] or "未登记"), str(now.matter[key] or "未登记"))
        for key, name in _STATES
        if then.matter[key] != now.matter[key]
    ]
    found += _flags(then.findings, now.findings)
    found += _clocks(then.clocks, now.clocks)
    found += [
        Change(
            f"{step['day_text']} {step['kind']}",
            "",
            "，".join(part for part in (step["unit"], step["text"][:60]) if part),
        )
        for step in steps
        if step["start"] and step["start"] > meeting
    ]
    return tuple(found)


def _flags(then: Sequence[Row], now: Sequence[Row]) -> list[Change]:
    before, after = ({row["rule"]: row for row in rows if row["rule"].startswith("HF")} for rows in (then, now))
    return [
        Change(f"疑难标识 {rule}", before[rule]["outcome"], after[rule]["outcome"])
        for rule in after
        if rule in before and before[rule]["outcome"] != after[rule]["outcome"]
    ]


def _clocks(then: Sequence[Row], now: Sequence[Row]) -> list[Change]:
    before = {_key(row): row["status"] for row in then}
    changed = [
        row for row in now if before.get(_key(row)) != row["status"] and (_key(row) in before or row["status"] == _LATE)
    ]
    return [
        Change(f"{row['name']}（{row['unit'] or '单位未登记'}）", before.get(_key(row), ""), row["status"])
        for row in changed
    ]


def _key(row: Row) -> tuple[str, str, str, str]:
    return row["record_id"], row["clock"], row["unit"], str(row["start"])
