"""督办阶梯 (spec 3.8, 3.9): 催报反馈 → 督办函 → 挂牌督办 → 约谈建议; proposed with the facts, signed by a person.

A rung is proposed only after the one below was signed and its time has run out; none is skipped and no sanction is named.
Thresholds: `parameters/meetings.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from workbench.domain.codes import Trilean
from workbench.domain.finding import Finding
from workbench.reference.parameters import Parameter, parameter
from workbench.rules.decisions import Task
from workbench.rules.unit_kinds import UnitRelation, unit_relation


class Rung(StrEnum):
    """A step of the ladder (督办层级), lowest first."""

    FEEDBACK = "催报反馈"
    LETTER = "督办函"
    LISTED = "挂牌督办"
    TALK = "约谈建议"

    @property
    def parameter_name(self) -> str:
        return f"supervision.{self.name.lower()}"


LADDER: Final = tuple(Rung)
NUMBERED: Final = frozenset({Rung.LETTER, Rung.LISTED})
"""Rungs that are papers with a number of their own."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A rung a person signed (已签督办): by which post, and until when the unit was told to act."""

    rung: Rung
    day: date
    unit: str
    signer: str
    number: str = ""
    due: date | None = None
    text: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rung proposed for a unit on a task, with its facts; a person signs it or not."""

    decision_id: str
    matter_id: str
    rung: Rung
    unit: str
    finding: Finding


def propose_rung(task: Task, signed: Sequence[Signed]) -> Proposal | None:
    """The next rung for a task as of its day; None while nothing is overdue or the last rung's time still runs."""
    if not task.is_overdue:
        return None
    own = [one for one in signed if unit_relation(one.unit, task.course.unit) is UnitRelation.SAME]
    rung, last = next_rung(own), own[-1] if own else None
    if rung is None:
        return None
    setting = parameter(rung.parameter_name, task.as_of)
    if task.overdue_days < setting.value["overdue"] or (last and task.as_of < _runs_out(last, setting)):
        return None
    return Proposal(task.decision.decision_id, task.decision.matter_id, rung, task.course.unit, _found(task, rung, own, setting))  # fmt: skip


def next_rung(signed: Sequence[Signed]) -> Rung | None:
    """The rung above the highest signed; None after the last."""
    at = max((LADDER.index(one.rung) for one in signed), default=-1) + 1
    return LADDER[at] if at < len(LADDER) else None


def _runs_out(last: Signed, setting: Parameter) -> date:
    waited = last.day + timedelta(days=setting.value["wait"])
    return max(waited, last.due + timedelta(days=1)) if last.due else waited


def _found(task: Task, rung: Rung, signed: Sequence[Signed], setting: Parameter) -> Finding:
    before = "；".join(f"{one.day}{one.rung.value}{one.number}" for one in signed) or "无"
    facts = {
        "议定事项": task.decision.text, "牵头单位": task.course.unit, "期限": str(task.course.due),
        "超期": f"{task.overdue_days}日", "延期": f"{task.course.extensions}次", "此前督办": before,
    }  # fmt: skip
    sentence = (
        f"{task.course.unit}承担的“{task.decision.text}”超期{task.overdue_days}日，此前督办：{before}；"
        f"建议{rung.value}，由人签发。"
    )
    change = "联席办采信落实证据、会议准予延期，或签发人认为不必"
    return Finding(f"SUP-{LADDER.index(rung) + 1}", Trilean.YES, setting.clause, sentence, facts, change=change)


def signing_gaps(proposed: Proposal | None, rung: Rung, signer: str, number: str, day: date, due: date | None) -> tuple[str, ...]:  # fmt: skip
    """What stands in the way of signing a rung: it is not the one proposed, no post signs, no number, a day too late."""
    found = []
    if proposed is None or proposed.rung is not rung:
        now = (
            f"现在可签的是“{proposed.rung.value}”"
            if proposed
            else "现在没有可签的督办（未超期、待采信，或上一级督办期限未到）"
        )
        found.append(f"{rung.value}不能签发：{now}")
    if not signer.strip():
        found.append("须由负责人签发，请写明签发人职务")
    if rung in NUMBERED and not number.strip():
        found.append(f"{rung.value}须有文号")
    most = parameter("supervision.new_due", day).value
    if due and not day <= due <= day + timedelta(days=most):
        found.append(f"另定的期限须在签发日{day}起{most}日以内，现为{due}")
    return tuple(found)


# --- who supervises a topic -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TopicSupervisor:
    """Which post, of which unit, supervises matters of a topic (对口督办, S003-4-08) over a time; an empty end is still open."""

    topic: str
    post: str
    unit: str = ""
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)

    @property
    def words(self) -> str:
        """县人大农业农村工委主任（县人大常委会）"""
        return f"{self.post}（{self.unit}）" if self.unit and self.unit not in self.post else self.post

    @property
    def row(self) -> Mapping[str, str]:
        return {"内容分类": self.topic, "对口督办职务": self.post, "单位": self.unit or "未登记",
                "起": str(self.since or "未登记"), "止": str(self.until or "现任")}  # fmt: skip


def signer_for(topic: str, known: Iterable[TopicSupervisor], on: date) -> TopicSupervisor | None:
    """Who is proposed to sign for a matter of this topic on a day; a person still decides. None where nobody supervises it."""
    return next((one for one in known if topic and one.topic == topic and one.holds(on)), None)
