"""Names and amounts two texts share: told where they tell something, left out where they are everyday words."""

from __future__ import annotations

import pytest

from workbench.linkage.wording import Wording


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        ("反映我们青禾花园小区物业收费", "关于青禾花园的停车位", ["同一项目“青禾花园”"]),
        ("县青禾建设有限公司欠薪", "状告青禾建设有限公司", ["同一单位“青禾建设有限公司”"]),
        ("东岭房地产开发有限公司", "西山房地产开发有限公司", []),
        ("住在该小区", "本小区", []),
        ("安置小区没有电梯", "老旧安置小区漏水", []),
        ("欠款12.65万元未付", "共计 12.65万元", ["同一金额“12.65万元”"]),
        ("欠款5000元", "借款5000元", []),
        ("没有", "没有", []),
    ],
)
def test_common_words(one: str, other: str, reasons: list[str]) -> None:
    wording = Wording([one, other])
    assert wording.reasons(0, 1) == reasons
    assert wording.share(0, 1) == bool(reasons)


def test_name_in_very_many_texts_is_no_reason() -> None:
    wording = Wording(["青禾花园小区漏水"] * 40 + ["东岭花园小区漏水"] * 2)
    assert wording.reasons(0, 1) == []
    assert wording.reasons(40, 41) == ["同一项目“东岭花园”"]
