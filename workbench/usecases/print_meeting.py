"""Print a meeting's papers (打印会议材料): 议程, 签到表, 会议纪要, and the pack with one 会商材料 per matter; each unit's own copy.

Every paper is masked, looked through once more, and logged before it is written; nothing is written where it would still
say who petitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from workbench.access.unit_copy import UnitCopy, is_same, not_a_party, unit_copy
from workbench.meetings.minutes import Minutes
from workbench.reports.agenda_paper import agenda_docx, agenda_part, meeting_words, opening_part
from workbench.reports.filling import Stamp
from workbench.reports.leaks import check_document
from workbench.reports.minutes_paper import MinutesPaper, minutes_docx
from workbench.reports.pack import Bound, PackContent, bind, case_part, fixed_words
from workbench.reports.parts import Part
from workbench.reports.sign_in import sign_in_docx, sign_in_part
from workbench.review.paper import NotForMeetings, case_paper
from workbench.review.paper_parts import Line, LineKind, Paper, day_words, note
from workbench.review.paper_source import PaperSource, paper_source
from workbench.rules.minutes import MinutesState
from workbench.settings import unit_slug
from workbench.store.view_papers import papers_folder
from workbench.usecases.kept_papers import keep_paper, own_templates, paper_file, printed, stamp_of
from workbench.usecases.meeting_contents import (
    MeetingContents,
    agenda_content,
    open_meeting,
    opening_lines,
    seats,
    topics,
)
from workbench.usecases.meeting_register import open_minutes, open_register, records_of, the_meeting
from workbench.usecases.office import Office
from workbench.usecases.print_case import CASE
from workbench.usecases.publish_views import wanted_views
from workbench.usecases.who_may_print import whom_not_to_name

AGENDA, SIGN_IN, MINUTES, PACK = "会议议程", "签到表", "会议纪要", "会议材料"
_EMPTY: Final = PaperSource("", date.min, {"matter_id": ""})


@dataclass(frozen=True, slots=True)
class Pack:
    """The files of a pack; `withheld` says for the office what a unit's copy leaves out and why; `note` why no PDF;
    `handed` names the units whose own copies were put beside their views."""

    docx: Path
    pdf: Path | None
    withheld: tuple[str, ...] = ()
    note: str = ""
    handed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Readiness:
    """Where one matter's 会商材料 stands: `missing` must be there before the meeting, `gaps` are printed as gaps."""

    matter_id: str
    title: str
    missing: tuple[str, ...]
    printed_at: str = ""
    gaps: tuple[str, ...] = ()


def print_agenda(
    office: Office, meeting_id: str, folder: Path | None = None, actor: str = "", *, now: datetime | None = None
) -> Path:
    """议程 of a planned meeting as docx, in home/papers or `folder`.

    LookupError for an unknown meeting, ValueError for one called off, TemplateFault, PaperRefused as `print_case`.
    """
    found = open_meeting(office, meeting_id, actor, now)
    content = agenda_content(found, opening=opening_lines(found))
    made = agenda_docx(content, found.stamp(), own_templates(office))
    return _keep(found, AGENDA, made, folder, (agenda_part(content),))


def print_sign_in(
    office: Office, meeting_id: str, folder: Path | None = None, actor: str = "", *, now: datetime | None = None
) -> Path:
    """签到表 of a planned meeting as docx: posts and units, blank cells to sign. Errors as `print_agenda`."""
    found = open_meeting(office, meeting_id, actor, now)
    coming = seats(found)
    made = sign_in_docx(found.meeting, coming, found.stamp(), own_templates(office))
    return _keep(found, SIGN_IN, made, folder, (sign_in_part(found.meeting, coming),))


def _keep(found: MeetingContents, kind: str, made: bytes, folder: Path | None, parts: Sequence[Part]) -> Path:
    stamp = found.stamp()
    check_document(made, found.forbidden, _ours(PackContent("", "", tuple(parts))))
    path = paper_file(found.office, kind, found.meeting.meeting_id, stamp, folder)
    return keep_paper(found.office, made, path, stamp, {"paper": kind, "meeting": found.meeting.meeting_id})


def _ours(content: PackContent) -> str:
    """Words of the papers themselves, which no petitioner's name can be told apart from."""
    empty = case_part(case_paper(_EMPTY))
    lines = [line.text for block in empty.blocks for line in (*block.lines, *block.notes)]
    return "\n".join([fixed_words(replace(content, parts=(*content.parts, empty))), *lines])


# --- 纪要 ------------------------------------------------------------------------------------------------------------------


