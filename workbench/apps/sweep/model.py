"""清查清单, what it knows: how many matters stand on each list, and the rows of the chosen one; no widget here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import traitlets

from workbench.rules.sweeps import SWEEPS
from workbench.store.edition import Edition
from workbench.usecases.sweep_cases import FILTERS, SweepCount, SweepList, sweep_cases, sweep_counts

TABS: Final = {"lists": "清查清单", "reports": "排查报告"}
"""Tabs by the name the link calls them."""
FILTER_TITLES: Final = {"unit": "责任单位", "topic_l1": "内容分类", "issue_name": "事发地", "campaign": "专项批次"}


class SweepModel(traitlets.HasTraits):
    """Set `sweep` and `chosen`: `counts` and `shown` follow. `asked` is the page's address: ?list=WEEK&unit=…&tab=reports

    A list or value the edition does not know is left out, and `problem` says so.
    """

    sweep = traitlets.Unicode()
    chosen: traitlets.Dict[str, Any] = traitlets.Dict()
    counts: traitlets.List[Any] = traitlets.List()
    shown = traitlets.Instance(SweepList)
    problem = traitlets.Unicode("")
    tab = traitlets.Unicode("lists")

    def __init__(self, edition: Edition, asked: Mapping[str, str] | None = None) -> None:
        self.edition = edition
        asked = asked or {}
        self.options = {name: _values(edition, name) for name in FILTERS}
        known = {name: asked[name] for name in FILTERS if asked.get(name) in self.options[name]}
        counts = sweep_counts(edition, **known)
        wanted = asked.get("list", "")
        first = next((one.sweep.id for one in counts if one.matters), next(iter(SWEEPS)))
        gone = [value for name, value in asked.items() if value and (
            (name in FILTERS and name not in known) or (name == "list" and value not in SWEEPS)
            or (name == "tab" and value not in TABS))]  # fmt: skip
        sweep = wanted if wanted in SWEEPS else first
        tab = asked.get("tab", "") if asked.get("tab") in TABS else "lists"
        super().__init__(
            sweep=sweep, tab=tab, chosen=known, counts=list(counts), shown=sweep_cases(edition, sweep, **known)
        )
        if gone:
            self.problem = f"版次 {edition.id} 中没有“{'”“'.join(gone)}”，链接里的这一项未用"

    @traitlets.observe("sweep", "chosen")
    def _look(self, change: Any) -> None:
        if change["name"] == "chosen":
            self.counts = list(sweep_counts(self.edition, **self._filters))
        self.shown = sweep_cases(self.edition, self.sweep, **self._filters)

    @property
    def _filters(self) -> dict[str, str]:
        return {name: value for name, value in self.chosen.items() if value and name in FILTERS}

    @property
    def address(self) -> str:
        """What the page's address becomes, so that a reload or a sent link shows the same."""
        tab = {"tab": self.tab} if self.tab != "lists" else {}
        return "?" + urlencode({"list": self.sweep, **self._filters, **tab})

    @property
    def filter_words(self) -> str:
        """The filter as it is printed on an exported list."""
        parts = [f"{FILTER_TITLES[name]}：{value}" for name, value in self._filters.items()]
        return f"{self.shown.sweep.name}（{self.shown.sweep.definition}）" + (f"；{'；'.join(parts)}" if parts else "")

    def groups(self) -> dict[str, list[SweepCount]]:
        """The lists under their headings, in order."""
        found: dict[str, list[SweepCount]] = {}
        for one in self.counts:
            found.setdefault(one.sweep.group, []).append(one)
        return found


def _values(edition: Edition, name: str) -> list[str]:
    """What a filter offers: the values that stand on any list."""
    column = f"s.{name}" if name == "unit" else f"m.{name}"
    sql = f"SELECT DISTINCT {column} AS value FROM sweeps s JOIN matters m USING (matter_id) WHERE {column} <> '' ORDER BY 1"
    return list(edition.query(sql)["value"])
