"""议定事项落实 (spec 3.9): every decision as a task as of a day, the next agenda's first item, counts by unit, the ladder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.meetings.agenda import FOLLOW_UP
from workbench.meetings.kinds import MeetingState
from workbench.meetings.register import Register
from workbench.rules.decisions import Task, TaskState, task_of
from workbench.rules.supervision import Proposal, propose_rung


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All tasks as of a day, the longest due first; `since` is the last meeting held before it."""

    as_of: date
    tasks: tuple[Task, ...]
    last_meeting: str = ""

    @property
    def open(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if not task.closed)

    def counts(self) -> Mapping[str, int]:
        """How many tasks stand where; every state is there, 0 included."""
        found = Counter(task.label for task in self.tasks)
        return {**{state.value: 0 for state in TaskState}, **found}


def follow_up(register: Register, as_of: date, *, body_id: str = "", unit: str = "") -> FollowUp:
    """Tasks of final decisions made by a day; only one body's, or those a unit owes now, if asked for."""
    wanted = [
        one
        for one in register.decisions.values()
        if one.final and one.day <= as_of and (not body_id or _body(register, one.meeting) == body_id)
    ]
    tasks = [task_of(one, register.acts.get(one.decision_id, ()), as_of) for one in wanted]
    mine = [task for task in tasks if not unit or task.course.unit == unit]
    last = last_meeting(register, as_of, body_id)
    return FollowUp(as_of, tuple(sorted(mine, key=_by_day)), last)


def _body(register: Register, meeting_id: str) -> str:
    return register.meetings[meeting_id].body_id if meeting_id in register.meetings else ""


def _by_day(task: Task) -> tuple[bool, date, str]:
    return task.closed, task.course.due or date.max, task.decision.decision_id


def last_meeting(register: Register, before: date, body_id: str = "") -> str:
    """The last meeting held before a day that decided something; "" if there is none."""
    decided = {one.meeting for one in register.decisions.values() if one.final}
    held = [
        one
        for one in register.meetings.values()
        if one.meeting_id in decided
        and one.state is MeetingState.HELD
        and one.day < before
        and (not body_id or one.body_id == body_id)
    ]
    return max(held, key=lambda one: (one.day, one.meeting_id)).meeting_id if held else ""


def first_item(found: FollowUp, titles: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """上次议定事项落实情况: what was closed since the last meeting and everything still open, one line each."""
    last = found.last_meeting
    told = [task for task in found.tasks if not task.closed or task.decision.meeting == last]
    if not told:
        return (f"{FOLLOW_UP}：截至{found.as_of}没有待落实的议定事项。",)
    counts = Counter(task.label for task in told)
    tally = "，".join(f"{name}{count}项" for name, count in sorted(counts.items()))
    head = f"{FOLLOW_UP}（截至{found.as_of}，共{len(told)}项：{tally}）"
    return (head, *(_line(number, task, titles or {}) for number, task in enumerate(told, 1)))


def _line(number: int, task: Task, titles: Mapping[str, str]) -> str:
    matter = task.decision.matter_id
    about = f"（{titles.get(matter, matter)}）" if matter else ""
    return f"{number}．{task.decision.decision_id}{about}{task.decision.text}〔{task.label}〕{task.sentence}"


@dataclass(frozen=True, slots=True)
class UnitTasks:
    """One unit's tasks: decisions' numbers by where they stand; a count of a unit's duties, never of persons."""

    unit: str
    by_label: Mapping[str, tuple[str, ...]]

    @property
    def row(self) -> Mapping[str, str]:
        labels = (*(state.value for state in TaskState), "超期完成")
        return {"单位": self.unit, **{name: str(len(self.by_label.get(name, ()))) for name in labels}}


def by_unit(tasks: Iterable[Task]) -> tuple[UnitTasks, ...]:
    """Tasks by the unit that owes them now, units by name."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for task in tasks:
        found[task.course.unit][task.label].append(task.decision.decision_id)
    return tuple(UnitTasks(unit, {name: tuple(ids) for name, ids in found[unit].items()}) for unit in sorted(found))


def ladder(found: FollowUp, register: Register) -> tuple[Proposal, ...]:
    """The next rung of each task whose time has run out, longest overdue first."""
    late: Sequence[Task] = sorted(found.open, key=lambda task: (-task.overdue_days, task.decision.decision_id))
    proposed = (propose_rung(task, register.signed.get(task.decision.decision_id, ())) for task in late)
    return tuple(one for one in proposed if one is not None)