def print_minutes(
    office: Office,
    meeting_id: str,
    folder: Path | None = None,
    actor: str = "",
    *,
    version: int | None = None,
    now: datetime | None = None,
) -> Path:
    """会议纪要 as docx: the version at work (草稿 across it until issued), or an issued `version` as it was printed.

    LookupError for an unknown meeting or version, ValueError where nothing is written yet, else as `print_agenda`.
    """
    register = open_register(office)
    meeting, _body = the_meeting(register, meeting_id)
    minutes = open_minutes(office, meeting_id)
    if minutes.text is None:
        raise ValueError(f"会议{meeting_id}还没有纪要草稿，没有可打印的纪要；请先起草")
    paper = _version(minutes, version)
    about = {*meeting.heard, *(one.matter_id for one in register.of_meeting(meeting_id) if one.matter_id)}
    _secrets, forbidden = whom_not_to_name(office, records_of(office, about))
    stamp = stamp_of(office, office.edition(), actor=actor, now=now)
    made = minutes_docx(paper, stamp, own_templates(office))
    check_document(
        made, forbidden, "\n".join((paper.text.mark, paper.text.office, "会议听取认为议定要求出席请假列席分送"))
    )
    path = paper_file(office, MINUTES, f"{meeting_id}-第{paper.version}版", stamp, folder)
    told = {"paper": MINUTES, "meeting": meeting_id, "version": paper.version, "state": paper.state}
    return keep_paper(office, made, path, stamp, told)


def _version(minutes: Minutes, version: int | None) -> MinutesPaper:
    assert minutes.text is not None
    wanted = minutes.version if version is None else version
    issued = next((one for one in minutes.issued if one.version == wanted), None)
    if issued:
        day = issued.at.date()
        return MinutesPaper(issued.text, wanted, issued.number, day, MinutesState.ISSUED.value, issued.note)
    if wanted != minutes.version:
        known = "、".join(f"第{one.version}版" for one in minutes.issued) or "尚无"
        raise LookupError(f"会议{minutes.meeting_id}没有第{wanted}版纪要；已印发：{known}，现为第{minutes.version}版")
    state = minutes.state.value if minutes.state else MinutesState.DRAFT.value
    return MinutesPaper(minutes.text, wanted, minutes.number, None, state, minutes.note)


# --- the pack --------------------------------------------------------------------------------------------------------------


def print_pack(
    office: Office,
    meeting_id: str,
    folder: Path | None = None,
    actor: str = "",
    *,
    unit: str = "",
    pdf: bool = True,
    now: datetime | None = None,
) -> Pack:
    """The meeting's pack as one docx and one PDF: contents with pages, 议程, 签到表, opening item, a 会商材料 per matter.

    With `unit` that unit's own copy: its matters only, with the list of what was withheld; ValueError for a unit without
    any. NotForMeetings where the actor stands aside on a matter; else as `print_agenda`. Nothing is written then.
    """
    found = open_meeting(office, meeting_id, actor, now)
    for one in found.items:
        found.may_print(one.matter_id)
    copy = _copy(found, unit) if unit.strip() else None
    content = _contents(found, copy)
    stamp = found.stamp(with_cases=True)
    made = bind(content, stamp, own_templates(office), pdf=pdf)
    check_document(made.docx, found.forbidden, _ours(content))
    handed = _hand_out(found, stamp, copy.unit if copy else "") if folder is None else ()
    return replace(_keep_pack(found, made, stamp, folder, copy), handed=handed)


def _hand_out(found: MeetingContents, stamp: Stamp, only: str) -> tuple[str, ...]:
    """Put their own copies beside the views of units that have one: of all the meeting's units, or of one; as docx."""
    wanted = wanted_views(found.office)
    among = topics(found)
    parties = [only] if only else dict.fromkeys(unit for topic in among for unit in topic.units)
    listed = [unit for unit in (wanted.units if wanted else ()) if any(is_same(unit, one) for one in parties)]
    return tuple(unit for unit in listed if _hand_to(found, unit, unit_copy(unit, among), stamp))


def _hand_to(found: MeetingContents, unit: str, copy: UnitCopy, stamp: Stamp) -> bool:
    """Whether there was anything to hand to this unit; each copy is checked and logged like any paper."""
    if not copy.shown and len(opening_lines(found, unit)) < 2:
        return False
    folder = papers_folder(found.office.settings, f"unit-{unit_slug(unit)}")
    assert folder is not None
    content = _contents(found, copy)
    made = bind(content, stamp, own_templates(found.office), pdf=False)
    check_document(made.docx, found.forbidden, _ours(content))
    _keep_pack(found, made, stamp, folder, copy)
    return True


