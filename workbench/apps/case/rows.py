"""Rows of lists that say their own column names (清单): what use cases give as 列名 → 内容; no widget here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def columns_of(names: Iterable[str], widths: Mapping[str, int] | None = None) -> list[dict[str, Any]]:
    """Columns named as they are keyed."""
    given = widths or {}
    return [{"key": name, "title": name, **({"width": given[name]} if name in given else {})} for name in names]


def keyed(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows with their place as id."""
    return [{"id": str(number), **row} for number, row in enumerate(found)]
