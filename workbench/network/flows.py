"""How places differ in matters (三跨三分离 的地方流向): from 户籍地 to 常住地 to 事发地, counted in matters.

The flows are of matters between places' duties, not of persons' movements: there are no dates in them and no names.
An unknown place makes no flow and is never filled from another (spec 2.2).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.domain.codes import Level
from workbench.reference.parameters import parameter
from workbench.rules.places import at_level, checked

KINDS = {"户籍地→常住地": ("hukou", "residence"), "常住地→事发地": ("residence", "issue")}
_NAMES = {"hukou": "户籍地", "residence": "常住地", "issue": "事发地"}


@dataclass(frozen=True, slots=True)
class Flow:
    """Matters whose two places differ at the level; places are division codes cut to it."""

    from_place: str
    to_place: str
    kind: str
    matters: tuple[str, ...]


def place_flows(separations: pd.DataFrame, level: Level | str = Level.COUNTY) -> list[Flow]:
    """Flows over SEPARATIONS (matter_id, hukou, residence, issue) at a level (Level or 省市县乡), the largest first.

    Raises ValueError for an unknown level or a malformed code.
    """
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    places = _places(separations, level)
    for kind, (start, end) in KINDS.items():
        for matter, known in places.items():
            one, other = known[start], known[end]
            if one and other and one != other:
                found[kind, one, other].append(matter)
    flows = (Flow(one, other, kind, tuple(matters)) for (kind, one, other), matters in found.items())
    return sorted(flows, key=lambda flow: (flow.kind, -len(flow.matters), flow.from_place, flow.to_place))


def unknown_places(separations: pd.DataFrame, level: Level | str = Level.COUNTY) -> dict[str, tuple[str, ...]]:
    """Matters with places not known at the level, and which (要素待核): they are in no flow and should be asked for."""
    places = _places(separations, level)
    missing = {
        matter: tuple(_NAMES[name] for name, code in known.items() if code is None) for matter, known in places.items()
    }
    return {matter: names for matter, names in missing.items() if names}


def _places(separations: pd.DataFrame, level: Level | str) -> dict[str, dict[str, str | None]]:
    """The three places of each matter as far as they are known at the level."""
    at = level if isinstance(level, Level) else Level.from_label(level)
    whole = frozenset(str(code) for code in parameter("separation.whole_cities", date.max).value)
    columns = {name: separations[name].astype("object").where(separations[name].notna(), None) for name in _NAMES}
    return {
        str(matter): {
            name: at_level(checked(column.iloc[row], _NAMES[name]), at, whole) for name, column in columns.items()
        }
        for row, matter in enumerate(separations["matter_id"])
    }
