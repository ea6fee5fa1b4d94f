"""议定事项 (spec 3.6, 3.9): what a meeting decided as a task of a unit, and where the task stands as of a day.

A task is closed by evidence the office accepts (采信), not by the unit's word. Acts count by their day and, on one day, in
the order they were recorded; so the state as of a day is the same whenever it is asked for. The register of decisions and
trigger T-13 both read it here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce
from typing import Final

from workbench.reference.parameters import parameter

CLAUSE: Final = "《信访工作条例》第十一条、第十二条第二款"


class DecisionType(StrEnum):
    """What a meeting decides (议定类型), spec 3.6."""

    LEAD = "定主办"
    PLAN = "定方案"
    LIMIT = "定时限"
    MONEY = "定资金渠道"
    POLICY = "定政策建议"
    ENDING = "终结审核"
    SUPERVISION = "督办措施"
    SUPPLEMENT = "退回补充"


class ActKind(StrEnum):
    """What happens to a task (落实动态)."""

    PROGRESS = "进展"
    REPORT = "报落实"  # by the unit, with evidence
    ACCEPT = "采信"  # by the office
    REJECT = "不予采信"  # by the office, with a reason
    EXTEND = "延期"  # by the convenor or a meeting, to a day
    REASSIGN = "改办"  # to another unit
    TO_MEETING = "提交会议"
    REOPEN = "重开"  # evidence accepted did not hold


class TaskState(StrEnum):
    """Where a task stands (落实状态), spec 3.9."""

    IN_TIME = "按期完成"
    UNDER_WAY = "推进中"
    OVERDUE = "超期"
    TO_MEETING = "需提交会议"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision (议定事项). `unit` and `due` may be missing only while it is a draft (`final` false)."""

    decision_id: str
    meeting: str
    day: date
    text: str
    matter_id: str = ""
    kind: DecisionType = DecisionType.PLAN
    unit: str = ""
    assist: tuple[str, ...] = ()
    due: date | None = None
    report_to: str = ""
    evidence_required: str = ""
    final: bool = True
    record_id: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class TaskAct:
    """One act on a task; `seq` orders acts of one day. `due` is the new day of an extension, `by` the post that decided."""

    kind: ActKind
    day: date
    unit: str = ""
    text: str = ""
    evidence: str = ""
    due: date | None = None
    by: str = ""
    seq: int = 0
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What the acts come to: who owes the task until when, what was reported and accepted, how often it was put off."""

    unit: str
    due: date | None
    reported: date | None = None
    evidence: str = ""
    accepted: date | None = None
    done: date | None = None
    extensions: int = 0
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """A decision's task as of a day; `waiting` is true while a report made in time waits for the office."""

    decision: Decision
    as_of: date
    course: Course
    state: TaskState
    closed: bool
    waiting: bool
    overdue_days: int
    sentence: str

    @property
    def label(self) -> str:
        """The state in words; 超期完成 for one closed late."""
        return "超期完成" if self.closed and self.state is TaskState.OVERDUE else self.state.value

    @property
    def is_overdue(self) -> bool:
        """Open, past its day, and not waiting for the office: what T-13 and the ladder go by."""
        return not self.closed and not self.waiting and self.overdue_days > 0

    @property
    def row(self) -> Mapping[str, str]:
        """One line of the list of tasks."""
        return {
            "编号": self.decision.decision_id, "事项": self.decision.matter_id or "会议全体",
            "类型": self.decision.kind.value, "议定事项": self.decision.text, "牵头单位": self.course.unit or "未明确",
            "配合单位": "、".join(self.decision.assist) or "无", "期限": str(self.course.due or "未明确"),
            "状态": self.label, "情况": self.sentence,
        }  # fmt: skip


def gaps(decision: Decision) -> tuple[str, ...]:
    """What a decision lacks to be final (定稿); empty when it may be."""
    wanted = (("议定内容", decision.text.strip()), ("牵头单位", decision.unit.strip()), ("落实期限", decision.due))
    found = [name for name, value in wanted if not value]
    if decision.due and decision.due < decision.day:
        found.append(f"会后的落实期限（现为{decision.due}，早于会议日{decision.day}）")
    return tuple(found)


def course_of(decision: Decision, acts: Iterable[TaskAct], as_of: date) -> Course:
    """The course of a task up to a day, by (day, seq) of its acts."""
    known = sorted((act for act in acts if act.day <= as_of), key=lambda act: (act.day, act.seq))
    return reduce(advance, known, Course(decision.unit, decision.due))


def advance(course: Course, act: TaskAct) -> Course:
    """One act further."""
    match act.kind:
        case ActKind.REPORT:
            return replace(course, reported=act.day, evidence=act.evidence)
        case ActKind.ACCEPT:
            done = course.reported or act.day
            return replace(course, accepted=act.day, done=done, evidence=act.evidence or course.evidence, asked=False)
        case ActKind.REJECT:
            return replace(course, reported=None, evidence="")
        case ActKind.EXTEND:
            return replace(course, due=act.due or course.due, extensions=course.extensions + 1, asked=False)
        case ActKind.REASSIGN:
            return replace(
                course, unit=act.unit or course.unit, due=act.due or course.due, reported=None, evidence="", asked=False
            )
        case ActKind.TO_MEETING:
            return replace(course, asked=True)
        case ActKind.REOPEN:
            return replace(course, reported=None, evidence="", accepted=None, done=None)
        case ActKind.PROGRESS:
            return course


def task_of(decision: Decision, acts: Iterable[TaskAct], as_of: date) -> Task:
    """Where a decision's task stands as of a day."""
    course = course_of(decision, acts, as_of)
    over = max((as_of - course.due).days, 0) if course.due else 0
    waiting = course.accepted is None and course.reported is not None and _in_time(course, course.reported)
    state = _state(course, over, waiting, as_of)
    closed = course.accepted is not None
    return Task(
        decision, as_of, course, state, closed, waiting, 0 if closed else over, _said(course, state, over, waiting)
    )


def _in_time(course: Course, day: date) -> bool:
    return course.due is None or day <= course.due


def _state(course: Course, over: int, waiting: bool, as_of: date) -> TaskState:
    if course.done is not None:
        return TaskState.IN_TIME if _in_time(course, course.done) else TaskState.OVERDUE
    if course.asked:
        return TaskState.TO_MEETING
    if waiting or not over:
        return TaskState.UNDER_WAY
    long = over > parameter("decisions.to_meeting", as_of).value
    often = course.extensions >= parameter("decisions.extensions", as_of).value
    return TaskState.TO_MEETING if long or often else TaskState.OVERDUE


def _said(course: Course, state: TaskState, over: int, waiting: bool) -> str:
    unit, due = course.unit or "未明确单位", course.due or "未明确期限"
    if course.done is not None:
        late = "" if state is TaskState.IN_TIME else "，晚于期限"
        return f"{unit}于{course.done}落实（期限{due}{late}），联席办于{course.accepted}采信：{course.evidence}。"
    put_off = f"，已延期{course.extensions}次" if course.extensions else ""
    if waiting:
        return f"{unit}已于{course.reported}按期报落实，待联席办核实采信。"
    reported = f"，{course.reported}报落实，尚未采信" if course.reported else ""
    asked = "，已提出提交会议" if course.asked else ""
    passed = f"已超期{over}日" if over else "未到期"
    return f"{unit}应于{due}前落实，{passed}{put_off}{reported}{asked}。"
