"""What stands before a unit's own name (地名与层级前缀): county, level word, township."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

_PLACE = re.compile(
    r"^([一-龥]{2,6}?)(自治州|自治县|省|市|县|区|旗|州|盟)(?![容政域场话管镇]|民(?!政)|城(?![市管乡投建]))(?=.)|^([一-龥]{2,6}?)(市)(?=民政|政府|政协|政法)"
)
_NO_PLACE = re.compile(
    r"[局院行社厂司]|(?:城市|城区|社区|园区|开发区|高新区|经开区|工业区|新区|景区|小区|户区|片区|林区|市区|地区|辖区|校区|库区|城乡|保税区|[本该各全])$"
)
_LEVEL = re.compile(r"^(?:本)?(国家|省|市|县|区|旗|州|镇|乡)(?:级|直)?")
_NO_LEVEL = re.compile(
    r"^(?:市(?:场|容|民(?!政)|域|话|政(?![府协法])|监)|区(?:域|间|块|划)|县(?:域|城(?![投建管市乡]))|乡(?:村|镇|土)|镇(?:村|域)|州|省道|旗袍)"
)
_TOWN = re.compile(r"^([一-龥]{2,4}?)(镇|乡|街道)(?:人民政府|政府|办事处|办(?!公))?")
_NO_TOWN = re.compile(r"(?:城|村|各|本|乡)$")
_TAIL = re.compile(r"^(镇|乡|街道|)(?:人民政府|政府|办事处|办(?!公)|)")
_HOST = re.compile(
    r"^(?:[一-龥]{1,6}[县区市旗])?([一-龥]{2,4}?)(镇|乡|街道|)(?:人民政府|政府|办事处|办|辖区|党工委|党委|)$"
)
_OFFICIAL = re.compile(
    r"^(?:中共|中国共产党|国家税务总局|国网|国家电网|国营|国有(?=.*[林农]场)|中国(?=.*(?:银行|保险)))(?=.{2,})"
)
_LEAD = re.compile(r"^(省|市|县|区|旗|州|镇|乡|)(?:党委|委|人民政府|政府)(?=[^员会办].{2,}|政法)")
_BRANCH = re.compile(
    r"^([一-龥]{2,6}?)(县|区|市|旗|)(?:管理|服务|供电)?(分局|支局|局|大队|中队|分院|分公司|支公司|公司|管理处|管理部|营业部"
    r"|分中心|分会|支行)$"
)
UNIT_ENDING = re.compile(
    r"(?:局|委|办|部|院|会|所|站|队|中心|公司|厂|校|学|社|处|园|场|馆|室|库|集团|行|店|科|股|政府|单位|署|厅|村|社区)$"
)

Towns = Mapping[str, str]
"""Bare name of a township → 镇, 乡, 街道, or "" where that is not known."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """What has been read off the front of a name. `strips`: how many parts; `guessed`: a place known by its ending only."""

    place: str = ""
    place_kind: str = ""
    town: str = ""
    town_kind: str = ""
    level: str = ""
    stated: bool = False
    maybe_own: bool = False
    strips: int = 0
    guessed: bool = False
    named: str = ""  # the office's own name as it stood there, in full or bare


class Prefixes:
    """Reads prefixes for one office: `own` are its county's names in full and bare (石桥县, 石桥); `upper` its city's."""

    def __init__(self, own: Sequence[str], towns: Towns, upper: Sequence[str] = ()) -> None:
        self.own = sorted(filter(None, own), key=len, reverse=True)
        self.upper = sorted(filter(None, upper), key=len, reverse=True)
        self.towns = dict(sorted(towns.items(), key=lambda item: -len(item[0])))
        self.own_bare = {bare_place(name) for name in self.own}
        full = [name for name in self.own if bare_place(name) != name]
        self.own_levels = {name[-1] for name in full if name[-1] != "市"} or ({"县", "区", "旗"} if not full else set())
        self.city = any(name.endswith("市") for name in full)

    def readings(self, text: str, prefix: Prefix = Prefix()) -> Iterator[tuple[Prefix, str]]:
        """Every way to read a name as prefixes and a rest, the shortest prefix first."""
        yield prefix, text
        if prefix.strips < 4 and text:
            for further, rest in self._strips(prefix, text):
                yield from self.readings(rest, replace(further, strips=prefix.strips + 1))

    def _strips(self, prefix: Prefix, text: str) -> Iterator[tuple[Prefix, str]]:
        if official := _OFFICIAL.match(text):
            yield prefix, text[official.end() :]
        if not prefix.town:
            yield from self._towns(prefix, text)
            if not prefix.stated:
                yield from self._places(prefix, text)
        if not prefix.level:
            yield from self._levels(prefix, text)

    def _places(self, prefix: Prefix, text: str) -> Iterator[tuple[Prefix, str]]:
        for name in self.own:
            if text.startswith(name) and not re.match("镇|乡|街道|办事处", text[len(name) :]):
                yield replace(prefix, stated=True, named=name), text[len(name) :]
        for name in self.upper:
            if text.startswith(name):
                above = replace(prefix, stated=True, place=name[-1] if name[-1] in "省州" else "市")
                yield above, text[len(name) :]
                yield above, name[-1] + text[len(name) :]
        found = _PLACE.match(text)
        if found and not _NO_PLACE.search(found[0]):
            bare, kind = (found[1], found[2]) if found[1] else (found[3], found[4])
            if not bare.endswith(tuple(self.own_bare)) and bare + kind not in self.upper:
                end = len(bare) + len(kind)
                yield replace(prefix, stated=True, place=bare, place_kind=kind, guessed=True), text[end:]
                yield replace(prefix, stated=True, place=bare, place_kind=kind, guessed=True), kind + text[end:]

    def _levels(self, prefix: Prefix, text: str) -> Iterator[tuple[Prefix, str]]:
        lead = _LEAD.match(text)
        if lead:
            yield self._at_level(prefix, lead[1]), text[lead.end() :]
        found = _LEVEL.match(text)
        if found and not _NO_LEVEL.match(text):
            yield self._at_level(prefix, found[1]), text[found.end() :]

    def _at_level(self, prefix: Prefix, char: str) -> Prefix:
        if prefix.stated or not char or char in "镇乡":
            return replace(prefix, level=char or "委")
        if char in self.own_levels:
            return replace(prefix, level=char, stated=True)
        return replace(prefix, level=char, stated=True, place=char, maybe_own=char == "市" and self.city)

    def at_level(self, prefix: Prefix, alias: str) -> Prefix:
        """The prefix of an organ whose name begins with its level (区委办, 市政府办)."""
        return self._at_level(prefix, alias[0])

    def _towns(self, prefix: Prefix, text: str) -> Iterator[tuple[Prefix, str]]:
        for bare, kind in self.towns.items():
            tail = _TAIL.match(text[len(bare) :]) if text.startswith(bare) else None
            if tail and (tail[0] or bare not in self.own_bare):
                yield replace(prefix, town=bare, town_kind=tail[1] or kind), text[len(bare) + tail.end() :]
        found = _TOWN.match(text)
        if found and found[1] not in self.towns and not _NO_TOWN.search(found[1]):
            yield replace(prefix, town=found[1], town_kind=found[2], guessed=True), text[found.end() :]

    def host(self, aside: str) -> tuple[str, str] | None:
        """The township that stands in brackets behind a name (坑梓街道办事处, 碧岭办), and whether 镇, 乡 or 街道."""
        found = _HOST.match(aside)
        if not found or (not found[2] and found[1] not in self.towns):
            return None
        return found[1], found[2] or self.towns.get(found[1], "")

    def branch(self, text: str) -> tuple[str, bool] | None:
        """The place a branch serves and whether that is sure (清澜分局, 南岭县分公司): "" for the own county; None if none."""
        found = _BRANCH.match(text)
        if not found:
            return None
        return ("", True) if found[1] in self.own_bare else (found[1], bool(found[2]))

    def without_branch(self, text: str) -> str:
        """A company's name without its branch in the own county (农业银行清澜县支行 → 农业银行)."""
        for name in self.own:
            head, _, tail = text.partition(name)
            if len(head) > 2 and tail in ("支行", "分行", "支公司", "分公司", "营业部"):
                return head
        return text


def bare_place(name: str) -> str:
    """A county's name without 县, 区, 市, 旗: 石桥县 → 石桥; a two-character name keeps it."""
    return name[:-1] if len(name) > 2 and name[-1] in "县区市旗" else name


def town_of(text: str) -> tuple[str, str] | None:
    """Bare name and kind of a township as a place column writes it (云栖镇, 东街街道办事处); None for anything else."""
    found = _HOST.match(text)
    return (found[1], found[2]) if found and found[2] and not _NO_TOWN.search(found[1]) else None


def towns_written(names: Iterable[str]) -> dict[str, str]:
    """Townships that names are, begin with or bear in brackets, told by 镇, 乡 or 街道 (云栖镇城建办, 城建办(云栖镇))."""
    found: dict[str, str] = {}
    for name in names:
        for part in re.split(r"[()]", name):
            hit = town_of(part)
            if hit:
                found.setdefault(*hit)
    return found
