"""The public face (工作台): thin, one method per use case, frames out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.domain.codes import StepKind, Verdict
from workbench.domain.events import Event
from workbench.domain.linking import LinkKind, PairView
from workbench.domain.progress import Progress, silent
from workbench.face_numbers import Numbers
from workbench.face_office import Keeping
from workbench.linkage.judging.quarrels import Contradiction
from workbench.network.graph import CaseGraph
from workbench.network.paths import Path as CasePath
from workbench.network.picture import Picture
from workbench.settings import Settings
from workbench.store.editions import Edition
from workbench.usecases import explore_network, review_links
from workbench.usecases.answer_rules import answer_due, answer_separation
from workbench.usecases.decide import undo
from workbench.usecases.import_ledger import ImportReport, import_ledger
from workbench.usecases.link_records import link_now
from workbench.usecases.link_runs import LinkRun
from workbench.usecases.office import Office
from workbench.usecases.plan_meeting import MeetingPlan, plan_meeting
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.study_matter import Dossier, search_matters, study_matter
from workbench.usecases.sweep_cases import sweep_cases, sweep_counts
from workbench.usecases.work_on_case import take_step

if TYPE_CHECKING:
    from workbench.face_case import Case
    from workbench.face_meeting import Meeting, Round, Tasks
    from workbench.usecases.settle_duty import ContestedMatter


class Workbench(Numbers, Keeping):
    """One office's workbench, opened on its home folder."""

    def __init__(self, office: Office) -> None:
        self.office = office

    @classmethod
    def open(cls, home: str | Path | None = None, **settings: Any) -> Workbench:
        """Open the office in `home` (default: WORKBENCH_HOME, else data/private); keywords override its settings."""
        chosen = {"home": Path(home), **settings} if home is not None else settings
        return cls(Office(Settings(**chosen)))

    @classmethod
    def demo(cls, home: str | Path = "data/private/demo", *, matters: int = 600, end: date | None = None) -> Workbench:
        """The invented county in `home`, built on first use."""
        from workbench.usecases.build_demo import SEED, build_demo

        build_demo(Path(home), matters=matters, seed=SEED, end=end or date.today())
        return cls.open(home)

    @property
    def edition(self) -> Edition:
        """The edition in force now."""
        return self.office.edition()

    def import_ledger(self, file: str | Path, *, progress: Progress = silent) -> ImportReport:
        """Read a county workbook or CSV into the record of truth."""
        return import_ledger(self.office, Path(file), progress=progress)

    def publish(self, *, progress: Progress = silent) -> Edition:
        """Link, study and publish everything known now as a new edition."""
        return publish_edition(self.office, progress=progress)

    def table(self, name: str) -> pd.DataFrame:
        """A table of the edition as a frame; names and columns in `workbench.domain.tables`."""
        return self.edition.table(name)

    def matters(self) -> pd.DataFrame:
        """One row per matter: states, clocks, separation, flags."""
        return self.table("matters").set_index("matter_id")

    def search(self, words: str) -> pd.DataFrame:
        """Matters whose title, unit, place or number has all the words."""
        return pd.DataFrame(search_matters(self.edition, words))

    def study(self, matter: str) -> Dossier:
        """Everything about one matter, by matter id or case number."""
        return study_matter(self.office, matter)

    def case(self, matter: str) -> Case:
        """One matter on the desk: look at it, work on it, make it ready for the meeting."""
        from workbench.face_case import Case

        return Case(self.office, matter)

    def sweep(self, name: str = "", **chosen: str) -> pd.DataFrame:
        """How many matters stand on each clean-up list, or one list's rows with their reasons."""
        if name:
            return pd.DataFrame(sweep_cases(self.edition, name, **chosen).rows)
        return pd.DataFrame([{"sweep": one.sweep.id, "name": one.sweep.name, "matters": one.matters,
                              "definition": one.sweep.definition} for one in sweep_counts(self.edition, **chosen)])  # fmt: skip

    def contested(self) -> tuple[ContestedMatter, ...]:
        """Every matter units quarrel over: both claims, the clauses they cite, days in dispute."""
        from workbench.usecases.settle_duty import contested

        return contested(self.office)

    def agenda(self, day: date | None = None) -> MeetingPlan:
        """The agenda proposed for a meeting, each item with its reason."""
        return plan_meeting(self.office, day or self.office.settings.today)

    def meetings(self, body: str = "") -> pd.DataFrame:
        """All meetings of the register, or one body's, by day."""
        from workbench.usecases.hold_meeting import meetings

        return pd.DataFrame([dict(one.row) for one in meetings(self.office, body)])

    def meeting(self, meeting_id: str) -> Meeting:
        """One meeting on the desk: its agenda, what it decided, its minutes and papers."""
        from workbench.face_meeting import Meeting

        return Meeting(self.office, meeting_id)

    def tasks(self) -> Tasks:
        """Decided tasks: where they stand, what happens to them, what the ladder proposes."""
        from workbench.face_meeting import Tasks

        return Tasks(self.office)

    def round(self, round_id: str) -> Round:
        """One round of meetings to be scheduled: its matters, conditions and versions."""
        from workbench.face_meeting import Round

        return Round(self.office, round_id)

    def link(self, *, full: bool = False, engine: str = "duckdb", progress: Progress = silent) -> LinkRun:
        """Find what may belong together among the records as they stand; `publish` does it too."""
        return link_now(self.office, full=full, engine=engine, progress=progress)

    def queue(self, kind: LinkKind | None = None, *, limit: int = 50) -> pd.DataFrame:
        """Pairs waiting for a clerk's word, the most valuable first; grounds and score are not shown before."""
        columns = ("left", "right", "kind", "left_title", "right_title")
        items = review_links.queue(self.office, kind=kind, limit=limit)
        return pd.DataFrame([[getattr(item, name) for name in columns] for item in items], columns=list(columns))

    def pair(self, left: str, right: str, kind: LinkKind = LinkKind.MATTER) -> PairView:
        """A pair side by side, what differs marked, with the grounds for and against."""
        return review_links.pair(self.office, left, right, kind)

    def judge(
        self, left: str, right: str, verdict: Verdict, why: str, kind: LinkKind = LinkKind.MATTER
    ) -> review_links.Spoken:
        """Say what two records are to each other; counts from the next edition on."""
        return review_links.judge(self.office, left, right, verdict, kind=kind, why=why)

    def quarrels(self) -> tuple[Contradiction, ...]:
        """Judgements that contradict each other, each with the shortest chain that quarrels."""
        return review_links.quarrels(self.office)

    def network(self) -> CaseGraph:
        """The whole network of cases; `.to_networkx()` for the usual tools, `.subgraph(…)` for a part."""
        return CaseGraph.from_edition(self.edition)

    def around(self, start: str) -> Picture:
        """What hangs on a matter, unit, place or project, two steps out; answered by the edition's index."""
        return explore_network.start(explore_network.network(self.office), start)

    def path(self, one: str, other: str) -> CasePath:
        """The shortest way between two matters or units, with the evidence of each step."""
        return explore_network.path(explore_network.network(self.office), one, other)

    def record_step(self, record_id: str, kind: StepKind, day: date | str, **what: Any) -> Event:
        """Record an act on a record, if the procedure allows it; refused in words otherwise."""
        return take_step(self.office, record_id, kind, day, **what)

    def undo(self, event_id: str, why: str) -> Event:
        """Take an event back by another."""
        return undo(self.office, event_id, why=why)

    def due(self, clock: str, start: date, **more: int) -> dict[str, Any]:
        """When a statutory clock ends."""
        return answer_due(self.office, clock, start, **more)

    def separation(self, hukou: str | None, residence: str | None, incident: str | None) -> dict[str, Any]:
        """三跨三分离 of three places given as codes."""
        return answer_separation(self.office, hukou, residence, incident)
