"""Work on the record (办理步骤登记): every step is guarded, says what is missing and under which article, and is one event."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from workbench.domain.codes import Purpose, StepKind, Trilean
from workbench.domain.dates import PartialDate
from workbench.domain.events import Event, EventKind
from workbench.domain.facts import Step
from workbench.domain.finding import Finding
from workbench.review.case_file import matter_subjects
from workbench.rules.exclusion import BLOCK, CLEAR, WARN, check_transfer, is_blocked
from workbench.rules.procedure_checks import HAPPENED
from workbench.rules.transitions import NextStep, is_hard, refusals, told
from workbench.rules.transitions import next_steps as next_of
from workbench.rules.transitions_hard import (
    LOCKED,
    MISSING_DOCUMENT,
    MISSING_FIELD,
    RECUSED,
    finding,
    is_file_id,
    own_numbers,
)
from workbench.rules.unit_kinds import UnitRelation, relation_with
from workbench.usecases.office import Office
from workbench.usecases.record_now import RecordNow, check_known, numbers_in_use, record_now, told_once
from workbench.usecases.recording import record as keep

_HANDLES_ACCUSATIONS: Final = re.compile("纪委|监委|纪检|监察|组织部|检察院|公安[厅局]")
_TRANSFERS: Final = frozenset({StepKind.FORWARD, StepKind.HAND_OFF, StepKind.OFFER})
_SAME_HOUSE: Final = (UnitRelation.SAME, UnitRelation.SUBORDINATE)
_OF_ACCUSATIONS: Final = frozenset(
    {StepKind.REGISTER, StepKind.FORWARD, StepKind.HAND_OFF, StepKind.CLOSE, StepKind.SUPERVISE}
)
"""What this office does with an accusation: pass it on and see that it arrived; its words stay in the locked table."""


class StepRefused(ValueError):
    """A step that may not be recorded, or not without a reason; `findings` say why, hard ones first."""

    def __init__(self, title: str, kind: StepKind, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        lines = [f"{title}：“{kind.value}”未登记。", *(f"· {told(one)}" for one in self.findings)]
        if not any(map(is_hard, self.findings)):
            lines.append("如确实已经这样办理，可选“如实补登”并写明理由，步骤将登记在案，提示随之保留。")
        super().__init__("\n".join(lines))


class TransferRefused(StepRefused):
    """The receiving unit is, or may be, the one complained of (T§30③; T§22(二))."""


def take_step(
    office: Office,
    record_id: str,
    kind: StepKind,
    day: date | PartialDate | str,
    /,
    *,
    unit: str = "",
    target: str = "",
    text: str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
    as_it_happened: bool = False,
    **detail: str,
) -> Event:
    """Record an act on a record (办理步骤), if the procedure allows it; nothing is kept otherwise.

    `detail` are the further fields of `next_steps`. With `as_it_happened` and a `why`, what is out of order or late is
    recorded all the same and stays told. Raises ValueError for a day that is no date, LookupError for an unknown record,
    StepRefused (TransferRefused where the unit complained of would receive it), and ChangedMeanwhile if another has
    written on this record or its matter since event number `seen`.
    """
    check_known(office, record_id)
    step = Step(StepKind(kind), _written(day), record_id, unit.strip(), target.strip(), text.strip(), _given(detail))
    on = max(office.settings.today, date.today())
    now = told_once(record_now(office, record_id, on), step)
    if step.kind in _TRANSFERS and step.target:
        guard_transfer(office, record_id, step.target, why)
    against = tuple(_against(office, now, step, on, why, actor or office.settings.actor))
    soft = [one for one in against if not is_hard(one)]
    if soft and as_it_happened and not why.strip():
        said = "如实补登须写明理由（实际何时、由谁、为何这样办理）"
        against = (finding(MISSING_FIELD, now.record, step, said, "填写理由"), *against)
    if len(soft) < len(against) or (soft and not as_it_happened):
        raise StepRefused(now.title, step.kind, against)
    if soft:
        step = replace(step, detail={**step.detail, HAPPENED: "、".join(dict.fromkeys(one.rule for one in soft))})
    return _kept(office, now, step, why, actor, now.seen if seen is None else seen)


def next_steps(office: Office, record_id: str) -> tuple[NextStep, ...]:
    """What may be done on a record now, what each step needs, and why another may not be taken; LookupError if unknown."""
    on = max(office.settings.today, date.today())
    now = record_now(office, record_id, on)
    steps = next_of(now.record, now.matter, on, calendar=office.calendar)
    if not now.locked:
        return steps
    return tuple(one if one.kind in _OF_ACCUSATIONS else replace(one, refusal=_locked(now, one.kind)) for one in steps)


def guard_transfer(office: Office, record_id: str, target: str, why: str) -> Finding:
    """Check a transfer's target against the unit complained of (被反映单位回避); returns the finding when it may go.

    An accusation never goes there. For an ordinary claim against a unit's act a head decides, and says why. Raises
    LookupError for an unknown record, TransferRefused.
    """
    check_known(office, record_id)
    current = office.store.versions(record_id).iloc[-1]
    title = f"信访件 {record_id}"
    if current["locked"]:
        return _guard_accusation(office, record_id, target)
    purpose = Purpose(current["purpose"]) if current["purpose"] in set(Purpose) else Purpose.CLAIM
    found = check_transfer(target, current["accused_unit"] or "", purpose=purpose)
    if is_blocked(found):
        raise TransferRefused(title, StepKind.FORWARD, [found])
    if found.rule == WARN and found.outcome is not Trilean.NO and not why.strip():
        change = f"{found.change}；确需转送的，请写明理由"
        raise TransferRefused(title, StepKind.FORWARD, [replace(found, change=change)])
    return found


def _guard_accusation(office: Office, record_id: str, target: str) -> Finding:
    """An accusation goes by 管理权限 to an organ that handles such, and never to the accused (T§22②, §30)."""
    facts = {"去向单位": target, "信访目的": Purpose.ACCUSATION.value}
    said, clause = "", "《信访工作条例》第三十条第三款"
    if office.store.is_accused(record_id, target):
        said = "不得将投诉材料转给被反映单位。"
    elif not _HANDLES_ACCUSATIONS.search(target):
        said, clause = f"“{target}”不是接收检举控告的机关。", "《信访工作条例》第二十二条第二款、第三十条"
    if said:
        found = Finding(BLOCK, Trilean.YES, clause, said, facts, record_id, "按管理权限转送纪检监察机关")
        raise TransferRefused(f"信访件 {record_id}", StepKind.FORWARD, [found])
    return Finding(CLEAR, Trilean.NO, clause, f"“{target}”可以接收检举控告，且不是被反映单位。", facts, record_id)


def _against(office: Office, now: RecordNow, step: Step, on: date, why: str, actor: str) -> Iterator[Finding]:
    """Everything that speaks against the step: what the office's data say, then the rules."""
    yield from _recused(now, step, actor)
    yield from _accusation(now, step, why)
    yield from _unknown_files(office, now, step)
    numbers = numbers_in_use(office.store, now.record, own_numbers(step))
    yield from refusals(now.record, now.matter, step, on, numbers=numbers, calendar=office.calendar)


