"""Two unit names weighed (单位名称比对): every ground in words with its weight in bits; one sum is the score.

The weights are set by hand (a Bayes factor a clerk could argue about), measured on `data/benches/units.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Final

from workbench.domain.linking import LinkKind, LinkProposal, Reason
from workbench.linkage.normal import ordered
from workbench.linkage.unit.form import FormKind, UnitForm, squash
from workbench.linkage.unit.organs import organs

PRIOR: Final = -6.0
"""Bits before any ground: one pair in about 64 laid side by side is one unit."""

_LEVELS = frozenset({"国家", "省", "市", "县", "区", "州", "旗"})
_NUMERAL = re.compile(r"第?([一二三四五六七八九十\d]+)")
_SIDES = re.compile(r"[东西南北]")
_OFFICE = re.compile(r"(公司|学校|中学|小学|医院|卫生院|银行|办公室|局|委员会|中心|站|队|所|会|厂|社)$")


class Relation(StrEnum):
    """What two names are to each other."""

    SAME = "same"
    SUCCESSOR = "successor"
    DIFFERENT = "different"
    UNSURE = "unsure"


def compare_units(one: UnitForm, other: UnitForm, on: date | None = None) -> tuple[Reason, ...]:
    """All grounds for and against two names being one unit; those of no weight here are left out.

    `on` is the day both names are used; None: any. A renamed organ is a ground of its own (更名), never identity.
    """
    grounds = (
        _places(one, other),
        _towns(one, other),
        *_cores(one, other, on),
        _inner(one, other),
        _numbers(one, other),
    )
    return tuple(ground for ground in grounds if ground)


def proposal(one: UnitForm, other: UnitForm, left: str, right: str, on: date | None = None) -> LinkProposal:
    """The grounds for two names as a proposal under the ids `left` and `right`."""
    return LinkProposal(*ordered(left, right), LinkKind.UNIT, compare_units(one, other, on), PRIOR)


def relation(found: LinkProposal, certain: float, propose: float) -> Relation:
    """What a proposal amounts to: one unit, one after the other, left to a person, or two units."""
    if found.score < propose:
        return Relation.DIFFERENT
    if any(reason.code == "unit_renamed" for reason in found.reasons):
        return Relation.SUCCESSOR
    return Relation.SAME if found.score >= certain else Relation.UNSURE


def _places(one: UnitForm, other: UnitForm) -> Reason | None:
    if one.place == other.place:
        if one.stated != other.stated:
            return Reason("unit_prefix", "地名前缀省略", -0.6)
        return Reason("unit_place_same", "同一地方", 1.0) if one.place else None
    if one.maybe_own or other.maybe_own:
        return Reason("unit_prefix_open", "“市”指本市还是上级市不明", -6.0)
    if any(side.open_place for side in (one, other)) and not {one.place, other.place} & _LEVELS:
        return Reason("unit_prefix_open", "地名前缀省略，未写明何地", -6.0)
    levels = {one.place, other.place} & _LEVELS
    if not levels:
        return Reason("unit_place_differs", "地方不同", -20.0)
    named = one if other.place in levels else other
    may_be = named.place and named.place not in _LEVELS and named.place_kind in ("", *levels)
    return Reason("unit_prefix_open", "只写层级，未写明何地", -6.0) if may_be else _level()


def _level() -> Reason:
    return Reason("unit_level_differs", "级别不同", -16.0)


def _towns(one: UnitForm, other: UnitForm) -> Reason | None:
    mine, theirs = one.scope, other.scope
    if mine and theirs:
        same = mine == theirs
        return Reason("unit_town_same", "同一乡镇", 0.5) if same else Reason("unit_place_differs", "地方不同", -20.0)
    if not mine and not theirs:
        return _neighbours(one, other)
    without = one if not mine else other
    if without.local:
        return Reason("unit_prefix_open", "未写明哪个乡镇", -11.0)
    if without.kind is FormKind.ORGAN:
        return _level()
    near, host = without.near, mine or theirs
    if without.kind is FormKind.VILLAGE and near and near != host:
        return Reason("unit_near_differs", "所在台账行的属地不同", -9.0)
    return Reason("unit_prefix", "地名前缀省略", -1.0 if near == host or without.kind is FormKind.VILLAGE else -6.0)


def _neighbours(one: UnitForm, other: UnitForm) -> Reason | None:
    """Villages without a township written: their rows' townships tell something."""
    if one.kind is FormKind.VILLAGE and one.near and other.near and one.near != other.near:
        return Reason("unit_near_differs", "所在台账行的属地不同", -9.0)
    if one.local and other.local and one.core == other.core:
        return Reason("unit_prefix_open", "未写明哪个乡镇", -11.0)
    return None


def _cores(one: UnitForm, other: UnitForm, on: date | None) -> tuple[Reason | None, ...]:
    if one.organ and other.organ:
        same = one.organ == other.organ
        return (_spelt(one, other),) if same else (_organs(one, other, on), _signboard(one, other))
    if one.kind is not other.kind:
        return _unlike_kinds(one, other)
    if squash(one.core) == squash(other.core):
        return (Reason("unit_same_name", "名称一致", 16.0),)
    by_kind: dict[FormKind, Callable[[UnitForm, UnitForm], Reason]] = {
        FormKind.TOWN: _town_bodies,
        FormKind.VILLAGE: _villages,
        FormKind.OTHER: lambda mine, theirs: _letters(mine.core, theirs.core),
    }
    return (by_kind[one.kind](one, other), _distinct_marks(one, other))


