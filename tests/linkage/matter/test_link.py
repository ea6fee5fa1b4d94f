"""Same and related matters: what is proposed, as what, on which grounds, and what never takes part."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from workbench.domain.codes import Verdict
from workbench.domain.linking import LinkKind, LinkProposal, probability
from workbench.linkage.matter import link_matters, suggest
from workbench.linkage.matter.known import Known
from workbench.linkage.matter.link import MatterRun

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
ROAD = "石桥镇柳湾村通往镇区的道路多年失修，雨天积水严重，村民出行困难，请求尽快硬化并安装路灯"
WAGES = "本人在青禾花园小区二期工地做工，施工方青禾建设有限公司拖欠农民工工资一直没有结清，请求依法追讨"
LAND = "村委会未经村民大会同意将集体林地对外发包，承包款去向没有公布，请求查明并公开账目"
SOIL = "2018年清望公路扩建征用柏岭镇枣树村三组水田，我家2.4亩只按1.9亩补偿，请求重新丈量并补足差额"
OTHER_SOIL = "2016年澜岚公路扩建征用茶岑乡石门村七组水田，我家3.1亩只按2.2亩补偿，请求重新丈量并补足差额"


def _records(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame([{"record_id": f"R{number}", "summary": "", **row} for number, row in enumerate(rows, 1)])


def _found(frame: pd.DataFrame, *persons: tuple[str, str]) -> dict[tuple[str, str], LinkProposal]:
    return {(link.left, link.right): link for link in link_matters(frame, persons).links()}


def _codes(link: LinkProposal) -> set[str]:
    return {reason.code for reason in link.reasons}


def test_identical_text_is_found_anywhere() -> None:
    frame = _records(
        {"summary": ROAD, "issue": "431102", "topic_l1": "交通运输"},
        {"summary": ROAD.replace("，", ", "), "issue": "431103", "topic_l1": "城乡建设"},
        {"summary": LAND, "issue": "431102", "topic_l1": "农村农业"},
    )
    run = link_matters(frame, model=None)
    assert not run.proposals["codes"].map(lambda codes: "text_same" not in codes).any()
    near = _found(frame.drop(columns=["issue", "topic_l1"]))
    assert list(near) == [("R1", "R2")] and "文本完全相同" in near["R1", "R2"].words


def test_short_formulas_are_not_identical_texts() -> None:
    assert _found(_records({"summary": "请求依法处理"}, {"summary": "请求依法处理"}, {"summary": ROAD})) == {}


def test_template_sent_by_many_is_one_cause_and_by_one_petitioner_one_matter() -> None:
    frame = _records(*({"summary": WAGES, "petitioner": name} for name in ("张某", "李某", "王某某", "张某")))
    found = _found(frame, ("R1", "R4"))
    assert {pair: link.kind for pair, link in found.items()} == {
        pair: LinkKind.MATTER if pair == ("R1", "R4") else LinkKind.CAUSE
        for pair in combinations(("R1", "R2", "R3", "R4"), 2)
    }


def test_without_petitioners_identical_text_is_one_matter() -> None:
    (link,) = _found(_records({"summary": WAGES}, {"summary": WAGES}, {"summary": LAND})).values()
    assert link.score > 0.5


def test_one_template_with_other_facts_is_another_matter_even_of_one_petitioner() -> None:
    frame = _records({"summary": SOIL, "petitioner": "张某"}, {"summary": OTHER_SOIL, "petitioner": "张某"})
    frame = pd.concat([frame, _records(*({"summary": text} for text in (ROAD, LAND, WAGES)))], ignore_index=True)
    frame["record_id"] = [f"R{row}" for row in range(len(frame))]
    found = _found(frame, ("R0", "R1"))
    assert ("R0", "R1") not in found or suggest(found["R0", "R1"]) is Verdict.DIFFERENT


def test_reasons_are_what_the_score_is_made_from() -> None:
    common = {"issue": "431102", "topic_l1": "劳动社保", "topic_l2": "工资", "town": "石桥镇", "lead_unit": "人社局"}
    again = "再次反映" + WAGES.replace("一直没有结清", "至今未付")
    frame = _records(
        {"summary": WAGES, "reg_time": pd.Timestamp(2020, 3, 1), **common},
        {"summary": again, "reg_time": pd.Timestamp(2020, 4, 1), **common},
        {"summary": LAND, "reg_time": pd.Timestamp(2020, 4, 1), **common},
        {"summary": ROAD, "reg_time": pd.Timestamp(2020, 4, 1), **common},
    )
    run = link_matters(frame, [("R1", "R2")])
    link = next(one for one in run.links() if (one.left, one.right) == ("R1", "R2"))
    row = run.proposals[(run.proposals["left"] == "R1") & (run.proposals["right"] == "R2")].iloc[0]
    assert row["score"] == pytest.approx(link.score) == pytest.approx(probability(row["prior"] + sum(row["weights"])))
    assert _codes(link) >= {"text", "person", "company", "estate", "town", "unit", "topic", "near"}
    assert list(link.words) == row["words"]
    assert any(word.startswith("文本相似（0.") for word in link.words)
    assert {"同人", "同一乡镇", "同一主办单位", "同一内容分类", "登记日期相近"} <= set(link.words)
    assert suggest(link) is Verdict.SAME and link.score > 0.95


def test_different_county_or_topic_is_not_compared_by_text() -> None:
    similar = "再次反映" + WAGES
    here = {"issue": "431102001", "topic_l1": "劳动社保"}
    there, other = {**here, "issue": "431103"}, {**here, "topic_l1": "城乡建设"}
    rest = [{"summary": text} for text in (LAND, ROAD, SOIL)]
    pair = ("R1", "R2")
    assert pair not in _found(_records({"summary": WAGES, **here}, {"summary": similar, **there}, *rest))
    assert pair not in _found(_records({"summary": WAGES, **here}, {"summary": similar, **other}, *rest))
    assert pair in _found(_records({"summary": WAGES, **here}, {"summary": similar, "issue": "431102"}, *rest))
    assert pair in _found(_records({"summary": WAGES, **here}, {"summary": similar, "issue": "430000"}, *rest))


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
    found = _found(frame, ("R1", "R3"))
    certain = {pair: _codes(link) & {"stated", "number", "cited"} for pair, link in found.items()}
    assert certain == {("R1", "R2"): {"stated"}, ("R1", "R3"): {"cited"}, ("R2", "R5"): {"number"}}


def test_stated_duplicate_stays_one_matter_whatever_the_names() -> None:
    frame = _records(
        {"summary": ROAD, "case_no": "XF2019015", "petitioner": "张某"},
        {"summary": ROAD, "case_no": "XF2019016", "dup_of_no": "XF2019015", "petitioner": "李某"},
    )
    (link,) = _found(frame).values()
    assert link.kind is LinkKind.MATTER and "不是同一信访人" in link.words


def test_number_of_a_whole_batch_is_no_evidence() -> None:
    letters = "甲乙丙丁戊己庚辛壬癸"
    frame = _records(*({"summary": f"{letters[n % 10]}{n}", "case_no_upper": "2020第一批"} for n in range(60)))
    run = link_matters(frame)
    links, notes = run.links(), run.notes
    assert links == []
    assert "2020第一批" in notes.set_aside[0]


def test_person_alone_does_not_make_the_matter() -> None:
    frame = _records(
        {"summary": WAGES, "topic_l1": "劳动社保"}, {"summary": LAND, "topic_l1": "农村农业"}, {"summary": ROAD}
    )
    assert _found(frame, ("R1", "R2"), ("R1", "R3"), ("R1", "absent")) == {}


def test_the_surer_the_person_the_likelier_the_matter() -> None:
    frame = _records(
        {"summary": WAGES},
        {"summary": "再次反映：青禾建设有限公司拖欠农民工工资还是没有付，请求依法追讨"},
        {"summary": ROAD},
    )
    scores = []
    for sure in (0.5, 0.8, 0.95, 1.0):
        persons = pd.DataFrame({"left": ["R1"], "right": ["R2"], "score": [sure]})
        found = link_matters(frame, persons).proposals
        scores.append(float(found.loc[found["kind"] == LinkKind.MATTER.value, "score"].iloc[0]))
    assert scores == sorted(scores) and scores[0] < scores[-1]


def test_joint_lists_that_overlap_do_not_make_other_claims_one_matter() -> None:
    frame = _records(
        {"summary": "枣树村三组十二户联名：征地丈量少算面积，请求重新丈量", "headcount": 12, "petitioner": "张某"},
        {"summary": "柳湾村九户联名：自来水管爆裂三个月无人修，请求抢修", "headcount": 9, "petitioner": "李某"},
        *({"summary": text} for text in (ROAD, LAND, WAGES)),
    )
    assert ("R1", "R2") not in _found(frame, ("R1", "R2"))


def test_repeated_record_ids_are_refused() -> None:
    with pytest.raises(ValueError, match="空缺或重复"):
        link_matters(pd.DataFrame({"record_id": ["R1", "R1"]})).links()


def test_nothing_to_compare() -> None:
    assert link_matters(_records({"summary": ROAD})).links() == []
    assert link_matters(_records({"summary": ROAD}).iloc[:0]).links() == []
    run = link_matters(pd.DataFrame({"record_id": ["A", "B"]}))
    links, notes = run.links(), run.notes
    assert links == [] and "未作文本比对" in notes.set_aside[0]


def test_one_text_in_nearly_all_rows_says_nothing() -> None:
    frame = _records(*({"summary": "详见附件材料，请领导阅示并依法处理为盼，谢谢"} for _ in range(95)),
                     *({"summary": f"{text}{n}"} for n in range(1) for text in (ROAD, LAND, WAGES, SOIL)))  # fmt: skip
    run = link_matters(frame)
    links, notes = run.links(), run.notes
    assert links == []
    assert any("95 件" in note and "不作为" in note for note in notes.set_aside)


def test_fifty_identical_rows_end_with_a_word_on_it() -> None:
    row = {"summary": WAGES, "topic_l1": "劳动社保", "issue": "431102", "petitioner": "张某", "town": "石桥镇"}
    frame = _records(*(row for _ in range(50)))
    notes = link_matters(frame).notes
    assert any("50 件" in note for note in notes.set_aside)
    frame = _records(*(row for _ in range(50)), *({"summary": f"第{n}号路灯不亮，请维修"} for n in range(50)))
    run = link_matters(frame)
    links, notes = run.links(), run.notes
    assert any("50 件" in note and "只与最早一件" in note for note in notes.set_aside)
    assert {"R1"} | {f"R{n}" for n in range(2, 51)} <= {end for link in links for end in (link.left, link.right)}


def _planted() -> pd.DataFrame:
    frame = _records(
        *({"summary": text, "case_no": f"XF202000{n}"} for n, text in enumerate((ROAD, LAND, WAGES, SOIL)))
    )
    secret = {"summary": "举报虎啸矿业有限公司经理收受回扣三十万元请查处", "claim": "请求查处虎啸矿业", "petitioner": "赵某",
              "case_no": "JJ2020777", "town": "暗泉镇"}  # fmt: skip
    planted = [{**secret, "record_id": "S1", "purpose": "检举控告"}, {**secret, "record_id": "S2", "locked": True},
               {**secret, "record_id": "S3", "locked": None}]  # fmt: skip
    frame = frame.assign(locked=False, purpose="申诉求决")
    return pd.concat([frame, pd.DataFrame(planted)], ignore_index=True)


def _everything(run: MatterRun, folder: Path) -> bytes:
    run.known.write(folder)
    told = json.dumps(
        [run.proposals.astype("str").to_dict(), [cause.sentence for cause in run.causes]], ensure_ascii=False
    )
    texts = b"".join(frame.to_json(force_ascii=False).encode() for frame in
                     (pd.read_parquet(path) for path in sorted(folder.glob("*.parquet"))))  # fmt: skip
    return told.encode() + str(run.notes).encode() + texts + b"".join(p.read_bytes() for p in sorted(folder.iterdir()))


def test_accusations_and_locked_rows_are_nowhere(tmp_path: Path) -> None:
    frame = _planted()
    run = link_matters(frame, [("S1", "S2"), ("S1", "R1")])
    held = _everything(run, tmp_path / "known")
    for word in ("S1", "S2", "S3", "虎啸", "回扣", "JJ2020777", "暗泉", "赵某"):
        assert word.encode() not in held, word
    assert run.notes.locked_rows == 3
    open_only = link_matters(frame.iloc[:4], [])
    assert (run.known.scale.frequency == open_only.known.scale.frequency).all()
    assert run.known.corpus.matrix.shape == open_only.known.corpus.matrix.shape


def test_a_record_that_becomes_an_accusation_is_forgotten(tmp_path: Path) -> None:
    frame = _planted().iloc[:4]
    known = link_matters(frame).known
    frame = frame.assign(locked=[False, False, True, False])
    run = link_matters(frame, known=known)
    held = _everything(run, tmp_path / "known")
    assert "青禾".encode() not in held and len(run.known) == 3
    again = Known.read(tmp_path / "known")
    assert again is not None and "R3" not in again.corpus.at
    without = link_matters(frame.drop(index=2), known=known.without({"R3"}))
    assert "青禾".encode() not in _everything(without, tmp_path / "other")


@pytest.mark.realdata
@pytest.mark.skipif(not DATA.exists(), reason="没有 ../shared/data")
def test_every_identical_text_of_the_public_messages_is_proposed() -> None:
    messages = pd.read_excel(DATA / "tipdm_messages.xlsx", engine="calamine")
    frame = pd.DataFrame(
        {"record_id": messages["留言编号"].astype(str), "title": messages["留言主题"], "summary": messages["留言详情"],
         "petitioner": messages["留言用户"]}
    )  # fmt: skip
    persons = [pair for _, group in frame.groupby("petitioner")["record_id"] for pair in combinations(group, 2)]
    found = link_matters(frame, persons).proposals
    words = {
        (left, right): told for left, right, told in zip(found["left"], found["right"], found["words"], strict=True)
    }
    known = pd.read_csv(DATA / "tipdm_exact_duplicates.csv")
    groups = [sorted(group.astype(str)) for _, group in known.groupby("dup_group")["留言编号"]]
    missing = [pair for group in groups for pair in combinations(group, 2) if "文本完全相同" not in words.get(pair, ())]
    assert len(groups) == 100 and missing == []
    assert len(found) < len(frame)
