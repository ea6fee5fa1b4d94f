"""检查验收 and 复查复核 forms: what stands in which column, and which words are the form's own."""

from __future__ import annotations

from datetime import date

from workbench.reports.check_sheets import acceptance_form, acceptance_list_form, form_words, review_form
from workbench.rules.acceptance import ITEMS, Answer, Line, Verdict
from workbench.rules.review_sheet import Answer as Said
from workbench.rules.review_sheet import Answered, Round, sheet_of

DAY = date(2026, 11, 20)


def test_a_unit_s_form_has_every_item_and_what_is_open() -> None:
    answer = Answer("A1", Verdict.FAILED, "2026-11-18", "", "缺六件，月底前补", "检查员")
    lines = [Line(item, "显示。", answer if name == "A1" else None) for name, item in ITEMS.items()]
    form = acceptance_form("甲局检查验收表", [("单位", "甲局"), ("依据", "")], lines, ["会议材料：方案.pdf（F1）"], DAY)
    head, items, signed = form.sections
    assert head.cells == (("单位", "甲局"), ("依据", "（未登记）"))
    assert items.cells[0][:2] == ("台账", "不合格") and items.cells[0][4] == "缺六件，月底前补；检查员 2026-11-18"
    assert [row[1] for row in items.cells[1:]] == ["待查"] * 4 and items.cells[1][4] == "（未登记）"
    assert signed.lines[0].text.startswith("检查人（职务、签字）：") and form.annexes == ("会议材料：方案.pdf（F1）",)
    assert form.subtitle == "（截至2026年11月20日）"


def test_the_list_says_each_verdict_and_state() -> None:
    row = {"单位": "甲局", "已化解（扣除反弹）": "1 / 2（50.00%）", "台账": "合格", "方案": "待查", "状态": "进行中"}
    form = acceptance_list_form("检查验收情况", "共 1 个单位。", [row], ("台账", "方案"), DAY)
    assert form.sections[1].cells == (("甲局", "进行中：台账合格；方案待查", "1 / 2（50.00%）"),)
    assert form.annexes == ("无",)


def test_a_review_s_form_keeps_procedure_and_substance_apart() -> None:
    sheet = sheet_of([Said("S1", Answered.NO, "第二项没有回应")], {"P6": "没有送达登记。"})
    form = review_form("关于某事项的复查复核审查表", [("信访件", "甲1")], sheet, Round.REVIEW, DAY)
    titles = [part.title for part in form.sections]
    assert titles == ["概况", "程序审查", "实体审查", "审查情况", "签字"]
    procedure, substance = form.sections[1:3]
    assert {row[0][0] for row in procedure.cells} == {"P"} and {row[0][0] for row in substance.cells} == {"S"}
    assert substance.cells[0][3] == "意见写明全部投诉请求，逐项作出回应。理由：第二项没有回应。"
    assert (
        procedure.cells[5][3].endswith("记录显示：没有送达登记。") and "审查表不完整" in form.sections[3].lines[0].text
    )


def test_what_a_person_wrote_is_none_of_the_form_s_own_words() -> None:
    sheet = sheet_of([Said("S1", Answered.NO, "赵一鸣的请求没有回应")])
    words = form_words(review_form("关于赵一鸣的表", [("标题", "赵一鸣反映的事")], sheet, Round.REVIEW, DAY))
    assert (
        "赵一鸣" not in words
        and "程序审查" in words
        and "《信访工作条例》第三十二条第一款" in words
        and "标题" in words
    )
