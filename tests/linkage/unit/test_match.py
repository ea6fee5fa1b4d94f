"""Grounds and weights: each pair's words, the order of names makes no difference, certain pairs share their key."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.linking import LinkKind
from workbench.linkage.unit.match import Relation, abbreviates, compare_units, proposal, relation
from workbench.linkage.unit.names import Namer
from workbench.linkage.unit.organs import organs

DAY = date(2024, 6, 1)
NAMER = Namer(("清澜县", "清澜"), DAY, {"云栖": "镇", "石桥": "镇"}, ("澜江市",))
SOME = [*sorted(organs().by_alias)[::7], "云栖镇", "云栖镇城建办", "柳湾村", "南岭县公安局", "市住建局", "宏远公司"]


def codes(one: str, other: str) -> set[str]:
    return {reason.code for reason in compare_units(NAMER(one), NAMER(other), DAY)}


def answer(one: str, other: str) -> Relation:
    return relation(proposal(NAMER(one), NAMER(other), one, other, DAY), 0.98, 0.5)


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("县人社局", "人力资源和社会保障局", {"unit_short_form", "unit_prefix"}),
        ("发改局", "发改委", {"unit_short_form"}),
        ("住房城乡建设局", "住房和城乡建设局", {"unit_variant"}),
        ("住建局房管股", "住建局", {"unit_same_name", "unit_inner"}),
        ("国土局", "自然资源局", {"unit_renamed"}),
        ("国税局", "地税局", {"unit_same_heir"}),
        ("运管所", "交通运输局", {"unit_subordinate"}),
        ("住建局", "南岭县住建局", {"unit_place_differs"}),
        ("市住建局", "县住建局", {"unit_level_differs"}),
        ("民政局", "公安局", {"unit_function_differs"}),
        ("云栖镇党委", "云栖镇政府", {"unit_party"}),
        ("第一小学", "第二小学", {"unit_mark_differs"}),
        ("河长办", "河长制办公室", {"unit_abbreviation"}),
        ("统计局", "发展和改革局（统计局）", {"unit_signboard"}),
    ],
)
def test_grounds(one: str, other: str, told: set[str]) -> None:
    assert told <= codes(one, other)


@given(st.sampled_from(SOME), st.sampled_from(SOME))
def test_the_order_of_two_names_makes_no_difference(one: str, other: str) -> None:
    there, back = (compare_units(NAMER(a), NAMER(b), DAY) for a, b in ((one, other), (other, one)))
    assert sorted(reason.weight for reason in there) == sorted(reason.weight for reason in back)


@given(st.sampled_from(SOME), st.sampled_from(SOME))
def test_certain_is_what_shares_a_key(one: str, other: str) -> None:
    """Merging goes by key, the score by the grounds: both must say the same."""
    a, b = NAMER(one), NAMER(other)
    assert (answer(one, other) is Relation.SAME) == (a.key == b.key and a.known_place)


def test_a_proposal_is_of_its_kind_and_adds_up() -> None:
    found = proposal(NAMER("县人社局"), NAMER("人力资源和社会保障局"), "b", "a", DAY)
    assert (found.kind, found.left, found.right) == (LinkKind.UNIT, "a", "b")
    assert found.weight == found.prior + sum(reason.weight for reason in found.reasons)


def test_the_ledgers_own_numbers_weigh() -> None:
    same = compare_units(NAMER("区指挥部", "", "7"), NAMER("联合指挥部", "", "7"))
    apart = compare_units(NAMER("指挥部", "", "7"), NAMER("指挥部", "", "8"))
    assert any(reason.word == "同一编号" and reason.weight > 10 for reason in same)
    assert any(reason.word == "台账编号不同" and reason.weight < -10 for reason in apart)


def test_abbreviations() -> None:
    assert abbreviates("规土委", "规划国土委")
    assert abbreviates("质监站", "建筑工程质量监督站")
    assert not abbreviates("信访办公室", "综治信访维稳办公室")
    assert not abbreviates("民政局", "民族宗教事务局")
    assert not abbreviates("规划国土委", "规土委")
