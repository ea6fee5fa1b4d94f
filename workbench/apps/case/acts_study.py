"""案件研判 and study: similar matters, pathways, plan, what changed and what sources quarrel about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.apps.case.acts import take_step
from workbench.apps.case.model import CaseModel
from workbench.domain.codes import StepKind
from workbench.domain.events import Event
from workbench.review.conflicts import Conflict
from workbench.review.facts import Row
from workbench.rules.pathways import PathwayOption
from workbench.usecases import check_review, compare_case, find_similar, print_checks
from workbench.usecases.case_pathways import case_pathways
from workbench.usecases.check_review import ReviewSheet
from workbench.usecases.compare_case import SinceMeeting
from workbench.usecases.count_means import MeansUsed
from workbench.usecases.count_means import means_used as means_of_all
from workbench.usecases.find_similar import SimilarMatter

# --- similar ------------------------------------------------------------------------------------------------------------


def similar(model: CaseModel, *, only_resolved: bool) -> Sequence[SimilarMatter]:
    """Matters like this one."""
    return find_similar.find_similar(model.office, model.opened, only_resolved=only_resolved).rows


# --- pathways, plan ------------------------------------------------------------------------------------------


def pathways(model: CaseModel) -> tuple[PathwayOption, ...]:
    """Legal pathways that may fit, with their limits."""
    return case_pathways(model.office, model.opened)


def plan(model: CaseModel, given: Mapping[str, str], seen: int) -> Event:
    """One more version of the plan, a step on the record worked on."""
    return take_step(model, StepKind.PLAN, given, seen)


def means_used(model: CaseModel) -> MeansUsed:
    """Means of every matter's last worksheet, counted over resolved ones."""
    return means_of_all(model.office)


# --- 复查复核 ------------------------------------------------------------------------------------------------------------


def review_sheets(model: CaseModel) -> tuple[ReviewSheet, ...]:
    """The sheet of every review of the matter."""
    return check_review.review_sheets(model.office, model.matter_id, model.opened)


def answer_review(model: CaseModel, sheet: ReviewSheet, item: str, given: Mapping[str, str], seen: int) -> Event:
    """Answer one item of a review."""
    return check_review.answer_item(
        model.office, sheet.record_id, item, given["verdict"], turn=sheet.turn, basis=given["basis"], seen=seen
    )


def print_review(model: CaseModel, sheet: ReviewSheet) -> str:
    """The sheet as a document; where it lies, in words."""
    return f"已存为 {print_checks.print_review_sheet(model.office, sheet.record_id, sheet.turn)}"


# --- against itself ------------------------------------------------------------------------------------------------------


def since_meeting(model: CaseModel) -> SinceMeeting:
    """What changed since the matter was last at a meeting."""
    return compare_case.since_meeting(model.office, model.opened)


def conflicts(model: CaseModel) -> tuple[Conflict, ...]:
    """Where the sources of the matter's records say different things."""
    return compare_case.case_conflicts(model.office, model.opened)


def rule_conflict(model: CaseModel, conflict: Conflict, given: Mapping[str, str], seen: int) -> Event:
    """Say which source is right."""
    return compare_case.rule_conflict(
        model.office, model.opened, conflict.record_id, conflict.field, given["value"], why=given["why"], seen=seen
    )


def marked(model: CaseModel, finding: Row) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text a flag rests on, and where in it the words stand; only the words where the text is not found."""
    words = str(finding["facts"].get("原文", ""))
    texts = [str(row["opinion"] or "") for row in model.opened.records if row["record_id"] == finding["record_id"]]
    texts += [str(step["text"] or "") for step in model.opened.steps if step["record_id"] == finding["record_id"]]
    found = next((text for text in texts if words and words in text), "")
    if not found:
        return words, ((0, len(words)),)
    start, _, end = str(finding["facts"].get("位置", "")).partition("-")
    if start.isdecimal() and end.isdecimal() and found[int(start) : int(end)] == words:
        return found, ((int(start), int(end)),)
    return found, ((found.index(words), found.index(words) + len(words)),)
