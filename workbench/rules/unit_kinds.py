"""Unit names compared in a simple way (单位名称): spacing, brackets, short forms, inner offices.

Only what the written names show; who is who beyond that is matched elsewhere and passed in as `parents`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache


class UnitRelation(StrEnum):
    """How one unit stands to another (单位关系)."""

    SAME = "同一单位"
    SUBORDINATE = "下级或内设机构"
    SUPERIOR = "上级或主管单位"
    POSSIBLE = "可能是同一单位"
    DIFFERENT = "不同单位"


_SHORT_FORMS = (("人民政府", "政府"), ("村民委员会", "村委会"), ("居民委员会", "居委会"), ("街道办事处", "街道办"))
_GENERIC = re.compile(
    "[省市县区镇乡]?(政府|党委|委|法院|人民法院|检察院|人民检察院)|街道办|村委会|居委会|派出所|委员会|管委会|管理委员会"
    "|办公室|办事处|(有限|有限责任)?公司|集团|[局委办站所]|中心|分局|支行|学校|医院"
)
_PLACE_ONLY = re.compile(r".*[省市县区乡镇村]$")
_PETITION_OFFICE = re.compile("信访|群众工作|群工|联席|信联办|接访|来访|社会工作部")


@lru_cache(maxsize=65536)
def normal_unit(name: str) -> str:
    """A unit's name without spaces, bracketed remarks and long forms (人民政府 → 政府)."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).translate(str.maketrans("【】〔〕[]", "()()()"))
    text = re.sub(r"(?<=.)\([^()]*\)", "", text)
    text = re.sub(r"[()]", "", text)
    for long, short in _SHORT_FORMS:
        text = text.replace(long, short)
    return text


def is_generic(name: str) -> bool:
    """Whether a normal name is only a kind of unit or a place (政府, 派出所, 清澜县), so that it names no one unit."""
    return len(name) <= 2 or bool(_GENERIC.fullmatch(name)) or bool(_PLACE_ONLY.fullmatch(name))


@lru_cache(maxsize=65536)
def is_petition_office(name: str) -> bool:
    """Whether a unit forwards petitions rather than decides them (信访局, 联席会议办公室)."""
    return bool(_PETITION_OFFICE.search(name))


@lru_cache(maxsize=65536)
def unit_relation(unit: str, other: str) -> UnitRelation:
    """How `unit` stands to `other` by their names alone: equal, a suffix of the other, or an inner office of it."""
    left, right = normal_unit(unit), normal_unit(other)
    if not left or not right:
        return UnitRelation.DIFFERENT
    if left == right:
        return UnitRelation.SAME
    if left.endswith(right) or right.endswith(left):
        return UnitRelation.POSSIBLE if is_generic(min(left, right, key=len)) else UnitRelation.SAME
    if right in left:
        return UnitRelation.POSSIBLE if is_generic(right) else UnitRelation.SUBORDINATE
    if left in right and not is_generic(left):
        return UnitRelation.SUPERIOR
    return UnitRelation.DIFFERENT


def relation_with(unit: str, other: str, parents: Mapping[str, str] | None = None) -> UnitRelation:
    """`unit_relation`, and 下级/上级 also by the table unit → parent unit (上级单位), any number of steps up."""
    by_name = unit_relation(unit, other)
    if by_name is UnitRelation.SAME or not parents:
        return by_name
    table = {normal_unit(child): normal_unit(parent) for child, parent in parents.items()}
    if normal_unit(other) in _above(normal_unit(unit), table):
        return UnitRelation.SUBORDINATE
    if normal_unit(unit) in _above(normal_unit(other), table):
        return UnitRelation.SUPERIOR
    return by_name


def _above(unit: str, table: Mapping[str, str]) -> list[str]:
    found: list[str] = []
    while (unit := table.get(unit, "")) and unit not in found:
        found.append(unit)
    return found


def distinct_units(names: Iterable[str]) -> tuple[str, ...]:
    """Names of different units, first spelling kept; 清澜县自然资源局 and 自然资源局 count once."""
    return _distinct(tuple(names))


@lru_cache(maxsize=65536)
def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    kept: list[str] = []
    for name in names:
        if name.strip() and all(unit_relation(name, other) is not UnitRelation.SAME for other in kept):
            kept.append(name)
    return tuple(kept)
