"""Citizen identity numbers (公民身份号码, GB 11643): what a cell still tells, and how far two of them agree.

The sex digit is never read. An invented or masked number is compared only in what it shows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workbench.domain.identity_number import check_digit
from workbench.linkage.forms.levels import IdLevel
from workbench.linkage.normal import half_width

_BLANK = re.compile(r"[\s'‘’`\-_.·:]+")
_FLOAT = re.compile(r"([1-9])(?:\.(\d*))?E\+?(14|17)")
_TAIL = re.compile(r"\.0+$")
_MASK = re.compile(r"[*×X?#•●]")
_EIGHTEEN = re.compile(r"[0-9]{17}[0-9X]")
_NUMBER = re.compile(r"\d{13,18}[\dX]")
_SHOWN = 6  # a masked number must show so many digits to tell anything
_LOST_FROM = 15
_OLDEST = 1880


@dataclass(frozen=True, slots=True)
class IdentityForm:
    """An identity cell. `plain` is "" where nothing like a number is written."""

    plain: str  # half-width, X upper case, hidden digits *; of a number lost to a float what is left of it
    id17: str  # the 17 digits that the 15- and the 18-digit form share; "" unless whole and with a real birthday
    ok: bool  # nothing against it: check digit and birthday right
    lost: bool  # digits lost to a float: …000, 9.9E+17
    masked: bool
    birth: str  # ISO text, "" if unknown

    @property
    def id15(self) -> str:
        """The first 15 of 18 digits, of lost ones too; "" if fewer are known."""
        if self.masked:
            return ""
        return self.plain[:15] if len(self.plain) == 18 or (self.lost and len(self.plain) >= 15) else self.id17[:15]


_NOTHING = IdentityForm("", "", False, False, False, "")


@lru_cache(maxsize=500_000)
def identity_form(text: str) -> IdentityForm:
    """What an identity cell tells; other papers (passport) are kept as written, to be compared whole."""
    if _EIGHTEEN.fullmatch(text):
        return _whole(text) if len(set(text)) > 2 else _NOTHING
    written = _TAIL.sub("", half_width(text).strip().upper())
    number = _BLANK.sub("", written)
    if found := _FLOAT.fullmatch(written.replace(" ", "")):
        digits = found[1] + (found[2] or "")
        return IdentityForm(digits, "", False, True, False, _birth(digits.ljust(18, "0")) if len(digits) > 14 else "")
    if not any(char.isdigit() for char in number) or len(set(number)) < 3:
        return _NOTHING
    if _NUMBER.fullmatch(number):
        return _whole(number)
    if _MASK.search(number[:-1]) and len(number) in (15, 18):
        return _masked(_MASK.sub("*", number[:-1]) + number[-1])
    return IdentityForm(number, "", False, False, False, "")


def _whole(number: str) -> IdentityForm:
    """14 to 19 characters, only digits but the last."""
    born = _birth(number)
    if len(number) == 15 and number.isdigit():
        return IdentityForm(number, f"{number[:6]}19{number[6:]}" if born else "", bool(born), False, False, born)
    if len(number) != 18:
        return IdentityForm(number, "", False, False, False, "")
    right = check_digit(number[:17]) == number[17]
    if not right and _was_float(number):
        return IdentityForm(number, "", False, True, False, born)
    return IdentityForm(number, number[:17] if born else "", right and bool(born), False, False, born)


def _was_float(number: str) -> bool:
    """Zeros at the end, or exactly a number that a float can hold (one in 128 of all)."""
    return number.endswith("000") or (number.isdigit() and int(float(number)) == int(number))


def _masked(number: str) -> IdentityForm:
    shown = sum(char.isdigit() for char in number)
    return IdentityForm(number, "", False, False, True, _birth(number)) if shown >= _SHOWN else _NOTHING


def _birth(number: str) -> str:
    """The birthday in a number of 15 or 18 characters, "" if hidden or no day of the calendar."""
    digits = "19" + number[6:12] if len(number) == 15 else number[6:14]
    if not digits.isdigit() or len(number) not in (15, 18):
        return ""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return ""
    return born.isoformat() if born.year >= _OLDEST else ""


def age_fits(age: int, on_day: date, birth: date) -> bool:
    """Whether an age written on a day may be of someone born so: full years, 虚岁 (one or two more), or a year out of date."""
    years = on_day.year - birth.year - ((on_day.month, on_day.day) < (birth.month, birth.day))
    return years - 1 <= age <= years + 2


def compare_identity(one: str | IdentityForm, other: str | IdentityForm) -> IdLevel:
    """How far two identity cells agree. Papers of two kinds, or too little shown, are UNKNOWN."""
    left = identity_form(one) if isinstance(one, str) else one
    right = identity_form(other) if isinstance(other, str) else other
    if not left.plain or not right.plain:
        return IdLevel.UNKNOWN
    if left.masked or right.masked:
        return _compare_masked(left.plain, right.plain)
    if _lost(left) or _lost(right):
        return _compare_lost(left, right)
    return _compare_whole(left, right)


def _compare_whole(left: IdentityForm, right: IdentityForm) -> IdLevel:
    if left.plain == right.plain:
        return IdLevel.SAME
    if not (_citizen(left) and _citizen(right)):
        return IdLevel.UNKNOWN if _citizen(left) != _citizen(right) else IdLevel.DIFFERENT
    if left.id17 and left.id17 == right.id17:
        return IdLevel.SAME_15_18 if len(left.plain) != len(right.plain) else IdLevel.ONE_SLIP
    if left.ok and right.ok and len(left.plain) == len(right.plain):
        return IdLevel.DIFFERENT
    return IdLevel.ONE_SLIP if _slipped(left, right) else IdLevel.DIFFERENT


def _citizen(form: IdentityForm) -> bool:
    return bool(_NUMBER.fullmatch(form.plain))


def _slipped(left: IdentityForm, right: IdentityForm) -> bool:
    """One slip apart, where the check digit (or the length, or an impossible birthday) shows that one is wrong."""
    if {len(left.plain), len(right.plain)} != {15, 18}:
        return one_slip(left.plain, right.plain)
    old, new = sorted((left, right), key=lambda form: len(form.plain))
    return not (old.ok and new.ok) and one_slip(old.plain, new.plain[:6] + new.plain[8:17])


def one_slip(one: str, other: str) -> bool:
    """Whether two texts differ by one character wrong, left out or put in, or by two neighbours swapped."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    at = _same_until(one, other)
    if len(one) != len(other):
        short, long = sorted((one[at:], other[at:]), key=len)
        return short == long[1:]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]


