"""专项行动's tab 验收: units and their sheets, one item decided, refusals that keep what was typed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.apps.test_case_panels import inside
from tests.campaign_homes import played
from workbench.apps.campaign import acceptance_panel
from workbench.apps.campaign.model import CampaignModel
from workbench.apps.campaign.tables import Listing
from workbench.settings import Campaign, Settings
from workbench.usecases.office import Office
from workbench.widgets import Form

UNIT = "云岭乡人民政府"


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = Path(shutil.copytree(played("s000", tmp_path_factory), tmp_path / "home", symlinks=True))
    return Office(Settings(home=home, actor="检查组"))


def opened(office: Office) -> tuple[Any, Listing, Listing, Form]:
    part, read = acceptance_panel.panel(CampaignModel(office))
    read()
    units, lines = inside(part, Listing)
    (form,) = inside(part, Form)
    return part, units, lines, form


def test_a_unit_opens_its_sheet_and_an_item_is_decided(office: Office) -> None:
    _part, units, lines, form = opened(office)
    assert [row["状态"] for row in units.rows] == ["未开始"] * 3 and lines.rows == [] and form.closed
    units.selected = UNIT
    assert [row["verdict"] for row in lines.rows] == ["待查"] * 5 and lines.title == f"{UNIT}验收表"
    lines.selected = "A1"
    assert not form.closed and "不适用" not in [value for field in form.fields for value in field["choices"]]
    given = {"verdict": "合格", "day": "", "evidence": "", "note": ""}
    form.asked = {"seq": 1, "values": given}
    assert not form.answered["ok"] and "须写明依据" in form.said
    form.asked = {"seq": 2, "values": {**given, "evidence": "台账原件"}}
    assert form.answered["ok"] and lines.rows[0]["verdict"] == "合格" and "台账原件" in lines.rows[0]["decided"]
    assert {row["单位"]: (row["查过"], row["状态"]) for row in units.rows}[UNIT] == ("1 / 5", "进行中")


def test_what_stands_is_offered_to_be_changed(office: Office) -> None:
    _part, units, lines, form = opened(office)
    units.selected, lines.selected = UNIT, "A5"
    form.asked = {
        "seq": 1,
        "values": {"verdict": "不适用", "day": "2024-08-29", "evidence": "", "note": "没有符合条件的"},
    }
    assert form.answered["ok"]
    lines.selected = "A1"
    lines.selected = "A5"
    assert (form.values["verdict"], form.values["note"], form.values["day"]) == (
        "不适用",
        "没有符合条件的",
        "2024-08-29",
    )


def test_the_list_is_taken_out_and_printed(office: Office) -> None:
    part, units, _lines, _form = opened(office)
    units.exported += 1
    assert units.told.startswith("已存为 ") and units.told.endswith(".xlsx")
    (button,) = [one for one in inside(part, acceptance_panel.ipywidgets.Button) if "全部单位" in one.description]
    button.click()
    assert list((office.settings.home / "papers").glob("检查验收情况_*.docx"))


def test_a_campaign_without_cohort_says_so(office: Office) -> None:
    bare = Office(office.settings.model_copy(update={"campaigns": (Campaign(name="空"),)}))
    model = acceptance_panel.AcceptanceModel(CampaignModel(bare))
    model.reload()
    assert model.units == () and "没有登记批次" in model.problem
