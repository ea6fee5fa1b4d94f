"""What every use case of meetings starts from (会议登记现状): the register as it stands, and what may not be said or named."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from workbench.access.masking import Secrets, scrub_with
from workbench.domain.events import Event, EventKind
from workbench.meetings.bodies import Body, Meeting
from workbench.meetings.minutes import Minutes, minutes_of
from workbench.meetings.register import KINDS, Register, read_register
from workbench.review.case_file import MATTER
from workbench.rules.transitions_hard import control_words
from workbench.usecases.office import Office


class MeetingRefused(ValueError):
    """Something of a meeting that may not be kept; `reasons` say why, one sentence each."""

    def __init__(self, what: str, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join([f"{what}未登记。", *(f"· {reason}" for reason in self.reasons)]))


def refuse_if(what: str, reasons: Iterable[str]) -> None:
    """MeetingRefused if there is any reason."""
    found = [reason for reason in reasons if reason]
    if found:
        raise MeetingRefused(what, found)


def open_register(office: Office, *, as_of_seq: int | None = None) -> Register:
    """The register of bodies, meetings, decisions and tasks as it stands now, or stood at an event number.

    A decision whose step on the matter's record was taken back is gone with it.
    """
    seen = office.store.last_seq() if as_of_seq is None else as_of_seq
    events = office.store.events([*KINDS, EventKind.UNDO], as_of_seq=seen)
    gone = {event.subject for event in events if event.kind is EventKind.UNDO}
    register = read_register(event for event in events if not _gone_with_step(event, gone))
    register.seen = seen
    return register


def _gone_with_step(event: Event, gone: Collection[str]) -> bool:
    return event.payload.get("step", "") in gone


def open_minutes(office: Office, meeting_id: str) -> Minutes:
    """The minutes of a meeting as they stand; `seen` is what a writer hands back, to be told of another writer."""
    seen = office.store.last_seq()
    events = office.store.events([EventKind.MINUTES], meeting_id, as_of_seq=seen, include_undone=True)
    standing = [event.event_id for event in office.store.events([EventKind.MINUTES], meeting_id, as_of_seq=seen)]
    return replace(minutes_of(meeting_id, events, standing), seen=seen)


def the_meeting(register: Register, meeting_id: str) -> tuple[Meeting, Body]:
    """A meeting and its body; LookupError naming those there are."""
    meeting = register.meetings.get(meeting_id)
    body = register.bodies.get(meeting.body_id) if meeting else None
    if meeting is None or body is None:
        known = "、".join(sorted(register.meetings)[-5:]) or "（尚无会议，请先安排）"
        raise LookupError(f"没有编号为“{meeting_id}”的会议；最近的有：{known}")
    return meeting, body


def the_body(register: Register, body_id: str) -> Body:
    """A body; LookupError naming those there are."""
    if body_id not in register.bodies:
        known = "、".join(f"{one.body_id}（{one.name}）" for one in register.bodies.values()) or "尚无，请先设立"
        raise LookupError(f"没有编号为“{body_id}”的会议机构；已有：{known}")
    return register.bodies[body_id]


def unit_gone(office: Office, unit: str, on: date) -> str:
    """A sentence if the unit named was abolished by a day, with who took over (单位名册); "" otherwise."""
    note = units_gone(office, [unit], on).get(unit, "")
    return f"{note}；请改由承继单位承担" if note else ""


def units_gone(office: Office, units: Iterable[str], on: date) -> dict[str, str]:
    """Of units those abolished by a day, each with the register's note; the register is read once."""
    from workbench.linkage.unit.register import UnitRegister
    from workbench.usecases.publish_edition import office_names, upper_names

    place = office.settings.office_place or ""
    known = UnitRegister.expand(
        office_names(office), place=place, upper=upper_names(office), own_file=office.settings.home / "units.csv"
    )
    found = {unit: known.find(unit) for unit in units if unit.strip()}
    notes = {unit: known.note(entry.unit_key, on) for unit, entry in found.items() if entry}
    return {unit: note for unit, note in notes.items() if note}


def banned(text: str, what: str = "文字") -> list[str]:
    """A sentence if words of person control stand in a text."""
    words = control_words(text)
    return [f"{what}中有“{'、'.join(words)}”，不属于信访事项办理内容，请删去后再登记"] if words else []


def current_matters(office: Office, matters: Collection[str]) -> dict[str, str]:
    """Each matter as it was named when it was spoken of → what it goes by now: matters may have been joined since."""
    records = {matter.removeprefix(MATTER): matter for matter in matters if matter}
    if not records:
        return {}
    rows = office.edition().rows("groups", "record_id", sorted(records))
    return {records[row["record_id"]]: str(row["matter_id"]) for row in rows}


def records_of(office: Office, matters: Collection[str]) -> list[str]:
    """Record ids of matters by the edition in force; none where no matter is named."""
    now = sorted(set(current_matters(office, matters).values()))
    return sorted(row["record_id"] for row in office.edition().rows("groups", "matter_id", now)) if now else []


def secrets_of_matters(office: Office, matters: Collection[str]) -> Secrets:
    """Who the petitioners of matters are, in memory only, so that no paper of a meeting names them."""
    from workbench.store.hidden import merged, secrets_of

    with office.store.reading() as connection:
        return merged(secrets_of(connection, record_id) for record_id in records_of(office, matters))


def masked(text: str, secrets: Secrets) -> str:
    """A text without petitioners' names, numbers and addresses."""
    return scrub_with(text, secrets)


def titles_of(office: Office, matters: Collection[str]) -> dict[str, str]:
    """What matters are called, by id; accusations are not named."""
    now = current_matters(office, matters)
    rows = office.edition().rows("matters", "matter_id", sorted(set(now.values()))) if now else []
    titles = {row["matter_id"]: str(row["title"]) for row in rows if not row["locked"]}
    return {matter: titles[current] for matter, current in now.items() if current in titles}
