"""Make a report (生成报表), freeze it with its edition, issue it, make it again and compare.

A report is a folder of the office's own, `reports/<id>/`: its content as JSON, docx, xlsx and what it was asked with. The id
ends with the content's digest: the same question to the same edition is the same report. An issued report's edition stays.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.campaign.measures import Period
from workbench.campaign.report_parts import Content, ReportKind, content_of
from workbench.campaign.report_period import ReportRefused, base_of, previous, reached, window
from workbench.campaign.sql_words import sql_texts
from workbench.domain.events import Event, EventKind
from workbench.reference.parameters import parameter
from workbench.settings import Campaign
from workbench.store.editions import list_editions
from workbench.store.pins import pin
from workbench.usecases.kept_papers import keep_paper, stamp_of
from workbench.usecases.office import Office
from workbench.usecases.recording import record
from workbench.usecases.report_content import Desk, known_days, open_figure

if TYPE_CHECKING:
    import pandas as pd

    from workbench.store.edition import Edition

REPORTS, CONTENT, META = "reports", "content.json", "meta.json"
INSIDE, OUTSIDE = "内部", "对外通报"
CODES: Final[Mapping[ReportKind, str]] = {
    ReportKind.WEEK: "week", ReportKind.MONTH: "month", ReportKind.QUARTER: "quarter", ReportKind.HALF_YEAR: "half-year",
    ReportKind.YEAR: "year", ReportKind.CONGRESS: "congress", ReportKind.CLOSING: "closing",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is kept: its id, folder, content, and what it was asked with."""

    id: str
    folder: Path
    content: Content
    meta: Mapping[str, Any]

    @property
    def docx(self) -> Path:
        return self.folder / "report.docx"

    @property
    def xlsx(self) -> Path:
        return self.folder / "report.xlsx"

    @property
    def row(self) -> Mapping[str, str]:
        days = f"{self.content.first} 至 {self.content.last}"
        return {"编号": self.id, "种类": self.content.kind, "期间": days, "版次": self.content.edition, "标志": self.content.mark,
                "生成": str(self.meta["at"])[:16].replace("T", " "), "经办": str(self.meta["actor"])}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remade:
    """A report made again from its edition: whether its text is the same, byte for byte, and the first line that is not."""

    same: bool
    difference: str = ""


def make_report(
    office: Office,
    kind: ReportKind,
    when: Period | date,
    *,
    base_year: int | None = None,
    base: Period | None = None,
    scaled: bool = False,
    redacted: bool | None = None,
    campaign: str = "",
    edition: str | None = None,
    folder: Path | None = None,
    actor: str = "",
    now: datetime | None = None,
) -> Report:
    """Make and freeze a report of a period, or of the window a day is about; with `folder` copies of docx and xlsx go there.

    `redacted` (人大政协通报 always) leaves out lists and units and merges small cells. ReportRefused (a ValueError) for a period
    after the edition, one not equally long as its base unless `scaled`, or a base year nothing is known of; LookupError for
    an edition or campaign there is not.
    """
    asked = {
        "kind": kind.value, "when": _told(when), "base_year": base_year, "base": _told(base) if base else None, "scaled": scaled,
        "redacted": kind is ReportKind.CONGRESS if redacted is None else redacted, "campaign": campaign,
    }  # fmt: skip
    if kind is ReportKind.CONGRESS and redacted is False:
        raise ReportRefused("人大政协通报一律合并小数、不列单位和个案，不能另出未处理的版本；内部用请出季分析")
    source = _edition(office, edition)
    campaigns = _campaign(office, kind, campaign)
    content = _content(office, source, asked, campaigns)
    return _freeze(
        office,
        source,
        content,
        {**asked, "campaigns": campaigns and campaigns.model_dump(mode="json")},
        folder,
        actor,
        now,
    )


def _told(when: Period | date) -> list[str]:
    return [when.first.isoformat(), when.last.isoformat()] if isinstance(when, Period) else [when.isoformat()]


def _when(told: list[str]) -> Period | date:
    days = [date.fromisoformat(one) for one in told]
    return Period(*days) if len(days) == 2 else days[0]


def _edition(office: Office, wanted: str | None) -> Edition:
    if not wanted:
        return office.edition()
    known = {one.id: one for one in list_editions(office.settings.editions)}
    if wanted not in known:
        raise LookupError(f"没有版次“{wanted}”；留存的有：{'、'.join(known) or '（没有）'}")
    return known[wanted]


