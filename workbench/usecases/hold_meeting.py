"""开会 (安排、召开、议定): plan a meeting of a body, record who came and what was heard, and what was decided.

A decision on a matter is two events, the decision and a 议定 step on the matter's record: both are kept or neither.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, time

from workbench.domain.codes import StepKind
from workbench.domain.events import Event, EventKind
from workbench.meetings.bodies import Body, Meeting
from workbench.meetings.kinds import MeetingKind, MeetingState
from workbench.meetings.register import (
    Register,
    decision_payload,
    joined,
    next_decision_id,
    next_meeting_id,
)
from workbench.rules.decisions import Decision, DecisionType, gaps
from workbench.rules.minutes import MinutesState
from workbench.usecases.meeting_register import (
    banned,
    masked,
    open_minutes,
    open_register,
    refuse_if,
    secrets_of_matters,
    the_body,
    the_meeting,
    unit_gone,
)
from workbench.usecases.office import Office
from workbench.usecases.recording import event, record
from workbench.usecases.settle_duty import Case, guard_receiver, open_case
from workbench.usecases.together import Together
from workbench.usecases.work_on_case import take_step

_WRITABLE = (None, MinutesState.DRAFT)


def meetings(office: Office, body_id: str = "") -> tuple[Meeting, ...]:
    """All meetings, or one body's, by day."""
    found = (one for one in open_register(office).meetings.values() if not body_id or one.body_id == body_id)
    return tuple(sorted(found, key=lambda one: (one.day, one.start, one.meeting_id)))


# --- planning ---------------------------------------------------------------------------------------------------------


