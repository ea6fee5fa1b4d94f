"""docs/mechanisms.csv tells the truth: 176 mechanisms, and every test it names exists."""

from __future__ import annotations

import ast
import csv
import importlib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "domain" / "mechanisms.csv"


def _rows() -> list[dict[str, str]]:
    with (ROOT / "docs" / "mechanisms.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _tests_in(path: Path) -> frozenset[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_there_is_a_row_for_every_mechanism_we_build() -> None:
    rows = _rows()
    assert len(rows) == len({row["id"] for row in rows}) == 176
    assert {row["status"] for row in rows} == {"BUILD", "PARTIAL"}


@pytest.mark.skipif(not SHARED.exists(), reason="../shared 不在此处")
def test_the_rows_are_those_of_the_domain_list() -> None:
    with SHARED.open(encoding="utf-8-sig", newline="") as file:
        wanted = {row["id"] for row in csv.DictReader(file) if row["status"] in ("BUILD", "PARTIAL")}
    assert {row["id"] for row in _rows()} == wanted


def test_every_named_test_exists() -> None:
    missing = []
    for row in filter(lambda row: row["test"], _rows()):
        file, _, name = row["test"].partition("::")
        path = ROOT / file
        if not path.exists() or name not in _tests_in(path):
            missing.append((row["id"], row["test"]))
    assert missing == []


def test_what_does_it_exists_and_has_a_test() -> None:
    wrong = []
    for row in filter(lambda row: row["done_by"], _rows()):
        module, _, name = row["done_by"].rpartition(".")
        if not row["test"] or not hasattr(importlib.import_module(module), name):
            wrong.append((row["id"], row["done_by"]))
    assert wrong == []
