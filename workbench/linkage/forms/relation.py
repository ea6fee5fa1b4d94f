"""Whether two free texts name one place, parts of one, or two (地点关系): for shops, landmarks and the like beside addresses."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from rapidfuzz.fuzz import ratio

from workbench.linkage.forms.address import AddressForm, address_form
from workbench.linkage.forms.levels import AddressLevel
from workbench.linkage.forms.same_address import compare_addresses

_NO_NAME = re.compile(r"[\dA-Z栋号室层楼单元路街]")
_RUN = 4  # characters two texts must share at a stretch to have a name in common,
_NAME = 3  # as many of them neither digits nor suffixes
_ONE_TEXT = 85


def address_relation(one: str, other: str) -> int:
    """2 the same place, 1 one within the other or both in one estate, 0 different or unknown.

    Beyond `compare_addresses` a name the two texts share (a market, a company) counts, for such texts often give no address.
    """
    left, right = address_form(one), address_form(other)
    level = compare_addresses(left, right)
    near, far = _below_town(left), _below_town(right)
    clash = _clash(left.number, right.number) or _clash(left.building, right.building)
    if ratio(near, far) >= _ONE_TEXT and not clash:
        return 2
    run, name = _shared(near, far)
    if left.building and left.building == right.building and run > _RUN and name >= _NAME and not clash:
        return 2
    related = run >= _RUN and name >= _NAME
    return 1 if related or level <= AddressLevel.SAME_DOOR_PARTIAL else 0


def _clash(one: str, other: str) -> bool:
    return bool(one and other) and one != other


def _below_town(form: AddressForm) -> str:
    """The text without its province, city, county and town."""
    text = form.plain
    for part in (form.province, form.city, form.county, form.town):
        text = text.removeprefix(part)
    return text


def _shared(one: str, other: str) -> tuple[int, int]:
    """Length of the longest stretch two texts share, and how much of it can be a name."""
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    run = one[match.a : match.a + match.size]
    return len(run), len(_NO_NAME.sub("", run))
