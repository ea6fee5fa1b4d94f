"""What one ledger row says was done: loosely written cells, and nothing that no cell says."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from workbench.domain.codes import StepKind
from workbench.domain.facts import Step
from workbench.domain.tables import RECORDS
from workbench.review.ledger_steps import affirmed, extension_days, ledger_steps, supervise_count

DAY = date(2024, 3, 1)


def row(**values: Any) -> dict[str, Any]:
    """A record of the edition with these cells and no others."""
    return {**dict.fromkeys(RECORDS), "record_id": "R1", "file": "台账.xlsx", "sheet": "一", "row": 5, **values}


def steps(*kinds: StepKind, **values: Any) -> list[Step]:
    """The steps of such a row; of these kinds only, if any are named."""
    return [step for step in ledger_steps(row(**values)) if not kinds or step.kind in kinds]


def days(found: list[Step]) -> list[str]:
    return [step.day.text if step.day else "" for step in found]


def test_an_empty_row_says_nothing() -> None:
    assert ledger_steps(row()) == ()


def test_the_procedure_in_its_order_with_its_source() -> None:
    found = steps(petition_date=DAY, reg_time=DAY, assign_time=date(2024, 3, 4), accept_date=date(2024, 3, 8),
                  reg_office="甲县信访局", to_office="住建局", lead_unit="住建局", done_date=date(2024, 4, 1),
                  opinion_no="甲信处〔2024〕1号", delivered="2024-04-02当面送达，签收", petition_state="已办结")  # fmt: skip
    kinds = ["信访", "登记", "转送交办", "受理", "出具意见书", "送达", "办结"]
    assert [step.kind.value for step in found] == kinds
    assert days(found) == [
        "2024-03-01",
        "2024-03-01",
        "2024-03-04",
        "2024-03-08",
        "2024-04-01",
        "2024-04-02",
        "2024-04-01",
    ]
    assert (found[2].unit, found[2].target) == ("甲县信访局", "住建局")
    assert {str(step.source) for step in found} == {"台账.xlsx〔一〕5"}


def test_the_first_petition_counts_and_an_inexact_day_stays_so() -> None:
    found = steps(StepKind.PETITION, petition_date=DAY, inexact_days=json.dumps({"first_date": "2019-06"}))
    assert days(found) == ["2019-06", "2024-03-01"]
    assert found[0].detail["first"] == "是" and found[0].exact is None
    assert len(steps(StepKind.PETITION, petition_date=DAY, first_date=DAY)) == 1


@pytest.mark.parametrize(
    ("delivered", "day", "signed"),
    [
        ("2023-05-01", "2023-05-01", ""),
        ("当面 2023-05-01", "2023-05-01", ""),
        ("2023年5月1日邮寄送达，签收", "2023-05-01", "签收"),
        ("2023.5.1 拒收", "2023-05-01", "拒收"),
        ("2023-02-30送达", "", ""),
        ("是", "", ""),
        ("送达方式：当面送达；送达时间：2023-05-01", "2023-05-01", ""),
    ],
)
def test_delivered(delivered: str, day: str, signed: str) -> None:
    (step,) = steps(StepKind.DELIVER, delivered=delivered)
    assert days([step]) == [day] and step.detail["signed"] == signed


@pytest.mark.parametrize(
    "delivered", ["0", "未", "未送达", "否", "无", "尚未送达", "/", "", None, "是否送达：否；送达时间："]
)
def test_not_delivered(delivered: str | None) -> None:
    assert steps(StepKind.DELIVER, delivered=delivered) == []


@pytest.mark.parametrize(
    ("state", "done", "kind"),
    [
        ("已办结", DAY, "办结"),
        ("", DAY, "办结"),
        ("已办结", None, "办结"),
        ("未办结", DAY, ""),
        ("办理中", DAY, ""),
        ("已受理", DAY, ""),
        ("", None, ""),
        ("不予受理", DAY, "不予受理"),
        ("不再受理", None, "不再受理"),
    ],
)
def test_how_handling_ended(state: str, done: date | None, kind: str) -> None:
    found = steps(StepKind.CLOSE, StepKind.REFUSE, StepKind.NO_LONGER_ACCEPT, petition_state=state, done_date=done)
    assert [step.kind.value for step in found] == ([kind] if kind else [])
    assert [step.exact for step in found] == ([done] if kind else [])


@pytest.mark.parametrize(
    ("word", "resolved"),
    [
        ("已化解", True),
        ("已销号", True),
        ("是", True),
        ("未销号", False),
        ("化解中", False),
        ("办结", False),
        ("反弹", False),
    ],
)
def test_only_a_word_of_resolution_resolves(word: str, resolved: bool) -> None:
    assert bool(steps(StepKind.RESOLVE, resolve_state=word, done_date=DAY)) is resolved
    assert steps(StepKind.RESOLVE, resolve_state=word) == []


@pytest.mark.parametrize(
    ("cell", "day", "detail"),
    [
        ("延期30日（2024-03-01批准）", "2024-03-01", {"days": "30"}),
        ("2024年3月1日批准延期20天", "2024-03-01", {"days": "20"}),
        ("30", "", {"days": "30"}),
        ("延期至2024年4月9日", "", {"due": "2024-04-09"}),
        ("2024-04-09", "", {"due": "2024-04-09"}),
        ("是", "", {}),
        ("是否延期：是；延期天数：15；延期至：2024-04-09", "", {"days": "15"}),
    ],
)
def test_extension(cell: str, day: str, detail: dict[str, str]) -> None:
    (step,) = steps(StepKind.EXTEND, extend=cell)
    assert days([step]) == [day] and dict(step.detail) == detail


def test_no_extension() -> None:
    assert [steps(StepKind.EXTEND, extend=cell) for cell in ("否", "未延期", "0", "无", "是否延期：否", None)] == [
        []
    ] * 6


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("维持", [("申请复查", "", ""), ("复查意见", "", "维持")]),
        ("复查中", [("申请复查", "", "")]),
        ("2023-05-01申请，2023-05-28维持", [("申请复查", "2023-05-01", ""), ("复查意见", "2023-05-28", "维持")]),
        ("2023-05-28撤销原意见，责令重办", [("申请复查", "", ""), ("复查意见", "2023-05-28", "责令重办")]),
        ("2023-05-01提出申请", [("申请复查", "2023-05-01", "")]),
        ("2023-02-30申请复查", [("申请复查", "", "")]),
        ("不予受理", [("申请复查", "", ""), ("复查意见", "", "不予受理")]),
        ("未申请", []),
        ("否", []),
        ("不申请复查", []),
    ],
)
def test_review(cell: str, expected: list[tuple[str, str, str]]) -> None:
    found = steps(StepKind.REVIEW_ASK, StepKind.REVIEW_ANSWER, review=cell)
    shown = zip(found, days(found), strict=True)
    assert [(step.kind.value, day, step.detail.get("result", "")) for step, day in shown] == expected


@pytest.mark.parametrize(
    ("cell", "count"),
    [("督办3次", 3), ("是", 1), ("2", 2), ("未督办", 0), ("否", 0), ("2023-05-01、2023-06-01", 2), ("0", 0), (None, 0)],
)
def test_supervision(cell: str | None, count: int) -> None:
    assert supervise_count(cell) == count == len(steps(StepKind.SUPERVISE, supervise=cell))


def test_handed_on_is_known_from_the_unit_even_without_a_day() -> None:
    (step,) = steps(StepKind.FORWARD, lead_unit="住建局", reg_office="甲县信访局")
    assert step.day is None and step.target == "住建局"
    assert not steps(StepKind.FORWARD, lead_unit="住建局", reg_office="甲县信访局", petition_state="已登记")
    assert not steps(StepKind.FORWARD, lead_unit="柳镇人民政府", reg_office="柳镇人民政府")


def test_words_that_deny() -> None:
    assert [affirmed(cell) for cell in ("未回访", "没有", "", None, "不服，已申请", "不同意")] == [
        "",
        "",
        "",
        "",
        "不服，已申请",
        "",
    ]
    assert extension_days("2024年3月1日") == 0


def test_mediation_before_petition_is_no_petition() -> None:
    found = steps(channel="访前调解", petition_date=DAY, reg_time=date(2024, 3, 3), reg_office="甲镇调委会", lead_unit="住建局",
                  to_office="住建局", accept_date=DAY, opinion="未达成一致", done_date=date(2024, 3, 20))  # fmt: skip
    assert [(step.kind, step.unit, step.text) for step in found] == [
        (StepKind.MEDIATE, "甲镇调委会", ""), (StepKind.MEDIATE, "甲镇调委会", "未达成一致")
    ]  # fmt: skip
    assert days(found) == ["2024-03-01", "2024-03-20"] and {step.detail["way"] for step in found} == {"访前调解"}
    (alone,) = steps(channel="访前调解", reg_time=DAY, lead_unit="住建局", opinion="达成协议")
    assert (alone.day and alone.day.text, alone.unit, alone.text) == ("2024-03-01", "住建局", "达成协议")