def _recused(now: RecordNow, step: Step, actor: str) -> Iterator[Finding]:
    """A unit that stands aside neither acts nor receives; a person who does records nothing (T§28③)."""
    for who, is_unit in now.recused.items():
        if is_unit:
            acts = any(name and relation_with(name, who) in _SAME_HOUSE for name in (step.unit, step.target))
        else:
            acts = who in (actor, step.detail.get("post", ""))
        if acts:
            said = f"“{who}”在本事项中已经回避，不得办理或接收“{step.kind.value}”"
            change = "改由未回避的单位或人员办理；回避有误的，先撤销该回避"
            yield finding(RECUSED, now.record, step, said, change, "《信访工作条例》第二十八条第三款")


def _accusation(now: RecordNow, step: Step, why: str) -> Iterator[Finding]:
    if not now.locked:
        return
    if step.kind not in _OF_ACCUSATIONS:
        yield _locked(now, step.kind)
    elif step.text:
        said = "检举控告的内容只存于锁定表，步骤中不写文字"
        yield finding(LOCKED, now.record, step, said, "只填日期、单位和文号", "《信访工作条例》第三十条第三款")


def _locked(now: RecordNow, kind: StepKind) -> Finding:
    step = Step(kind, None, now.record.record_id)
    said = f"检举控告由纪检监察机关办理，本办不办理“{kind.value}”"
    change = f"本办只登记：{'、'.join(sorted(one.value for one in _OF_ACCUSATIONS))}"
    return finding(LOCKED, now.record, step, said, change, "《信访工作条例》第三十条、第二十二条第二款")


def _unknown_files(office: Office, now: RecordNow, step: Step) -> Iterator[Finding]:
    """A file's id names a file kept for this record or its matter."""
    named = {name: value for name, value in step.detail.items() if is_file_id(value)}
    if not named:
        return
    ids = [one.record_id for one in now.matter.records]
    events = [one for subject in matter_subjects(ids) for one in office.store.events([EventKind.ATTACHED], subject)]
    kept = {event.payload.get("file_id") for event in events}
    for value in named.values():
        if value not in kept:
            said = f"附件 {value} 不在本信访件或其事项的卷宗内"
            yield finding(MISSING_DOCUMENT, now.record, step, said, "先把文件存入卷宗，再填它的附件编号")


def _kept(office: Office, now: RecordNow, step: Step, why: str, actor: str, seen: int) -> Event:
    about = matter_subjects([one.record_id for one in now.matter.records])
    payload = {"day": str(step.day), "unit": step.unit, "target": step.target, "text": step.text, **step.detail}
    payload = {"kind": step.kind.value, **payload}
    return keep(office, EventKind.STEP, step.record_id, actor, why, seen=seen, about=about, **payload)


def _written(day: date | PartialDate | str) -> PartialDate:
    if isinstance(day, PartialDate):
        return day
    return PartialDate.parse(day.isoformat() if isinstance(day, date) else day.strip())


def _given(detail: dict[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in detail.items() if value.strip()}
