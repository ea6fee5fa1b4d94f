"""The files behind the table of divisions: the national tables, development zones, and what an office adds."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

Row = tuple[str, str, str, str, str]
"""code, name, start, end, successors joined by "|"."""
_TABLES = files("workbench.reference").joinpath("tables")


class ZoneRow(NamedTuple):
    """A development zone: its own statistical code or "", the counties it lies in, and the day it was set up."""

    code: str
    name: str
    city: str
    hosts: tuple[str, ...]
    start: str


def trim(code: str) -> str:
    """A code without the zeros that pad it: 990121000000 → 990121, 990000 → 99."""
    code = code.strip()
    if len(code) == 12:
        code = code[:9] if code.endswith("000") else code
    if len(code) == 9 and code.endswith("000"):
        code = code[:6]
    if len(code) == 6 and code.endswith("00"):
        code = code[:2] if code.endswith("0000") else code[:4]
    return code


def national() -> Iterator[Row]:
    """Provinces, cities and counties of the present and the past, and townships of both."""
    for row in csv.reader(_text("divisions.csv").splitlines()[1:]):
        yield row[0], row[1], row[4], row[5], row[6]
    for line in _unpacked("divisions_towns.csv.gz"):
        code, _, name = line.partition(",")
        yield trim(code), name, "", "", ""
    for line in _unpacked("divisions_towns_past.csv.gz"):
        code, name, end, successor = line.split(",")
        yield code, name, "", end, successor


def zones() -> Iterator[ZoneRow]:
    for row in csv.reader(_text("divisions_zones.csv").splitlines()[1:]):
        yield ZoneRow(row[0], row[1], row[2], tuple(filter(None, row[3].split("|"))), row[4])


def aliases() -> Iterator[tuple[str, str]]:
    for row in csv.reader(_text("divisions_aliases.csv").splitlines()[1:]):
        yield row[0], row[1]


def extra(path: Path) -> Iterator[Row]:
    """The office's own places (code, name, start, end, successor); ValueError names the file and row."""
    for number, row in _office(path, "区划补充表"):
        code, name = trim(row.get("code") or ""), (row.get("name") or "").strip()
        if not (name and code.isdigit() and len(code) in (2, 4, 6, 9, 12)):
            raise ValueError(
                f"区划补充表“{path}”第 {number} 行：代码须为 2、4、6、9 或 12 位数字且名称不空；请改正后重试"
            )
        successors = "|".join(trim(each) for each in (row.get("successor") or "").split("|"))
        yield code, name, row.get("start") or "", row.get("end") or "", successors


def villages(path: Path) -> Iterator[Row]:
    """The office's villages and communities (code, name), twelve digits each; ValueError names the file and row."""
    for number, row in _office(path, "村社区表"):
        code, name = (row.get("code") or "").strip(), (row.get("name") or "").strip()
        if not (name and code.isdigit() and len(code) == 12):
            raise ValueError(f"村社区表“{path}”第 {number} 行：代码须为 12 位数字且名称不空；请改正后重试")
        yield code, name, "", "", ""


def _office(path: Path, what: str) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{what}“{path}”读不出来（{error}）；请另存为 UTF-8 编码的 CSV") from error
    yield from enumerate(csv.DictReader(text.splitlines()), start=2)


def _text(name: str) -> str:
    return _TABLES.joinpath(name).read_text(encoding="utf-8")


def _unpacked(name: str) -> list[str]:
    return gzip.decompress(_TABLES.joinpath(name).read_bytes()).decode().splitlines()[1:]
