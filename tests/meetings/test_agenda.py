"""会议议题建议: order, limit, follow-up first, time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Trilean
from workbench.domain.finding import ClockFinding, ClockStatus, Due, Finding
from workbench.meetings.agenda import FOLLOW_UP, AgendaProposal, next_deadline, proposal, propose_agenda

DAY = date(2025, 6, 1)


def one(matter: str, since: int = 0, due: int | None = None, trigger: str = "T-04") -> AgendaProposal:
    deadline = DAY + timedelta(days=due) if due is not None else None
    return AgendaProposal(matter, trigger, f"{trigger}的理由。", "依据", DAY + timedelta(days=since), deadline)


def test_order_is_deadline_then_waiting_time() -> None:
    agenda = propose_agenda([one("无期限后提", 2), one("无期限先提", 1), one("后到期", 0, 20), one("先到期", 5, 10)])
    assert [item.matter_id for item in agenda.listed] == ["", "先到期", "后到期", "无期限先提", "无期限后提"]
    assert [item.order for item in agenda.listed] == [1, 2, 3, 4, 5]
    assert agenda.listed[1].why == "法定期限2025-06-11，2025-06-06提出，排在议题第1位"


def test_a_full_session_says_why_the_rest_waits() -> None:
    agenda = propose_agenda([one(f"M{number}", number) for number in range(7)])
    assert len(agenda.listed) == 6 and agenda.listed[0].title == FOLLOW_UP
    assert [item.matter_id for item in agenda.left_out] == ["M5", "M6"]
    assert all("本次会议已满5件" in item.why for item in agenda.left_out)
    assert agenda.minutes == sum(item.minutes for item in agenda.listed) == 15 + 5 * 25


def test_an_empty_session_still_follows_up() -> None:
    agenda = propose_agenda([])
    assert [item.title for item in agenda.listed] == [FOLLOW_UP] and agenda.left_out == () and agenda.minutes == 15


def test_reasons_on_one_matter_make_one_item() -> None:
    agenda = propose_agenda([one("M1", 3), one("M1", 1, 9, "T-07"), one("M1", 3)])
    (item,) = agenda.listed[1:]
    assert [reason.trigger for reason in item.proposals] == ["T-04", "T-07"]
    assert (item.due, item.since) == (DAY + timedelta(days=9), DAY + timedelta(days=1))


def test_a_limit_below_one_is_an_error() -> None:
    with pytest.raises(ValueError, match="至少为1件"):
        propose_agenda([], limit=0)


def _clock(status: ClockStatus, due: date | None) -> ClockFinding:
    deadline = Due("C05", DAY, due, due, "条例34", "") if due else None
    return ClockFinding("C05", "办理60日", "R1", "", status, deadline, None, None, "", "条例34")


def test_a_trigger_becomes_a_proposal_with_the_earliest_unmet_deadline() -> None:
    clocks = [
        _clock(ClockStatus.DONE_LATE, DAY - timedelta(days=90)),
        _clock(ClockStatus.OVERDUE, DAY - timedelta(days=9)),
        _clock(ClockStatus.RUNNING, DAY),
        _clock(ClockStatus.UNKNOWN, None),
    ]
    fired = Finding("T-07", Trilean.YES, "依据", "理由。", {"超期": "9日"})
    made = proposal("M1", fired, since=DAY, clocks=clocks)
    assert (made.trigger, made.reason, made.due) == ("T-07", "理由。", DAY - timedelta(days=9))
    assert next_deadline([]) is None
    assert propose_agenda([made]).listed[1].proposals[0].evidence == {"超期": "9日"}


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30), st.none() | st.integers(0, 30))),
    st.integers(1, 8),
    st.randoms(),
)
def test_nothing_is_lost_and_the_order_given_does_not_matter(given_proposals, limit, random) -> None:
    proposals = [one(f"M{matter}", since, due) for matter, since, due in given_proposals]
    agenda = propose_agenda(proposals, limit=limit)
    shown = [item.matter_id for item in (*agenda.listed[1:], *agenda.left_out)]
    assert sorted(shown) == sorted({p.matter_id for p in proposals}) and len(agenda.listed) <= limit + 1
    random.shuffle(proposals)
    again = propose_agenda(proposals, limit=limit)
    assert [item.matter_id for item in again.listed] == [item.matter_id for item in agenda.listed]
