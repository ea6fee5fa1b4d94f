"""总览, what it knows: the numbers of the chosen matters, and the list behind the one that was clicked; no widget here."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import traitlets

from workbench.campaign.counts import DAYS
from workbench.settings import Campaign
from workbench.store.edition import Edition
from workbench.usecases.cube import NUMBERS
from workbench.usecases.listed import RATES
from workbench.usecases.look_over import (
    FILTERS,
    PAGE,
    Change,
    Listed,
    Overview,
    behind,
    look_over,
    options,
)
from workbench.usecases.why_moved import Movement, why_moved

TITLES: Final = {
    "open": "未化解", "overdue": "超期未完成", "due_soon": "七日内到期", "disputed": "责任有争议",
    "separated": "三跨三分离", "hard": "疑难（3项以上）", "accepted": "及时受理率", "answered": "按期答复率",
}  # fmt: skip
FILTER_TITLES: Final = {
    "topic_l1": "内容分类", "issue_name": "事发地", "lead_unit": "责任单位", "campaign": "专项批次", "label": "三跨三分离",
}  # fmt: skip
MONTH_NAMES: Final = dict(zip(DAYS, ("登记", "办结"), strict=True))
CHANGE: Final = "change:"
"""A focus on what moved a number: "change:open"."""


class OverviewModel(traitlets.HasTraits):
    """Set `chosen` (filter column → value): `shown` follows. `look(focus)` sets `focus` and makes `listed` or `moved`.

    A focus is a key of `TITLES`, "unit:<name>", "campaign:<batch>", "registered:<month>", "closed:<month>" or "change:<key>".
    """

    chosen: traitlets.Dict[str, Any] = traitlets.Dict()
    focus = traitlets.Unicode("")
    shown = traitlets.Instance(Overview)

    def __init__(self, edition: Edition, campaigns: tuple[Campaign, ...] = (), before: Edition | None = None) -> None:
        super().__init__()
        self.edition, self.campaigns, self.before = edition, campaigns, before
        self.listed = Listed((), 0)
        self.moved: Movement | None = None
        self._count()

    @property
    def filters(self) -> dict[str, str]:
        return {name: value for name, value in self.chosen.items() if value and name in FILTERS}

    @traitlets.observe("chosen")
    def _count(self, _change: Any = None) -> None:
        self.shown = look_over(self.edition, self.campaigns, before=self.before, **self.filters)
        self._rest()
        if self.focus:
            self.look(self.focus)

    def look(self, focus: str) -> None:
        """What is behind a number, of the chosen matters; KeyError for a focus there is not."""
        self.listed, self.moved = Listed((), 0), None
        if focus.startswith(CHANGE):
            self.moved = self._movement(focus.removeprefix(CHANGE))
        else:
            self.listed = self.every(focus, PAGE)
        self.focus = focus

    def every(self, focus: str, most: int) -> Listed:
        """The first `most` matters of a list and how many there are."""
        try:
            return behind(self.edition, focus, self.filters, limit=most)
        finally:
            self._rest()

    def _rest(self) -> None:
        """The engine gives its memory back: a page is looked at for hours, and asks again in a twentieth of a second."""
        for edition in (self.edition, self.before):
            if edition is not None:
                edition.close()

    def _movement(self, key: str) -> Movement:
        if self.before is None:
            raise KeyError("没有更早的版次，无从比较；再发布一次之后可以比较")
        try:
            return why_moved(self.before, self.edition, NUMBERS[key], chosen=self.filters)
        finally:
            self._rest()

    @property
    def focus_title(self) -> str:
        """What the list is of, in words."""
        kind, _, name = self.focus.partition(":")
        if kind == "change":
            return f"{TITLES[name]}为何变动"
        if kind == "unit":
            return f"{name}未按期履职的事项"
        if kind == "campaign":
            return f"{name}未化解的事项"
        if kind in MONTH_NAMES:
            return f"{name} {MONTH_NAMES[kind]}的信访件所属事项"
        return f"拉低{TITLES[kind]}的事项" if kind in RATES else f"{TITLES[kind]}的事项"

    @property
    def count_words(self) -> str:
        """How many there are, and how many of them are shown."""
        if self.moved is not None:
            return _first(len(self.moved.moved), "件次")
        return _first(self.listed.total, "件")

    @property
    def filter_words(self) -> str:
        """The filter as it is printed on an exported list."""
        return "；".join(
            [self.focus_title, *(f"{FILTER_TITLES[name]}：{value}" for name, value in self.filters.items())]
        )

    @property
    def changes(self) -> tuple[Change, ...]:
        """The numbers that changed first, each group in the order of the page."""
        return tuple(sorted(self.shown.changes, key=lambda one: not one.any))

    def options(self) -> dict[str, list[str]]:
        """Values to filter by, each column's own, sorted."""
        return dict(options(self.edition))

    def file_name(self) -> str:
        """The name of the workbook a list is taken out to."""
        return Path(f"{self.focus_title}-{self.edition.id}.xlsx".replace("/", "-").replace(" ", "")).name


def _first(total: int, unit: str) -> str:
    return f"共 {total:,} {unit}，列出前 {PAGE} {unit}" if total > PAGE else f"共 {total:,} {unit}"
