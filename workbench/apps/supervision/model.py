"""督办, what it knows: a metric by unit in honest order, what is due and overdue, letters, and one unit's page; no widget here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import traitlets

from workbench.reference.view_columns import Audience
from workbench.store.view_papers import OwnPaper, own_papers
from workbench.store.views import narrowed
from workbench.usecases.look_over import Listed
from workbench.usecases.office import Office
from workbench.usecases.print_letter import letters
from workbench.usecases.supervise import (
    DUE,
    MEASURES,
    OVERDUE,
    Standing,
    UnitClocks,
    UnitDuties,
    open_clocks,
    proposed,
    rates,
    standings,
    unit_clocks,
    unit_duties,
)

TABS: Final[Mapping[str, str]] = {DUE: "即将到期", OVERDUE: "超期时限", "ladder": "督办建议", "letters": "督办文书"}
OWN_TABS: Final[Mapping[str, str]] = {
    **{key: name for key, name in TABS.items() if key != "ladder"},
    "papers": "会议用件",
}
"""To a unit: what is not signed is the office's own draft, and its papers lie beside its view."""


class SupervisionModel(traitlets.HasTraits):
    """Set `metric`: `standing` follows. Set `unit` ("" is none): `duties` follows. `asked` is the address: ?metric=…&unit=…

    What the edition does not know is left out, and `problem` says so.
    """

    metric = traitlets.Unicode()
    unit = traitlets.Unicode("")
    standing = traitlets.Instance(Standing)
    duties = traitlets.Instance(UnitDuties, allow_none=True)
    problem = traitlets.Unicode("")

    def __init__(self, office: Office, asked: Mapping[str, str] | None = None) -> None:
        asked = asked or {}
        self.office, self.edition = office, office.edition()
        self.rates = rates(self.edition)
        wanted = asked.get("metric", "")
        metric = (
            wanted
            if wanted in MEASURES
            else next((one.metric.id for one in self.rates if one.ratio.denominator), MEASURES[0])
        )
        super().__init__(metric=metric, standing=standings(self.edition, metric))
        if wanted and wanted not in MEASURES:
            self.problem = f"没有指标“{wanted}”，链接里的这一项未用"
        if asked.get("unit"):
            self._try_unit(asked["unit"])

    def _try_unit(self, unit: str) -> None:
        try:
            self.unit = unit
        except LookupError as gone:
            self.problem = f"{gone.args[0]}；链接里的这一项未用"

    @traitlets.observe("metric")
    def _order(self, change: Any) -> None:
        self.standing = standings(self.edition, change["new"])

    @traitlets.validate("unit")
    def _known(self, proposal: Any) -> str:
        """A unit of the edition, its duties read with it."""
        unit = str(proposal["value"])
        self.duties = unit_duties(self.office, self.edition, unit) if unit else None
        return unit

    @property
    def clocks(self) -> tuple[UnitClocks, ...]:
        """Units with a duty due soon or overdue, most overdue share first is not told: by name."""
        return tuple(one for one in unit_clocks(self.edition) if one.due or one.overdue)

    def listed(self, state: str, limit: int = 200) -> Listed:
        """Duties due soon or overdue of all units."""
        return open_clocks(self.edition, state, limit=limit)

    def proposed(self) -> tuple[Any, ...]:
        return tuple(proposed(self.office, self.edition))

    def letters(self) -> tuple[Any, ...]:
        """Letters made, the newest first."""
        return letters(self.office)[::-1]

    @property
    def tabs(self) -> Mapping[str, str]:
        view = narrowed(self.edition)
        return OWN_TABS if view and view.audience is Audience.UNIT else TABS

    def papers(self) -> tuple[OwnPaper, ...]:
        """The unit's own papers, the newest first."""
        return own_papers(self.office.settings)

    @property
    def address(self) -> str:
        """What the page's address becomes, so that a reload or a sent link shows the same."""
        return "?" + urlencode({"metric": self.metric, **({"unit": self.unit} if self.unit else {})})
