"""Administrative divisions (行政区划): names, validity and successors of codes, and the place a free-text address names.

A code has as many digits as its level: 省 2, 市 4, 县 6, 乡 9, 村 12 (GB/T 2260, 统计用区划代码). Padded codes are read
too. National tables: see `tables/divisions.source.json`; an office adds its own CSV (`settings.divisions_extra`) and its
villages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path

from workbench.reference import _divisionfiles as tables
from workbench.reference._divisionfiles import ZoneRow, trim
from workbench.reference._placenames import PlaceNames
from workbench.reference._placereading import Reader, Reading
from workbench.reference._placesteps import How, Step, ancestor
from workbench.reference._zonenames import zone_names

__all__ = ["Division", "Divisions", "How", "Reading", "Step", "ancestor", "load", "trim"]

_HOLDERS = ("省直辖县级行政区划", "自治区直辖县级行政区划", "市辖区", "县")
"""Names in the national list that hold a place in the code tree and are no place's name."""


@dataclass(frozen=True, slots=True)
class Division:
    """One name of one code. `start` and `end` are the first and last day (or year) listed; empty: open.

    `successor` is the code that took over; of a divided place all of them, joined by "|".
    """

    code: str
    name: str
    start: str = ""
    end: str = ""
    successor: str = ""

    def valid(self, on: date) -> bool:
        """Whether the code carried this name on a day; a bare year counts whole, for the national list knows no day."""
        day = on.isoformat()
        return self.start <= day and (not self.end or day[: len(self.end)] <= self.end)


class Divisions:
    """The table of divisions; look-ups are cached per instance."""

    def __init__(
        self,
        rows: Iterable[Division],
        zones: Iterable[ZoneRow] = (),
        aliases: Iterable[tuple[str, str]] = (),
        own: Container[str] = (),
    ) -> None:
        self._rows: dict[str, list[Division]] = {}
        for row in rows:
            self._rows.setdefault(row.code, []).append(row)
        for spans in self._rows.values():
            spans.sort(key=lambda row: (row.end or "9999", row.start))
        self._zones = tuple(zones)
        self._aliases = tuple(aliases)
        self._own = own
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
        for digits in (2, 4, 6, 9, 12):
            if digits <= len(code) and code[:digits] in self._rows:
                name = self.name(code[:digits])
                if name not in _HOLDERS and name not in parts:
                    parts.append(name)
        return "".join(parts)

    def spans(self, code: str) -> tuple[Division, ...]:
        """Every name a code has borne, the latest last; none for an unknown code."""
        return tuple(self._rows.get(trim(code), ()))

    def exists(self, code: str, on: date) -> bool:
        """Whether the code was in use on a day (whole years where only the year is known)."""
        return any(row.valid(on) for row in self._rows.get(trim(code), ()))

    def successors(self, code: str) -> tuple[str, ...]:
        """The codes that took over from an abolished one, several if it was divided; none if it is in use or unknown."""
        return self._after(trim(code))

    def _after(self, code: str) -> tuple[str, ...]:
        spans = self._rows.get(code)
        return tuple(filter(None, spans[-1].successor.split("|"))) if spans and spans[-1].end else ()

    def successor(self, code: str) -> str | None:
        """The one code that took over from an abolished one, or None if it is in use, divided or without a known one."""
        found = self.successors(code)
        return found[0] if len(found) == 1 else None

    def today(self, code: str) -> tuple[str, ...]:
        """The codes in use that stand for a code now; the code itself where no successor is known or they form a ring."""
        found: dict[str, None] = {}
        waiting, seen = [trim(code)], {trim(code)}
        while waiting:
            this = waiting.pop(0)
            after = [each for each in self._after(this) if each not in seen]
            seen.update(after)
            waiting += after
            if not after:
                found[this] = None
        return tuple(found)

    def find(self, text: str, *, within: str | None = None, on: date | None = None) -> str | None:
        """The most specific division, township at the deepest, that a free-text address names, or None.

        Province, city and their suffixes may be left out. A name of two places is decided by what stands before it or by
        `within` (a code, such as the office's county), else left open. An abolished place yields its successor, with
        `on` the code that was in force on that day. A text of several places yields what holds them all, and None if
        it labels them as different things (户籍…现住…); `read` gives each.
        """
        return self._find(text, trim(within) if within else "", on) if text else None

    def read(self, text: str, *, within: str | None = None, on: date | None = None) -> tuple[Reading, ...]:
        """Each place a text names, as it was read: names, codes and what is open; none if it names no place."""
        return self._reader.read(text, trim(within) if within else "", on) if text else ()

    def find_below(self, text: str, name: str, code: str) -> str:
        """The place named after `name`, a local name for `code` that the text begins with; `code` if none follows."""
        return self._reader.below(text, name, trim(code))

    def sizes(self) -> dict[int, int]:
        """How many divisions in use there are at each level, by the digits of their codes."""
        return dict(Counter(len(code) for code, spans in self._rows.items() if not spans[-1].end))

    def _find_uncached(self, text: str, within: str, on: date | None) -> str | None:
        return self._reader.one(self._reader.read(text, within, on)) or None

    @cached_property
    def _reader(self) -> Reader:
        return Reader(self, self._names(), self._predecessors())

    def _names(self) -> PlaceNames:
        names = PlaceNames(self._own)
        for code, spans in self._rows.items():
            if not spans[-1].end and spans[-1].name not in _HOLDERS:
                names.add(spans[-1].name, code)
        for name, code in self._aliases:
            names.add_alias(name, code)
        for zone in self._zones:
            for name, found in zone_names(zone, self.name):
                names.add_zone(name, found)
        for row, today in self._past():
            names.add_past(row.name, row.code, today)
        names.finish()
        return names

    def _past(self) -> Iterator[tuple[Division, tuple[str, ...]]]:
        """Names of the past with the codes that stand for the place today."""
        for code, spans in self._rows.items():
            for row in spans:
                if row.end and row.successor:
                    now = [each for first in row.successor.split("|") for each in self.today(first)]
                    yield row, tuple(dict.fromkeys(now))
                elif row.end and row is spans[-1] and row.end >= "1990":
                    yield row, (code,)

    def _predecessors(self) -> dict[str, tuple[str, ...]]:
        """The codes of the past that each code of today took over from."""
        found: dict[str, list[str]] = {}
        for row, now in self._past():
            for code in now:
                if code != row.code:
                    found.setdefault(code, []).append(row.code)
        return {code: tuple(dict.fromkeys(codes)) for code, codes in found.items()}


@cache
def load(extra: Path | None = None, villages: Path | None = None) -> Divisions:
    """The national tables with the office's own over them; ValueError names the file and row that cannot be read.

    `extra` is a CSV code,name,start,end,successor; `villages` one of code,name with codes of twelve digits.
    """
    rows = [Division(*row) for row in tables.national()]
    zones = list(tables.zones())
    rows += [Division(zone.code, zone.name, zone.start) for zone in zones if zone.code]
    codes: set[str] = set()
    if extra is not None:
        own = [Division(*row) for row in tables.extra(extra)]
        codes = {row.code for row in own}
        rows = [row for row in rows if row.code not in codes] + own
    if villages is not None:
        rows += [Division(*row) for row in tables.villages(villages)]
    return Divisions(rows, zones, tables.aliases(), codes)
