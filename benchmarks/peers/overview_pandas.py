"""总览's numbers as a notebook would count them: the tables it needs in the kernel as pandas, masks and groupby on every filter."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

COLUMNS = {
    "matters": ["matter_id", "is_open", "locked", "clock_status", "days_left", "state_a", "flags", "topic_l1", "issue_name",
                "lead_unit", "campaign", "label"],
    "clocks": ["matter_id", "unit", "clock", "status"],
    "records": ["record_id", "reg_time", "done_date", "locked"],
    "groups": ["record_id", "matter_id"],
    "moves": ["matter_id", "number", "day", "kind"],
    "units": ["unit", "aliases"],
}  # fmt: skip
DUE = ("按期完成", "超期完成", "超期未完成")


class Kernel:
    """Everything loaded once; `count` is what a filter has to do."""

    def __init__(self, folder: Path, as_of: date, campaigns: Any = ()) -> None:
        self.tables = {
            name: pd.read_parquet(folder / f"{name}.parquet", columns=cols) for name, cols in COLUMNS.items()
        }
        self.as_of, self.campaigns = pd.Timestamp(as_of), campaigns
        units = self.tables["units"]
        self.names = {
            other: unit for unit, others in zip(units["unit"], units["aliases"], strict=True) for other in others
        }
        records = self.tables["records"].merge(self.tables["groups"], on="record_id")
        for day in ("reg_time", "done_date"):
            records[day] = pd.to_datetime(records[day])
        self.records = records[~records["locked"]]

    def count(self, **chosen: str) -> dict[str, Any]:
        """Numbers, rates, units, months and the campaign's curve of the matters chosen."""
        matters = self.tables["matters"]
        matters = matters[~matters["locked"]]
        for column, value in chosen.items():
            matters = matters[matters[column] == value]
        clocks = self.tables["clocks"]
        clocks = clocks[clocks["matter_id"].isin(matters["matter_id"])]
        return {
            "numbers": {
                **stocks(matters),
                "accepted": rate(clocks, ("C02", "C03")),
                "answered": rate(clocks, ("C05",)),
            },
            "units": self.units(clocks),
            "months": self.months(matters),
            "paths": [self.path(matters, one.batch) for one in self.campaigns],
        }

    def units(self, clocks: pd.DataFrame) -> pd.DataFrame:
        owed = clocks[
            ~clocks["clock"].isin(["C04", "C07", "C09"]) & clocks["status"].isin(DUE) & clocks["unit"].fillna("").ne("")
        ]
        kept = owed["status"].eq("按期完成")
        return kept.groupby(owed["unit"].map(lambda unit: self.names.get(unit, unit))).agg(["sum", "count"])

    def months(self, matters: pd.DataFrame) -> dict[str, pd.Series[Any]]:
        mine = self.records[self.records["matter_id"].isin(matters["matter_id"])]
        found = {}
        for day in ("reg_time", "done_date"):
            days = mine.loc[mine[day] <= self.as_of, day]
            found[day] = days.dt.to_period("M").value_counts()
        return found

    def path(self, matters: pd.DataFrame, batch: str) -> pd.Series[Any]:
        members = matters.loc[matters["campaign"] == batch, "matter_id"]
        moves = self.tables["moves"]
        moves = moves[moves["matter_id"].isin(members)].sort_values("number")
        first = moves[moves["kind"] == "化解"].groupby("matter_id")["day"].first()
        return first.value_counts().sort_index().cumsum()


def stocks(matters: pd.DataFrame) -> dict[str, str]:
    still = matters[matters["is_open"]]
    soon = still["days_left"].between(0, 7) & still["clock_status"].isin(["在办", "临期黄", "临期橙", "宽限(节假日)"])
    flags = still["flags"]
    disputed = still["state_a"].eq("A3 异议待核") | flags.map(lambda found: found is not None and "HF8" in found)
    base = len(still)
    return {
        "open": f"{base} / {len(matters)}" if len(matters) else "—",
        "overdue": f"{int(still['clock_status'].eq('超期未完成').sum())} / {base}",
        "due_soon": f"{int(soon.sum())} / {base}",
        "disputed": f"{int(disputed.sum())} / {base}",
        "separated": f"{int(flags.map(lambda found: found is not None and 'HF4' in found).sum())} / {base}",
        "hard": f"{int(flags.map(lambda found: found is not None and len(found) >= 3).sum())} / {base}",
    }


def rate(clocks: pd.DataFrame, counted: tuple[str, ...]) -> str:
    due = clocks[clocks["clock"].isin(counted) & clocks["status"].isin(DUE)]
    return f"{int(due['status'].eq('按期完成').sum())} / {len(due)}" if len(due) else "—"
