"""会议筹备 › 材料 without a widget: what is ready, where the files lie, what a unit's copy leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.apps.test_meeting_rounds import furnish
from workbench.apps.meeting.papers import PAPERS, PapersModel
from workbench.usecases.office import Office

MEETING = "H20261124"


@pytest.fixture
def model(own_office: Office) -> PapersModel:
    furnish(own_office)
    return PapersModel(own_office, MEETING)


def test_readiness_is_listed_matter_by_matter(model: PapersModel) -> None:
    assert model.rows() and {row["state"][0] for row in model.rows()} <= {"齐", "缺"}
    assert model.lacking() == f"{sum(row['state'] == '齐' for row in model.rows())} / {len(model.rows())} 件材料齐备"
    assert model.meetings()[0][1] == MEETING and model.units()


def test_papers_are_written_where_it_is_said(model: PapersModel) -> None:
    for paper in PAPERS:
        model.print_one(paper)
        assert model.said.tone == "ok" and model.said.text.startswith(f"{paper}已存为 ")
        assert Path(model.said.text.partition("已存为 ")[2]).is_file()
    model.print_matter("")
    assert model.said.text == "请先在上表点选一件"
    model.print_matter(model.rows()[0]["id"])
    assert model.said.tone == "ok" and model.rows()[0]["printed"]


def test_a_unit_s_copy_lists_what_was_withheld(model: PapersModel, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.reports import pdf

    monkeypatch.setattr(pdf, "office_program", lambda: None)  # the docx comes without LibreOffice too
    unit = model.units()[0]
    model.print_copy(unit)
    assert model.said.tone == "ok", model.said.text
    assert f"{unit}的分送本已存为" in model.said.text and "LibreOffice" in model.said.text
    assert len(model.rows()) == 1 or model.withheld
    model.print_copy("")
    assert model.said.tone == "overdue"
    model.meeting = ""
    model.print_pack()
    assert model.said.text == "请先选择会议" and model.rows() == []