def _same_until(one: str, other: str) -> int:
    """Where two texts first differ."""
    at = 0
    for letter, letter2 in zip(one, other, strict=False):
        if letter != letter2:
            break
        at += 1
    return at


def _lost(form: IdentityForm) -> bool:
    """A tail of zeros is suspect even where the check digit happens to fit (one in eleven)."""
    return form.lost or (len(form.plain) == 18 and form.plain.endswith("000"))


def _compare_lost(left: IdentityForm, right: IdentityForm) -> IdLevel:
    if left.plain == right.plain and not left.lost:
        return IdLevel.SAME
    known = min(len(_known(left)), len(_known(right)))
    one, other = _known(left)[:known], _known(right)[:known]
    if known < _LOST_FROM:  # the last digit of a shortened float is rounded
        return IdLevel.DIFFERENT if one[: known - 1] != other[: known - 1] else IdLevel.UNKNOWN
    return IdLevel.LOST_TAIL if one == other else IdLevel.DIFFERENT


def _known(form: IdentityForm) -> str:
    """The digits that can be trusted, as of an 18-character number."""
    if len(form.plain) == 15 and not form.lost and form.id17:
        return form.id17
    return form.plain[:_LOST_FROM] if _lost(form) else form.plain


def _compare_masked(one: str, other: str) -> IdLevel:
    """Place by place; of two lengths only the first six digits stand at the same place."""
    places = list(zip(one, other, strict=False))[: 18 if len(one) == len(other) else 6]
    shown = [(a, b) for a, b in places if "*" not in (a, b)]
    if any(a != b for a, b in shown):
        return IdLevel.DIFFERENT
    return IdLevel.MASK_FITS if len(shown) >= _SHOWN and len(one) == len(other) else IdLevel.UNKNOWN
