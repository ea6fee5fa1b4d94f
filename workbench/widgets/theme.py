"""The palette and type of every page (配色与字体), and what plotly figures look like unless they say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

from workbench.domain.codes import Trilean
from workbench.domain.finding import ClockStatus

FONT: Final = "Noto Sans CJK SC, Microsoft YaHei, sans-serif"
INK, INK_2, LINE, BRAND, ACCENT = "#1f2a37", "#5b6b7c", "#dde3ea", "#1f3a5f", "#2b6cb0"

TONES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "overdue": "#a61b1b",
        "orange": "#c8650a",
        "yellow": "#c79a00",
        "ok": "#2f7d6b",
        "done": "#6b8299",
        "info": "#2b6cb0",
        "neutral": "#64748b",
        "unknown": "#7a6a94",
    }
)
"""What a colour means: overdue 超期, orange and yellow 临期, ok 在办按期, done 已完成, unknown 待核."""

SERIES: Final = ("#2b6cb0", "#c8650a", "#2f7d6b", "#7a6a94", "#c79a00", "#6b8299", "#9c4a5b", "#4d7ea8")
"""Colours of categories that mean nothing by themselves, in order."""

CLOCK_TONES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ClockStatus.DONE_IN_TIME.value: "done",
        ClockStatus.DONE_LATE.value: "orange",
        ClockStatus.RUNNING.value: "ok",
        ClockStatus.YELLOW.value: "yellow",
        ClockStatus.ORANGE.value: "orange",
        ClockStatus.GRACE.value: "orange",
        ClockStatus.OVERDUE.value: "overdue",
        ClockStatus.UNKNOWN.value: "unknown",
        ClockStatus.WAIVED.value: "neutral",
    }
)
TRILEAN_TONES: Final[Mapping[str, str]] = MappingProxyType(
    {Trilean.YES.value: "info", Trilean.NO.value: "neutral", Trilean.UNKNOWN.value: "unknown"}
)

_AXIS: Final = {
    "gridcolor": "#e6ebf0",
    "linecolor": "#b8c4d0",
    "zerolinecolor": "#b8c4d0",
    "automargin": True,
    "ticks": "",
    "tickfont": {"color": INK_2, "size": 12.5},
    "title": {"font": {"color": INK_2, "size": 13}, "standoff": 8},
}
LAYOUT: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "font": {"family": FONT, "size": 13, "color": INK},
        "title": {
            "font": {"size": 15, "color": BRAND},
            "x": 0,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "pad": {"l": 14, "t": 13},
        },
        "colorway": list(SERIES),
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "margin": {"l": 56, "r": 20, "t": 48, "b": 44},
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
        "legend": {
            "orientation": "h",
            "x": 1,
            "xanchor": "right",
            "y": 1.02,
            "yanchor": "bottom",
            "traceorder": "normal",
        },
        "separators": ".,",
        "bargap": 0.32,
        "dragmode": False,  # a drag that zooms by accident confuses more than it helps
        "xaxis": _AXIS,
        "yaxis": _AXIS,
    }
)


@cache
def asset(name: str) -> str:
    """Text of one file in `workbench/widgets/static/`."""
    return (files("workbench.widgets") / "static" / name).read_text(encoding="utf-8")


def part_style() -> str:
    """CSS of the drawn widgets; each carries it, so that they look right alone in a notebook."""
    return asset("palette.css") + asset("parts.css")


def page_style() -> str:
    """CSS of the frame, facts and notices."""
    return asset("palette.css") + asset("workbench.css")


STYLE: Final = f"<style>{page_style()}</style>"
