"""会商材料's content: order, time line, claim by claim, gaps, units only, questions."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from tests.reports.paper_cases import SAID, empty, full, lead_confirmed, matter, step
from workbench.domain.case import CaseFile, Claim, Worksheet
from workbench.review.paper import NotForMeetings, case_paper
from workbench.review.paper_history import timeline
from workbench.review.paper_parts import LineKind, day_words
from workbench.review.paper_plan import questions
from workbench.review.paper_source import paper_source, scrubbed

TITLES = [
    "一、案情简介", "二、信访人诉求", "三、争议焦点", "四、法定途径和复查复核情况", "五、已做工作", "六、存在问题及原因",
    "七、三不限三重新重新研究结论", "八、各单位意见", "九、建议方案", "十、提请会议决定事项",
]  # fmt: skip


def test_ten_parts_in_the_fixed_order_whatever_is_known() -> None:
    for source in (full(), empty()):
        assert [section.title for section in case_paper(source).sections] == TITLES


def test_an_empty_matter_prints_gaps_and_invents_nothing() -> None:
    paper = case_paper(empty())
    assert {value for _name, value in paper.basics} == {"M-R000009", "（未登记）"}
    for key in ("brief", "claims", "pathway", "work", "restudy", "positions", "plan"):
        assert any(line.kind is LineKind.GAP for line in (*paper.section(key).lines, *paper.section(key).notes)), key
        assert paper.section(key).rows == ()
    assert "（未登记：信访人诉求）" in paper.gaps


def test_time_line_keeps_the_decisive_and_says_how() -> None:
    calls = [step("进展", f"2025-03-{day:02}", "县水利局", f"第{day}次") for day in range(1, 29)]
    steps = [
        step("信访", "2020-01-01", first="是"),
        *calls,
        step("出具意见书", "2024-01-01", "县水利局"),
        step("议定", "", "联席会议"),
    ]
    rows, left_out = timeline(steps)
    words = [row["what"] for row in rows]
    assert (len(rows), left_out) == (12, 19)
    assert words[:2] == ["首次信访", "县水利局出具意见书"] and rows[-1] == {"day": "日期未登记", "what": "联席会议议定"}
    assert words[2:-1] == [f"县水利局进展：第{day}次" for day in range(20, 29)]
    assert "列示12项：先取首次信访" in case_paper(full(steps=steps)).section("brief").notes[0].text


def test_the_same_step_told_by_two_records_is_one_line() -> None:
    twice = [step("受理", "2024-03-10", "县水利局"), step("受理", "2024-03-10", "县水利局")]
    assert timeline(twice) == (({"day": "2024年3月10日", "what": "县水利局受理"},), 0)


def test_claims_one_by_one_with_what_is_not_decided() -> None:
    texts = [line.text for line in case_paper(full()).section("claims").lines]
    assert texts[0] == "诉求1：更换供水管网。"
    assert texts[1] == "办理结果：支持；合理性：合理；依据：供水条例；三到位：解决；应于2026年12月31日前落实。"
    assert texts[2:] == ["诉求2：赔偿误工损失。（据台账文字拟列，待确认）", "（未登记：诉求2的办理结果、合理性、依据）"]


def test_aid_is_only_said_to_have_been_given() -> None:
    texts = "".join(text for section in case_paper(full()).sections for text in section.texts)
    assert "帮扶救助" in texts and "三千元" not in texts and "因病" not in texts


def test_problems_are_units_only_and_follow_the_reviewer() -> None:
    texts = "".join(case_paper(full()).section("problems").texts)
    assert "县水利局：超期3日。（条例第三十四条）" in texts and "先后交办2次" in texts and "资金不到位" in texts
    assert "待审核人核对：支持的诉求未见履行凭证。" in texts
    for other in ("逾期申请复查", "意见书无结论", "时间跨度长", "未见多次督办"):
        assert other not in texts


def test_the_worksheet_box_by_box() -> None:
    part = case_paper(full()).section("restudy")
    texts = [line.text for line in part.lines]
    assert texts[:3] == ["原认定与诉求的差距：原认定未涉及漏损。", "原处理之后的新事实、新突破口：2026年检测报告。",
                         "原结论之外诉求的合理部分：漏损应由管理单位承担。"]  # fmt: skip
    assert "（未登记：政策上可行）" in texts and part.notes[0].text == "第1次重新研究，2026年11月2日登记。"


def test_every_box_the_worksheet_has_is_printed_somewhere() -> None:
    from workbench.usecases.study_anew import BOXES, PLAN_PARTS, PLANS

    keys = [*BOXES, *(f"{way}_{part}" for way in PLANS for part in PLAN_PARTS)]
    sheet = Worksheet({key: f"填{key}" for key in keys}, SAID)
    text = "".join(
        text for section in case_paper(full(file=CaseFile(worksheets=(sheet,)))).sections for text in section.texts
    )
    assert [key for key in keys if f"填{key}" not in text] == []


def test_positions_are_each_units_latest_word() -> None:
    rows = {row["unit"]: row for row in case_paper(full()).section("positions").rows}
    assert rows["县水利局"] == {"unit": "县水利局", "position": "资金应由镇承担", "basis": "事权划分方案"}
    assert rows["云栖镇人民政府"]["basis"] == "（未登记）"


def test_plan_and_fallback_side_by_side() -> None:
    rows = {row["part"]: (row["main"], row["fallback"]) for row in case_paper(full()).section("plan").rows}
    assert rows["做什么"] == ("分两期更换管网", "先行接通临时供水")
    assert rows["资金来源"] == ("县级财政", "（未登记）") and rows["何时完成"][0] == "2026年12月31日"


def test_questions_come_from_open_points() -> None:
    asked = questions(full())
    assert [question.text[:12] for question in asked] == [
        "是否确定由县水利局主办、", "是否同意第九项主方案；不", "是否同意所需资金按主方案", "化解期限是否定为2026", "诉求2属共性政策问题，是",
    ]  # fmt: skip
    assert {question.answer for question in asked} == {"是／否"}


def test_settled_points_are_not_asked_again() -> None:
    decided = [*full().steps, step("议定", "2026-03-01", "联席会议")]
    texts = " ".join(question.text for question in questions(full(steps=decided, file=lead_confirmed())))
    assert "主办" not in texts and "第九项" not in texts


def test_an_unsettled_matter_is_asked_for_names_and_days() -> None:
    bare = full(
        steps=[step("协商", "2025-02-01", "县水利局", positions="县水利局：无此项预算")],
        duties=(),
        claims=(),
        file=CaseFile(),
    )
    assert [question.answer for question in questions(bare)] == ["单位名称", "单位名称、日期", "渠道和负担单位", "日期"]


@pytest.mark.parametrize(("state_a", "state_b", "said"), [
    ("A9 办结", "2 报结待审", "尚缺：意见书送达。是否退回补充"),
    ("C2 复核办结", "1 化解中", "是否按“程序终结未化解”管理"),
    ("A10 程序终结", "6 程序终结未化解", ""),
    ("A9 办结", "1 化解中", ""),
])  # fmt: skip
def test_closing_is_asked_only_when_open(state_a: str, state_b: str, said: str) -> None:
    gate = [{"name": "意见书送达", "answer": "否"}, {"name": "回访", "answer": "是"}]
    source = dataclasses.replace(full(gate=gate), matter=matter(state_a=state_a, state_b=state_b))
    closing = [question.text for question in questions(source) if "终结" in question.text or "报结" in question.text]
    assert closing == [] if not said else said in closing[0]


def test_an_accusation_is_not_for_meetings() -> None:
    with pytest.raises(NotForMeetings, match="第三十条第三款"):
        case_paper(dataclasses.replace(full(), matter=matter(locked=True)))


def test_annexes_are_files_then_numbers() -> None:
    assert case_paper(full()).annexes == ("检测报告.pdf（其他）", "出具意见书（清水信〔2024〕1号）")


def test_scrubbing_reaches_every_depth_and_leaves_code_words() -> None:
    claim = Claim("1", "秘密在此", said=SAID)
    found = scrubbed({"a": ["秘密", {"b": claim}], "day": date(2026, 1, 1)}, lambda text: text.replace("秘密", "某"))
    assert found["a"][0] == "某" and found["a"][1]["b"].text == "某在此"
    assert found["a"][1]["b"].legitimacy is claim.legitimacy and found["day"] == date(2026, 1, 1)


def test_source_takes_what_a_dossier_has_and_cleans_it() -> None:
    class Bare:
        edition = "E1"
        matter = {"matter_id": "M-R000001", "title": "王小明\x00的事"}  # noqa: RUF012
        steps = ({"kind": "受理", "unit": "王小明"},)

    source = paper_source(Bare(), date(2026, 1, 1), lambda text: text.replace("王小明", "王某某"))
    assert source.matter["title"] == "王某某的事" and source.steps[0]["unit"] == "王某某" and source.claims == ()


@pytest.mark.parametrize(("text", "words"), [
    ("2020-10-26", "2020年10月26日"), ("2020-10", "2020年10月"), ("2020", "2020年"),
    ("2020-10-26/2020-10-30", "2020年10月26日至2020年10月30日"), ("", "日期未登记"),
])  # fmt: skip
def test_days_in_words(text: str, words: str) -> None:
    assert day_words(None, text) == words
