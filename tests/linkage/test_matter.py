"""Same matter: what is proposed, with which words, and what never takes part."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from workbench.domain.events import LinkProposal
from workbench.linkage.matter import matter_links, same_matter_candidates

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
ROAD = "石桥镇柳湾村通往镇区的道路多年失修，雨天积水严重，村民出行困难，请求尽快硬化并安装路灯"
WAGES = "本人在青禾花园小区二期工地做工，施工方青禾建设有限公司拖欠农民工工资一直没有结清，请求依法追讨"
LAND = "村委会未经村民大会同意将集体林地对外发包，承包款去向没有公布，请求查明并公开账目"


def _records(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame([{"record_id": f"R{number}", "summary": "", **row} for number, row in enumerate(rows, 1)])


def _found(frame: pd.DataFrame, *persons: tuple[str, str]) -> dict[tuple[str, str], LinkProposal]:
    return {(link.left, link.right): link for link in same_matter_candidates(frame, persons)}


def test_identical_text_is_found_anywhere() -> None:
    frame = _records(
        {"summary": ROAD, "issue": "431102", "topic_l1": "交通运输"},
        {"summary": ROAD.replace("，", ", "), "issue": "431103", "topic_l1": "城乡建设"},
        {"summary": LAND, "issue": "431102", "topic_l1": "农村农业"},
    )
    (link,) = _found(frame).values()
    assert (link.left, link.right, link.kind, link.reasons[0]) == ("R1", "R2", "同事", "文本完全相同")


def test_short_formulas_are_not_identical_texts() -> None:
    assert _found(_records({"summary": "请求依法处理"}, {"summary": "请求依法处理"}, {"summary": ROAD})) == {}


def test_large_group_of_identical_texts_is_linked_completely() -> None:
    pairs = _found(_records(*({"summary": ROAD} for _ in range(20)), *({"summary": LAND + str(n)} for n in range(3))))
    reached = {"R1"}
    for _ in range(20):
        reached |= {end for pair in pairs if reached & set(pair) for end in pair}
    assert {f"R{number}" for number in range(1, 21)} <= reached
    assert not any(set(pair) & {"R21", "R22", "R23"} and set(pair) - {"R21", "R22", "R23"} for pair in pairs)


def test_similar_text_says_how_similar_with_what_agrees() -> None:
    common = {"issue": "431102", "topic_l1": "劳动社保", "topic_l2": "工资", "town": "石桥镇", "lead_unit": "人社局"}
    frame = _records(
        {"summary": WAGES, "reg_time": pd.Timestamp(2020, 3, 1), **common},
        {
            "summary": "再次反映" + WAGES.replace("一直没有结清", "至今未付"),
            "reg_time": pd.Timestamp(2020, 4, 1),
            **common,
        },
        {"summary": LAND, "reg_time": pd.Timestamp(2020, 4, 1), **common},
        {"summary": ROAD, "reg_time": pd.Timestamp(2020, 4, 1), **common},
    )
    (link,) = _found(frame).values()
    assert (link.left, link.right) == ("R1", "R2")
    assert link.reasons[0].startswith("文本相似（0.")
    assert link.reasons[1] in ("同一项目“青禾花园”", "同一单位“青禾建设有限公司”")
    assert link.reasons[-4:] == ("同一乡镇", "同一主办单位", "同一内容分类", "登记日期相近")
    assert 0 < link.score <= 1


def test_different_known_county_or_topic_is_another_matter() -> None:
    similar = "再次反映" + WAGES
    here = {"issue": "431102001", "topic_l1": "劳动社保"}
    there, other = {**here, "issue": "431103"}, {**here, "topic_l1": "城乡建设"}
    rest = {"summary": LAND}
    assert _found(_records({"summary": WAGES, **here}, {"summary": similar, **there}, rest)) == {}
    assert _found(_records({"summary": WAGES, **here}, {"summary": similar, **other}, rest)) == {}
    assert len(_found(_records({"summary": WAGES, **here}, {"summary": similar, "issue": "431102"}, rest))) == 1
    assert len(_found(_records({"summary": WAGES, **here}, {"summary": similar, "issue": "430000"}, rest))) == 1


def test_without_place_and_topic_text_alone_is_compared() -> None:
    frame = _records({"summary": WAGES}, {"summary": "你好，" + WAGES + "，盼复"}, {"summary": ROAD}, {"summary": LAND})
    assert list(_found(frame)) == [("R1", "R2")]


def test_accusations_and_locked_rows_never_take_part() -> None:
    frame = _records(*({"summary": ROAD, "case_no": "XF2020001"} for _ in range(5)))
    frame["locked"] = [False, True, None, False, False]
    frame["purpose"] = ["申诉求决", None, None, "检举控告", None]
    links, notes = matter_links(frame, [("R1", "R4")])
    assert [(link.left, link.right) for link in links] == [("R1", "R5")]
    assert notes.locked_rows == 3


def test_what_the_ledger_states_and_texts_cite() -> None:
    frame = _records(
        {"summary": ROAD, "case_no": "石信〔2019〕15号"},
        {"summary": LAND, "case_no": "石信〔2019〕16号", "dup_of_no": "石信〔2019〕15号"},
        {"summary": WAGES + "，前次来信编号石信 〔2019〕15号", "case_no": "石信〔2020〕3号"},
        {"summary": "来信编号石信〔2019〕151号另行答复，本件反映水费计量不准的问题", "case_no": "石信〔2020〕4号"},
        {
            "summary": "夜间施工噪声扰民，影响学生休息",
            "case_no": "石信〔2020〕5号",
            "case_no_upper": "石信〔2019〕16号",
        },
    )
    found = {pair: link.reasons[0] for pair, link in _found(frame).items()}
    assert found == {("R1", "R2"): "台账注明重复件", ("R1", "R3"): "引用编号", ("R2", "R5"): "同一编号"}


def test_number_of_a_whole_batch_is_no_evidence() -> None:
    frame = _records(
        *({"summary": f"{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{n}", "case_no_upper": "2020第一批"} for n in range(60))
    )
    links, notes = matter_links(frame)
    assert links == []
    assert "2020第一批" in notes.set_aside[0]


def test_person_alone_does_not_make_the_matter() -> None:
    frame = _records(
        {"summary": WAGES, "topic_l1": "劳动社保"},
        {"summary": LAND, "topic_l1": "农村农业"},
        {"summary": "单位没有为我缴纳养老保险", "topic_l1": "劳动社保"},
    )
    found = _found(frame, ("R1", "R2"), ("R3", "R1"), ("R1", "absent"))
    assert list(found) == [("R1", "R3")]
    assert "同人" in found["R1", "R3"].reasons
    proposal = LinkProposal("R1", "R3", "同人", 1.0, ("证件号一致",))
    assert [(link.left, link.right) for link in same_matter_candidates(frame, [proposal])] == [("R1", "R3")]


def test_repeated_record_ids_are_refused() -> None:
    with pytest.raises(ValueError, match="空缺或重复"):
        same_matter_candidates(pd.DataFrame({"record_id": ["R1", "R1"]}))


def test_nothing_to_compare() -> None:
    assert same_matter_candidates(_records({"summary": ROAD})) == []
    assert same_matter_candidates(_records({"summary": ROAD}).iloc[:0]) == []
    assert same_matter_candidates(pd.DataFrame({"record_id": ["A", "B"]})) == []


@pytest.mark.realdata
@pytest.mark.skipif(not DATA.exists(), reason="没有 ../shared/data")
def test_every_identical_text_of_the_public_messages_is_proposed() -> None:
    messages = pd.read_excel(DATA / "tipdm_messages.xlsx", engine="calamine")
    frame = pd.DataFrame(
        {"record_id": messages["留言编号"].astype(str), "title": messages["留言主题"], "summary": messages["留言详情"]}
    )
    proposed = {(link.left, link.right): link.reasons for link in same_matter_candidates(frame)}
    known = pd.read_csv(DATA / "tipdm_exact_duplicates.csv")
    groups = [sorted(group.astype(str)) for _, group in known.groupby("dup_group")["留言编号"]]
    missing = [
        pair for group in groups for pair in combinations(group, 2) if "文本完全相同" not in proposed.get(pair, ())
    ]
    assert len(groups) == 100
    assert missing == []
    assert len(proposed) < len(frame)
