"""Figures in a row (指标卡): a number never without the fraction it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import traitlets

from workbench.widgets.base import Part, rows_of


@dataclass(frozen=True, slots=True)
class Metric:
    """One card. A `key` makes it a button; `fraction` is what the number is made of (37 / 412 件); `hint` on hover."""

    label: str
    value: float | int | str | None
    fraction: str = ""
    unit: str = ""
    tone: str = "neutral"
    key: str = ""
    hint: str = ""


class MetricRow(Part, module="metrics"):
    """Cards for `Metric`s (or dicts of the same names); `clicked` becomes {key, seq}, `selected` marks one card."""

    metrics: traitlets.List[Any] = traitlets.List().tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)

    def __init__(self, metrics: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(metrics=rows_of(metrics), **kwargs)

    def show(self, metrics: Iterable[Any]) -> None:
        """Other figures in the same row."""
        self.metrics = rows_of(metrics)
