"""Telephone cells (联系电话): the numbers in them, hidden digits kept, and how far two cells agree."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from workbench.linkage.forms.identity import one_slip
from workbench.linkage.forms.levels import PhoneLevel
from workbench.linkage.normal import half_width

_PLAIN = re.compile(r"1[3-9][0-9]{9}")
_HIDDEN = re.compile(r"[×xX?•●]")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?)\s*\d{1,6}|(?<=\d{7})-\d{1,4}(?!\d)", re.IGNORECASE)
_COUNTRY = re.compile(r"(?:\+|\b00)\s*86[\s-]?|\b86[\s-]?(?=1[\d* -]{10,13}\b)")
_FLOAT_TAIL = re.compile(r"(?<=\d)\.0+\b")
_MOBILE = re.compile(r"(?<!\d)0?(1[3-9]\d[\s-]?[\d*]{4}[\s-]?[\d*]{4})(?![\d*])")
_TWO_MOBILES = re.compile(r"(?<!\d)(1[3-9]\d{9})(?=1[3-9]\d{9}(?!\d))")
_OTHER = re.compile(r"(?:\(\d{3,4}\)|\d{3,4}[\s-])[\d*]{7,8}(?![\d*])|[\d*]{7,12}")
_JOIN = re.compile(r"[\s()-]+")
_SHOWN = 6


@lru_cache(maxsize=500_000)
def phone_numbers(text: str) -> tuple[str, ...]:
    """Numbers of a cell as digits (hidden ones *), mobile ones first; extensions, +86 and a mobile's leading 0 left out.

    Short numbers (hotlines), runs of one or two digits (fillers) and numbers showing fewer than six digits are left out.
    """
    if _PLAIN.fullmatch(text):
        return (text,) if _telling(text) else ()
    text = _FLOAT_TAIL.sub("", _HIDDEN.sub("*", half_width(text)))
    text = _TWO_MOBILES.sub(r"\1 ", _COUNTRY.sub(" ", _EXTENSION.sub(" ", text)))
    mobiles = [_JOIN.sub("", match[1]) for match in _MOBILE.finditer(text)]
    others = [_JOIN.sub("", match[0]) for match in _OTHER.finditer(_MOBILE.sub(" ", text))]
    return tuple(dict.fromkeys(number for number in mobiles + others if _telling(number)))


def _telling(number: str) -> bool:
    digits = number.replace("*", "")
    return len(number) <= 12 and len(digits) >= _SHOWN and len(set(digits)) > 2


def compare_phones(one: str | Iterable[str], other: str | Iterable[str]) -> PhoneLevel:
    """The best level among all pairs of numbers of two cells (or of their lists); UNKNOWN if either has none."""
    left = phone_numbers(one) if isinstance(one, str) else tuple(one)
    right = phone_numbers(other) if isinstance(other, str) else tuple(other)
    if not left or not right:
        return PhoneLevel.UNKNOWN
    if len(left) == len(right) == 1:
        return _level(left[0], right[0])
    return min([_level(number, number2) for number in left for number2 in right])


def _level(one: str, other: str) -> PhoneLevel:
    if one == other and "*" not in one:
        return PhoneLevel.SAME
    if "*" in one or "*" in other:
        return PhoneLevel.MASK_FITS if _mask_fits(one, other) else PhoneLevel.DIFFERENT
    if one[0] == other[0] == "1":
        mobile = len(one) == 11 or len(other) == 11
        return PhoneLevel.ONE_SLIP if mobile and one_slip(one, other) else PhoneLevel.DIFFERENT
    return PhoneLevel.MASK_FITS if _without_area_code(one, other) else PhoneLevel.DIFFERENT


def _mask_fits(one: str, other: str) -> bool:
    """Every digit both show agrees, and both show six in common."""
    if len(one) != len(other):
        return False
    shown = [(a, b) for a, b in zip(one, other, strict=True) if "*" not in (a, b)]
    return len(shown) >= _SHOWN and all(a == b for a, b in shown)


def _without_area_code(one: str, other: str) -> bool:
    """0980-2123456 and 2123456."""
    short, long = sorted((one, other), key=len)
    return len(short) in (7, 8) and long[0] == "0" and len(long) - len(short) in (3, 4) and long.endswith(short)
