"""Dates as people write them (日期): exact, month or year only, or a range; kept as ISO 8601 / EDTF text."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_PART = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, month or year, or a range of days.

    `text` is EDTF: "2020-10-26", "2020-10", "2020" or "2020-10-26/2020-10-30". `start` and `end` are the first and last
    day it may mean. Only `exact` (one known day) may start a statutory clock.
    """

    text: str
    start: date
    end: date

    @property
    def exact(self) -> date | None:
        return self.start if self.start == self.end else None

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read EDTF text; ValueError if it is not a date of these forms."""
        first, _, last = text.partition("/")
        start, end = _bounds(first)
        if last:
            end = _bounds(last)[1]
        if end < start:
            raise ValueError(f"日期区间倒置：{text}")
        return cls(text, start, end)

    def __str__(self) -> str:
        return self.text


def _bounds(text: str) -> tuple[date, date]:
    match = _PART.match(text)
    if not match:
        raise ValueError(f"不是可识别的日期：{text}；请写成 2026-11-20、2026-11 或 2026")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        first = date(year, month, day or 1)
    except ValueError:
        raise ValueError(f"没有这一天：{text}；请写成 2026-11-20、2026-11 或 2026") from None
    return first, first.replace(day=calendar.monthrange(year, month)[1]) if day is None else first


def exact_day(text: str | None) -> date | None:
    """The one day an EDTF text names, or None for empty or inexact text; ValueError for text that is no date."""
    return PartialDate.parse(text).exact if text else None
