"""检举控告, what it knows: the list an edition shows, and one text read for a reason; no widget, and no text is kept here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import traitlets

from workbench.apps.said import Said, words_of
from workbench.review.facts import Row
from workbench.store.errors import StoreError
from workbench.usecases.office import Office
from workbench.usecases.read_accusation import list_accusations, read_accusation


class AccusationsModel(traitlets.HasTraits):
    """`chosen` is the record looked at; `said` what became of the last reading. AccessDenied for all but the contact."""

    chosen = traitlets.Unicode("")
    said = traitlets.Instance(Said, args=())

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.rows: list[Row] = list_accusations(office)  # the gate first: who is refused learns nothing else
        self.edition = office.edition()

    @property
    def row(self) -> Mapping[str, Any] | None:
        """The line of the record chosen."""
        return next((row for row in self.rows if row["record_id"] == self.chosen), None)

    def read(self, why: str) -> list[tuple[str, str]]:
        """The chosen accusation's parts, by their names; empty, and said why, where it was refused. Entered in the trail first."""
        if self.row is None:
            self.said = Said("请先点选一件", "overdue")
            return []
        try:
            found = read_accusation(self.office, self.chosen, why)
        except (LookupError, ValueError, OSError, StoreError) as refused:
            self.said = Said(words_of(refused), "overdue")
            return []
        self.said = Said(f"{self.chosen}：已记入审计日志", "ok")
        return list(found.parts.items())
