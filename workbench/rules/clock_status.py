"""Where one clock stands as of a day (时限状态), in words: from its deadline and the step that ended it, if any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from workbench.domain.codes import StepKind
from workbench.domain.facts import Step
from workbench.domain.finding import ClockFinding, ClockStatus, Due
from workbench.reference.calendar import Calendar
from workbench.reference.parameters import parameter
from workbench.rules.clock import CLOCKS, WORKDAY_CLOCKS

FLAG_ZH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "GRACE": "顺延期内完成",
        "IMPLIED": "由后续步骤推知已完成",
        "SOFT": "仅作参考，不计超期",
        "PATHWAY_UNKNOWN": "途径待核",
        "EXTENDED": "已延期",
        "EXT_LATE": "期满后才批准延期，不计入期限",
        "EXT_OVER": "延期超过上限，按上限计",
        "EXT_AGAIN": "再次延期，只计第一次",
        "EXT_UNDATED": "延期批准日不明",
        "EXT_DAYS_UNKNOWN": "延期日数不明",
        "REDO": "责令重办后重新起算",
        "OBJECTION_LAPSED": "异议期已过",
        "NOT_ACCEPTED_IN_TIME": "未在规定期限内书面告知（超期未受理）",
        "BROUGHT_AGAIN_OVERDUE": "超期后再访",
        "HALF_TIME_SILENT": "时限过半无过程记录",
        "HEARING_OPEN": "听证未结束，期限暂停",
        "HEARING_UNDATED": "听证日期不明，未扣除",
        "DUE_STATED_DIFFERS": "与台账限办日期不一致",
        "LATE_REQUEST": "逾期申请，须有正当理由",
    }
)
"""Every flag a clock finding may carry, and how it reads."""


@dataclass(frozen=True, slots=True)
class Run:
    """One clock to be judged.

    `end` is the step that ended it; `bound` a later dated step that shows it had ended by then. `owed` is False for
    a petitioner's right (C07, C09): nobody is reminded of those. `missing` says what is not known when `due` is None.
    """

    clock: str
    record_id: str
    unit: str
    due: Due | None
    end: Step | None = None
    bound: Step | None = None
    owed: bool = True
    flags: tuple[str, ...] = ()
    missing: str = ""
    remark: str = ""


def judge(run: Run, as_of: date, calendar: Calendar, roll_forward: bool) -> ClockFinding:
    """The clock's finding as of a day; by the strict day, or by the rolled one if `roll_forward`."""
    if run.due is None:
        return finding(run, ClockStatus.UNKNOWN, None, None, run.missing)
    limit = run.due.rolled or run.due.due if roll_forward else run.due.due
    if run.end is not None or run.bound is not None:
        return _ended(run, run.due, limit, as_of)
    return _open(run, run.due, limit, as_of, calendar)


def finding(run: Run, status: ClockStatus, done: date | None, left: int | None, said: str, *more: str) -> ClockFinding:
    """A clock finding with its sentence put together: arithmetic, what happened, remarks."""
    flags = (*run.flags, *more)
    name = CLOCKS[run.clock].name
    parts = [f"{name}：{run.due.why}" if run.due else f"{name}：{said}"]
    if run.due and said:
        parts.append(said)
    parts.extend(FLAG_ZH[flag] for flag in flags)
    if run.remark:
        parts.append(run.remark)
    clause = run.due.clause if run.due else ""
    return ClockFinding(
        run.clock, name, run.record_id, run.unit, status, run.due, done, left, "；".join(parts) + "。", clause, flags
    )


def _ended(run: Run, due: Due, limit: date, as_of: date) -> ClockFinding:
    step = run.end or run.bound
    assert step is not None
    exact = step.exact if run.end else None
    first, last = _window(run, due, as_of)
    rolled = due.rolled or limit
    if last <= limit:
        said = f"已于{exact}{_did(step)}，按期" if exact else _inferred(run, last, "按期")
        return finding(run, ClockStatus.DONE_IN_TIME, exact, None, said, *(() if exact else ("IMPLIED",)))
    if last <= rolled:
        return finding(
            run,
            ClockStatus.DONE_IN_TIME,
            exact,
            None,
            f"于{exact or last}{'' if exact else '以前'}{_did(step)}",
            "GRACE",
        )
    if first > rolled:
        said = f"{exact or step.day}{_did(step)}，超期{(first - limit).days}日"
        return finding(run, ClockStatus.DONE_LATE, exact, None, said)
    return finding(run, ClockStatus.UNKNOWN, None, None, _inferred(run, last, "是否按期待核"))


_VERBS: Final = {
    StepKind.OBJECT: "提出异议",
    StepKind.REVIEW_ANSWER: "作出复查意见",
    StepKind.REREVIEW_ANSWER: "作出复核意见",
}


def _did(step: Step) -> str:
    return _VERBS.get(step.kind, step.kind.value)


def _window(run: Run, due: Due, as_of: date) -> tuple[date, date]:
    """First and last day the clock may have ended on."""
    if run.end and run.end.day:
        return run.end.day.start, run.end.day.end
    return due.start, run.bound.day.end if run.bound and run.bound.day else as_of


def _inferred(run: Run, last: date, outcome: str) -> str:
    if run.end and run.end.day:
        return f"{run.end.kind.value}日期只知为{run.end.day}，{outcome}"
    what = f"{run.end.kind.value}日期缺失" if run.end else "完成步骤未登记"
    by = f"，最迟至{last}（{run.bound.kind.value}）已完成" if run.bound else ""
    return f"{what}{by}，{outcome}"


def _open(run: Run, due: Due, limit: date, as_of: date, calendar: Calendar) -> ClockFinding:
    if as_of <= limit:
        workdays = run.clock in WORKDAY_CLOCKS
        left = calendar.workdays_between(as_of, limit) if workdays else (limit - as_of).days
        status = _reminder(left, workdays, as_of) if run.owed else ClockStatus.RUNNING
        return finding(run, status, None, left, f"截至{as_of}尚余{left}{'个工作' if workdays else ''}日")
    over = (as_of - limit).days
    if due.rolled and as_of <= due.rolled:
        said = f"截至{as_of}已过届满日，在节假日顺延期内（至{due.rolled}）"
        return finding(run, ClockStatus.GRACE, None, -over, said)
    return finding(run, ClockStatus.OVERDUE, None, -over, f"截至{as_of}已超期{over}日，尚未完成")


def _reminder(left: int, workdays: bool, as_of: date) -> ClockStatus:
    yellow, orange, few_workdays = _ladder(as_of)
    if left <= (few_workdays if workdays else orange):
        return ClockStatus.ORANGE
    return ClockStatus.YELLOW if left <= yellow and not workdays else ClockStatus.RUNNING


@lru_cache(maxsize=512)
def _ladder(on: date) -> tuple[int, int, int]:
    """Days left at which a clock turns yellow and orange, and working days for a working-day clock."""
    steps = (parameter(f"clock.reminder.{name}", on) for name in ("yellow", "orange", "workdays"))
    yellow, orange, workdays = (int(step.value) for step in steps)
    return yellow, orange, workdays
