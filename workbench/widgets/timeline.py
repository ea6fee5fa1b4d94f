"""What happened when (时间线): lanes of acts along time, clocks as bars, part dates as ranges, deadlines as flags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import traitlets

from workbench.domain.dates import PartialDate
from workbench.widgets.base import Part, rows_of
from workbench.widgets.theme import TONES


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One act, clock or deadline. `start` and `end` are first and last day; `precision` is day, month, year or range.

    `kind`: "" an act, "deadline" a flag, "meeting" a diamond, "bar" a clock from `start` to its due day `end`, with
    `pauses` [(from, to)], the day it was `done`, and `late_to` when it ran beyond. `facts` [(label, value)] are the
    card a click opens; `record`, `unit` and `target` are what a reader may filter by.
    """

    lane: str
    label: str
    start: date | None
    end: date | None = None
    id: str = ""
    tone: str = "neutral"
    tooltip: str = ""
    precision: str = "day"
    kind: str = ""
    record: str = ""
    unit: str = ""
    target: str = ""
    pauses: Sequence[tuple[date, date]] = ()
    done: date | None = None
    late_to: date | None = None
    facts: Sequence[tuple[str, Any]] = ()

    @classmethod
    def on(cls, lane: str, label: str, day: PartialDate, **kwargs: Any) -> TimelineItem:
        """An item on a date as people write them: exact, or a month, year or range it lies in."""
        if day.exact:
            return cls(lane, label, day.start, **kwargs)
        precision = {4: "year", 7: "month"}.get(len(day.text), "range")
        return cls(lane, label, day.start, day.end, precision=precision, **kwargs)


class Timeline(Part, module="timeline"):
    """Draws `TimelineItem`s (or dicts of the same names) in lanes; `selected` is the id of the item clicked last.

    Lanes stand in the given order, lanes only items name come after. Items without a start day are `undated`: listed
    below, not drawn. A `height` in pixels lets the lanes scroll under the axis; 0 shows them all.
    """

    items: traitlets.List[Any] = traitlets.List().tag(sync=True)
    undated: traitlets.List[Any] = traitlets.List().tag(sync=True)
    lanes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    today = traitlets.Unicode("").tag(sync=True)
    today_word = traitlets.Unicode("").tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("时间线").tag(sync=True)
    height = traitlets.Int(0).tag(sync=True)
    tones = traitlets.Dict(dict(TONES)).tag(sync=True)

    def __init__(
        self, items: Iterable[Any] = (), *, lanes: Sequence[str] = (), today: date | None = None, **kwargs: Any
    ) -> None:
        dated, undated = _parted(items)
        super().__init__(items=dated, undated=undated, lanes=list(lanes), today=_text(today), **kwargs)

    def show(self, items: Iterable[Any], *, today: date | None = None) -> None:
        """Other items in the same picture, as of another day if one is given."""
        with self.hold_sync():
            self.items, self.undated = _parted(items)
            if today:
                self.today = _text(today)


def _parted(items: Iterable[Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Items with a day, and those without."""
    rows = [{key: value for key, value in row.items() if value not in ("", None, [])} for row in rows_of(items)]
    return [row for row in rows if row.get("start")], [row for row in rows if not row.get("start")]


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
