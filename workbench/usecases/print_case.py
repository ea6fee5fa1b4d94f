"""Print one matter (打印材料): 会商材料, 提请会商申请, 倒查事实清单, masked, and looked through once more before they are written."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from workbench.access.masking import Secrets, scrub_with
from workbench.review.paper import NotForMeetings, case_paper
from workbench.review.paper_source import PaperSource, paper_source, scrubbed
from workbench.usecases.kept_papers import keep_paper, own_templates, paper_file, stamp_of
from workbench.usecases.many_matters import day_of_study
from workbench.usecases.office import Office
from workbench.usecases.study_matter import Dossier, study_matter

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
    _may_print(dossier, who)
    stamp = stamp_of(office, office.edition(), actor=who, now=now, as_of=dossier.as_of, since=len(dossier.newer))
    secrets, forbidden = _whom_not_to_name(office, [row["record_id"] for row in dossier.records])
    return _Job(office, dossier, stamp, secrets, forbidden)


def _may_print(dossier: Dossier, actor: str) -> None:
    matter_id = dossier.matter["matter_id"]
    if dossier.matter["locked"]:
        raise NotForMeetings(
            f"{matter_id} 属检举控告，不得编入会商材料、不得打印（《信访工作条例》第三十条第三款）；请转纪检监察联络人员办理"
        )
    if any(not recusal.is_unit and recusal.who == actor for recusal in dossier.file.recusals):
        raise NotForMeetings(
            f"{actor} 在 {matter_id} 上已回避，不能打印其材料（《信访工作条例》第二十八条第三款）；请由其他经办人打印"
        )


def _whom_not_to_name(office: Office, record_ids: Sequence[str]) -> tuple[Secrets, Forbidden]:
    """The petitioners of these records, in memory only: what to hide in texts, and what to look for in the end."""
    from workbench.reports.leaks import Forbidden
    from workbench.store.hidden import merged, secrets_of

    with office.store.reading() as connection:
        secrets = merged(secrets_of(connection, record_id) for record_id in record_ids)
    rows = office.store.identity(record_ids).to_dict("records")
    numbers = tuple(dict.fromkeys(number for row in rows for number in _numbers(row)))
    return secrets, Forbidden(secrets.names, numbers)


def _numbers(row: Mapping[Any, Any]) -> Iterable[str]:
    people = [row, *(json.loads(row["co_contacts"]) if isinstance(row["co_contacts"], str) else [])]
    for person in people:
        for key in ("id_no", "phone"):
            cell = person.get(key)
            yield from cell.replace("，", "、").replace(",", "、").split("、") if isinstance(cell, str) else ()


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
