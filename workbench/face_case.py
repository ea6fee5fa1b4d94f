"""One matter on the desk (案头): what a notebook calls to look at it and work on it; every call is the same use case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.domain.codes import DutyRole, StepKind
from workbench.domain.events import Event
from workbench.domain.roles import RevealPurpose
from workbench.rules.conference import Application
from workbench.rules.negotiation import Contest
from workbench.rules.trace import FactSheet
from workbench.usecases import assign_leaders, close_case, settle_duty, trace_duty, work_on_case
from workbench.usecases.case_pathways import case_pathways
from workbench.usecases.compare_case import SinceMeeting, since_meeting
from workbench.usecases.find_similar import SimilarMatters, find_similar
from workbench.usecases.keep_file import keep_file
from workbench.usecases.office import Office
from workbench.usecases.reveal_contact import Contact, reveal_contact
from workbench.usecases.study_anew import study_anew
from workbench.usecases.study_matter import Dossier, study_matter


class Case:
    """A matter as of this moment, by matter id, record id or case number; after an act, ask again: nothing is held."""

    def __init__(self, office: Office, matter: str) -> None:
        self.office = office
        self.matter_id: str = study_matter(office, matter).matter["matter_id"]

    def study(self, as_of: date | None = None) -> Dossier:
        """Everything known of it now, or as it stood on a day."""
        return study_matter(self.office, self.matter_id, as_of)

    def frame(self, part: str, as_of: date | None = None) -> pd.DataFrame:
        """One part as a frame: records, steps, clocks, findings, duties, links, agenda, claims, gate or sweeps."""
        return pd.DataFrame(getattr(self.study(as_of), part))

    def since_meeting(self) -> SinceMeeting:
        """What changed since it was last at a meeting."""
        return since_meeting(self.office, self.study())

    # --- work -----------------------------------------------------------------------------------------------------

    def next_steps(self, record_id: str) -> pd.DataFrame:
        """What may be done on a record now: kind, fields needed, and in a sentence why another may not."""
        rows = [
            {"kind": one.kind.value, "needs": [need.label for need in one.fields if need.required],
             "why_not": one.refusal.sentence if one.refusal else "", "clause": one.refusal.clause if one.refusal else ""}
            for one in work_on_case.next_steps(self.office, record_id)
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def step(self, record_id: str, kind: StepKind | str, day: date | str, **what: Any) -> Event:
        """Record an act, if the procedure allows it; StepRefused says what is missing and under which article."""
        return work_on_case.take_step(self.office, record_id, StepKind(kind), day, **what)

    def attach(self, file: str | Path, kind: str, *, to: str = "", why: str = "") -> str:
        """Keep a file with the matter, or with the record `to`; returns the file's id."""
        return keep_file(self.office, to or self.matter_id, Path(file), kind, why=why).payload["file_id"]

    def reveal(self, record_id: str, purpose: RevealPurpose | str, why: str) -> Contact:
        """How to reach a record's petitioners, for a purpose (`RevealPurpose`); entered in the audit trail before it is shown."""
        return reveal_contact(self.office, record_id, RevealPurpose(purpose), why)

    # --- duties ---------------------------------------------------------------------------------------------------

    def contest(self) -> Contest:
        """Where the units' quarrel stands: claims, clauses, days in dispute."""
        return settle_duty.duty_contest(self.office, self.matter_id)

    def confirm_duty(self, role: DutyRole | str, unit: str, *, place: str = "", why: str, **more: Any) -> Event:
        """Confirm who owes what; refused for the unit complained of and for one that stands aside."""
        return settle_duty.confirm_duty(self.office, self.matter_id, DutyRole(role), place, unit, why=why, **more)

    def leaders(self) -> assign_leaders.Leaders:
        """Who answers for it, and what of 五个一, 三定一包 and the like is missing."""
        return assign_leaders.leaders(self.office, self.matter_id)

    def application(self) -> Application:
        """The application to the conference as it can be filled in now."""
        return settle_duty.draft_application(self.office, self.matter_id)

    def trace(self) -> FactSheet:
        """倒查: what units did and when, with gaps and articles; no finding of fault."""
        return trace_duty.trace_duty(self.office, self.matter_id)

    # --- closing --------------------------------------------------------------------------------------------------

    def set_claim(self, claim: str, *, why: str = "", **said: Any) -> Event:
        """Say of one claim what came of it (result, basis, performed, proof …)."""
        return close_case.set_claim(self.office, self.matter_id, claim, why=why, **said)

    def gate(self) -> pd.DataFrame:
        """The ten items of closing: answer, evidence, what is missing, what to do."""
        answers = close_case.gate_of(self.office, self.matter_id)
        return pd.DataFrame([{"item": one.item, "name": one.name, "answer": one.answer.value, "evidence": one.evidence,
                              "missing": "、".join(one.missing), "todo": one.todo, "clause": one.clause} for one in answers])  # fmt: skip

    def worksheet(self, *, why: str = "", **boxes: str) -> Event:
        """One more version of the 三不限三重新 worksheet."""
        return study_anew(self.office, self.matter_id, boxes, why=why)

    def review(self, passed: bool, ticks: Mapping[str, bool], *, why: str = "", actor: str = "") -> list[Event]:
        """Review a reported closing; not by who handled it."""
        return close_case.review_closing(self.office, self.matter_id, passed, ticks, why=why, actor=actor)

    # --- beside it ------------------------------------------------------------------------------------------------

    def similar(self, k: int = 5) -> SimilarMatters:
        """Resolved matters alike, by difference: what is alike, what differs, what worked there."""
        return find_similar(self.office, self.matter_id, k)

    def pathways(self) -> pd.DataFrame:
        """Legal pathways that may fit, with limits as reminders."""
        found = case_pathways(self.office, self.study())
        return pd.DataFrame([{"name": one.rule.name, "pathway": one.rule.pathway.value, "state": one.state.value,
                              "ends": one.ends, "sentence": one.sentence, "clause": one.rule.clause} for one in found])  # fmt: skip

    def print(self) -> Path:
        """会商材料 as docx in the office's papers folder."""
        from workbench.usecases.print_case import print_case

        return print_case(self.office, self.matter_id)
