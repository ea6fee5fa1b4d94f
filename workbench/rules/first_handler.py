"""首办责任: the first unit that was handed a matter, who in it answers (by post), and whether it reported back in time.

Sources: S003-5-07 首办责任制, S004-34 初信初访首办责任; 条例第二十二条（三）for the day of feedback. Facts only, no judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from workbench.domain.codes import StepKind as K
from workbench.domain.codes import Trilean
from workbench.domain.dates import PartialDate, exact_day
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.domain.finding import Finding
from workbench.rules.evidence import history_of
from workbench.rules.unit_kinds import UnitRelation, is_petition_office, unit_relation

CLAUSE = "县级方案“初信初访首办责任制”（方案，非法规）；《信访工作条例》第二十二条（三）"
_BACK = (K.FEEDBACK, K.OPINION, K.REPORT_DONE, K.CLOSE, K.REFUSE, K.HAND_OFF)


@dataclass(frozen=True, slots=True)
class FirstHandler:
    """Who had the matter first (首办), and the finding: 是 when feedback was late or is overdue."""

    unit: str
    handed: PartialDate | None
    owner: str
    feedback_due: date | None
    fed_back: PartialDate | None
    later_records: int
    finding: Finding

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "首办单位": self.unit or "未登记", "收到日期": _shown(self.handed), "首办责任人（职务）": self.owner or "未登记",
            "反馈期限": str(self.feedback_due or "未登记"), "首次反馈": _shown(self.fed_back) if self.fed_back else "未见",
            "其后信访件": f"{self.later_records}件", "反馈是否逾期": self.finding.outcome.value,
        }  # fmt: skip


def first_handler(facts: MatterFacts) -> FirstHandler:
    """The first handler of a matter as of its day: the earliest dated forward to a unit, else the first record's own word."""
    forward = first_forward(facts)
    record = _record(facts, forward)
    unit = forward.target if forward else record.lead_unit if record else ""
    due = _feedback_due(forward, record)
    back = _fed_back(facts, unit, forward)
    owner = _owner(facts, forward, record)
    later = sum(1 for one in history_of(facts).records if one is not record)
    finding = _finding(facts, unit, due, back)
    return FirstHandler(unit, forward.day if forward else None, owner, due, back.day if back else None, later, finding)


def first_forward(facts: MatterFacts) -> Step | None:
    """The earliest dated 转送交办 to a unit that handles; an undated one only if no other is there."""
    sent = [step for step in history_of(facts).of(K.FORWARD) if step.target and not is_petition_office(step.target)]
    return min(sent, key=lambda step: step.day.start if step.day else date.max, default=None)


def _record(facts: MatterFacts, forward: Step | None) -> RecordFacts | None:
    records = history_of(facts).records
    if forward:
        return next((one for one in records if one.record_id == forward.record_id), None)
    return records[0] if records else None


def _feedback_due(forward: Step | None, record: RecordFacts | None) -> date | None:
    """The day the 交办 sets for feedback (C11), else the ledger's 限办日期 of that record."""
    if forward and (day := exact_day(forward.detail.get("due"))):
        return day
    return record.due_stated.exact if record and record.due_stated else None


def _fed_back(facts: MatterFacts, unit: str, forward: Step | None) -> Step | None:
    earliest = forward.day.start if forward and forward.day else date.min
    for step in history_of(facts).of(*_BACK):
        own = not step.unit or unit_relation(step.unit, unit) is UnitRelation.SAME
        if own and unit and (step.day is None or step.day.end >= earliest):
            return step
    return None


def _owner(facts: MatterFacts, forward: Step | None, record: RecordFacts | None) -> str:
    """The post (or inner office) named with the first forward, else in the first 包案 of that record that names one."""
    said = forward.detail if forward else {}
    if word := said.get("owner") or said.get("inner_office") or said.get("office"):
        return word
    steps = record.of(K.ASSIGN_LEADER) if record else ()
    named = (step.detail.get(key) for step in steps for key in ("inner_office", "office", "post"))
    return next((word for word in named if word), "")


def _finding(facts: MatterFacts, unit: str, due: date | None, back: Step | None) -> Finding:
    late = _late(facts.as_of, due, back) if unit else None
    told = f"首办单位{unit or '未登记'}，反馈期限{due or '未登记'}，首次反馈{_told(back)}。"
    evidence = {"首办单位": unit or "未登记", "反馈期限": str(due or "未登记"), "首次反馈": _told(back)}
    return Finding(
        "FIRST-FEEDBACK", Trilean.of(late), CLAUSE, told, evidence, change="补登首次交办、反馈期限或反馈日期后重查"
    )


def _late(as_of: date, due: date | None, back: Step | None) -> bool | None:
    if due is None:
        return None
    if back is None:
        return as_of > due
    if back.day is None:
        return None if as_of > due else False
    if back.day.start > due:
        return True
    return False if back.day.end <= due else None


def _told(back: Step | None) -> str:
    return f"{_shown(back.day)}{back.kind.value}" if back else "未见"


def _shown(day: PartialDate | None) -> str:
    return str(day) if day else "日期未登记"
