"""Invented identity and telephone numbers (证件、电话): well-formed, and such that no living person can have them.

Identity numbers begin with the codes of invented counties; telephone numbers lie in ranges never given out.
"""

from __future__ import annotations

from datetime import date

from workbench.domain.identity_number import check_digit
from workbench.synth.draw import Draw

_UNGIVEN = ("142", "143", "154", "163", "164", "168", "179")


def is_valid(number: str) -> bool:
    """Whether an 18-character number has its own check digit."""
    return len(number) == 18 and number[:17].isdigit() and check_digit(number[:17]) == number[17]


def identity_number(draw: Draw, county: str, born: date, sex: str) -> str:
    """18 characters: county, birthday, order (odd for men), check digit."""
    order = draw.number(0, 499) * 2 + (1 if sex == "男" else 0)
    first17 = f"{county}{born:%Y%m%d}{order:03d}"
    return first17 + check_digit(first17)


def old_form(number: str) -> str:
    """The 15-digit form in use until the century's turn: short year, no check digit."""
    return number[:6] + number[8:17]


def slip(draw: Draw, number: str) -> str:
    """One digit mistyped; the check digit always shows it."""
    at = draw.number(6, 16)
    return number[:at] + str((int(number[at]) + draw.number(1, 9)) % 10) + number[at + 1 :]


def lost_to_float(number: str) -> str:
    """What a spreadsheet keeps of the number once it took it for one: fifteen digits and zeros."""
    return number[:15] + "000"


def mobile(draw: Draw) -> str:
    """An 11-digit mobile number of a range that was never given out."""
    return draw.pick(_UNGIVEN) + f"{draw.number(0, 99_999_999):08d}"


def landline(draw: Draw) -> str:
    """A landline under an area code no place has."""
    return f"0980-{draw.number(2, 8)}{draw.number(0, 999_999):06d}"
