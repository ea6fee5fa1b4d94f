"""Two real public files, whole: every row accounted for, groups of identical texts proposed, units with several names.

The files are not part of the project; where they are absent these tests are skipped. Nothing of their texts is shown.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from workbench.linkage.unit.link import UnitNames, unit_names
from workbench.settings import Settings
from workbench.store.editions import Edition
from workbench.usecases.import_ledger import ImportReport, import_ledger
from workbench.usecases.look_over import look_over
from workbench.usecases.measure import measure
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
pytestmark = [pytest.mark.realdata, pytest.mark.skipif(not DATA.exists(), reason="../shared/data 不在此处")]


@dataclass(frozen=True)
class Loaded:
    report: ImportReport
    again: ImportReport
    edition: Edition
    seconds: float


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, date], Loaded]:
    """Import a file twice and publish what it holds."""

    def loaded(name: str, as_of: date) -> Loaded:
        office = Office(Settings(home=tmp_path_factory.mktemp("real") / "home", as_of=as_of))
        report, again = (import_ledger(office, DATA / name) for _ in range(2))
        began = time.monotonic()
        edition = publish_edition(office)
        found = Loaded(report, again, edition, time.monotonic() - began)
        print(f"{name}：发布用时 {found.seconds:.1f} 秒")
        return found

    return loaded


@pytest.fixture(scope="module")
def messages(load: Callable[[str, date], Loaded]) -> Loaded:
    return load("tipdm_messages.xlsx", date(2020, 2, 1))


@pytest.fixture(scope="module")
def orders(load: Callable[[str, date], Loaded]) -> Loaded:
    return load("pingshan_12345.csv", date(2018, 12, 31))


@pytest.fixture(scope="module")
def written() -> pd.DataFrame:
    """The orders as the file has them."""
    return pd.read_csv(DATA / "pingshan_12345.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def units(written: pd.DataFrame) -> UnitNames:
    columns = {"DISPOSE_UNIT_NAME": "unit", "DISPOSE_UNIT_ID": "unit_id"}
    return unit_names(written[list(columns)].rename(columns=columns), ("坪山区", "坪山"), date(2018, 12, 31))


def check_accounted_for(loaded: Loaded, rows: int) -> None:
    first, again = loaded.report, loaded.again
    assert first.read == rows == first.imported + first.unchanged + first.quarantined
    reasons = [problem for problem in first.problems if problem["severity"] == "quarantine"]
    assert len(reasons) >= first.quarantined and all(problem["reason"] for problem in reasons)
    assert (again.read, again.imported) == (rows, 0)
    assert len(loaded.edition.table("records")) == first.imported
    assert loaded.edition.table("matters")["matter_id"].is_unique


def test_every_message_is_accounted_for(messages: Loaded) -> None:
    check_accounted_for(messages, 4326)


def test_identical_texts_are_proposed_as_one_matter_or_one_cause(messages: Loaded) -> None:
    """One cause (相关) where another user sent the same text: 同事 wants the same person."""
    sql = """SELECT a.case_no, b.case_no FROM links l JOIN records a ON a.record_id = l."left"
             JOIN records b ON b.record_id = l."right" WHERE l.kind IN ('同事', '相关')"""
    graph = nx.Graph(messages.edition.query(sql).itertuples(index=False, name=None))
    locked = set(messages.edition.query("SELECT case_no FROM records WHERE locked")["case_no"])
    groups = pd.read_csv(DATA / "tipdm_exact_duplicates.csv", dtype=str).groupby("dup_group")["留言编号"]
    assert groups.ngroups == 100
    for _, numbers in groups:
        own = [number for number in numbers if number not in locked]
        assert len(own) == len(numbers), "读不到的件不能比对"
        part = graph.subgraph(own)
        assert len(part) == len(own) and nx.is_connected(part)


def test_no_place_is_guessed(messages: Loaded) -> None:
    found = messages.edition.table("separations")
    assert len(found) > 4200 and set(found["label"].str[:2]) == {"待核"}
    assert found[["hukou", "residence", "issue", "lead"]].isna().all(axis=None)
    assert {flag for code in ("F1", "F2", "F3") for flag in found[code]} == {"待核"}


def test_nobody_is_called_late_where_the_file_gives_no_day(messages: Loaded, orders: Loaded) -> None:
    """The messages have no registration day; of the orders it is not written when they were handed to their unit."""
    assert set(messages.edition.table("clocks")["status"]) == {"待核"}
    computed = "SELECT c.status, r.lead_unit FROM clocks c JOIN records r USING (record_id) WHERE c.clock <> 'TZ'"
    clocks = orders.edition.query(computed)
    assert set(clocks.loc[clocks["lead_unit"].fillna("") != "", "status"]) == {"待核"}


def test_every_order_is_accounted_for(orders: Loaded) -> None:
    check_accounted_for(orders, 10_000)
    shown = look_over(orders.edition)
    assert shown.counts["open"].denominator == 10_000 - shown.locked
    assert sum(month.registered for month in shown.trend.months) == 10_000


def test_units_with_several_names_and_a_name_of_two_units(written: pd.DataFrame, units: UnitNames) -> None:
    assert len(units.names_by_id) == 35
    offices = units.ids_by_name["城建办"]
    assert len(offices) == 2
    assert len({units.canonical("城建办", number) for number in offices}) == 2
    assert units.canonical("城建办") == "城建办"  # without its number nobody can tell which
    assert len({unit.unit_id for unit in units.units}) == written["DISPOSE_UNIT_ID"].nunique()


def test_in_time_by_unit_is_what_the_file_says(orders: Loaded, written: pd.DataFrame, units: UnitNames) -> None:
    """On-time counts of the published edition, by unit, against the file's own flags counted by its own unit numbers."""
    expected: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    unit_of = {unit.unit_id: unit.name for unit in units.units}
    flags = written[["DISPOSE_UNIT_ID", "INTIME_ARCHIVE_NUM", "OVERTIME_ARCHIVE_NUM"]]
    for number, kept, late in flags.itertuples(index=False):
        if "1" in (kept, late):
            named = unit_of[number].strip("-")  # "-" is how the file writes that no unit is known
            expected[named][0] += late != "1"
            expected[named][1] += 1
    found = [one for one in measure(orders.edition, "M-02C", by="unit").groups if one.ratio.denominator]
    counted = {one.group: [one.ratio.numerator, one.ratio.denominator] for one in found}
    nobodys = expected.pop("")
    assert counted == dict(expected)
    assert sum(base for _, base in counted.values()) + nobodys[1] == 9995


def test_units_of_the_edition_carry_their_several_names(orders: Loaded, units: UnitNames) -> None:
    shown = orders.edition.table("units").set_index("unit")["aliases"]
    several = {unit.name: unit.aliases for unit in units.units if len(units.names_by_id.get(unit.unit_id, ())) > 1}
    assert {name: tuple(shown[name]) for name in several} == several
