"""Texts of the case library: nobody in them, no exact place below the county, and what is left is refused."""

from __future__ import annotations

import re

import pytest

from workbench.synth.draw import Draw
from workbench.synth.siblings import open_topics, particulars, tell
from workbench.usecases.library_texts import deidentified, remaining

PHONE, NUMBER = "138" + "0013" + "8000", "110101" + "19900101" + "0015"


def _clean(text: str, *names: str, places: tuple[str, ...] = ()) -> str:
    return deidentified(text, names, places)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("村民王建国反映路坏了。", "村民王某某反映路坏了。"),
        ("李大海局长答应付款。", "李某某局长答应付款。"),
        ("补发3.2万元。", "补发（1万—10万元）。"),
        ("涉及318户。", "涉及（100户以上）。"),
        ("占用耕地2.7亩。", "占用耕地若干亩。"),
        ("2021年3月5日发放到位。", "2021年发放到位。"),
        ("位于和平村3组。", "位于某村某组。"),
        ("经查远岚建设工程有限公司拖欠工资。", "经查某公司拖欠工资。"),
        ("反映桐江花园停工。", "反映某项目停工。"),
        ("反映老车站路积水。", "反映某路积水。"),
        ("按清信处〔2021〕12号办理。", "（文号略）办理。"),
        ("依据国发〔2015〕12号和《土地管理法》第四十八条。", "依据国发〔2015〕12号和《土地管理法》第四十八条。"),
        ("本村、邻村和农村道路都归镇村管，村民要求公开。", "本村、邻村和农村道路都归镇村管，村民要求公开。"),
        ("职工安置方案，业主许可。", "职工安置方案，业主许可。"),
    ],
)
def test_what_stands_instead(text: str, expected: str) -> None:
    assert _clean(text) == expected


def test_known_names_and_numbers_go_wherever_they_stand() -> None:
    text = f"与欧阳小满签订协议，电话{PHONE}，证件{NUMBER}。"
    clean, taken = deidentified(text, ["欧阳小满"], [])
    assert "小满" not in clean and PHONE not in clean and NUMBER not in clean
    assert {"姓名", "号码"} <= {one.sort for one in taken}
    assert remaining(clean, ["欧阳小满"]) == ()


def test_towns_of_the_county_by_kind() -> None:
    assert _clean("在云栖镇和澜阳街道。", places=("云栖镇", "澜阳街道")) == "在某镇和某街道。"


@pytest.mark.parametrize("left", ["编号1234567890123", "a_b@example.com", "住3栋2单元", "姓名：王建国"])
def test_what_remains_is_told(left: str) -> None:
    assert remaining(f"反映{left}。") != ()


def test_twice_is_once() -> None:
    draw = Draw("library")
    for topic in open_topics():
        facts = particulars(draw, topic)
        clean = _clean(tell(draw, topic, facts).summary, places=(facts["镇"],))
        assert _clean(clean, places=(facts["镇"],)) == clean


def test_no_particulars_of_an_invented_matter_are_left() -> None:
    """Companies, estates, mills, roads, townships, villages, sums; hills and rivers name no one and stay."""
    draw, left, seen = Draw("particulars"), [], 0
    for topic in open_topics() * 8:
        facts = particulars(draw, topic)
        told = tell(draw, topic, facts)
        text = f"{told.title}。{told.summary}{told.claim}{draw.pick(topic.granted).format_map(facts)}"
        clean = _clean(text, places=(facts["镇"],))
        exact = [facts[slot] for slot in ("公司", "厂", "路", "镇", "村", "元") if facts[slot] in text]
        seen += len(exact)
        left += [word for word in exact if word in clean]
        assert not re.search(r"\d{3,}(?![\d年户万])", clean), clean
    print(f"应隐去 {seen} 处，残留 {len(left)} 处")
    assert seen > 200 and left == []
