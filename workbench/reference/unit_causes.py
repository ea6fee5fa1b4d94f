"""Causes on the units' side (单位一侧成因代码), `tables/unit_causes.yaml`: what in the work of organs led to a matter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class UnitCause:
    """One cause: its code, its name and what it means."""

    code: str
    name: str
    means: str

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@cache
def unit_causes() -> Mapping[str, UnitCause]:
    """All causes by code."""
    text = (files("workbench.reference") / "tables" / "unit_causes.yaml").read_text(encoding="utf-8")
    return {entry["code"]: UnitCause(**entry) for entry in yaml.safe_load(text)}


def read_causes(text: str) -> tuple[UnitCause, ...]:
    """The causes a cell names by code or name, one after another; ValueError for one that is not in the table."""
    named = {cause.name: cause for cause in unit_causes().values()}
    found = []
    for part in filter(None, (part.strip() for part in re.split("[、，,；;\n]", text))):
        code, _, name = part.partition(" ")
        cause = unit_causes().get(code) or named.get(part) or named.get(name)
        if cause is None:
            raise ValueError(f"成因“{part}”不在单位一侧成因表里；可用：{'、'.join(map(str, unit_causes().values()))}")
        found.append(cause)
    return tuple(dict.fromkeys(found))
