"""What codes are called on a page (名称): a leader reads 时间跨度长, not HF1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from workbench.rules.hard_flags import NAMES as FLAG_NAMES

TRIGGER_NAMES: Final = {
    "T-01": "受理争议", "T-02": "提请会商", "T-03": "久未议定", "T-04": "跨年无方案", "T-05": "多次交办", "T-06": "督办无进展",
    "T-07": "严重超期", "T-08": "化解后反弹", "T-09": "同类集中", "T-10": "成员提出", "T-11": "节点临近", "T-12": "推诿扯皮",
    "T-13": "议定逾期",
}  # fmt: skip


def flag_names(flags: Iterable[str] | None) -> list[str]:
    """Hard flags by name, HF1 first."""
    codes = sorted(flags if flags is not None else (), key=lambda code: int(code[2:]))
    return [FLAG_NAMES[code] for code in codes]


def trigger_names(triggers: Iterable[str]) -> list[str]:
    return [TRIGGER_NAMES[code] for code in triggers]


def state(code: str) -> str:
    """A state without its number: "4 已化解" → "已化解"."""
    return code.partition(" ")[2] or code
