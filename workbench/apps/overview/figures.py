"""总览's charts as plain plotly figures (图表): trend, campaign path, units by duties kept."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from workbench.campaign.counts import Trend
from workbench.campaign.measures import Measure
from workbench.usecases.look_over import CampaignView

LEAST = 10
"""A fraction of fewer duties says too little about a unit to be drawn."""
REGISTERED, CLOSED = "#2b6cb0", "#6b8299"
KEPT, MISSED = "#2f7d6b", "#a61b1b"


def trend_figure(trend: Trend) -> dict[str, Any]:
    """Records registered and closed by month; a bar's customdata is the focus it opens."""
    months = [one.month for one in trend.months]
    data = [
        {
            "type": "bar",
            "name": name,
            "x": months,
            "y": [getattr(one, kind) for one in trend.months],
            "customdata": [f"{kind}:{month}" for month in months],
            "marker": {"color": colour},
            "hovertemplate": "%{x} " + name + " %{y} 件<extra></extra>",
        }
        for kind, name, colour in (("registered", "登记", REGISTERED), ("closed", "办结", CLOSED))
    ]
    axis = {"type": "category", "tickangle": 0, "dtick": 3}
    return {
        "data": data,
        "layout": {"barmode": "group", "bargap": 0.3, "legend": _LEGEND, "xaxis": axis, "margin": _MARGIN},
    }


def path_figure(view: CampaignView) -> dict[str, Any]:
    """Resolved of a campaign by week against its targets: as accepted, and net of rebounds."""
    days = [point.day.isoformat() for point in view.path]
    lines = [
        ("已化解（报上级口径）", [point.accepted for point in view.path], {"color": "#2b6cb0", "width": 2}),
        ("扣除反弹", [point.net for point in view.path], {"color": "#2f7d6b", "width": 2, "dash": "dot"}),
    ]
    data: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": days,
            "y": values,
            "line": line,
            "hovertemplate": "%{x} " + name + " %{y} 件<extra></extra>",
            "customdata": [f"campaign:{view.campaign.batch}"] * len(days),
        }
        for name, values, line in lines
    ]
    base = view.path[-1].base
    data.append({
        "type": "scatter", "mode": "markers+text", "name": "目标", "x": [stage.day.isoformat() for stage in view.stages],
        "y": [(base * stage.pct + 99) // 100 for stage in view.stages], "text": [f"{stage.pct}%" for stage in view.stages],
        "textposition": "top center", "marker": {"symbol": "diamond", "size": 10, "color": "#c8650a"},
        "hovertemplate": "%{x} 应化解 %{y} 件<extra></extra>",
    })  # fmt: skip
    return {
        "data": data,
        "layout": {"legend": _LEGEND, "yaxis": {"range": [0, base * 1.15]}, "margin": _MARGIN},
    }


def units_figure(units: tuple[Measure, ...], most: int = 9) -> dict[str, Any]:
    """Units with enough duties come due, the smallest fraction kept on top: kept and missed side by side, never volume alone."""
    counted = [one for one in units if one.group and one.ratio.denominator >= LEAST]
    counted = sorted(counted, key=lambda one: (Fraction(one.ratio.numerator, one.ratio.denominator), one.group))[:most][
        ::-1
    ]
    missed = [one.ratio.denominator - one.ratio.numerator for one in counted]
    kept = [one.ratio.numerator for one in counted]
    share = [f"{one.ratio.text}  {one.ratio.percent}" for one in counted]
    inside = [text if number else "" for text, number in zip(share, kept, strict=True)]
    beside = ["" if number else text for text, number in zip(share, kept, strict=True)]
    data = [_share_bars(counted, "按期", kept, KEPT, inside), _share_bars(counted, "超期", missed, MISSED, beside)]
    axes = {
        "xaxis": {"range": [0, 100], "ticksuffix": "%"},
        "yaxis": {"type": "category", "automargin": True, "dtick": 1, "tickfont": {"size": 11.5}},
    }
    return {
        "data": data,
        "layout": {"barmode": "stack", "bargap": 0.25, "legend": _LEGEND, "margin": {**_MARGIN, "l": 8}, **axes},
    }


def _share_bars(units: list[Measure], name: str, values: list[int], colour: str, text: list[str]) -> dict[str, Any]:
    """One part of each unit's bar in per cent; the fraction is written in the part that has room for it."""
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [one.group for one in units],
        "x": [100 * value / one.ratio.denominator for value, one in zip(values, units, strict=True)],
        "text": text,
        "customdata": [f"unit:{one.group}" for one in units],
        "marker": {"color": colour},
        "hovertemplate": "%{y}<br>" + name + " %{x:.1f}%<extra></extra>",
        **_INSIDE,
    }


_INSIDE = {"textposition": "inside", "insidetextanchor": "start", "constraintext": "none", "textangle": 0,
           "textfont": {"size": 11, "color": "#fff"}}  # fmt: skip
_LEGEND = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}
_MARGIN = {"l": 44, "r": 12, "t": 28, "b": 36}
