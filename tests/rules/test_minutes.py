"""States of the minutes: situations, and numbers that are of their kind only once."""

from __future__ import annotations

import runpy
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.rules.decisions import Decision
from workbench.rules.minutes import (
    MinutesAct,
    MinutesFacts,
    MinutesState,
    minutes_gaps,
    next_number,
    next_state,
    plain_number,
)

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "reader.py"))
CASES = READ["situations"]("minutes")


def decisions(given: list[dict]) -> list[Decision]:
    usual = {"text": "补发安置费", "unit": "甲局", "due": date(2026, 10, 31)}
    return [Decision(f"H-{number}", "H", date(2026, 10, 12), **{**usual, **one}) for number, one in enumerate(given, 1)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    state = MinutesState(case["state"]) if case["state"] else None
    facts = MinutesFacts(state, decisions(case.get("decisions", [{}])), case.get("chair", "县委副书记"),
                         case.get("convenors", ["县委副书记", "副县长"]), ["〔2026〕第2期", "〔2025〕第9期"])  # fmt: skip
    act = MinutesAct(case["act"])
    said = minutes_gaps(facts, act, number=case.get("number", ""), by=case.get("by", ""), note=case.get("note", ""))
    assert len(said) == len(case["lacks"])
    assert all(word in sentence for word, sentence in zip(case["lacks"], said, strict=True))
    if not case["lacks"]:
        assert next_state(state, act) == case["then"]


@given(st.lists(st.sampled_from(list(MinutesAct)), max_size=20))
def test_nothing_but_a_correction_leaves_the_printed_state(deeds: list[MinutesAct]) -> None:
    state: MinutesState | None = None
    for act in deeds:
        new = next_state(state, act)
        if state is MinutesState.ISSUED and new is not None:
            assert act is MinutesAct.CORRECT and new is MinutesState.DRAFT
        if new is MinutesState.ISSUED:
            assert state is MinutesState.SIGNED
        state = new or state


@given(st.lists(st.integers(1, 400), unique=True), st.integers(2020, 2030))
def test_the_next_number_is_never_one_in_use(taken: list[int], year: int) -> None:
    used = [f"〔{year}〕第{number}期" for number in taken]
    new = next_number(year, used)
    assert new not in used and plain_number(new) == new and next_number(year + 1, used) == f"〔{year + 1}〕第1期"


@pytest.mark.parametrize(
    ("written", "plain"),
    [("〔2026〕第3期", "〔2026〕第3期"), ("( 2026 )第03期", "〔2026〕第3期"), ("2026年第3期", None), ("", None), ("〔26〕第3期", None)],
)  # fmt: skip
def test_a_number_is_read_however_it_is_typed(written: str, plain: str | None) -> None:
    assert plain_number(written) == plain
