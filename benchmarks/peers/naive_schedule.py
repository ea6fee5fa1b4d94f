"""A schedule as one CP-SAT model in the way a manual shows it: optional intervals, first and last minute of everybody.

Same conditions, same weights and the same two workers as ours; what it can't say (同会 wishes) it leaves out.
"""

from __future__ import annotations

from typing import Any

from ortools.sat.python import cp_model

from workbench.meetings.schedule.board import Board, board_of
from workbench.meetings.schedule.plan import Plan
from workbench.meetings.schedule.problem import Problem


def naive_plan(problem: Problem, *, seconds: float, workers: int = 2) -> tuple[Plan, float]:
    """The plan after `seconds` and the solver's bound; the empty plan if it finds none."""
    board, model = board_of(problem), cp_model.CpModel()
    here: dict[tuple[int, int], Any] = {}
    start: dict[tuple[int, int], Any] = {}
    terms: list[Any] = []
    for matter in range(len(problem.matters)):
        spots = [s for s in range(len(problem.sittings)) if board.fits[matter, s]]
        for sitting in spots:
            here[matter, sitting] = model.new_bool_var("")
        out = model.new_bool_var("")
        model.add_exactly_one([*(here[matter, s] for s in spots), out])
        terms += [int(board.out[matter]) * out, *(int(board.late[matter, s]) * here[matter, s] for s in spots)]
    for sitting in range(len(problem.sittings)):
        terms += _sitting(model, board, sitting, here, start)
    model.minimize(sum(terms))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Plan({}), max(0.0, solver.best_objective_bound)
    begins = sorted((s, solver.value(start[m, s]), m) for (m, s), one in here.items() if solver.value(one))
    order = {
        one.id: tuple(problem.matters[m].id for t, _, m in begins if t == s) for s, one in enumerate(problem.sittings)
    }
    return Plan(order), solver.best_objective_bound


def _sitting(model: cp_model.CpModel, board: Board, sitting: int, here: Any, start: Any) -> list[Any]:
    """One sitting's matters one after another; everybody's first and last minute; the price of both."""
    room, weights = int(board.room[sitting]), board.problem.weights
    inside = [matter for matter, where in here if where == sitting]
    spans = []
    for matter in inside:
        minutes = int(board.minutes[matter])
        start[matter, sitting] = model.new_int_var(0, room - minutes, "")
        spans.append(
            model.new_optional_fixed_size_interval_var(start[matter, sitting], minutes, here[matter, sitting], "")
        )
    model.add_no_overlap(spans)
    model.add(sum(here[matter, sitting] for matter in inside) <= int(board.limit[sitting]))
    terms = []
    for person in range(len(board.people)):
        theirs = [matter for matter in inside if board.called[matter, person]]
        if not theirs or not board.seat[person, sitting]:
            continue
        come = model.new_bool_var("")
        first, last, wait = (model.new_int_var(0, room, "") for _ in range(3))
        busy = sum(int(board.minutes[matter]) * here[matter, sitting] for matter in theirs)
        for matter in theirs:
            one = here[matter, sitting]
            model.add_implication(one, come)
            model.add(first <= start[matter, sitting]).only_enforce_if(one)
            model.add(last >= start[matter, sitting] + int(board.minutes[matter])).only_enforce_if(one)
        model.add(wait >= last - first - busy)
        terms += [int(board.seat[person, sitting]) * come, weights.waiting * wait]
    return terms
