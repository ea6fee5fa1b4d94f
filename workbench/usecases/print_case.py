"""Print one matter (打印材料): 会商材料, 提请会商申请, 倒查事实清单, masked, and looked through once more before they are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.access.masking import Secrets, scrub_with
from workbench.review.paper import case_paper
from workbench.review.paper_source import PaperSource, paper_source, scrubbed
from workbench.usecases.kept_papers import keep_paper, own_templates, paper_file, stamp_of
from workbench.usecases.many_matters import day_of_study
from workbench.usecases.office import Office
from workbench.usecases.study_matter import Dossier, study_matter
from workbench.usecases.who_may_print import check_may_print, whom_not_to_name

if TYPE_CHECKING:
    from workbench.reports.filling import Stamp
    from workbench.reports.leaks import Forbidden

_Answer = TypeVar("_Answer")
CASE, APPLICATION, SHEET = "会商材料", "提请会商申请", "倒查事实清单"


def print_case(
    office: Office, matter_id: str, folder: Path | None = None, actor: str = "", *, now: datetime | None = None
) -> Path:
    """会商材料 of a matter (matter id, record id or case number) as known now; returns the file in home/papers or `folder`.

    NotForMeetings for an accusation or a recused user, TemplateFault for a county template that does not do, PaperRefused
    when the finished text would still say who the petitioner is: nothing is written then.
    """
    from workbench.reports.case_paper import case_paper_docx

    job = _job(office, matter_id, actor, now, office.settings.as_of)
    source = paper_source(job.dossier, job.dossier.as_of, job.hide)
    made = case_paper_docx(case_paper(source), job.stamp, own_templates(office))
    return job.keep(CASE, made, folder, lambda: _fixed_words(job, source))


def print_application(
    office: Office,
    matter_id: str,
    folder: Path | None = None,
    actor: str = "",
    *,
    asks: Sequence[str] = (),
    now: datetime | None = None,
) -> Path:
    """提请会商申请 of a matter from what is on record and what is asked; gaps are printed. Errors as `print_case`."""
    from workbench.reports.application import application_docx, application_form
    from workbench.rules.conference import Wish
    from workbench.usecases.settle_duty import draft_application

    job = _job(office, matter_id, actor, now, day_of_study(office, office.edition()))
    applied = scrubbed(draft_application(office, job.matter_id, Wish(asks=tuple(asks))), job.hide)
    made = application_docx(applied, job.stamp, own_templates(office))
    return job.keep(APPLICATION, made, folder, lambda: _titles(application_form(applied, job.stamp).context))


def print_fact_sheet(
    office: Office, matter_id: str, folder: Path | None = None, actor: str = "", *, now: datetime | None = None
) -> Path:
    """倒查事实清单 of a matter: facts of units and articles beside, no finding of fault. Errors as `print_case`."""
    from workbench.reports.fact_sheet import fact_sheet_docx, fact_sheet_form
    from workbench.usecases.trace_duty import trace_duty

    job = _job(office, matter_id, actor, now, day_of_study(office, office.edition()))
    sheet = scrubbed(trace_duty(office, job.matter_id), job.hide)
    made = fact_sheet_docx(sheet, job.stamp, own_templates(office))
    return job.keep(SHEET, made, folder, lambda: _titles(fact_sheet_form(sheet).context))


@dataclass(frozen=True)
class _Job:
    """One matter to print: its dossier, the stamp, and whom the paper must not name."""

    office: Office
    dossier: Dossier
    stamp: Stamp
    secrets: Secrets
    forbidden: Forbidden

    @property
    def matter_id(self) -> str:
        return str(self.dossier.matter["matter_id"])

    def hide(self, text: str) -> str:
        return scrub_with(text, self.secrets)

    def keep(self, kind: str, made: bytes, folder: Path | None, fixed: Callable[[], str]) -> Path:
        """Look the document through, then write and log it."""
        from workbench.reports.leaks import check_document

        check_document(made, self.forbidden, fixed())
        path = paper_file(self.office, kind, self.matter_id, self.stamp, folder)
        return keep_paper(self.office, made, path, self.stamp, {"paper": kind, "matter": self.matter_id})


def _job(office: Office, wanted: str, actor: str, now: datetime | None, as_of: date | None) -> _Job:
    dossier = study_matter(office, wanted, as_of)
    who = actor or office.settings.actor
    check_may_print(dossier, who)
    stamp = stamp_of(office, office.edition(), actor=who, now=now, as_of=dossier.as_of, since=len(dossier.newer))
    secrets, forbidden = whom_not_to_name(office, [row["record_id"] for row in dossier.records])
    return _Job(office, dossier, stamp, secrets, forbidden)


def _fixed_words(job: _Job, source: PaperSource) -> str:
    """The fixed words of 会商材料: the paper of a matter nothing is known of, and the template."""
    from workbench.reports.case_paper import NAME
    from workbench.reports.filling import find_template

    empty = case_paper(PaperSource(source.edition, date.min, {"matter_id": ""}))
    ours = [text for section in empty.sections for text in section.texts]
    ours += [name for name, _value in empty.basics]
    return "\n".join([*ours, _template_words(find_template(NAME, own_templates(job.office)))])


def _titles(context: Mapping[str, Any]) -> str:
    """The fixed words of a form: headings of its parts and tables, labels."""
    parts = context["sections"]
    labels = [row[0] for part in parts if part["head"] == ("项目", "内容") for row in part["cells"]]
    return "\n".join([*(part["title"] for part in parts), *(head for part in parts for head in part["head"]), *labels])


def _template_words(template: Path) -> str:
    from workbench.reports.leaks import texts_by_part

    return "\n".join(text for _part, text in texts_by_part(template.read_bytes()))