def _campaign(office: Office, kind: ReportKind, wanted: str) -> Campaign | None:
    if kind is not ReportKind.CLOSING:
        return None
    every = {one.batch: one for one in office.settings.campaigns}
    if not every:
        raise LookupError("本单位没有设置专项行动；请在 office.toml 里写 [[campaigns]]（批次、名称、节点）")
    if wanted and wanted not in every:
        raise LookupError(f"没有批次“{wanted}”；设置里有：{'、'.join(every)}")
    chosen = every[wanted] if wanted else next(iter(every.values()))
    if not chosen.batches:
        raise ReportRefused(
            f"专项“{chosen.name}”没有登记批次（cohort），没有可计数的事项；请在 office.toml 里写明 cohorts 或 batch"
        )
    return chosen


def _content(office: Office, edition: Edition, asked: Mapping[str, Any], campaign: Campaign | None) -> Content:
    """The content of what was asked, of an edition; nothing but these and the office's name goes into it."""
    kind, when = ReportKind(asked["kind"]), _when(asked["when"])
    if edition.as_of < (when.first if isinstance(when, Period) else date.min):
        reached(when, edition.as_of)  # type: ignore[arg-type]  # refuses
    whole = when if isinstance(when, Period) else _window(edition, kind, when, campaign)
    period, unfinished = reached(whole, edition.as_of)
    chosen = _when(asked["base"]) if asked["base"] else None
    assert chosen is None or isinstance(chosen, Period)
    base = base_of(period, asked["base_year"], known_days(edition), base=chosen, scaled=asked["scaled"])
    small = int(parameter("report.small", edition.as_of).value) if asked["redacted"] else 0
    desk = Desk(edition, kind, period, base, previous(kind, period), campaign, small)
    notes = [f"对比期：{base.label}（{base.period.words}）", unfinished, base.note]
    if small:
        notes.append(f"本件供对外通报：不列个案和单位，少于 {small} 的数合并或不列")
    mark = OUTSIDE if small else INSIDE
    return desk.content(_title(office, kind, campaign), mark, tuple(filter(None, notes)))


def _window(edition: Edition, kind: ReportKind, day: date, campaign: Campaign | None) -> Period:
    if campaign is None:
        return window(kind, day)
    sql = f"""SELECT MIN(day) AS day FROM moves WHERE kind <> '新增' AND matter_id IN
        (SELECT matter_id FROM matters WHERE campaign IN ({sql_texts(campaign.batches)}))"""
    first = edition.query(sql)["day"].iloc[0]
    return Period(min(first, day) if isinstance(first, date) else day, day)


def _title(office: Office, kind: ReportKind, campaign: Campaign | None) -> str:
    place = office.divisions.name(office.settings.office_place) if office.settings.office_place else ""
    return (
        f"{place}{campaign.name}（{'、'.join(one.title for one in campaign.cohorts)}）总结"
        if campaign
        else f"{place}信访工作{kind.value}"
    )


# --- kept reports -----------------------------------------------------------------------------------------------------


def _freeze(
    office: Office, edition: Edition, content: Content, asked: Mapping[str, Any], folder: Path | None, actor: str, now: datetime | None
) -> Report:  # fmt: skip
    digest = content.digest
    code = CODES[ReportKind(content.kind)]
    days = f"{content.first}-{content.last}".replace("-", "")
    report_id = f"{code}-{days[:8]}-{days[8:]}-{edition.id}-{digest[:8]}"
    own = office.settings.home / REPORTS / report_id
    stamp = stamp_of(office, edition, actor=actor, now=now)
    if not (own / META).exists():
        meta = {"id": report_id, "edition": edition.id, "digest": digest, "at": stamp.at.isoformat(timespec="seconds"), "actor": stamp.actor,
                "asked": dict(asked)}  # fmt: skip
        _write_report(office, content, own, stamp, meta)
    found = Report(report_id, own, content, _meta(own))
    if folder:
        for file in (found.docx, found.xlsx):
            told = {"paper": content.kind, "report": report_id}
            keep_paper(office, file.read_bytes(), folder / f"{report_id}{file.suffix}", stamp, told)
    return found


