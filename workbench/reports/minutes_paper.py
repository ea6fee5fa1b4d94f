"""会议纪要 as a Word document in 纪要格式 (GB/T 9704-2012 §10.4, spec 3.7); 草稿 across every page until it is issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from workbench.meetings.minutes import MinutesText
from workbench.reports.filling import Stamp, fill, find_template, printable
from workbench.review.paper_parts import Line, day_words, ended, gap, note

NAME: Final = "minutes"
DRAFT: Final = "草稿"


@dataclass(frozen=True, slots=True)
class MinutesPaper:
    """A version of minutes to print: `issued` is the day of 印发, None for a version not issued yet (`state` says where)."""

    text: MinutesText
    version: int
    number: str = ""
    issued: date | None = None
    state: str = DRAFT
    note: str = ""


def minutes_docx(paper: MinutesPaper, stamp: Stamp, own_templates: Path | None = None) -> bytes:
    """The minutes as a document; a county's own template is `minutes.docx`."""
    marked = replace(stamp, official=True) if paper.issued else replace(stamp, mark=f"{stamp.mark}　{DRAFT}")
    title = f"{paper.text.mark}{paper.number}"
    return fill(find_template(NAME, own_templates), minutes_context(paper), marked, title=printable(title))


def minutes_context(paper: MinutesPaper) -> Mapping[str, Any]:
    """What a template of 纪要 may name: mark_words, number, office, day, remarks, paragraphs, attendance (each label and
    text), distribution, and draft_mark (whether it is not issued)."""
    text = paper.text
    who = (("出席", text.present), ("请假", text.excused), ("列席", text.observers))
    return {
        "mark_words": text.mark,
        "number": paper.number or "〔　　〕第　期",
        "office": text.office,
        "day": day_words(paper.issued) if paper.issued else "（未印发）",
        "remarks": tuple(_remarks(paper)),
        "paragraphs": tuple(_paragraphs(text)),
        "attendance": tuple({"label": label, "text": ended("、".join(posts) or "无")} for label, posts in who),
        "distribution": ended("，".join(text.distribution)) if text.distribution else "",
        "draft_mark": paper.issued is None,
    }


def _remarks(paper: MinutesPaper) -> Iterator[Line]:
    """What must be said above the text: that it is a draft, or corrects an earlier version."""
    if paper.issued is None:
        yield note(f"（{paper.state}，第{paper.version}版，未印发，不作为执行依据）")
    if paper.note:
        yield note(f"（第{paper.version}版，更正说明：{ended(paper.note)}此前印发的版本以本版为准。）")
    if not paper.text.decided:
        yield gap("会议议定事项")


def _paragraphs(text: MinutesText) -> Iterator[dict[str, str]]:
    """Lead, 会议听取了…, 会议认为…, 会议议定… with its numbered items, 会议要求…, each part's words in 黑体."""
    yield _said("", ended(text.lead))
    if text.heard:
        yield _said("会议听取了", ended("、".join(line.rstrip("。") for line in text.heard)))
    yield from _part("会议认为，", text.views)
    if text.decided:
        yield _said("会议议定以下事项：", "")
        yield from (_said("", ended(line)) for line in text.decided)
    yield from _part("会议要求，", text.requires)


def _part(label: str, lines: tuple[str, ...]) -> Iterator[dict[str, str]]:
    for at, line in enumerate(lines):
        yield _said("" if at else label, ended(line))


def _said(label: str, text: str) -> dict[str, str]:
    return {"label": label, "text": text}
