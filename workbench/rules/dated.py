"""The parameters of one family of rules as in force on a day (当日参数), looked up once per day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from workbench.reference.parameters import Parameter, names, parameter


@lru_cache(maxsize=1024)
def parameters_of(family: str, on: date) -> Mapping[str, Parameter]:
    """Parameters named `family.…`, by the rest of the name; LookupError if one of them was not yet in force."""
    start = f"{family}."
    return {name.removeprefix(start): parameter(name, on) for name in names() if name.startswith(start)}
