"""Written unit names taken apart (单位名称解析): place, township, the organ in full, the inner office, other signboards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from workbench.linkage.unit.form import FormKind, UnitForm, apart, clean, full_ending
from workbench.linkage.unit.organs import Organs, OrganType, letters, organs
from workbench.linkage.unit.prefixes import UNIT_ENDING, Prefix, Prefixes, Towns, bare_place, town_of, towns_written

_VILLAGE = re.compile(
    r"^([一-龥]{1,6}?)(社区|村民委员会|村委会|居民委员会|居委会|行政村|村)"
    r"(居民委员会|居委会|村民委员会|村委会|委会|工作站|两委|党支部|党总支|党委|支部|)$"
)
_INNER = re.compile(
    r"^[一-龥0-9]{1,14}(?:股|科|室|庭|所|站|队|处|窗口|办|中心|组|厅)$|^(?:机关|党组|党委|党总支|党支部|机关党委|领导班子)$"
)
_OUTPOST = re.compile(r"^[一-龥]{2,6}分局$")
_COURT_INNER = re.compile(r"^[一-龥]{0,6}(?:执行局|反贪局|反渎局)$")
_WHOLE_ONLY = frozenset({"县委", "县政府", "人大", "政协"})
_CAN_HAVE_INNER = re.compile(r"(?:局|委|办|部|院|会|所|队|中心|公司|社|室|校|署|协|联)$")
_TOWN_GOVERNMENT = frozenset(
    {"", "人民政府", "政府", "办事处", "党委政府", "党政", "政府机关", "党委、政府", "党工委办事处"}
)
_TOWN_PARTY = frozenset({"党委", "党工委", "委员会", "镇党委", "乡党委", "委", "工委"})
_TOWN_CONGRESS = frozenset({"人大", "人大主席团", "人大工委", "人民代表大会"})
_SEAT = {"镇": "镇人民政府", "乡": "乡人民政府", "街道": "街道办事处", "": "镇人民政府"}


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to understand a name; the best has the highest `score`, then the longest known name."""

    score: float
    length: int
    prefix: Prefix
    core: str
    kind: FormKind = FormKind.OTHER
    organ: str = ""
    alias: str = ""
    inner: str = ""
    branch: bool = False
    local: bool = False


