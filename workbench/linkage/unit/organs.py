"""Kinds of organ (机构类型) a county has or had: full names, short forms, validity and successors, from a dated table.

Table: `tables/organ_types.csv`, each row with its source; days marked approx differ from county to county and an office's
own `units.csv` overrides them (`register.py`).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType

LEVEL_CHARS = "县区市旗州省"
"""What 县 of 县委, 县政府 is replaced by at other levels."""

_JOINING = str.maketrans("", "", "和与及、")


@dataclass(frozen=True, slots=True)
class OrganType:
    """One kind of organ. `family` is its field of duty; `inner_of_parent`: duty lies with the parent (派出所 → 公安局)."""

    name: str
    level: str  # 县 | 乡 | 市 | 省
    kind: str  # 政府 党委 法院 检察院 纪检 人大 政协 群团 事业 企业 军事
    family: str
    short_forms: tuple[str, ...]
    variants: tuple[str, ...]
    start: date
    end: date | None
    successors: tuple[str, ...]
    parent: str
    inner_of_parent: bool
    source: str
    confidence: str

    def valid(self, on: date) -> bool:
        """Whether organs of this kind stood on a day."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class Organs:
    """The table with its indexes."""

    types: Mapping[str, OrganType]

    @cached_property
    def by_alias(self) -> Mapping[str, tuple[OrganType, ...]]:
        """Every full name, variant and short form → the kinds it may mean (综治办: the county's, and each township's)."""
        found: dict[str, list[OrganType]] = {}
        for kind in self.types.values():
            names = (kind.name, *kind.short_forms, *kind.variants)
            for alias in dict.fromkeys(spelt for name in names for spelt in _levels(name)):
                found.setdefault(alias, []).append(kind)
        return MappingProxyType({alias: tuple(kinds) for alias, kinds in found.items()})

    @cached_property
    def longest(self) -> int:
        return max(map(len, self.by_alias))

    @cached_property
    def by_letters(self) -> Mapping[str, str]:
        """Letters in order of each long name → the name: the same words in another order are the same organ."""
        return MappingProxyType({letters(alias): alias for alias in sorted(self.by_alias) if len(alias) > 5})

    def aliases_at_start(self, text: str) -> tuple[str, ...]:
        """Every known name a text begins with, longest first."""
        ends = range(min(len(text), self.longest), 1, -1)
        return tuple(text[:end] for end in ends if text[:end] in self.by_alias)

    def later(self, name: str) -> tuple[str, ...]:
        """Every kind that took over from one, near ones first (扶贫办 → 乡村振兴局 → 农业农村局)."""
        found: list[str] = []
        ahead = list(self.types[name].successors) if name in self.types else []
        while ahead:
            following = ahead.pop(0)
            if following not in found and following in self.types:
                found.append(following)
                ahead += self.types[following].successors
        return tuple(found)

    @cached_property
    def predecessors(self) -> Mapping[str, tuple[str, ...]]:
        """Kinds that went into each kind: 税务局 → 国家税务局, 地方税务局."""
        found: dict[str, list[str]] = {}
        for kind in self.types.values():
            for following in kind.successors:
                found.setdefault(following, []).append(kind.name)
        return MappingProxyType({name: tuple(names) for name, names in found.items()})


def letters(name: str) -> str:
    """A name's letters in order, without 和, 与, 及."""
    return "".join(sorted(name.translate(_JOINING)))


def _levels(name: str) -> tuple[str, ...]:
    """县委办 at every level (区委办, 市委办 …); any other name as it is."""
    if name.startswith(("县委", "县政府", "县人民政府", "县府", "县人大", "县政协", "县纪委", "县团委", "县直")):
        return tuple(char + name[1:] for char in LEVEL_CHARS)
    return (name,)


@cache
def organs() -> Organs:
    """The table of kinds; ValueError names a row whose successor or parent is not in it."""
    text = files(__package__).joinpath("tables", "organ_types.csv").read_text(encoding="utf-8")
    types = {row["name"]: _read(row) for row in csv.DictReader(text.splitlines())}
    for kind in types.values():
        for other in (*kind.successors, *filter(None, (kind.parent,))):
            if other not in types:
                raise ValueError(f"机构类型表“{kind.name}”所写的“{other}”不在表中；请补一行或改正")
    return Organs(MappingProxyType(types))


def _read(row: Mapping[str, str]) -> OrganType:
    return OrganType(
        row["name"],
        row["level"],
        row["kind"],
        row["family"],
        _list(row["short_forms"]),
        _list(row["variants"]),
        date.fromisoformat(row["start"]),
        date.fromisoformat(row["end"]) if row["end"] else None,
        _list(row["successors"]),
        row["parent"],
        row["inner_of_parent"] == "是",
        row["source"],
        row["confidence"],
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, (part.strip() for part in cell.split(";"))))


@dataclass(frozen=True, slots=True)
class Transfer:
    """A duty that went from one kind of organ to another while the first went on (职能划转): 民政局's 医疗救助 → 医疗保障局."""

    from_unit: str
    to_unit: str
    duty: str
    since: date
    source: str


@cache
def transfers() -> tuple[Transfer, ...]:
    """The table of transfers, `tables/duty_transfers.csv`."""
    text = files(__package__).joinpath("tables", "duty_transfers.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        Transfer(row["from_unit"], row["to_unit"], row["duty"], date.fromisoformat(row["since"]), row["source"])
        for row in rows
    )
