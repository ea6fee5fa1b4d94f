"""Reading the place out of an address: a walk from province to village along the names that follow each other."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from workbench.reference._placesteps import Codes, How, Step, Trail, Zone, ancestor, below, largest, near, within
from workbench.reference._placetext import SEPARATORS

_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|"
    "仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|德昂|保安|裕固|独龙|鄂伦春|门巴|珞巴|各"
)
_PEOPLE = rf"(?:(?:(?:{_PEOPLES})族)*(?:蒙古|哈萨克|柯尔克孜|锡伯|塔吉克|鄂伦春)?)"
_STEMS = {
    2: re.compile(r"(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市)$"),
    4: re.compile(rf"(?:{_PEOPLE}自治州|地区|盟|市)$"),
    6: re.compile(rf"(?:{_PEOPLE}自治[县旗]|县|市|林区|特区|区|旗)$"),
    9: re.compile(rf"(?:(?:(?:{_PEOPLES})族)+乡|街道|镇|乡|苏木)$"),
}
_SHORT_FORMS = (
    (re.compile(rf"(?:{_PEOPLE})自治(州|县)$"), r"\1"),
    (re.compile(r"族?自治旗$"), "旗"),
    (re.compile(rf"(?<=..)(?:(?:{_PEOPLES})族)区$"), "区"),
    (re.compile(rf"(?<=..)(?:(?:{_PEOPLES})族)+乡$"), "乡"),
    (re.compile(r"(?<=..)地区办事处$"), "地区"),
)
"""恩施土家族苗族自治州 → 恩施州, 鄂温克族自治旗 → 鄂温克旗, 管城回族区 → 管城区, 麻柳滩布依族乡 → 麻柳滩乡."""
_VILLAGE = re.compile(r"(?<=[村寨屯嘎查])民?委(?:员)?会$|(?<=社区)居(?:民委员|委)会$")
_RESIDENTS = re.compile(r"居(?:民委员|委)会$")

_OTHER_NAME = re.compile(
    r"[东西南北中内外上下前后新老大小一二三四五六七八九十\d]{0,2}"
    r"(?:路|街|巷|弄|大道|道|胡同|村|组|社|屯|庄|小区|大厦|广场|饭店|酒店|宾馆|银行|大学|学院|中学|小学|医院|公司|集团|市场|厂|站)|[乡镇]"
)
"""A stem before one of these is part of another name (长沙村, 朝阳路, 北京东路), not a place without its suffix."""
_OTHER_SPOT = re.compile("[寨湾桥屋坝沟冲岭坪塘河湖山门里苑园城头口坡]")
"""A county's or town's stem before one of these is most likely a village's or a landmark's name."""
_ADDRESS = re.compile(r"[^,，。;；]{2,8}?(?:路|街|巷|弄|大道|村|社区|小区|组|开发区|工业园)|开发区")
_KIN = re.compile(r"([^\W\d_]{2,5}?)(?:街道|镇|乡)")
_BEFORE = frozenset("是在到从于住至往为的我县市省区州乡镇村街道路号映对向由与和及访诉即")
"""Characters after which a district's name of three characters may begin in the middle of a text."""
_AFTER = frozenset("场域道")
_SUFFIXES = (*"省市县区旗盟州乡镇", "街道", "办事处", "苏木", "农场", "林场")

_COMMON = frozenset({"城区", "郊区", "市郊区", "矿区", "新区", "老区", "东区", "西区", "南区", "北区", "中区"})
"""Names of districts that are common nouns: never a place without its city."""

_KEPT = 200_000
"""Readings of a name below a place that are kept."""


_NOTHING: Mapping[str, Codes] = MappingProxyType({})


