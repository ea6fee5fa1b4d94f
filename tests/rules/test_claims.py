"""逐项诉求: splitting, numbers that stay, and what must come of a claim once a person has classed it."""

from __future__ import annotations

import runpy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.case import EMPTY, Legitimacy
from workbench.domain.codes import Trilean
from workbench.rules.claims import asked_in, claim_findings, claims_of, mention, required_outputs, similarity

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "closing_reader.py"))
TEXTS = READ["situations"]("closing_claims")
OUTPUTS = READ["situations"]("closing_outputs")
ON = date(2025, 6, 1)


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case["name"])
def test_texts(case: dict[str, Any]) -> None:
    if "claims" in case:
        assert list(asked_in(case["text"])) == case["claims"]
    else:
        assert mention(case["claim"], case["opinion"], ON).answer.value == case["answer"]


@pytest.mark.parametrize("case", OUTPUTS, ids=lambda case: case["name"])
def test_outputs(case: dict[str, Any]) -> None:
    facts = READ["facts"]({"records": [{"steps": case.get("steps", [])}]})
    file = READ["case_file"]({"诉求": [{"number": 1, **case["诉求"]}]})
    found = required_outputs(facts, file, claims_of(facts, file))
    assert {one.output: one.there.value for one in found} == case["outputs"]
    owed = [one for one in found if one.there is not Trilean.YES]
    assert [one.sentence for one in owed] == [one.sentence for one in claim_findings(facts, file, ON)]


def test_nothing_is_judged_before_a_person_says_so() -> None:
    facts = READ["facts"]({"records": [{"claim": "要求补发差额", "legit": "不合理"}]})
    assert [one.legitimacy for one in claims_of(facts, EMPTY)] == [Legitimacy.UNDECIDED]


def test_what_persons_said_stands_and_numbers_stay() -> None:
    first = {"claim": "1.补发征地补偿差额；2.公开征地批文", "reg_day": "2024-01-01"}
    later = {"claim": "要求公开征地批文。请求落实社会保险", "reg_day": "2025-01-01"}
    said = READ["case_file"]({"诉求": [{"number": 2, "text": "公开征地批文和补偿方案", "result": "支持"}]})
    one, both = (READ["facts"]({"records": records}) for records in ([first], [first, later]))
    assert [(c.number, c.text, c.record_id) for c in claims_of(one, EMPTY)] == [
        ("1", "补发征地补偿差额", "R1"), ("2", "公开征地批文", "R1")]  # fmt: skip
    told = {claim.number: claim for claim in claims_of(both, said)}
    assert list(told) == ["1", "2", "3"]
    assert (told["2"].text, told["2"].result, told["2"].record_id) == ("公开征地批文和补偿方案", "支持", "R1")
    assert told["3"].record_id == "R2" and told["1"].said is None


def test_money_paid_on_no_basis_is_to_be_checked() -> None:
    paid = {"steps": [{"kind": "履行", "day": "2025-03-01", "text": "支付困难补助款2万元"}]}
    facts = READ["facts"]({"records": [paid]})
    found = claim_findings(facts, EMPTY, ON)
    assert [one.rule for one in found] == ["CLAIM_BASIS"] and "请核对" in found[0].sentence
    assert claim_findings(facts, READ["case_file"]({"诉求": [{"number": 1, "basis": "临时救助办法第六条"}]}), ON) == ()


@given(st.lists(st.text(alphabet="补偿款征地工资养老公开账目", min_size=2, max_size=12), min_size=2, max_size=6))
def test_numbered_claims_come_back_one_by_one(asked: list[str]) -> None:
    text = "；".join(f"{number}.{one}" for number, one in enumerate(asked, 1)) + "。"
    assert list(asked_in(text)) == asked


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_even_and_bounded(one: str, other: str) -> None:
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1
