"""总览, what it knows: counts of the chosen matters, and the list behind the number that was clicked; no widget here."""

from __future__ import annotations

from typing import Any

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


class OverviewModel(traitlets.HasTraits):
    """Set `chosen` (filter column → value) or `focus` (a key of `TITLES`, or "unit:…"): `shown` and `rows` follow."""

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
        if self.focus.startswith("unit:"):
            led = self.shown.matters
            return tuple(led.loc[(led["lead_unit"] == self.focus[5:]) & led["is_open"].astype(bool), "matter_id"])
        return self.shown.counts[self.focus].ids

    @property
    def focus_title(self) -> str:
        """What the list is of, in words."""
        if self.focus.startswith("unit:"):
            return f"{self.focus[5:]}未化解的事项"
        return f"{TITLES[self.focus]}的事项" if self.focus not in RATES else f"拉低{TITLES[self.focus]}的事项"

    def options(self) -> dict[str, list[str]]:
        """Values to filter by, each column's own, sorted."""
        matters = self.edition.table("matters")
        return {column: sorted({value for value in matters[column].dropna() if value}) for column in FILTERS}