def plan(
    office: Office,
    body_id: str,
    kind: MeetingKind,
    day: date,
    *,
    title: str = "",
    start: str = "09:00",
    minutes: int = 120,
    place: str = "",
    chair: str = "",
    meeting_id: str = "",
    as_it_happened: bool = False,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Meeting:
    """Plan a meeting of a body (会议安排), or move one by its id; the chair is the convenor unless said.

    MeetingRefused for a day in the past (unless `as_it_happened` with a `why`), a body that does not stand on that day,
    a bad hour, or a meeting held already. LookupError for an unknown body or meeting.
    """
    register = open_register(office)
    body = the_body(register, body_id)
    before = the_meeting(register, meeting_id)[0] if meeting_id else None
    reasons = [*_bad_day(office, body, day, as_it_happened, why), *_bad_hour(start, minutes), *_done_with(before)]
    refuse_if(f"{body.name}{day}的会议", [*reasons, *banned(title + place + why)])
    number = meeting_id or next_meeting_id(day, register.meetings)
    presiding = chair.strip() or next(iter(body.convenors(day)), "")
    planned = Meeting(
        number, body_id, kind, title.strip() or f"{body.name}{kind.value}", day, start, minutes, place, presiding
    )
    told = {"title": planned.title, "day": day.isoformat(), "body": body_id, "kind": kind.value, "start": start,
            "minutes": str(minutes), "place": place, "chair": presiding}  # fmt: skip
    record(office, EventKind.MEETING_PLANNED, number, actor, why, seen=register.seen if seen is None else seen, **told)
    return planned


def _bad_day(office: Office, body: Body, day: date, as_it_happened: bool, why: str) -> Iterable[str]:
    today = office.settings.today
    if day < today and not as_it_happened:
        yield f"会议日期{day}早于今天{today}，不能安排在过去；已经开过的会议请用“如实补登”并写明理由"
    if as_it_happened and not why.strip():
        yield "如实补登须写明理由"
    if not body.stands(day):
        yield f"{body.name}在{day}尚未成立或已经撤销（{body.since or '起日未登记'}至{body.until or '今'}）"


def _bad_hour(start: str, minutes: int) -> Iterable[str]:
    try:
        time.fromisoformat(start)
    except ValueError:
        yield f"开始时间“{start}”应写作 09:00 的样子"
    if not 5 <= minutes <= 600:
        yield f"会议时长应为5至600分钟，现为{minutes}"


def _done_with(before: Meeting | None) -> Iterable[str]:
    if before is not None and before.state is not MeetingState.PLANNED:
        yield f"会议{before.meeting_id}{before.state.value}，不能再改期；请另行安排"


def cancel(office: Office, meeting_id: str, *, why: str, actor: str = "") -> Event:
    """Call a planned meeting off (取消), with a reason."""
    register = open_register(office)
    meeting, _ = the_meeting(register, meeting_id)
    reasons = [*_done_with(meeting), *([] if why.strip() else ["取消须写明理由"])]
    refuse_if(f"会议{meeting_id}的取消", reasons)
    told = {"outcome": MeetingState.CANCELLED.value, "chair": meeting.chair}
    return record(office, EventKind.MEETING_HELD, meeting_id, actor, why, seen=register.seen, **told)


# --- holding ----------------------------------------------------------------------------------------------------------


def hold(
    office: Office,
    meeting_id: str,
    *,
    present: Sequence[str],
    excused: Sequence[str] = (),
    observers: Sequence[str] = (),
    chair: str = "",
    heard: Sequence[str] = (),
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Meeting:
    """Record that a meeting took place (召开), who came by post, and which matters were heard (each gets a 上会 step).

    All of it is kept or nothing. MeetingRefused for a day still to come, nobody present, or a post both present and
    excused; StepRefused or ValueError where a matter may not be heard (检举控告).
    """
    register = open_register(office)
    meeting, body = the_meeting(register, meeting_id)
    presiding = chair.strip() or meeting.chair
    refuse_if(f"会议{meeting_id}的召开", _not_held(office, meeting, present, excused, presiding, why))
    deed = Together(office)
    cases = [open_case(office, wanted) for wanted in heard]
    for case in cases:
        if case.matter_id in meeting.heard:  # a correction of who came writes no second 上会
            continue
        take_step(deed.office, case.record_of(""), StepKind.MEETING, meeting.day, unit=body.name, text=meeting.title,
                  why=why, actor=actor, seen=case.dossier.seen, meeting=meeting_id)  # fmt: skip
    held = replace(
        meeting, state=MeetingState.HELD, chair=presiding, present=tuple(present), excused=tuple(excused),
        observers=tuple(observers), heard=tuple(case.matter_id for case in cases),
    )  # fmt: skip
    told = {"outcome": held.state.value, "chair": presiding, "present": joined(present), "excused": joined(excused),
            "observers": joined(observers), "heard": joined(held.heard)}  # fmt: skip
    deed.add(event(office, EventKind.MEETING_HELD, meeting_id, actor, why, **told))
    deed.keep(seen=register.seen if seen is None else seen, about=[meeting_id])
    return held


def _not_held(
    office: Office, meeting: Meeting, present: Sequence[str], excused: Sequence[str], chair: str, why: str
) -> Iterable[str]:
    if meeting.state is MeetingState.CANCELLED:
        yield f"会议{meeting.meeting_id}已取消"
    if meeting.state is MeetingState.HELD and not why.strip():
        yield "会议已登记召开；更正到会情况须写明理由"
    if open_minutes(office, meeting.meeting_id).state not in _WRITABLE:
        yield "纪要已送审、签发或印发，到会情况不再改动；请先退回修改或更正纪要"
    if meeting.day > office.settings.today:
        yield f"会议日期{meeting.day}还没有到（今天{office.settings.today}），不能登记召开"
    if not any(post.strip() for post in present):
        yield "须登记出席人员（职务）"
    if both := sorted(set(present).intersection(excused)):
        yield f"“{'、'.join(both)}”既出席又请假，请改正其一"
    if not chair:
        yield "须登记主持人（职务）"
    yield from banned("".join((*present, *excused, chair)), "名单")


# --- deciding ---------------------------------------------------------------------------------------------------------


def decide(
    office: Office,
    meeting_id: str,
    text: str,
    *,
    kind: DecisionType = DecisionType.PLAN,
    matter: str = "",
    unit: str = "",
    assist: Sequence[str] = (),
    due: date | None = None,
    report_to: str = "",
    evidence_required: str = "",
    final: bool = True,
    decision_id: str = "",
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Decision:
    """Record what a meeting decided (议定), of a matter or of all; a draft (`final` false) may still lack unit or day.

    With `decision_id` a draft is completed. MeetingRefused for a decision without unit or day, an abolished unit, a
    meeting not held, or minutes past their draft; StepRefused, ReceiverRefused or ValueError where the matter forbids it.
    """
    register = open_register(office)
    meeting, body = the_meeting(register, meeting_id)
    case = open_case(office, matter) if matter.strip() else None
    number = decision_id or next_decision_id(meeting_id, _every_number(office, meeting_id))
    matter_id = case.matter_id if case else ""
    secrets = secrets_of_matters(office, [matter_id] if matter_id else [])
    hidden, why = masked(text.strip(), secrets), masked(why, secrets)
    told = Decision(
        number, meeting_id, meeting.day, hidden, matter_id, kind, unit.strip(), tuple(assist), due, report_to,
        evidence_required, final, case.record_of(matter) if case else "", actor or office.settings.actor,
    )  # fmt: skip
    refuse_if(
        f"{meeting.title}（{meeting_id}）议定事项",
        [*_no_place(office, register, meeting, told), *_units(office, told), *banned(text + why)],
    )
    if case and told.unit:
        guard_receiver(case, told.unit, why)
    _keep_decision(office, body, told, case, why, actor, register.seen if seen is None else seen)
    return told


def _every_number(office: Office, meeting_id: str) -> list[str]:
    """Numbers ever given in a meeting: one taken back is not given again."""
    spoken = office.store.events([EventKind.DECIDED], meeting_id, include_undone=True)
    return [one.payload["decision"] for one in spoken]


def _no_place(office: Office, register: Register, meeting: Meeting, told: Decision) -> Iterable[str]:
    if meeting.state is not MeetingState.HELD:
        yield f"会议{meeting.state.value}，尚未登记召开；请先登记到会情况"
    if (state := open_minutes(office, meeting.meeting_id).state) not in _WRITABLE:
        yield f"纪要已{state}，不能再改议定事项；请先退回修改，已印发的请更正"
    before = register.decisions.get(told.decision_id)
    if before and before.final:
        yield f"议定事项{told.decision_id}已定稿；有误的请撤回后重新登记"
    if before and before.matter_id != told.matter_id:
        yield f"议定事项{told.decision_id}属于{before.matter_id or '会议全体'}，不能改到{told.matter_id or '会议全体'}"
    if told.decision_id.rpartition("-")[0] != meeting.meeting_id:
        yield f"议定事项{told.decision_id}不是会议{meeting.meeting_id}的"
    if not told.text:
        yield "须写明议定内容"
    if told.final and (lacking := gaps(told)):
        yield f"缺{'、'.join(lacking)}，不能定稿；可先存为草稿，补齐后再定稿"


def _units(office: Office, told: Decision) -> Iterable[str]:
    for unit in (told.unit, *told.assist):
        yield unit_gone(office, unit, told.day)
    if told.unit and told.unit in told.assist:
        yield f"“{told.unit}”不能既牵头又配合"


def _keep_decision(
    office: Office, body: Body, told: Decision, case: Case | None, why: str, actor: str, seen: int
) -> None:
    """The decision, and for a final one on a matter its step: together or not at all."""
    deed, payload = Together(office), decision_payload(told)
    if case and told.final:
        step = take_step(
            deed.office, told.record_id, StepKind.DECISION, told.day, unit=body.name, target=told.unit, text=told.text,
            why=why, actor=actor, seen=case.dossier.seen, due=str(told.due), decision=told.decision_id,
            meeting=told.meeting, type=told.kind.value, evidence_required=told.evidence_required,
        )  # fmt: skip
        payload["step"] = step.event_id
    deed.add(event(office, EventKind.DECIDED, told.meeting, actor, why, **payload))
    deed.keep(seen=seen)


def take_back(office: Office, decision_id: str, *, why: str, actor: str = "") -> list[Event]:
    """Take a decision back with its step (撤回); not once work on it is on record or the minutes are past their draft."""
    register = open_register(office)
    told = register.decisions.get(decision_id)
    if told is None:
        raise LookupError(f"没有编号为“{decision_id}”的议定事项")
    reasons = [] if why.strip() else ["撤回须写明理由"]
    if register.acts.get(decision_id) or register.signed.get(decision_id):
        reasons.append("已有落实或督办登记，不能撤回；情况有变的请办延期、改办或提交会议")
    if (state := open_minutes(office, told.meeting).state) not in _WRITABLE:
        reasons.append(f"纪要已{state}；请先退回修改，已印发的请更正")
    refuse_if(f"议定事项{decision_id}的撤回", reasons)
    gone = _events_of(office, told.meeting, decision_id)
    undone = [event(office, EventKind.UNDO, one, actor, why) for one in gone]
    return office.store.append_many(undone, seen=register.seen, about=[told.meeting, f"{decision_id}|{told.matter_id}"])


def _events_of(office: Office, meeting_id: str, decision_id: str) -> Collection[str]:
    """Ids of everything that makes up one decision: its drafts, its final word, its step."""
    spoken = office.store.events([EventKind.DECIDED], meeting_id)
    mine = [one for one in spoken if one.payload["decision"] == decision_id]
    steps = (one.payload.get("step", "") for one in mine)
    return list(dict.fromkeys([*(one.event_id for one in mine), *filter(None, steps)]))
