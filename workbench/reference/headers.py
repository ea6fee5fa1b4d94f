"""Header words of county ledgers (台账表头): which field a heading means, and which headings are never read (管人的列).

The table is `tables/header_synonyms.csv`; its rules are spec 4.1(12)–(13), 4.3 and 4.4.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

Kind = Literal["field", "quarantine", "unknown"]

_PARENTHESES = re.compile(r"\([^()]*\)")
_LEADING_NUMBER = re.compile(r"^\(?[0-9一二三四五六七八九十]{1,2}[).、.]")
_NOT_LETTERS = re.compile(r"[\W_]+")

AMBIGUOUS: Final[Mapping[str, tuple[str, ...]]] = {
    "单位": ("", "lead_unit", "workplace", "reg_office"),
    "时间": ("", "petition_date", "reg_time", "assign_time", "done_date"),
    "日期": ("", "petition_date", "reg_time", "assign_time", "done_date"),
    "属地": ("town", "place_issue", "addr_hukou"),
    "乡镇": ("town", "place_issue", "addr_hukou"),
    "街道": ("town", "place_issue", "addr_hukou"),
    "乡镇街道": ("town", "place_issue", "addr_hukou"),
    "处理情况": ("prior", "progress", "opinion"),
    "人数": ("headcount", "involved"),
    "责任科室": ("lead_office", "assist_units"),
    "事涉部门": ("lead_unit", "assist_units"),
    "承办单位": ("lead_unit", "assist_units"),
}
"""Headings of two meanings (歧义表头), the one taken meanwhile first ("" = not read until someone answers); spec 4.1(12)."""

HEADER_ONLY: Final = frozenset(
    {"配偶", "子女", "照片", "近照", "家庭成员", "社会关系", "组织者", "派出所", "辅警", "民警", "处置情况"}
)
"""Quarantine words that are ordinary in a sentence: they stop a column, but are not looked for in text."""


@dataclass(frozen=True, slots=True)
class HeaderWord:
    """One row of the table: a heading, the condition under which it holds, and what it means."""

    header: str
    condition: str
    field: str
    group: str
    confidence: str


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """What a heading means: a field, a quarantine group ("Q1 稳控"), or nothing known."""

    kind: Kind
    field: str = ""
    group: str = ""
    condition: str = ""


UNKNOWN: Final = HeaderMatch("unknown")


def plain(header: str) -> str:
    """Heading as compared: NFKC, lower case, no spaces, line breaks or punctuation ("乡镇（街道）" → "乡镇街道")."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", header).casefold())


def _without_extras(header: str) -> str:
    """The same without what stands in parentheses or numbers it ("3.主要诉求（200字内）" → "主要诉求")."""
    text = unicodedata.normalize("NFKC", header).strip()
    return plain(_PARENTHESES.sub("", _LEADING_NUMBER.sub("", text)))


@cache
def words() -> tuple[HeaderWord, ...]:
    """All rows of the table, in its order."""
    text = (files("workbench.reference") / "tables" / "header_synonyms.csv").read_text(encoding="utf-8-sig")
    return tuple(
        HeaderWord(row["header"], row["condition"], row["canonical"], row["canonical_zh"], row["confidence"])
        for row in csv.DictReader(text.splitlines())
    )


@cache
def _fields() -> dict[str, HeaderWord]:
    """Plain heading → its row; a row without condition wins over one with."""
    known: dict[str, HeaderWord] = {}
    for word in words():
        if word.field != "QUARANTINE" and (plain(word.header) not in known or not word.condition):
            known.setdefault(plain(word.header), word)
            if not word.condition and known[plain(word.header)].condition:
                known[plain(word.header)] = word
    return known


@cache
def _quarantined() -> dict[str, HeaderWord]:
    return {plain(word.header): word for word in words() if word.field == "QUARANTINE"}


@cache
def _quarantine_pattern() -> re.Pattern[str]:
    """Any quarantine word inside a heading; those true only of a person (民族、政治面貌) must be the whole heading."""
    inside = [key for key, word in _quarantined().items() if word.condition != "信访人"]
    return re.compile("|".join(sorted(map(re.escape, inside), key=len, reverse=True)))


def quarantine_group(header: str) -> str:
    """Quarantine group of a heading that holds such a word anywhere ("稳控责任人及电话" → "Q1 稳控"), else ""."""
    text = plain(header)
    found = _quarantine_pattern().search(text)
    if not found:
        return ""
    word = _quarantined()[found.group()]
    excused = word.condition == "非救助用途" and "救助" in text
    return "" if excused else word.group


@cache
def match(header: str) -> HeaderMatch:
    """What one heading means on its own: an exact known heading first, then a quarantine word, then without extras."""
    known = _fields()
    if word := known.get(plain(header)):
        return HeaderMatch("field", word.field, condition=word.condition)
    if group := quarantine_group(header):
        return HeaderMatch("quarantine", group=group)
    if word := known.get(_without_extras(header)):
        return HeaderMatch("field", word.field, condition=word.condition)
    return UNKNOWN


def candidates(header: str) -> tuple[str, ...]:
    """Fields an ambiguous heading may mean, the provisional one first ("" for none); empty if it is not ambiguous."""
    return AMBIGUOUS.get(plain(header), ())


@cache
def text_words() -> tuple[str, ...]:
    """Quarantine words to look for in written text (备注、进展), longest first; spec 8.1(6)."""
    listed = {word.header for word in words() if word.field == "QUARANTINE" and word.condition in ("", "包含")}
    return tuple(sorted(listed - HEADER_ONLY, key=lambda word: (-len(word), word)))
