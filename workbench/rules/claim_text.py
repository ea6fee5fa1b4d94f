"""The words of claims and opinions (诉求与意见书文字): splitting, likeness, and whether a claim is written of at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workbench.domain.codes import Trilean
from workbench.rules.dated import parameters_of

_DIGITS = "一二三四五六七八九十"
_BEGINS = r"(?:^|(?<=[。；;，,\s]))\s*"
_MARKS = re.compile(
    r"(?<!\d)(?P<arab>\d{1,2})[.．、:：)）](?!\d)|(?P<ring>[①-⑩])|[(（](?P<digits>\d{1,2})[)）]"
    rf"|{_BEGINS}(?:[(（](?P<both>[{_DIGITS}]{{1,2}})[)）]、?|第(?P<nth>[{_DIGITS}])[，,、]?|(?P<is>[{_DIGITS}])是[：:，,]?|(?P<han>[{_DIGITS}])、)"
)
"""Enumerators; they count only if they run 1, 2, 3 …"""
_ENDS = re.compile(r"[；;。\n]+")
_SENTENCE = re.compile(r"[^，,。；;！!？?\n]+")
_STRIP = " 　\n。；;，,、.：:"
_NOTHING = re.compile(r"[\W_]+")
_EMPTY_WORDS = re.compile(
    "信访人|来访人|反映人|强烈要求|要求|请求|恳请|希望|建议|申请|有关部门|政府|相关|尽快|依法|按照|按|给予|予以|进行|解决|落实|到位|处理|核实|调查|答复|问题|诉求|并|的|了|和|与|为|由|对|其|该"
)
_AMOUNT = re.compile(r"\d[\d,.]*\s*(?:万|亿|千|百)?余?(?:元|亩|平方米|平米|户|人|年|个月|月|套|间|吨|株)?")


@lru_cache(maxsize=16384)
def asked_in(text: str) -> tuple[str, ...]:
    """A claim cell as single claims: "1.…；2.…", "一是…；二是…", "请求…；要求…"; else the whole is one."""
    plain = unicodedata.normalize("NFC", text).strip()
    numbered = _numbered(plain)
    if numbered:
        return numbered
    parts = [part.strip(_STRIP) for part in _ENDS.split(plain)]
    parts = [part for part in parts if part]
    if len(parts) > 1 and all(_asks(part) for part in parts):
        return tuple(parts)
    return (plain.strip(_STRIP),) if plain.strip(_STRIP) else ()


def _numbered(text: str) -> tuple[str, ...]:
    """Pieces after enumerators that count 1, 2, 3 …; empty when there are not two of them."""
    found: list[re.Match[str]] = []
    for match in _MARKS.finditer(text):
        if _value(match) == len(found) + 1:
            found.append(match)
    if len(found) < 2:
        return ()
    bounds = [*(match.start() for match in found[1:]), len(text)]
    pieces = [text[match.end() : end].strip(_STRIP) for match, end in zip(found, bounds, strict=True)]
    return tuple(piece for piece in pieces if piece)


def _value(match: re.Match[str]) -> int:
    told = next(value for value in match.groups() if value)
    if told in "①②③④⑤⑥⑦⑧⑨⑩":
        return "①②③④⑤⑥⑦⑧⑨⑩".index(told) + 1
    if told.isdecimal():
        return int(told)
    return _DIGITS.index(told) + 1 if len(told) == 1 else 10 + _DIGITS.index(told[-1]) + 1


def _asks(part: str) -> bool:
    return part.startswith(tuple(parameters_of("closing", date.max)["claims.asks"].value))


def plain_text(text: str) -> str:
    """Letters and figures only, in one form."""
    return _NOTHING.sub("", unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=32768)
def shingles(text: str, size: int = 2) -> frozenset[str]:
    """Pieces of `size` letters of a text."""
    plain = plain_text(text)
    return frozenset(plain[at : at + size] for at in range(max(1, len(plain) - size + 1))) if plain else frozenset()


def similarity(text: str, other: str, size: int = 2) -> float:
    """Share of pieces two texts have in common (Jaccard), 0 to 1."""
    left, right = shingles(text, size), shingles(other, size)
    return len(left & right) / len(left | right) if left and right else 0.0


@dataclass(frozen=True, slots=True)
class Mention:
    """Whether an opinion writes of a claim: the answer, the share of the claim's words found, and which are missing."""

    answer: Trilean
    share: float
    missing: tuple[str, ...]


def mention(claim: str, opinion: str, on: date) -> Mention:
    """Key words and amounts of the claim looked for in the opinion; between the two limits the answer is 待核.

    An opinion that speaks of all claims at once (各项诉求一并…) leaves it 待核 too.
    """
    settings = parameters_of("closing", on)
    wanted = _key_pieces(claim)
    if not wanted or not opinion.strip():
        return Mention(Trilean.UNKNOWN, 0.0, ())
    told = plain_text(opinion)
    found = [piece for piece in wanted if piece in told]
    share = len(found) / len(wanted)
    missing = tuple(amount for amount in _amounts(claim) if amount not in told)
    general = any(word in opinion for word in settings["claims.all"].value)
    if share >= settings["claims.mentioned"].value:
        return Mention(Trilean.YES, share, missing)
    silent = share < settings["claims.silent"].value and not general
    return Mention(Trilean.NO if silent else Trilean.UNKNOWN, share, missing)


def _key_pieces(claim: str) -> tuple[str, ...]:
    """Two-letter pieces of the claim's own words, without asking words, and its amounts whole."""
    words = [plain_text(word) for word in _EMPTY_WORDS.split(_AMOUNT.sub("，", claim))]
    pieces = [word[at : at + 2] for word in words for at in range(len(word) - 1)]
    return tuple(dict.fromkeys([*pieces, *_amounts(claim)]))


def _amounts(claim: str) -> Iterator[str]:
    return (plain_text(match.group()) for match in _AMOUNT.finditer(claim) if len(match.group().strip()) > 1)


def clauses(text: str) -> Iterator[tuple[int, str]]:
    """The clauses of a text with where each begins."""
    return ((match.start(), match.group()) for match in _SENTENCE.finditer(text))
