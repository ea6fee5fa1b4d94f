"""How units keep their deadlines (履职情况): M-01 及时受理率, M-02 按期答复率, and the derived table UNITS.

Units may be listed by name or by the fraction kept, always with both numbers; never by how many petitions they get: the
national guidance of 2013–14 ended ranking by volume.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

import pandas as pd

from workbench.campaign.ratio import Ratio
from workbench.domain.finding import ClockStatus
from workbench.domain.tables import UNITS
from workbench.reference.parameters import parameter

KEPT = (ClockStatus.DONE_IN_TIME.value,)
LATE = (ClockStatus.DONE_LATE.value,)
OVERDUE = (ClockStatus.OVERDUE.value,)
UNKNOWN = (ClockStatus.UNKNOWN.value,)
RUNNING = tuple(
    status.value for status in (ClockStatus.RUNNING, ClockStatus.YELLOW, ClockStatus.ORANGE, ClockStatus.GRACE)
)
_COUNTED = (*KEPT, *LATE, *OVERDUE)

Order = Literal["name", "fraction"]
_LABELS = {"M-01": "及时受理率", "M-02": "按期答复率"}


@dataclass(frozen=True, slots=True)
class Performance:
    """One unit's fraction of deadlines kept, of those kept, missed or past due; `excluded` counts the rest by status.

    What is not yet due (在办、宽限), unknown (待核) or waived (豁免) is on neither side.
    """

    unit: str
    ratio: Ratio
    excluded: Mapping[str, int]


def metric(
    clocks: pd.DataFrame, name: Literal["M-01", "M-02"], as_of: date, order: Order = "name"
) -> tuple[Performance, ...]:
    """M-01 or M-02 by unit over CLOCKS (unit, record_id, clock, status); a row is one duty of one unit."""
    counted = parameter(f"count.{name.replace('-', '')}.clocks", as_of).value
    return ordered(in_time_counts(clocks[clocks["clock"].isin(counted)], _LABELS[name]), order)


def in_time_counts(clocks: pd.DataFrame, label: str = "按期率") -> tuple[Performance, ...]:
    """Fractions by unit of any rows with unit, record_id and status (ClockStatus values), by name.

    Raises ValueError for a status that is none, so that no row drops out of both sides unseen.
    """
    strange = set(clocks["status"].dropna()) - {status.value for status in ClockStatus}
    if strange:
        raise ValueError(f"时限表中有不认识的状态：{'、'.join(sorted(strange))}；请重新推算时限")
    groups = clocks.fillna({"unit": "", "status": ClockStatus.UNKNOWN.value}).groupby("unit", sort=True)
    return tuple(_performance(str(unit), rows, label) for unit, rows in groups)


def _performance(unit: str, rows: pd.DataFrame, label: str) -> Performance:
    counted = rows[rows["status"].isin(_COUNTED)]
    kept = counted[counted["status"].isin(KEPT)]
    rest = rows.loc[~rows["status"].isin(_COUNTED), "status"].value_counts()
    ids = (tuple(part["record_id"].astype(str)) for part in (kept, counted))
    return Performance(unit, Ratio.of(label, *ids), {str(status): int(count) for status, count in rest.items()})


def total(performances: Iterable[Performance], label: str) -> Ratio:
    """All units together."""
    ratios = [performance.ratio for performance in performances]
    ids = (record_id for ratio in ratios for record_id in ratio.ids)
    return Ratio.of(label, tuple(ids), tuple(record_id for ratio in ratios for record_id in ratio.base_ids))


def ordered(performances: Iterable[Performance], order: Order) -> tuple[Performance, ...]:
    """By name, or by the fraction kept, lowest first (units with nothing counted last). No other order is offered."""
    if order == "name":
        return tuple(sorted(performances, key=lambda one: one.unit))
    if order == "fraction":
        return tuple(sorted(performances, key=lambda one: (*_fraction(one.ratio), one.unit)))
    raise ValueError(f"单位只能按名称（name）或按比例（fraction）排列，不按件数排名；现为“{order}”")


def _fraction(ratio: Ratio) -> tuple[bool, Fraction]:
    share = Fraction(ratio.numerator, ratio.denominator) if ratio.denominator else Fraction(0)
    return not ratio.denominator, share


def unit_table(
    matters: pd.DataFrame, clocks: pd.DataFrame, aliases: Mapping[str, Sequence[str]] | None = None
) -> pd.DataFrame:
    """The derived table UNITS, by name: matters each unit leads, and its deadlines of all kinds by how they stand.

    `aliases` maps the name a unit goes by to its other spellings, which are counted with it. Accusations are left out.
    """
    spellings = {other: name for name, others in (aliases or {}).items() for other in others}
    led = matters[~matters["locked"].eq(True).fillna(False)].assign(unit=lambda frame: frame["lead_unit"])
    parts = (_own_units(led, spellings), _own_units(clocks[~_of_locked(clocks, matters)], spellings))
    units = sorted(set(parts[0]["unit"]) | set(parts[1]["unit"]))
    led_by, clocks_by = (dict(list(part.groupby("unit"))) for part in parts)
    rows = [_unit_row(unit, led_by.get(unit), clocks_by.get(unit), (aliases or {}).get(unit, ())) for unit in units]
    return pd.DataFrame(rows, columns=list(UNITS))


def _of_locked(clocks: pd.DataFrame, matters: pd.DataFrame) -> pd.Series[bool]:
    locked = matters.loc[matters["locked"].eq(True).fillna(False), "matter_id"]
    return clocks["matter_id"].isin(locked)


def _own_units(frame: pd.DataFrame, spellings: Mapping[str, str]) -> pd.DataFrame:
    named = frame[frame["unit"].fillna("").ne("")]
    return named.assign(unit=named["unit"].map(lambda unit: spellings.get(unit, unit)))


def _unit_row(
    unit: str, led: pd.DataFrame | None, clocks: pd.DataFrame | None, aliases: Sequence[str]
) -> dict[str, object]:
    statuses = [] if clocks is None else list(clocks["status"].fillna(ClockStatus.UNKNOWN.value))
    return {
        "unit": unit,
        "aliases": list(aliases),
        "matters": 0 if led is None else len(led),
        "open": 0 if led is None else int(led["is_open"].eq(True).fillna(False).sum()),
        "in_time": sum(status in KEPT for status in statuses),
        "late": sum(status in LATE for status in statuses),
        "running": sum(status in RUNNING for status in statuses),
        "overdue": sum(status in OVERDUE for status in statuses),
        "unknown": sum(status in UNKNOWN for status in statuses),
    }
