"""Axis B: what resolves a matter and what does not (spec 5.7, 7.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Pathway, ResolutionState, StepKind, Trilean
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts, Source, Step
from workbench.rules.resolution import ResolutionFinding, resolution_state
from workbench.rules.resolution_stated import read_word

AS_OF = date(2026, 6, 1)
K, R = StepKind, ResolutionState


def day(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def act(kind: StepKind, when: str | None, unit: str = "", **detail: str) -> Step:
    return Step(kind, day(when), "R1", unit, detail=detail)


def matter(steps: Sequence[Step], stated: str = "", reg: str = "2024-01-02", **more: Any) -> MatterFacts:
    record = RecordFacts("R1", pathway=Pathway.PETITION, reg_day=day(reg), steps=tuple(steps))
    return MatterFacts("M1", AS_OF, (record, *more.pop("others", ())), resolution_stated=stated, **more)


def rules(found: ResolutionFinding) -> dict[str, Trilean]:
    return {finding.rule: finding.outcome for finding in found.findings}


RESOLVED = (
    act(K.PLAN, "2024-02-01"),
    act(K.REPORT_DONE, "2024-05-01", "县住建局", approver="副县长"),
    act(K.RESOLVE, "2024-05-10", "县联席办"),
)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([], R.NOT_STARTED),
        ([act(K.PROGRESS, "2024-02-01")], R.WORKING),
        ([act(K.ASSIGN_LEADER, None)], R.WORKING),
        ([*RESOLVED[:2]], R.REPORTED),
        ([*RESOLVED[:2], act(K.SEND_BACK, "2024-05-03")], R.RETURNED),
        ([*RESOLVED[:2], act(K.SEND_BACK, "2024-05-03"), act(K.VISIT, "2024-05-05")], R.WORKING),
        (RESOLVED, R.RESOLVED),
        ([*RESOLVED, act(K.PETITION, "2024-05-10")], R.RESOLVED),
        ([*RESOLVED, act(K.PETITION, "2024-08-01")], R.REBOUND),
        ([*RESOLVED, act(K.PETITION, "2024-08-01"), act(K.MEETING, "2024-08-10")], R.WORKING),
        ([*RESOLVED, act(K.VISIT_BACK, "2024-06-10"), act(K.PROGRESS, "2024-07-10")], R.RESOLVED),
        ([act(K.REMOVE, "2024-05-10", "县联席办")], R.REMOVED),
        ([act(K.REREVIEW_ANSWER, "2024-05-10", result="维持")], R.ENDED_UNRESOLVED),
        ([act(K.REREVIEW_ANSWER, "2024-05-10", result="维持"), act(K.PROGRESS, "2024-06-01")], R.ENDED_UNRESOLVED),
        ([act(K.REREVIEW_ANSWER, "2024-05-10", result="责令重办")], R.NOT_STARTED),
        ([*RESOLVED, act(K.REREVIEW_ANSWER, "2024-06-10", result="维持")], R.RESOLVED),
        ([act(K.REREVIEW_ANSWER, "2024-01-10", result="维持"), *RESOLVED], R.RESOLVED),
        ([act(K.PLAN, "2027-01-01")], R.NOT_STARTED),
    ],
)
def test_the_fold(steps: Sequence[Step], state: ResolutionState) -> None:
    assert resolution_state(matter(steps)).state is state


@pytest.mark.parametrize("kind", [K.CLOSE, K.OPINION, K.DELIVER, K.REFUSE, K.NO_LONGER_ACCEPT, K.HAND_OFF, K.WITHDRAW])
def test_the_end_of_procedure_resolves_nothing(kind: StepKind) -> None:
    found = resolution_state(matter([act(K.PLAN, "2024-02-01"), act(kind, "2024-03-01")]))
    assert found.state is R.WORKING
    assert found.state.is_open


@pytest.mark.parametrize(
    ("word", "state", "rule"),
    [
        ("已化解", R.RESOLVED, "RESOLVED_NO_DAY"),
        ("是", R.RESOLVED, "RESOLVED_NO_DAY"),
        ("4 已化解", R.RESOLVED, "RESOLVED_NO_DAY"),
        ("4", R.RESOLVED, "RESOLVED_NO_DAY"),
        ("已息访", R.RESOLVED, "RESOLUTION_WORD"),
        ("化解中", R.WORKING, None),
        ("部分化解", R.WORKING, None),
        ("未化解", R.NOT_STARTED, None),
        ("否", R.NOT_STARTED, None),
        ("三级终结", R.ENDED_UNRESOLVED, None),
        ("6 程序终结未化解", R.ENDED_UNRESOLVED, None),
        ("报结待审", R.REPORTED, None),
        ("审核退回", R.RETURNED, None),
        ("核减", R.REMOVED, None),
        ("反弹", R.REBOUND, None),
        ("已办结", R.NOT_STARTED, "RESOLUTION_WORD"),
        ("△", R.NOT_STARTED, "RESOLUTION_WORD"),
        ("", R.NOT_STARTED, None),
    ],
)
def test_the_ledgers_word_where_no_act_decides(word: str, state: ResolutionState, rule: str | None) -> None:
    found = resolution_state(matter([], word))
    assert (found.state, found.stated) == (state, word)
    assert rule in rules(found) if rule else not found.findings


def test_unresolved_with_a_plan_or_a_leader_is_at_work() -> None:
    assert resolution_state(matter([], "未化解", plan="分期兑付")).state is R.WORKING
    assert resolution_state(matter([], "未化解", leader_post="副县长")).state is R.WORKING


def test_an_act_outweighs_the_word_and_the_difference_is_told() -> None:
    found = resolution_state(matter(RESOLVED, "未化解"))
    assert (found.state, found.stated) == (R.RESOLVED, "未化解")
    assert "台账化解状态写“未化解”" in next(one for one in found.findings if one.rule == "RESOLUTION_DIFFERS").sentence
    assert "RESOLUTION_DIFFERS" not in rules(resolution_state(matter(RESOLVED, "已化解")))
    assert "RESOLUTION_DIFFERS" not in rules(resolution_state(matter(RESOLVED[:2], "化解中")))


def test_a_new_record_after_resolution_is_a_rebound() -> None:
    new = RecordFacts("R2", reg_day=day("2024-08-01"))
    found = resolution_state(matter(RESOLVED, others=(new,)))
    assert (found.state, found.since) == (R.REBOUND, date(2024, 8, 1))
    told = next(one for one in found.findings if one.rule == "REBOUND")
    assert (told.outcome, told.record_id) == (Trilean.YES, "R2")


def test_a_letter_sent_before_and_registered_after_is_no_rebound() -> None:
    sent = Step(K.PETITION, day("2024-05-08"), "R2")
    entered = Step(K.REGISTER, day("2024-05-15"), "R2")
    new = RecordFacts("R2", reg_day=day("2024-05-15"), steps=(sent, entered))
    assert resolution_state(matter(RESOLVED, others=(new,))).state is R.RESOLVED


def test_overlapping_inexact_days_are_put_to_a_person() -> None:
    steps = [*RESOLVED[:2], act(K.RESOLVE, "2024-05", "县联席办"), act(K.PETITION, "2024-05-20")]
    found = resolution_state(matter(steps))
    assert found.state is R.RESOLVED
    assert rules(found)["REBOUND"] is Trilean.UNKNOWN


def test_what_closing_lacks_is_named() -> None:
    found = resolution_state(matter(RESOLVED))
    gates = next(one for one in found.findings if one.rule == "RESOLVE_GATES")
    assert gates.outcome is Trilean.UNKNOWN
    assert all(word in gates.sentence for word in ("处理意见书", "意见书送达", "回访", "信访人意见"))
    assert "签批" not in gates.sentence and "审核。" not in gates.sentence
    own = [*RESOLVED[:2], act(K.RESOLVE, "2024-05-10", "县住建局")]
    assert "经办以外的单位审核" in next(
        one.sentence for one in resolution_state(matter(own)).findings if one.rule == "RESOLVE_GATES"
    )


def test_acts_out_of_order_are_told_unless_a_ledger_only_states_the_outcome() -> None:
    assert "RESOLUTION_ORDER" in rules(resolution_state(matter([act(K.RESOLVE, "2024-05-10")])))
    stated = Step(K.RESOLVE, day("2024-05-10"), "R1", source=Source("台账.xlsx", "Sheet1", 5))
    assert "RESOLUTION_ORDER" not in rules(resolution_state(matter([stated])))


def test_removal_needs_approval() -> None:
    assert "REMOVE_NO_APPROVAL" in rules(resolution_state(matter([act(K.REMOVE, "2024-05-10")])))
    approved = act(K.REMOVE, "2024-05-10", approver="联席办主任")
    assert "REMOVE_NO_APPROVAL" not in rules(resolution_state(matter([approved])))


@pytest.mark.parametrize("state", ResolutionState)
def test_every_code_value_reads_as_itself(state: ResolutionState) -> None:
    word = read_word(state.value)
    assert word is not None and word.state is state


STEPS = st.lists(
    st.builds(
        lambda kind, when: Step(kind, when, "R1", "县联席办"),
        st.sampled_from(StepKind),
        st.none() | st.dates(date(2022, 6, 1), date(2026, 5, 1)).map(lambda when: day(when.isoformat())),
    ),
    max_size=12,
)


@given(STEPS, st.sampled_from(["", "已化解", "未化解", "已办结", "终结"]))
def test_any_steps_give_a_state_and_replaying_gives_the_same(steps: list[Step], word: str) -> None:
    found = resolution_state(matter(steps, word))
    assert resolution_state(matter(steps, word)) == found
    assert all(one.sentence.endswith("。") and one.clause for one in found.findings)


@given(STEPS)
def test_nothing_but_resolve_resolves(steps: list[Step]) -> None:
    others = [one for one in steps if one.kind is not K.RESOLVE]
    assert resolution_state(matter(others, "已办结")).state is not R.RESOLVED
