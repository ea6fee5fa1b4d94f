"""What two addresses have in common, as numbers between −1 and about 1 (住址特征): one value for each name in `FEATURES`.

Every value is the same whichever address stands first. Characters weigh by how rare they are in addresses: 交叉口 says
nothing, the name of a market much (`tables/address_common.csv`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from workbench.linkage.forms.address import AddressForm, address_form
from workbench.linkage.normal import half_width

_COMMON_WORDS = re.compile(
    r"有限|责任|公司|集团|分公司|交叉口|附近|对面|旁边?|门口|[东西南北]*门|入口|停车场|约?\d+米|[东西南北侧内外后前]+|[栋号楼层室单元座]|"
    r"[省市县区镇乡村路街道巷弄]|大道|街道|社区|小区|花园|广场|大厦|工业[区园]|商店|超市|酒店|饭店|餐厅|中[国心]|店|[\dA-Z()#·~-]"
)
_SIGNS = re.compile(r"[\dA-Z()#·~-]")
_NO_NAME = re.compile(r"[\dA-Z栋号室层楼单元路街]")
_NUMBER = re.compile(r"\d+")
_PARTS = ("number", "building", "unit", "room", "group", "road", "estate", "village", "town", "county", "city")
_NAMED = ("road", "estate", "village", "rest")
_HINTS = ("交叉口", "附近", "对面", "公司", "停车场", "楼", "米", "门)", "店)")
_END = 6  # characters at the head and tail of a text that are looked at alone

Pairs = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Seen:
    """One address made ready: below its township, without common words, and its pairs of characters."""

    written: str
    form: AddressForm
    text: str
    bare: str
    core: str
    words: tuple[str, ...]
    pairs: Pairs
    head: Pairs
    tail: Pairs
    numbers: frozenset[str]
    weight: float


@lru_cache(maxsize=100_000)
def _see(address: str) -> _Seen:
    form = address_form(address)
    text = form.plain
    for part in (form.province, form.city, form.county, form.town):
        text = text.removeprefix(part)
    spaced, bare = _COMMON_WORDS.sub(" ", text), _SIGNS.sub("", text)
    pairs = _pairs(bare)
    words = tuple(word for word in spaced.split() if len(word) > 1)
    numbers = frozenset(_NUMBER.findall(text))
    core = spaced.replace(" ", "")
    written = half_width(address)
    return _Seen(
        written, form, text, bare, core, words, pairs, _pairs(bare[:_END]), _pairs(bare[-_END:]), numbers, _weigh(pairs)
    )


def _pairs(text: str) -> Pairs:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


@cache
def _commonness() -> tuple[dict[str, float], float]:
    """Weights of the common pairs of characters, and that of any other."""
    table = files("workbench.linkage.place").joinpath("tables", "address_common.csv").read_text(encoding="utf-8")
    weights = {row["pair"]: float(row["weight"]) for row in csv.DictReader(table.splitlines())}
    return weights, weights.pop("")


def _weigh(pairs: Iterable[str]) -> float:
    weights, rare = _commonness()
    return sum(weights.get(pair, rare) for pair in pairs)


def _rarest(pairs: Iterable[str]) -> float:
    weights, rare = _commonness()
    return max((weights.get(pair, rare) for pair in pairs), default=0.0) / rare


def alikeness(one: str, other: str) -> tuple[float, ...]:
    """The values of `FEATURES` for two addresses."""
    first, second = sorted((one, other))
    return tuple(value for _, value in _named(_see(first), _see(second)))


def _named(one: _Seen, other: _Seen) -> Iterator[tuple[str, float]]:
    yield from _characters(one, other)
    yield from _stretches(one, other)
    yield from _words(one, other)
    yield from _numbers(one.numbers, other.numbers)
    yield from _parts(one, other)
    yield from _hints(one, other)


def _characters(one: _Seen, other: _Seen) -> Iterator[tuple[str, float]]:
    """Weighted overlap of pairs of characters, over all and at the ends."""
    shared = one.pairs & other.pairs
    weight = _weigh(shared)
    yield from _both("text_share", weight / (one.weight or 1), weight / (other.weight or 1))
    yield "text_shared", weight / 30
    yield "text_left", (min(one.weight, other.weight) - weight) / 30
    yield "text_rarest", _rarest(shared)
    yield from _both("text_own", _rarest(one.pairs - other.pairs), _rarest(other.pairs - one.pairs))
    for end in ("head", "tail"):
        mine, theirs = getattr(one, end), getattr(other, end)
        own = _weigh(mine & other.pairs) / (_weigh(mine) or 1), _weigh(theirs & one.pairs) / (_weigh(theirs) or 1)
        yield from _both(f"text_{end}", *own)
        if end == "tail":
            yield "name_tail_all", float(min(own) > 0.99)
            yield "name_tail_one", float(max(own) > 0.99)


def _stretches(one: _Seen, other: _Seen) -> Iterator[tuple[str, float]]:
    """How alike the texts are as strings, and the longest stretch they share."""
    yield "text_ratio", fuzz.ratio(one.text, other.text) / 100
    yield "text_inside", fuzz.partial_ratio(one.text, other.text) / 100 if one.text and other.text else 0.0
    yield "text_order", LCSseq.normalized_similarity(one.text, other.text)
    yield "name_ratio", fuzz.ratio(one.core, other.core) / 100
    yield "name_inside", fuzz.partial_ratio(one.core, other.core) / 100 if one.core and other.core else 0.0
    for end, step in (("head", 1), ("tail", -1)):
        same = _same_start(one.bare[::step], other.bare[::step])
        yield f"name_{end}_run", min(same, 8) / 8
        yield f"name_{end}_run_2", float(same >= 2)
        yield f"name_{end}_run_4", float(same >= 4)
    run, core = _run(one.text, other.text), len(_run(one.core, other.core))
    name = len(_NO_NAME.sub("", run))
    yield "text_run", min(len(run), 12) / 12
    yield "name_run", min(name, 10) / 10
    for least in (2, 3, 4, 5, 7):
        yield f"name_run_{least}", float(name >= least)
    for least in (2, 3, 4):
        yield f"name_core_{least}", float(core >= least)


def _same_start(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _run(one: str, other: str) -> str:
    """The longest stretch of characters two texts share."""
    match = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return one[match.a : match.a + match.size]


def _words(one: _Seen, other: _Seen) -> Iterator[tuple[str, float]]:
    """Words left between the common ones: how many of them the other text has."""
    mine, theirs = [word in other.bare for word in one.words], [word in one.bare for word in other.words]
    yield from _both("name_words", sum(mine) / max(1, len(mine)), sum(theirs) / max(1, len(theirs)))
    yield "name_words_last", float(bool(mine and theirs) and mine[-1] and theirs[-1])


def _numbers(one: frozenset[str], other: frozenset[str]) -> Iterator[tuple[str, float]]:
    shared = len(one & other)
    yield from _both("number_share", shared / max(1, len(one)), shared / max(1, len(other)))
    yield "number_none", float(not one and not other)
    yield "number_clash", float(bool(one) and bool(other) and not shared)
    yield "number_digits_once", float(bool(one) != bool(other))


def _parts(one: _Seen, other: _Seen) -> Iterator[tuple[str, float]]:
    """The parts of an address side by side; one only one text has counts for neither."""
    for part in _PARTS:
        mine, theirs = getattr(one.form, part), getattr(other.form, part)
        yield f"{part}_same", float(bool(mine) and mine == theirs)
        yield f"{part}_other", float(bool(mine and theirs) and mine != theirs)
        yield f"{part}_once", float(bool(mine) != bool(theirs))
    for part in _NAMED:
        mine, theirs = getattr(one.form, part), getattr(other.form, part)
        yield f"{part}_alike", fuzz.ratio(mine, theirs) / 100 if mine and theirs else 0.0
    for part in ("road", "estate_stem", "village_stem"):
        yield f"{part.split('_')[0]}_within", float(_has(one, part, other) or _has(other, part, one))
    yield "number_on_road", float(_has_door(one, other) or _has_door(other, one))


def _has(one: _Seen, part: str, other: _Seen) -> bool:
    name = getattr(one.form, part)
    return bool(name) and name in other.text


def _has_door(one: _Seen, other: _Seen) -> bool:
    road, number = one.form.road, one.form.number
    return bool(road and number) and road + number in other.text


def _hints(one: _Seen, other: _Seen) -> Iterator[tuple[str, float]]:
    for word in _HINTS:
        mine, theirs = word in one.written, word in other.written
        yield f"hint_{word.strip(')')}_one", float(mine != theirs)
        yield f"hint_{word.strip(')')}_both", float(mine and theirs)
    short, long = sorted((len(one.text), len(other.text)))
    yield "length_apart", min((long - short) / 20, 1.5)
    yield "length_short", min(short / 20, 1.5)
    yield "length_tiny", float(short <= 3)


def _both(name: str, one: float, other: float) -> Iterator[tuple[str, float]]:
    yield f"{name}_less", min(one, other)
    yield f"{name}_more", max(one, other)


FEATURES: tuple[str, ...] = tuple(name for name, _ in _named(_see("甲"), _see("乙")))
"""The names of the values, in their order."""
