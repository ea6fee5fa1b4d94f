"""The filter bar is one value."""

from __future__ import annotations

from typing import Any

import ipywidgets
import pytest
from traitlets import TraitError

from workbench.widgets import Filter, FilterBar


def _bar(**kwargs: Any) -> FilterBar:
    return FilterBar(
        [
            Filter("unit", "单位", ["甲局", "乙局"]),
            Filter("state", "时限", [("超期", "late"), ("在办", "open")], multiple=True),
        ],
        search="查找",
        **kwargs,
    )


def test_starts_with_everything() -> None:
    assert _bar().value == {"unit": None, "state": (), "search": ""}
    assert _bar(initial={"unit": "乙局"}).value == {"unit": "乙局", "state": (), "search": ""}


def test_a_choice_in_the_page_is_seen_once() -> None:
    bar, seen = _bar(), []
    bar.observe(lambda change: seen.append(change["new"]), "value")
    _part(bar, ipywidgets.Dropdown).value = "甲局"
    _part(bar, ipywidgets.SelectMultiple).value = ("late",)
    assert seen == [{"unit": "甲局", "state": (), "search": ""}, {"unit": "甲局", "state": ("late",), "search": ""}]


def test_setting_the_value_moves_the_inputs_and_reset_takes_it_back() -> None:
    bar = _bar()
    bar.choose(unit="乙局", state=["open"], search="补偿")
    assert _part(bar, ipywidgets.Dropdown).label == "乙局" and _part(bar, ipywidgets.Text).value == "补偿"
    assert bar.value["unit"] == "乙局"
    _part(bar, ipywidgets.Button).click()
    assert bar.value == {"unit": None, "state": (), "search": ""} and _part(bar, ipywidgets.Dropdown).label == "全部"


def test_other_options_keep_what_is_still_offered() -> None:
    bar = _bar(initial={"unit": "乙局", "state": ("late", "open")})
    bar.offer("unit", ["乙局", "丙局"])
    bar.offer("state", [("超期", "late")])
    assert bar.value == {"unit": "乙局", "state": ("late",), "search": ""}
    assert _part(bar, ipywidgets.Dropdown).label == "乙局" and _part(bar, ipywidgets.SelectMultiple).value == ("late",)
    bar.offer("unit", ["丙局"])
    assert bar.value["unit"] is None and _part(bar, ipywidgets.Dropdown).label == "全部"


def test_several_choices_at_once_are_one_change() -> None:
    bar, seen = _bar(), []
    bar.observe(lambda change: seen.append(change["new"]), "value")
    bar.choose(unit="甲局", state=["late", "open"], search="补偿")
    assert seen == [{"unit": "甲局", "state": ("late", "open"), "search": "补偿"}]


def test_unknown_keys_and_values_are_refused() -> None:
    with pytest.raises(KeyError, match="筛选栏没有"):
        _bar().choose(county="甲")
    with pytest.raises(TraitError):
        _bar().choose(unit="丁局")
    bar = _bar()
    with pytest.raises(TraitError, match="里没有“丁局”"):
        bar.choose(search="a", unit="丁局")
    assert bar.value == {"unit": None, "state": (), "search": ""}


def _part(bar: FilterBar, kind: type) -> Any:
    inside = [part for box in bar.children for part in getattr(box, "children", (box,))]
    return next(part for part in inside if isinstance(part, kind))
