"""One matter against itself (事项比对): since the last meeting, and where its sources quarrel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workbench.domain.events import Event, EventKind
from workbench.review.conflicts import COMPARED, Conflict, conflicts
from workbench.review.facts import rows_of
from workbench.review.since_meeting import Change, View, changes, last_meeting
from workbench.usecases.office import Office
from workbench.usecases.recording import record
from workbench.usecases.study_matter import Dossier, study_matter


@dataclass(frozen=True, slots=True)
class SinceMeeting:
    """What moved since a day; `meeting` is None where the matter was never at a meeting."""

    meeting: date | None
    changes: tuple[Change, ...]


def since_meeting(office: Office, dossier: Dossier) -> SinceMeeting:
    """What changed on a matter since it was last at a meeting, as of the dossier's day."""
    meeting = last_meeting(dossier.steps, dossier.as_of)
    if meeting is None:
        return SinceMeeting(None, ())
    then = study_matter(office, dossier.matter["matter_id"], meeting)
    before, now = (View(one.matter, one.findings, one.clocks) for one in (then, dossier))
    return SinceMeeting(meeting, changes(before, now, dossier.steps, meeting))


def case_conflicts(office: Office, dossier: Dossier) -> tuple[Conflict, ...]:
    """Where the sources of a matter's records say different things; none of an accusation."""
    if dossier.facts is None:
        return ()
    batches = office.store.batches()
    files = dict(zip(batches["batch_id"], batches["file_name"], strict=True))
    found: list[Conflict] = []
    for row in dossier.records:
        versions = rows_of(office.store.versions(row["record_id"]))
        found += conflicts(row["record_id"], versions, files, dossier.steps, dossier.file)
    return tuple(found)


def rule_conflict(
    office: Office, dossier: Dossier, record_id: str, field: str, value: str, *, why: str, actor: str = "",
    seen: int | None = None,
) -> Event:  # fmt: skip
    """Say which source is right (出处认定). ValueError without a reason, or for a value no source gives."""
    if field not in COMPARED:
        raise ValueError(f"“{field}”不是可以认定的栏目；可用：{'、'.join(COMPARED)}")
    said = {one.value for found in case_conflicts(office, dossier) if (found.record_id, found.field) == (record_id, field)
            for one in found.told}  # fmt: skip
    if value not in said:
        raise ValueError(
            f"信访件 {record_id} 的出处里没有“{value}”，未认定；现有：{'、'.join(sorted(said)) or '没有矛盾'}"
        )
    if not why.strip():
        raise ValueError("认定以哪一处为准须说明理由")
    payload = {"record": record_id, "field": field, "value": value}
    return record(office, EventKind.CONFLICT_RULED, dossier.matter["matter_id"], actor, why, seen=seen, **payload)