def _write_report(office: Office, content: Content, own: Path, stamp: Any, meta: Mapping[str, Any]) -> None:
    """Content, docx, xlsx, and last what it was asked with: a folder without that was cut short and is written again."""
    from dataclasses import replace

    from workbench.reports.leaks import check_document
    from workbench.reports.report_docx import report_docx
    from workbench.reports.report_xlsx import report_xlsx
    from workbench.usecases.meeting_register import records_of
    from workbench.usecases.who_may_print import whom_not_to_name

    marked = replace(stamp, mark=content.mark)
    about = {matter for table in content.tables for matter in table.matters if matter}
    _secrets, forbidden = whom_not_to_name(office, records_of(office, about)) if about else (None, None)
    made = report_docx(content, marked)
    if forbidden:
        check_document(made, forbidden, content.title)
    told = {"paper": content.kind, "report": str(meta["id"])}
    keep_paper(office, made, own / "report.docx", marked, told)
    keep_paper(office, report_xlsx(content, marked), own / "report.xlsx", marked, told)
    _write(own / CONTENT, content.json)
    _write(own / META, json.dumps(meta, ensure_ascii=False, indent=1) + "\n")


def _write(path: Path, text: str) -> None:
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(path)


def _meta(folder: Path) -> Mapping[str, Any]:
    told: Mapping[str, Any] = json.loads((folder / META).read_text(encoding="utf-8"))
    return told


def reports(office: Office) -> tuple[Report, ...]:
    """Every report kept, latest made last."""
    folder = office.settings.home / REPORTS
    found = [open_report(office, one.parent.name) for one in folder.glob(f"*/{META}")] if folder.is_dir() else []
    return tuple(sorted(found, key=lambda one: (str(one.meta["at"]), one.id)))


def open_report(office: Office, report_id: str) -> Report:
    """A kept report by id; LookupError naming those there are, ValueError where its content was changed since."""
    folder = office.settings.home / REPORTS / report_id
    if "/" in report_id or ".." in report_id or not (folder / META).is_file():
        known = sorted(one.parent.name for one in (office.settings.home / REPORTS).glob(f"*/{META}"))
        raise LookupError(f"没有编号为“{report_id}”的报表；有：{'、'.join(known) or '（没有）'}")
    meta, content = _meta(folder), content_of((folder / CONTENT).read_text(encoding="utf-8"))
    if content.digest != meta["digest"]:
        raise ValueError(
            f"报表 {report_id} 的留存内容与生成时不符，可能被改动；请用版次 {meta['edition']} 重新生成并核对"
        )
    return Report(report_id, folder, content, meta)


def remake(office: Office, report_id: str) -> Remade:
    """Make a kept report again from its edition and compare the text, byte for byte. LookupError where the edition went."""
    kept = open_report(office, report_id)
    asked = kept.meta["asked"]
    campaign = Campaign(**asked["campaigns"]) if asked.get("campaigns") else None
    made = _content(office, _edition(office, str(kept.meta["edition"])), asked, campaign)
    if made.json == kept.content.json:
        return Remade(True)
    pairs = zip(made.json.splitlines(), kept.content.json.splitlines(), strict=False)
    line = next((f"原为“{was.strip()}”，现为“{now.strip()}”" for now, was in pairs if now != was), "长短不一")
    return Remade(False, line)


def open_cases(office: Office, report_id: str, table: str, line: str = "", column: str = "") -> pd.DataFrame:
    """The cases behind a figure of a kept report, from its own edition; errors as `open_report` and `open_figure`."""
    kept = open_report(office, report_id)
    return open_figure(_edition(office, kept.content.edition), kept.content, table, line, column)


def issue_report(office: Office, report_id: str, *, why: str = "", actor: str = "") -> Event:
    """Issue a kept report (印发): its edition stays from now on. ReportRefused for one issued already."""
    kept = open_report(office, report_id)
    if report_id in issued(office):
        raise ReportRefused(f"报表 {report_id} 已印发，不能重复印发；有更正的请用新版次重新生成")
    pin(office.settings.editions, str(kept.meta["edition"]), report_id)
    return record(
        office, EventKind.REPORT_ISSUED, report_id, actor, why, kind=kept.content.kind, first=kept.content.first, last=kept.content.last,
        edition=kept.content.edition, digest=kept.content.digest, files=f"{kept.docx.name}；{kept.xlsx.name}；{CONTENT}",
    )  # fmt: skip


def issued(office: Office) -> Mapping[str, Event]:
    """Reports issued, by id."""
    return {event.subject: event for event in office.store.events([EventKind.REPORT_ISSUED])}
