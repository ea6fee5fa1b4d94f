"""Findings as rows of an edition's derived tables (研判结果入表): one function per table, columns as `domain.tables` has them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from workbench.domain import tables
from workbench.domain.case import CaseFile, Claim, DutyConfirmed
from workbench.domain.codes import ProceduralState, ResolutionState, StepKind, Trilean
from workbench.domain.facts import MatterFacts
from workbench.domain.finding import ClockFinding, ClockStatus, DutyProposal, Finding, SeparationFinding
from workbench.review.facts import Row
from workbench.rules.closing_gate import GateAnswer
from workbench.rules.duty import propose_duties
from workbench.rules.sweeps import OWED, RUNNING, Hit

_BROUGHT = frozenset({StepKind.PETITION, StepKind.REGISTER})


class Derivation:
    """Collects the rows of each derived table, matter by matter."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def add(self, table: str, **values: Any) -> None:
        self.rows[table].append(tuple(values[column] for column in tables.DERIVED[table]))

    def frame(self, table: str) -> pd.DataFrame:
        return pd.DataFrame(self.rows[table], columns=list(tables.DERIVED[table]), dtype=object)


_LANES = {
    "信访人": {StepKind.PETITION, StepKind.REVIEW_ASK, StepKind.REREVIEW_ASK, StepKind.WITHDRAW},
    "信访部门": {StepKind.REGISTER, StepKind.FORWARD, StepKind.RETURN, StepKind.KEEP, StepKind.SUPERVISE, StepKind.SEND_BACK,
             StepKind.RESOLVE, StepKind.REMOVE, StepKind.VISIT_BACK, StepKind.RECODE, StepKind.APPOINT, StepKind.REOPEN},
    "联席会议": {StepKind.MEETING, StepKind.DECISION, StepKind.APPLY_CONFERENCE, StepKind.ASSIGN_LEADER, StepKind.STUDY,
             StepKind.INSTRUCT, StepKind.BRIEF, StepKind.LEADER_OPINION},
}  # fmt: skip
_LANE_OF = {kind: lane for lane, kinds in _LANES.items() for kind in kinds}


def add_steps(out: Derivation, facts: MatterFacts) -> None:
    for step in facts.steps:
        out.add(
            "steps",
            matter_id=facts.matter_id,
            record_id=step.record_id,
            kind=step.kind.value,
            lane=_LANE_OF.get(step.kind, "责任单位"),
            start=step.day.start if step.day else None,
            end=step.day.end if step.day else None,
            day_text=step.day.text if step.day else "",
            unit=step.unit,
            target=step.target,
            text=step.text,
            detail=json.dumps(dict(step.detail), ensure_ascii=False),
            source=str(step.source),
        )


def add_clocks(out: Derivation, facts: MatterFacts, clocks: Sequence[ClockFinding]) -> None:
    for found in clocks:
        out.add(
            "clocks",
            matter_id=facts.matter_id,
            record_id=found.record_id,
            clock=found.clock,
            name=found.name,
            unit=found.unit,
            status=found.status.value,
            start=found.due.start if found.due else None,
            due=found.due.due if found.due else None,
            rolled=found.due.rolled if found.due else None,
            done=found.done,
            days_left=found.days_left,
            sentence=found.sentence,
            clause=found.clause,
            flags=list(found.flags),
        )


def add_findings(out: Derivation, matter_id: str, findings: Sequence[Finding], file: CaseFile) -> None:
    ruled = {(ruling.rule, ruling.record_id): ruling for ruling in file.rulings}
    for found in findings:
        ruling = ruled.get((found.rule, found.record_id))
        out.add(
            "findings",
            matter_id=matter_id,
            record_id=found.record_id,
            rule=found.rule,
            outcome=found.outcome.value,
            clause=found.clause,
            sentence=found.sentence,
            facts=json.dumps(dict(found.facts), ensure_ascii=False),
            change=found.change,
            ruled=("成立" if ruling.holds else "不成立") if ruling else "",
            ruled_by=ruling.said.by if ruling else "",
        )


