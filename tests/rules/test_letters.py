"""What a letter must have, and how often a matter was ordered to be handled."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts, Step
from workbench.rules.letters import (
    FOR_HANDLERS,
    NUMBERED,
    OWN_WORDS,
    REASONS,
    SIGNED,
    Asked,
    Letter,
    LetterKind,
    letter_gaps,
    order_meant,
    orders_of,
    times_ordered,
)

K, DAY, UNIT, OTHER = LetterKind, date(2026, 11, 22), "清澜县财政局", "清澜县水务局"


def asked(kind: LetterKind, **changed: Any) -> Asked:
    own = {"delisting": "补发到位"} if kind is K.LISTED else {}
    return Asked(kind, DAY, **{"unit": UNIT, "number": "清联督〔2026〕3号", "signer": "副县长", "own": own, **changed})


@pytest.mark.parametrize("kind", K)
def test_a_whole_letter_has_no_gaps(kind: LetterKind) -> None:
    assert letter_gaps(asked(kind, due=date(2026, 12, 7))) == ()
    assert set(OWN_WORDS) == set(K)


@pytest.mark.parametrize("kind", K)
def test_which_need_unit_number_and_signer(kind: LetterKind) -> None:
    assert bool(letter_gaps(asked(kind, number=""))) is (kind in NUMBERED)
    assert bool(letter_gaps(asked(kind, signer=" "))) is (kind in SIGNED)
    assert letter_gaps(asked(kind, unit=""))
    assert NUMBERED == FOR_HANDLERS and K.TALK in SIGNED and K.OPINION not in SIGNED


@pytest.mark.parametrize(
    ("number", "good"),
    [("清联督〔2026〕3号", True), ("督[2026]3号", True), ("清联督（2026）第12号", True), ("清联督〔2025〕3号", False),
     ("3号", False), ("清联督2026-3", False), ("〔2026〕3号", False), ("清联督〔2026〕3", False)],
)  # fmt: skip
def test_numbers(number: str, good: bool) -> None:
    assert (letter_gaps(asked(K.ORDER, number=number)) == ()) is good


@pytest.mark.parametrize(
    ("kind", "due", "word"),
    [(K.ORDER, date(2026, 11, 21), "已经过去"), (K.ORDER, date(2027, 6, 1), ""), (K.SUPERVISE, date(2026, 12, 7), ""),
     (K.SUPERVISE, date(2026, 12, 8), "15日以内"), (K.LISTED, date(2026, 12, 8), "15日以内"), (K.SUPERVISE, date(2026, 11, 1), "已经过去")],
)  # fmt: skip
def test_limits(kind: LetterKind, due: date, word: str) -> None:
    gaps = letter_gaps(asked(kind, due=due))
    assert (gaps == ()) is (not word) and (not word or word in gaps[0])


@pytest.mark.parametrize(
    ("unit", "inner"),
    [("清澜县财政局信访科", True), ("清澜县财政局办公室", True), ("清澜县人民政府信访股", True), ("云栖镇人民政府综治办公室", False),
     ("清澜县财政局", False), ("清澜县人民政府办公室", False), ("清澜县公安局云栖派出所", False)],
)  # fmt: skip
def test_own_seal(unit: str, inner: bool) -> None:
    for kind in (K.OPINION, K.REPORT):
        assert ("内设机构" in "".join(letter_gaps(asked(kind, unit=unit)))) is inner
    assert letter_gaps(asked(K.ORDER, unit=unit)) == ()


@pytest.mark.parametrize("word", ["给予处分", "予以问责", "免职", "追究有关人员责任", "一票否决"])
def test_a_talk_never_names_a_sanction(word: str) -> None:
    (said,) = letter_gaps(asked(K.TALK, own={"text": f"建议{word}"}))
    assert "请删去" in said and "第三十九条" in said


def test_causes_and_words_are_those_known() -> None:
    assert all(letter_gaps(asked(K.SUPERVISE, own={"reason": reason})) == () for reason in REASONS)
    assert "不在可用之列" in letter_gaps(asked(K.SUPERVISE, own={"reason": "态度差"}))[0]
    assert "没有“sanction”这一项" in letter_gaps(asked(K.TALK, own={"sanction": "x"}))[0]
    assert letter_gaps(asked(K.LISTED, own={})) == ("挂牌督办须写明摘牌条件",)
    assert letter_gaps(asked(K.LISTED, own={}, of_task=True)) == ()


# --- how often -----------------------------------------------------------------------------------------------------------


def sent_on(day: str, unit: str = UNIT, **detail: str) -> Step:
    return Step(StepKind.FORWARD, PartialDate.parse(day), "R000001", "县信访局", unit, detail=detail)


def facts(*steps: Step, stated: int | None = None) -> MatterFacts:
    record = RecordFacts("R000001", assign_times=stated, steps=steps)
    return MatterFacts("M-R000001", DAY, (record,), lead_unit=UNIT)


def letter(number: str, unit: str = UNIT, day: date = DAY) -> Letter:
    return Letter("e1", K.ORDER, "M-R000001", "", unit, number, "主任", day, None, "f.docx")


def nth(matter: MatterFacts, unit: str, number: str, *sent: Letter) -> int:
    orders = orders_of(matter, sent)
    return times_ordered(matter, orders, order_meant(orders, unit, number))


def test_forwards_to_petition_offices_and_plain_transfers_are_no_orders() -> None:
    matter = facts(
        sent_on("2026-01-01", "清澜县信访局"), sent_on("2026-01-02", mode="转送"), sent_on("2026-01-03", mode="交办")
    )
    assert [one.day and one.day.text for one in orders_of(matter)] == ["2026-01-03"]


def test_the_first_second_and_third_order() -> None:
    assert nth(facts(), UNIT, "清联交〔2026〕1号") == 1
    once = facts(sent_on("2026-01-03", number="清联交〔2026〕1号"))
    assert nth(once, UNIT, "清联交[2026]1号") == 1 and nth(once, UNIT, "清联交〔2026〕2号") == 2
    assert nth(once, OTHER, "清联交〔2026〕2号") == 2
    assert nth(once, UNIT, "清联交〔2026〕3号", letter("清联交〔2026〕2号")) == 3


def test_an_order_without_a_number_is_the_one_the_paper_prints() -> None:
    once = facts(sent_on("2026-01-03"))
    assert nth(once, UNIT, "清联交〔2026〕1号") == 1
    assert nth(once, UNIT, "清联交〔2026〕1号", letter("清联交〔2026〕1号")) == 1
    assert nth(once, OTHER, "清联交〔2026〕1号") == 2


def test_the_ledgers_count_stands_where_it_is_more() -> None:
    assert nth(facts(sent_on("2026-01-03"), stated=3), UNIT, "清联交〔2026〕1号") == 3
    assert nth(facts(sent_on("2026-01-03", number="甲〔2026〕1号"), stated=3), UNIT, "清联交〔2026〕1号") == 4
    assert nth(facts(stated=2), UNIT, "清联交〔2026〕1号") == 3
