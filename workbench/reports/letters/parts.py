"""What a letter is made from and made of (文书的来源和组成): scrubbed facts in, sections and signature out.

Facts come from the record; what is not there is printed as “（未登记：…）”. Only `own` holds a writer's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from workbench.domain.codes import Level, StepKind
from workbench.domain.facts import NO_DETAIL
from workbench.reports.forms import FormSection
from workbench.review.paper_parts import Line, Row, day_words, detail_of, distinct, ended, gap, missing, text_of
from workbench.review.paper_source import PaperSource
from workbench.rules.decisions import Task
from workbench.rules.letters import LetterKind, Order
from workbench.rules.supervision import Signed

_ORDER: Final = "一二三四五六七八九十"
BLANK: Final = "　" * 7


@dataclass(frozen=True, slots=True)
class LetterSource:
    """What one letter may say. `case` is the matter (None: a task of all), `order` the 交办 it prints or follows, `nth` its place.

    `signed` are the rungs of the task up to this one, `late` the overdue tasks of the unit, `convenors` who may call a talk.
    """

    kind: LetterKind
    day: date
    unit: str
    sender: str
    number: str = ""
    signer: str = ""
    due: date | None = None
    own: Mapping[str, str] = field(default_factory=lambda: NO_DETAIL)
    case: PaperSource | None = None
    order: Order | None = None
    nth: int = 0
    task: Task | None = None
    signed: tuple[Signed, ...] = ()
    late: tuple[Task, ...] = ()
    convenors: tuple[str, ...] = ()
    list_number: str = ""
    delisting: str = ""

    def word(self, name: str) -> str:
        """A writer's own word, "" if none."""
        return self.own.get(name, "").strip()

    def steps(self, *kinds: StepKind) -> list[Row]:
        """The matter's steps of these kinds, in the order they stand."""
        wanted = {kind.value for kind in kinds}
        return [step for step in self.case.steps if step["kind"] in wanted] if self.case else []

    @property
    def matter(self) -> Row:
        return self.case.matter if self.case else {}

    @property
    def records(self) -> tuple[Row, ...]:
        return tuple(self.case.records) if self.case else ()


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter's content: 标题, 文号, 签发人, 主送, parts (numbered 一、二、…), 附件, 落款, and what stands below it."""

    title: str
    sections: tuple[FormSection, ...]
    number: str = ""
    signer: str = ""
    to: str = ""
    annexes: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    tail: tuple[Line, ...] = ()
    mark: str = "内部"

    @property
    def context(self) -> Mapping[str, Any]:
        """What a template of a letter may name."""
        sections = [
            {"title": f"{number}、{part.title}", "lines": part.lines, "head": part.head, "cells": part.cells,
             "notes": part.notes}
            for number, part in zip(_ORDER, self.sections, strict=False)
        ]  # fmt: skip
        signer = f"签发人：{self.signer}" if self.signer else ""
        return {"number": self.number, "signer": signer, "to": self.to, "sections": sections,
                "annexes": self.annexes, "closing": self.closing, "tail": self.tail}  # fmt: skip

    @property
    def ours(self) -> str:
        """The fixed words: headings and labels, in which a petitioner's name cannot be told apart."""
        labels = (row[0] for part in self.sections if part.head == ("项目", "内容") for row in part.cells)
        return "\n".join(
            (*(part.title for part in self.sections), *(head for part in self.sections for head in part.head), *labels)
        )


# --- facts in words -----------------------------------------------------------------------------------------------------


def value(text: str, what: str) -> str:
    """The text, or that it is not on record."""
    return text.strip() or missing(what)


def lines_or_gap(texts: list[str], what: str) -> tuple[Line, ...]:
    """1．… 2．… of texts that each end in a full stop, or the gap."""
    return tuple(Line(f"{at}．{ended(text)}") for at, text in enumerate(texts, 1)) or (gap(what),)


def matter_name(source: LetterSource) -> str:
    """“反映…问题”（事项编号M-…，信访人张某某）."""
    matter = source.matter
    title = text_of(matter, "title") or missing("标题")
    return (
        f"“{title}”（事项编号{text_of(matter, 'matter_id')}，信访人{value(text_of(matter, 'petitioner'), '信访人')}）"
    )


def origin(records: tuple[Row, ...]) -> str:
    """来源: where each record was registered, how it came, which level sent it; each different one once."""
    return "；".join(distinct("，".join(_came(row)) for row in records))


def _came(row: Row) -> Iterator[str]:
    if office := text_of(row, "reg_office"):
        yield f"{office}登记"
    if channel := text_of(row, "channel"):
        yield channel
    if level := row.get("source_level"):
        yield f"{Level(int(level)).label}级"


def topic(matter: Row) -> str:
    return "／".join(distinct((matter.get("topic_l1"), matter.get("topic_l2"))))


def place(matter: Row) -> str:
    return text_of(matter, "issue_name") or text_of(matter, "town")


def claims(source: LetterSource) -> list[tuple[str, str]]:
    """(number, claim): as said claim by claim, else the ledger's words."""
    rows = source.case.claims if source.case else ()
    if rows:
        return [(text_of(row, "number"), text_of(row, "claim") or missing("诉求内容")) for row in rows]
    return [(str(at), text) for at, text in enumerate(distinct(row.get("claim") for row in source.records), 1)]


def ordered(source: LetterSource) -> str:
    """交办情况: by whom, when and under which number, as far as it is on record."""
    order = source.order
    if order is None:
        return ""
    when = f"于{day_words(order.day.start, order.day.text)}" if order.day else "（交办日期未登记）"
    number = f"以{order.number}" if order.number else "（交办文号未登记）"
    until = f"，限{_day(order.due)}前办结" if order.due else ""
    return f"{order.sender or source.sender}{when}{number}交{order.unit}办理{until}"


def _day(text: str) -> str:
    return day_words(None, text)


def step_day(step: Row) -> str:
    return day_words(step.get("start"), text_of(step, "day_text"))


def detail(step: Row, key: str) -> str:
    return str(detail_of(step).get(key) or "").strip()


def signature(source: LetterSource) -> tuple[str, ...]:
    """落款: the organ that sends the letter and its day."""
    return (source.sender, day_words(source.day))


def contact(source: LetterSource) -> Line:
    told = source.word("contact")
    return Line(f"联系人：{told}") if told else gap("联系人职务")
