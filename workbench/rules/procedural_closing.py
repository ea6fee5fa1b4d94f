"""程序性办结 PD1–PD12 (spec 7.6): signs that a matter was closed on paper only; each asks a reviewer to look (请核对).

A flag is about what a unit wrote or did, and says so with the words of the text it was found in; a reviewer rules on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from workbench.domain.case import CaseFile
from workbench.domain.facts import MatterFacts
from workbench.domain.finding import Finding
from workbench.rules.evidence import is_accusation
from workbench.rules.pd_case import NAMES, Closing, closings_of
from workbench.rules.pd_context import ClosingContext
from workbench.rules.pd_course import pd2, pd6, pd7, pd11, pd12
from workbench.rules.pd_outcome import pd1, pd8, pd9, pd10
from workbench.rules.pd_text import pd3, pd4, pd5

__all__ = ["NAMES", "RULES", "procedural_closing"]

RULES: Final[Mapping[str, Callable[[Closing], Iterator[Finding]]]] = {
    "PD1": pd1,
    "PD2": pd2,
    "PD3": pd3,
    "PD4": pd4,
    "PD5": pd5,
    "PD6": pd6,
    "PD7": pd7,
    "PD8": pd8,
    "PD9": pd9,
    "PD10": pd10,
    "PD11": pd11,
    "PD12": pd12,
}


def procedural_closing(facts: MatterFacts, file: CaseFile, context: ClosingContext, on: date) -> tuple[Finding, ...]:
    """What of PD1–PD12 is 是 or 待核 on the matter's records as of a day, PD1 first; what is 否 is not listed.

    Each finding is of one record (`record_id`). Accusations are not looked at.
    """
    if is_accusation(facts):
        return ()
    closings = closings_of(facts, file, context, on)
    return tuple(finding for rule in RULES.values() for closing in closings for finding in rule(closing))