class _Entry:
    """A written name with the codes it may mean, by how it means them; what is empty is shared and never changed."""

    __slots__ = ("full", "name", "past", "short", "villages", "zones")

    def __init__(self, name: str) -> None:
        self.name = name
        self.full: Codes = ()
        self.short: Codes = ()
        self.past: Mapping[str, Codes] = _NOTHING  # former code → codes of today
        self.zones: tuple[Zone, ...] = ()
        self.villages: Codes = ()

    def under(self, above: Codes) -> Iterator[tuple[Step, Codes]]:
        """What the name may mean below one of the places read, and what may stand above the next name."""
        if found := below(self.full, above):
            yield Step(self.name, found, How.FULL), found
        if self.short and (found := largest(below(self.short, above), above)):
            yield Step(self.name, found, How.SHORT), found
        if self.zones and (zones := [zone for zone in self.zones if zone.city.startswith(above)]):
            yield self._zones(zones)
        if self.villages and (found := below(self.villages, above)):
            yield Step(self.name, found, How.VILLAGE), found
        if self.past and (gone := {old: now for old, now in self.past.items() if within(old, now, above)}):
            yield self._gone(gone)

    def alone(self, at_start: bool, home: str) -> Iterator[tuple[Step, Codes]]:
        """What the name may mean with nothing before it; at the start of a text the suffix may be left out."""
        long = at_start or len(self.name) >= 3
        if self.name in _COMMON:
            return
        own = tuple(code for code in self.full if not self.zones or len(code) < 9) if long else ()
        short = tuple(code for code in self.short if len(code) < 9 and code not in own) if at_start else ()
        if own or short:
            yield Step(self.name, own + short, How.FULL if own else How.SHORT), own + short
        if self.zones and (at_start or (len(self.zones) == 1 and len(self.name) >= 4)):
            yield self._zones(self.zones)
        if self.past and long:
            yield self._gone(self.past)
        if self.villages and len(home) >= 6 and (found := below(self.villages, (home[:6],))):
            yield Step(self.name, found, How.VILLAGE), found

    def _zones(self, zones: Iterable[Zone]) -> tuple[Step, Codes]:
        codes = tuple(sorted({ancestor(zone.codes) or zone.city for zone in zones}))
        return Step(self.name, codes, How.ZONE), tuple(code for zone in zones for code in zone.codes)

    def _gone(self, gone: Mapping[str, Codes]) -> tuple[Step, Codes]:
        now = tuple(sorted({code for codes in gone.values() for code in codes}))
        return Step(self.name, now, How.PAST, tuple(gone)), (*now, *gone)


