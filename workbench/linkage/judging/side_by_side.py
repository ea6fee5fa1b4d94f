"""Two records side by side (并排比对): each field with what differs marked to the character.

Marks: 一致 (the same once width and blanks are set aside), 相近, 不同, 单方 (only one has it), "" (neither has).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from rapidfuzz.distance import Indel

from workbench.domain.linking import FieldPair
from workbench.linkage.normal import half_width, plain_text
from workbench.reference.parameters import parameter

SAME, NEAR, APART, ONE_SIDED, NEITHER = "一致", "相近", "不同", "单方", ""
_LONGEST: Final = 20_000  # characters compared; a longer text is marked up to here
_ISLAND: Final = 2  # so few equal characters between two differing ones belong to the difference
Spans = tuple[tuple[int, int], ...]

TEXTS: Final = ("title", "claim", "summary", "dispute_focus")
FIELDS: Final[Mapping[str, str]] = {
    "case_no": "信访件编号",
    "case_no_upper": "上级编号",
    "dup_of_no": "台账注明重复件",
    "reg_time": "登记日期",
    "channel": "信访形式",
    "headcount": "人数",
    "issue": "事发地",
    "town": "乡镇",
    "residence": "常住地",
    "hukou": "户籍地",
    "topic": "内容分类",
    "lead_unit": "主办单位",
    "title": "标题",
    "claim": "主要诉求",
    "summary": "内容摘要",
    "dispute_focus": "争议焦点",
}
"""Columns of an edition's records laid side by side, in this order, with their titles; 信访人 and 电话 stand before."""


def field_pairs(left: Mapping[str, Any], right: Mapping[str, Any], place_name: Callable[[str], str]) -> list[FieldPair]:
    """All of `FIELDS` for two rows of an edition's records; places by their names."""
    return [_field_pair(name, left.get(name), right.get(name), place_name) for name in FIELDS]


def _field_pair(name: str, left: Any, right: Any, place_name: Callable[[str], str]) -> FieldPair:
    if name in ("issue", "residence", "hukou"):
        return compared(name, FIELDS[name], *(place_name(value) if value else "" for value in (left, right)),
                        mark=_place_mark(left, right))  # fmt: skip
    if name == "reg_time":
        return compared(name, FIELDS[name], *map(_text, (left, right)), mark=_day_mark(left, right))
    return compared(name, FIELDS[name], _text(left), _text(right))


def compared(name: str, title: str, left: str, right: str, *, mark: str | None = None) -> FieldPair:
    """Two texts as one field; the mark is worked out from the texts unless given. Differing spans are marked only where
    both have something to compare.
    """
    mark = mark_of(left, right) if mark is None else mark
    spans: tuple[Spans, Spans] = differences(left, right) if mark in (NEAR, APART) else ((), ())
    return FieldPair(name, title, left, right, mark, *spans)


def mark_of(left: str, right: str) -> str:
    """How alike two texts are, in one word."""
    if not (left.strip() and right.strip()):
        return ONE_SIDED if left.strip() or right.strip() else NEITHER
    if _bare(left) == _bare(right):
        return SAME
    near: float = parameter("linkage.judging_near_text", date.max).value
    alike = Indel.normalized_similarity(
        plain_text(half_width(left))[:_LONGEST], plain_text(half_width(right))[:_LONGEST]
    )
    return NEAR if alike >= near else APART


def differences(left: str, right: str) -> tuple[Spans, Spans]:
    """Character ranges of each text that the other has not, equal scraps between two differences taken in."""
    opcodes = list(Indel.opcodes(left[:_LONGEST], right[:_LONGEST]))
    ranges = [((code.src_start, code.src_end), (code.dest_start, code.dest_end)) for code in opcodes
              if code.tag != "equal"]  # fmt: skip
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
    for one, other in ranges:
        if merged and one[0] - merged[-1][0][1] < _ISLAND:
            (start, _), (begin, _) = merged.pop()
            one, other = (start, one[1]), (begin, other[1])
        merged.append((one, other))
    return _filled([one for one, _ in merged]), _filled([other for _, other in merged])


def _filled(ranges: Sequence[tuple[int, int]]) -> Spans:
    return tuple((start, end) for start, end in ranges if end > start)


def _bare(text: str) -> str:
    return "".join(half_width(text).split())


def _text(value: Any) -> str:
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def _place_mark(left: str | None, right: str | None) -> str:
    """Places by their codes: one inside the other is near."""
    if not (left and right):
        return ONE_SIDED if left or right else NEITHER
    if left == right:
        return SAME
    return NEAR if left.startswith(right) or right.startswith(left) else APART


def _day_mark(left: date | None, right: date | None) -> str:
    """Days of registration: near within `linkage.near_days`."""
    if not (left and right):
        return ONE_SIDED if left or right else NEITHER
    if left == right:
        return SAME
    return NEAR if abs((left - right).days) <= parameter("linkage.near_days", date.max).value else APART
