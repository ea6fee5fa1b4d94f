"""Who may see and write what (权限表), as a table with its sources: spec 8.2 cell by cell, and the workbench's own kinds of data.

What has no row is refused. The table belongs to the programme: an office cannot widen it by a file of its own.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from workbench.domain.roles import Allowed, DataKind, Relation, Role

ANY: Final = "任意"
WORDS: Final = {"仅日志": Allowed.LOG_ONLY, "读": Allowed.READ, "读写": Allowed.WRITE}
_YES_NO: Final = {"是": True, "否": False}
_COLUMNS: Final = ["kind", "role", "relation", "allowed", "masked", "source"]


class AccessMatrixError(ValueError):
    """A row of the table cannot be read; the sentence says which. A matrix that is not understood grants nothing."""


@dataclass(frozen=True, slots=True)
class AccessRule:
    """One cell (授权项). `relation` None: however the role stands to the matter."""

    kind: DataKind
    role: Role
    relation: Relation | None
    allowed: Allowed
    masked: bool
    source: str


@cache
def access_matrix() -> tuple[AccessRule, ...]:
    """Every grant there is. Raises AccessMatrixError."""
    return read_matrix((files("workbench.reference") / "tables" / "access_matrix.csv").read_text(encoding="utf-8"))


def read_matrix(text: str) -> tuple[AccessRule, ...]:
    """The table from its text; AccessMatrixError for a row that is not understood, or given twice."""
    lines = csv.DictReader(text.splitlines())
    if lines.fieldnames != _COLUMNS:
        raise AccessMatrixError(f"权限表的列应为 {'、'.join(_COLUMNS)}；请恢复随程序发布的文件")
    found: dict[tuple[DataKind, Role, Relation | None], AccessRule] = {}
    for number, row in enumerate(lines, start=2):
        rule = _rule(row, number)
        if (rule.kind, rule.role, rule.relation) in found:
            raise AccessMatrixError(f"权限表第 {number} 行重复：{rule.kind}、{rule.role.label}")
        found[rule.kind, rule.role, rule.relation] = rule
    return tuple(found.values())


def _rule(row: dict[str, str], number: int) -> AccessRule:
    try:
        relation = None if row["relation"] == ANY else Relation(row["relation"])
        if relation in (Relation.NONE, Relation.RECUSED) or not row["source"].strip():
            raise ValueError(row["relation"])
        return AccessRule(
            DataKind(row["kind"]),
            Role(row["role"]),
            relation,
            WORDS[row["allowed"]],
            _YES_NO[row["masked"]],
            row["source"],
        )
    except (KeyError, ValueError, AttributeError) as problem:
        raise AccessMatrixError(
            f"权限表第 {number} 行不能识别（{problem}）；请恢复随程序发布的 access_matrix.csv"
        ) from None
