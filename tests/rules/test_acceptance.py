"""检查验收: what stands in the way of an answer, where a unit stands, what the records show."""

from __future__ import annotations

import pytest

from workbench.rules.acceptance import (
    ITEMS,
    Answer,
    State,
    UnitRecords,
    Verdict,
    gaps,
    latest,
    sentence,
    shown,
    state_of,
)


def answers(**said: Verdict) -> dict[str, Answer]:
    return latest(Answer(item, verdict) for item, verdict in said.items())


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, State.NOT_STARTED),
        ({"A1": Verdict.PASSED}, State.UNDER_WAY),
        ({"A1": Verdict.FAILED}, State.UNDER_WAY),
        (dict.fromkeys(ITEMS, Verdict.PASSED), State.PASSED),
        ({**dict.fromkeys(ITEMS, Verdict.PASSED), "A5": Verdict.NOT_APPLICABLE}, State.PASSED),
        ({**dict.fromkeys(ITEMS, Verdict.PASSED), "A3": Verdict.FAILED}, State.FAILED),
    ],
)
def test_a_unit_passes_only_when_every_item_was_decided_and_none_failed(said: dict[str, Verdict], state: State) -> None:
    assert state_of(answers(**said)) is state


def test_the_last_word_on_an_item_stands_and_its_sentence_says_what_is_open() -> None:
    found = latest(
        [
            Answer("A3", Verdict.FAILED),
            Answer("A1", Verdict.PASSED),
            Answer("A3", Verdict.PASSED),
            Answer("A9", Verdict.PASSED),
        ]
    )
    assert list(found) == ["A1", "A3"] and found["A3"].verdict is Verdict.PASSED
    found["A3"] = Answer("A3", Verdict.FAILED)
    assert sentence("甲局", found) == "甲局：进行中，已查 2 / 5 项；不合格：方案；待查：组织机构、化解情况、帮扶救助。"


@pytest.mark.parametrize(
    ("item", "verdict", "evidence", "note", "word"),
    [
        ("A9", "合格", "x", "", "没有“A9”这一项"),
        ("A1", "优秀", "x", "", "“优秀”不认识"),
        ("A1", "合格", " ", "", "须写明依据"),
        ("A2", "不合格", "查了会议记录", "", "缺什么、限期怎么改"),
        ("A5", "不适用", "", "", "写明理由"),
        ("A1", "不适用", "", "没有台账", "对每个单位都适用"),
        ("A4", "不适用", "", "还没到期", "对每个单位都适用"),
    ],
)
def test_an_answer_needs_its_ground(item: str, verdict: str, evidence: str, note: str, word: str) -> None:
    found = gaps(item, verdict, evidence, note)
    assert found and word in found[0]


def test_answers_with_their_ground_may_be_kept() -> None:
    assert gaps("A1", "合格", "查台账原件", "") == () == gaps("A5", "不适用", "", "没有符合条件的事项")
    assert gaps("A2", "不合格", "", "没有专班，12月10日前补") == ()


def test_records_are_shown_with_their_fractions_and_what_is_missing() -> None:
    found = shown(
        UnitRecords(
            ("M1", "M2"),
            ("M1",),
            ("R1", "R2", "R3"),
            (("R2", ("诉求", "登记时间")), ("R3", ("诉求",))),
            ("M1",),
            (),
            ("M2",),
        )
    )
    assert found["A1"] == "事项 2 件、信访件 3 件，要素齐全的 1 / 3 件；缺登记时间 1 件、诉求 2 件。"
    assert found["A4"] == "已化解（扣除反弹）1 / 2 件，尚未化解 1 件。"
    assert "1 / 2" in found["A2"] and "0 / 2" in found["A3"] and "1 / 2" in found["A5"]
    assert set(found) == set(ITEMS) and "—" in shown(UnitRecords())["A4"]
