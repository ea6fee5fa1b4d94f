"""The rules' dated parameters (规则参数): every value with its article and the day it came into force.

Each YAML file beside this module maps a parameter name to a description and its values over time:

    clock.C05.days:
      description: 信访程序办理期限
      unit: 自然日
      values:
        - {from: 2022-05-01, value: 60, clause: 《信访工作条例》第三十四条, confidence: certain}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value with where it comes from."""

    name: str
    value: Any
    clause: str
    since: date
    confidence: str
    unit: str = ""


@cache
def _tables() -> dict[str, dict[str, Any]]:
    merged: dict[str, dict[str, Any]] = {}
    for entry in sorted(files(__name__).iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".yaml"):
            for name, body in (yaml.safe_load(entry.read_text(encoding="utf-8")) or {}).items():
                if name in merged:
                    raise ValueError(f"参数“{name}”在两个文件里都有定义（{entry.name}）")
                merged[name] = body
    return merged


@cache
def parameter(name: str, on: date) -> Parameter:
    """The parameter as in force on a day; KeyError if there is none by that name, LookupError if none was in force."""
    body = _tables()[name]
    in_force = [value for value in body["values"] if value["from"] <= on]
    if not in_force:
        raise LookupError(f"{on} 时参数“{name}”尚无有效值")
    latest = max(in_force, key=lambda value: value["from"])
    return Parameter(
        name, latest["value"], latest["clause"], latest["from"], latest["confidence"], body.get("unit", "")
    )


def names() -> tuple[str, ...]:
    """All parameter names, sorted."""
    return tuple(sorted(_tables()))
