"""What a clerk would do (人工排法): by deadline, then waiting time, each matter into the first sitting it fits."""

from __future__ import annotations

from workbench.meetings.schedule.board import Board, board_of
from workbench.meetings.schedule.draft import Draft
from workbench.meetings.schedule.plan import Plan
from workbench.meetings.schedule.problem import Problem, WishKind


def greedy_plan(problem: Problem) -> Plan:
    """A plan that keeps every hard rule on what it places; heard in the order written down, what fits nowhere left out."""
    board = board_of(problem)
    draft = greedy_draft(board)
    if any(one.hard for one in problem.wishes_of(WishKind.ADJACENT)):
        return board.plan(draft.sets)
    ids = board.matter_ids
    rows = zip(problem.sittings, draft.sets, strict=True)
    return Plan({one.id: tuple(ids[matter] for matter in matters) for one, matters in rows})


def greedy_draft(board: Board) -> Draft:
    """The clerk's placing as a draft; pinned matters and those that must be heard go first."""
    draft = Draft(board)
    matters = board.problem.matters
    days = sorted(range(len(board.problem.sittings)), key=lambda s: _when(board, s))
    ranked = sorted(range(len(matters)), key=lambda m: (not matters[m].pin, not board.must[m], _urgency(board, m)))
    for matter in ranked:
        if draft.at[matter] < 0:
            fill(draft, matter, days)
    return draft


def fill(draft: Draft, matter: int, sittings: list[int]) -> bool:
    """Put a matter with all it is tied to into the first of these sittings it fits."""
    group = draft.group(matter)
    place = next((sitting for sitting in sittings if draft.can(group, sitting)), None)
    if place is not None:
        draft.put(group, place)
    return place is not None


def _when(board: Board, sitting: int) -> tuple[object, int, str]:
    one = board.problem.sittings[sitting]
    return one.day, one.start, one.id


def _urgency(board: Board, matter: int) -> tuple[object, ...]:
    return board.ordering.urgency(board.matter_ids[matter])
