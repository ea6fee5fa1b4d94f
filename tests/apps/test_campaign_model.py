"""专项行动 without a widget: what the link names, the list behind a figure, milestones of a cohort, exports, the picture."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from tests.campaign_homes import office as example_office
from tests.campaign_homes import played
from workbench.apps.campaign.figures import path_figure
from workbench.apps.campaign.model import CampaignModel
from workbench.apps.campaign.panels import tasks_line
from workbench.apps.campaign.view import build, cards
from workbench.settings import Campaign, Cohort, Phase, Settings
from workbench.usecases import campaign_rows as lines
from workbench.usecases.campaign_state import WHICH, NoCampaign
from workbench.usecases.office import Office


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return example_office("s000", tmp_path_factory)


def with_campaigns(office: Office, *campaigns: Campaign) -> Office:
    return Office(office.settings.model_copy(update={"campaigns": campaigns}))


def test_the_list_follows_the_figure_and_the_milestone(office: Office) -> None:
    model = CampaignModel(office)
    assert (model.campaign, model.cohort, model.focus) == ("积案久拖不决整治", "市级以上交办", "left")
    for which, title in WHICH.items():
        model.focus = which
        assert model.focus_title == f"{title}（截至 2024-08-30）"
        assert [row["matter_id"] for row in model.rows] == [one.matter_id for one in model.chosen.rows(which)]
    model.focus, model.day = "rebound", "2024-08-30"
    assert model.focus_title == "化解后反弹（2024-08-30 节点）" and [row["matter_id"] for row in model.rows] == [
        "M-R000002"
    ]
    assert model.address.endswith("focus=rebound&day=2024-08-30&tab=cases")


def test_the_link_is_read_and_what_is_not_there_is_told(office: Office) -> None:
    model = CampaignModel(office, {"focus": "net", "day": "2024-08-30", "tab": "why"})
    assert (model.focus, model.day, model.tab, model.problem) == ("net", "2024-08-30", "why", "")
    model = CampaignModel(
        office, {"campaign": "别的", "cohort": "C7", "focus": "people", "day": "2020-01-01", "tab": "x"}
    )
    assert all(word in model.problem for word in ("别的", "C7", "people", "2020-01-01", "x"))
    assert (model.focus, model.day, model.tab) == ("left", "", "cases")


def test_cards_carry_their_fractions(office: Office) -> None:
    told = {card.key: (card.value, card.fraction) for card in cards(CampaignModel(office)) if card.key}
    assert told == {
        "accepted": (5, "5 / 6（83.33%）"), "net": (4, "4 / 6（66.67%）"), "left": (2, "2 / 6（33.33%）"),
        "rebound": (1, "1 / 5（20.00%）"), "queued": (1, "1 / 6（16.67%）"), "removed": (0, "0 / 6（0.00%）"),
    }  # fmt: skip
    (gap,) = (card for card in cards(CampaignModel(office)) if not card.key)
    assert (gap.label, gap.value, gap.fraction) == ("距下一节点还差", 2, "4 / 6")


def test_the_picture_has_curves_milestones_and_phases(office: Office) -> None:
    model = CampaignModel(office)
    assert model.chosen is not None
    figure = path_figure(model.chosen, model.shown.campaign.phases)
    accepted, net, targets = figure["data"]
    assert (accepted["y"][-1], net["y"][-1]) == (5, 4) and set(accepted["customdata"]) == {"accepted"}
    assert (targets["y"], targets["customdata"]) == ([6], ["2024-08-30"])
    assert [shape["type"] for shape in figure["layout"]["shapes"]] == ["line", "line", "rect", "rect", "rect"]


def test_the_needed_pace_is_drawn_to_the_next_milestone(tmp_path_factory: pytest.TempPathFactory) -> None:
    office = example_office("s000", tmp_path_factory)
    target = {"day": "2024-09-13", "percent": 100}
    found = with_campaigns(office, Campaign.model_validate({"name": "x", "batch": "重点积案", "targets": [target]}))
    model = CampaignModel(found)
    assert model.chosen is not None
    pace = path_figure(model.chosen, ())["data"][-1]
    assert (pace["name"], pace["x"], pace["y"]) == ("还须每周 1.00 件", ["2024-08-30", "2024-09-13"], [4, 6])
    (gap,) = (card for card in cards(model) if not card.key)
    assert gap.fraction == "4 / 6　每周 1.00 件"


def test_another_campaign_brings_its_own_cohort(office: Office) -> None:
    other = Campaign(name="乙", cohorts=(Cohort(id="C2", batches=("没有",)),))
    model = CampaignModel(with_campaigns(office, *office.settings.campaigns, other), {"day": "2024-08-30"})
    model.campaign = "乙"
    assert (model.cohort, model.day, model.rows) == ("C2", "", [])
    assert "请核对台账“批次”一栏" in model.told[0]


def test_a_campaign_without_cohort_still_has_its_page(office: Office) -> None:
    phase = Phase(name="部署", first=date(2024, 8, 1), last=date(2024, 8, 31))
    bare = with_campaigns(office, Campaign(name="空", phases=(phase,)))
    model = CampaignModel(bare)
    assert model.chosen is None and cards(model) == [] and "没有登记批次" in model.told[0]
    for tab in ("cases", "removed", "units", "phases", "why"):
        assert build(bare, {"tab": tab}).children


def test_no_campaign_is_told(office: Office) -> None:
    with pytest.raises(NoCampaign, match="没有登记专项行动"):
        CampaignModel(with_campaigns(office))


def test_a_list_is_taken_out_with_campaign_and_edition_on_it(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from openpyxl import load_workbook

    home = Path(shutil.copytree(played("s000", tmp_path_factory), tmp_path / "home", symlinks=True))
    model = CampaignModel(Office(Settings(home=home, actor="测试员")), {"focus": "net"})
    told = model.export(model.focus_title, lines.CASES, model.rows)
    file = home / "exports" / "已化解_市级以上交办_E20240830-01.xlsx"
    assert told == f"已存为 {file}"
    text = "\n".join(str(cell.value) for row in load_workbook(file).active.iter_rows() for cell in row if cell.value)
    assert "批次：市级以上交办 6 件" in text and "版次 E20240830-01" in text and "M-R000001" in text
    assert tasks_line(model) == "尚无已定稿的议定事项"


def test_why_it_moved_against_an_earlier_edition(office: Office) -> None:
    model = CampaignModel(office)
    assert model.earlier == ("E20240825-01",)
    (found,) = model.why("E20240825-01")
    assert found.explained and len(found.moved) == 2
