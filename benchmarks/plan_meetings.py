"""Schedules of meetings: ours beside a greedy planner and a naive CP-SAT model, on the same invented counties.

    .venv/bin/python benchmarks/plan_meetings.py                    300 matters × 40 units × 30 sittings, five a sitting
    .venv/bin/python benchmarks/plan_meetings.py --limit 10         the same with ten a sitting
    .venv/bin/python benchmarks/plan_meetings.py --check 20         20 random counties, plans checked by the validator
    .venv/bin/python benchmarks/plan_meetings.py --replan           one leader or unit away, planned anew

Each contender runs in a process of its own. Prices are worked out by `plan.cost_of` for everybody alike.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from workbench.meetings.schedule.changes import Change
from workbench.meetings.schedule.check import broken_rules
from workbench.meetings.schedule.greedy import greedy_plan
from workbench.meetings.schedule.instances import instance
from workbench.meetings.schedule.plan import Plan, attendances, cost_of
from workbench.meetings.schedule.problem import Absence, Problem
from workbench.meetings.schedule.replan import replan
from workbench.meetings.schedule.solve import Settings, solve

CONTENDERS = ("greedy", "naive", "naive60", "ours")


def _plan(name: str, problem: Problem, seconds: float) -> tuple[Plan, float]:
    """A contender's plan and the bound it proves (0 for none)."""
    if name == "greedy":
        return greedy_plan(problem), 0.0
    if name.startswith("naive"):
        from peers.naive_schedule import naive_plan

        return naive_plan(problem, seconds=60 if name == "naive60" else seconds)
    found = solve(problem, Settings(seconds=seconds))
    return found.plan, float(found.bound)


def contend(name: str, seed: int, limit: int, seconds: float) -> dict[str, Any]:
    """One contender on one county: price, gap, parts, rules broken, seconds of the clock and of the processor."""
    import ortools.linear_solver.pywraplp
    import ortools.sat.python.cp_model  # noqa: F401

    problem = instance(seed, limit=limit)
    begun, used = time.perf_counter(), time.process_time()
    plan, bound = _plan(name, problem, seconds)
    spent, busy = time.perf_counter() - begun, time.process_time() - used
    cost = cost_of(problem, plan)
    short = cost.total - bound
    return {
        "price": cost.total, "bound": bound, "gap": short / cost.total, "movable gap": short / max(1, cost.total - cost.left_out_cost),
        "comings": cost.attendances, "waiting": cost.waiting, "late": cost.late_days, "left out": cost.left_out,
        "broken": len(broken_rules(problem, plan)), "seconds": spent, "processor": busy,
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def move(seed: int, limit: int, seconds: float) -> list[dict[str, Any]]:
    """The busiest leader and the busiest unit away: their first day, and a week of theirs."""
    problem = instance(seed, limit=limit)
    plan = solve(problem, Settings(seconds=seconds)).plan
    came = attendances(problem, plan)
    leaders = {who for one in problem.matters for who in one.leaders}
    busy = Counter(one.who for one in came)
    found = []
    for kind, names in (("leader", leaders), ("unit", set(busy) - leaders)):
        who = max(names, key=lambda name: (busy[name], name))
        first = min(problem.sitting[one.sitting].day for one in came if one.who == who)
        for days in (1, 7):
            away = Change(absences=tuple(Absence(who, first + timedelta(days=d)) for d in range(days)))
            new = replan(problem, plan, away)
            found.append({
                "who": kind, "days": days, "moved": new.moved, "share": new.share, "proven": new.fewest, "lost": len(new.lost),
                "saved against the clerk": new.saved_against_clerk, "seconds": new.seconds,
                "broken": len(broken_rules(new.problem, new.plan)),
            })  # fmt: skip
    return found


def _alone(*arguments: str) -> Any:
    """Run part of this script in a process of its own and read what it prints."""
    told = subprocess.run([sys.executable, __file__, *arguments], check=True, capture_output=True, text=True)
    return json.loads(told.stdout)


def _table(rows: list[dict[str, Any]]) -> None:
    print("| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(_shown(key, value) for key, value in row.items()) + " |")


def _shown(key: str, value: Any) -> str:
    if key in ("over", "gap", "movable gap", "share") and not isinstance(value, str):
        return f"{value:.2%}"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def main() -> None:
    """Run what is asked and print tables."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--limit", type=int, default=5)
    ask.add_argument("--seconds", type=float, default=10.0)
    ask.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    ask.add_argument("--contenders", nargs="+", default=list(CONTENDERS))
    ask.add_argument("--check", type=int, default=0)
    ask.add_argument("--replan", action="store_true")
    ask.add_argument("--one", nargs=2)
    asked = ask.parse_args()
    same = ["--limit", str(asked.limit), "--seconds", str(asked.seconds)]
    if asked.one:
        name, seed = asked.one[0], int(asked.one[1])
        print(
            json.dumps(
                move(seed, asked.limit, asked.seconds)
                if name == "move"
                else contend(name, seed, asked.limit, asked.seconds)
            )
        )
    elif asked.replan:
        _table([{"seed": seed, **row} for seed in asked.seeds for row in _alone("--one", "move", str(seed), *same)])
    elif asked.check:
        found = [_alone("--one", "ours", str(seed), *same) for seed in range(100, 100 + asked.check)]
        print(f"{asked.check} counties: {sum(one['broken'] for one in found)} hard rules broken, "
              f"gap median {median(one['gap'] for one in found):.2%}, worst {max(one['gap'] for one in found):.2%}, "
              f"movable gap median {median(one['movable gap'] for one in found):.2%}, "
              f"worst {max(one['movable gap'] for one in found):.2%}, "
              f"seconds median {median(one['seconds'] for one in found):.1f}, worst {max(one['seconds'] for one in found):.1f}")  # fmt: skip
    else:
        found = {name: [_alone("--one", name, str(seed), *same) for seed in asked.seeds] for name in asked.contenders}
        best = [max(rows[row]["bound"] for rows in found.values()) for row in range(len(asked.seeds))]
        _table([_median(name, rows, best) for name, rows in found.items()])


def _median(name: str, found: list[dict[str, Any]], best: list[float]) -> dict[str, Any]:
    """Medians over the counties; `over`: above the best bound anybody proved. Who proves nothing has no gap."""
    over = median(one["price"] / low - 1 if low else 0.0 for one, low in zip(found, best, strict=True))
    row = {"contender": name, "over": over, **{key: median(one[key] for one in found) for key in found[0]}}
    return row if row["bound"] else {**row, "bound": "–", "gap": "–", "movable gap": "–"}


if __name__ == "__main__":
    main()
