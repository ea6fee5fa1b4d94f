"""会议纪要 (起草、送审、签发、印发、更正): one event for each; two writers are told of each other, what is printed stays.

Petitioners are masked when the text is written, so that no version ever holds a name.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from workbench.domain.events import EventKind
from workbench.meetings.kinds import MeetingState
from workbench.meetings.minutes import Minutes, MinutesText, Written, decided_lines, draft_text
from workbench.meetings.register import Register, listed
from workbench.rules.minutes import MinutesAct, MinutesFacts, minutes_gaps, next_number, plain_number
from workbench.usecases.meeting_register import (
    banned,
    masked,
    open_minutes,
    open_register,
    refuse_if,
    secrets_of_matters,
    the_meeting,
    titles_of,
)
from workbench.usecases.office import Office
from workbench.usecases.recording import record

__all__ = ["correct", "draft", "issue", "open_minutes", "send_back", "sign", "submit"]


def draft(
    office: Office,
    meeting_id: str,
    written: Written | None = None,
    *,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Minutes:
    """Write the draft from agenda, attendance and decisions, with what people wrote (起草); again to revise it.

    `seen` is what `open_minutes` gave: if another wrote since, ChangedMeanwhile tells who, and nothing is kept.
    MeetingRefused for a meeting not held, minutes past their draft, or words of person control.
    """
    register = open_register(office)
    meeting, body = the_meeting(register, meeting_id)
    minutes = open_minutes(office, meeting_id)
    reasons = list(minutes_gaps(_facts(office, register, minutes), MinutesAct.WRITE))
    if meeting.state is not MeetingState.HELD:
        reasons.append(f"会议{meeting.state.value}，尚未登记召开；请先登记到会情况")
    refuse_if(f"会议{meeting_id}的纪要", reasons)
    decisions, about = register.of_meeting(meeting_id), _matters(office, register, meeting_id)
    titles = titles_of(office, about)
    agenda = [titles.get(matter, matter) for matter in meeting.heard]
    made = draft_text(meeting, body, agenda, decisions, titles, written or Written(), minutes.text)
    text = _masked(office, made, about)
    refuse_if(f"会议{meeting_id}的纪要", banned(text.words(), "纪要"))
    return _said(office, register, minutes, MinutesAct.WRITE, actor, why, seen, body=text.as_json())


def _matters(office: Office, register: Register, meeting_id: str) -> set[str]:
    """Every matter the meeting decided or is, or once was, said to have heard: words on it may stand in the text."""
    said = office.store.events([EventKind.MEETING_HELD], meeting_id, include_undone=True)
    decided = {one.matter_id for one in register.of_meeting(meeting_id) if one.matter_id}
    return decided.union(*(listed(one.payload.get("heard", "")) for one in said))


def _masked(office: Office, text: MinutesText, matters: Collection[str]) -> MinutesText:
    secrets = secrets_of_matters(office, matters)

    def hidden(lines: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(masked(line, secrets) for line in lines)

    return replace(
        text,
        lead=masked(text.lead, secrets),
        heard=hidden(text.heard),
        views=hidden(text.views),
        decided=hidden(text.decided),
        requires=hidden(text.requires),
    )


def submit(office: Office, meeting_id: str, *, why: str = "", actor: str = "", seen: int | None = None) -> Minutes:
    """Hand the draft to the convenor (送审); refused while a decision lacks unit or day, or changed since the draft.

    It is masked once more: a matter may have been heard, joined or its petitioner corrected since it was written.
    """
    return _pass(office, meeting_id, MinutesAct.SUBMIT, actor=actor, why=why, seen=seen)


def send_back(office: Office, meeting_id: str, *, note: str, actor: str = "", seen: int | None = None) -> Minutes:
    """Back to the draft (退回修改), with a reason."""
    return _pass(office, meeting_id, MinutesAct.SEND_BACK, note=note, actor=actor, seen=seen)


def sign(
    office: Office, meeting_id: str, by: str, *, why: str = "", actor: str = "", seen: int | None = None
) -> Minutes:
    """Signed by the convenor or a deputy, by post (签发)."""
    return _pass(office, meeting_id, MinutesAct.SIGN, by=by, actor=actor, why=why, seen=seen)


def issue(
    office: Office, meeting_id: str, number: str = "", *, why: str = "", actor: str = "", seen: int | None = None
) -> Minutes:
    """Print and freeze them under a number of their own (印发); without one, the next of the year. A new version keeps its."""
    register, minutes = open_register(office), open_minutes(office, meeting_id)
    meeting, _ = the_meeting(register, meeting_id)
    given = number.strip() or minutes.number or next_number(meeting.day.year, numbers_used(office, meeting_id))
    return _pass(office, meeting_id, MinutesAct.ISSUE, number=given, actor=actor, why=why, seen=seen)


def correct(office: Office, meeting_id: str, *, note: str, actor: str = "", seen: int | None = None) -> Minutes:
    """Open a new version of issued minutes (更正), saying what was wrong; the printed one stays as it is."""
    return _pass(office, meeting_id, MinutesAct.CORRECT, note=note, actor=actor, seen=seen)


def numbers_used(office: Office, but: str = "") -> tuple[str, ...]:
    """Numbers of all minutes ever issued, but those of one meeting; an undo of an issue gives no number back."""
    spoken = office.store.events([EventKind.MINUTES], include_undone=True)
    return tuple(one.payload["number"] for one in spoken if one.payload.get("number") and one.subject != but)


def _pass(
    office: Office,
    meeting_id: str,
    act: MinutesAct,
    *,
    by: str = "",
    note: str = "",
    number: str = "",
    actor: str = "",
    why: str = "",
    seen: int | None = None,
) -> Minutes:
    register = open_register(office)
    the_meeting(register, meeting_id)
    minutes = open_minutes(office, meeting_id)
    facts = _facts(office, register, minutes)
    reasons = [*minutes_gaps(facts, act, number=number, by=by, note=note), *banned(note)]
    if not reasons and act in (MinutesAct.SUBMIT, MinutesAct.SIGN, MinutesAct.ISSUE):
        reasons += _outdated(office, register, minutes)
    refuse_if(f"会议{meeting_id}纪要的{act.value}", reasons)
    version = minutes.version + (act is MinutesAct.CORRECT)
    told = {"by": by, "note": note, "number": plain_number(number) or "", "version": str(version)}
    if act is MinutesAct.SUBMIT and minutes.text is not None:
        hidden = _masked(office, minutes.text, _matters(office, register, meeting_id))
        told |= {"body": hidden.as_json()} if hidden != minutes.text else {}
    return _said(office, register, minutes, act, actor, why, seen, **told)


def _facts(office: Office, register: Register, minutes: Minutes) -> MinutesFacts:
    meeting, body = the_meeting(register, minutes.meeting_id)
    return MinutesFacts(
        minutes.state,
        register.of_meeting(minutes.meeting_id),
        meeting.chair,
        body.convenors(meeting.day),
        numbers_used(office, minutes.meeting_id),
    )


def _outdated(office: Office, register: Register, minutes: Minutes) -> list[str]:
    """A sentence when decisions or attendance changed since the draft was written."""
    meeting, _ = the_meeting(register, minutes.meeting_id)
    decisions = register.of_meeting(minutes.meeting_id)
    matters = _matters(office, register, minutes.meeting_id)
    secrets = secrets_of_matters(office, matters)
    now = tuple(masked(line, secrets) for line in decided_lines(decisions, titles_of(office, matters)))
    text = minutes.text
    assert text is not None
    old = []
    if {_bare(line) for line in now} != {_bare(masked(line, secrets)) for line in text.decided}:
        old.append("议定事项")
    if (meeting.present, meeting.excused, meeting.observers) != (text.present, text.excused, text.observers):
        old.append("到会情况")
    return [f"起草之后{'、'.join(old)}有变化，请重新起草后再送审"] if old else []


def _bare(line: str) -> str:
    """A decided item without the matter's title: titles may be put better in a later edition."""
    return line.rpartition("：")[2]


def _said(
    office: Office,
    register: Register,
    minutes: Minutes,
    act: MinutesAct,
    actor: str,
    why: str,
    seen: int | None,
    **payload: str,
) -> Minutes:
    """One event on the minutes; anything new on the meeting since `seen` stops it, for a number anything on any minutes."""
    about = list(register.meetings) if payload.get("number") else []
    told = {"act": act.value, "version": str(minutes.version or 1), **payload}
    known = minutes.seen if seen is None else seen
    record(office, EventKind.MINUTES, minutes.meeting_id, actor, why, seen=known, about=about, **told)
    return open_minutes(office, minutes.meeting_id)
