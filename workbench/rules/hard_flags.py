"""难案标志 HF1–HF12 (spec 7.3): facts about the matter, each answered 是/否/待核 with its evidence; no total score.

No flag reads a field about the petitioner's conduct or attitude; HF5 reads the rating of the unit's work that 条例
第二十一条第二款 provides for. Thresholds come from `reference/parameters/hard_flags.yaml`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from workbench.domain.codes import Trilean
from workbench.domain.facts import MatterFacts
from workbench.domain.finding import ClockFinding, Finding, SeparationFinding
from workbench.reference.parameters import parameter
from workbench.rules.dated import parameters_of
from workbench.rules.evidence import history_of
from workbench.rules.flag_case import NAMES, Case
from workbench.rules.flags_content import hf2, hf3, hf4, hf10, hf11, hf12
from workbench.rules.flags_history import hf1, hf5, hf6, hf7, hf8, hf9

__all__ = ["NAMES", "hard_flags", "is_stubborn", "needs_county_leader"]

_RULES: tuple[Callable[[Case], Finding], ...] = (hf1, hf2, hf3, hf4, hf5, hf6, hf7, hf8, hf9, hf10, hf11, hf12)


def hard_flags(
    facts: MatterFacts,
    clocks: Sequence[ClockFinding],
    separation: SeparationFinding,
    *,
    cluster_size: int | None = None,
) -> tuple[Finding, ...]:
    """All twelve flags of one matter as of its day, HF1 first; `cluster_size` as `topic_clusters` counts it.

    `clocks` are shown as evidence only. LookupError if a parameter is not in force on the matter's day (before 2018).
    """
    case = Case(facts, history_of(facts), clocks, separation, cluster_size, parameters_of("hard_flags", facts.as_of))
    return tuple(rule(case) for rule in _RULES)


def is_stubborn(findings: Sequence[Finding], on: date | None = None) -> bool:
    """骨头案、钉子案: HF1 and at least three flags known to be 是 (a label of the case; 待核 does not count)."""
    found = _found(findings)
    return "HF1" in found and len(found) >= int(parameter("hard_flags.stubborn.count", on or date.max).value)


def needs_county_leader(findings: Sequence[Finding], on: date | None = None) -> bool:
    """县级领导包案 required: HF1, HF2 and HF3 together, or 骨头案, or 三跨三分离 (S004; known flags only)."""
    found = _found(findings)
    return found >= {"HF1", "HF2", "HF3"} or "HF4" in found or is_stubborn(findings, on)


def _found(findings: Sequence[Finding]) -> set[str]:
    return {finding.rule for finding in findings if finding.outcome is Trilean.YES and finding.rule in NAMES}
