"""The labelled bench `data/benches/units.csv`: nothing is merged that is two units; what is found may not get less."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from workbench.linkage.unit.match import Relation, proposal, relation
from workbench.linkage.unit.names import Namer, office_namer
from workbench.reference.parameters import parameter

BENCH = Path(__file__).resolve().parents[3] / "data" / "benches" / "units.csv"


def pairs() -> list[dict[str, str]]:
    return list(csv.DictReader(BENCH.read_text(encoding="utf-8").splitlines()))


@cache
def namer(day: date) -> Namer:
    written = (row[column] for row in pairs() for column in ("left", "right", "left_place", "right_place"))
    return office_namer(("清澜县", "清澜"), written, day, ("澜江市", "云岭省"))


def answer(row: dict[str, str]) -> Relation:
    day = date.fromisoformat(row["on"])
    left = namer(day)(row["left"], row["left_place"])
    right = namer(day)(row["right"], row["right_place"])
    certain, propose = (parameter(f"linkage.unit_{name}", day).value for name in ("certain", "propose"))
    return relation(proposal(left, right, "左", "右", day), certain, propose)


@pytest.fixture(scope="module")
def answers() -> Counter[tuple[str, str]]:
    return Counter((row["label"], str(answer(row))) for row in pairs())


def test_the_bench_is_large_and_each_pair_stands_once() -> None:
    rows = pairs()
    keys = {(row["left"], row["right"], row["left_place"], row["right_place"], row["on"]) for row in rows}
    assert len(rows) == len(keys) >= 300
    assert {row["label"] for row in rows} == {"same", "different", "successor"}


def test_no_pair_is_merged_that_is_not_one_unit(answers: Counter[tuple[str, str]]) -> None:
    assert answers["different", "same"] == answers["successor", "same"] == 0


def test_no_pair_is_called_renamed_that_is_not(answers: Counter[tuple[str, str]]) -> None:
    assert answers["different", "successor"] == answers["same", "successor"] == 0


def test_what_is_found(answers: Counter[tuple[str, str]]) -> None:
    same = sum(count for (label, _), count in answers.items() if label == "same")
    after = sum(count for (label, _), count in answers.items() if label == "successor")
    assert answers["same", "same"] >= 0.92 * same
    assert answers["same", "same"] + answers["same", "unsure"] >= 0.98 * same
    assert answers["successor", "successor"] >= 0.93 * after
    assert answers["successor", "different"] == 0
