"""关联: records proposed as the same or related with reasons, and the network around the matter."""

from __future__ import annotations

from typing import Any

from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing
from workbench.apps.frame import case_link
from workbench.apps.panel_parts import Panel, folded, rows
from workbench.domain.network import NODE_NAMES
from workbench.review.facts import Row
from workbench.widgets import GraphView, dashboard_link

COLUMNS: list[dict[str, Any]] = [
    {"key": "title", "title": "对方事项（点击打开）", "kind": "link", "width": 260},
    {"key": "other", "title": "对方信访件", "width": 130},
    {"key": "day", "title": "登记", "kind": "date", "width": 92},
    {"key": "kind", "title": "关系", "width": 62},
    {"key": "reasons", "title": "理由", "kind": "tags"},
    {"key": "verdict", "title": "认定", "width": 130},
    {"key": "judge", "title": "比对", "kind": "link", "width": 64},
]


def panel(model: CaseModel) -> Panel:
    """The links with a way to judge each, and the picture when asked for."""
    listing = Listing(model, "关联信访件", COLUMNS, height=300, empty="没有关联建议")

    def read() -> None:
        listing.show(map(_row, model.opened.links))

    return rows(listing, folded("周围的关联图（事项、单位、地点，不画人）", lambda: graph(model))), read


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": f"{row['left']}|{row['right']}|{row['kind']}",
        "other": row["other_no"] or row["other"],
        "day": row["other_day"],
        "kind": row["kind"],
        "title": case_link(row["other_matter"], row["other_title"]),
        "reasons": list(row["reasons"]),
        "verdict": f"{row['verdict']}（{row['judged_by']}）" if row["verdict"] else "待承办人认定",
        "judge": {
            "text": "比对",
            "href": dashboard_link("links", pair=f"{row['left']}|{row['right']}", kind=row["kind"]),
        },
    }


def graph(model: CaseModel) -> GraphView:
    """What hangs on the matter two steps out."""
    found = model.network()
    nodes = [{"id": node.id, "label": node.label, "group": node.type} for node in found.nodes]
    edges = [{"source": link.source, "target": link.target, "label": link.type} for link in found.links]
    return GraphView(nodes, edges, groups={kind.value: name for kind, name in NODE_NAMES.items()}, height=420)
