"""Counts of the overview (总览) over the derived tables MATTERS and CLOCKS; every count is a fraction with its list.

Accusations (检举控告, `locked`) are in no count here. Nothing is grouped by petitioner, nothing ranks places by how many
petition.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from workbench.campaign.ratio import Ratio
from workbench.domain.codes import ProceduralState
from workbench.domain.finding import ClockStatus
from workbench.reference.parameters import parameter

DISPUTED_FLAG, SEPARATED_FLAG = "HF8", "HF4"
_PENDING = (ClockStatus.RUNNING, ClockStatus.YELLOW, ClockStatus.ORANGE, ClockStatus.GRACE)


@dataclass(frozen=True, slots=True)
class Overview:
    """What stands on the first page; all but `open` are fractions of the open matters. `as_of` is printed beside them."""

    as_of: date
    open: Ratio
    overdue: Ratio
    due_soon: Ratio
    disputed: Ratio
    separated: Ratio
    hard: Ratio
    locked: int

    @property
    def ratios(self) -> tuple[Ratio, ...]:
        return (self.open, self.overdue, self.due_soon, self.disputed, self.separated, self.hard)


def overview(matters: pd.DataFrame, as_of: date) -> Overview:
    """Counts over MATTERS as made for `as_of`: matter_id, is_open, locked, clock_status, days_left, state_a, flags."""
    counted = matters[~_true(matters["locked"])]
    still_open = counted[_true(counted["is_open"])]
    overdue = still_open["clock_status"].eq(ClockStatus.OVERDUE.value).fillna(False)
    soon = int(parameter("count.due_soon", as_of).value)
    left = pd.to_numeric(still_open["days_left"])
    due_soon = left.between(0, soon).fillna(False) & still_open["clock_status"].isin([s.value for s in _PENDING])
    flags = still_open["flags"].map(flag_codes)
    objected = still_open["state_a"].eq(ProceduralState.OBJECTED.value).fillna(False)
    least = int(parameter("count.hard_flags", as_of).value)
    base = _ids(still_open)
    return Overview(
        as_of,
        Ratio.of("未化解 / 全部事项", base, _ids(counted)),
        Ratio.of("超期未完成 / 未化解", _ids(still_open[overdue]), base),
        Ratio.of(f"{soon} 日内到期 / 未化解", _ids(still_open[due_soon]), base),
        Ratio.of("单位意见不一致或异议待核 / 未化解", _ids(still_open[objected | _has(flags, DISPUTED_FLAG)]), base),
        Ratio.of("三跨三分离 / 未化解", _ids(still_open[_has(flags, SEPARATED_FLAG)]), base),
        Ratio.of(f"难案标志 {least} 项以上 / 未化解", _ids(still_open[flags.map(len).ge(least)]), base),
        len(matters) - len(counted),
    )


def flag_codes(flags: object) -> frozenset[str]:
    """Codes HF1…HF12 in a cell of flags, which may carry their names behind the code."""
    if flags is None or isinstance(flags, float):
        return frozenset()
    words = (flags,) if isinstance(flags, str) else tuple(flags)  # type: ignore[arg-type]
    return frozenset(str(word).split()[0] for word in words if str(word).startswith("HF"))


def _has(flags: pd.Series[Any], code: str) -> pd.Series[bool]:
    return flags.map(lambda found: code in found).astype(bool)


def _true(column: pd.Series[Any]) -> pd.Series[bool]:
    return column.eq(True).fillna(False).astype(bool)


def _ids(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(frame["matter_id"].astype(str))


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Records registered and closed (件) in one month, "2020-06"."""

    month: str
    registered: int
    closed: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Months without a gap up to the month of `as_of`; `undated` rows have no registration day and are in none."""

    as_of: date
    months: tuple[MonthCount, ...]
    undated: int


def monthly_trend(records: pd.DataFrame, as_of: date, months: int = 12) -> Trend:
    """Registered (reg_time) and closed (done_date) records of RECORDS by calendar month; days after `as_of` are left out."""
    if months < 1:
        raise ValueError(f"月数应为正整数，现为 {months}")
    counted = records[~_true(records["locked"])]
    span = pd.period_range(end=pd.Period(as_of, "M"), periods=months, freq="M")
    registered, closed = (_by_month(counted[name], as_of) for name in ("reg_time", "done_date"))
    rows = (MonthCount(str(month), registered.get(str(month), 0), closed.get(str(month), 0)) for month in span)
    return Trend(as_of, tuple(rows), int(counted["reg_time"].isna().sum()))


def _by_month(days: pd.Series[Any], as_of: date) -> dict[str, int]:
    known = pd.to_datetime(days.dropna())
    known = known[known <= pd.Timestamp(as_of)]
    return {str(month): int(count) for month, count in known.dt.strftime("%Y-%m").value_counts().items()}
