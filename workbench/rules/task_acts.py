"""What an act on a decided task needs (落实动态的要件): who may say it, with which evidence or reason, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from workbench.rules.decisions import ActKind, Task, TaskAct
from workbench.rules.unit_kinds import UnitRelation, unit_relation

_OWN: Final = (UnitRelation.SAME, UnitRelation.SUBORDINATE)


def act_gaps(task: Task, before: Sequence[TaskAct], said: TaskAct, today: date) -> tuple[str, ...]:
    """Everything that stands in the way of an act, one sentence each; `task` is as it stands with the acts `before` it."""
    return (*_day(task, before, said, today), *_turn(task, said), *_NEEDS[said.kind](task, said))


def _day(task: Task, before: Sequence[TaskAct], said: TaskAct, today: date) -> Iterator[str]:
    last = max((act.day for act in before), default=task.decision.day)
    if said.day > today:
        yield f"日期{said.day}还没有到"
    if said.day < last:
        what = "最近一次登记" if before else "议定日"
        yield f"日期{said.day}早于{what}{last}；请按先后登记，漏登的先撤销其后的登记"


def _turn(task: Task, said: TaskAct) -> Iterator[str]:
    if task.closed and said.kind is not ActKind.REOPEN:
        yield f"已于{task.course.accepted}采信落实；证据有误的请先“重开”"
    if not task.closed and said.kind is ActKind.REOPEN:
        yield "尚未采信落实，无须重开"


def _of_unit(task: Task, said: TaskAct) -> Iterator[str]:
    units = (task.course.unit, *task.decision.assist)
    if not said.unit:
        yield "须写明单位"
    elif all(unit_relation(said.unit, unit) not in _OWN for unit in units):
        yield f"“{said.unit}”不是本事项的牵头或配合单位（{'、'.join(units)}）"


def _progress(task: Task, said: TaskAct) -> Iterator[str]:
    yield from _of_unit(task, said)
    if not said.text:
        yield "须写明进展"


def _report(task: Task, said: TaskAct) -> Iterator[str]:
    if not said.unit or unit_relation(said.unit, task.course.unit) not in _OWN:
        yield f"报落实由牵头单位“{task.course.unit}”办理，不是“{said.unit or '未写明'}”"
    if not said.evidence:
        wanted = f"（会议要求：{task.decision.evidence_required}）" if task.decision.evidence_required else ""
        yield f"报落实须附证据：附件编号或文号{wanted}"


def _accept(task: Task, said: TaskAct) -> Iterator[str]:
    yield from _decided_by(said, "采信人")
    if not (said.evidence or task.course.evidence):
        yield "须写明采信的证据：附件编号或文号；单位口头报告不能作为落实"
    units = (task.course.unit, *task.decision.assist)
    if said.by and any(unit in said.by for unit in units if unit):
        yield f"采信人“{said.by}”属承办单位，应由联席办采信"


def _reject(task: Task, said: TaskAct) -> Iterator[str]:
    yield from _decided_by(said, "审核人")
    if task.course.reported is None:
        yield "没有待采信的报落实"
    if not said.text:
        yield "不予采信须写明理由和要补的证据"


def _extend(task: Task, said: TaskAct) -> Iterator[str]:
    yield from _decided_by(said, "批准人")
    if said.due is None or (task.course.due and said.due <= task.course.due) or said.due < said.day:
        yield f"须写明新的期限，晚于现期限{task.course.due}且不早于登记日{said.day}"
    if not said.text:
        yield "延期须写明理由"


def _reassign(task: Task, said: TaskAct) -> Iterator[str]:
    yield from _decided_by(said, "决定人")
    if not said.unit:
        yield "改办须写明接办单位"
    elif unit_relation(said.unit, task.course.unit) is UnitRelation.SAME:
        yield f"“{said.unit}”已经是牵头单位"
    if said.due and said.due < said.day:
        yield f"新的期限{said.due}早于登记日{said.day}"
    if not said.text:
        yield "改办须写明理由"


def _to_meeting(task: Task, said: TaskAct) -> Iterator[str]:
    if not said.text:
        yield "提交会议须写明需要会议决定什么"
    if task.course.asked:
        yield "已经提出提交会议"


def _reopen(task: Task, said: TaskAct) -> Iterator[str]:
    yield from _decided_by(said, "决定人")
    if not said.text:
        yield "重开须写明证据何处有误"


def _decided_by(said: TaskAct, who: str) -> Iterator[str]:
    if not said.by:
        yield f"须写明{who}（职务）"


_NEEDS: Final[Mapping[ActKind, Callable[[Task, TaskAct], Iterator[str]]]] = MappingProxyType(
    {
        ActKind.PROGRESS: _progress,
        ActKind.REPORT: _report,
        ActKind.ACCEPT: _accept,
        ActKind.REJECT: _reject,
        ActKind.EXTEND: _extend,
        ActKind.REASSIGN: _reassign,
        ActKind.TO_MEETING: _to_meeting,
        ActKind.REOPEN: _reopen,
    }
)
