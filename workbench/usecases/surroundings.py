"""What studying one matter needs to know of all the others (周边情形): kept in the edition, so that it can be studied alone."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from workbench.campaign.milestones import needed
from workbench.domain.case import CaseFile
from workbench.domain.codes import ResolutionState
from workbench.domain.facts import MatterFacts
from workbench.review.closing_context import closing_contexts
from workbench.review.facts import Row
from workbench.rules.pd_context import ClosingContext
from workbench.rules.resolution import resolution_state
from workbench.rules.triggers import CampaignNeed, topic_clusters
from workbench.settings import Settings

UNIT_FIELDS = ("lead_unit", "to_office", "assist_units")
Gathered = Sequence[tuple[MatterFacts, Sequence[Row]]]
Named = Mapping[str, Mapping[str, Any]]
"""Record id → the unit fields of it that go by another name than the ledger wrote."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Of one matter: matters of its topic and place, its unit's campaign target, the names its units go by, and what its
    closings are compared with.
    """

    cluster: int | None = None
    need: CampaignNeed | None = None
    units: Named = field(default_factory=dict)
    closing: ClosingContext = field(default_factory=ClosingContext)

    def as_json(self) -> str:
        need = {**asdict(self.need), "milestone": self.need.milestone.isoformat()} if self.need else None
        closing = json.loads(self.closing.as_json()) if self.closing else None
        told = {"cluster": self.cluster, "need": need, "units": self.units, "closing": closing}
        return json.dumps(told, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Surroundings:
        told = json.loads(text)
        need = told["need"] and CampaignNeed(
            **{**told["need"], "milestone": date.fromisoformat(told["need"]["milestone"])}
        )
        closing = ClosingContext.from_json(json.dumps(told["closing"])) if told.get("closing") else ClosingContext()
        return cls(told["cluster"], need, told["units"], closing)

    def named(self, row: Row) -> Row:
        """A record's row with its units under the names they go by."""
        return {**row, **self.units.get(row["record_id"], {})}


def surroundings(
    gathered: Gathered, files: Mapping[str, CaseFile], settings: Settings, units: Named
) -> dict[str, Surroundings]:
    """Of every matter, by id; `units` as `names_given` makes them."""
    clusters = topic_clusters(facts for facts, _ in gathered)
    needs = _campaign_needs(gathered, settings)
    closings = closing_contexts(gathered, files)
    return {
        facts.matter_id: Surroundings(
            clusters.get(facts.matter_id),
            needs.get(facts.matter_id),
            {row["record_id"]: units[row["record_id"]] for row in rows if row["record_id"] in units},
            closings.get(facts.matter_id, ClosingContext()),
        )
        for facts, rows in gathered
    }


def names_given(written: pd.DataFrame, named: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Where units go by another name than written; both frames have the same rows in the same order."""
    given: dict[str, dict[str, Any]] = defaultdict(dict)
    for name in UNIT_FIELDS:
        for record_id, before, after in zip(written["record_id"], written[name], named[name], strict=True):
            if (value := _plain(after)) != _plain(before):
                given[record_id][name] = value
    return dict(given)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str) else [str(part) for part in value] if hasattr(value, "__iter__") else None


def _campaign_needs(gathered: Gathered, settings: Settings) -> dict[str, CampaignNeed]:
    """What each matter's unit must have resolved of its cohort by the next target: matter id → need."""
    needs: dict[str, CampaignNeed] = {}
    for cohort in (one for campaign in settings.campaigns for one in campaign.cohorts):
        ahead = sorted((target for target in cohort.targets if target.day >= settings.today), key=lambda one: one.day)
        for unit, members in _members(gathered, cohort.batches) if ahead else ():
            states = {facts.matter_id: resolution_state(facts).state for facts in members}
            owed = [state for state in states.values() if state is not ResolutionState.REMOVED]  # 核减 lessens the base
            closed = owed.count(ResolutionState.RESOLVED)
            need = CampaignNeed(ahead[0].day, needed(len(owed), ahead[0].percent), closed, unit)
            needs.update((matter, need) for matter in states)
    return needs


def _members(gathered: Gathered, batches: Collection[str]) -> Iterator[tuple[str, list[MatterFacts]]]:
    """The matters of a cohort's batches by the unit that leads them."""
    by_unit: dict[str, list[MatterFacts]] = defaultdict(list)
    for facts, rows in gathered:
        if facts.lead_unit and any(row["batch"] in batches for row in rows):
            by_unit[facts.lead_unit].append(facts)
    yield from by_unit.items()
