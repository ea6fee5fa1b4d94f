"""Duty proposals as a table (责任建议表), wherever a page shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from workbench.review.facts import Row

DUTIES: Final[list[dict[str, Any]]] = [
    {"key": "role", "title": "责任", "width": 80},
    {"key": "who", "title": "单位", "width": 160},
    {"key": "place", "title": "地方", "width": 100},
    {"key": "state", "title": "状态", "kind": "status", "width": 140},
    {"key": "reason", "title": "理由"},
    {"key": "turn", "title": "若事实不同"},
    {"key": "clause", "title": "依据", "width": 200},
]


def duty_rows(duties: Sequence[Row], name: Callable[[str], str]) -> list[dict[str, Any]]:
    """Proposals with places by name; who confirmed each, and what would turn it."""
    return [_row(str(number), duty, name(duty["place"]) if duty["place"] else "") for number, duty in enumerate(duties)]


def _row(number: str, duty: Row, place: str) -> dict[str, Any]:
    confirmed = duty["confirmed_by"]
    state = (
        {"text": f"已确认（{confirmed}）", "tone": "ok"} if confirmed else {"text": "建议，待确认", "tone": "unknown"}
    )
    return {
        "id": number,
        "role": "、".join([duty["role"], *duty["also"]]),
        "who": duty["unit"] or place,
        "place": place,
        "state": state,
        "reason": duty["reason"],
        "turn": "；".join(part for part in (duty["runner_up"], duty["turning_fact"]) if part),
        "clause": duty["clause"],
    }
