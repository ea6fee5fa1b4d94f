"""议定事项落实与督办 (后续): tasks as of a day, what is done on them, the next agenda's first item, the ladder signed.

An act on a matter's task is two events, the act and a step on the matter's record, kept together; T-13 reads those steps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from workbench.campaign.ratio import Ratio
from workbench.domain.codes import StepKind
from workbench.domain.events import Event, EventKind
from workbench.domain.tables import TASKS
from workbench.meetings.follow_up import FollowUp, first_item, ladder, last_meeting
from workbench.meetings.follow_up import follow_up as tasks_in
from workbench.meetings.register import Register, act_payload
from workbench.rules.decisions import ActKind, Decision, Task, TaskAct, TaskState, task_of
from workbench.rules.supervision import Proposal, Rung, propose_rung, signing_gaps
from workbench.rules.task_acts import act_gaps
from workbench.rules.transitions_hard import is_file_id, same_number
from workbench.usecases.close_case import OFFICE_UNIT
from workbench.usecases.meeting_register import (
    banned,
    masked,
    open_register,
    refuse_if,
    secrets_of_matters,
    titles_of,
    unit_gone,
)
from workbench.usecases.office import Office
from workbench.usecases.recording import event
from workbench.usecases.settle_duty import Case, guard_receiver, open_case
from workbench.usecases.together import Together
from workbench.usecases.work_on_case import take_step

_BY_UNIT = (ActKind.PROGRESS, ActKind.REPORT)


def tasks(office: Office, *, as_of: date | None = None, body: str = "", unit: str = "") -> FollowUp:
    """Every decided task as of a day (default today), of one body or owed by one unit if asked for."""
    return tasks_in(open_register(office), as_of or office.settings.today, body_id=body, unit=unit)


def tasks_table(office: Office, matter_of: Mapping[str, str]) -> pd.DataFrame:
    """The derived table TASKS as of the office's day, each under the matter its record belongs to now (`matter_of`)."""
    found = tasks(office).tasks
    rows = [
        (one.decision.decision_id, one.decision.meeting,
         matter_of.get(one.decision.record_id, one.decision.matter_id), one.course.unit, one.decision.text,
         one.course.due, one.closed, one.course.done, one.label)
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(TASKS), dtype=object)


def next_agenda_item(office: Office, day: date, *, body: str = "") -> tuple[str, ...]:
    """上次议定事项落实情况 for a meeting of `day`: lines ready to print, from the tasks as of today or, if earlier, that day."""
    register = open_register(office)
    found = tasks_in(register, min(day, office.settings.today), body_id=body)
    found = replace(found, last_meeting=last_meeting(register, day, body))
    return first_item(found, titles_of(office, {task.decision.matter_id for task in found.tasks}))


@dataclass(frozen=True, slots=True)
class Settled:
    """Fractions of the office's decided tasks, each with its list: in time of those due, open past their day, to a meeting."""

    as_of: date
    in_time: Ratio
    overdue: Ratio
    to_meeting: Ratio


def settled(office: Office, *, as_of: date | None = None, batch: str = "") -> Settled:
    """What became of decided tasks as of a day; with `batch`, only of matters of that campaign (攻坚台账)."""
    found = tasks(office, as_of=as_of)
    records = {task.decision.record_id for task in found.tasks if task.decision.record_id}
    members = _of_batch(office, batch, records) if batch else None
    wanted = [task for task in found.tasks if members is None or task.decision.record_id in members]
    due = [task for task in wanted if task.closed or (task.course.due and task.course.due < found.as_of)]
    still = [task for task in wanted if not task.closed]
    return Settled(
        found.as_of,
        Ratio.of("按期完成 / 已到期或已完成的议定事项", _ids(one for one in due if one.state is TaskState.IN_TIME), _ids(due)),
        Ratio.of("超期未落实 / 未完成的议定事项", _ids(one for one in still if one.is_overdue), _ids(still)),
        Ratio.of("需提交会议 / 未完成的议定事项", _ids(one for one in still if one.state is TaskState.TO_MEETING), _ids(still)),
    )  # fmt: skip


def _ids(found: Iterable[Task]) -> tuple[str, ...]:
    return tuple(task.decision.decision_id for task in found)


def _of_batch(office: Office, batch: str, records: Collection[str]) -> set[str]:
    """Those of the records whose matter is of this batch, as every campaign figure has them: a matter is in the first batch its
    records name (`matters.campaign`), and in no other."""
    edition = office.edition()
    matter_of = {row["record_id"]: row["matter_id"] for row in edition.rows("groups", "record_id", records)}
    found = edition.rows("matters", "matter_id", set(matter_of.values()), ["matter_id", "campaign"])
    members = {row["matter_id"] for row in found if row["campaign"] == batch}
    return {record for record, matter in matter_of.items() if matter in members}


def abolished(office: Office, found: FollowUp) -> Mapping[str, str]:
    """Units with open tasks that were abolished since (单位名册): unit → sentence with who took over."""
    units = {task.course.unit for task in found.open}
    notes = {unit: unit_gone(office, unit, found.as_of) for unit in sorted(units)}
    return {unit: note for unit, note in notes.items() if note}


# --- acts on a task ---------------------------------------------------------------------------------------------------


