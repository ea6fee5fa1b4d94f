"""What ledgers and texts themselves say about records belonging together (台账注明、引用编号)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import pandas as pd

from workbench.linkage.limits import Limits, LinkNotes
from workbench.linkage.normal import half_width, open_rows, ordered, text_column

_RUN = re.compile(r"[0-9A-Za-z]+")
_SPLIT = re.compile(r"[\s、,，;；|]+")
_TEXTS = ("title", "summary", "claim", "dispute_focus", "prior", "progress", "remark")
_SHORTEST = 6

Pair = tuple[str, str]


def _plain_number(text: str) -> str:
    return re.sub(r"\s+", "", half_width(text)).upper()


def stated_duplicates(records: pd.DataFrame) -> list[Pair]:
    """Pairs (record, the one its ledger calls the original) by 重复信访件编号, where both are here and not locked."""
    rows = open_rows(records)
    holders = _holders(rows)
    pairs = []
    for record_id, cell in zip(text_column(rows, "record_id"), text_column(rows, "dup_of_no"), strict=True):
        numbers = filter(None, map(_plain_number, _SPLIT.split(cell)))
        pairs += [(record_id, other) for number in numbers for other in holders.get(number, ()) if other != record_id]
    return list(dict.fromkeys(pairs))


def _holders(rows: pd.DataFrame) -> dict[str, list[str]]:
    """Which records bear a number, as their own (信访件编号) or the upper level's (上级编号)."""
    holders: dict[str, list[str]] = defaultdict(list)
    ids = text_column(rows, "record_id")
    for column in ("case_no", "case_no_upper"):
        for record_id, number in zip(ids, map(_plain_number, text_column(rows, column)), strict=True):
            if number and record_id not in holders[number]:
                holders[number].append(record_id)
    return holders


def shared_numbers(records: pd.DataFrame, limits: Limits) -> tuple[set[Pair], LinkNotes]:
    """Pairs of records bearing one case number (the same item in two ledgers, or one number of the upper level)."""
    rows = open_rows(records)
    pairs: set[Pair] = set()
    notes = []
    for number, holders in _holders(rows).items():
        if limits.too_common(len(holders), len(rows)):
            notes.append(f"编号“{number}”出现在 {len(holders)} 件上，不作为同一事项依据；请核对该列是否批次号")
        else:
            pairs |= {ordered(holders[0], other) for other in holders[1:]}
    return pairs, LinkNotes(tuple(notes))


def cited_numbers(records: pd.DataFrame) -> set[Pair]:
    """Pairs where one record's text names the other's case number in full."""
    rows = open_rows(records)
    index = _Index(_holders(rows))
    columns = [text_column(rows, name) for name in _TEXTS]
    pairs = set()
    for record_id, *cells in zip(text_column(rows, "record_id"), *columns, strict=True):
        pairs |= {ordered(record_id, other) for other in index.named_in("\n".join(cells)) if other != record_id}
    return pairs


class _Index:
    """Case numbers by their rarest run of letters and digits, so that a text is looked through once."""

    def __init__(self, holders: dict[str, list[str]]) -> None:
        usable = {number: found for number, found in holders.items() if _usable(number)}
        how_many = Counter(run for number in usable for run in set(_RUN.findall(number)))
        self._by_run: dict[str, list[tuple[re.Pattern[str], list[str]]]] = defaultdict(list)
        for number, found in usable.items():
            rarest = min(_RUN.findall(number), key=lambda run: (how_many[run], -len(run)))
            whole = re.compile(rf"(?<![0-9A-Z]){re.escape(number)}(?![0-9A-Z])")
            self._by_run[rarest].append((whole, found))

    def named_in(self, text: str) -> Iterator[str]:
        if not self._by_run:
            return
        runs = set(_RUN.findall(half_width(text).upper())) & self._by_run.keys()
        if not runs:
            return
        plain = _plain_number(text)
        for run in runs:
            for whole, found in self._by_run[run]:
                if whole.search(plain):
                    yield from found


def _usable(number: str) -> bool:
    return len(number) >= _SHORTEST and any(char.isdigit() for char in number)
