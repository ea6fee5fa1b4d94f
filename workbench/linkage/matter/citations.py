"""What ledgers and texts themselves say about records belonging together (台账注明、引用编号)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from typing import Final

import pandas as pd

from workbench.linkage.normal import half_width, open_rows, text_column

Pair = tuple[str, str]

TEXTS: Final = ("title", "summary", "claim", "dispute_focus", "prior", "progress", "remark")
"""Columns in which another record's number may be cited."""

_SPLIT: Final = re.compile(r"[\s、,，;；|]+")
_BLANK: Final = re.compile(r"\s+")
_CORE: Final = re.compile(r"[0-9A-Z]+(?:[-_.〔\[(\])〕第字号#]+[0-9A-Z]+)*")
_BEFORE: Final = re.compile(r"[一-鿿〔\[(]{0,9}$")
_SHORTEST, _SHORTEST_CORE, _LONGEST_PREFIX = 6, 5, 9


def plain_number(text: str) -> str:
    """A number without blanks, half-width, brackets of one kind, in capitals."""
    plain = _BLANK.sub("", half_width(text)).upper()
    return plain.translate(str.maketrans("〔〕【】［］", "[][][]"))


def split_numbers(cell: str) -> list[str]:
    """The numbers of a cell that may list several."""
    return [number for number in map(plain_number, _SPLIT.split(cell)) if number]


def stated_duplicates(records: pd.DataFrame) -> list[Pair]:
    """Pairs (record, the one its ledger calls the original) by 重复信访件编号, where both are here and not locked."""
    rows = open_rows(records)
    ids, own, upper, stated = (
        text_column(rows, name) for name in ("record_id", "case_no", "case_no_upper", "dup_of_no")
    )
    held = _holders(ids, own, upper)
    pairs = [
        (record_id, other)
        for record_id, cell in zip(ids, stated, strict=True)
        if cell
        for number in split_numbers(cell)
        for other in held.get(number, ())
        if other != record_id
    ]
    return list(dict.fromkeys(pairs))


def _holders(ids: Sequence[str], *columns: Sequence[str]) -> dict[str, list[str]]:
    """Which records bear a number, as their own (信访件编号) or the upper level's (上级编号)."""
    held: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        for record_id, cell in zip(ids, column, strict=True):
            number = plain_number(cell) if cell else ""
            if number and record_id not in held[number]:
                held[number].append(record_id)
    return held


def number_print(number: str) -> int:
    """Fingerprint of a plain number as `citation_prints` makes it, 0 for one too short to be told in a text."""
    number = number.removesuffix("号")
    return _print(number) if len(number) >= _SHORTEST and any(char.isdigit() for char in number) else 0


def citation_prints(text: str) -> Iterator[int]:
    """Fingerprints of everything in a text that may be a case number.

    Where the number's word begins (…来信编号石信〔2019〕15号) the text does not say, so every beginning is given.
    Fingerprints, because what is not a case number may be any other number and must not be kept.
    """
    plain = plain_number(text)
    for core in _CORE.finditer(plain):
        if len(core[0]) < _SHORTEST_CORE:
            continue
        before = _BEFORE.search(plain, max(0, core.start() - _LONGEST_PREFIX), core.start())
        words = before[0] if before else ""
        for length in range(len(words) + 1):
            number = words[len(words) - length :] + core[0]
            if len(number) >= _SHORTEST:
                yield _print(number)


def _print(number: str) -> int:
    return int.from_bytes(blake2b(number.encode(), digest_size=8).digest(), "big", signed=True)
