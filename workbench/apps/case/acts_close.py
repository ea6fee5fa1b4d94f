"""案件研判 and closing: claims, closing gate, review, rulings and the worksheet, each a call of one use case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.apps.case.model import CaseModel
from workbench.domain.case import Claim
from workbench.domain.codes import Trilean
from workbench.domain.events import Event
from workbench.review.facts import Row
from workbench.rules.claims import claims_of
from workbench.rules.closing_gate import QUALITY, GateAnswer
from workbench.rules.rebound import Watch
from workbench.usecases import close_case
from workbench.usecases.study_anew import study_anew


def claims(model: CaseModel) -> tuple[Claim, ...]:
    """The claims with what was said of each; those nobody spoke of as the ledgers' texts propose them."""
    dossier = model.opened
    return claims_of(dossier.facts, dossier.file) if dossier.facts else ()


def set_claim(model: CaseModel, number: str, given: Mapping[str, str], seen: int) -> Event:
    """Say of one claim what came of it; number "" adds one."""
    told: dict[str, Any] = {name: text for name, text in given.items() if name not in ("why", "reviewer")}
    return close_case.set_claim(
        model.office, model.matter_id, number, reviewer=given["reviewer"], why=given["why"], seen=seen, **told
    )


def gate(model: CaseModel) -> Sequence[GateAnswer]:
    """The items of the gate now; on another day as that day's study has them."""
    if model.is_past:
        return [_answer(row) for row in model.opened.gate]
    return close_case.gate_of(model.office, model.matter_id)


def _answer(row: Row) -> GateAnswer:
    return GateAnswer(
        row["item"], row["name"], Trilean(row["answer"]), row["clause"], row["evidence"], row["reason"], said_by=row["said_by"]
    )  # fmt: skip


def fill_gate(model: CaseModel, item: str, given: Mapping[str, str], seen: int) -> Event:
    """Evidence or a stated reason for one item."""
    told = {name: given[name] for name in ("evidence", "reason", "why")}
    return close_case.fill_gate(model.office, model.matter_id, item, seen=seen, **told)


def review(model: CaseModel, given: Mapping[str, str], seen: int) -> Sequence[Event]:
    """Pass or send back a reported closing."""
    ticked = given["ticks"].split("、")
    ticks = {name: name in ticked for name in QUALITY}
    passed = given["outcome"] == "通过"
    return close_case.review_closing(
        model.office, model.matter_id, passed, ticks, unit=given["unit"], why=given["why"], seen=seen
    )


def watch(model: CaseModel) -> Watch | None:
    """The watch over the last closing."""
    return close_case.watch_of(model.office, model.matter_id)


def rule_on_flag(model: CaseModel, finding: Row, given: Mapping[str, str], seen: int) -> Event:
    """The reviewer's word on a sign of merely procedural closing."""
    holds = given["verdict"] == "成立"
    return close_case.rule_flag(
        model.office, model.matter_id, finding["rule"], finding["record_id"], holds, why=given["why"], seen=seen
    )


def save_worksheet(model: CaseModel, given: Mapping[str, str], seen: int) -> Event:
    """One more version of the worksheet."""
    boxes = {name: text for name, text in given.items() if name != "why"}
    return study_anew(model.office, model.matter_id, boxes, why=given["why"], seen=seen)
