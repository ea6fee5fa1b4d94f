"""The derived table UNITS (单位表): matters each unit leads, and its deadlines of all kinds by how they stand.

Rates by unit are metrics (`reference.metrics`, M-01, M-02, M-02C); here is only what is kept with every edition.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from workbench.domain.finding import ClockStatus
from workbench.domain.tables import UNITS

KEPT = (ClockStatus.DONE_IN_TIME.value,)
LATE = (ClockStatus.DONE_LATE.value,)
OVERDUE = (ClockStatus.OVERDUE.value,)
UNKNOWN = (ClockStatus.UNKNOWN.value,)
RUNNING = tuple(
    status.value for status in (ClockStatus.RUNNING, ClockStatus.YELLOW, ClockStatus.ORANGE, ClockStatus.GRACE)
)


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
