"""总览 without a widget, and its parts without a browser: numbers, the list clicked, what changed, taken out whole."""

from __future__ import annotations

from datetime import timedelta

import pytest

from workbench.apps.overview.figures import path_figure, trend_figure, units_figure
from workbench.apps.overview.lists import ListDrawer
from workbench.apps.overview.model import TITLES, OverviewModel
from workbench.apps.overview.view import _change, _moved_part, build
from workbench.campaign.ratio import Ratio
from workbench.settings import Settings
from workbench.store.editions import Edition
from workbench.usecases.kept_papers import printed
from workbench.usecases.look_over import RATES, Change
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition
from workbench.widgets import MetricRow, Notice


@pytest.fixture(scope="module")
def edition(demo_office: Office) -> Edition:
    return demo_office.edition()


@pytest.fixture(scope="module")
def week_later(demo_home: object, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The invented county published again a week later."""
    import shutil

    home = tmp_path_factory.mktemp("later") / "home"
    shutil.copytree(str(demo_home), home, symlinks=True)
    later = Office(Settings(home=home)).edition().as_of + timedelta(days=8)
    office = Office(Settings(home=home, actor="测试员", as_of=later))
    publish_edition(office)
    return office


def test_it_shows_the_list_behind_the_number_clicked(edition: Edition) -> None:
    model = OverviewModel(edition)
    for focus in TITLES:
        model.look(focus)
        ratio = model.shown.counts[focus]
        assert model.focus_title.startswith("拉低" if focus in RATES else TITLES[focus])
        if focus not in RATES:
            assert model.listed.total == ratio.numerator
            assert model.count_words.startswith(f"共 {ratio.numerator} 件")


def test_a_filter_changes_counts_and_the_list(edition: Edition) -> None:
    model = OverviewModel(edition)
    model.look("open")
    everything = model.listed.total
    topic = model.options()["topic_l1"][0]
    model.chosen = {"topic_l1": topic, "unknown": "x"}
    assert 0 < model.listed.total < everything and {row["topic_l1"] for row in model.listed.rows} == {topic}
    assert model.shown.counts["open"].numerator == model.listed.total
    assert model.filter_words == f"未化解的事项；内容分类：{topic}"
    model.chosen = {"topic_l1": None}
    assert model.listed.total == everything


def test_other_focuses_say_what_they_are(edition: Edition) -> None:
    model = OverviewModel(edition)
    unit = next(one.group for one in model.shown.units if one.group and one.ratio.numerator < one.ratio.denominator)
    for focus, title in (
        (f"unit:{unit}", f"{unit}未按期履职的事项"),
        ("campaign:第一批", "第一批未化解的事项"),
        (f"registered:{model.shown.trend.months[-2].month}", "登记的信访件所属事项"),
    ):
        model.look(focus)
        assert model.listed.rows and title in model.focus_title and model.file_name().endswith(f"{edition.id}.xlsx")
    model.look("unit:没有这个单位")
    assert model.listed.total == 0


def test_without_an_earlier_edition_it_is_said(edition: Edition) -> None:
    model = OverviewModel(edition)
    (told,) = _moved_part(model, MetricRow())
    assert isinstance(told, Notice) and "没有更早的版次可比" in told.value
    with pytest.raises(KeyError, match="没有更早的版次"):
        model.look("change:open")


def test_a_change_opens_the_cases_that_moved_it(week_later: Office) -> None:
    page = build(week_later)
    drawer = next(part for part in page.children if isinstance(part, ListDrawer))
    model = drawer.model
    assert model.before is not None and (model.edition.as_of - model.before.as_of).days == 8
    moved = next(one for one in model.changes if one.any)
    assert not drawer.is_open
    drawer.look(f"change:{moved.key}")
    assert drawer.is_open and model.moved is not None and model.moved.explained and model.moved.moved
    assert model.focus_title == f"{TITLES[moved.key]}为何变动"
    table = drawer.children[-1]
    assert len(table.rows) == len(model.moved.moved) and all(row["reasons"] for row in table.rows)
    drawer.shut()
    assert not drawer.is_open


def test_a_list_is_taken_out_whole_and_logged(week_later: Office) -> None:
    model = OverviewModel(week_later.edition())
    drawer = ListDrawer(week_later, model)
    drawer.look("open")
    table = drawer.children[-1]
    table.exported += 1
    assert table.told.startswith(f"已导出 {model.shown.counts['open'].numerator} 条，存到 ")
    said = printed(week_later)[-1]
    assert (said["list"], said["rows"]) == ("未化解的事项", model.shown.counts["open"].numerator)
    assert (week_later.settings.home / "exports" / model.file_name()).exists()


@pytest.mark.parametrize(
    ("key", "was", "now", "value", "tone"),
    [
        ("open", (37, 100), (41, 101), "+4", "orange"),
        ("overdue", (5, 37), (3, 41), "−2", "ok"),
        ("hard", (5, 37), (5, 41), "0", "neutral"),
        ("accepted", (27, 35), (28, 35), "+2.86 点", "ok"),
        ("answered", (27, 35), (26, 35), "−2.85 点", "orange"),
        ("answered", (0, 0), (0, 0), "0.00 点", "neutral"),
    ],
)
def test_a_change_is_signed_and_told_with_both_fractions(
    key: str, was: tuple[int, int], now: tuple[int, int], value: str, tone: str
) -> None:
    card = _change(Change(key, Ratio(*was, ""), Ratio(*now, "")))
    assert (card.value, card.tone) == (value, tone)
    assert card.fraction == f"{Ratio(*was, '').text} → {Ratio(*now, '').text}"


def test_figures_hand_back_the_focus_they_open(demo_office: Office, edition: Edition) -> None:
    shown = OverviewModel(edition, demo_office.settings.campaigns).shown
    assert trend_figure(shown.trend)["data"][0]["customdata"][0] == f"registered:{shown.trend.months[0].month}"
    assert path_figure(shown.campaigns[0])["data"][0]["customdata"][0] == "campaign:第一批"
    bars = units_figure(shown.units)["data"]
    shares = bars[0]["x"][::-1]
    assert shares == sorted(shares) and all(focus.startswith("unit:") for focus in bars[0]["customdata"])
