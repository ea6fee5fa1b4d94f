from __future__ import annotations

import pytest

from workbench.linkage.forms.address import address_form, arabic, plain_address


@pytest.mark.parametrize(
    ("numeral", "number"), [("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("一百零五", 105), ("二〇三", 203)]
)
def test_arabic(numeral: str, number: int) -> None:
    assert arabic(numeral) == number


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("河东村 第三村民小组", "河东村3组"),
        ("河东村委会三社", "河东村3组"),
        ("阳光小区3号楼二单元", "阳光小区3栋2单元"),
        ("阳光小区３幢", "阳光小区3栋"),
        ("三元村五组", "三元村5组"),
        ("现住：城关街道办事处中山路12号（租）", "城关街道中山路12号"),
    ],
)
def test_words_for_one_thing_become_one(written: str, plain: str) -> None:
    assert plain_address(written) == plain


PARTS = [
    "province",
    "city",
    "county",
    "town",
    "village",
    "group",
    "road",
    "number",
    "estate",
    "building",
    "unit",
    "room",
]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "云岭省澜江市清澜县大河镇河东村3组",
            "province=云岭省 city=澜江市 county=清澜县 town=大河镇 village=河东村 group=3",
        ),
        (
            "城关街道中山路12号阳光小区3栋2单元501室",
            "town=城关街道 road=中山路 number=12 estate=阳光小区 building=3 unit=2 room=501",
        ),
        ("阳光小区3-2-501", "estate=阳光小区 building=3 unit=2 room=501"),
        ("龙栖镇龙栖社区居委会二组12号", "town=龙栖镇 village=龙栖社区 group=2 number=12"),
        ("澜江市河东区和平街道和平路8号", "city=澜江市 county=河东区 town=和平街道 road=和平路 number=8"),
        ("清澜县华新街街道", "county=清澜县 town=华新街街道"),
        ("金苑花园东区5栋", "estate=金苑花园东区 building=5"),
        ("", ""),
    ],
)
def test_parts(text: str, parts: str) -> None:
    form = address_form(text)
    assert " ".join(f"{name}={getattr(form, name)}" for name in PARTS if getattr(form, name)) == parts


def test_a_finder_gives_the_code() -> None:
    assert address_form("清澜县大河镇", lambda text: "990121").code == "990121"
    assert address_form("清澜县大河镇", lambda text: None).code == ""
