"""What happened when (时间线): lanes of acts along time, deadlines as flags, part dates as ranges."""

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
    """One act or deadline. `start` and `end` are first and last day; `precision` is day, month, year or range."""

    lane: str
    label: str
    start: date
    end: date | None = None
    id: str = ""
    tone: str = "neutral"
    tooltip: str = ""
    precision: str = "day"
    kind: str = ""  # "deadline" draws a flag

    @classmethod
    def on(cls, lane: str, label: str, day: PartialDate, **kwargs: Any) -> TimelineItem:
        """An item on a date as people write them: exact, or a month, year or range it lies in."""
        if day.exact:
            return cls(lane, label, day.start, **kwargs)
        precision = {4: "year", 7: "month"}.get(len(day.text), "range")
        return cls(lane, label, day.start, day.end, precision=precision, **kwargs)


class Timeline(Part, module="timeline"):
    """Draws `TimelineItem`s (or dicts of the same names) in lanes; `selected` is the id of the item clicked last.

    Lanes stand in the given order, lanes only items name come after. Items without a start day are counted, not drawn.
    """

    items: traitlets.List[Any] = traitlets.List().tag(sync=True)
    lanes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    today = traitlets.Unicode("").tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    label = traitlets.Unicode("时间线").tag(sync=True)
    tones = traitlets.Dict(dict(TONES)).tag(sync=True)

    def __init__(
        self, items: Iterable[Any] = (), *, lanes: Sequence[str] = (), today: date | None = None, **kwargs: Any
    ) -> None:
        day = today.isoformat() if today else ""
        super().__init__(items=rows_of(items), lanes=list(lanes), today=day, **kwargs)

    def show(self, items: Iterable[Any]) -> None:
        """Other items in the same picture."""
        self.items = rows_of(items)
