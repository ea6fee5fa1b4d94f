"""Which names mean the same unit (单位名称): spelling, short forms, and what the ledger's own unit numbers say.

Only what is certain is put together; institution successors (国土资源局 → 自然资源局) are suggestions for a person to judge by
date. One bare name under two unit numbers (城建办 of two streets) is never merged.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.linkage.normal import half_width, text_column
from workbench.reference.parameters import parameter

Key = tuple[str, str, str]  # name as written, unit number, place


@dataclass(frozen=True, slots=True)
class UnitAlias:
    """One unit: the name it goes by here and every way it was written."""

    name: str
    unit_id: str
    place: str
    aliases: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitNames:
    """Units, and what a person should look at."""

    units: tuple[UnitAlias, ...]
    names_by_id: Mapping[str, tuple[str, ...]]  # unit numbers with two names or more
    ids_by_name: Mapping[str, tuple[str, ...]]  # names with two unit numbers or more
    suggestions: tuple[tuple[str, str, str], ...]  # earlier name, later name, sentence
    by_key: Mapping[Key, str]

    def canonical(self, name: str, unit_id: str = "", place: str = "") -> str:
        """The name a unit goes by; an ambiguous or unknown name stays as it is written."""
        return self.by_key.get((name, unit_id, place)) or self.by_key.get((name, "", ""), name)


def unit_names(frame: pd.DataFrame, office_names: Sequence[str] = (), on: date = date.max) -> UnitNames:
    """Units among the rows of `frame`: columns unit, and where there are any unit_id and place.

    `office_names` are names of the office's own county (坪山区, 坪山) that may stand before a unit's name. With a unit number
    that alone tells units apart; without one, the plain name and the place do.
    """
    columns = (text_column(frame, name) for name in ("unit", "unit_id", "place"))
    counts = Counter(key for key in zip(*columns, strict=True) if key[0])
    plain = _Plain(office_names, on)
    groups: dict[tuple[str, str], list[Key]] = defaultdict(list)
    for key in counts:
        groups[_group_of(key, plain)].append(key)
    spoken = _names_to_use(groups, counts)
    units = tuple(_unit(spoken[group], group, keys, plain) for group, keys in sorted(groups.items()))
    by_key = {key: spoken[group] for group, keys in groups.items() for key in keys}
    by_id, by_name = _both_ways(counts)
    return UnitNames(units, by_id, by_name, _successions(units, plain, on), _with_bare_names(by_key))


def plain_unit(name: str, office_names: Sequence[str] = (), on: date = date.max) -> str:
    """One unit name without spaces and the own county's name, half-width, a known short form written in full."""
    return _Plain(office_names, on)(name)


class _Plain:
    def __init__(self, office_names: Sequence[str], on: date) -> None:
        self._short: Mapping[str, str] = parameter("linkage.unit_short_forms", on).value
        names = sorted({*office_names, *_bare_levels(office_names)}, key=len, reverse=True)
        self._own = re.compile("^(?:" + "|".join(map(re.escape, names)) + ")(?=.{2,})") if names else None

    def __call__(self, name: str) -> str:
        text = re.sub(r"\s+", "", half_width(name)).replace("【", "(").replace("】", ")")
        bare = self._own.sub("", text) if self._own else text
        if not text.endswith(("政府", "党委", "县委", "区委")) or any(level in bare for level in ("乡", "镇", "街道")):
            text = bare  # the county's own government and committee keep its name, its townships' do not need it
        return next((text[: -len(short)] + full for short, full in self._matches(text)), text)

    def _matches(self, text: str) -> Iterable[tuple[str, str]]:
        """Short forms a name ends in, longest first, unless it already ends in the full form."""
        longest_first = sorted(self._short.items(), key=lambda item: -len(item[0]))
        return ((short, full) for short, full in longest_first if text.endswith(short) and not text.endswith(full))


def _bare_levels(office_names: Iterable[str]) -> set[str]:
    """县 of 某某县: in a county's own ledger 县人社局 is its own 人社局. A city's 市 may be the city above, so it stays."""
    return {name[-1] for name in office_names if name.endswith(("县", "区", "旗"))}


def _group_of(key: Key, plain: _Plain) -> tuple[str, str]:
    name, unit_id, place = key
    return (unit_id, "") if unit_id else ("", f"{plain(name)}|{place}")


def _names_to_use(groups: Mapping[tuple[str, str], list[Key]], counts: Mapping[Key, int]) -> dict[tuple[str, str], str]:
    """The most used name of each unit that no other unit bears; with none such the name with its number or place."""
    bearers = Counter(name for keys in groups.values() for name in {key[0] for key in keys})
    spoken = {}
    for group, keys in groups.items():
        ranked = sorted(keys, key=lambda key: (-counts[key], key[0]))
        own = [key[0] for key in ranked if bearers[key[0]] == 1]
        spoken[group] = own[0] if own else f"{ranked[0][0]}（{ranked[0][1] or ranked[0][2] or '属地不明'}）"
    return spoken


def _unit(name: str, group: tuple[str, str], keys: list[Key], plain: _Plain) -> UnitAlias:
    written = tuple(sorted({key[0] for key in keys} - {name}))
    places = sorted({key[2] for key in keys} - {""})
    why = [] if not written else ["台账单位编号相同"] if group[0] else ["名称规范化后相同"]
    if not group[0] and len({half_width(key[0]) for key in keys}) > 1 and any(plain(key[0]) != key[0] for key in keys):
        why.append("简称或本县地名前缀")
    return UnitAlias(name, group[0], "、".join(places), written, tuple(why))


def _both_ways(counts: Iterable[Key]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    names: dict[str, set[str]] = defaultdict(set)
    ids: dict[str, set[str]] = defaultdict(set)
    for name, unit_id, _ in counts:
        if unit_id:
            names[unit_id].add(name)
            ids[name].add(unit_id)
    return _several(names), _several(ids)


def _several(found: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(values)) for key, values in sorted(found.items()) if len(values) > 1}


def _with_bare_names(by_key: dict[Key, str]) -> dict[Key, str]:
    """Also each name without number and place, where it can mean one unit only."""
    meant: dict[str, set[str]] = defaultdict(set)
    for (name, _, _), canonical in by_key.items():
        meant[name].add(canonical)
    bare = {(name, "", ""): found.pop() for name, found in meant.items() if len(found) == 1}
    return bare | by_key


def _successions(units: Sequence[UnitAlias], plain: _Plain, on: date) -> tuple[tuple[str, str, str], ...]:
    """Pairs of names here that institution reform may join, for a person to judge."""
    table: Mapping[str, str] = parameter("linkage.unit_successors", on).value
    by_plain = {plain(unit.name): unit.name for unit in units}
    found = []
    for written, name in sorted(by_plain.items()):
        for before, after in table.items():
            later = by_plain.get(written.removesuffix(before) + after)
            if written.endswith(before) and not written.endswith(after) and later:
                found.append((name, later, f"“{name}”可能是“{later}”的前身，请按日期核对后认定"))
    return tuple(found)
