"""The check digit of a resident's identity number (证件号校验码, GB 11643): in one place for all who read or invent numbers."""

from __future__ import annotations

from operator import mul
from typing import Final

WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""Of the first 17 digits; their sum modulo 11 names the character of `CHECKS` that must follow."""

CHECKS: Final = "10X98765432"


def check_digit(first17: str) -> str:
    """The last character that belongs to 17 digits (ISO 7064 MOD 11-2)."""
    return CHECKS[sum(map(mul, map(int, first17), WEIGHTS)) % 11]
