"""What of an edition each audience's view holds (视图的列与事件): `tables/view_columns.csv` and `tables/view_events.csv`.

Default deny: a column, kind of event or key of its payload that is not listed for an audience is in no view of it. The
tables belong to the programme; an office cannot widen them by a file of its own. Source: spec 8.2.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from workbench.domain.events import EventKind
from workbench.domain.tables import ALL


class Audience(StrEnum):
    """For whom a view is cut (视图对象); the value is the tables' column."""

    UNIT = "unit"
    MEMBER = "member"
    STATISTICS = "statistics"


class Shown(StrEnum):
    """How a column is shown in a view; a column without any of these stays empty there."""

    AS_IS = "原样"
    WITHOUT_NUMBERS = "除他件编号"
    """Whatever looks like the number of a record or matter outside the view is taken out of the text."""
    NUMBERED = "序号"
    """Record and matter ids become running numbers of the view's own."""
    FIVE_OR_MORE = "满五"
    """A value that fewer than five matters have is not shown."""
    WIDE_PLACE = "大地方"
    """A division code of a place with fewer than five matters is cut to the county."""
    WIDE_NAME = "大地方名"
    """The name of a place with fewer than five matters is not shown."""
    BY_KIND = "按种类"
    """An event's payload, only the keys listed for its kind."""


class ViewTableError(ValueError):
    """A row of the tables cannot be read; the sentence says which. Nothing is cut by a table that is not understood."""


LEAST: Final = 5
"""Matters a place or value must have to be named in statistics (spec 8.1(4))."""

_COLUMNS: Final = ["table", "column", *Audience]
_EVENTS: Final = ["kind", "key", Audience.UNIT.value, Audience.MEMBER.value]
_GIVEN: Final = "给"


@cache
def shown_columns(audience: Audience) -> Mapping[str, Mapping[str, Shown]]:
    """Table → column → how it is shown, of those that are; ViewTableError for a row that is not understood."""
    return read_columns(
        (files("workbench.reference") / "tables" / "view_columns.csv").read_text(encoding="utf-8"), audience
    )


@cache
def shown_events(audience: Audience) -> Mapping[EventKind, tuple[str, ...]]:
    """Kind of event → keys of its payload that are shown, of the kinds that are; none to statistics."""
    return read_events(
        (files("workbench.reference") / "tables" / "view_events.csv").read_text(encoding="utf-8"), audience
    )


def read_columns(text: str, audience: Audience) -> dict[str, dict[str, Shown]]:
    """The first table from its text."""
    found: dict[str, dict[str, Shown]] = {}
    for number, row in enumerate(_rows(text, _COLUMNS, "view_columns.csv"), start=2):
        if row["column"] not in ALL.get(row["table"], {}):
            raise ViewTableError(f"视图的列表第 {number} 行：版次里没有“{row['table']}.{row['column']}”这一列")
        if word := row[audience.value]:
            found.setdefault(row["table"], {})[row["column"]] = _word(word, number)
    return found


def read_events(text: str, audience: Audience) -> dict[EventKind, tuple[str, ...]]:
    """The second table from its text."""
    found: dict[EventKind, tuple[str, ...]] = {}
    for number, row in enumerate(_rows(text, _EVENTS, "view_events.csv"), start=2):
        if row["kind"] not in set(EventKind):
            raise ViewTableError(f"视图的事件表第 {number} 行：没有“{row['kind']}”这种事件")
        if audience is not Audience.STATISTICS and row[audience.value] == _GIVEN:
            kind = EventKind(row["kind"])
            found[kind] = (*found.get(kind, ()), row["key"])
    return found


def _rows(text: str, columns: list[str], name: str) -> list[dict[str, str]]:
    lines = csv.DictReader(text.splitlines())
    if lines.fieldnames != columns:
        raise ViewTableError(f"{name} 的列应为 {'、'.join(columns)}；请恢复随程序发布的文件")
    return list(lines)


def _word(word: str, number: int) -> Shown:
    try:
        return Shown(word)
    except ValueError:
        known = "、".join(Shown)
        raise ViewTableError(f"视图的列表第 {number} 行：不认识“{word}”；可用：{known}，留空为不给") from None
