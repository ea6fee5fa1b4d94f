"""案件研判's tab 复查复核: both halves, one item answered, refusals; and the means on the worksheet."""

from __future__ import annotations

from datetime import date

import pytest

from tests.apps.test_case_panels import inside
from workbench.apps.case import acts_study, panels
from workbench.apps.case.model import CaseModel
from workbench.apps.case.panels import restudy
from workbench.apps.case.parts import Listing
from workbench.usecases.office import Office
from workbench.usecases.study_anew import study_anew
from workbench.widgets import FindingList, Form

REVIEWED = "SELECT s.matter_id FROM steps s JOIN matters m USING (matter_id) WHERE s.kind = '复查意见' AND NOT m.locked ORDER BY 1"


@pytest.fixture
def model(own_office: Office) -> CaseModel:
    return CaseModel(own_office, str(own_office.edition().query(REVIEWED)["matter_id"][0]))


def test_an_item_is_answered_and_the_flag_follows(model: CaseModel) -> None:
    part, read = panels.make("review_sheet", model)
    read()
    procedure, substance = inside(part, Listing)
    (form,), (flag,) = inside(part, Form), inside(part, FindingList)
    assert len(procedure.rows) == 8 == len(substance.rows) and form.closed and flag.layout.display == ""
    procedure.selected = "P1"
    substance.selected = "S1"
    assert procedure.selected == "" and form.title.startswith("S1 ") and "第三十二条" in form.note
    form.asked = {"seq": 1, "values": {"verdict": "是", "basis": ""}}
    assert not form.answered["ok"] and "实体审查" in form.said
    form.asked = {"seq": 2, "values": {"verdict": "是", "basis": "逐项对照原件"}}
    assert form.answered["ok"]
    read()
    assert {row["id"]: row["结论"] for row in substance.rows}["S1"] == "是"
    substance.selected = "S2"
    substance.selected = "S1"
    assert form.values["basis"] == "逐项对照原件"
    sheets = acts_study.review_sheets(model)
    assert "1 / 8" in sheets[-1].sentence and acts_study.print_review(model, sheets[-1]).startswith("已存为 ")


def test_on_another_day_one_may_look_and_not_answer(model: CaseModel) -> None:
    part, read = panels.make("review_sheet", model)
    model.as_of = date(2026, 11, 1)
    read()
    (form,) = inside(part, Form)
    _procedure, substance = inside(part, Listing)
    substance.selected = "S1"
    form.asked = {"seq": 1, "values": {"verdict": "是", "basis": "x"}}
    assert not form.answered["ok"] and "不能登记" in form.said


def test_a_matter_without_review_says_so(own_office: Office) -> None:
    sql = """SELECT matter_id FROM matters WHERE NOT locked AND matter_id NOT IN
        (SELECT matter_id FROM steps WHERE kind LIKE '%复查%' OR kind LIKE '%复核%') ORDER BY 1"""
    part, read = panels.make(
        "review_sheet", CaseModel(own_office, str(own_office.edition().query(sql)["matter_id"][0]))
    )
    read()
    told, body = part.children
    assert "没有申请复查、复核的登记" in told.value and body.layout.display == "none"


def test_means_stand_on_the_worksheet_and_are_counted_below(own_office: Office) -> None:
    sql = "SELECT matter_id FROM matters WHERE NOT locked AND state_b LIKE '4%' ORDER BY 1"
    matter = str(own_office.edition().query(sql)["matter_id"][0])
    study_anew(
        own_office,
        matter,
        {"gaps": "无", "new_facts": "无", "reasonable": "无", "conclusion": "补发", "means": "法律、救助"},
    )
    model = CaseModel(own_office, matter)
    (field,) = [one for one in restudy.fields() if one.name == "means"]
    assert field.kind == "ticks" and "疏导" in field.choices
    (side,) = restudy.sides(model.opened.file.worksheets)
    assert ("综合运用的手段", "法律、救助") in side.facts
    head, chosen, listing = restudy.used(model).children
    assert "法律 1 / 1" in head.value and [row["id"] for row in listing.rows] == [matter]
    chosen.value = "经济"
    assert listing.rows == []