def add_duties(
    out: Derivation, facts: MatterFacts, apart: SeparationFinding, file: CaseFile, place_name: Callable[[str], str]
) -> None:
    """What is proposed, and what a person confirmed though no rule proposed it."""
    proposed = propose_duties(facts, apart)
    other = [said for said in file.duties if not any(_says(said, duty) for duty in proposed)]
    for duty in [*proposed, *map(_as_confirmed, other)]:
        out.add(
            "duties",
            matter_id=facts.matter_id,
            role=duty.role.value,
            place=duty.place,
            unit=duty.unit,
            clause=duty.clause,
            reason=_with_names(duty.reason, place_name),
            runner_up=duty.runner_up,
            turning_fact=_with_names(duty.turning_fact, place_name),
            also=[role.value for role in duty.also],
            confirmed_by=next((said.said.by for said in file.duties if _says(said, duty)), ""),
        )


_CODE = re.compile(r"(?<!\d)\d{6}(?:\d{3}){0,2}(?!\d)")


def _with_names(text: str, place_name: Callable[[str], str]) -> str:
    """The sentence with division codes as the names people know; one the table does not hold stays a code."""
    return _CODE.sub(lambda found: place_name(found[0]) or found[0], text)


def _says(said: DutyConfirmed, duty: DutyProposal) -> bool:
    """Whether a confirmation is of this duty: same role, and the unit or, where none is named, the place."""
    return said.role is duty.role and (said.unit == duty.unit or (not said.unit and said.place == duty.place))


def _as_confirmed(said: DutyConfirmed) -> DutyProposal:
    reason = f"{said.said.by}于{said.said.at:%Y-%m-%d}确认，与建议不同：{said.said.why or '未写明理由'}"
    return DutyProposal(said.role, said.place, said.unit, "经人确认", reason)


def add_separation(out: Derivation, facts: MatterFacts, apart: SeparationFinding) -> None:
    out.add(
        "separations",
        matter_id=facts.matter_id,
        level=apart.level,
        **{code: answer.value for code, answer in {**apart.crossings, **apart.flags}.items()},
        label=apart.label,
        short_label=apart.short_label,
        hukou=facts.places.hukou,
        residence=facts.places.residence,
        issue=facts.places.issue,
        lead=apart.lead,
        assist=list(apart.assist),
        support=list(apart.support),
        missing=list(apart.missing),
        clause=apart.clause,
        why=apart.why,
        stated=apart.stated,
        agrees=apart.agrees_with_stated.value,
    )


def add_agenda(out: Derivation, facts: MatterFacts, fired: Sequence[Finding], clocks: Sequence[ClockFinding]) -> None:
    due = _earliest_open(clocks)
    for found in fired:
        out.add(
            "agenda",
            matter_id=facts.matter_id,
            trigger=found.rule,
            reason=found.sentence,
            clause=found.clause,
            evidence=json.dumps(dict(found.facts), ensure_ascii=False),
            due=due.due.due if due and due.due else None,
            since=facts.first_day,
        )


def add_claims(out: Derivation, matter_id: str, claims: Sequence[Claim]) -> None:
    for claim in claims:
        out.add(
            "claims",
            matter_id=matter_id,
            number=claim.number,
            claim=claim.text,
            result=claim.result.value if claim.result else "",
            legitimacy=claim.legitimacy.value,
            treatment=claim.treatment.value if claim.treatment else "",
            basis=claim.basis,
            outcome=list(claim.outcome),
            due=claim.due.exact if claim.due else None,
            performed=claim.performed.exact if claim.performed else None,
            proof=claim.proof,
            record_id=claim.record_id,
            said_by=claim.said.by if claim.said else "",
        )


def add_gate(out: Derivation, matter_id: str, answers: Sequence[GateAnswer]) -> None:
    for one in answers:
        out.add(
            "gate",
            matter_id=matter_id,
            item=one.item,
            name=one.name,
            answer=one.answer.value,
            evidence=one.evidence,
            reason=one.reason,
            clause=one.clause,
            said_by=one.said_by,
        )


