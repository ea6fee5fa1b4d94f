"""What a paper of a meeting is made of (会议材料的组成): parts that begin on a page of their own, blocks, tables by name.

A meeting's pack, its agenda and its sign-in sheet are filled into one template; every text here was masked before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from workbench.reports.template_parts import Columns
from workbench.review.paper_parts import Line

TABLES: Final[Mapping[str, Columns]] = {
    "fields": Columns((), (), (36, 120), labels=(0,)),
    "basics": Columns((), (), (27, 51, 27, 51), labels=(0, 2)),
    "items": Columns((), ("序号", "时间", "议题", "分钟", "主办单位"), (13, 29, 62, 14, 38)),
    "callings": Columns((), ("单位（职务）", "到会", "离会", "参加议题"), (62, 22, 22, 50)),
    "reasons": Columns((), ("序号", "议题", "列入理由"), (13, 45, 98)),
    "left": Columns((), ("序号", "事项", "未列入的原因"), (13, 63, 80)),
    "sign": Columns((), ("序号", "职务（单位）", "会议职务", "到会", "签名"), (13, 59, 24, 20, 40), height=10.5),
    "brief": Columns(("day", "what"), ("时间", "事项"), (40, 116)),
    "work": Columns(("day", "unit", "what", "result"), ("时间", "单位", "工作", "结果"), (36, 36, 52, 32)),
    "positions": Columns(("unit", "position", "basis"), ("单位", "意见", "依据"), (38, 70, 48)),
    "plan": Columns(("part", "main", "fallback"), ("内容", "主方案", "备选方案"), (30, 63, 63)),
}
"""Tables a block may have; the last four are those of 会商材料, by the key of its section."""


@dataclass(frozen=True, slots=True)
class Block:
    """A headed piece of a part: lines, the rows of one table of `TABLES`, notes. No title: no heading."""

    title: str = ""
    lines: tuple[Line, ...] = ()
    table: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A paper within the pack; `annexes` None: it has no list of annexes (an empty one is printed as a gap)."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    annexes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents; an empty page is one nobody counted yet."""

    number: int
    title: str
    page: str = ""
