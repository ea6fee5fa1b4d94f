"""The first page: every number has its list, filters narrow all of it, accusations are in none of it, changes are told."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from workbench.campaign.milestones import milestone_point, target_path
from workbench.campaign.moves import history, moves_of
from workbench.settings import Settings
from workbench.store.editions import Edition
from workbench.usecases.cube import NUMBERS
from workbench.usecases.export_list import export_list
from workbench.usecases.list_separated import list_separated
from workbench.usecases.look_over import (
    FILTERS,
    RATES,
    Overview,
    behind,
    edition_before,
    look_over,
    options,
    spellings,
)
from workbench.usecases.measure import cases_behind
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition


@pytest.fixture(scope="module")
def edition(demo_office: Office) -> Edition:
    return demo_office.edition()


def check(edition: Edition, shown: Overview, **chosen: str) -> None:
    """The list behind each number is as long as it, and of matters chosen."""
    for name, ratio in shown.counts.items():
        found = behind(edition, name, chosen, limit=10_000)
        assert found.total == len(found.rows) == len({row["matter_id"] for row in found.rows}), name
        sql = " AND ".join(f"{column} = ?" for column in chosen) or "TRUE"
        mine = set(edition.query(f"SELECT matter_id FROM matters WHERE {sql}", list(chosen.values()))["matter_id"])
        assert {row["matter_id"] for row in found.rows} <= mine, name
        if name not in RATES:
            assert found.total == ratio.numerator, name


def test_numbers_and_lists(edition: Edition) -> None:
    shown = look_over(edition)
    check(edition, shown)
    counted = edition.query("SELECT count(*) AS n, count(*) FILTER (is_open) AS o FROM matters WHERE NOT locked")
    assert shown.counts["open"].text == f"{counted['o'][0]} / {counted['n'][0]}" and counted["n"][0] > 100
    assert shown.locked == edition.query("SELECT count(*) AS n FROM matters WHERE locked")["n"][0] > 0
    assert all(shown.counts[name].numerator for name in ("overdue", "disputed", "separated", "hard", *RATES))


def test_overdue_is_counted_as_the_clocks_have_it(edition: Edition) -> None:
    ids = {row["matter_id"] for row in behind(edition, "overdue").rows}
    clocks = edition.query("SELECT DISTINCT matter_id FROM clocks WHERE status = '超期未完成'")["matter_id"]
    assert ids and ids <= set(clocks)


@pytest.mark.parametrize(("name", "clock"), [("accepted", "C03"), ("answered", "C05")])
def test_behind_a_rate_stand_the_matters_that_missed_it(edition: Edition, name: str, clock: str) -> None:
    ratio = look_over(edition).counts[name]
    sql = "SELECT matter_id, status FROM clocks WHERE clock = ? AND status IN ('按期完成', '超期完成', '超期未完成')"
    rows = edition.query(sql, [clock])
    assert (ratio.numerator, ratio.denominator) == ((rows["status"] == "按期完成").sum(), len(rows))
    listed = {row["matter_id"] for row in behind(edition, name, limit=10_000).rows}
    assert listed == set(rows.loc[rows["status"] != "按期完成", "matter_id"])


@pytest.mark.parametrize("column", FILTERS)
def test_a_filter_narrows_everything(edition: Edition, column: str) -> None:
    matters = edition.query("SELECT * FROM matters WHERE NOT locked")
    value = matters.loc[matters[column] != "", column].value_counts().index[0]
    assert value in options(edition)[column]
    shown = look_over(edition, **{column: value})
    check(edition, shown, **{column: value})
    assert shown.counts["open"].denominator == (matters[column] == value).sum()
    registered = sum(month.registered for month in shown.trend.months)
    assert 0 < registered <= sum(month.registered for month in look_over(edition).trend.months)


def test_what_there_is_not_is_refused_in_a_sentence(edition: Edition) -> None:
    with pytest.raises(KeyError, match="总览不能按“petitioner”筛选"):
        look_over(edition, petitioner="张某某")
    with pytest.raises(KeyError, match="总览没有“petitioner:张某某”这个数"):
        behind(edition, "petitioner:张某某")


def test_a_list_is_a_page_and_its_total(edition: Edition) -> None:
    every = behind(edition, "open", limit=10_000)
    page = behind(edition, "open", limit=7)
    assert page.total == every.total > 7
    assert [row["matter_id"] for row in page.rows] == [row["matter_id"] for row in every.rows[:7]]
    late = [row["overdue_days"] for row in behind(edition, "overdue").rows]
    assert late == sorted(late, reverse=True)


def test_a_unit_opens_the_duties_it_missed_under_any_spelling(edition: Edition) -> None:
    shown = look_over(edition)
    missed = [one for one in shown.units if one.group and one.ratio.numerator < one.ratio.denominator]
    for one in missed[:5]:
        own = cases_behind(edition, "M-02C", part="分母", by="unit", group=one.group)
        assert len(own) == one.ratio.denominator - one.ratio.numerator
        listed = {row["matter_id"] for row in behind(edition, f"unit:{one.group}", limit=10_000).rows}
        assert listed == set(own["matter_id"]) and spellings(edition, one.group)[0] == one.group


def test_months_and_their_lists(edition: Edition) -> None:
    shown = look_over(edition)
    for kind, many in (("registered", shown.trend.months[-3].registered), ("closed", shown.trend.months[-3].closed)):
        found = behind(edition, f"{kind}:{shown.trend.months[-3].month}", limit=10_000)
        assert 0 < found.total <= many


def test_the_campaign_path_is_what_its_moves_give_one_by_one(demo_office: Office, edition: Edition) -> None:
    (view,) = look_over(edition, demo_office.settings.campaigns).campaigns
    members = edition.query("SELECT * FROM matters WHERE campaign = '第一批' AND NOT locked")
    assert [stage.pct for stage in view.stages] == [65, 85, 100] and len(view.path) > 40
    past = history(moves_of(members, edition.query("SELECT matter_id, kind, start FROM steps"))[0])
    ids = tuple(members["matter_id"])
    assert view.path == target_path(view.stages, ids, past, [point.day for point in view.path])
    point = milestone_point(view.next.milestone, ids, past, edition.as_of)
    now = view.next.now
    assert (now.base, now.accepted, now.net, now.queued) == (
        point.base, point.accepted.numerator, point.net.numerator, len(point.queued))  # fmt: skip
    assert (view.next.need, view.next.pace_text, view.next.handed_down) == (point.need, point.pace_text, len(ids))
    still = behind(edition, "campaign:第一批", limit=10_000)
    assert still.total == members["is_open"].astype(bool).sum()
    assert look_over(edition, demo_office.settings.campaigns, campaign="没有这一批").campaigns == ()


def test_a_first_edition_has_nothing_before_it(demo_office: Office, tmp_path: Path) -> None:
    editions = sorted(demo_office.settings.editions.glob("E*"))
    home = tmp_path / "home"
    shutil.copytree(editions[0], home / "editions" / editions[0].name)
    only = Edition(home / "editions" / editions[0].name)
    office = Office(Settings(home=home))
    assert edition_before(office, only) is None
    assert look_over(only, before=None).changes == ()


def test_changes_are_counted_against_the_edition_of_a_week_before(own_office: Office) -> None:
    now = own_office.edition()
    later = now.as_of + timedelta(days=2)
    recent = publish_edition(Office(Settings(home=own_office.settings.home, as_of=later)))
    last = publish_edition(Office(Settings(home=own_office.settings.home, as_of=now.as_of + timedelta(days=7))))
    newest = edition_before(own_office, recent)
    assert newest is not None and newest.id == now.id
    before = edition_before(own_office, last)
    assert before is not None and before.id != recent.id and before.as_of <= last.as_of - timedelta(days=6)
    shown = look_over(last, before=before)
    assert [one.key for one in shown.changes] == list(NUMBERS)
    for one in shown.changes:
        assert (one.was, one.now) == (look_over(before).counts[one.key], shown.counts[one.key])
    assert any(one.any for one in shown.changes), "七日之后应有时限到期"


def test_a_list_taken_out_is_logged(own_office: Office) -> None:
    rows = behind(own_office.edition(), "open", limit=3).rows
    made = export_list(own_office, "未化解的事项", [{"key": "title", "title": "事项"}], rows, "全部")
    assert isinstance(made, bytes) and made[:2] == b"PK"


def test_separated_matters_are_open_and_their_places_named(demo_office: Office, edition: Edition) -> None:
    found = list_separated(edition, demo_office.divisions.name)
    assert len(found) == edition.query("SELECT count(*) AS n FROM matters WHERE is_open AND NOT locked")["n"][0]
    known = found["hukou"].notna()
    assert (found["hukou_name"] != "").equals(known) and set(found.loc[known, "hukou_name"]) > {"清澜县"}


def test_the_day_is_the_editions(edition: Edition) -> None:
    shown = look_over(edition)
    assert shown.as_of == edition.as_of == shown.trend.as_of and isinstance(shown.as_of, date)
