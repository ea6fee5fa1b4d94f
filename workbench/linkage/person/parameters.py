"""What the person model weighs with (同人参数): read from the dated parameters `linkage.person_*`, checked to be in order."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from math import log2
from typing import Any

from workbench.reference.parameters import parameter

Chances = Mapping[str, Mapping[str, tuple[float, float]]]
"""Comparison → level code → (m, u): how often the level is seen for one person, and for two."""


@dataclass(frozen=True, slots=True)
class PersonParameters:
    """Each field is the parameter `linkage.person_<field>`."""

    levels: Chances
    matches: float
    prior_rows: tuple[int, int]
    propose: float
    join: float
    name_floor: float
    name_cap: float
    name_pseudo: float
    phone_names: int
    block_rows: int
    block_name: int

    @classmethod
    def on(cls, day: date = date.max) -> PersonParameters:
        """The parameters in force on a day; by default the latest. ValueError if a stronger level weighs less."""
        found: dict[str, Any] = {
            field.name: parameter(f"linkage.person_{field.name}", day).value for field in fields(cls)
        }
        found["levels"] = chances(found["levels"])
        found["prior_rows"] = tuple(found["prior_rows"])
        return cls(**found)

    def __post_init__(self) -> None:
        check_order(self.levels)
        self._check_common_name()

    def with_levels(self, levels: Chances) -> PersonParameters:
        """The same with other chances; the commonest name is kept as light as its level then allows."""
        same, after = levels["name"]["name_same"], list(levels["name"].values())[2]
        return replace(self, levels=levels, name_cap=min(self.name_cap, same[0] / 2 ** weight(after)))

    def prior(self, contacts: int) -> float:
        """Probability that two contacts taken at random are one person."""
        low, high = self.prior_rows
        return self.matches / max(low, min(high, contacts))

    def _check_common_name(self) -> None:
        """The commonest whole name must still weigh at least what the next level does."""
        same, after = self.levels["name"]["name_same"], list(self.levels["name"].values())[2]
        if log2(same[0] / self.name_cap) < weight(after) - 1e-9:
            raise ValueError("参数 linkage.person_name_cap 过大：常见姓名的“同名”轻于“曾用名”；请调小")


def chances(table: Mapping[str, Mapping[str, Any]]) -> Chances:
    """A table of parameters as numbers."""
    return {name: {code: (float(m), float(u)) for code, (m, u) in levels.items()} for name, levels in table.items()}


def weight(chance: tuple[float, float]) -> float:
    """Bits a level speaks for (or against) one person."""
    return log2(chance[0] / chance[1])


def check_order(levels: Chances) -> None:
    """Raises ValueError where a level outweighs one before it: levels are written strongest first."""
    for name, table in levels.items():
        weights = [(code, weight(chance)) for code, chance in table.items()]
        for (stronger, more), (weaker, less) in itertools.pairwise(weights):
            if more < less - 1e-9:
                raise ValueError(
                    f"参数 linkage.person_levels 的“{name}”次序不对：{stronger}（{more:.2f}）轻于 {weaker}（{less:.2f}）"
                )
