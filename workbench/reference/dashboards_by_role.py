"""Which dashboards a role's session has (各角色的看板): `tables/dashboards_by_role.csv`; what is not listed there is not there."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Final

from workbench.domain.roles import Role

EVERY: Final = "*"
BUT: Final = "-"
"""Before a dashboard's name: not that one, though the role has every other."""


def may_open(roles: Iterable[Role], dashboard: str) -> bool:
    """May someone with these roles open the dashboard of this name (without `.ipynb`)?"""
    return any(_has(_table()[role], dashboard) for role in roles)


def _has(listed: frozenset[str], dashboard: str) -> bool:
    return dashboard in listed or (EVERY in listed and f"{BUT}{dashboard}" not in listed)


@cache
def _table() -> dict[Role, frozenset[str]]:
    path = files("workbench.reference") / "tables" / "dashboards_by_role.csv"
    with path.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {role: frozenset(row["dashboard"] for row in rows if row["role"] == role) for role in Role}
