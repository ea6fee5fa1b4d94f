"""Two matters side by side: alike, different, unclear, in words a clerk reads."""

from __future__ import annotations

from pathlib import Path

from tests.review.similar.frames import index_of, name
from workbench.review.similar.differences import Differences, differences
from workbench.review.similar.features import (
    amount_band,
    level_of,
    pathway_words,
    people_band,
    place_kind,
    unit_kind,
    years_band,
)
from workbench.review.similar.index import Profile
from workbench.synth.siblings import Told


def _profile(flags: frozenset[str] = frozenset(), **values: str) -> Profile:
    return Profile("M-1", "题", "", values, flags)


def _titles(told: Differences) -> tuple[list[str], list[str], list[str]]:
    alike, differing, unclear = ([row.title for row in rows] for rows in (told.alike, told.differing, told.unclear))
    return alike, differing, unclear


def test_alike_different_and_unclear_are_kept_apart() -> None:
    one = _profile(frozenset({"HF10", "HF2"}), topic_l1="城乡建设", cause="历史遗留", amount="", unit_kind="民政")
    other = _profile(frozenset({"HF2"}), topic_l1="城乡建设", cause="资金不到位", amount="1万—10万元", unit_kind="民政")
    told = differences(one, other)
    assert _titles(told) == (["内容大类", "责任单位类别"], ["产生原因", "疑难标志"], ["涉及金额"])
    assert told.differing[0].words == "产生原因不同：本件历史遗留，对方资金不到位"
    assert told.differing[1].left == "涉及人数多、上级交办"
    assert told.alike[0].words == "内容大类相同：城乡建设"


def test_what_neither_says_is_not_told() -> None:
    told = differences(_profile(), _profile())
    assert _titles(told) == (["疑难标志"], [], []) and told.alike[0].left == "无"


def test_turned_round_only_the_sides_change() -> None:
    one, other = _profile(cause="历史遗留", label="不分离"), _profile(cause="其他", label="不分离")
    there, back = differences(one, other), differences(other, one)
    assert [(row.left, row.right) for row in there.differing] == [(row.right, row.left) for row in back.differing]
    assert there.alike == back.alike


def test_sentences_only_one_has(tmp_path: Path) -> None:
    told = [
        Told("交房", "城乡建设", "住房", "停工", "要求复工。", "小区停工多年。监管账户资金去向不明。"),
        Told("交房", "城乡建设", "住房", "停工", "要求复工。", "小区停工多年。法院已判决解除合同。"),
    ]
    index = index_of(tmp_path / "similar", told)
    found = differences(index.profile(name(0)), index.profile(name(1)), index.weigh)
    assert (found.only_here, found.only_there) == (("监管账户资金去向不明。",), ("法院已判决解除合同。",))


def test_bands_and_kinds() -> None:
    assert [amount_band(text) for text in ("无", "补发800元", "尚欠3万余元和200元", "12.5万元", "1.2亿元")] == [
        "", "不足1万元", "1万—10万元", "10万—100万元", "100万元以上"]  # fmt: skip
    assert [people_band(many) for many in (None, 1, 5, 99, 100)] == ["", "不足5人", "5—29人", "30—99人", "100人以上"]
    assert [years_band(days) for days in (None, 0, 365, 1095, 4000)] == ["", "不满1年", "1—3年", "3—5年", "5年以上"]
    units = (
        "清澜县自然资源局",
        "云栖镇人民政府",
        "澜阳街道办事处",
        "清澜县人民法院",
        "某某建设有限公司",
        "清澜县文物所",
        "",
    )
    assert [unit_kind(unit) for unit in units] == [
        "自然资源", "乡镇（街道）", "乡镇（街道）", "法院", "企业", "其他单位", ""]  # fmt: skip
    assert (pathway_words("P6"), pathway_words("P8"), pathway_words("")) == ("信访程序", "", "")
    assert (place_kind("澜阳街道"), place_kind("云栖镇"), place_kind("")) == ("城区", "乡镇", "")
    assert (level_of("990121003"), level_of("990121"), level_of("")) == ("乡", "县", "")
