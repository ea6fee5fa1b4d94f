"""Stock and flow: 期初 + 新增 + 反弹 − 化解 − 核减 = 期末, whatever happened."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.campaign.moves import Move, MoveKind, State, history, moves_of, stock_flow

FIRST = date(2020, 1, 1)
some_moves = st.lists(
    st.builds(
        Move,
        st.sampled_from(["M-1", "M-2", "M-3"]),
        st.integers(0, 60).map(lambda days: FIRST + timedelta(days=days)),
        st.sampled_from(list(MoveKind)),
    ),
    max_size=30,
)


@given(some_moves, st.integers(0, 60), st.integers(0, 60))
def test_flows_explain_the_stock(moves: list[Move], one: int, other: int) -> None:
    past = history(moves)
    first, last = (FIRST + timedelta(days=days) for days in sorted((one, other)))
    flow = stock_flow(past, first, last)
    assert flow.balanced, flow.sentence
    assert len(past.moves) + len(past.odd) == len(moves)


@given(some_moves, st.integers(1, 59))
def test_two_periods_add_up(moves: list[Move], cut: int) -> None:
    past = history(moves)
    middle = FIRST + timedelta(days=cut)
    one, other = (
        stock_flow(past, FIRST, middle),
        stock_flow(past, middle + timedelta(days=1), FIRST + timedelta(days=60)),
    )
    whole = stock_flow(past, FIRST, FIRST + timedelta(days=60))
    assert one.closing == other.opening
    assert len(one.resolved) + len(other.resolved) == len(whole.resolved)


def test_a_matter_may_come_back() -> None:
    past = history(
        [
            Move("M-1", date(2020, 1, 2), MoveKind.NEW),
            Move("M-1", date(2020, 1, 5), MoveKind.RESOLVED),
            Move("M-1", date(2020, 1, 9), MoveKind.REBOUND),
            Move("M-2", date(2019, 12, 1), MoveKind.NEW),
            Move("M-2", date(2020, 1, 3), MoveKind.REMOVED),
            Move("M-2", date(2020, 1, 4), MoveKind.RESOLVED),
        ]
    )
    assert [move.matter_id for move in past.odd] == ["M-2"]
    flow = stock_flow(past, date(2020, 1, 1), date(2020, 1, 31))
    assert flow.sentence == "期初 1 + 新增 1 + 反弹 1 − 化解 1 − 核减 1 = 期末 1"
    assert past.states(date(2020, 1, 6)) == {"M-1": State.RESOLVED, "M-2": State.REMOVED}


def test_period_the_wrong_way_round() -> None:
    with pytest.raises(ValueError, match="期间倒置"):
        stock_flow(history([]), date(2020, 2, 1), date(2020, 1, 1))


def test_moves_from_tables() -> None:
    matters = pd.DataFrame(
        {"matter_id": ["M-1", "M-2", "M-3"], "first_day": [date(2020, 1, 1), date(2020, 2, 1), None]}
    )
    steps = pd.DataFrame(
        [
            ("M-1", "信访", date(2020, 1, 1)),
            ("M-1", "办结", date(2020, 2, 1)),
            ("M-1", "报结", date(2020, 3, 1)),
            ("M-1", "销号", date(2020, 3, 9)),
            ("M-1", "登记", date(2020, 3, 9)),
            ("M-1", "信访", date(2020, 4, 1)),
            ("M-1", "登记", date(2020, 4, 2)),
            ("M-2", "核减", None),
            ("M-3", "销号", date(2020, 3, 1)),
        ],
        columns=["matter_id", "kind", "start"],
    )
    moves, undated = moves_of(matters, steps)
    assert undated == ("M-3",)
    assert [(move.matter_id, move.day.isoformat(), move.kind.value) for move in moves] == [
        ("M-1", "2020-01-01", "新增"),
        ("M-2", "2020-02-01", "新增"),
        ("M-1", "2020-03-01", "报结"),
        ("M-1", "2020-03-09", "化解"),
        ("M-1", "2020-04-01", "反弹"),
    ]
    assert history(moves).odd == ()
