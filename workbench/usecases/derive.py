"""From facts to findings (研判): every rule over every matter, as the derived tables of an edition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.campaign.milestones import needed
from workbench.domain.codes import Level, ResolutionState
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.domain.finding import ClockFinding, SeparationFinding
from workbench.reference.calendar import Calendar
from workbench.review.facts import Row, gather_matters, rows_of
from workbench.rules.clock_findings import clock_findings
from workbench.rules.clock_stated import stated_clock
from workbench.rules.decided_tasks import overdue_tasks
from workbench.rules.hard_flags import hard_flags
from workbench.rules.procedure import procedural_state
from workbench.rules.resolution import resolution_state
from workbench.rules.separation import separation
from workbench.rules.triggers import CampaignNeed, topic_clusters, triggers
from workbench.settings import Settings
from workbench.usecases.derived_rows import (
    Derivation,
    add_agenda,
    add_clocks,
    add_duties,
    add_findings,
    add_locked_matter,
    add_matter,
    add_separation,
    add_steps,
)


def derive(
    records: pd.DataFrame,
    groups: Mapping[str, str],
    steps: Mapping[str, Sequence[Step]],
    *,
    settings: Settings,
    calendar: Calendar,
    place_name: Callable[[str], str],
    confirmed: Mapping[tuple[str, str], str],
    progress: Callable[[str, int, int], None],
) -> dict[str, pd.DataFrame]:
    """All derived tables but links, groups and units, as frames with the columns of `domain.tables`.

    `groups` maps record to matter id, `steps` record id to recorded steps, `confirmed` (matter id, role) to who
    confirmed that duty. Locked records have no findings: only a line in `matters`.
    """
    gathered = list(gather_matters(records, groups, steps, settings.today))
    clusters = topic_clusters(facts for facts, _ in gathered)
    needs = campaign_needs(gathered, settings)
    out = Derivation()
    study = Study(out, settings, calendar, place_name, confirmed)
    for number, (facts, rows) in enumerate(gathered, 1):
        study.matter(facts, rows, clusters.get(facts.matter_id), needs.get(facts.matter_id))
        if number % 1000 == 0 or number == len(gathered):
            progress("逐件研判", number, len(gathered))
    for row in rows_of(records[records["locked"].astype(bool)]):
        add_locked_matter(out, row, groups[row["record_id"]])
    return {
        table: out.frame(table)
        for table in ("steps", "clocks", "findings", "duties", "separations", "matters", "agenda")
    }


@dataclass(frozen=True, slots=True)
class Study:
    """Every rule over one matter after another, into `out`."""

    out: Derivation
    settings: Settings
    calendar: Calendar
    place_name: Callable[[str], str]
    confirmed: Mapping[tuple[str, str], str]

    def matter(self, facts: MatterFacts, rows: Sequence[Row], cluster: int | None, need: CampaignNeed | None) -> None:
        out, clocks, apart = self.out, self.clocks(facts), self.apart(facts)
        flags = hard_flags(facts, clocks, apart, cluster_size=cluster)
        late = overdue_tasks(facts)
        fired = triggers(facts, clocks, apart, flags, campaign=need, cluster_size=cluster, decided_tasks_overdue=late)
        procedure = [procedural_state(record, facts.as_of) for record in facts.records]
        resolution = resolution_state(facts)
        remarks = [finding for one in procedure for finding in one.findings]
        add_steps(out, facts)
        add_clocks(out, facts, clocks)
        add_findings(out, facts.matter_id, [*flags, *remarks, *resolution.findings])
        add_duties(out, facts, apart, self.confirmed)
        add_separation(out, facts, apart)
        add_agenda(out, facts, fired, clocks)
        states = (procedure[-1].state, resolution.state)
        add_matter(out, facts, rows, clocks, apart, flags, fired, states, self.place_name)

    def clocks(self, facts: MatterFacts) -> tuple[ClockFinding, ...]:
        return tuple(clock for record in facts.records for clock in self.clocks_of(record, facts.as_of))

    def clocks_of(self, record: RecordFacts, as_of: date) -> tuple[ClockFinding, ...]:
        """What can be computed, and the ledger's own word where nothing can."""
        computed = clock_findings(record, as_of, self.calendar, done_event=self.settings.done_event)
        stated = stated_clock(record, computed)
        return (*computed, stated) if stated else computed

    def apart(self, facts: MatterFacts) -> SeparationFinding:
        return separation(
            facts.places,
            level=Level.from_label(self.settings.comparing_level),
            definition=self.settings.separation_definition,
            departments=facts.departments,
            systems=facts.systems,
            stated=facts.stated_cross,
            on=facts.as_of,
        )


def campaign_needs(
    gathered: Sequence[tuple[MatterFacts, Sequence[Row]]], settings: Settings
) -> dict[str, CampaignNeed]:
    """What each matter's unit must have resolved of its batch by the next target: matter id → need."""
    needs: dict[str, CampaignNeed] = {}
    for campaign in settings.campaigns:
        ahead = sorted((target for target in campaign.targets if target.day >= settings.today), key=lambda one: one.day)
        by_unit: dict[str, list[MatterFacts]] = defaultdict(list)
        for facts, rows in gathered:
            if facts.lead_unit and any(row["batch"] == campaign.batch for row in rows):
                by_unit[facts.lead_unit].append(facts)
        for unit, members in by_unit.items() if ahead else ():
            states = {facts.matter_id: resolution_state(facts).state for facts in members}
            owed = [state for state in states.values() if state is not ResolutionState.REMOVED]  # 核减 lessens the base
            closed = owed.count(ResolutionState.RESOLVED)
            need = CampaignNeed(ahead[0].day, needed(len(owed), ahead[0].percent), closed, unit)
            needs.update((matter, need) for matter in states)
    return needs
