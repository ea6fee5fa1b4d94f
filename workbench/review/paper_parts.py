"""What a printed paper is made of (材料的组成): lines, tables, sections; and how what is not on record is said.

A line is ours (fixed words around values that were scrubbed before, see `paper_source`). Nothing is ever filled in: what is
not on record is a `gap`, printed as “（未登记：…）”, so that the analyst sees it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

Row = Mapping[str, Any]


class LineKind(StrEnum):
    TEXT = "正文"
    HEAD = "小标题"
    GAP = "缺项"
    NOTE = "说明"


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    kind: LineKind = LineKind.TEXT


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered part of a paper: lines, then the rows of its table (each row maps the table's column keys)."""

    key: str
    title: str
    lines: tuple[Line, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()
    notes: tuple[Line, ...] = ()  # after the table

    @property
    def texts(self) -> tuple[str, ...]:
        cells = tuple(cell for row in self.rows for cell in row.values())
        return (self.title, *(line.text for line in self.lines), *cells, *(line.text for line in self.notes))


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished paper's content; `basics` are the label/value lines under the heading."""

    title: str
    matter_id: str
    edition: str
    as_of: date
    basics: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    annexes: tuple[str, ...]

    def section(self, key: str) -> Section:
        return next(section for section in self.sections if section.key == key)

    @property
    def gaps(self) -> tuple[str, ...]:
        """All that is not on record, in the order printed."""
        lines = (line for section in self.sections for line in (*section.lines, *section.notes))
        return tuple(line.text for line in lines if line.kind is LineKind.GAP)


NOT_SAID: Final = "未登记"


def missing(what: str) -> str:
    return f"（{NOT_SAID}：{what}）"


def gap(what: str) -> Line:
    return Line(missing(what), LineKind.GAP)


def note(text: str) -> Line:
    return Line(text, LineKind.NOTE)


def told(label: str, value: str) -> Line:
    """“label：value。”, or the gap where there is no value."""
    return Line(f"{label}：{ended(value)}") if value.strip() else gap(label)


def ended(text: str) -> str:
    """A text with one full stop at its end."""
    text = text.strip()
    return text if text.endswith(("。", "！", "？", "）", ")", "；")) else f"{text}。"


def day_words(day: date | None, text: str = "") -> str:
    """2022年11月29日; for a day only partly known what is known of it (2022年11月、2022年), else 日期未登记."""
    if text:
        return "至".join(map(_edtf, text.split("/")))
    return f"{day.year}年{day.month}月{day.day}日" if day else "日期未登记"


def _edtf(text: str) -> str:
    return "".join(f"{int(part)}{unit}" for part, unit in zip(text.split("-"), "年月日", strict=False))


def listed(value: Any) -> tuple[str, ...]:
    """A `texts` cell (list, array or None) as text."""
    return () if value is None else tuple(str(part) for part in value)


def detail_of(step: Row) -> Mapping[str, str]:
    """What a step's kind needs beside day and units: JSON text in an edition, a mapping elsewhere."""
    held = step.get("detail") or {}
    return json.loads(held) if isinstance(held, str) else held


def distinct(values: Iterable[Any]) -> tuple[str, ...]:
    """Different non-empty texts in the order met."""
    return tuple(dict.fromkeys(str(value).strip() for value in values if value and str(value).strip()))


def text_of(row: Row, key: str) -> str:
    return str(row.get(key) or "").strip()


def short(text: str, most: int) -> str:
    """The text, or its first `most` characters and where the rest is."""
    return text if len(text) <= most else f"{text[:most]}……（余见卷宗）"


def state_words(value: str) -> str:
    """“A4 已受理” without its code."""
    return value.partition(" ")[2] or value
