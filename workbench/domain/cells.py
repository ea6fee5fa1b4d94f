"""Names of spreadsheet columns (列名): A, B … Z, AA, as people and provenance say them."""

from __future__ import annotations

import re


def column_letters(position: int) -> str:
    """Column name of a position from 0 (0 → A, 26 → AA)."""
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_position(name: str) -> int:
    """Position from 0 of a column name: A is 0; ValueError for what is no column name."""
    if not re.fullmatch(r"[A-Za-z]{1,3}", name):
        raise ValueError(f"“{name}”不是列名")
    position = 0
    for char in name.upper():
        position = position * 26 + ord(char) - 64
    return position - 1
