"""专项行动, the target path as a picture (目标曲线): resolved by week against the milestones, in the phases of the campaign."""

from __future__ import annotations

from datetime import date
from typing import Any

from workbench.settings import Phase
from workbench.usecases.campaign_state import CohortState, Stage

ACCEPTED, NET, TARGET, PACE, MET = "#2b6cb0", "#2f7d6b", "#c8650a", "#a61b1b", "#6b8299"


def path_figure(cohort: CohortState, phases: tuple[Phase, ...]) -> dict[str, Any]:
    """Curves as accepted and net of rebounds, milestones as diamonds (customdata: their day), the pace still needed."""
    top = max(1, cohort.now.base)
    data = [*_curves(cohort), _targets(cohort.stages), *_pace(cohort)]
    layout = {
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"},
        "yaxis": {"range": [0, top * 1.16], "title": {"text": "件"}}, "margin": {"l": 52, "r": 14, "t": 30, "b": 34},
        "shapes": [_base_line(top), _day_line(cohort.as_of), *_shades(phases)], "annotations": _names(phases),
        "xaxis": {"type": "date", "tickformat": "%Y-%m"},
    }  # fmt: skip
    return {"data": data, "layout": layout}


def _curves(cohort: CohortState) -> list[dict[str, Any]]:
    days = [point.day.isoformat() for point in cohort.path]
    lines = (
        ("报上级口径", [point.accepted for point in cohort.path], {"color": ACCEPTED, "width": 2}, "accepted"),
        ("扣除反弹", [point.net for point in cohort.path], {"color": NET, "width": 2, "dash": "dot"}, "net"),
    )
    return [
        {"type": "scatter", "mode": "lines", "name": name, "x": days, "y": values, "line": line,
         "customdata": [focus] * len(days), "hovertemplate": "%{x} " + name + " %{y} 件<extra></extra>"}
        for name, values, line, focus in lines
    ]  # fmt: skip


def _targets(stages: tuple[Stage, ...]) -> dict[str, Any]:
    """Milestones with what each needs; those met are grey, and named below the curve."""
    places = ["bottom right" if one.point.met else "top left" for one in stages]
    return {
        "type": "scatter", "mode": "markers+text", "name": "节点应化解", "x": [one.day.isoformat() for one in stages],
        "y": [one.point.need for one in stages], "customdata": [one.day.isoformat() for one in stages],
        "text": [f"{one.point.milestone.pct}%　{one.point.need}" for one in stages], "textposition": places,
        "textfont": {"size": 12}, "cliponaxis": False,
        "marker": {"symbol": "diamond", "size": 11, "color": [MET if one.point.met else TARGET for one in stages]},
        "hovertemplate": "%{x} 应化解 %{y} 件<extra></extra>",
    }  # fmt: skip


def _pace(cohort: CohortState) -> list[dict[str, Any]]:
    """From where the cohort stands, net of rebounds, to what the next milestone needs."""
    ahead = cohort.next
    if ahead is None or not ahead.point.gap_net or not ahead.point.days_left:
        return []
    ends = [cohort.as_of.isoformat(), ahead.day.isoformat()]
    return [{
        "type": "scatter", "mode": "lines", "name": f"还须{ahead.point.pace_text}", "x": ends,
        "y": [cohort.now.net.numerator, ahead.point.need], "line": {"color": PACE, "width": 1.5, "dash": "dash"},
        "hoverinfo": "skip",
    }]  # fmt: skip


def _base_line(base: int) -> dict[str, Any]:
    line = {"color": "#b8c4d0", "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": base, "y1": base, "line": line}


def _day_line(day: date) -> dict[str, Any]:
    line = {"color": "#5b6b7c", "width": 1}
    return {
        "type": "line",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "x0": day.isoformat(),
        "x1": day.isoformat(),
        "line": line,
    }


def _shades(phases: tuple[Phase, ...]) -> list[dict[str, Any]]:
    """Every second phase lightly shaded."""
    return [
        {"type": "rect", "yref": "paper", "y0": 0, "y1": 1, "x0": one.first.isoformat(), "x1": one.last.isoformat(),
         "fillcolor": "#eef3f8" if place % 2 == 0 else "#f8fafc", "line": {"width": 0}, "layer": "below"}
        for place, one in enumerate(phases)
    ]  # fmt: skip


def _names(phases: tuple[Phase, ...]) -> list[dict[str, Any]]:
    """Names of phases long enough to hold them."""
    span = max(((phases[-1].last - phases[0].first).days, 1)) if phases else 1
    return [
        {"x": one.first.isoformat(), "y": 0, "yref": "paper", "yanchor": "bottom", "xanchor": "left", "text": one.name,
         "showarrow": False, "font": {"size": 11, "color": "#5b6b7c"}}
        for one in phases if (one.last - one.first).days * 100 > span * 12
    ]  # fmt: skip
