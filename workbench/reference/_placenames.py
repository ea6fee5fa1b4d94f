"""Reading the place out of an address: a walk from province to township along the names that follow each other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_BLANK = re.compile(r"\s+")
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|"
    "仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|门巴|珞巴|各"
)
_PEOPLE = rf"(?:(?:{_PEOPLES})族?)*"
_STEMS = {
    2: re.compile(r"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市)$"),
    4: re.compile(rf"(?:{_PEOPLE}自治州|地区|盟|市)$"),
    6: re.compile(rf"(?:{_PEOPLE}自治[县旗]|县|市|区|旗)$"),
}

_NO_PLACE_AFTER_STEM = tuple("村组社路街巷乡镇屯庄寨湾桥屋坝沟冲岭坪塘河湖山小大新老")
"""A stem before one of these is part of another name (长沙村, 朝阳路), not a place without its suffix."""

Codes = tuple[str, ...]


@dataclass(slots=True)
class _Entry:
    """A written name with the codes it may mean: in full, without its suffix, and of the past."""

    name: str
    full: list[str] = field(default_factory=list)
    short: list[str] = field(default_factory=list)
    past: list[str] = field(default_factory=list)

    def under(self, above: Codes, text: str, after: int) -> Codes:
        """Codes below one of the places already read; names of the past only where no present one fits."""
        if found := _below(self.full, above):
            return found
        if self.short and not text.startswith(_NO_PLACE_AFTER_STEM, after) and (found := _below(self.short, above)):
            return found
        return _below(self.past, above)

    def alone(self, text: str, after: int, at_start: bool) -> Codes:
        """Codes the name may mean with nothing before it; at the start of a text the suffix may be left out."""
        own = tuple(self.full or self.past) if len(self.name) >= 3 else ()
        if not at_start or not self.short or text.startswith(_NO_PLACE_AFTER_STEM, after):
            return own
        return own + tuple(code for code in self.short if code not in own)

    def is_county_stem(self, codes: Codes) -> bool:
        """石门 for 石门县: too weak to stand alone at the head of a longer text."""
        return not self.full and all(len(code) == 6 for code in codes)


class PlaceNames:
    """Index of names by their first two characters; `find` takes about 20 µs an address."""

    def __init__(self, current: Iterable[tuple[str, str]], past: Iterable[tuple[str, str]]) -> None:
        self._entries: dict[str, _Entry] = {}
        for name, code in current:
            self._add(name, code)
        for name, code in past:
            entry = self._entry(name)
            if code not in entry.full and code not in entry.past:
                entry.past.append(code)
        for entry in self._entries.values():
            entry.full.sort()
            entry.short.sort()
            entry.past.sort()
        lengths: dict[str, set[int]] = {}
        for name in self._entries:
            lengths.setdefault(name[:2], set()).add(len(name))
        self._lengths = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}

    def _add(self, name: str, code: str) -> None:
        self._entry(name).full.append(code)
        pattern = _STEMS.get(len(code))
        stem = pattern.sub("", name) if pattern else name
        if stem != name and len(stem) >= 2:
            self._entry(stem).short.append(code)
        if name.endswith(("自治州", "自治县")):
            self._entry(stem + name[-1]).full.append(code)

    def _entry(self, name: str) -> _Entry:
        return self._entries.setdefault(name, _Entry(name))

    def find(self, text: str, within: str) -> str | None:
        """The most specific code named unambiguously; `within` (a code or "") decides between places of one name."""
        text = _BLANK.sub("", text)
        for start in range(len(text) - 1):
            if trail := self._start(text, start):
                return _settle(trail, within)
        return None

    def _at(self, text: str, at: int) -> Iterator[_Entry]:
        """Entries whose name stands at a position, longest first."""
        for length in self._lengths.get(text[at : at + 2], ()):
            entry = self._entries.get(text[at : at + length])
            if entry is not None:
                yield entry

    def _start(self, text: str, at: int) -> list[Codes]:
        """The reading from a position on that covers most of the text, as candidate codes level by level."""
        best: tuple[int, list[Codes]] = (at, [])
        for entry in self._at(text, at):
            after = at + len(entry.name)
            if codes := entry.alone(text, after, at == 0):
                end, trail = self._follow(text, after, codes)
                weak = not trail and text != entry.name and entry.is_county_stem(codes)
                if end > best[0] and not weak:
                    best = end, [codes, *trail]
        return best[1]

    def _follow(self, text: str, at: int, above: Codes) -> tuple[int, list[Codes]]:
        """Where the names below `above` that follow each other end, and their candidate codes."""
        best: tuple[int, list[Codes]] = (at, [])
        for entry in self._at(text, at):
            after = at + len(entry.name)
            if codes := entry.under(above, text, after):
                end, trail = self._follow(text, after, codes)
                if end > best[0]:
                    best = end, [codes, *trail]
        return best


def _below(codes: list[str], above: Codes) -> Codes:
    """The codes (sorted) that lie below one of the places above."""
    if len(codes) < 8:
        return tuple([code for code in codes if code.startswith(above) and code not in above]) if codes else ()
    found: list[str] = []
    for top in above:
        low = bisect_left(codes, top)
        found += codes[low : bisect_left(codes, top + "~", low)]
    return tuple(dict.fromkeys(code for code in found if code not in above))


def _settle(trail: list[Codes], within: str) -> str | None:
    """The deepest level whose candidates come down to one place."""
    for codes in reversed(trail):
        if one := _one(codes) or (within and _one(_near(codes, within))):
            return one
    return None


def _near(codes: Codes, within: str) -> Codes:
    return tuple(code for code in codes if code.startswith(within) or within.startswith(code))


def _one(codes: Codes) -> str | None:
    """The only candidate, or the one that holds all the others (北京市: 11 and 1101), or the one province (海南)."""
    top = min(codes, key=len, default="")
    provinces = [code for code in codes if len(code) == 2]
    if len(provinces) == 1 or (top and all(code.startswith(top) for code in codes)):
        return top
    return None