def act(
    office: Office,
    decision_id: str,
    kind: ActKind,
    *,
    day: date | None = None,
    unit: str = "",
    text: str = "",
    evidence: str = "",
    due: date | None = None,
    by: str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Task:
    """Record what happened to a task and return it as it stands then; on a matter the step goes with it, or neither.

    `unit` is who acts (改办: who takes over), `evidence` a kept file's id or words saying which document, `by` the post
    that accepts or decides. MeetingRefused says what is missing; StepRefused and ReceiverRefused as the matter's guards.
    """
    register = open_register(office)
    decision = _decision(register, decision_id)
    on = day or office.settings.today
    case = open_case(office, decision.record_id) if decision.matter_id else None
    secrets = secrets_of_matters(office, [case.matter_id] if case else [])
    hidden, why = masked(text.strip(), secrets), masked(why, secrets)
    before = register.acts.get(decision_id, [])
    standing = task_of(decision, before, max(on, office.settings.today))
    actor_unit = unit.strip() or (standing.course.unit if kind in _BY_UNIT else "")
    said = TaskAct(kind, on, actor_unit, hidden, evidence.strip(), due, by.strip(), register.seen + 1)
    reasons = [*act_gaps(standing, before, said, office.settings.today), *banned(text + why)]
    reasons += _bad_evidence(case, said)
    if kind is ActKind.REASSIGN:
        reasons.append(unit_gone(office, said.unit, on))
    refuse_if(f"议定事项{decision_id}的{kind.value}", reasons)
    if case and kind is ActKind.REASSIGN:
        guard_receiver(case, said.unit, why)
    _keep_act(office, decision, case, said, why, actor, register.seen if seen is None else seen)
    return task_of(decision, [*before, said], max(on, office.settings.today))


def _decision(register: Register, decision_id: str) -> Decision:
    found = register.decisions.get(decision_id)
    if found is None:
        raise LookupError(f"没有编号为“{decision_id}”的议定事项；请用编号，如 H20261123-01")
    if not found.final:
        refuse_if(f"议定事项{decision_id}", ["还是草稿，尚未定稿，不能登记落实"])
    return found


def _bad_evidence(case: Case | None, said: TaskAct) -> list[str]:
    if not is_file_id(said.evidence):
        return []
    kept = case.dossier.file.file(said.evidence) if case else None
    return [] if kept else [f"事项卷宗里没有编号为 {said.evidence} 的附件，请先附上，或写明文号"]


def _keep_act(office: Office, decision: Decision, case: Case | None, said: TaskAct, why: str, actor: str, seen: int) -> None:  # fmt: skip
    deed, payload = Together(office), act_payload(said)
    if case:
        takes_over = said.kind is ActKind.REASSIGN
        told = said.text or said.evidence or said.kind.value
        step = take_step(
            deed.office, decision.record_id, StepKind.PROGRESS, said.day,
            unit=said.unit if said.kind in _BY_UNIT else OFFICE_UNIT, target=said.unit if takes_over else "",
            text=f"议定事项{decision.decision_id}{said.kind.value}：{told}", why=why, actor=actor,
            seen=case.dossier.seen, task=decision.decision_id, act=said.kind.value, evidence=said.evidence,
            due=str(said.due or ""), by=said.by,
        )  # fmt: skip
        payload["step"] = step.event_id
    subject = f"{decision.decision_id}|{decision.matter_id}"
    deed.add(event(office, EventKind.TASK, subject, actor, why, **payload))
    deed.keep(seen=seen)


# --- the ladder -------------------------------------------------------------------------------------------------------


def proposals(office: Office, *, as_of: date | None = None, body: str = "") -> tuple[Proposal, ...]:
    """What the ladder proposes as of a day, longest overdue first; a person signs or leaves it."""
    register = open_register(office)
    return ladder(tasks_in(register, as_of or office.settings.today, body_id=body), register)


def sign_rung(
    office: Office,
    decision_id: str,
    rung: Rung,
    signer: str,
    *,
    number: str = "",
    due: date | None = None,
    text: str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """A person signs a proposed rung (督办签发); from 督办函 on the matter's record gets a 督办 step with it, or neither.

    MeetingRefused if another rung's turn has not come, no post signs, the number is missing or used, or the day too late.
    """
    register, today = open_register(office), office.settings.today
    decision = _decision(register, decision_id)
    task = task_of(decision, register.acts.get(decision_id, ()), today)
    proposed = propose_rung(task, register.signed.get(decision_id, ()))
    reasons = [*signing_gaps(proposed, rung, signer, number, today, due), *_used(register, number), *banned(text + signer)]  # fmt: skip
    refuse_if(f"议定事项{decision_id}的{rung.value}", reasons)
    assert proposed is not None
    told = {"rung": rung.value, "day": today.isoformat(), "unit": proposed.unit, "signer": signer.strip(),
            "number": number.strip(), "due": str(due or ""), "text": text.strip() or proposed.finding.sentence}  # fmt: skip
    deed = Together(office)
    if decision.matter_id and rung is not Rung.FEEDBACK:
        case = open_case(office, decision.record_id)
        take_step(
            deed.office, decision.record_id, StepKind.SUPERVISE, today, unit=OFFICE_UNIT, target=proposed.unit,
            text=told["text"], why=why, actor=actor, seen=case.dossier.seen, way=rung.value, number=number.strip(),
            task_of=decision_id,
        )  # fmt: skip
    subject = f"{decision_id}|{decision.matter_id}"
    deed.add(event(office, EventKind.TASK_SUPERVISED, subject, actor, why, **told))
    others = [f"{one.decision_id}|{one.matter_id}" for one in register.decisions.values()] if number.strip() else []
    return deed.keep(seen=register.seen if seen is None else seen, about=others)[-1]


def _used(register: Register, number: str) -> list[str]:
    plain = same_number(number)
    everywhere = {same_number(one.number): key for key, signed in register.signed.items() for one in signed}
    return [f"文号{number}已用于议定事项{everywhere[plain]}的督办"] if plain and plain in everywhere else []
