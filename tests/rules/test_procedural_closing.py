"""程序性办结 PD1–PD12: the situations a jurist can read, the words a flag rests on, and nothing about a person."""

from __future__ import annotations

import ast
import inspect
import runpy
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.case import EMPTY
from workbench.domain.codes import Trilean
from workbench.domain.facts import MatterFacts, RecordFacts
from workbench.domain.finding import Finding
from workbench.reference.parameters import names, parameter
from workbench.rules import (
    claim_text,
    claims,
    closing_gate,
    evidence,
    flag_case,
    flags_content,
    flags_history,
    gate_checks,
    hard_flags,
    pd_case,
    pd_course,
    pd_outcome,
    pd_text,
    procedural_closing,
    rebound,
)
from workbench.rules.pd_context import NOTHING, ClosingContext, Twin, UnitDays
from workbench.rules.separation import separation

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "closing_reader.py"))
CASES = READ["situations"]("pd_flags")
ON = date(2025, 6, 1)
ROOMS = (claim_text, claims, closing_gate, evidence, flag_case, flags_content, flags_history, gate_checks, hard_flags, pd_case,
         pd_course, pd_outcome, pd_text, procedural_closing, rebound)  # fmt: skip


def context(given: dict[str, Any]) -> ClosingContext:
    units = {
        record: UnitDays(**{**days, "day": date.fromisoformat(days["day"])})
        for record, days in given.get("units", {}).items()
    }
    twins = {record: Twin(**twin) for record, twin in given.get("twins", {}).items()}
    return ClosingContext(twins, units, {one: tuple(others) for one, others in given.get("signatures", {}).items()})


def flags_of(case: dict[str, Any]) -> tuple[Finding, ...]:
    file = READ["case_file"](case.get("卷宗", {}))
    return procedural_closing.procedural_closing(READ["facts"](case["facts"]), file, context(case.get("比对", {})), ON)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict[str, Any]) -> None:
    found = {flag.rule: flag for flag in flags_of(case)}
    told = {rule: flag.outcome.value for rule, flag in found.items()}
    unseen = {"PD6"} if "PD6" not in case["flags"] and told.get("PD6") == "待核" else set()
    assert {rule: answer for rule, answer in told.items() if rule not in unseen} == case["flags"]
    for rule, words in case.get("原文", {}).items():
        assert found[rule].facts["原文"] == words
    for rule, words in case.get("句", {}).items():
        assert words in found[rule].sentence
    for flag in found.values():
        assert flag.sentence.endswith("请核对。") and flag.clause and flag.change and flag.facts and flag.record_id


def test_every_flag_is_raised_and_not_raised_among_the_situations() -> None:
    raised = {rule for case in CASES for rule, answer in case["flags"].items() if answer == "是"}
    assert raised == set(procedural_closing.RULES)
    assert sum(not case["flags"] for case in CASES) >= 20


def test_the_passage_is_where_it_says() -> None:
    text = "经了解，已转双江镇调查处理。"
    case = {
        "facts": {"records": [{"opinion": text, "pathway": "P4", "steps": [{"kind": "办结", "day": "2025-02-01"}]}]}
    }
    flag = next(flag for flag in flags_of(case) if flag.rule == "PD3")
    start, end = map(int, flag.facts["位置"].split("-"))
    assert text[start:end] == flag.facts["原文"] == "已转"
    assert flag.sentence == "以过程代结论：信访件R1，办结意见写“已转”，只说明正在办，没有结论，请核对。"


def test_a_context_survives_being_kept_as_text() -> None:
    given = context({"twins": {"R1": {"matter_id": "M9", "case_no": "Q9", "similarity": 0.95, "claim": "要求修路"}},
                     "units": {"R1": {"unit": "甲局", "day": "2025-02-01", "same_day": 6, "near": 1, "dated": 9, "is_near": True}},
                     "signatures": {"F1": ["M2", "M3"]}})  # fmt: skip
    assert ClosingContext.from_json(given.as_json()) == given
    assert ClosingContext.from_json("") == ClosingContext.from_json(NOTHING.as_json()) == NOTHING and not NOTHING


# --- never about a person -----------------------------------------------------------------------------------------------

CONDUCT = "缠访闹访，多次进京越级上访，扬言滋事，被稳控劝返，态度恶劣，精神异常"
OWNED = frozenset(
    {"claim", "opinion", "opinion_no", "ptr_opinion", "satisfaction_unit", "stated_state", "lead_unit", "case_no"}
)
"""Free text fields a rule reads: what is asked, what a unit wrote, and the rating of T§21②."""
NEVER = frozenset(
    {"summary", "channel", "is_anonymous", "first_national", "satisfaction_office", "legit", "timely", "headcount"}
)


def _free_texts(kind: type) -> list[str]:
    return [one.name for one in fields(kind) if one.type == "str" and one.name not in OWNED]


def _all_flags(facts: MatterFacts) -> tuple[Finding, ...]:
    apart = separation(facts.places, departments=facts.departments, systems=facts.systems)
    return (*hard_flags.hard_flags(facts, (), apart), *procedural_closing.procedural_closing(facts, EMPTY, NOTHING, ON))


@pytest.mark.parametrize("case", CASES[::4], ids=lambda case: case["name"])
def test_words_about_conduct_change_nothing(case: dict[str, Any]) -> None:
    facts = READ["facts"](case["facts"])
    soiled = [name for name in _free_texts(RecordFacts) if name not in ("record_id",)]
    assert {"summary", "legit", "timely", "satisfaction_office"} <= set(soiled)
    records = tuple(replace(record, **dict.fromkeys(soiled, CONDUCT)) for record in facts.records)
    told = replace(facts, records=records, place_label=CONDUCT, team=CONDUCT, stated_cross=CONDUCT)
    assert _all_flags(told) == _all_flags(facts)


def test_no_flag_reads_a_field_about_the_petitioner() -> None:
    """Every attribute named in the modules of the flags, against the fields of a record that are none of their business."""
    read = {
        node.attr
        for room in ROOMS
        for node in ast.walk(ast.parse(inspect.getsource(room)))
        if isinstance(node, ast.Attribute)
    }
    known = {one.name for one in fields(RecordFacts)}
    assert read & known >= {"claim", "opinion", "pathway", "steps"}
    assert read & NEVER == {"headcount"}  # HF2 counts people, and reads nothing else about them
    pd_rooms = (pd_case, pd_course, pd_outcome, pd_text, procedural_closing)
    of_pd = {
        node.attr
        for room in pd_rooms
        for node in ast.walk(ast.parse(inspect.getsource(room)))
        if isinstance(node, ast.Attribute)
    }
    assert not of_pd & (NEVER | {"ptr_opinion", "satisfaction_unit"})
    words = "".join(inspect.getsource(room) for room in ROOMS)
    assert not [word for word in ("稳控", "缠访", "闹访", "进京", "态度恶劣") if word in words]


@pytest.mark.parametrize("name", [name for name in names() if name.startswith("closing.")])
def test_every_parameter_has_clause_and_confidence(name: str) -> None:
    found = parameter(name, ON)
    assert found.clause and found.confidence in ("certain", "likely", "unsure")


def test_unknown_is_said_as_unknown() -> None:
    outcomes = {answer for case in CASES for answer in case["flags"].values()}
    assert outcomes == {Trilean.YES.value, Trilean.UNKNOWN.value}
