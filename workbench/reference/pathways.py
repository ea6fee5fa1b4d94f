"""Legal pathways with the limits a clerk needs to see (依法分类处理清单), as a table an office may add to (spec 5.4, T§31).

The office's own rows (home/pathways.csv, same columns) stand before the national ones of the same id.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Final

from workbench.domain.codes import Pathway

_COLUMNS: Final = ("id", "pathway", "name", "words", "limit", "unit", "decision", "clause", "confidence")
_UNITS: Final = ("", "日", "月", "年")


class PathwayTableError(ValueError):
    """The office's own table of pathways cannot be read; the sentence says file, row and what to do."""


@dataclass(frozen=True, slots=True)
class PathwayRule:
    """One pathway: words that speak for it, the limit to ask for it (None: none fixed), and how it is decided."""

    id: str
    pathway: Pathway
    name: str
    words: tuple[str, ...]
    limit: int | None
    unit: str
    decision: str
    clause: str
    confidence: str


def pathway_rules(own: Path | None = None) -> tuple[PathwayRule, ...]:
    """The list in force: the office's rows over the national ones. Raises PathwayTableError."""
    national = files("workbench.reference") / "tables" / "pathways.csv"
    found = {rule.id: rule for rule in _read(national.read_text(encoding="utf-8"), "pathways.csv")}
    if own is not None:
        found |= {rule.id: rule for rule in _own(own, own.stat().st_mtime_ns)}
    return tuple(found.values())


@lru_cache(maxsize=4)
def _own(path: Path, _changed: int) -> tuple[PathwayRule, ...]:
    return _read(path.read_text(encoding="utf-8-sig"), path.name)


@lru_cache(maxsize=4)
def _read(text: str, name: str) -> tuple[PathwayRule, ...]:
    rows = csv.DictReader(StringIO(text))
    if missing := set(_COLUMNS) - set(rows.fieldnames or ()):
        raise PathwayTableError(f"法定途径清单 {name} 缺列：{'、'.join(sorted(missing))}")
    return tuple(_rule(row, f"{name} 第{number}行") for number, row in enumerate(rows, start=2) if row["id"])


def _rule(row: dict[str, str], where: str) -> PathwayRule:
    limit, unit = row["limit"].strip(), row["unit"].strip()
    if row["pathway"] not in set(Pathway):
        raise PathwayTableError(f"{where}：途径“{row['pathway']}”不认识；请填 P1 至 P8")
    if unit not in _UNITS or bool(limit) != bool(unit) or (limit and not limit.isdecimal()):
        raise PathwayTableError(f"{where}：时效“{limit}{unit}”不认识；请填整数和 日、月、年，没有时效的两栏都留空")
    words = tuple(word for word in row["words"].split("|") if word)
    return PathwayRule(
        row["id"], Pathway(row["pathway"]), row["name"], words, int(limit) if limit else None, unit,
        row["decision"], row["clause"], row["confidence"],
    )  # fmt: skip
