"""会议登记 read from events (事件 → 机构、会议、议定事项、督办、接访): of one thing the latest word stands.

Events are given in the order they were kept; those taken back are left out by whoever reads the stream.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, count
from typing import Final

from workbench.domain.codes import Level
from workbench.domain.events import Event, EventKind
from workbench.meetings.bodies import Body, Meeting, Member, Reception
from workbench.meetings.kinds import MeetingKind, MeetingState, MemberRole, RosterKind
from workbench.rules.decisions import ActKind, Decision, DecisionType, TaskAct
from workbench.rules.supervision import Rung, Signed

SEPARATOR: Final[str] = "；"
KINDS: Final = (
    EventKind.BODY_SET, EventKind.BODY_MEMBER, EventKind.MEETING_PLANNED, EventKind.MEETING_HELD, EventKind.DECIDED,
    EventKind.TASK, EventKind.TASK_SUPERVISED, EventKind.ROSTER,
)  # fmt: skip


@dataclass(slots=True)
class Register:
    """Everything the office knows of its meetings at one point of the stream; `seen` is the last event read."""

    bodies: dict[str, Body] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    acts: dict[str, list[TaskAct]] = field(default_factory=lambda: defaultdict(list))
    signed: dict[str, list[Signed]] = field(default_factory=lambda: defaultdict(list))
    roster: dict[tuple[str, date, str], Reception] = field(default_factory=dict)
    seen: int = 0

    def of_meeting(self, meeting_id: str) -> tuple[Decision, ...]:
        """A meeting's decisions by number."""
        found = (one for one in self.decisions.values() if one.meeting == meeting_id)
        return tuple(sorted(found, key=lambda one: one.decision_id))

    def body_of(self, meeting_id: str) -> Body | None:
        return self.bodies.get(self.meetings[meeting_id].body_id) if meeting_id in self.meetings else None


def read_register(events: Iterable[Event]) -> Register:
    """The register as these events leave it."""
    register = Register()
    for event in events:
        if event.kind in _READ:
            _READ[event.kind](register, event)
        register.seen = max(register.seen, event.seq)
    return register


def listed(text: str) -> tuple[str, ...]:
    """Parts of a list kept as text."""
    return tuple(part.strip() for part in text.split(SEPARATOR) if part.strip())


def joined(parts: Iterable[str]) -> str:
    """A list as text; a part's own separator becomes a comma."""
    return SEPARATOR.join(part.strip().replace(SEPARATOR, "，") for part in parts if part.strip())


