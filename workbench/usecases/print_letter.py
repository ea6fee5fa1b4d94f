"""Letters to and of units (单位文书): printed from the record, refused where they must be, kept as one event and one file.

Of a decided task 督办函, 挂牌督办通知 and 约谈建议 print the rung a person signed (`follow_up.sign_rung`). Of a matter a new
督办函 is also its 督办 step, recorded with it or not at all. Nothing is written when anything stands in the way.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain.codes import StepKind, Trilean
from workbench.domain.events import EventKind
from workbench.domain.finding import ClockStatus
from workbench.meetings.register import Register
from workbench.review.case_file import matter_subjects
from workbench.rules.decisions import task_of
from workbench.rules.letters import FOR_HANDLERS, OF_MATTERS, RUNGS, Asked, Letter, LetterKind, Listing, letter_gaps
from workbench.rules.supervision import Rung
from workbench.rules.sweeps import OWED
from workbench.rules.transitions_hard import same_number
from workbench.usecases.kept_papers import keep_paper, own_templates, paper_file
from workbench.usecases.letter_facts import (
    Facts,
    LetterRefused,
    completed,
    delisting_of,
    letter_source,
    letters_sent,
    read_facts,
)
from workbench.usecases.meeting_register import banned, open_register, records_of, titles_of, unit_gone
from workbench.usecases.office import Office
from workbench.usecases.record_now import numbers_in_use
from workbench.usecases.recording import event
from workbench.usecases.settle_duty import guard_receiver
from workbench.usecases.study_matter import find_matter, study_matter
from workbench.usecases.together import Together
from workbench.usecases.work_on_case import take_step

if TYPE_CHECKING:
    from workbench.reports.letters import LetterText

__all__ = ["LetterRefused", "letters", "listings", "print_letter"]


def print_letter(
    office: Office,
    kind: LetterKind,
    *,
    matter: str = "",
    decision: str = "",
    unit: str = "",
    number: str = "",
    signer: str = "",
    due: date | None = None,
    why: str = "",
    folder: Path | None = None,
    actor: str = "",
    now: datetime | None = None,
    seen: int | None = None,
    **own: str,
) -> Path:
    """Print a letter of a matter or a decision and keep it (LETTER event); returns the docx in home/papers or `folder`.

    `own` are the writer's words (`rules.letters.OWN_WORDS`); all else is the record's, gaps are printed as gaps. A number
    printed before gives the same letter again and no second event. LetterRefused says everything that stands in the way;
    NotForMeetings, ReceiverRefused, StepRefused, PaperRefused, TemplateFault as the guards they come from.
    """
    kind = LetterKind(kind)
    facts = read_facts(office, kind, matter, decision, unit, actor, now)
    asked = completed(facts, unit, number, signer, due, own)
    before = _printed_before(facts, asked)
    if reasons := [*letter_gaps(asked), *_against(facts, asked, before, own)]:
        raise LetterRefused(kind, reasons)
    if facts.case and kind in FOR_HANDLERS:
        guard_receiver(facts.case, asked.unit, why)
    listed = before.list_number if before else _list_number(facts, asked)
    made = _document(facts, asked, listed)
    path = _file(facts, asked, folder)
    deed = None if before else _deed(facts, asked, listed, path, made, why, actor)
    return _kept(facts, made, path, deed, facts.register.seen if seen is None else seen)


def letters(office: Office, matter: str = "") -> tuple[Letter, ...]:
    """The letters made, oldest first; with `matter` (id, record id or case number) only those of it."""
    found = letters_sent(office)
    if not matter:
        return found
    wanted = find_matter(office.edition(), matter)
    subjects = set(matter_subjects(records_of(office, [wanted])))
    return tuple(one for one in found if one.matter_id in subjects)


def listings(office: Office) -> tuple[Listing, ...]:
    """挂牌台账: every matter or task that was listed, oldest first, with the day it came off the list.

    A task comes off when the office accepts its evidence, a matter of its own when it is resolved (销号).
    """
    found = [one for one in letters_sent(office) if one.kind is LetterKind.LISTED]
    register = open_register(office)
    titles = titles_of(office, {one.matter_id for one in found if one.matter_id})
    return tuple(Listing(one, titles.get(one.matter_id, ""), _taken_off(office, register, one)) for one in found)


def _taken_off(office: Office, register: Register, one: Letter) -> date | None:
    if decision := register.decisions.get(one.decision_id):
        return task_of(decision, register.acts.get(one.decision_id, ()), office.settings.today).course.accepted
    facts = study_matter(office, one.matter_id, office.settings.today).facts if one.matter_id else None
    days = [step.exact for step in (facts.steps if facts else ()) if step.kind is StepKind.RESOLVE and step.exact]
    return min((day for day in days if day >= one.day), default=None)


# --- what stands in the way -----------------------------------------------------------------------------------------------


def _printed_before(facts: Facts, asked: Asked) -> Letter | None:
    """The letter of the same kind, subject and number."""
    same = (one for one in facts.sent if one.kind is asked.kind and facts.is_mine(one))
    return next((one for one in same if asked.number and same_number(one.number) == same_number(asked.number)), None)


def _against(facts: Facts, asked: Asked, before: Letter | None, own: dict[str, str]) -> Iterator[str]:
    if facts.kind in OF_MATTERS and facts.case is None:
        yield f"{facts.kind.value}只能就一个事项出具，请写明事项编号"
    if asked.unit:
        yield from filter(None, [unit_gone(facts.office, asked.unit, facts.today)])
    yield from banned("".join((*own.values(), asked.unit, asked.signer)))
    yield from _changed(before, asked) if before else _used(facts, asked)
    if facts.decision is None:
        yield from _no_ground(facts, asked)


def _changed(before: Letter, asked: Asked) -> Iterator[str]:
    """A number is one document: printed again it says the same."""
    told = (("单位", before.unit, asked.unit), ("签发人", before.signer, asked.signer), ("期限", before.due, asked.due))
    changed = [f"{name}原为“{stood or '无'}”，现为“{said or '无'}”" for name, stood, said in told if stood != said]
    if changed:
        yield f"文号{before.number}已于{before.day}用于本件{before.kind.value}，{'；'.join(changed)}；内容有变的请另编文号"


def _used(facts: Facts, asked: Asked) -> Iterator[str]:
    """The number (or the list's) belongs to another letter, another task's rung, or a step of another matter."""
    plain = same_number(asked.number)
    for one in facts.sent:
        if plain and same_number(one.number) == plain:
            yield f"文号{asked.number}已用于{one.day}给{one.unit}的{one.kind.value}"
        if (wanted := asked.own.get("list_number", "")) and same_number(one.list_number) == same_number(wanted):
            yield f"挂牌编号{wanted}已用于{one.day}给{one.unit}的{one.kind.value}"
    if not plain or asked.recorded:
        return
    for decision, signed in facts.register.signed.items():
        if any(same_number(one.number) == plain for one in signed):
            yield f"文号{asked.number}已用于议定事项{decision}的督办"
    if facts.case:
        for where in numbers_in_use(facts.office.store, facts.case.facts.records[-1], [plain]).values():
            yield f"文号{asked.number}已用于{where}"


def _no_ground(facts: Facts, asked: Asked) -> Iterator[str]:
    """Supervising a matter needs a limit that is past, or the cause a person names; a talk needs facts."""
    if facts.kind not in RUNGS or facts.source is None:
        return
    late = [row for row in facts.source.clocks if row["status"] == ClockStatus.OVERDUE.value and row["clock"] in OWED]
    if facts.kind is LetterKind.TALK:
        stalled = any(row["rule"] == "HF6" and row["outcome"] == Trilean.YES.value for row in facts.source.findings)
        if not (late or facts.late or stalled):
            yield "记录中没有超期未办结的时限、超期的议定事项，也没有多次督办无进展的情形，没有可以建议约谈的事实"
    elif not late and not asked.own.get("reason"):
        yield "记录中没有超期未办结的时限；其他督办情形请写明督办事由（reason）"


# --- making and keeping ---------------------------------------------------------------------------------------------------


def _list_number(facts: Facts, asked: Asked) -> str:
    """挂牌编号: the one given, else the next of the year in the register of letters."""
    if facts.kind is not LetterKind.LISTED:
        return ""
    year = asked.day.year
    used = {one.list_number for one in facts.sent if one.list_number}
    count = sum(one.kind is LetterKind.LISTED and one.day.year == year for one in facts.sent) + 1
    while f"〔{year}〕第{count}号" in used:
        count += 1
    return asked.own.get("list_number") or f"〔{year}〕第{count}号"


def _document(facts: Facts, asked: Asked, list_number: str) -> bytes:
    from workbench.reports.leaks import check_document
    from workbench.reports.letters import letter_docx, letter_text

    text = letter_text(letter_source(facts, asked, list_number))
    made = letter_docx(text, facts.stamp, own_templates(facts.office))
    check_document(made, facts.forbidden, _fixed(facts, text))
    return made


def _fixed(facts: Facts, text: LetterText) -> str:
    """Words a petitioner's name cannot be told apart from: the letter's headings and the template."""
    from workbench.reports.build_letter import NAME
    from workbench.reports.filling import find_template
    from workbench.reports.leaks import texts_by_part

    template = find_template(NAME, own_templates(facts.office)).read_bytes()
    return "\n".join((text.ours, *(words for _part, words in texts_by_part(template))))


def _file(facts: Facts, asked: Asked, folder: Path | None) -> Path:
    subject = "_".join(filter(None, (facts.decision_id, facts.matter_id, asked.number)))
    return paper_file(facts.office, facts.kind.value, subject, facts.stamp, folder)


def _deed(facts: Facts, asked: Asked, listed: str, path: Path, made: bytes, why: str, actor: str) -> Together:
    """The letter's event, and the 督办 step of a matter that is not on record yet; not written before `keep`."""
    deed = Together(facts.office)
    if facts.case and facts.decision is None and facts.kind in (LetterKind.SUPERVISE, LetterKind.LISTED) and not asked.recorded:  # fmt: skip
        way = Rung.LISTED if facts.kind is LetterKind.LISTED else Rung.LETTER
        text = asked.own.get("demand") or asked.own.get("reason") or f"{way.value}，限期落实并书面说明"
        take_step(
            deed.office, facts.case.facts.records[-1].record_id, StepKind.SUPERVISE, asked.day, unit=facts.sender,
            target=asked.unit, text=text, why=why, actor=actor, seen=facts.case.dossier.seen, way=way.value,
            number=asked.number,
        )  # fmt: skip
    told = {
        "kind": facts.kind.value, "number": asked.number, "unit": asked.unit, "day": asked.day.isoformat(),
        "signer": asked.signer, "due": str(asked.due or ""), "file": path.name, "matter": facts.matter_id,
        "list_number": listed, "delisting": delisting_of(facts, asked), "sha256": hashlib.sha256(made).hexdigest(),
    }  # fmt: skip
    deed.add(event(facts.office, EventKind.LETTER, facts.subject, actor, why, **told))
    return deed


def _kept(facts: Facts, made: bytes, path: Path, deed: Together | None, seen: int) -> Path:
    """File and events, or neither: a file just made goes again when another has written meanwhile."""
    there = path.exists()
    keep_paper(facts.office, made, path, facts.stamp, {"paper": facts.kind.value, "matter": facts.matter_id or facts.decision_id})  # fmt: skip
    if deed is None:
        return path
    about = {facts.subject, *(one.subject for one in facts.sent), *(facts.case.subjects if facts.case else ())}
    try:
        deed.keep(seen=seen, about=about)
    except BaseException:
        if not there:
            path.unlink(missing_ok=True)
        raise
    return path
