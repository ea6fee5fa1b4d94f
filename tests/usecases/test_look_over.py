"""The first page: every number has its list, filters narrow all of it, accusations are in none of it."""

from __future__ import annotations

import pytest

from workbench.store.editions import Edition
from workbench.usecases.list_separated import list_separated
from workbench.usecases.look_over import FILTERS, Overview, look_over
from workbench.usecases.office import Office

RATES = ("accepted", "answered")


@pytest.fixture(scope="module")
def edition(demo_office: Office) -> Edition:
    return demo_office.edition()


def check(shown: Overview) -> None:
    """The list behind each number is as long as it, and of matters shown."""
    matters = set(shown.matters["matter_id"])
    for name, ratio in shown.counts.items():
        assert set(ratio.ids) <= matters, name
        if name not in RATES:
            assert len(set(ratio.ids)) == len(ratio.ids) == ratio.numerator, name
            assert len(ratio.base_ids) == ratio.denominator and set(ratio.base_ids) <= matters, name
    assert shown.counts["open"].numerator == shown.matters["is_open"].astype(bool).sum()


def test_numbers_and_lists(edition: Edition) -> None:
    shown = look_over(edition)
    check(shown)
    assert shown.counts["open"].denominator == len(shown.matters) > 100
    assert shown.locked == edition.query("SELECT count(*) AS n FROM matters WHERE locked")["n"][0] > 0
    assert all(shown.counts[name].numerator for name in ("overdue", "disputed", "separated", "hard", *RATES))


def test_overdue_is_counted_as_the_clocks_have_it(edition: Edition) -> None:
    ids = look_over(edition).counts["overdue"].ids
    clocks = edition.query("SELECT DISTINCT matter_id FROM clocks WHERE status = '超期未完成'")["matter_id"]
    assert ids and set(ids) <= set(clocks)


def test_behind_a_rate_stand_the_matters_that_missed_it(edition: Edition) -> None:
    for name, clock in (("accepted", "C03"), ("answered", "C05")):
        ratio = look_over(edition).counts[name]
        sql = (
            "SELECT matter_id, status FROM clocks WHERE clock = ? AND status IN ('按期完成', '超期完成', '超期未完成')"
        )
        rows = edition.query(sql, [clock])
        assert (ratio.numerator, ratio.denominator) == ((rows["status"] == "按期完成").sum(), len(rows))
        assert set(ratio.ids) == set(rows.loc[rows["status"] != "按期完成", "matter_id"])


@pytest.mark.parametrize("column", FILTERS)
def test_a_filter_narrows_everything(edition: Edition, column: str) -> None:
    matters = edition.query("SELECT * FROM matters WHERE NOT locked")
    value = matters.loc[matters[column] != "", column].value_counts().index[0]
    shown = look_over(edition, **{column: value})
    check(shown)
    assert set(shown.matters[column]) == {value} and len(shown.matters) == (matters[column] == value).sum()
    registered = sum(month.registered for month in shown.trend.months)
    assert 0 < registered <= sum(month.registered for month in look_over(edition).trend.months)


def test_an_unknown_filter_is_refused(edition: Edition) -> None:
    with pytest.raises(KeyError, match="总览不能按“petitioner”筛选"):
        look_over(edition, petitioner="张某某")


def test_units_are_listed_by_duties_kept_and_never_by_volume(edition: Edition) -> None:
    shares = [one.ratio.numerator / one.ratio.denominator for one in look_over(edition).units if one.ratio.denominator]
    assert len(shares) > 10 and shares == sorted(shares)


def test_the_campaign_path_and_its_next_target(demo_office: Office, edition: Edition) -> None:
    (view,) = look_over(edition, demo_office.settings.campaigns).campaigns
    members = edition.query("SELECT count(*) AS n FROM matters WHERE campaign = '第一批'")["n"][0]
    assert (view.next.milestone.pct, view.next.handed_down) == (85, members)
    assert [stage.pct for stage in view.stages] == [65, 85, 100] and len(view.path) > 40
    assert look_over(edition, demo_office.settings.campaigns, campaign="没有这一批").campaigns == ()


def test_separated_matters_are_open_and_their_places_named(demo_office: Office, edition: Edition) -> None:
    found = list_separated(edition, demo_office.divisions.name)
    assert len(found) == edition.query("SELECT count(*) AS n FROM matters WHERE is_open AND NOT locked")["n"][0]
    known = found["hukou"].notna()
    assert (found["hukou_name"] != "").equals(known) and set(found.loc[known, "hukou_name"]) > {"清澜县"}
