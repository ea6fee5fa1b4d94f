"""Rows and columns of 督办's tables, from what the use case gives; never a person in any of them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote

from workbench.apps.frame import case_link
from workbench.review.facts import Row
from workbench.rules.decisions import Task
from workbench.rules.letters import Letter
from workbench.rules.supervision import Proposal
from workbench.store.view_papers import OwnPaper
from workbench.usecases.supervise import DUE, OVERDUE, Standing, UnitClocks
from workbench.widgets import CLOCK_TONES

RANKED: Final[list[dict[str, Any]]] = [
    {"key": "place", "title": "序", "kind": "number", "width": 40},
    {"key": "unit", "title": "单位", "width": 170},
    {"key": "fraction", "title": "分数（比例）", "width": 148},
    {"key": "interval", "title": "95%区间", "width": 96},
    {"key": "drawn", "title": "收缩后", "width": 66},
    {"key": "next", "title": "与下一名", "width": 156},
]
CLOCKS: Final[list[dict[str, Any]]] = [
    {"key": "title", "title": "事项", "kind": "link"},
    {"key": "unit", "title": "单位", "width": 150},
    {"key": "name", "title": "时限", "width": 104},
    {"key": "due", "title": "届满", "kind": "date", "width": 94},
    {"key": "days", "title": "余日", "kind": "number", "width": 56},
    {"key": "status", "title": "状态", "kind": "status", "tones": dict(CLOCK_TONES), "width": 100},
]
UNITS: Final[list[dict[str, Any]]] = [
    {"key": "unit", "title": "单位"},
    {"key": "due", "title": "即将到期 / 在办", "width": 120},
    {"key": "overdue", "title": "超期 / 在办", "width": 110},
]
LADDER: Final[list[dict[str, Any]]] = [
    {"key": "unit", "title": "单位", "width": 150},
    {"key": "rung", "title": "建议", "kind": "status", "width": 96},
    {"key": "title", "title": "事项", "kind": "link", "width": 150},
    {"key": "sentence", "title": "依据的情况"},
]
LETTERS: Final[list[dict[str, Any]]] = [
    {"key": "day", "title": "日期", "kind": "date", "width": 94},
    {"key": "kind", "title": "文书", "width": 110},
    {"key": "number", "title": "文号", "width": 150},
    {"key": "unit", "title": "单位", "width": 150},
    {"key": "title", "title": "事项", "kind": "link"},
    {"key": "due", "title": "限期", "kind": "date", "width": 94},
]
TASKS: Final[list[dict[str, Any]]] = [
    {"key": "text", "title": "议定事项"},
    {"key": "title", "title": "事项", "kind": "link", "width": 190},
    {"key": "due", "title": "期限", "kind": "date", "width": 94},
    {"key": "label", "title": "状态", "width": 96},
]
PAPERS: Final[list[dict[str, Any]]] = [
    {"key": "title", "title": "材料", "kind": "link"},
    {"key": "at", "title": "放入时间", "width": 140},
]
CLOCK_TITLES: Final = {DUE: "即将到期的时限", OVERDUE: "超期未完成的时限"}
LEGEND: Final = (
    "按收缩后的比例排列（小单位向全体靠拢）；区间为Wilson 95%；“没有实质差别”的不分先后。点击一行看该单位的职责"
)


def ranked_rows(standing: Standing) -> list[dict[str, Any]]:
    """Units in order, then those with nothing counted, under a dash."""
    told = [
        {"id": one.unit, "place": number, "unit": one.unit, "fraction": one.ratio.full,
         "interval": one.interval, "drawn": f"{one.drawn:.1%}", "next": _next(one.tied, one.apart)}
        for number, one in enumerate(standing.order, 1)
    ]  # fmt: skip
    rest = ({"id": unit, "place": None, "unit": unit, "fraction": "—"} for unit in standing.uncounted)
    return [*told, *rest]


def _next(tied: bool, apart: float | None) -> str:
    if apart is None:
        return ""
    return f"没有实质差别（{apart:.0%}）" if tied else f"优于下一名（{apart:.0%}）"


def unit_rows(units: Iterable[UnitClocks]) -> list[dict[str, Any]]:
    """Units by name with what is due and overdue, each of all duties that still run."""
    return [
        {"id": one.unit, "unit": one.unit or "未登记单位", "due": f"{one.due} / {one.running}",
         "overdue": f"{one.overdue} / {one.running}"}
        for one in units
    ]  # fmt: skip


def clock_rows(rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [
        {"id": f"{row['record_id']}-{row['clock']}-{number}", "title": case_link(row["matter_id"], row["title"]),
         "unit": row["unit"] or "未登记单位", "name": f"{row['clock']} {row['name']}", "due": row["due"], "days": row["days_left"],
         "status": row["status"]}
        for number, row in enumerate(rows)
    ]  # fmt: skip


def _link(matter: str, titles: Mapping[str, str]) -> dict[str, str] | str:
    if matter in titles:
        return case_link(matter, titles[matter])
    return matter or "会议全体"


def ladder_rows(found: Iterable[Proposal], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"id": one.decision_id, "unit": one.unit, "rung": {"text": one.rung.value, "tone": "orange"},
         "title": _link(one.matter_id, titles), "sentence": one.finding.sentence}
        for one in found
    ]  # fmt: skip


def letter_rows(found: Iterable[Letter], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"id": one.event_id, "day": one.day, "kind": one.kind.value, "number": one.number or "未登记", "unit": one.unit,
         "title": _link(one.matter_id, titles), "due": one.due}
        for one in found
    ]  # fmt: skip


def paper_rows(found: Iterable[OwnPaper]) -> list[dict[str, Any]]:
    """Papers to save, by the address the server gives them."""
    base = os.environ.get("VOILA_BASE_URL", "/")
    return [
        {"id": one.name, "title": {"text": one.name, "href": f"{base}workbench/papers/{quote(one.name)}"},
         "at": f"{one.at:%Y-%m-%d %H:%M}"}
        for one in found
    ]  # fmt: skip


def task_rows(found: Iterable[Task], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {"id": one.decision.decision_id, "text": one.decision.text, "title": _link(one.decision.matter_id, titles),
         "due": one.course.due, "label": one.label}
        for one in found
    ]  # fmt: skip
