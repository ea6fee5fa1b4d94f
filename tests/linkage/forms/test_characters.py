from __future__ import annotations

import pytest

from workbench.linkage.forms import characters


@pytest.mark.parametrize(
    ("written", "simplified"),
    [("張曉峯", "张晓峰"), ("陳國強", "陈国强"), ("李乾", "李乾"), ("朱煇", "朱煇"), ("", "")],
)
def test_simplified_keeps_the_length(written: str, simplified: str) -> None:
    assert characters.simplified(written) == simplified


@pytest.mark.parametrize(("variant", "usual"), [("萧", "肖"), ("傅", "付"), ("堃", "坤"), ("煇", "辉"), ("王", "王")])
def test_variants_become_the_usual_character(variant: str, usual: str) -> None:
    assert characters.folded(variant) == usual


def test_lookalikes_go_both_ways_and_hold_the_well_known() -> None:
    for pair in ("己已", "已巳", "戊戌", "未末", "晋普", "余佘", "侯候", "贵责", "玉王", "干千", "士土"):
        assert pair[0] in characters.lookalikes(pair[1])
        assert pair[1] in characters.lookalikes(pair[0])
    for pair in ("明晶", "林森", "张王", "芬芳"):
        assert pair[0] not in characters.lookalikes(pair[1])


def test_shape_puts_the_likest_together_in_small_groups() -> None:
    assert characters.shape("未来") == characters.shape("末来")
    assert characters.shape("张") != characters.shape("李")
    groups: dict[str, int] = {}
    for letter in map(chr, range(0x4E00, 0x9FA6)):
        groups[characters.shape(letter)] = groups.get(characters.shape(letter), 0) + 1
    assert 1 < max(groups.values()) <= 8


@pytest.mark.parametrize(
    ("surname", "readings"),
    [
        ("单", (("shan",),)),
        ("仇", (("qiu",),)),
        ("尉迟", (("yu",), ("chi",))),
        ("万俟", (("mo",), ("qi",))),
        ("张", (("zhang",),)),
    ],
)
def test_surnames_are_read_as_surnames(surname: str, readings: tuple[tuple[str, ...], ...]) -> None:
    assert characters.surname_readings(surname) == readings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zhang", "zan"),
        ("shi", "si"),
        ("nan", "lan"),
        ("hu", "fu"),
        ("huang", "fan"),
        ("ling", "nin"),
        ("chen", "cheng"),
    ],
)
def test_sounds_confused_in_dialects_are_near(one: str, other: str) -> None:
    assert characters.near(one) == characters.near(other)


@pytest.mark.parametrize(("one", "other"), [("zhang", "wang"), ("li", "ni" + "u"), ("hong", "dong"), ("n", "l")])
def test_other_sounds_are_not_near(one: str, other: str) -> None:
    assert characters.near(one) != characters.near(other)


def test_every_table_row_is_usable() -> None:
    for one, other in characters._lookalike_pairs():
        assert len(one) == len(other) == 1
        assert one < other
    pattern, usual = characters._transliterations()
    assert all(pattern.fullmatch(variant) for variant in usual)
    assert not set(usual) & set(usual.values())
    variants = characters._variants()
    assert not {chr(code) for code in variants} & set(variants.values()), "a variant must not be folded to a variant"
