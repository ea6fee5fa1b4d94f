"""Cards of units: how they are present, the five public channels, and what may not be kept."""

from __future__ import annotations

import pytest

from workbench.rules.unit_cards import CHANNELS, StationMode, UnitCard, card_gaps, card_of, stationed_at

WHOLE = UnitCard(
    "清澜县民政局", "集中常驻", "县信访接待室", "0990-2210001", "xf@example.gov.cn", "每月15日", "一楼大厅", "信访专干"
)


def test_a_whole_card_has_no_gap() -> None:
    assert tuple(card_gaps(WHOLE)) == () and WHOLE.missing == () and WHOLE.row["缺"] == "无"
    assert WHOLE.payload["phone"] == "0990-2210001" and "unit" not in WHOLE.payload and len(CHANNELS) == 5


def test_what_is_missing_of_the_five_is_named() -> None:
    bare = UnitCard("清澜县民政局", phone="12345", post="信访专干")
    assert bare.missing == ("邮箱", "接访日", "办公室") and bare.row["缺"] == "邮箱、接访日、办公室"
    assert (bare.presence, bare.presence_words, bare.row["进驻方式"]) == ("", "", "未登记")


@pytest.mark.parametrize(
    ("mode", "comes"), [("整体进驻", "在场"), ("集中常驻", "在场"), ("按需入驻", "按时到"), ("随叫随到", "随叫随到")]
)
def test_presence_by_the_way_of_being_stationed(mode: str, comes: str) -> None:
    card = UnitCard("甲局", mode, "县信访接待室")
    words = comes if comes == mode else f"{comes}（{mode}县信访接待室）"
    assert (card.presence, card.presence_words) == (comes, words) and len(StationMode) == 4


@pytest.mark.parametrize(
    ("card", "word"),
    [
        (UnitCard("", phone="12345"), "须写明单位"),
        (UnitCard("甲局"), "没有可登记的内容"),
        (UnitCard("甲局", "偶尔来"), "进驻方式“偶尔来”不认识；可用：整体进驻"),
        (UnitCard("甲局", "整体进驻"), "须写明进驻的接待场所"),
        (UnitCard("甲局", phone="139" + "0000" + "0000"), "不登记个人手机号"),
        (UnitCard("甲局", phone="12345、1"), "电话“1”写法不对"),
        (UnitCard("甲局", email="xf"), "邮箱“xf”写法不对"),
    ],
)
def test_what_stands_in_the_way(card: UnitCard, word: str) -> None:
    assert any(word in gap for gap in card_gaps(card))


@pytest.mark.parametrize(
    "phone", ["0990-2210001", "（0990）2210001".replace("（", "(").replace("）", ")"), "2210001转8", "12345、110"]
)
def test_public_numbers_as_offices_write_them(phone: str) -> None:
    assert tuple(card_gaps(UnitCard("甲局", phone=phone))) == ()


def test_a_unit_is_found_by_another_spelling_but_not_by_a_general_one() -> None:
    cards = [WHOLE, UnitCard("清澜县财政局", "随叫随到")]
    assert card_of("民政局", cards) is WHOLE and card_of("清澜县财政局", cards) is cards[1]
    assert card_of("办公室", cards) is None and card_of("清澜县", cards) is None
    assert stationed_at(cards, "县信访接待室") == (WHOLE,)