def day_of(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _body(register: Register, event: Event) -> None:
    told = event.payload
    before = register.bodies.get(event.subject)
    register.bodies[event.subject] = Body(
        event.subject, told["name"], Level.from_label(told["level"]), told.get("place", ""), told.get("office", ""),
        before.members if before else (), listed(told.get("rules", "")), day_of(told.get("since")), day_of(told.get("until")),
    )  # fmt: skip


def _member(register: Register, event: Event) -> None:
    """A post's word replaces the one that began on the same day in the same role; another beginning is another term."""
    told, body = event.payload, register.bodies.get(event.subject)
    if body is None:
        return
    new = Member(told["post"], told.get("unit", ""), MemberRole(told["role"]), day_of(told.get("since")), day_of(told.get("until")))  # fmt: skip
    others = [one for one in body.members if (one.post, one.since, one.role) != (new.post, new.since, new.role)]
    register.bodies[event.subject] = replace(body, members=(*others, new))


def _planned(register: Register, event: Event) -> None:
    told, before = event.payload, register.meetings.get(event.subject)
    register.meetings[event.subject] = Meeting(
        event.subject, told.get("body", ""), MeetingKind(told["kind"]), told["title"], date.fromisoformat(told["day"]),
        told.get("start") or "09:00", int(told.get("minutes") or 120), told.get("place", ""), told.get("chair", ""),
        changes=before.changes + 1 if before else 0,
    )  # fmt: skip


def _held(register: Register, event: Event) -> None:
    told, before = event.payload, register.meetings.get(event.subject)
    if before is None:
        return
    register.meetings[event.subject] = replace(
        before, state=MeetingState(told["outcome"]), chair=told.get("chair") or before.chair,
        present=listed(told.get("present", "")), excused=listed(told.get("excused", "")),
        observers=listed(told.get("observers", "")), heard=listed(told.get("heard", "")), changes=before.changes + 1,
    )  # fmt: skip


def decision_payload(decision: Decision) -> dict[str, str]:
    """A decision as an event keeps it."""
    return {
        "decision": decision.decision_id, "matter": decision.matter_id, "day": decision.day.isoformat(), "type": decision.kind.value,
        "text": decision.text, "unit": decision.unit, "assist": joined(decision.assist), "due": str(decision.due or ""),
        "report_to": decision.report_to, "evidence_required": decision.evidence_required,
        "final": "是" if decision.final else "否", "record": decision.record_id,
    }  # fmt: skip


def _decided(register: Register, event: Event) -> None:
    told = event.payload
    register.decisions[told["decision"]] = Decision(
        told["decision"], event.subject, date.fromisoformat(told["day"]), told["text"], told.get("matter", ""), DecisionType(told["type"]),
        told.get("unit", ""), listed(told.get("assist", "")), day_of(told.get("due")), told.get("report_to", ""),
        told.get("evidence_required", ""), told.get("final") == "是", told.get("record", ""), event.actor,
    )  # fmt: skip


def act_payload(act: TaskAct) -> dict[str, str]:
    """An act on a task as an event keeps it."""
    return {
        "act": act.kind.value, "day": act.day.isoformat(), "unit": act.unit, "text": act.text, "evidence": act.evidence,
        "due": str(act.due or ""), "by": act.by,
    }  # fmt: skip


def _act(register: Register, event: Event) -> None:
    told = event.payload
    act = TaskAct(
        ActKind(told["act"]), date.fromisoformat(told["day"]), told.get("unit", ""), told.get("text", ""),
        told.get("evidence", ""), day_of(told.get("due")), told.get("by", ""), event.seq, event.actor,
    )  # fmt: skip
    register.acts[event.subject.partition("|")[0]].append(act)


def _signed(register: Register, event: Event) -> None:
    told = event.payload
    one = Signed(
        Rung(told["rung"]), date.fromisoformat(told["day"]), told["unit"], told["signer"], told.get("number", ""),
        day_of(told.get("due")), told.get("text", ""), event.actor,
    )  # fmt: skip
    register.signed[event.subject.partition("|")[0]].append(one)


def _roster(register: Register, event: Event) -> None:
    told = event.payload
    one = Reception(
        event.subject,
        date.fromisoformat(told["day"]),
        told["post"],
        told.get("place", ""),
        told.get("hours", ""),
        told["state"],
        RosterKind(told.get("kind") or RosterKind.LEADER),
        told.get("station", ""),
    )
    register.roster[one.body_id, one.day, one.post] = one


_READ: Final[Mapping[EventKind, Callable[[Register, Event], None]]] = {
    EventKind.BODY_SET: _body,
    EventKind.BODY_MEMBER: _member,
    EventKind.MEETING_PLANNED: _planned,
    EventKind.MEETING_HELD: _held,
    EventKind.DECIDED: _decided,
    EventKind.TASK: _act,
    EventKind.TASK_SUPERVISED: _signed,
    EventKind.ROSTER: _roster,
}


def next_decision_id(meeting_id: str, taken: Sequence[str]) -> str:
    """The next number of a meeting's decisions: H20261123-01, -02 …"""
    used = [int(one.rpartition("-")[2]) for one in taken if one.rpartition("-")[0] == meeting_id]
    return f"{meeting_id}-{max(used, default=0) + 1:02d}"


def next_meeting_id(day: date, taken: Iterable[str]) -> str:
    """The id of one more meeting of a day: H20261123 (as `plan_meeting.meeting_id`), then H20261123B, C … Y, Z1, Z2 …"""
    used, base = set(taken), f"H{day:%Y%m%d}"
    letters = chain(["", *"BCDEFGHIJKLMNOPQRSTUVWXY"], (f"Z{number}" for number in count(1)))
    free: Iterator[str] = (base + letter for letter in letters if base + letter not in used)
    return next(free)
