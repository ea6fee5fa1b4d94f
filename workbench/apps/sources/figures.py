"""源头治理's pictures as plain plotly figures (图表): the table of topics and places, matters by month."""

from __future__ import annotations

from typing import Any, Final

from workbench.apps.sources.model import OTHER_PLACES, SourcesModel
from workbench.campaign.ratio import Ratio

TOTAL: Final = "合计"
_SHADES: Final = [[0, "#ffffff"], [0.001, "#e3edf7"], [0.5, "#8fb5dc"], [1, "#2b6cb0"]]
_DARK, _PALE = "#2b6cb0", "#9db7d1"
ROW: Final = 30
_LINE: Final = 3  # characters side by side over a column
_WIDEST: Final = 14  # columns that have room for a fraction


def counted(model: SourcesModel, topic: str, place: str) -> int:
    """Matters of a cell of the table as drawn: 合计 and 其他地方 are sums."""
    topics = model.heat.topics if topic == TOTAL else (topic,)
    places = model.heat.places if place == TOTAL else model.other_places if place == OTHER_PLACES else (place,)
    return sum(model.heat.many.get((one, other), 0) for one in topics for other in places)


def heat_figure(model: SourcesModel) -> dict[str, Any]:
    """Every cell with its matters and its topic's in all places; sums at the edges. A click opens the matters."""
    topics, places = [*model.heat.topics, TOTAL], [*model.columns, TOTAL]
    many = [[counted(model, topic, place) for place in places] for topic in topics]
    inner = max((value for row in many[:-1] for value in row[:-1]), default=1) or 1
    cells = {
        "type": "heatmap",
        "x": [_head(model.name(place)) if place != TOTAL else TOTAL for place in places],
        "y": topics,
        "z": [[min(value, inner) for value in row[:-1]] + [0] for row in many[:-1]] + [[0] * len(places)],
        "text": [[_cell(model, row, at) for at in range(len(places))] for row in many],
        "texttemplate": "%{text}",
        "customdata": [[f"{topic}|{place}" for place in places] for topic in topics],
        "hovertext": [[_hover(model, topic, place) for place in places] for topic in topics],
        "hoverinfo": "text",
        "colorscale": _SHADES,
        "zmin": 0,
        "zmax": inner,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "textfont": {"size": 12},
    }
    axis = {
        "type": "category",
        "tickangle": 0,
        "showgrid": False,
        "side": "top",
        "tickfont": {"size": 11.5},
        "dtick": 1,
    }
    layout = {
        "margin": {"l": 8, "r": 8, "t": 42, "b": 4},
        "xaxis": axis,
        "yaxis": {
            "type": "category",
            "autorange": "reversed",
            "showgrid": False,
            "dtick": 1,
            "automargin": True,
            "tickfont": {"size": 12},
        },
    }
    return {"data": [cells], "layout": layout}


def _head(name: str) -> str:
    """A place's name over its column: one of more than three characters on two lines, or neighbours would run together."""
    return name if len(name) <= _LINE else f"{name[: -(len(name) // 2)]}<br>{name[-(len(name) // 2) :]}"


def heat_height(model: SourcesModel) -> int:
    return 52 + ROW * (len(model.heat.topics) + 1)


def _cell(model: SourcesModel, row: list[int], at: int) -> str:
    """ "3/7": of the topic's seven, three are here; "" for none."""
    value, whole = row[at], row[-1]
    if not value:
        return ""
    if at == len(row) - 1:
        return f"<b>{value}/{model.found.counted}</b>"
    return f"{value}/{whole}" if len(row) <= _WIDEST else str(value)


def _hover(model: SourcesModel, topic: str, place: str) -> str:
    value = counted(model, topic, place)
    whole = Ratio(value, counted(model, topic, TOTAL), "")
    told = f"{topic} · {model.name(place) if place != TOTAL else TOTAL}：{value} 件"
    return f"{told}<br>占该行 {whole.full}<br>点击列出事项" if value else told


def months_figure(model: SourcesModel) -> dict[str, Any]:
    """Matters that began by month, two years; the months of the current period are dark. A click lists the month's."""
    told = model.months()
    now = {f"{model.found.asked.period.first:%Y-%m}", f"{model.found.asked.as_of:%Y-%m}"}
    bars = {
        "type": "bar",
        "x": list(told),
        "y": list(told.values()),
        "customdata": list(told),
        "marker": {"color": [_DARK if min(now) <= month <= max(now) else _PALE for month in told]},
        "hovertemplate": "%{x} 首次信访 %{y} 件<extra></extra>",
    }
    most = max(told.values(), default=1) or 1
    return {
        "data": [bars],
        "layout": {
            "margin": {"l": 30, "r": 8, "t": 8, "b": 28},
            "bargap": 0.25,
            "showlegend": False,
            "xaxis": {"type": "category", "dtick": 3, "tickangle": 0},
            "yaxis": {"range": [0, most * 1.15], "dtick": max(1, most // 4)},
        },
    }
