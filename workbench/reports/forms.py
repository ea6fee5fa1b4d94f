"""Forms of label/value sections (表单式公文): one base for 提请会商申请, 倒查事实清单 and the templates still to come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from workbench.reports.filling import Stamp, fill, find_template, printable
from workbench.review.paper_parts import Line, LineKind, gap

NAME: Final = "form"
_ORDER: Final = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of a form: lines, then one table of two to five columns (`head` and `cells`), then notes."""

    title: str
    lines: tuple[Line, ...] = ()
    head: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    notes: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form's content; sections are numbered 一、二、… in the order given."""

    title: str
    subtitle: str
    sections: tuple[FormSection, ...]
    annexes: tuple[str, ...] = ()

    @property
    def context(self) -> Mapping[str, Any]:
        """What a template of a form may name."""
        numbered = [
            {"title": f"{number}、{part.title}", "lines": part.lines, "head": part.head, "cells": part.cells,
             "notes": part.notes}
            for number, part in zip(_ORDER, self.sections, strict=False)
        ]  # fmt: skip
        return {"subtitle": self.subtitle, "sections": numbered, "annexes": self.annexes}


def form_docx(form: Form, stamp: Stamp, own_templates: Path | None = None, *, name: str = NAME) -> bytes:
    """The form in the office's own template of this name, else in the general one. TemplateFault as `fill`."""
    own = own_templates / f"{name}.docx" if own_templates else None
    template = own if own and own.is_file() else find_template(NAME, own_templates)
    return fill(template, form.context, stamp, title=printable(form.title))


def fields_section(title: str, fields: Iterable[tuple[str, str]]) -> FormSection:
    """Labels and values; a value not on record is printed as such."""
    return FormSection(
        title, head=("项目", "内容"), cells=tuple((name, value or "（未登记）") for name, value in fields)
    )


def rows_section(
    title: str, rows: Sequence[Mapping[str, str]], columns: Sequence[str], *, none: str, notes: tuple[Line, ...] = ()
) -> FormSection:
    """Rows by their columns; `none` is what is missing where there is no row."""
    if not rows:
        return FormSection(title, (gap(none),), notes=notes)
    cells = tuple(tuple(row[column] or "（未登记）" for column in columns) for row in rows)
    return FormSection(title, head=tuple(columns), cells=cells, notes=notes)


def numbered(texts: Iterable[str], *, none: str) -> tuple[Line, ...]:
    """1．… 2．…, or the gap."""
    return tuple(Line(f"{at}．{text}") for at, text in enumerate(texts, 1)) or (
        Line(f"（未登记：{none}）", LineKind.GAP),
    )