class Namer:
    """Takes names apart for one office: `own` names of its county, its `towns`, names of the city above (`upper`).

    `aliases`: what the office's own register says, alias → official name; it goes before the table of kinds.
    """

    def __init__(
        self,
        own: Sequence[str] = (),
        on: date = date.max,
        towns: Towns | None = None,
        upper: Sequence[str] = (),
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self.prefixes = Prefixes([*own, *map(bare_place, own)], towns or {}, upper)
        self.organs: Organs = organs()
        self.on = on
        self._own_known = bool(own)
        self._aliases = {self._without_own(clean(alias)): name for alias, name in (aliases or {}).items()}
        self._cache: dict[tuple[str, bool], UnitForm] = {}
        self._near = lru_cache(maxsize=100_000)(self._find_near)

    def _without_own(self, text: str) -> str:
        return next((text[len(name) :] for name in self.prefixes.own if text.startswith(name)), text)

    def _official(self, text: str) -> str:
        """The official name of an alias the office's own register knows, with or without its county before it."""
        bare = self._without_own(text)
        without_level = bare[1:] if bare[:1] in self.prefixes.own_levels else bare
        return self._aliases.get(bare) or self._aliases.get(without_level, text)

    def __call__(self, written: str, place: str = "", number: str = "") -> UnitForm:
        """One name apart; `place` is the place column of its row, `number` the ledger's own number of the unit."""
        near = self._near(place)
        key = (written, bool(near))
        if key not in self._cache:
            self._cache[key] = self._parse(written, near)
        form = self._cache[key]
        return replace(form, near=near, number=number) if near or number else form

    def _parse(self, written: str, near: str) -> UnitForm:
        text = clean(written)
        base, asides = apart(self._official(text))
        best = max(self._all_readings(base, near), key=lambda reading: (reading.score, reading.length))
        return self._with_asides(self._form(written, text, best), asides)

    def _find_near(self, place: str) -> str:
        """The township a place column names, bare; "" for the county itself or nothing."""
        text = clean(place) if place else ""
        town = town_of(text)
        bare = town[0] if town else text
        return "" if not town and (text in self.prefixes.own or not re.search("[一-龥]", text)) else bare

    def _form(self, written: str, text: str, best: _Reading) -> UnitForm:
        prefix = best.prefix
        return UnitForm(
            written,
            text,
            best.core,
            best.kind,
            best.organ,
            best.alias,
            place=bare_place(prefix.place),
            place_kind=prefix.place_kind,
            town=prefix.town,
            inner=best.inner,
            stated=prefix.stated or best.branch,
            maybe_own=prefix.maybe_own,
            open_place=not self._own_known and not prefix.stated,
            local=best.local,
            branch=best.branch,
        )

    def _with_asides(self, form: UnitForm, asides: Sequence[str]) -> UnitForm:
        """What stands in brackets: the township, a place, an inner office, another signboard, or part of the name."""
        for aside in asides:
            host = self.prefixes.host(aside)
            boards = self._signboards(aside)
            if host and form.core.endswith("公司") and form.stated:
                continue  # a county's company, whichever township is noted beside it
            if host and not form.town:
                form = replace(form, town=host[0])
            elif host or aside in self.prefixes.own:
                form = replace(form, stated=True)
            elif boards:
                form = replace(form, signboards=(*form.signboards, *boards))
            elif form.organ and not form.inner and _INNER.match(aside):
                form = replace(form, inner=aside)
            elif not form.organ:
                form = replace(form, core=f"{form.core}({aside})")
        return form

    def _signboards(self, aside: str) -> tuple[str, ...]:
        whole = [reading for reading in self._all_readings(aside, "") if reading.organ and not reading.inner]
        return (max(whole, key=lambda reading: (reading.score, reading.length)).organ,) if whole else ()

    def _all_readings(self, base: str, near: str) -> Iterator[_Reading]:
        for prefix, rest in self.prefixes.readings(base):
            yield from self._read(prefix, rest, near)

    def _read(self, prefix: Prefix, rest: str, near: str) -> Iterator[_Reading]:
        if prefix.town or prefix.level in ("镇", "乡"):
            yield from self._town_body(prefix, rest)
        if len(rest) < 2:
            if not rest and prefix.stated and (prefix.guessed or prefix.named != bare_place(prefix.named)):
                yield _Reading(2, 0, prefix, "县人民政府", FormKind.ORGAN, "县人民政府", "")
            elif not prefix.strips:
                yield _Reading(0, 0, prefix, rest)
            return
        yield from self._village(prefix, rest)
        for alias in self.organs.aliases_at_start(rest):
            yield from self._organ(prefix, alias, rest[len(alias) :], near)
        yield from self._other_order(prefix, rest, near)
        yield from self._outpost(prefix, rest)
        yield self._unknown(prefix, rest)

    def _town_body(self, prefix: Prefix, rest: str) -> Iterator[_Reading]:
        local = not prefix.town
        bodies = (
            (_TOWN_GOVERNMENT, _SEAT[prefix.town_kind or (prefix.level if local else "")]),
            (_TOWN_PARTY, "党委"),
            (_TOWN_CONGRESS, "人大"),
        )
        for words, core in bodies:
            if rest in words and (rest or not local):
                yield _Reading(6, len(rest), prefix, core, FormKind.TOWN, local=local)

    def _village(self, prefix: Prefix, rest: str) -> Iterator[_Reading]:
        found = _VILLAGE.match(rest)
        if found:
            name, kind, body = found.groups()
            core = name + ("社区" if kind in ("社区", "居民委员会", "居委会") else "村")
            cut = prefix.named in self.prefixes.own_bare - {""}  # 石桥头社区 is no 头社区 of 石桥
            score = 5.9 if cut or len(name) < 2 else 6 + 0.1 * prefix.strips
            yield _Reading(score, len(kind), prefix, core + (body if body == "工作站" else ""), FormKind.VILLAGE)

    def _outpost(self, prefix: Prefix, rest: str) -> Iterator[_Reading]:
        """A township's station named after a place nobody has told us is one (云栖派出所, 云栖卫生院)."""
        for end in range(2, min(5, len(rest) - 1)):
            kinds = self.organs.by_alias.get(rest[end:], ()) if rest.endswith(("所", "院", "站", "庭")) else ()
            if kinds and kinds[0].level == "乡" and not prefix.town:
                there = replace(prefix, town=rest[:end], guessed=True)
                yield replace(self._whole(there, rest[end:], kinds[0]), score=4)

    def _other_order(self, prefix: Prefix, rest: str, near: str) -> Iterator[_Reading]:
        """A long name with its words in another order (文化旅游广电局 for 文化广电旅游局)."""
        alias = self.organs.by_letters.get(letters(rest), "") if len(rest) > 5 else ""
        if alias and alias != rest:
            found = self._whole(prefix, alias, self._meant(self.organs.by_alias[alias], prefix, near))
            yield replace(found, score=5.8)

    def _unknown(self, prefix: Prefix, rest: str) -> _Reading:
        ends_well = bool(UNIT_ENDING.search(rest))
        score = 1 + 0.1 * prefix.strips if not prefix.guessed or ends_well else 0.5
        return _Reading(
            score if prefix.level not in ("委",) else 0.9, 0, prefix, full_ending(self.prefixes.without_branch(rest))
        )

    def _organ(self, prefix: Prefix, alias: str, rest: str, near: str) -> Iterator[_Reading]:
        kind = self._meant(self.organs.by_alias[alias], prefix, near)
        if kind.name.startswith("县") and alias[0] in "县区市旗州省":
            prefix = self.prefixes.at_level(prefix, alias)
        if not rest:
            yield self._whole(prefix, alias, kind)
            return
        branch = self.prefixes.branch(rest)
        # a county bureau's 东街分局 is an inner office; a city's or a company's is the branch of a county
        if branch and kind.level != "乡" and (branch[1] or prefix.place or kind.kind == "企业"):
            there = replace(prefix, place=branch[0], stated=True, maybe_own=False)
            yield replace(self._whole(there, alias, kind), score=5.5, branch=True)
        elif kind.family not in _WHOLE_ONLY and _CAN_HAVE_INNER.search(alias) and kind.level != "乡":
            yield from self._with_inner(prefix, alias, kind, rest, near)

    def _with_inner(self, prefix: Prefix, alias: str, kind: OrganType, rest: str, near: str) -> Iterator[_Reading]:
        own_type = next((one for one in self.organs.by_alias.get(rest, ()) if one.parent == kind.name), None)
        if own_type and not own_type.inner_of_parent:
            yield _Reading(5.6, len(alias), prefix, own_type.name, FormKind.ORGAN, own_type.name, rest)
        elif (
            _INNER.match(rest) or _OUTPOST.match(rest) or (kind.kind in ("法院", "检察院") and _COURT_INNER.match(rest))
        ):
            yield replace(self._whole(prefix, alias, kind), score=5, inner=rest)

    def _whole(self, prefix: Prefix, alias: str, kind: OrganType) -> _Reading:
        if kind.inner_of_parent:
            inner = prefix.town + alias
            county = replace(prefix, town="", town_kind="")
            return _Reading(6, len(alias), county, kind.parent, FormKind.ORGAN, kind.parent, alias, inner)
        local = kind.level == "乡"
        name = prefix.level + kind.name[1:] if kind.name[0] == "县" and prefix.place == "市" else kind.name
        return _Reading(6, len(alias), prefix, name, FormKind.ORGAN, kind.name, alias, local=local)

    def _meant(self, kinds: Sequence[OrganType], prefix: Prefix, near: str) -> OrganType:
        """Which kind a name means here: the township's where a township is told, and one that stood on the day."""
        local = bool(prefix.town or near or prefix.level in ("镇", "乡")) and not (prefix.stated and not prefix.town)
        ranked = sorted(
            kinds,
            key=lambda kind: ((kind.level == "乡") != local and (local or prefix.stated), not kind.valid(self.on)),
        )
        return ranked[0]


def office_namer(
    own: Sequence[str],
    written: Iterable[str],
    on: date = date.max,
    upper: Sequence[str] = (),
    aliases: Mapping[str, str] | None = None,
) -> Namer:
    """A namer that knows the townships which names and place columns (`written`) name with 镇, 乡 or 街道."""
    names = sorted({clean(text) for text in written if text})
    return Namer(own, on, towns_written(names), upper, aliases)
