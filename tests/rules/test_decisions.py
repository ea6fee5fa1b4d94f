"""Decided tasks as of a day: situations, and that replaying the acts in order gives the state of every day."""

from __future__ import annotations

import runpy
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.reference.parameters import parameter
from workbench.rules.decided_tasks import matter_tasks, overdue_tasks
from workbench.rules.decisions import ActKind, Course, Decision, Task, TaskAct, TaskState, advance, gaps, task_of

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "reader.py"))
CASES = READ["situations"]("decisions")
MET = date(2026, 10, 12)


def decision(due: date | None = date(2026, 10, 31)) -> Decision:
    return Decision("H20261012-01", "H20261012", MET, "补发安置费", "M-R1", unit="甲局", due=due)


def acts(given: list) -> list[TaskAct]:
    return [TaskAct(ActKind(kind), day, seq=seq, **more) for seq, (kind, day, more) in enumerate(given, 1)]


def shown(task: Task) -> str:
    parts = [task.label, "待采信" if task.waiting else "", f"超期{task.overdue_days}" if task.overdue_days and not task.waiting else ""]  # fmt: skip
    return "/".join(part for part in parts if part)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    made = decision(case.get("due", date(2026, 10, 31)))
    for day, expected in case["each"].items():
        task = task_of(made, acts(case["acts"]), day)
        assert shown(task) == expected, day
        assert task.sentence.endswith("。") and set(task.row) >= {"编号", "状态", "情况"}
    assert task.course.unit == case.get("unit", "甲局")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_same_truth_read_from_the_steps_of_the_matter(case: dict) -> None:
    """T-13 and the register never differ: the steps that the register writes give the same task."""
    made = decision(case.get("due", date(2026, 10, 31)))
    detail = {"decision": made.decision_id, "due": str(made.due)}
    steps = [Step(StepKind.DECISION, PartialDate.parse(str(MET)), "R1", "联席会议", "甲局", made.text, detail)]
    steps += [_step(act, made.decision_id) for act in acts(case["acts"])]
    for day in case["each"]:
        facts = MatterFacts("M-R1", day, (RecordFacts("R1", steps=tuple(steps)),))
        (task,) = matter_tasks(facts)
        mine = task_of(made, acts(case["acts"]), day)
        assert (shown(task), task.course.unit, task.course.due) == (shown(mine), mine.course.unit, mine.course.due)
        assert bool(overdue_tasks(facts)) == mine.is_overdue


def _step(act: TaskAct, task: str) -> Step:
    takes_over = act.kind is ActKind.REASSIGN
    detail = {"task": task, "act": act.kind.value, "evidence": act.evidence, "due": str(act.due or "")}
    unit = act.unit or ("甲局" if act.kind in (ActKind.REPORT, ActKind.PROGRESS) else "联席办")
    acts_as, target = ("联席办", act.unit) if takes_over else (unit, "")
    day = PartialDate.parse(str(act.day))
    return Step(StepKind.PROGRESS, day, "R1", acts_as, target, act.text, detail)


_DAYS = st.integers(0, 120).map(lambda offset: MET + timedelta(days=offset))
_ACTS = st.lists(
    st.tuples(st.sampled_from(list(ActKind)), _DAYS, st.one_of(st.none(), _DAYS), st.sampled_from(["甲局", "乙局"])),
    max_size=12,
).map(
    lambda rows: [
        TaskAct(kind, day, unit, evidence="函", due=due, seq=seq)
        for seq, (kind, day, due, unit) in enumerate(sorted(rows, key=lambda row: row[1]), 1)
    ]
)


@given(_ACTS, _DAYS)
def test_replaying_acts_one_by_one_gives_the_state_as_of_every_day(said: list[TaskAct], on: date) -> None:
    course = Course("甲局", date(2026, 10, 31))
    for act in said:
        if act.day > on:
            break
        course = advance(course, act)
    assert task_of(decision(), said, on).course == course


@given(_ACTS, _ACTS, _DAYS)
def test_what_is_said_later_changes_no_earlier_day(said: list[TaskAct], more: list[TaskAct], on: date) -> None:
    after = [act for act in more if act.day > on]
    assert task_of(decision(), said, on) == task_of(decision(), [*said, *after], on)


@given(_ACTS, _DAYS, st.randoms())
def test_the_order_in_which_acts_are_read_does_not_matter(said: list[TaskAct], on: date, chance) -> None:
    mixed = list(said)
    chance.shuffle(mixed)
    assert task_of(decision(), mixed, on) == task_of(decision(), said, on)


@given(_ACTS, _DAYS)
def test_only_the_office_closes_and_closed_is_never_overdue(said: list[TaskAct], on: date) -> None:
    task = task_of(decision(), said, on)
    known = [act.kind for act in said if act.day <= on]
    assert not task.closed or ActKind.ACCEPT in known
    assert not (task.closed and task.is_overdue) and not (task.waiting and task.is_overdue)
    assert task.state in TaskState and (task.state is not TaskState.IN_TIME or task.closed)


def test_what_a_decision_lacks_to_be_final() -> None:
    assert gaps(decision()) == ()
    assert gaps(Decision("1", "H", MET, " ")) == ("议定内容", "牵头单位", "落实期限")


def test_thresholds_have_a_source_and_a_day() -> None:
    for name in ("decisions.to_meeting", "decisions.extensions", "supervision.letter", "supervision.talk"):
        assert parameter(name, MET).clause and parameter(name, MET).confidence == "unsure"
