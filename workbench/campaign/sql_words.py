"""Values as SQL writes them (查询里的值): days and texts of the campaign's queries, quotes doubled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date


def sql_day(day: date) -> str:
    return f"DATE '{day.isoformat()}'"


def sql_text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def sql_texts(values: Iterable[str]) -> str:
    """Texts as the inside of an IN (…); nothing for none."""
    return ", ".join(map(sql_text, values))
