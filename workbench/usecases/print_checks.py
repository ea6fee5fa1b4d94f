"""Print 检查验收表 and 复查复核审查表 (打印): masked, looked through once more, logged; nothing is written where a name would stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.access.masking import scrub_with
from workbench.review.paper_source import scrubbed
from workbench.rules.acceptance import ITEMS
from workbench.rules.review_sheet import Round
from workbench.usecases.accept_units import Acceptance, acceptance, files_of
from workbench.usecases.check_review import review_sheet
from workbench.usecases.kept_papers import keep_paper, own_templates, paper_file, stamp_of
from workbench.usecases.meeting_register import records_of
from workbench.usecases.office import Office
from workbench.usecases.study_matter import study_matter
from workbench.usecases.who_may_print import check_may_print, whom_not_to_name

if TYPE_CHECKING:
    from workbench.reports.forms import Form

SHEET, LIST, REVIEW = "检查验收表", "检查验收情况", "复查复核审查表"
Hide = Callable[[Any], Any]
"""Masks every text in a value, however deep."""


def print_acceptance(
    office: Office, unit: str, campaign: str = "", cohort: str = "", folder: Path | None = None, actor: str = "", *,
    now: datetime | None = None,
) -> Path:  # fmt: skip
    """One unit's checklist as docx, in home/papers or `folder`; what was not decided is printed as 待查.

    NoCampaign, LookupError as `acceptance`; PaperRefused where the finished text would still say who petitions.
    """
    from workbench.reports.check_sheets import acceptance_form

    found = acceptance(office, campaign, cohort)
    sheet = found.unit(unit)
    fields = [
        ("单位", sheet.unit),
        *_head(found),
        ("已化解（扣除反弹）", sheet.share.full),
        ("验收状态", sheet.sentence),
    ]

    evidence = {answer.evidence for answer in sheet.answers.values()}
    files = [f"{name}（{file_id}）" for file_id, name in files_of(office, sheet) if file_id in evidence]

    def made(hide: Hide) -> Form:
        return acceptance_form(f"{sheet.unit}{SHEET}", fields, hide(sheet.lines), hide(files), found.as_of)

    what = {"paper": SHEET, "unit": sheet.unit}
    subject = f"{found.cohort.id}_{sheet.unit}"
    return _keep(office, made, records_of(office, sheet.share.base_ids), SHEET, subject, what, folder, actor, now)


def print_acceptance_list(
    office: Office, campaign: str = "", cohort: str = "", folder: Path | None = None, actor: str = "", *,
    now: datetime | None = None,
) -> Path:  # fmt: skip
    """All units of a cohort as docx: fraction, verdicts and state, by name. Errors as `print_acceptance`."""
    from workbench.reports.check_sheets import acceptance_list_form

    found = acceptance(office, campaign, cohort)
    rows, items = [one.row for one in found.units], [item.name for item in ITEMS.values()]
    form = acceptance_list_form(f"{found.campaign.name}{LIST}", found.sentence, rows, items, found.as_of)
    return _keep(office, lambda _hide: form, (), LIST, found.cohort.id, {"paper": LIST}, folder, actor, now)


def print_review_sheet(
    office: Office, record_id: str, turn: Round | str = "", folder: Path | None = None, actor: str = "", *,
    now: datetime | None = None,
) -> Path:  # fmt: skip
    """The review sheet of a record as docx; an item nobody answered is printed as 未审查.

    MatterNotFound where it was at no review, NotForMeetings for a user who stands aside, PaperRefused as above.
    """
    from workbench.reports.check_sheets import review_form

    found, dossier = review_sheet(office, record_id, turn), study_matter(office, record_id)
    check_may_print(dossier, actor or office.settings.actor)
    title = f"关于{dossier.matter['title'] or found.record_id}的{REVIEW}"

    def made(hide: Hide) -> Form:
        head = [
            ("信访件", found.case_no or found.record_id), ("事项编号", found.matter_id), ("标题", str(dossier.matter["title"] or "")),
            ("审查环节", found.turn.value), ("复查（复核）机关", found.unit), ("请求日期", found.asked), ("已出具的意见", found.answered),
        ]  # fmt: skip
        told = [*head, ("提示", found.flag.sentence)] if found.flag else head
        return review_form(hide(title), hide(told), hide(found.sheet), found.turn, dossier.as_of)

    records = [str(row["record_id"]) for row in dossier.records]
    what = {"paper": REVIEW, "matter": found.matter_id}
    subject = f"{found.record_id}-{found.turn.value}"
    return _keep(office, made, records, REVIEW, subject, what, folder, actor, now)


def _head(found: Acceptance) -> list[tuple[str, str]]:
    return [("专项", found.campaign.name), ("批次", found.cohort.title), ("依据", found.campaign.source)]


def _keep(
    office: Office, made: Callable[[Hide], Form], records: Sequence[str], kind: str, subject: str,
    what: dict[str, str], folder: Path | None, actor: str, now: datetime | None,
) -> Path:  # fmt: skip
    """Mask, fill in, look the document through, then write and log it."""
    from workbench.reports.check_sheets import check_docx, form_words
    from workbench.reports.leaks import Forbidden, check_document

    secrets, forbidden = whom_not_to_name(office, records) if records else (None, Forbidden())
    stamp = stamp_of(office, office.edition(), actor=actor, now=now)
    form = made(lambda held: scrubbed(held, lambda text: scrub_with(text, secrets)))
    document = check_docx(form, stamp, own_templates(office))
    check_document(document, forbidden, form_words(form))
    return keep_paper(office, document, paper_file(office, kind, subject, stamp, folder), stamp, what)
