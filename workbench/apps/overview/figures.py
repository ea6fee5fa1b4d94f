"""总览's charts as plain plotly figures (图表): trend, campaign path, units by duties kept."""

from __future__ import annotations

from typing import Any

from workbench.campaign.counts import Trend
from workbench.campaign.performance import Performance
from workbench.usecases.look_over import CampaignView

LEAST = 10
"""A fraction of fewer duties says too little about a unit to be drawn."""
REGISTERED, CLOSED = "#2b6cb0", "#6b8299"
KEPT, MISSED = "#2f7d6b", "#a61b1b"


def trend_figure(trend: Trend) -> dict[str, Any]:
    """Records registered and closed by month."""
    months = [one.month for one in trend.months]
    bars = (
        (REGISTERED, "登记", [one.registered for one in trend.months]),
        (CLOSED, "办结", [one.closed for one in trend.months]),
    )
    data = [{"type": "bar", "name": name, "x": months, "y": values, "marker": {"color": colour},
             "hovertemplate": "%{x} " + name + " %{y} 件<extra></extra>"} for colour, name, values in bars]  # fmt: skip
    layout = {"barmode": "group", "bargap": 0.3, "legend": _LEGEND, "xaxis": {"type": "category", "tickangle": 0, "dtick": 3},
              "margin": _MARGIN}  # fmt: skip
    return {"data": data, "layout": layout}


def path_figure(view: CampaignView) -> dict[str, Any]:
    """Resolved of a campaign by week against its targets: as accepted, and net of rebounds."""
    days = [point.day.isoformat() for point in view.path]
    lines = [
        ("已化解（报上级口径）", [point.accepted for point in view.path], {"color": "#2b6cb0", "width": 2}),
        ("扣除反弹", [point.net for point in view.path], {"color": "#2f7d6b", "width": 2, "dash": "dot"}),
    ]
    data: list[dict[str, Any]] = [
        {"type": "scatter", "mode": "lines", "name": name, "x": days, "y": values, "line": line}
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
        "layout": {"legend": _LEGEND, "yaxis": {"rangemode": "tozero"}, "margin": _MARGIN},
    }


def units_figure(units: tuple[Performance, ...], most: int = 9) -> dict[str, Any]:
    """Units with enough duties come due, the smallest fraction kept on top: kept and missed side by side, never volume alone."""
    counted = [one for one in units if one.ratio.denominator >= LEAST][:most][::-1]
    names = [one.unit for one in counted]
    kept = [one.ratio.numerator for one in counted]
    missed = [one.ratio.denominator - one.ratio.numerator for one in counted]
    share = [f"{one.ratio.text}  {one.ratio.percent}" for one in counted]
    total = [one.ratio.denominator for one in counted]

    def bars(name: str, values: list[int], colour: str, text: list[str] | None = None) -> dict[str, Any]:
        drawn = {"type": "bar", "orientation": "h", "name": name, "y": names, "marker": {"color": colour}, "customdata": names,
                 "x": [100 * value / all_ for value, all_ in zip(values, total, strict=True)],
                 "hovertemplate": "%{y}<br>" + name + " %{x:.1f}%<extra></extra>"}  # fmt: skip
        return {**drawn, "text": text, **_INSIDE} if text else drawn

    layout = {"barmode": "stack", "legend": _LEGEND, "margin": {**_MARGIN, "l": 8}, "bargap": 0.25,
              "xaxis": {"range": [0, 100], "ticksuffix": "%"}, 
              "yaxis": {"type": "category", "automargin": True, "dtick": 1, "tickfont": {"size": 11.5}}}  # fmt: skip
    return {"data": [bars("按期", kept, KEPT, share), bars("超期", missed, MISSED)], "layout": layout}


_INSIDE = {"textposition": "inside", "insidetextanchor": "start", "constraintext": "none", "textangle": 0,
           "textfont": {"size": 11, "color": "#fff"}}  # fmt: skip
_LEGEND = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}
_MARGIN = {"l": 44, "r": 12, "t": 28, "b": 36}
