"""What a record is coded as on a day (法定途径、信访目的): the ledger's word, then what acceptance and 途径变更 made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from workbench.domain.codes import Pathway, Purpose
from workbench.domain.codes import StepKind as K
from workbench.domain.facts import RecordFacts, Step
from workbench.rules.step_order import in_order

PATHWAY: Final = "法定途径"
PURPOSE: Final = "信访目的"
_CODING: Final = frozenset({K.RECODE, K.ACCEPT})


def recoded(record: RecordFacts, as_of: date | None = None) -> RecordFacts:
    """The record with the pathway and purpose in force on a day (None: after all steps); unknown words change nothing."""
    if not any(step.kind in _CODING for step in record.steps):
        return record
    pathway, purpose = record.pathway, record.purpose
    for step in in_order(record, as_of):
        pathway = _pathway(step) or pathway
        purpose = _purpose(step) or purpose
    return replace(record, pathway=pathway, purpose=purpose)


def pathway_on(record: RecordFacts, as_of: date | None = None) -> Pathway | None:
    """The pathway in force on a day; None is not decided (待核)."""
    return recoded(record, as_of).pathway


def left_the_clock(record: RecordFacts, as_of: date | None = None) -> Step | None:
    """The first 途径变更 after acceptance that took the record out of 信访程序 (P6) and its 60 days, or None (PD12)."""
    accepted, pathway = False, record.pathway
    for step in in_order(record, as_of):
        accepted = accepted or step.kind is K.ACCEPT
        following = _pathway(step) or pathway
        if step.kind is K.RECODE and accepted and leaves_the_clock(step, pathway):
            return step
        pathway = following
    return None


def leaves_the_clock(step: Step, pathway: Pathway | None) -> bool:
    """Does this 途径变更 take a record on `pathway` out of 信访程序? A changed purpose other than 申诉求决 does too."""
    purpose = _purpose(step)
    if pathway not in (Pathway.PETITION, None):
        return False
    changed = _pathway(step)
    return (changed is not None and changed is not Pathway.PETITION) or purpose not in (None, Purpose.CLAIM)


def _pathway(step: Step) -> Pathway | None:
    if step.kind is K.ACCEPT:
        return _known_pathway(step.detail.get("pathway", ""))
    if step.kind is K.RECODE and step.detail.get("field") == PATHWAY:
        return _known_pathway(step.detail.get("to", ""))
    return None


def _purpose(step: Step) -> Purpose | None:
    told = step.detail.get("to", "") if step.kind is K.RECODE and step.detail.get("field") == PURPOSE else ""
    return Purpose(told) if told in set(Purpose) else None


def _known_pathway(text: str) -> Pathway | None:
    return Pathway(text) if text in set(Pathway) else None
