"""Who may do what on the record of truth on PostgreSQL (数据库权限), from `tables/database_grants.yaml`; default deny."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from workbench.domain.roles import Role

OWNER = "wb_owner"
_PRIVILEGE = re.compile(r"(SELECT|INSERT|UPDATE|DELETE)(?: \(([\w, ]+)\))?")


@dataclass(frozen=True, slots=True)
class TableGrant:
    """One privilege of a database role on a table; `columns` empty: on all of them."""

    role: str
    table: str
    privilege: str
    columns: tuple[str, ...] = ()

    @property
    def flat(self) -> set[tuple[str, str, str, str]]:
        """As (role, table, column or "", privilege), the form the database's own catalogue answers in."""
        return {(self.role, self.table, column, self.privilege) for column in self.columns or ("",)}


@dataclass(frozen=True, slots=True)
class Grants:
    """The whole table: group roles with what they are for, whose accounts belong where, and what each may."""

    roles: Mapping[str, str]
    members: Mapping[Role, tuple[str, ...]]
    tables: Mapping[str, tuple[TableGrant, ...]]
    functions: Mapping[str, tuple[str, ...]]

    @property
    def groups(self) -> tuple[str, ...]:
        """The roles accounts are members of; the owner is none of them."""
        return tuple(name for name in self.roles if name != OWNER)

    def __iter__(self) -> Iterator[TableGrant]:
        for granted in self.tables.values():
            yield from granted


@cache
def database_grants() -> Grants:
    """The table as written; ValueError where it names a role or privilege that does not exist."""
    source = files("workbench.reference") / "tables" / "database_grants.yaml"
    body = yaml.safe_load(source.read_text(encoding="utf-8"))
    roles = dict(body["roles"])
    members = {Role(post): tuple(_known(name, roles) for name in listed) for post, listed in body["members"].items()}
    tables = {
        table: tuple(_grant(_known(role, roles), table, text) for role, texts in granted.items() for text in texts)
        for table, granted in body["tables"].items()
    }
    functions = {name: tuple(_known(role, roles) for role in listed) for name, listed in body["functions"].items()}
    return Grants(roles, members, tables, functions)


def _known(role: str, roles: Mapping[str, str]) -> str:
    if role not in roles:
        raise ValueError(f"database_grants.yaml：没有数据库角色“{role}”；请先写在 roles 下")
    return role


def _grant(role: str, table: str, text: str) -> TableGrant:
    match = _PRIVILEGE.fullmatch(text)
    if match is None:
        raise ValueError(f"database_grants.yaml：{table} 的权限“{text}”不认识")
    columns = tuple(name.strip() for name in (match[2] or "").split(",") if name.strip())
    return TableGrant(role, table, match[1], columns)