def _spelt(one: UnitForm, other: UnitForm) -> Reason:
    """Two names of one kind of organ: written alike, one of them short, or in another usual wording."""
    if one.alias == other.alias:
        return Reason("unit_same_name", "名称一致", 16.0)
    short = organs().types[one.organ].short_forms
    if one.alias in short or other.alias in short:
        return Reason("unit_short_form", "简称", 14.0)
    return Reason("unit_variant", "同一机构的通行写法", 14.0)


def _organs(one: UnitForm, other: UnitForm, on: date | None) -> Reason:
    """Two kinds of organ: one after the other by date, one above the other, one field of duty, or different duties."""
    table = organs()
    first, second = table.types[one.organ], table.types[other.organ]
    if second.name in table.later(first.name) or first.name in table.later(second.name):
        later = second if second.name in table.later(first.name) else first
        told = f"更名或并入（{later.start.isoformat()}起，以本地挂牌日为准）"
        return Reason("unit_renamed", told, 9.0 if on is None or on >= later.start else 7.0)
    if set(table.later(first.name)) & set(table.later(second.name)):
        return Reason("unit_same_heir", "曾为两个机构，后并入同一机构", -8.0)
    if first.name in (second.parent, "") or second.name == first.parent:
        return Reason("unit_subordinate", "所属单位，另有法人资格", -4.0)
    if first.family == second.family:
        return Reason("unit_same_field", "职能相近", 4.0 if first.level == second.level else -4.0)
    return Reason("unit_function_differs", "职能不同", -14.0)


def _signboard(one: UnitForm, other: UnitForm) -> Reason | None:
    """One is the other's second signboard (挂牌): 区委宣传部（文体旅游局）."""
    if one.organ in other.signboards or other.organ in one.signboards:
        return Reason("unit_signboard", "挂牌机构", 21.0)
    return None


def _unlike_kinds(one: UnitForm, other: UnitForm) -> tuple[Reason | None, ...]:
    """A known organ and a name the table does not know: only letters can tell, and they tell little."""
    if FormKind.OTHER not in (one.kind, other.kind):
        return (Reason("unit_function_differs", "职能不同", -14.0),)
    known, unknown = (one, other) if one.organ else (other, one)
    kind = organs().types.get(known.organ)
    spellings = (known.core, *kind.variants) if kind else (known.core,)
    found = max((_letters(unknown.core, spelling) for spelling in spellings), key=lambda reason: reason.weight)
    return (found, _distinct_marks(one, other))


def _town_bodies(one: UnitForm, other: UnitForm) -> Reason:
    """A township's government, committee and congress are different; 镇 and 街道 of one name follow each other."""
    if one.core in ("党委", "人大") or other.core in ("党委", "人大"):
        return Reason("unit_party", "党政机关不同", -14.0)
    return Reason("unit_town_restyled", "同名乡镇街道，或为撤乡设镇、撤镇设街道", 7.0)


def _villages(one: UnitForm, other: UnitForm) -> Reason:
    bare = [re.sub(r"(?:村|社区)(?:工作站)?$", "", form.core) for form in (one, other)]
    if bare[0] != bare[1]:
        return Reason("unit_function_differs", "村社区名称不同", -14.0)
    if "工作站" in one.core + other.core:
        return Reason("unit_subordinate", "社区与社区工作站", -1.0)
    return Reason("unit_village_restyled", "同名村与社区，或为村改居", 6.5)


def _letters(one: str, other: str) -> Reason:
    """How alike two unknown names are in letters: an abbreviation, nearly the same, or not."""
    from rapidfuzz.distance import Indel

    long, short = sorted((squash(one), squash(other)), key=len, reverse=True)
    if abbreviates(short, long):
        return Reason("unit_abbreviation", "疑似简称", 6.2 + 2.0 * len(short) / len(long))
    likeness = Indel.normalized_similarity(long, short)
    bits = (likeness - 0.62) * 20.0
    return Reason("unit_letters", "字面相近" if bits > 0 else "字面不同", max(-10.0, min(6.5, bits)))


def _distinct_marks(one: UnitForm, other: UnitForm) -> Reason | None:
    """Numerals, points of the compass or the kind of body that set two names apart."""
    for pattern, word in ((_NUMERAL, "序号不同"), (_SIDES, "方位不同"), (_OFFICE, "机构形式不同")):
        mine, theirs = (set(pattern.findall(form.core)) for form in (one, other))
        if mine != theirs and ((mine and theirs) or pattern is _NUMERAL):
            return Reason("unit_mark_differs", word, -8.0)
    return None


def _inner(one: UnitForm, other: UnitForm) -> Reason | None:
    if one.inner == other.inner:
        return None
    word = "同一机关的不同内设机构" if one.inner and other.inner else "内设机构归其机关"
    return Reason("unit_inner", word, -0.5)


def _numbers(one: UnitForm, other: UnitForm) -> Reason | None:
    if not one.number or not other.number:
        return None
    if one.number == other.number:
        return Reason("unit_number", "同一编号", 16.0)
    return Reason("unit_number_differs", "台账编号不同", -12.0)


def abbreviates(short: str, long: str) -> bool:
    """Whether a name is made of letters of a longer one in their order, taken from several words (规土委 of 规划国土委).

    A piece cut whole from the middle (信访办公室 of 综治信访维稳办公室) is no abbreviation.
    """
    if len(short) < 3 or len(short) >= len(long) or short[-1] != long[-1]:
        return False
    rest = iter(long)
    if not all(char in rest for char in short):
        return False
    return short[0] == long[0] or _OFFICE.sub("", short) not in long
