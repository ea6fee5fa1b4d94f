"""总览, what it knows: counts of the chosen matters, and the list behind the number that was clicked; no widget here."""

from __future__ import annotations

from typing import Any

import pandas as pd
import traitlets

from workbench.review.facts import rows_of
from workbench.settings import Campaign
from workbench.store.editions import Edition
from workbench.usecases.look_over import FILTERS, Overview, look_over

TITLES = {
    "open": "未化解", "overdue": "超期未完成", "due_soon": "七日内到期", "disputed": "责任有争议",
    "separated": "三跨三分离", "hard": "疑难（3项以上）", "accepted": "及时受理率", "answered": "按期答复率",
}  # fmt: skip
RATES = ("accepted", "answered")
"""Numbers shown as a rate of records; the list behind them is what missed it."""


MONTHS = {"registered": ("reg_time", "登记"), "closed": ("done_date", "办结")}
"""Kinds of focus on one month's bar: the day that puts a record in it, and its name."""


class OverviewModel(traitlets.HasTraits):
    """Set `chosen` (filter column → value) or `focus`: `shown` and `rows` follow.

    A focus is a key of `TITLES`, or "unit:<name>", "campaign:<batch>", "registered:<month>", "closed:<month>".
    """

    chosen: traitlets.Dict[str, Any] = traitlets.Dict()
    focus = traitlets.Unicode("overdue")
    shown = traitlets.Instance(Overview)
    rows: traitlets.List[Any] = traitlets.List()

    def __init__(self, edition: Edition, campaigns: tuple[Campaign, ...] = ()) -> None:
        super().__init__()
        self.edition, self.campaigns = edition, campaigns
        self._count()

    @traitlets.observe("chosen")
    def _count(self, _change: Any = None) -> None:
        chosen = {key: value for key, value in self.chosen.items() if key in FILTERS}
        self.shown = look_over(self.edition, self.campaigns, **chosen)
        self._list()

    @traitlets.observe("focus")
    def _list(self, _change: Any = None) -> None:
        found = self.shown.matters[self.shown.matters["matter_id"].isin(self._ids())]
        self.rows = rows_of(found.sort_values(["overdue_days", "due"], ascending=[False, True]))

    def _ids(self) -> tuple[str, ...]:
        kind, _, name = self.focus.partition(":")
        if kind == "unit":
            led = self.shown.matters
            return tuple(led.loc[(led["lead_unit"] == name) & led["is_open"].astype(bool), "matter_id"])
        if kind == "campaign":
            batch = self.shown.matters
            return tuple(batch.loc[(batch["campaign"] == name) & batch["is_open"].astype(bool), "matter_id"])
        if kind in MONTHS:
            days = pd.to_datetime(self.shown.records[MONTHS[kind][0]])
            return tuple(self.shown.records.loc[days.dt.strftime("%Y-%m") == name, "matter_id"])
        return self.shown.counts[self.focus].ids

    @property
    def focus_title(self) -> str:
        """What the list is of, in words."""
        kind, _, name = self.focus.partition(":")
        if kind in ("unit", "campaign"):
            return f"{name}未化解的事项"
        if kind in MONTHS:
            return f"{name} {MONTHS[kind][1]}的信访件所属事项"
        return f"{TITLES[self.focus]}的事项" if self.focus not in RATES else f"拉低{TITLES[self.focus]}的事项"

    def options(self) -> dict[str, list[str]]:
        """Values to filter by, each column's own, sorted."""
        matters = self.edition.table("matters")
        return {column: sorted({value for value in matters[column].dropna() if value}) for column in FILTERS}
