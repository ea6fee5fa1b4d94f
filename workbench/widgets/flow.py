"""Flows between places (流向图): 户籍地 → 常住地 → 事发地, as a Sankey figure for `Chart`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final

from workbench.widgets.theme import SERIES, TONES

UNKNOWN: Final = "不详"


def flow_figure(
    paths: Iterable[Sequence[str | None]],
    stages: Sequence[str] = ("户籍地", "常住地", "事发地"),
    *,
    title: str = "",
    top: int = 12,
) -> dict[str, Any]:
    """A Sankey of how many cases go through which places.

    Each path names one case's place at every stage (None or "": not known). In each stage the `top` commonest places
    stand for themselves, the rest as 其他. customdata of a node is {"stage", "place", "members"}, of a link
    {"stage", "from", "to"}. ValueError for a path of another length than the stages.
    """
    rows = [_checked(path, stages) for path in paths]
    kept = [_commonest((row[place] for row in rows), top) for place in range(len(stages))]
    named = [[_name(place, kept[stage]) for stage, place in enumerate(row)] for row in rows]
    nodes = _nodes(named, len(stages))
    links = Counter((step, row[step], row[step + 1]) for row in named for step in range(len(stages) - 1))
    return {
        "data": [
            {
                "type": "sankey",
                "arrangement": "fixed",
                "node": _drawn_nodes(nodes, stages),
                "link": _drawn_links(links, nodes, stages),
            }
        ],
        "layout": {
            "title": {"text": title},
            "margin": {"l": 14, "r": 14, "t": 68, "b": 16},
            "annotations": _heads(stages),
        },
    }


def _checked(path: Sequence[str | None], stages: Sequence[str]) -> list[str]:
    if len(path) != len(stages):
        raise ValueError(f"流向要有 {len(stages)} 个地点（{'、'.join(stages)}），得到 {len(path)} 个")
    return [place or UNKNOWN for place in path]


def _commonest(places: Iterable[str], top: int) -> frozenset[str]:
    return frozenset(place for place, _ in Counter(places).most_common(top)) | {UNKNOWN}


def _name(place: str, kept: frozenset[str]) -> str:
    return place if place in kept else "其他"


def _nodes(named: list[list[str]], stages: int) -> dict[tuple[int, str], int]:
    """Node numbers by stage and place, in each stage the commonest first and the unknown last."""
    ordered = []
    for stage in range(stages):
        counts = Counter(row[stage] for row in named)
        ordered += [
            (stage, place) for place in sorted(counts, key=lambda p: (p == UNKNOWN, p == "其他", -counts[p], p))
        ]
    return {node: number for number, node in enumerate(ordered)}


def _drawn_nodes(nodes: dict[tuple[int, str], int], stages: Sequence[str]) -> dict[str, Any]:
    return {
        "label": [place for _, place in nodes],
        "color": [_colour(stage, place) for stage, place in nodes],
        "customdata": [{"stage": stages[stage], "place": place} for stage, place in nodes],
        "pad": 14,
        "thickness": 16,
        "line": {"width": 0},
        "hovertemplate": "%{customdata.stage}：%{label}<br>%{value} 件<extra></extra>",
    }


def _drawn_links(
    links: Counter[tuple[int, str, str]], nodes: dict[tuple[int, str], int], stages: Sequence[str]
) -> dict[str, Any]:
    return {
        "source": [nodes[step, start] for step, start, _ in links],
        "target": [nodes[step + 1, end] for step, _, end in links],
        "value": list(links.values()),
        "color": ["rgba(107,130,153,0.28)" if start == end else "rgba(200,101,10,0.30)" for _, start, end in links],
        "customdata": [{"stage": stages[step], "from": start, "to": end} for step, start, end in links],
        "hovertemplate": "%{source.label} → %{target.label}<br>%{value} 件<extra></extra>",
    }


def _colour(stage: int, place: str) -> str:
    return TONES["unknown"] if place == UNKNOWN else SERIES[(0, 2, 5)[stage % 3]]


def _heads(stages: Sequence[str]) -> list[dict[str, Any]]:
    """The stages' names above their columns."""
    last = max(len(stages) - 1, 1)
    anchors = ["left", *["center"] * (len(stages) - 2), "right"]
    return [
        {
            "text": name,
            "x": place / last,
            "xanchor": anchors[place],
            "y": 1.0,
            "yanchor": "bottom",
            "yshift": 4,
            "showarrow": False,
            "xref": "paper",
            "yref": "paper",
        }
        for place, name in enumerate(stages)
    ]
