"""移交 on the record: offered, taken or declined, each checked anew, each answer bound to its offer."""

from __future__ import annotations

import pytest

from workbench.rules.negotiation import ContestState
from workbench.usecases.hand_over import decline, hand_over_book, offer, take
from workbench.usecases.office import Office
from workbench.usecases.settle_duty import ReceiverRefused, duty_contest, recuse

GIVER, RECEIVER = "清澜县水务局", "清澜县财政局"


@pytest.fixture
def matter(own_office: Office) -> str:
    sql = """SELECT m.matter_id FROM matters m WHERE m.is_open AND NOT m.locked AND m.matter_id NOT IN
        (SELECT matter_id FROM steps WHERE kind IN ('异议', '协商', '移交提出')) ORDER BY m.matter_id LIMIT 1"""
    return str(own_office.edition().query(sql)["matter_id"][0])


def _offer(office: Office, matter: str, **more: str):
    return offer(office, matter, GIVER, RECEIVER, "2026-11-18", **{"reasons": "资金归财政", **more})


def test_offered_and_taken_with_a_receipt(own_office: Office, matter: str) -> None:
    _offer(own_office, matter, basis="三定规定第三条")
    book = hand_over_book(own_office, matter)
    assert [one.answer for one in book.hand_overs] == ["待答复"]
    assert {"移交单位", "接收单位"} <= {one.side for one in book.clocks}
    with pytest.raises(ValueError, match="须写明回执"):
        take(own_office, matter, RECEIVER, "2026-11-19", receipt=" ")
    take(own_office, matter, RECEIVER, "2026-11-19", receipt="收字3号")
    after = hand_over_book(own_office, matter)
    assert [(one.answer, one.receipt) for one in after.hand_overs] == [("已接收", "收字3号")]
    assert after.moves.taken == book.moves.taken + 1 and after.rows[0]["结果反馈"] == "未见"


def test_declined_stays_where_it_was_and_is_contested(own_office: Office, matter: str) -> None:
    _offer(own_office, matter)
    with pytest.raises(ValueError, match="详细说明理由并写明依据"):
        decline(own_office, matter, RECEIVER, "2026-11-19", reasons="无预算科目", basis="")
    decline(own_office, matter, RECEIVER, "2026-11-19", reasons="无预算科目", basis="预算法第十三条")
    found = duty_contest(own_office, matter)
    assert found.state is ContestState.CONTESTED and found.about_acceptance
    assert {claim.unit for claim in found.claims} == {GIVER, RECEIVER}
    with pytest.raises(ValueError, match="没有向清澜县财政局提出、尚未答复的移交"):
        take(own_office, matter, RECEIVER, "2026-11-20", receipt="收字3号")


def test_an_answer_without_an_offer_or_before_it_is_refused(own_office: Office, matter: str) -> None:
    with pytest.raises(ValueError, match="请先登记“移交提出”"):
        take(own_office, matter, RECEIVER, "2026-11-19", receipt="收字3号")
    _offer(own_office, matter)
    before = own_office.store.last_seq()
    with pytest.raises(ValueError, match="早于移交提出日期"):
        take(own_office, matter, RECEIVER, "2026-11-10", receipt="收字3号")
    with pytest.raises(ValueError, match="还没有答复"):
        _offer(own_office, matter)
    assert own_office.store.last_seq() == before


def test_no_hand_over_to_itself_or_without_reasons(own_office: Office, matter: str) -> None:
    with pytest.raises(ValueError, match="不能移交给自己"):
        offer(own_office, matter, GIVER, "水务局", "2026-11-18", reasons="x")
    with pytest.raises(ValueError, match="移交单位、接收单位和理由"):
        _offer(own_office, matter, reasons="")


def test_a_recusal_that_came_meanwhile_stops_the_taking(own_office: Office, matter: str) -> None:
    _offer(own_office, matter)
    recuse(own_office, matter, RECEIVER, is_unit=True, decided_by="县长", why="有直接利害关系")
    with pytest.raises(ReceiverRefused, match="已决定回避"):
        take(own_office, matter, RECEIVER, "2026-11-19", receipt="收字3号")
    assert hand_over_book(own_office, matter).hand_overs[0].answer == "待答复"
