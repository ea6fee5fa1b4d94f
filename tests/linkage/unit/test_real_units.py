"""A district's public orders: several names per unit found by name and street alone, its own unit numbers kept as truth.

The file is not part of the project; where it is absent these tests are skipped. None of its rows stands here.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from workbench.linkage.unit.link import UnitNames, unit_names

ORDERS = Path(__file__).resolve().parents[4] / "shared" / "data" / "pingshan_12345.csv"
pytestmark = [pytest.mark.realdata, pytest.mark.skipif(not ORDERS.exists(), reason="../shared/data 不在此处")]
COUNTY = ("坪山区", "坪山")
DAY = date(2018, 12, 31)


@pytest.fixture(scope="module")
def orders() -> pd.DataFrame:
    columns = {"DISPOSE_UNIT_NAME": "unit", "DISPOSE_UNIT_ID": "truth", "STREET_NAME": "place"}
    return pd.read_csv(ORDERS, dtype=str, keep_default_na=False)[list(columns)].rename(columns=columns)


@pytest.fixture(scope="module")
def units(orders: pd.DataFrame) -> UnitNames:
    return unit_names(orders[["unit", "place"]], COUNTY, DAY)


def names_of_one_unit(orders: pd.DataFrame, units: UnitNames) -> tuple[int, int, int]:
    """Over pairs of (name, unit number), a name under two numbers twice: found rightly, found wrongly, missed."""
    found = [units.canonical(name, "", place) for name, place in zip(orders["unit"], orders["place"], strict=True)]
    nodes = orders.assign(found=found).groupby(["unit", "truth"])["found"].agg(lambda names: names.mode()[0])
    right = wrong = missed = 0
    for (one, other), (mine, theirs) in zip(combinations(nodes.index, 2), combinations(nodes, 2), strict=True):
        same, got = one[1] == other[1], mine == theirs
        right, wrong, missed = right + (same and got), wrong + (got and not same), missed + (same and not got)
    return right, wrong, missed


def test_names_of_one_unit_are_found_without_its_number(orders: pd.DataFrame, units: UnitNames) -> None:
    right, wrong, missed = names_of_one_unit(orders, units)
    print(f"单位异名：正确 {right}，误并 {wrong}，漏 {missed}")
    assert right + missed == 37
    assert right / (right + wrong) >= 0.98
    assert right / (right + missed) >= 0.9


def test_one_name_of_two_streets_stays_two(orders: pd.DataFrame, units: UnitNames) -> None:
    rows = orders[orders["unit"] == "城建办"]
    found = {units.canonical("城建办", "", place) for place in rows["place"].unique()}
    assert len(found) == rows["truth"].nunique() == 2


def test_with_the_ledgers_numbers_they_alone_tell(orders: pd.DataFrame) -> None:
    names = unit_names(orders.rename(columns={"truth": "unit_id"}), COUNTY, DAY)
    assert len(names.names_by_id) == 35
    assert {unit.unit_id for unit in names.units} == set(orders["truth"])
    assert len({unit.name for unit in names.units}) == len(names.units) == orders["truth"].nunique()
