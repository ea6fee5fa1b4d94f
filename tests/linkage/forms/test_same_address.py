from __future__ import annotations

import pytest

from workbench.linkage.forms.address import address_form
from workbench.linkage.forms.levels import AddressLevel
from workbench.linkage.forms.relation import address_relation
from workbench.linkage.forms.same_address import compare_addresses

HOME = "城关街道中山路12号阳光小区3栋2单元501室"


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("云岭省澜江市清澜县大河镇河东村3组", "大河镇河东村三组", AddressLevel.SAME),
        ("大河镇河东村民委员会", "大河镇河东社区", AddressLevel.SAME),
        (HOME, "阳光小区3号楼2-501", AddressLevel.SAME),
        (HOME, "中山路十二号", AddressLevel.SAME_DOOR_PARTIAL),
        (HOME, "城关街道阳光小区3幢", AddressLevel.SAME_DOOR_PARTIAL),
        ("阳光小区3栋", "阳光小区5栋", AddressLevel.SAME_VILLAGE),
        ("大河镇河东村", "大河镇河东村3组", AddressLevel.SAME_VILLAGE),
        ("大河镇河东村2组", "大河镇河东村3组", AddressLevel.SAME_VILLAGE),
        ("中山路12号", "中山路14号", AddressLevel.SAME_VILLAGE),
        ("大河镇河东村", "大河镇河西村", AddressLevel.SAME_TOWN),
        ("双河县大河镇", "双河区大河街道", AddressLevel.SAME_TOWN),
        ("大河镇河东村", "小河镇河东村", AddressLevel.DIFFERENT),
        ("清澜县大河镇河东村", "岚山县大河镇河东村", AddressLevel.DIFFERENT),
        ("河东村", "河西村", AddressLevel.DIFFERENT),
        ("清澜县", "清澜县大河镇", AddressLevel.UNKNOWN),
        ("清澜县", "清澜县", AddressLevel.UNKNOWN),
        ("", "大河镇", AddressLevel.UNKNOWN),
    ],
)
def test_levels(one: str, other: str, level: AddressLevel) -> None:
    assert compare_addresses(one, other) is level
    assert compare_addresses(other, one) is level


def test_codes_overrule_names() -> None:
    """北泉县 was merged into 岚城区: a finder gives both the code of today."""
    old, new = "北泉县大河镇河东村", "岚城区大河镇河东村"
    assert compare_addresses(old, new) is AddressLevel.DIFFERENT
    found = {old: "990203", new: "990203"}
    forms = [address_form(text, found.get) for text in (old, new)]
    assert compare_addresses(*forms) is AddressLevel.SAME


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("中山路12号新世纪农贸市场", "中山路12号新世纪农贸市场", 2),
        ("中山路12号新世纪农贸市场", "新世纪农贸市场(东门)干货区", 1),
        ("中山路12号新世纪农贸市场", "人民路9号金色童年幼儿园", 0),
    ],
)
def test_relation(one: str, other: str, relation: int) -> None:
    assert address_relation(one, other) == relation
