"""What a person decides (人工认定): each call is one event with who, when and why; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.domain.codes import DutyRole, Verdict
from workbench.domain.events import Event, EventKind
from workbench.domain.linking import LinkKind
from workbench.usecases.office import Office
from workbench.usecases.record_now import check_known
from workbench.usecases.recording import event, record
from workbench.usecases.together import Together


def judge_link(
    office: Office,
    left: str,
    right: str,
    verdict: Verdict,
    *,
    why: str,
    kind: LinkKind = LinkKind.MATTER,
    reasons: Sequence[str] = (),
    actor: str = "",
) -> Event:
    """Judge a pair (关联认定): two records, or for 同一单位 and 同一地点 two names, or a name and a division code.

    `reasons` are the grounds that were laid before the clerk, kept with the word. A later judgement by the same clerk
    replaces this one. ValueError for a pair of one thing with itself or with nothing, LookupError for an unknown record.
    """
    left, right = sorted((left, right))
    if left == right or not left.strip():
        raise ValueError(f"记录 {left} 不能与自身比较" if left else "关联认定须有两方，其中一方为空，未登记")
    if kind not in (LinkKind.UNIT, LinkKind.PLACE):
        check_known(office, left, right)
    said = {"kind": kind.value, "left": left, "right": right, "verdict": verdict.value}
    shown = {"reasons": "、".join(reasons)} if reasons else {}
    return office.store.append(event(office, EventKind.JUDGEMENT, f"{left}|{right}", actor, why, **said, **shown))


def confirm_duty(
    office: Office,
    matter_id: str,
    role: DutyRole,
    place: str,
    unit: str,
    *,
    why: str,
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """Confirm who owes what on a matter (责任确认); the proposal stays visible beside it."""
    return record(
        office, EventKind.DUTY_CONFIRMED, matter_id, actor, why, seen=seen, role=role.value, place=place, unit=unit
    )


def decide_agenda(office: Office, meeting: str, matter_id: str, listed: bool, *, why: str, actor: str = "") -> Event:
    """Take a proposed matter on a meeting's agenda or decline it (议题取舍). ValueError when declined without a reason."""
    if not listed and not why.strip():
        raise ValueError("不列入议程须说明理由")
    choice = "列入" if listed else "不列入"
    return record(office, EventKind.AGENDA_DECIDED, f"{meeting}|{matter_id}", actor, why, choice=choice)


def answer_header(office: Office, signature: str, header: str, field: str, *, actor: str = "") -> Event:
    """Say once what an ambiguous header means (表头确认); remembered for every ledger with the same headers."""
    return record(office, EventKind.HEADER_ANSWERED, signature, actor, "", header=header, field=field)


def undo(office: Office, event_id: str, *, why: str, actor: str = "", seen: int | None = None) -> Event:
    """Take an event back by another event (撤销); both stay on record. What was kept together is taken back together.

    LookupError for an event that is not there or undone already; MeetingRefused where it is of a decision (议定) that may
    not be taken back; ChangedMeanwhile if another has written on its subject since event number `seen`.
    """
    deed = _of_meeting(office, event_id)
    about = [one.subject for one in office.store.events() if one.event_id == event_id] if seen is not None else []
    if deed is None:
        return record(office, EventKind.UNDO, event_id, actor, why, seen=seen, about=about)
    together = Together(office)
    if deed.kind is EventKind.DECIDED:
        from workbench.usecases.hold_meeting import take_back  # only here: most undos are of no meeting

        take_back(together.office, deed.payload["decision"], why=why, actor=actor)
    else:
        parts = (deed.event_id, deed.payload["step"])
        together.add(*(event(office, EventKind.UNDO, one, actor, why) for one in parts))
    return next(one for one in together.keep(seen=seen, about=about) if one.subject == event_id)


def _of_meeting(office: Office, event_id: str) -> Event | None:
    """The final decision, or the act on its task, that this event is or whose step on a record it is."""
    spoken = office.store.events([EventKind.DECIDED, EventKind.TASK])
    deeds = (one for one in spoken if one.payload.get("step") or one.payload.get("final") == "是")
    return next((one for one in deeds if event_id in (one.event_id, one.payload.get("step"))), None)