class PlaceNames:
    """Index of names by their first two characters; `read` takes about 25 µs an address."""

    def __init__(self, own: Container[str] = ()) -> None:
        self._own = own  # codes of the office's own table: their names mean them before namesakes of another suffix
        self._entries: dict[str, _Entry] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._bare_past: list[tuple[str, str, Codes]] = []
        self._known: dict[tuple[str, Codes], tuple[tuple[Step, Codes], ...]] = {}

    def add(self, name: str, code: str) -> None:
        """A name of the present: in full, without its suffix, and in its customary short form."""
        if len(code) == 12:
            for form in _village_names(name):
                entry = self._entry(form)
                entry.villages = (*entry.villages, code)
            return
        self._full(name, code)
        pattern = _STEMS.get(len(code))
        stem = pattern.sub("", name) if pattern else name
        if stem != name and len(stem) >= 2:
            self.add_alias(stem, code)
        for ending, short in _SHORT_FORMS if "族" in name or "自治" in name or name.endswith("办事处") else ():
            if len(shorter := ending.sub(short, name)) >= 3 and shorter != name:
                self._full(shorter, code)

    def add_alias(self, name: str, code: str) -> None:
        """A customary or colloquial name (锡盟, 羊城)."""
        entry = self._entry(name)
        if code not in entry.full and code not in entry.short:
            entry.short = (*entry.short, code)

    def _full(self, name: str, code: str) -> None:
        entry = self._entry(name)
        entry.full = (*entry.full, code)

    def add_past(self, name: str, code: str, today: Codes) -> None:
        """A name that `code` bore, in full and without its suffix, with the codes that stand for the place today."""
        self._gone(name, code, today)
        pattern = _STEMS[len(code)] if len(code) in (4, 6) else None
        stem = pattern.sub("", name) if pattern else name
        if stem != name and len(stem) >= 2:
            self._bare_past.append((stem, code, today))

    def _gone(self, name: str, code: str, today: Codes) -> None:
        entry = self._entry(name)
        if code not in entry.full:
            entry.past = {**entry.past, code: tuple(dict.fromkeys((*entry.past.get(code, ()), *today)))}

    def _add_bare_past(self) -> None:
        """襄樊 for 襄樊市, where the short form is not itself a name of the past (达县) or of a place that took over."""
        taken = {stem for stem, _, _ in self._bare_past if self._entry(stem).past}
        for stem, code, today in self._bare_past:
            entry = self._entry(stem)
            if stem not in taken and not set(today) & {*entry.full, *entry.short}:
                self._gone(stem, code, today)

    def add_zone(self, name: str, zone: Zone) -> None:
        entry = self._entry(name)
        entry.zones = (*entry.zones, zone)

    def finish(self) -> None:
        """Sort what was added; to be called before the first reading."""
        self._add_bare_past()
        lengths: dict[str, set[int]] = {}
        for name, entry in self._entries.items():
            if len(entry.full) > 1:
                entry.full = tuple(sorted(set(entry.full)))
            if entry.short:
                entry.short = tuple(sorted(set(entry.short).difference(entry.full)))
            if entry.villages:
                entry.villages = tuple(sorted(entry.villages))
            lengths.setdefault(name[:2], set()).add(len(name))
        self._lengths = {head: tuple(sorted(found, reverse=True)) for head, found in lengths.items()}

    def _entry(self, name: str) -> _Entry:
        entry = self._entries.get(name)
        if entry is None:
            entry = self._entries[name] = _Entry(name)
        return entry

    def read(self, text: str, home: str, start: int = 0) -> tuple[Trail, int, int]:
        """The first place from `start` on, as the names that follow each other, with where it begins and ends."""
        for at in range(start, len(text) - 1):
            if text[at : at + 2] in self._lengths:
                trail, end = self._start(text, at, home)
                if trail:
                    return trail, at, end
        return (), len(text), len(text)

    def read_below(self, text: str, above: Codes, start: int) -> tuple[Trail, int]:
        """The names that follow from `start` on below places already known."""
        end, trail = self._follow(text, start, above)
        return trail, end

    def _at(self, text: str, at: int) -> Iterator[_Entry]:
        """Entries whose name stands at a position, longest first."""
        for length in self._lengths.get(text[at : at + 2], ()):
            entry = self._entries.get(text[at : at + length])
            if entry is not None:
                yield entry

    def _start(self, text: str, at: int, home: str) -> tuple[Trail, int]:
        """The reading from a position on that covers most of the text."""
        best: tuple[int, bool, Trail] = (at, False, ())
        for entry in self._at(text, at):
            after = at + len(entry.name)
            if _other_word(text, after) or (at and not _stands_apart(text, at, entry.name)):
                continue
            if best[2] and text[after : after + 2] not in self._lengths:
                continue  # shorter than what was read, and nothing can follow it
            for step, above in self._alone(entry, at == 0, home):
                end, trail = self._follow(text, after, above)
                at_home = bool(home) and bool(near(step.codes, home))
                if (end, at_home) > best[:2] and (trail or _may_end(step, text, after)):
                    best = end, at_home, (step, *trail)
                if trail:
                    break  # what was read so far holds more: no other meaning of the name is asked
            if len(best[2]) > 1:
                break  # a shorter name can only lead on if the longer does not (济南市中区)
        return best[2], best[0]

    def _follow(self, text: str, at: int, above: Codes) -> tuple[int, Trail]:
        """Where the names below `above` that follow each other end, and what they may mean."""
        best: tuple[int, Trail] = (at, ())
        begin = at
        while begin < len(text) and text[begin] in SEPARATORS:
            begin += 1
        for entry in self._at(text, begin):
            after = begin + len(entry.name)
            if _other_word(text, after) or (best[1] and text[after : after + 2] not in self._lengths):
                continue
            for step, codes in self._under(entry, above):
                end, trail = self._follow(text, after, codes)
                if end > best[0] and (trail or _may_stand(step, text, after)):
                    best = end, (step, *trail)
                if trail:
                    break
            if len(best[1]) > 1:
                break
        return best if best[1] else self._kin(text, begin, above) or best

    def _under(self, entry: _Entry, above: Codes) -> tuple[tuple[Step, Codes], ...]:
        """`_Entry.under`, kept: a ledger's addresses name the same places again and again."""
        key = entry.name, above
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[key] = tuple(entry.under(above))
        return found

    def _alone(self, entry: _Entry, at_start: bool, home: str) -> Iterator[tuple[Step, Codes]]:
        """`_Entry.alone`; a township alone may be one elsewhere of its stem, made 街道 or 镇 before the tables begin."""
        for step, above in entry.alone(at_start, home):
            if step.how is How.FULL and all(len(code) == 9 and code not in self._own for code in step.codes):
                same = self._entries.get(_STEMS[9].sub("", step.name))
                others = [code for code in same.short if len(code) == 9] if same else []
                codes = tuple(dict.fromkeys((*step.codes, *others)))
                yield replace(step, codes=codes), codes
            else:
                yield step, above

    def _kin(self, text: str, at: int, above: Codes) -> tuple[int, Trail] | None:
        """东升镇 where the county has a 东升街道: most likely the same town before it was made a 街道, but not certain."""
        match = _KIN.match(text, at) if above and len(above[0]) == 6 else None
        entry = self._entries.get(match[1]) if match else None
        found = tuple(code for code in below(entry.short, above) if len(code) == 9) if entry else ()
        return (match.end(), (Step(match[0], found, How.KIN),)) if match and len(found) == 1 else None


