"""Why a number moved, over two editions of the invented county: the steps found add up, listed or not, and say why."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.campaign.measures import IN, Period
from workbench.campaign.moved import shifts
from workbench.reference.metrics import metrics
from workbench.settings import Settings
from workbench.store.edition import Edition
from workbench.store.edition_pair import EditionPair
from workbench.store.editions import list_editions
from workbench.usecases.measure import cases_behind, measure
from workbench.usecases.office import Office
from workbench.usecases.why_moved import two_editions, why_moved


@pytest.fixture(scope="module")
def pair(demo_home: Path) -> tuple[Edition, Edition]:
    return two_editions(Office(Settings(home=demo_home)))


@pytest.mark.parametrize("metric", sorted(metrics()))
def test_what_is_found_adds_up_for_every_metric(pair: tuple[Edition, Edition], metric: str) -> None:
    found = why_moved(*pair, metric)
    assert found.explained
    assert all(one.reasons and one.shift.before != one.shift.after for one in found.moved)
    assert not {"nan", "None"} & {
        word for one in found.moved for word in (one.shift.title, one.shift.unit, one.shift.matter_id)
    }


@pytest.mark.parametrize("metric", ["M-02", "M-06", "M-08", "N-01"])
def test_it_is_what_comparing_all_rows_finds(pair: tuple[Edition, Edition], metric: str) -> None:
    rows = [
        cases_behind(one, metric).astype(object).where(lambda frame: frame.notna(), None).to_dict("records")
        for one in pair
    ]
    expected = shifts(*rows)  # type: ignore[arg-type]
    assert tuple(one.shift for one in why_moved(*pair, metric).moved) == expected != ()


def test_what_is_not_listed_is_counted(pair: tuple[Edition, Edition]) -> None:
    every, some = why_moved(*pair, "M-02"), why_moved(*pair, "M-02", most=3)
    assert some.explained and some.unlisted > 0 and some.rest != (0, 0)
    assert len(some.moved) < len(every.moved) <= len(some.moved) + 2 * some.unlisted
    assert some.moved == every.moved[: len(some.moved)]
    assert f"另有 {some.unlisted} 件只计数、不列出" in some.sentence and "不列出" not in every.sentence


def test_of_one_unit_by_any_of_its_names(pair: tuple[Edition, Edition]) -> None:
    moved = 0
    for one in measure(pair[1], "M-02", by="unit").groups:
        found = why_moved(*pair, "M-02", group=("unit", one.group))
        assert found.explained and found.now.ratio == one.ratio
        moved += len(found.moved)
    assert moved == len(why_moved(*pair, "M-02").moved)


def test_the_flows_of_a_period_are_explained(pair: tuple[Edition, Edition]) -> None:
    day = pair[0].as_of
    found = why_moved(*pair, "M-18", Period(day.replace(day=1, month=1), day))
    assert found.explained and found.moved


def test_an_edition_against_itself_moved_nothing(pair: tuple[Edition, Edition]) -> None:
    found = why_moved(pair[1], pair[1], "M-02")
    assert found.explained and not found.moved and "没有一件的归属有变" in found.sentence


def test_nothing_but_the_two_editions_can_be_read(pair: tuple[Edition, Edition], tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n1\n")
    with EditionPair(*pair) as both:
        assert both.rows(f"SELECT COUNT(*) AS n FROM now.matters WHERE '{IN}' <> ''")[0]["n"] > 0
        with pytest.raises(Exception, match=r"disabled|denied|Permission"):
            both.rows(f"SELECT * FROM read_csv('{tmp_path / 'other.csv'}')")
    assert len(list_editions(pair[0].path.parent)) >= 2
