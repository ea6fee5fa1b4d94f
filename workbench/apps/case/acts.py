"""案件研判 and the use cases: what the panels ask and do, each a call of one use case with the number last seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from workbench.apps.case import path
from workbench.apps.case.model import CaseModel
from workbench.apps.exports import kept_list
from workbench.domain.codes import StepKind
from workbench.domain.events import Event, EventKind
from workbench.domain.facts import RecordFacts
from workbench.review.case_file import matter_subjects
from workbench.rules.procedure import ProcedureFinding, procedural_state
from workbench.rules.transitions import NextStep
from workbench.store.current_events import events_about
from workbench.usecases import (
    decide,
    print_case,
    work_on_case,
)
from workbench.usecases import keep_file as files_kept

_CELLS: Final[Mapping[StepKind, str]] = {
    StepKind.PETITION: "petition_date", StepKind.REGISTER: "reg_time", StepKind.FORWARD: "assign_time", StepKind.ACCEPT: "accept_date",
    StepKind.EXTEND: "extend", StepKind.OPINION: "opinion_no", StepKind.DELIVER: "delivered", StepKind.CLOSE: "done_date",
    StepKind.RESOLVE: "resolve_state", StepKind.REVIEW_ASK: "review", StepKind.REVIEW_ANSWER: "review",
    StepKind.REREVIEW_ASK: "rereview", StepKind.REREVIEW_ANSWER: "rereview", StepKind.SUPERVISE: "supervise", StepKind.PLAN: "plan",
    StepKind.ASSIGN_LEADER: "case_leader", StepKind.VISIT_BACK: "visitback",
}  # fmt: skip
"""The ledger's field a step is read from."""


# --- where things were read ---------------------------------------------------------------------------------------------


def spoken(model: CaseModel) -> dict[str, str]:
    """Event id → who recorded it and when, of all events on the matter."""
    events = _events(model)
    told = zip(events["event_id"], events["actor"], events["at"], events["why"], strict=True)
    return {
        event: f"{actor} 于 {at[:16].replace('T', ' ')} 登记" + (f"：{why}" if why else "")
        for event, actor, at, why in told
    }


def step_cells(model: CaseModel) -> dict[tuple[str, str], str]:
    """(record, step kind) → file, sheet and cell the step was read from."""
    found = {}
    for record, cells in model.office.store.cells_of(model.record_ids).items():
        for kind, field in _CELLS.items():
            if field in cells:
                file, sheet, cell = cells[field]
                found[record, kind.value] = f"{file}〔{sheet}〕{cell}"
    return found


def _events(model: CaseModel) -> Any:
    ids = [row["record_id"] for row in model.opened.records]
    return events_about(model.office.store, ids, matter_subjects(ids))[0]


def files(model: CaseModel) -> list[tuple[str, str]]:
    """(file id, name) of the attachments kept."""
    return [(kept.file_id, f"{kept.kind}：{kept.name}") for kept in model.opened.file.files]


# --- working on the record ----------------------------------------------------------------------------------------------


def standing(model: CaseModel, record_id: str) -> tuple[RecordFacts, ProcedureFinding, tuple[NextStep, ...]]:
    """The record as the dossier has it, where it stands in law, and every step with its fields and what speaks against it."""
    facts = model.facts
    assert facts is not None
    record = next(one for one in facts.records if one.record_id == record_id)
    return record, procedural_state(record, facts.as_of), work_on_case.next_steps(model.office, record_id)


def take_step(model: CaseModel, kind: StepKind, given: Mapping[str, str], seen: int) -> Event:
    """Record a step on the record picked."""
    told = {name: value for name, value in given.items() if value and name not in ("day", "why", path.HAPPENED)}
    return work_on_case.take_step(
        model.office, model.record, kind, given["day"], why=given.get("why", ""), seen=seen,
        as_it_happened=bool(given.get(path.HAPPENED)), **told,
    )  # fmt: skip


def undo(model: CaseModel, event_id: str, why: str, seen: int) -> Event:
    """Take one recorded thing back; the reason is owed."""
    if not why.strip():
        raise ValueError("撤销须写明理由")
    return decide.undo(model.office, event_id, why=why, seen=seen)


def journal(model: CaseModel) -> list[dict[str, Any]]:
    """Everything recorded on the matter, the last first."""
    events = _events(model).sort_values("seq", ascending=False)
    return [_spoken(row) for row in events.to_dict("records") if row["kind"] != EventKind.UNDO.value]


def _spoken(row: Mapping[str, Any]) -> dict[str, Any]:
    told = json.loads(row["payload"] or "{}")
    words = (
        told.get(key, "")
        for key in ("text", "reasons", "claim", "item", "rule", "verdict", "name", "result", "difficulty")
    )
    return {
        "id": row["event_id"],
        "at": str(row["at"])[:16].replace("T", " "),
        "actor": row["actor"],
        "what": told.get("kind", "") if row["kind"] == EventKind.STEP.value else row["kind"],
        "day": told.get("day", ""),
        "text": "；".join(word for word in words if word)[:200],
        "why": row["why"],
        "state": "已撤销" if row["undone"] else "",
    }


def units(model: CaseModel) -> list[str]:
    """Units by the name they go by, the busiest first: what a form offers."""
    found = model.edition.query("SELECT unit FROM units ORDER BY matters DESC, unit LIMIT 300")
    return [str(unit) for unit in found["unit"]]


# --- papers -------------------------------------------------------------------------------------------------------------


def export(model: CaseModel, title: str, columns: Sequence[Mapping[str, Any]], found: Sequence[Any]) -> str:
    """A list as a workbook in the office's own papers; where it lies, in words."""
    words = f"事项 {model.matter_id}" + (f"，按 {model.as_of} 的情形" if model.as_of else "")
    return kept_list(model.office, title, columns, found, words, model.matter_id, model.edition.id)


def _lies(path: Path) -> str:
    return f"已存为 {path}"


def _application(model: CaseModel) -> str:
    return _lies(print_case.print_application(model.office, model.matter_id))


PAPERS: Final[Mapping[str, Callable[[CaseModel], str]]] = {
    "会商材料": lambda model: _lies(print_case.print_case(model.office, model.matter_id)),
    "提请会商申请": _application,
    "倒查事实清单": lambda model: _lies(print_case.print_fact_sheet(model.office, model.matter_id)),
}
"""Papers of one matter, by name."""


def keep_file(model: CaseModel, subject: str, path: Path, kind: str, seen: int) -> Event:
    """Keep a file of the desk for a record or the matter."""
    return files_kept.keep_file(model.office, subject, path, kind, seen=seen)