def _village_names(name: str) -> set[str]:
    """河东村 for 河东村民委员会; 新华社区 and 新华居委会 for 新华居民委员会."""
    short = _VILLAGE.sub("", name)
    bare = _RESIDENTS.sub("", short)
    return {short} if bare == short else {f"{bare}社区", f"{bare}居委会", f"{bare}居民委员会"}


def _stands_apart(text: str, at: int, name: str) -> bool:
    """Whether a name may begin there: 城西区 in 新城西区 does not."""
    before = text[at - 1]
    return not (name[-1] == "区" and len(name) == 3 and "一" <= before <= "龥" and before not in _BEFORE)


def _may_end(step: Step, text: str, after: int) -> bool:
    """Whether a text's first name may be all it says of places: 石门 for 石门县 is too weak at the head of more."""
    if _closed(text, after) or (not _bare(step) and len(step.name) >= 3):
        return True
    if _bare(step):
        return any(len(code) < 6 for code in step.codes) and not _OTHER_NAME.match(text, after)
    return bool(_ADDRESS.match(text, after))


def _may_stand(step: Step, text: str, after: int) -> bool:
    """Whether a name without its suffix is a place there, with nothing below it read (天津河北工业大学 is no 河北区)."""
    if not _bare(step) or _closed(text, after):
        return True
    if _OTHER_NAME.match(text, after) or any(len(code) >= 9 for code in step.codes):
        return False
    if any(len(code) <= 4 for code in step.codes):
        return True
    return not _OTHER_SPOT.match(text, after) and bool(_ADDRESS.match(text, after))


def _bare(step: Step) -> bool:
    """A name without the suffix that says what it is (双流, 襄樊)."""
    return step.how is How.SHORT or (step.how is How.PAST and not step.name.endswith(_SUFFIXES))


def _other_word(text: str, after: int) -> bool:
    """苏州市场 is no 苏州市."""
    return text[after : after + 1] in _AFTER and text[after - 1 : after + 1] in ("市场", "区域", "县道")


def _closed(text: str, after: int) -> bool:
    return after >= len(text) or text[after] in SEPARATORS
