"""What the parts of two addresses settle by themselves (地址要素): where both are written out, no weighing is needed."""

from __future__ import annotations

from collections.abc import Callable

from workbench.domain.linking import Reason
from workbench.linkage.forms.address import AddressForm
from workbench.linkage.forms.characters import lookalikes, readings

Verdict = tuple[int, Reason]
"""2 the same place, 1 one within the other or beside it, 0 neither, and the ground for it."""
_SURE = 8.0
"""Bits of a ground that settles the matter."""


def settled(one: AddressForm, other: AddressForm) -> Verdict | None:
    """The class the parts settle, with its ground; None where they do not, and words must be weighed.

    Only where the parts say all there is: beside a shop's or a landmark's name they mislead as often as not.
    """
    if one.rest or other.rest:
        return None
    rules: tuple[Callable[[AddressForm, AddressForm], Verdict | None], ...] = (_above, _village, _estate, _road)
    return next((found for rule in rules if (found := rule(one, other))), None)


def alike(one: str, other: str) -> bool:
    """One name, or one written with a character that sounds or looks the same (锦绣 / 锦秀)."""
    if not one or not other or len(one) != len(other):
        return False
    slips = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return not slips or (len(slips) == 1 and len(one) >= 3 and _slip(*slips[0]))


def _slip(one: str, other: str) -> bool:
    sounds = set(readings(one)) & set(readings(other))
    return bool(sounds) or other in lookalikes(one)


def _above(one: AddressForm, other: AddressForm) -> Verdict | None:
    """Counties or townships that contradict each other; codes, where known, overrule names (an abolished county)."""
    if one.code[:6] and other.code[:6]:
        digits = min(len(one.code), len(other.code))
        clash = one.code[:digits] != other.code[:digits]
        return (0, Reason("address_code", "行政区划不同", _SURE)) if clash else None
    for at, word in ((2, "县区不同"), (3, "乡镇街道不同")):
        mine, theirs = one.stems[at], other.stems[at]
        if mine and theirs and mine != theirs and not {mine, theirs} & {one.stems[1], other.stems[1]}:
            return 0, Reason("address_above", word, _SURE)
    return None


def _village(one: AddressForm, other: AddressForm) -> Verdict | None:
    if not one.village or not other.village:
        return None
    if not alike(one.village_stem, other.village_stem):
        return None if _elsewhere_same(one, other) else (0, Reason("address_village", "村社区不同", _SURE))
    return _within("village", "同一村社区", _below(one), _below(other))


def _estate(one: AddressForm, other: AddressForm) -> Verdict | None:
    if not one.estate or not other.estate:
        return None
    if not alike(one.estate_stem, other.estate_stem):
        doors = bool(one.building and other.building) and not _same_door(one, other)
        return (0, Reason("address_estate", "小区不同", _SURE)) if doors else None
    return _within("estate", "同一小区", one.door, other.door)


def _road(one: AddressForm, other: AddressForm) -> Verdict | None:
    """Two numbers on two roads are two places, unless they stand for estates."""
    if not (one.number and other.number and one.road and other.road) or one.estate or other.estate:
        return None
    return (0, Reason("address_road", "道路不同", _SURE)) if not alike(one.road, other.road) else None


def _within(part: str, words: str, mine: tuple[str, ...], theirs: tuple[str, ...]) -> Verdict | None:
    """Inside one village or estate: what both write further decides."""
    if any(a and b and a != b for a, b in zip(mine, theirs, strict=True)):
        return 1, Reason(f"address_{part}", f"{words}，门牌不同", _SURE)
    if mine == theirs:
        if not any(mine):
            return None
        return 2, Reason(f"address_{part}", f"{words}，门牌相同", _SURE)
    return 1, Reason(f"address_{part}", f"{words}，一处写得更细", _SURE)


def _below(form: AddressForm) -> tuple[str, ...]:
    return form.group, form.road, form.number, *form.door


def _elsewhere_same(one: AddressForm, other: AddressForm) -> bool:
    return bool(one.road and one.road == other.road) or alike(one.estate, other.estate) or _names_same(one, other)


def _same_door(one: AddressForm, other: AddressForm) -> bool:
    return bool(one.road and one.road == other.road and one.number and one.number == other.number)


def _names_same(one: AddressForm, other: AddressForm) -> bool:
    """Whether what no suffix explains (a shop, a company) is the same or contained."""
    return bool(one.rest and other.rest) and (one.rest in other.rest or other.rest in one.rest)
