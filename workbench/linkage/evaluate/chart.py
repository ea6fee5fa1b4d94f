"""The threshold table as a picture (阈值图): a small SVG with nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import isnan

import pandas as pd

_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 720, 400, 56, 46, 64, 52
_LINES = (
    ("precision", "查准率", "#1a5fb4", ""),
    ("recall", "查全率", "#a51d2d", "6 3"),
    ("f1", "F1", "#26a269", "2 3"),
)
_QUEUE_COLOUR = "#77767b"


def threshold_svg(table: pd.DataFrame, title: str = "阈值与查准率、查全率") -> str:
    """SVG text of a table of `threshold_table`: shares on the left axis, pairs to look at on the right, by threshold.

    Rows of the table stand at even distances, so that the high thresholds, where things change, are not pressed together.
    Lines differ by dash as well as by colour.
    """
    steps = _places(len(table))
    most = max(1, int(table["queue"].max()) if len(table) else 1)
    parts = [
        _frame(title, most),
        _feet(steps, table["threshold"].tolist()),
        _bars(steps, [int(size) for size in table["queue"]], most),
    ]
    for at, (column, word, colour, dash) in enumerate(_LINES):
        parts.append(_line(steps, [float(value) for value in table[column]], colour, dash))
        parts.append(_key(at, word, colour, dash))
    parts.append(_key(len(_LINES), "待看对数（右轴）", _QUEUE_COLOUR, ""))
    body = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">{body}</svg>'


def _places(count: int) -> list[float]:
    return [at / max(1, count - 1) for at in range(count)]


def _feet(places: Sequence[float], thresholds: Sequence[float]) -> str:
    """Every third threshold under its place, and the last."""
    shown = [at for at in range(len(places)) if at % 3 == 0 and at < len(places) - 2] + [len(places) - 1] * bool(places)
    return "".join(_text(_x(places[at]), _HEIGHT - _BOTTOM + 18, f"{thresholds[at]:g}", "middle") for at in shown)


def _x(step: float) -> float:
    return _LEFT + step * (_WIDTH - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _frame(title: str, most: int) -> str:
    ticks = "".join(_tick(step / 5, most) for step in range(6))
    heading = _text(_WIDTH / 2, 18, escape(title), "middle")
    return f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>{heading}{ticks}' + _text(
        _WIDTH / 2, _HEIGHT - 12, "阈值（建议的把握）", "middle"
    )


def _tick(share: float, most: int) -> str:
    line = f'<path d="M{_LEFT} {_y(share):.1f}H{_WIDTH - _RIGHT}" stroke="#deddda"/>'
    left = _text(_LEFT - 6, _y(share) + 4, f"{share:.1f}", "end")
    right = _text(_WIDTH - _RIGHT + 6, _y(share) + 4, f"{round(share * most):,}", "start")
    return line + left + right


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def _line(steps: Sequence[float], shares: Sequence[float], colour: str, dash: str) -> str:
    points = [(step, share) for step, share in zip(steps, shares, strict=True) if not isnan(share)]
    path = " ".join(f"{_x(step):.1f},{_y(share):.1f}" for step, share in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'


def _bars(steps: Sequence[float], sizes: Sequence[int], most: int) -> str:
    places = [(_x(step), _y(size / most)) for step, size in zip(steps, sizes, strict=True)]
    foot = _y(0)
    return "".join(
        f'<path d="M{x:.1f} {foot:.1f}V{y:.1f}" stroke="{_QUEUE_COLOUR}" stroke-opacity=".35" stroke-width="5"/>'
        for x, y in places
    )


def _key(at: int, word: str, colour: str, dash: str) -> str:
    x = _LEFT + 20 + at * 130
    line = f'<path d="M{x} 34h26" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
    return line + _text(x + 32, 38, word, "start")
