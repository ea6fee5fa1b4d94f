"""Administrative divisions (行政区划): names, validity and successors of codes, and the place a free-text address names.

A code has as many digits as its level: 省 2, 市 4, 县 6, 乡 9 (GB/T 2260, 统计用区划代码). Padded codes are read too.
National table: see `tables/divisions.source.json`; an office adds its own CSV (`settings.divisions_extra`).
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from workbench.reference._placenames import PlaceNames

_HOLDERS = ("省直辖县级行政区划", "自治区直辖县级行政区划", "市辖区", "县")
"""Names in the national list that hold a place in the code tree and are no place's name."""


@dataclass(frozen=True, slots=True)
class Division:
    """One name of one code. `start` and `end` are the first and last day (or year) listed; empty: open."""

    code: str
    name: str
    start: str = ""
    end: str = ""
    successor: str = ""

    def valid(self, on: date) -> bool:
        """Whether the code carried this name on a day; a bare year counts whole, for the national list knows no day."""
        day = on.isoformat()
        return self.start <= day and (not self.end or day[: len(self.end)] <= self.end)


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


class Divisions:
    """The table of divisions; look-ups are cached per instance."""

    def __init__(self, rows: Iterable[Division]) -> None:
        self._rows: dict[str, list[Division]] = {}
        for row in rows:
            self._rows.setdefault(row.code, []).append(row)
        for spans in self._rows.values():
            spans.sort(key=lambda row: (row.end or "9999", row.start))
        self._names: PlaceNames | None = None
        self._find = lru_cache(maxsize=300_000)(self._find_uncached)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, code: str) -> bool:
        return trim(code) in self._rows

    def name(self, code: str) -> str:
        """The latest name of a code (清澜县); an unknown code is returned as it is, never guessed."""
        spans = self._rows.get(trim(code))
        return spans[-1].name if spans else code

    def full_name(self, code: str) -> str:
        """The name with its province and city (云岭省澜江市清澜县); an unknown code is returned as it is."""
        code = trim(code)
        if code not in self._rows:
            return code
        parts: list[str] = []
        for digits in (2, 4, 6, 9):
            if digits <= len(code) and code[:digits] in self._rows:
                name = self.name(code[:digits])
                if name not in _HOLDERS and name not in parts:
                    parts.append(name)
        return "".join(parts)

    def exists(self, code: str, on: date) -> bool:
        """Whether the code was in use on a day (whole years where only the year is known)."""
        return any(row.valid(on) for row in self._rows.get(trim(code), ()))

    def successor(self, code: str) -> str | None:
        """The code that took over from an abolished one, or None if it is in use or no successor is known."""
        spans = self._rows.get(trim(code))
        return (spans[-1].successor or None) if spans and spans[-1].end else None

    def find(self, text: str, *, within: str | None = None) -> str | None:
        """The most specific division that a free-text address names unambiguously, or None.

        Province, city and their suffixes may be left out. A name of two places is decided by what stands before it or by
        `within` (a code, such as the office's county), else left open. An abolished place yields its successor.
        """
        return self._find(text, trim(within) if within else "") if text else None

    def _find_uncached(self, text: str, within: str) -> str | None:
        if self._names is None:
            self._names = PlaceNames(self._current(), self._past())
        return self._names.find(text, within)

    def _current(self) -> Iterator[tuple[str, str]]:
        for code, spans in self._rows.items():
            if not spans[-1].end and spans[-1].name not in _HOLDERS:
                yield spans[-1].name, code

    def _past(self) -> Iterator[tuple[str, str]]:
        """Names of the past with the code that stands for the place today."""
        for code, spans in self._rows.items():
            for row in spans:
                if row.end and row.successor:
                    yield row.name, self._today(row.successor)
                elif row.end and row is spans[-1] and row.end >= "1990":
                    yield row.name, code

    def _today(self, code: str) -> str:
        """Follow successors to a code in use; a ring of successors ends where it began."""
        seen = {code}
        while (following := self.successor(code)) and following not in seen:
            seen.add(following)
            code = following
        return code


@cache
def load(extra: Path | None = None) -> Divisions:
    """The national table with the office's own CSV over it; ValueError names the file and row that cannot be read."""
    rows = [*_national(), *_towns()]
    if extra is not None:
        own = list(_read_extra(extra))
        codes = {row.code for row in own}
        rows = [row for row in rows if row.code not in codes] + own
    return Divisions(rows)


def _national() -> Iterator[Division]:
    text = files("workbench.reference").joinpath("tables", "divisions.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        yield Division(row["code"], row["name"], row["start"], row["end"], row["successor"])


def _towns() -> Iterator[Division]:
    data = files("workbench.reference").joinpath("tables", "divisions_towns.csv.gz").read_bytes()
    for line in gzip.decompress(data).decode().splitlines()[1:]:
        code, _, name = line.partition(",")
        yield Division(trim(code), name)


def _read_extra(path: Path) -> Iterator[Division]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"区划补充表“{path}”读不出来（{error}）；请另存为 UTF-8 编码的 CSV") from error
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        code, name = trim(row.get("code") or ""), (row.get("name") or "").strip()
        if not (name and code.isdigit() and len(code) in (2, 4, 6, 9)):
            raise ValueError(f"区划补充表“{path}”第 {number} 行：代码须为 2、4、6 或 9 位数字且名称不空；请改正后重试")
        yield Division(code, name, row.get("start") or "", row.get("end") or "", trim(row.get("successor") or ""))
