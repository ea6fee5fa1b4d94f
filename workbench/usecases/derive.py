"""From facts to findings (研判): every rule over every matter, as the derived tables of an edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pandas as pd

from workbench.domain.case import EMPTY, CaseFile
from workbench.domain.codes import Level
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.domain.finding import ClockFinding, SeparationFinding
from workbench.reference.calendar import Calendar
from workbench.review.facts import Row, gather_matters, rows_of
from workbench.rules.claims import claim_findings, claims_of
from workbench.rules.clock_findings import clock_findings
from workbench.rules.clock_stated import stated_clock
from workbench.rules.closing_gate import closing_gate
from workbench.rules.decided_tasks import overdue_tasks
from workbench.rules.hard_flags import hard_flags
from workbench.rules.procedural_closing import procedural_closing
from workbench.rules.procedure import procedural_state
from workbench.rules.resolution import resolution_state
from workbench.rules.separation import separation
from workbench.rules.sweeps import sweeps
from workbench.rules.triggers import triggers
from workbench.settings import Settings
from workbench.usecases.derived_rows import (
    Derivation,
    add_agenda,
    add_claims,
    add_clocks,
    add_duties,
    add_findings,
    add_gate,
    add_locked_matter,
    add_matter,
    add_separation,
    add_steps,
    add_sweeps,
)
from workbench.usecases.surroundings import Named, Surroundings, surroundings

STUDIED = (
    "steps", "clocks", "findings", "duties", "separations", "matters", "agenda", "claims", "gate", "sweeps", "context",
)  # fmt: skip
"""The tables that studying matters makes."""


def derive(
    records: pd.DataFrame,
    groups: Mapping[str, str],
    steps: Mapping[str, Sequence[Step]],
    files: Mapping[str, CaseFile],
    *,
    settings: Settings,
    calendar: Calendar,
    place_name: Callable[[str], str],
    units: Named,
    progress: Callable[[str, int, int], None],
) -> dict[str, pd.DataFrame]:
    """The tables `STUDIED`, as frames with the columns of `domain.tables`.

    `groups` maps record to matter id, `steps` record id to recorded steps, `files` matter id to what was said of it,
    `units` as `surroundings.names_given`. Locked records have no findings: only a line in `matters`.
    """
    gathered = list(gather_matters(records, groups, steps, files, settings.today))
    around = surroundings(gathered, files, settings, units)
    study = Study(settings, calendar, place_name)
    for number, (facts, rows) in enumerate(gathered, 1):
        study.matter(facts, rows, files.get(facts.matter_id, EMPTY), around[facts.matter_id])
        if number % 1000 == 0 or number == len(gathered):
            progress("逐件研判", number, len(gathered))
    for row in rows_of(records[records["locked"].astype(bool)]):
        add_locked_matter(study.out, row, groups[row["record_id"]])
    return study.tables()


class Study:
    """Every rule over one matter after another; `tables` gives what they found."""

    def __init__(self, settings: Settings, calendar: Calendar, place_name: Callable[[str], str]) -> None:
        self.out = Derivation()
        self.settings, self.calendar, self.place_name = settings, calendar, place_name

    def tables(self) -> dict[str, pd.DataFrame]:
        return {table: self.out.frame(table) for table in STUDIED}

    def matter(self, facts: MatterFacts, rows: Sequence[Row], file: CaseFile, around: Surroundings) -> None:
        out, clocks, apart = self.out, self.clocks(facts), self.apart(facts)
        cluster, late = around.cluster, overdue_tasks(facts)
        flags = hard_flags(facts, clocks, apart, cluster_size=cluster)
        fired = triggers(
            facts, clocks, apart, flags, campaign=around.need, cluster_size=cluster, decided_tasks_overdue=late
        )
        procedure = [procedural_state(record, facts.as_of) for record in facts.records]
        resolution = resolution_state(facts)
        remarks = [finding for one in procedure for finding in one.findings]
        add_steps(out, facts)
        add_clocks(out, facts, clocks)
        closing = (
            *claim_findings(facts, file, facts.as_of),
            *procedural_closing(facts, file, around.closing, facts.as_of),
        )
        add_findings(out, facts.matter_id, [*flags, *remarks, *resolution.findings, *closing], file)
        add_claims(out, facts.matter_id, claims_of(facts, file))
        needed = self.settings.satisfaction_required
        add_gate(out, facts.matter_id, closing_gate(facts, file, satisfaction_required=needed, on=facts.as_of))
        add_duties(out, facts, apart, file, self.place_name)
        add_separation(out, facts, apart)
        add_agenda(out, facts, fired, clocks)
        add_sweeps(out, facts.matter_id, sweeps(facts, clocks, flags, apart.missing))
        states = (procedure[-1].state, resolution.state)
        add_matter(out, facts, rows, clocks, apart, flags, fired, states, self.place_name)
        out.add("context", matter_id=facts.matter_id, context=around.as_json())

    def clocks(self, facts: MatterFacts) -> tuple[ClockFinding, ...]:
        return tuple(clock for record in facts.records for clock in self.clocks_of(record, facts.as_of))

    def clocks_of(self, record: RecordFacts, as_of: date) -> tuple[ClockFinding, ...]:
        """What can be computed, and the ledger's own word where nothing can."""
        computed = clock_findings(record, as_of, self.calendar, done_event=self.settings.done_event,
                                  profile=self.settings.clock_profile)  # fmt: skip
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
