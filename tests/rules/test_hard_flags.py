"""难案标志 HF1–HF12: all twelve always answered, from facts of the matter only."""

from __future__ import annotations

import inspect
import runpy
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Trilean
from workbench.domain.finding import Finding
from workbench.reference.parameters import names, parameter
from workbench.rules import evidence, flag_case, flags_content, flags_history
from workbench.rules import hard_flags as public
from workbench.rules.hard_flags import hard_flags, is_stubborn, needs_county_leader
from workbench.rules.separation import separation

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "reader.py"))
CASES = READ["situations"]("hard_flags")
ALL = [f"HF{number}" for number in range(1, 13)]


def flags_of(case: dict) -> tuple[Finding, ...]:
    facts = READ["facts"](case["facts"])
    found = separation(facts.places, departments=facts.departments, systems=facts.systems)
    return hard_flags(
        facts, [READ["clock"](one) for one in case.get("clocks", ())], found, cluster_size=case.get("cluster")
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    flags = flags_of(case)
    assert [flag.rule for flag in flags] == ALL
    told = {flag.rule: flag.outcome.value for flag in flags}
    assert {rule: told[rule] for rule in case["flags"]} == case["flags"]
    assert all(flag.sentence.endswith("。") and flag.clause and flag.change and flag.facts for flag in flags)


def test_every_flag_has_both_answers_among_the_situations() -> None:
    seen = {(rule, answer) for case in CASES for rule, answer in case["flags"].items()}
    assert seen >= {(rule, answer) for rule in ALL for answer in ("是", "否")}


def test_nothing_about_the_petitioners_conduct_is_read() -> None:
    source = "".join(map(inspect.getsource, (public, flag_case, flags_content, flags_history, evidence)))
    assert not [word for word in ("稳控", "缠访", "闹访", "is_anonymous", "channel", "进京") if word in source]


def test_the_evidence_says_what_was_counted() -> None:
    flag = flags_of({"facts": {"records": [{"reg_day": "2022-01-05"}]}})[0]
    assert flag.sentence == (
        "时间跨度长：是。首次信访不晚于2022-01-05，截至2025-06-01，标准为满3年（不晚于2022-06-01）。"
    )


def _flags(held: set[str], unknown: set[str] = frozenset()) -> list[Finding]:
    answers = {
        rule: Trilean.YES if rule in held else Trilean.UNKNOWN if rule in unknown else Trilean.NO for rule in ALL
    }
    return [Finding(rule, answer, "", "") for rule, answer in answers.items()]


def test_stubborn_needs_three_flags_with_a_long_span() -> None:
    assert is_stubborn(_flags({"HF1", "HF5", "HF9"}))
    assert not is_stubborn(_flags({"HF5", "HF6", "HF9", "HF10"}))
    assert not is_stubborn(_flags({"HF1", "HF5"}, unknown={"HF9", "HF12"}))


def test_which_cases_need_a_county_leader() -> None:
    assert needs_county_leader(_flags({"HF4"}))
    assert needs_county_leader(_flags({"HF1", "HF2", "HF3"}))
    assert needs_county_leader(_flags({"HF1", "HF5", "HF9"}))
    assert not needs_county_leader(_flags({"HF2", "HF3", "HF10"}))
    assert not needs_county_leader(_flags({"HF1", "HF2"}, unknown={"HF3", "HF4"}))


def test_overdue_clocks_stand_as_evidence() -> None:
    case = {
        "facts": {"records": [{"reg_day": "2024-05-05"}]},
        "clocks": [{"status": "超期未完成", "due": "2025-05-01"}],
    }
    assert flags_of(case)[8].facts["超期时限"] == "办理60日"


@pytest.mark.parametrize(
    "name", [n for n in names() if n.split(".")[0] in ("separation", "hard_flags", "triggers", "agenda")]
)
def test_every_parameter_has_clause_and_confidence(name: str) -> None:
    found = parameter(name, date(2025, 6, 1))
    assert found.clause and found.confidence in ("certain", "likely", "unsure")


@given(st.integers(0, 60) | st.none(), st.integers(0, 30) | st.none(), st.integers(0, 60), st.integers(0, 30))
def test_learning_the_numbers_never_turns_hf2(involved, households, more_people, more_homes) -> None:
    def answer(people: int | None, homes: int | None) -> Trilean:
        return flags_of({"facts": {"involved": people, "households": homes}})[1].outcome

    people = involved if involved is not None else more_people
    homes = households if households is not None else min(more_homes, people)
    if homes <= people:
        assert answer(involved, households) in (Trilean.UNKNOWN, answer(people, homes))
