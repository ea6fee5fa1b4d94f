"""复查复核审查表: two parts that do not stand in for each other, and the flag where only procedure was looked at."""

from __future__ import annotations

import pytest

from workbench.domain.codes import StepKind, Trilean
from workbench.domain.dates import PartialDate
from workbench.domain.facts import RecordFacts, Step
from workbench.rules.review_sheet import (
    FLAG,
    ITEMS,
    Answer,
    Answered,
    Part,
    Round,
    Sheet,
    gaps,
    rounds_of,
    sheet_of,
    shown_by,
    unlooked,
    whole_words,
)


def sheet(*items: str) -> Sheet:
    return sheet_of(Answer(item, Answered.YES, "看过卷宗") for item in items)


def of(part: Part) -> list[str]:
    return [name for name, item in ITEMS.items() if item.part is part]


def step(kind: StepKind, result: str = "维持") -> Step:
    return Step(kind, PartialDate.parse("2026-05-06"), "R1", "市局", detail={"result": result})


def test_both_parts_have_items_each_with_its_article() -> None:
    assert len(of(Part.PROCEDURE)) == 8 == len(of(Part.SUBSTANCE))
    assert all("条" in item.clause and item.asks for item in ITEMS.values())


def test_a_sheet_is_whole_only_when_both_parts_are_answered() -> None:
    assert sheet().state == "未开始" and sheet("P1").state == "审查中"
    assert not sheet(*of(Part.PROCEDURE)).whole and not sheet(*of(Part.SUBSTANCE)).whole
    assert sheet(*ITEMS).whole and sheet(*ITEMS).state == "完整"
    told = whole_words(sheet(*of(Part.PROCEDURE), "S1"))
    assert told == "程序审查 8 / 8 项；实体审查 1 / 8 项，未审查：S2、S3、S4、S5、S6、S7、S8。审查表不完整。"


@pytest.mark.parametrize(
    ("part", "item", "verdict", "basis", "word"),
    [
        ("", "P9", "是", "x", "没有“P9”"),
        ("程序", "S1", "是", "x", "属于实体审查"),
        ("", "P1", "对", "x", "“对”不认识"),
        ("", "S2", "是", " ", "实体审查，无论结论如何"),
        ("", "P1", "否", "", "须写明理由"),
        ("", "P1", "不适用", "", "须写明理由"),
    ],
)
def test_what_an_answer_lacks_is_said(part: str, item: str, verdict: str, basis: str, word: str) -> None:
    assert any(word in one for one in gaps(part, item, verdict, basis))


def test_procedure_in_order_needs_no_words() -> None:
    assert gaps("程序", "P1", "是", "") == () == gaps("实体", "S1", "否", "第三项诉求没有回应")


def test_an_opinion_without_substance_is_flagged_until_the_last_item_is_answered() -> None:
    issued = [step(StepKind.REVIEW_ANSWER)]
    found = unlooked("R1", issued, Round.REVIEW, sheet(*of(Part.PROCEDURE)))
    assert found is not None and (found.rule, found.outcome, found.record_id) == (FLAG, Trilean.YES, "R1")
    assert "没有实体审查的登记" in found.sentence and "2026-05-06" in found.sentence and "三十五条" in found.clause
    part = unlooked("R1", issued, Round.REVIEW, sheet("S1", "S2"))
    assert part is not None and "只答了 2 / 8 项" in part.sentence
    assert unlooked("R1", issued, Round.REVIEW, sheet(*of(Part.SUBSTANCE))) is None


def test_no_flag_without_an_opinion_on_the_matter() -> None:
    assert unlooked("R1", [], Round.REVIEW, sheet()) is None
    for result in ("不予受理", "撤回", "终止"):
        assert unlooked("R1", [step(StepKind.REVIEW_ANSWER, result)], Round.REVIEW, sheet()) is None


def test_a_record_is_at_the_reviews_asked_for_or_answered() -> None:
    assert rounds_of(RecordFacts("R1", steps=(step(StepKind.OPINION),))) == ()
    both = (step(StepKind.REVIEW_ASK), step(StepKind.REREVIEW_ANSWER))
    assert rounds_of(RecordFacts("R1", steps=both)) == (Round.REVIEW, Round.REREVIEW)


def test_clocks_deliveries_and_recusals_stand_beside_their_items() -> None:
    clocks = [{"clock": "C05", "sentence": "超期10日。"}, {"clock": "C08", "sentence": "按期。"}]
    told = shown_by(clocks, ["2026-04-01"], [])
    assert (told["P5"], told["P8"]) == ("超期10日。", "按期。")
    assert told["P6"] == "登记送达：2026-04-01。" and told["P7"] == "没有回避登记。" and "没有可据以核对" in told["P1"]
    assert "S1" not in told
