"""The closing report of a campaign of several cohorts and batches: all of them, by the definition the campaign's page has."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.campaign_homes import played
from workbench.campaign.report_parts import ReportKind
from workbench.campaign.report_period import ReportRefused
from workbench.settings import Campaign, Settings
from workbench.usecases.campaign_state import CampaignState, campaign_state
from workbench.usecases.follow_up import _of_batch
from workbench.usecases.make_report import Report, make_report, open_cases, remake
from workbench.usecases.office import Office

SECOND, NOW = date(2021, 12, 31), datetime(2022, 1, 5, 9, 0)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = shutil.copytree(played("s004", tmp_path_factory), tmp_path_factory.mktemp("closing") / "home", symlinks=True)
    return Office(Settings(home=Path(home), actor="测试员"))


@pytest.fixture(scope="module")
def edition_id(office: Office) -> str:
    from workbench.store.editions import list_editions

    return next(one.id for one in list_editions(office.settings.editions) if one.as_of == SECOND)


@pytest.fixture(scope="module")
def made(office: Office, edition_id: str) -> Report:
    return make_report(office, ReportKind.CLOSING, SECOND, edition=edition_id, now=NOW)


@pytest.fixture(scope="module")
def state(office: Office, edition_id: str) -> CampaignState:
    from workbench.usecases.campaign_state import edition_named

    return campaign_state(office, edition=edition_named(office, edition_id))


def test_every_target_of_every_cohort_stands_as_on_the_page(made: Report, state: CampaignState) -> None:
    rows = made.content.table("K0").rows
    assert len(rows) == sum(len(one.stages) for one in state.cohorts) > len(state.cohorts[0].stages)
    shown = {row[0]: row for row in rows}
    for cohort in state.cohorts:
        for stage in cohort.stages:
            row = shown[f"{cohort.cohort.title} {stage.day} {stage.point.milestone.pct}%"]
            assert row[3:6] == (str(stage.point.need), stage.point.accepted.full, stage.point.net.full)


def test_units_topics_and_lists_are_of_all_batches(office: Office, made: Report, state: CampaignState) -> None:
    members = sum(len(one.found) for one in state.cohorts)
    for table in ("K1", "K2"):
        assert made.content.table(table).cell("合计", "交办数") == str(members)
    assert len(open_cases(office, made.id, "K1", "合计", "交办数")) == members
    assert remake(office, made.id).same


def test_the_path_ends_where_the_cohorts_stand(made: Report, state: CampaignState) -> None:
    table = made.content.table("K6")
    assert table.rows[-1][0] == SECOND.isoformat() and len(table.rows) <= 13
    assert table.rows[-1][3] == str(sum(one.now.accepted.numerator for one in state.cohorts))
    assert table.rows[-1][4] == str(sum(one.now.net.numerator for one in state.cohorts))
    (chart,) = [one for one in made.content.sections[0].charts if one.table == "K6"]
    assert chart.kind == "line" and chart.categories == tuple(row[0] for row in table.rows)


def test_a_base_of_more_than_a_year_does_not_overlap(made: Report) -> None:
    assert (
        int(made.content.base[:4]) < int(made.content.first[:4]) - 1 or made.content.first[:4] == made.content.last[:4]
    )
    assert f"对比期：{made.content.base}" in made.content.notes[0]


def test_a_matter_is_in_one_batch_for_tasks_as_for_figures(office: Office) -> None:
    edition = office.edition()
    batches = [
        str(one) for one in edition.query("SELECT DISTINCT campaign FROM matters WHERE campaign <> ''")["campaign"]
    ]
    every = set(edition.table("groups", ["record_id"])["record_id"])
    records = [_of_batch(office, one, every) for one in batches]
    assert len(batches) > 1 and all(records)
    named = edition.query("SELECT record_id FROM groups JOIN matters USING (matter_id) WHERE campaign <> ''")[
        "record_id"
    ]
    assert sum(map(len, records)) == len(set().union(*records)) and set().union(*records) == set(named)


def test_a_campaign_without_a_cohort_is_said(office: Office, edition_id: str) -> None:
    empty = Office(office.settings.model_copy(update={"campaigns": (Campaign(name="空专项"),)}))
    with pytest.raises(ReportRefused, match="没有登记批次"):
        make_report(empty, ReportKind.CLOSING, SECOND, edition=edition_id)
