"""What is known of single characters in names (单字): variants, look-alikes, readings, sounds often confused.

Tables beside: `lookalikes.csv` is built (`tools/build_characters.py`), the others are kept by hand.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_LIVING = frozenset("乾")
"""Characters a converter takes for traditional ones though names use them as they are (乾 qián is not 干)."""
_LARGEST_SHAPE = 8
_FLAT = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_HU = {"hu": "fu", "hua": "fa", "huan": "fan", "huang": "fang", "hui": "fei", "hun": "fen", "huo": "fo"}


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("workbench.linkage.forms").joinpath("tables", name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=200_000)
def simplified(text: str) -> str:
    """Traditional characters made simplified one by one, so that the length stays."""
    return "".join(map(_simplified_letter, text))


@lru_cache(maxsize=30_000)
def _simplified_letter(letter: str) -> str:
    if letter in _LIVING or letter < "一":
        return letter
    converted = _converter().convert(letter)
    return (
        converted if len(converted) == 1 and converted <= "\uffff" else letter
    )  # 煇 has a simplified form no font shows


@cache
def _variants() -> dict[int, str]:
    return {ord(variant): row["plain"] for row in _rows("variants.csv") for variant in row["variants"]}


def folded(text: str) -> str:
    """Each variant form replaced by the usual character (峯 → 峰, surnames 萧 → 肖); the text must be simplified."""
    return text.translate(_variants())


@cache
def _transliterations() -> tuple[re.Pattern[str], dict[str, str]]:
    usual = {variant: row["plain"] for row in _rows("transliterations.csv") for variant in row["variants"].split()}
    return re.compile("|".join(sorted(usual, key=len, reverse=True))), usual


def usual_spelling(text: str) -> str:
    """Spellings of ethnic names' parts made one (麦麦提 → 买买提)."""
    if len(text) < 2:
        return text
    pattern, usual = _transliterations()
    return pattern.sub(lambda match: usual[match[0]], text)


@cache
def _lookalikes() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in _lookalike_pairs():
        found[one].add(other)
        found[other].add(one)
    return {letter: frozenset(others) for letter, others in found.items()}


def _lookalike_pairs() -> list[tuple[str, str]]:
    """The hand list first, then the built pairs, most alike first."""
    by_hand = [(row["one"], row["other"]) for row in _rows("lookalikes_hand.csv")]
    built = sorted(_rows("lookalikes.csv"), key=lambda row: -float(row["likeness"]))
    return by_hand + [(row["one"], row["other"]) for row in built]


def lookalikes(letter: str) -> frozenset[str]:
    """The characters a character is easily taken for (形近)."""
    return _lookalikes().get(letter, frozenset())


@cache
def _shapes() -> dict[int, str]:
    """Each character's group of look-alikes by its first member; groups grow from the likest pairs and stay small."""
    group = {letter: {letter} for pair in _lookalike_pairs() for letter in pair}
    for one, other in _lookalike_pairs():
        if group[one] is not group[other] and len(group[one]) + len(group[other]) <= _LARGEST_SHAPE:
            group[one] |= group[other]
            for letter in group[other]:
                group[letter] = group[one]
    return {ord(letter): min(members) for letter, members in group.items()}


def shape(text: str) -> str:
    """The text with every character replaced by the first of its look-alikes: a blocking key, coarser than `lookalikes`."""
    return text.translate(_shapes())


@cache
def surnames() -> dict[str, tuple[str, ...]]:
    """Surnames, compound ones too, with the readings they have as surnames; () where the usual one holds."""
    return {row["surname"]: tuple(row["readings"].split()) for row in _rows("surnames.csv")}


@cache
def compound_surnames() -> frozenset[str]:
    """欧阳, 上官 …"""
    return frozenset(name for name in surnames() if len(name) == 2)


@cache
def _own_readings() -> dict[str, tuple[str, ...]]:
    return {row["character"]: tuple(row["readings"].split()) for row in _rows("readings.csv")}


@lru_cache(maxsize=30_000)
def readings(letter: str) -> tuple[str, ...]:
    """Toneless pinyin of a character in a given name, the usual reading first; of anything else the letter itself."""
    from pypinyin import lazy_pinyin

    return _own_readings().get(letter) or (str(lazy_pinyin(letter)[0]).lower(),)


@lru_cache(maxsize=5_000)
def surname_readings(surname: str) -> tuple[tuple[str, ...], ...]:
    """For each character of a surname its readings there (单 shan; 尉迟 yu, chi)."""
    known = surnames().get(surname, ())
    if len(surname) == 1:
        return (known or readings(surname),)
    return tuple((syllable,) for syllable in known) or tuple(surname_readings(letter)[0] for letter in surname)


@lru_cache(maxsize=2_000)
def near(syllable: str) -> str:
    """A syllable with sounds that dialects confuse made one: zh/z, ch/c, sh/s, n/l, h/f before u, -ng/-n."""
    plain = _HU.get(syllable, syllable)
    for retroflex, flat in _FLAT:
        if plain.startswith(retroflex):
            plain = flat + plain[2:]
    if plain.startswith("n") and len(plain) > 1:
        plain = "l" + plain[1:]
    return plain[:-1] if plain.endswith(("ang", "eng", "ing")) else plain