def add_sweeps(out: Derivation, matter_id: str, hits: Sequence[Hit]) -> None:
    for hit in hits:
        out.add(
            "sweeps",
            matter_id=matter_id,
            sweep=hit.sweep,
            since=hit.since,
            due=hit.due,
            unit=hit.unit,
            missing=list(hit.missing),
            sentence=hit.sentence,
            clause=hit.clause,
        )


def _earliest_open(clocks: Sequence[ClockFinding]) -> ClockFinding | None:
    """The open clock of a unit's duty that ends first: the ledger's due day (spec E18)."""
    running = [found for found in clocks if found.clock in OWED and found.status in RUNNING and found.due]
    return min(running, key=lambda found: found.due.due if found.due else date.max, default=None)


def add_matter(
    out: Derivation,
    facts: MatterFacts,
    rows: Sequence[Row],
    clocks: Sequence[ClockFinding],
    apart: SeparationFinding,
    flags: Sequence[Finding],
    fired: Sequence[Finding],
    states: tuple[ProceduralState, ResolutionState],
    place_name: Callable[[str], str],
) -> None:
    main = _earliest_open(clocks)
    due = main.due if main else None
    last = max((step.day.end for step in facts.steps if step.day and step.kind in _BROUGHT), default=None)
    out.add(
        "matters",
        matter_id=facts.matter_id,
        title=matter_title(rows),
        petitioner=next((row["petitioner"] for row in rows if row["petitioner"]), ""),
        records=len(facts.records),
        first_day=facts.first_day,
        last_day=last,
        topic_l1=facts.topic_l1,
        topic_l2=facts.topic_l2,
        issue=facts.places.issue,
        issue_name=place_name(facts.places.issue) if facts.places.issue else "",
        town=facts.place_label,
        lead_unit=facts.lead_unit,
        assist_units=list(facts.assist_units),
        case_leader=facts.leader_post,
        source_level=min((record.source_level for record in facts.records if record.source_level), default=None),
        involved=facts.involved,
        state_a=states[0].value,
        state_b=states[1].value,
        campaign=next((row["batch"] for row in rows if row["batch"]), ""),
        is_open=states[1].is_open,
        locked=False,
        due=due.due if due else None,
        rolled=due.rolled if due else None,
        clock=main.clock if main else "",
        clock_status=main.status.value if main else "",
        days_left=main.days_left if main else None,
        overdue_days=_overdue_days(clocks, facts.as_of),
        label=apart.label,
        flags=[found.rule for found in flags if found.outcome is Trilean.YES],
        triggers=[found.rule for found in fired],
        plan=facts.plan,
    )


def _overdue_days(clocks: Sequence[ClockFinding], as_of: date) -> int:
    """Days the most overdue open clock of a unit is past its strict day; 0 when none is."""
    late = [
        (as_of - found.due.due).days
        for found in clocks
        if found.clock in OWED and found.status is ClockStatus.OVERDUE and found.due
    ]
    return max(late, default=0)


def matter_title(rows: Sequence[Row]) -> str:
    """A short name of the matter: its stated title, else the first words of what is asked."""
    text = next((row[field] for field in ("title", "claim", "summary") for row in rows if row[field]), "")
    line = " ".join(text.split())
    return line if len(line) <= 36 else line[:35] + "…"


def add_locked_matter(out: Derivation, row: Row, matter_id: str) -> None:
    """An accusation's line: number, day and state, nothing of what it says (T§30③)."""
    blank: dict[str, Any] = dict.fromkeys(tables.MATTERS, "")
    lists: dict[str, Any] = {name: [] for name, kind in tables.MATTERS.items() if kind == "texts"}
    unknown: dict[str, Any] = {name: None for name, kind in tables.MATTERS.items() if kind in ("day", "int")}
    day = row["reg_time"]
    known = {"matter_id": matter_id, "title": "检举控告件（内容不予显示）", "records": 1, "first_day": day, "last_day": day,
             "state_a": row["petition_state"] or "", "is_open": False, "locked": True, "overdue_days": 0}  # fmt: skip
    out.add("matters", **{**blank, **lists, **unknown, **known})
