"""The labelled places: none is linked wrongly, and nearly all are linked as deeply as they can be."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from workbench.linkage.place import link_places
from workbench.reference.divisions import load

BENCH = Path(__file__).resolve().parents[3] / "data" / "benches" / "places.csv"


@pytest.fixture(scope="module")
def answers() -> list[tuple[dict[str, str], str]]:
    divisions = load()
    with BENCH.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        on = date.fromisoformat(row["on"]) if row["on"] else None
        match = link_places([row["text"]], within=row["within"] or None, on=on, divisions=divisions)[0]
        found.append((row, match.code))
    return found


def test_the_bench_is_large_and_varied(answers: list[tuple[dict[str, str], str]]) -> None:
    kinds = Counter(row["kind"] for row, _ in answers)
    assert len(answers) >= 300 and len(kinds) >= 15
    assert sum(not row["code"] for row, _ in answers) >= 40


def test_no_place_is_linked_wrongly(answers: list[tuple[dict[str, str], str]]) -> None:
    """An answer may stop at the county where the township is not certain; it may not name another place."""
    wrong = [(row["text"], code, row["code"]) for row, code in answers if code and not row["code"].startswith(code)]
    assert wrong == []


def test_nearly_every_place_is_found_as_labelled(answers: list[tuple[dict[str, str], str]]) -> None:
    exact = sum(code == row["code"] for row, code in answers)
    assert exact >= len(answers) - 2