def _copy(found: MeetingContents, unit: str) -> UnitCopy:
    among = topics(found)
    copy = unit_copy(unit, among)
    if not copy.shown and len(opening_lines(found, unit)) < 2:
        raise ValueError(not_a_party(unit, among))
    return copy


def _contents(found: MeetingContents, copy: UnitCopy | None) -> PackContent:
    opening = opening_lines(found, copy.unit if copy else "")
    agenda = agenda_part(agenda_content(found, opening=opening, copy=copy, apart=True))
    whole = () if copy else (sign_in_part(found.meeting, seats(found)),)
    shown = [one for one in found.items if copy is None or one.order in copy.shown]
    papers = tuple(case_part(_paper(found, one.matter_id)) for one in shown)
    return PackContent(
        f"{found.meeting.title}{PACK}",
        f"（{copy.unit}用件，{day_words(found.meeting.day)}）" if copy else f"（{meeting_words(found.meeting)}）",
        (agenda, *whole, opening_part(opening), *papers), _told(copy),
    )  # fmt: skip


def _paper(found: MeetingContents, matter_id: str) -> Paper:
    dossier = found.dossiers[matter_id]
    return case_paper(paper_source(dossier, dossier.as_of, found.hide))


def _told(copy: UnitCopy | None) -> tuple[Line, ...]:
    """What stands under a unit copy's contents: what was withheld, without saying what it is about."""
    if copy is None:
        return ()
    withheld = [note(f"{one.told}。") for one in copy.withheld]
    return (
        note("未随本件分发的材料："),
        *withheld,
        note("签到表、未列入事项名单，不随本件分发。"),
        note(f"本件仅供{copy.unit}办理所涉事项使用，会后按规定保管，不得转给他人。"),
    )


def _keep_pack(found: MeetingContents, made: Bound, stamp: Stamp, folder: Path | None, copy: UnitCopy | None) -> Pack:
    kind = f"{PACK}-{copy.unit}" if copy else PACK
    path = paper_file(found.office, kind, found.meeting.meeting_id, stamp, folder)
    shown = [one.matter_id for one in found.items if copy is None or one.order in copy.shown]
    told: dict[str, Any] = {
        "paper": PACK, "meeting": found.meeting.meeting_id, "unit": copy.unit if copy else "", "matters": shown,
    }  # fmt: skip
    docx = keep_paper(found.office, made.docx, path, stamp, told)
    pdf = keep_paper(found.office, made.pdf, path.with_suffix(".pdf"), stamp, told) if made.pdf else None
    withheld = [one.reason for one in copy.withheld] if copy else []
    withheld += (
        [f"{len(found.locked)}件检举控告不编入任何会议材料（《信访工作条例》第三十条第三款）"] if found.locked else []
    )
    return Pack(docx, pdf, tuple(withheld), made.note)


def readiness(office: Office, meeting_id: str) -> tuple[Readiness, ...]:
    """Whether each matter's 会商材料 is ready, what it would print as gaps, and when it was last printed."""
    found = open_meeting(office, meeting_id)
    log = printed(office)
    return tuple(_ready(found, one.matter_id, log) for one in found.items)


def _ready(found: MeetingContents, matter_id: str, log: Sequence[dict[str, Any]]) -> Readiness:
    current = found.gathered.names.get(matter_id, matter_id)
    title = str(found.plan.matters[matter_id]["title"])
    at = max((line["at"] for line in log if _is_of(line, {matter_id, current})), default="")
    try:
        found.may_print(matter_id)
    except NotForMeetings as aside:
        return Readiness(matter_id, title, (str(aside),), at)
    wanting = found.gathered.missing.get(matter_id)
    missing = (*found.gathered.papers.get(current, ()), *((wanting,) if wanting else ()))
    return Readiness(matter_id, title, missing, at, _bare(_paper(found, matter_id)))


def _is_of(line: dict[str, Any], matter: set[str]) -> bool:
    """Whether a line of the log is of this matter's 会商材料, alone or in a pack."""
    alone = line.get("paper") == CASE and line.get("matter") in matter
    return alone or (line.get("paper") == PACK and not matter.isdisjoint(line["matters"]))


def _bare(paper: Paper) -> tuple[str, ...]:
    """Parts of a paper of which nothing is on record."""
    return tuple(
        one.title.partition("、")[2]
        for one in paper.sections
        if not one.rows and not any(line.kind is LineKind.TEXT for line in one.lines)
    )
