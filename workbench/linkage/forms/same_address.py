"""How far two addresses agree (住址比对)."""

from __future__ import annotations

from rapidfuzz.fuzz import ratio

from workbench.linkage.forms.address import AddressForm, address_form
from workbench.linkage.forms.levels import AddressLevel


def compare_addresses(one: str | AddressForm, other: str | AddressForm) -> AddressLevel:
    """How far two addresses agree. What only one of them says neither joins nor parts them."""
    left = address_form(one) if isinstance(one, str) else one
    right = address_form(other) if isinstance(other, str) else other
    if not left.plain or not right.plain:
        return AddressLevel.UNKNOWN
    if left.plain == right.plain:
        return AddressLevel.SAME if left.telling or left.rest else AddressLevel.UNKNOWN
    if _clash_above(left, right):
        return AddressLevel.DIFFERENT
    if _one_door(left, right):
        return _door_level(left, right)
    if _same(left.village_stem, right.village_stem):
        return _village_level(left, right)
    if _same(left.road, right.road) or _same(left.estate_stem, right.estate_stem):
        return AddressLevel.SAME_VILLAGE
    return _town_level(left, right)


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _clash(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _clash_above(left: AddressForm, right: AddressForm) -> bool:
    """Whether divisions contradict each other; codes, where known, overrule names (an abolished county)."""
    if left.code and right.code:
        digits = min(len(left.code), len(right.code))
        return left.code[:digits] != right.code[:digits]
    if any(map(_clash, left.stems[:3], right.stems[:3])):
        return not _shifted(left, right)
    return _clash(left.stems[3], right.stems[3])


def _shifted(left: AddressForm, right: AddressForm) -> bool:
    """A county-level city may stand at the city's or at the county's place (新郑市)."""
    return bool({left.stems[1], left.stems[2]} & {right.stems[1], right.stems[2]} - {""}) and not _clash(
        left.stems[0], right.stems[0]
    )


def _one_door(left: AddressForm, right: AddressForm) -> bool:
    """One estate, or one house number of one road."""
    estate = _same(left.estate_stem, right.estate_stem)
    return estate or (_same(left.road, right.road) and _same(left.number, right.number))


def _door_level(left: AddressForm, right: AddressForm) -> AddressLevel:
    if any(map(_clash, left.door, right.door)):
        return AddressLevel.SAME_VILLAGE
    return (
        AddressLevel.SAME if left.door == right.door and _rest_agrees(left, right) else AddressLevel.SAME_DOOR_PARTIAL
    )


def _rest_agrees(left: AddressForm, right: AddressForm) -> bool:
    return ratio(left.rest, right.rest) >= 60


def _village_level(left: AddressForm, right: AddressForm) -> AddressLevel:
    details = [
        (left.group, right.group),
        (left.road, right.road),
        (left.number, right.number),
        *zip(left.door, right.door, strict=True),
    ]
    if any(_clash(*pair) for pair in details):
        return AddressLevel.SAME_VILLAGE
    return AddressLevel.SAME if all(a == b for a, b in details) else AddressLevel.SAME_VILLAGE


def _town_level(left: AddressForm, right: AddressForm) -> AddressLevel:
    if _same(left.stems[3], right.stems[3]):
        return AddressLevel.SAME_TOWN
    comparable = (left.village and right.village) or (left.road and right.road) or (left.estate and right.estate)
    return AddressLevel.DIFFERENT if comparable else AddressLevel.UNKNOWN
