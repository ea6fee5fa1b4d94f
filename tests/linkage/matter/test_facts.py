"""Particulars are read as written; what is no name, road or village is not taken for one; persons are not quoted."""

from __future__ import annotations

import pytest

from workbench.linkage.matter.facts import Kind, facts_frame, facts_of


def _read(text: str) -> set[tuple[str, str]]:
    return {(fact.kind.name, fact.key) for fact in facts_of(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("反映青禾花园小区物业收费", {("ESTATE", "青禾")}),
        ("云岭青禾建设工程有限公司拖欠", {("COMPANY", "青禾")}),
        ("东岭房地产开发有限公司", {("COMPANY", "东岭")}),
        ("众砚纸业排污", {("COMPANY", "众砚")}),
        ("县政府门口", set()),
        ("住在该小区", set()),
        ("安置小区没有电梯", set()),
        ("物业撤走后小区无人管理", set()),
        ("柏岭镇枣树村三组", {("TOWN", "柏岭"), ("VILLAGE", "枣树"), ("GROUP", "3")}),
        ("第十二组和5组", {("GROUP", "12"), ("GROUP", "5")}),
        ("农村道路和城中村", set()),
        ("迎宾大道积水", {("ROAD", "迎宾大道")}),
        ("水泥路、马路、通村公路", set()),
        ("12路公交", {("ROAD", "12路")}),
        ("《清澜县人才购房补贴实施细则》没有兑现", {("POLICY", "清澜县人才购房补贴实施细则")}),
        ("依据《劳动合同法》", set()),
        ("2021年", {("YEAR", "2021")}),
    ],
)
def test_names_and_places(text: str, expected: set[tuple[str, str]]) -> None:
    assert _read(text) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("欠款12.65万元", "126500"),
        ("欠款126,500元", "126500"),
        ("工资18600元", "18600"),
        ("工钱一万八千六，", "18600"),
        ("花了八万六，", "86000"),
        ("交了一万二学费", "12000"),
        ("3万余元", "30000"),
        ("两千多元", "2000"),
    ],
)
def test_sums_are_read_by_value(text: str, value: str) -> None:
    assert (Kind.MONEY.name, value) in _read(text)


@pytest.mark.parametrize("text", ["一万人参加", "三千户居民", "过了十二年", "5元", "走了八千米"])
def test_what_is_no_sum(text: str) -> None:
    assert not any(kind == "MONEY" for kind, _ in _read(text))


def test_areas_by_value_and_unit() -> None:
    assert _read("水田2.40亩、房屋96平方米、120平米") == {
        ("AREA", "2.4亩"),
        ("AREA", "96平方米"),
        ("AREA", "120平方米"),
    }


def test_what_may_be_a_persons_name_is_not_quoted() -> None:
    (found,) = facts_of("包工头王建设的李国栋工程没有结账")
    assert (found.kind, found.text) == (Kind.PROJECT, "")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("包工头李建国青禾建设有限公司欠薪", "青禾建设有限公司"),
        ("澜阳街道青禾花园物业", "青禾花园"),
        ("《致王建国同志的一封公开信》", ""),
        ("《清澜县人才购房补贴实施细则》", "清澜县人才购房补贴实施细则"),
    ],
)
def test_what_is_quoted_holds_no_person_and_no_place_before_the_name(text: str, quoted: str) -> None:
    assert {fact.text for fact in facts_of(text) if fact.kind.name in ("COMPANY", "ESTATE", "POLICY")} == {quoted}


def test_frame_has_each_key_once_a_row() -> None:
    frame = facts_frame(["青禾花园的路灯，青禾花园小区", "", "青禾花园"])
    assert frame[["row", "key", "text"]].values.tolist() == [[0, "青禾", "青禾花园"], [2, "青禾", "青禾花园"]]
    assert facts_frame([]).empty
