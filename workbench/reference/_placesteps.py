"""Names read one after another (Step), what they may mean together, and the one place they come down to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

Codes = tuple[str, ...]

_MUNICIPALITIES = ("11", "12", "31", "50")
"""Beijing, Tianjin, Shanghai, Chongqing: the four-digit codes below them are no places of their own."""


class How(StrEnum):
    """How a name in a text stands for a place."""

    FULL = "全称"
    SHORT = "简称"
    PAST = "旧称"
    ZONE = "开发区"
    VILLAGE = "村"
    CODE = "代码"
    KIN = "专名相同"


@dataclass(frozen=True, slots=True)
class Step:
    """One name read. `codes` are the places of today it may mean; `was` the codes it had, if it is a name of the past."""

    name: str
    codes: Codes
    how: How
    was: Codes = ()


@dataclass(frozen=True, slots=True)
class Zone:
    """A development zone: `codes` its own code or the counties it lies in, `city` the division it is spoken of under."""

    name: str
    city: str
    codes: Codes


Trail = tuple[Step, ...]


def within(old: str, now: Codes, above: Codes) -> bool:
    return old.startswith(above) or any(code.startswith(above) for code in now)


def below(codes: Codes, above: Codes) -> Codes:
    """The codes (sorted) that lie below one of the places above."""
    if len(codes) < 8:
        return tuple([code for code in codes if code.startswith(above) and code not in above]) if codes else ()
    found: list[str] = []
    for top in above:
        low = bisect_left(codes, top)
        found += codes[low : bisect_left(codes, top + "~", low)]
    return tuple(dict.fromkeys(code for code in found if code not in above))


def ancestor(codes: Iterable[str]) -> str:
    """The smallest division that holds all the codes: itself for one, 4101 for 410103 and 410105; "" if there is none."""
    listed = list(codes)
    low, high = min(listed, default=""), max(listed, default="")
    same = next(
        (at for at, (one, other) in enumerate(zip(low, high, strict=False)) if one != other), min(len(low), len(high))
    )
    digits = max(each for each in (0, 2, 4, 6, 9, 12) if each <= same)
    return low[: 2 if digits == 4 and low[:2] in _MUNICIPALITIES else digits]


def largest(codes: Codes, above: Codes) -> Codes:
    """Of places without their suffix the counties and cities; a township only where its county was read (双流 is 双流区)."""
    larger = tuple(code for code in codes if len(code) < 9)
    return larger or (codes if any(len(code) >= 6 for code in above) else ())


def settle(trail: Trail, home: str) -> str:
    """The deepest place the names come down to; `home` (a code or "") decides between places of one name."""
    for step in reversed(trail):
        if step.how is How.KIN:
            continue
        one = _one(step) or (_one(replace(step, codes=near(step.codes, home))) if home else "")
        if len(one) > 2 or (one and (one in step.codes or step.how is How.ZONE)):
            return one
    return ""


def near(codes: Codes, home: str) -> Codes:
    """The codes within `home` or holding it."""
    return tuple(code for code in codes if code.startswith(home) or home.startswith(code))


def _one(step: Step) -> str:
    """The only candidate, the one that holds all others (北京市: 11 and 1101), or the one province (海南)."""
    provinces = [code for code in step.codes if len(code) == 2] if step.how is not How.ZONE else []
    return provinces[0] if len(provinces) == 1 else ancestor(step.codes)
