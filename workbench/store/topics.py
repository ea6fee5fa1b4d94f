"""内容分类 as ledgers write it, split into its two levels by the code list (spec 5.3)."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import Final

_SPLIT: Final = re.compile(r"[/／\\\-－—–>＞、|｜\n]+")
_BRACKETS: Final = str.maketrans("（）", "()")

Topic = tuple[str | None, str | None]


@cache
def _lists() -> tuple[dict[str, str], dict[str, tuple[str | None, str]]]:
    """Level-1 names with their other spellings, and level-2 names with parent (None: named under two parents)."""
    first: dict[str, str] = {}
    parents: dict[str, set[str]] = defaultdict(set)
    text = (files("workbench.reference") / "tables" / "codes.csv").read_text(encoding="utf-8-sig")
    for name, parent, value in list(csv.reader(text.splitlines()))[1:]:
        if name == "内容分类-一级":
            first.update(dict.fromkeys(_spellings(value), value))
        elif name == "内容分类-二级":
            parents[value].add(parent)
    second: dict[str, tuple[str | None, str]] = {}
    for value, over in parents.items():
        known = next(iter(over)) if len(over) == 1 else None
        for spelling in _spellings(value):
            if spelling == value or spelling not in parents:
                second[spelling] = (known, value)
    return first, second


def _spellings(value: str) -> list[str]:
    """国土资源(自然资源) is also written 国土资源 and 自然资源; (部分) is our own mark and no other name."""
    return [value, *(part for part in re.split(r"[()]", value) if part and part != "部分")]


@cache
def split_topic(text: str) -> Topic:
    """(level 1, level 2), by the code list's own names where it knows them, else as written; None is unknown.

    A level-2 name alone gets its level 1 only where the code list has one parent for it.
    """
    first, second = _lists()
    parts = [part.strip().translate(_BRACKETS) for part in (text, *_SPLIT.split(text)) if part.strip()]
    whole, parts = parts[0], parts[1:]
    if whole in first:
        return first[whole], None
    if whole in second:
        return second[whole]
    if not parts:
        return None, None
    if parts[0] in first:
        level_1, rest = first[parts[0]], parts[1:]
        return level_1, (second.get(rest[0], (None, rest[0]))[1] if rest else None)
    known = next((second[part] for part in parts if part in second), None)
    if known and known[0]:
        return known
    return parts[0], (known[1] if known else parts[1] if len(parts) > 1 else None)


@cache
def topic_names() -> tuple[str, ...]:
    """Names of level 1, in the order of the code list."""
    first, _ = _lists()
    return tuple(dict.fromkeys(first.values()))
