"""The office's numbers (指标): one of an edition, by group, and the cases behind it; every dashboard and report calls this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from workbench.campaign.measures import (
    Asked,
    Measure,
    NotCounted,
    Period,
    counts_sql,
    folded,
    merged,
    rows_sql,
    stock_sql,
)
from workbench.reference.metrics import MetricKind, metric_of
from workbench.store.edition import Edition


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric of one edition: what was asked, and a measure for each group (one, named "", without a group)."""

    edition: str
    asked: Asked
    groups: tuple[Measure, ...]

    @property
    def whole(self) -> Measure:
        """All groups together."""
        if not self.groups:
            return folded(replace(self.asked, by=""), [])[0]
        return merged(self.groups, {one.group: "" for one in self.groups})[0]

    @property
    def source_line(self) -> str:
        """What is printed beside the number: edition, as-of day, period, cohort."""
        period = f"，期间 {self.asked.period.words}" if self.asked.period else ""
        return f"版次 {self.edition}，统计截止 {self.asked.as_of}{period}；{self.asked.metric.cohort}"


def measure(
    edition: Edition,
    metric: str,
    period: Period | None = None,
    *,
    by: str = "",
    chosen: Mapping[str, str] | None = None,
) -> Measured:
    """A metric (id or name) of an edition over a period (None: all time), grouped and narrowed.

    KeyError for an unknown metric; NotCounted for a group or filter numbers are not counted by, or a period after the
    edition's as-of day.
    """
    asked = asked_of(edition, metric, period, by, chosen)
    sql = stock_sql(asked) if asked.metric.kind is MetricKind.BALANCE else counts_sql(asked)
    groups = folded(
        asked, edition.select(sql).to_pylist()
    )  # not by pandas: a group without a name would be called "nan"
    return Measured(edition.id, asked, merged(groups, unit_names(edition)) if by == "unit" else groups)


def cases_behind(
    edition: Edition,
    metric: str,
    period: Period | None = None,
    *,
    part: str = "",
    by: str = "",
    group: str | None = None,
    chosen: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The rows a number counts, to open: id, matter_id, title, unit, day, part, reason, value, grp.

    `part` 分子, 分母 (those that missed it) or 不计; `group` one group's, whatever its units are spelt like.
    """
    asked = asked_of(edition, metric, period, by, chosen)
    rows = edition.query(f"SELECT * FROM ({rows_sql(asked)}) found ORDER BY day, id")
    if by == "unit":
        names = unit_names(edition)
        rows["grp"] = rows["grp"].map(lambda unit: names.get(unit, unit))
    if group is not None:
        rows = rows[rows["grp"].fillna("") == group]
    return rows[rows["part"] == part] if part else rows


def asked_of(edition: Edition, metric: str, period: Period | None, by: str, chosen: Mapping[str, str] | None) -> Asked:
    """What is asked of an edition; errors as `measure`."""
    if period and period.first > edition.as_of:
        raise NotCounted(
            f"期间 {period.words} 在版次 {edition.id} 的截至日 {edition.as_of} 之后；请先发布新的版次，或改正期间"
        )
    return Asked(metric_of(metric), edition.as_of, period, by, dict(chosen or {}))


def unit_names(edition: Edition) -> Mapping[str, str]:
    """Other spellings of units → the name each goes by; none in an edition without the table."""
    return _unit_names(edition.path)


@lru_cache(maxsize=4)
def _unit_names(path: Path) -> Mapping[str, str]:
    """The same by the edition's folder, which never changes."""
    edition = Edition(path)
    if "units" not in edition.tables:
        return {}
    units = edition.table("units", ["unit", "aliases"])
    return {other: unit for unit, others in zip(units["unit"], units["aliases"], strict=True) for other in others}
