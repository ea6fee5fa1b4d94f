"""专项行动, its tables: lines of `campaign_rows` made ready for the page, each list with its export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from workbench.apps import panel_parts
from workbench.apps.campaign.model import CampaignModel
from workbench.apps.frame import case_link
from workbench.usecases import campaign_rows as lines

_TONES: Final = {
    lines.MET: "ok", lines.SHORT: "overdue", lines.TODAY: "orange", lines.AHEAD: "info",
    "未化解": "yellow", "报结待审": "info", "已化解": "done", "已核减": "neutral", "未登记": "neutral",
    "进行中": "info", "已结束": "neutral", "未开始": "neutral",
}  # fmt: skip
_SHOWN: Final = {
    "title": ("link", 300), "unit": ("text", 190), "then": ("status", 90), "now": ("status", 90), "state": ("status", 84),
    "day": ("date", 96), "came": ("date", 96), "resolved_on": ("date", 96), "back_on": ("date", 96), "removed_on": ("date", 96),
    "first": ("date", 96), "last": ("date", 96), "name": ("text", 150), "left": ("text", 92), "matter_id": ("text", 100),
}  # fmt: skip
STAGES: Final = [
    {"key": "day", "title": "节点", "kind": "date", "width": 96}, {"key": "percent", "title": "目标", "width": 60},
    {"key": "need", "title": "应化解", "width": 76}, {"key": "accepted", "title": "报上级口径", "width": 144},
    {"key": "net", "title": "扣除反弹", "width": 144}, {"key": "queued", "title": "待审", "kind": "number", "width": 50},
    {"key": "gap_net", "title": "还差", "kind": "number", "width": 50}, {"key": "pace", "title": "需要进度", "width": 104},
    {"key": "state", "title": "结果", "kind": "status", "tones": _TONES, "width": 84},
]  # fmt: skip
"""Milestones as the page has room for; the export has them all."""


def shown(columns: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Columns of `campaign_rows` with the page's widths, tones and links."""
    return [_shown(dict(column)) for column in columns]


def _shown(column: dict[str, Any]) -> dict[str, Any]:
    kind, width = _SHOWN.get(column["key"], (column["kind"], column.get("width")))
    tones = {"tones": _TONES} if kind == "status" else {}
    return {**column, "kind": kind, **tones, **({"width": width} if width else {})}


def linked(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of matters whose titles open the matter's page."""
    return [{**row, "title": case_link(row["matter_id"], row["title"])} for row in rows]


class Listing(panel_parts.Listing):
    """A list with campaign, cohort and edition printed on its export."""

    def __init__(self, model: CampaignModel, title: str, columns: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(title, columns, model.export, **kwargs)
