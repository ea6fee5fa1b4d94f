"""清查清单 as it knows itself: lists, filters and the link agree; what the link names and is gone is told."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from workbench.apps.sweep.model import SweepModel
from workbench.rules.sweeps import SWEEPS
from workbench.store.edition import Edition
from workbench.usecases.office import Office


@pytest.fixture(scope="module")
def edition(demo_office: Office) -> Edition:
    return demo_office.edition()


def test_a_first_view_shows_a_list_that_has_matters(edition: Edition) -> None:
    model = SweepModel(edition)
    assert [one.sweep.id for one in model.counts] == list(SWEEPS) and model.shown.rows and not model.problem
    assert model.shown.sweep.id == model.sweep == next(one.sweep.id for one in model.counts if one.matters)


def test_choosing_a_list_and_a_unit(edition: Edition) -> None:
    model = SweepModel(edition)
    model.sweep = "FIVE"
    unit = model.shown.units[0]
    before = next(one for one in model.counts if one.sweep.id == "FIVE").matters
    model.chosen = {"unit": unit["unit"], "topic_l1": None}
    count = next(one for one in model.counts if one.sweep.id == "FIVE").matters
    assert len({row["matter_id"] for row in model.shown.rows}) == count == unit["matters"] < before
    assert f"责任单位：{unit['unit']}" in model.filter_words and SWEEPS["FIVE"].definition in model.filter_words


def test_the_link_opens_the_same_again(edition: Edition) -> None:
    model = SweepModel(edition)
    model.sweep = "JA2"
    model.chosen = {"unit": model.shown.units[0]["unit"]}
    asked = {name: values[0] for name, values in parse_qs(model.address.removeprefix("?")).items()}
    again = SweepModel(edition, asked)
    assert (again.sweep, again.chosen, again.shown.told) == (model.sweep, model.chosen, model.shown.told)
    assert [row["matter_id"] for row in again.shown.rows] == [row["matter_id"] for row in model.shown.rows]
    assert again.address == model.address


def test_what_a_link_names_and_is_gone_is_told(edition: Edition) -> None:
    model = SweepModel(edition, {"list": "NOPE", "unit": "<script>局", "other": "1"})
    assert model.sweep in SWEEPS and model.chosen == {} and "没有“NOPE”“<script>局”" in model.problem
