"""What moved a number: the cases listed always add up to the difference; the flows of M-18 are those of the history."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.campaign.measures import Asked, Period, counts_sql, folded, rows_sql, stock_sql
from workbench.campaign.moved import shifts
from workbench.campaign.moves import Move, MoveKind, history, stock_flow, table_of
from workbench.reference.metrics import metric_of

STATUSES = ("按期完成", "超期完成", "超期未完成", "在办", "待核")
FIRST = date(2023, 1, 1)

clock_rows = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(STATUSES), st.sampled_from(("甲局", "乙局")), st.integers(0, 60)),
    max_size=15,
)


def frames(rows: list[tuple[int, str, str, int]]) -> dict[str, pd.DataFrame]:
    clocks = pd.DataFrame(
        [(f"R{n}", f"M{n // 2}", unit, "C05", status, FIRST + timedelta(days=day)) for n, status, unit, day in rows],
        columns=["record_id", "matter_id", "unit", "clock", "status", "due"],
    )
    matters = pd.DataFrame({"matter_id": [f"M{n}" for n in range(8)], "locked": False, "title": "题"})
    return {"clocks": clocks, "matters": matters}


def asked_of(rows: list[tuple[int, str, str, int]], sql: str) -> list[dict[str, object]]:
    with duckdb.connect() as connection:
        for name, frame in frames(rows).items():
            connection.register(name, frame)
        return connection.sql(sql).to_arrow_table().to_pylist()


@settings(deadline=None, max_examples=40)
@given(clock_rows, clock_rows)
def test_the_shifts_add_up_to_the_difference(
    before: list[tuple[int, str, str, int]], after: list[tuple[int, str, str, int]]
) -> None:
    """So a number kept up by its shifts equals one counted afresh."""
    question = Asked(metric_of("M-02"), date(2023, 12, 31), Period(FIRST, FIRST + timedelta(days=30)))
    was, now = (folded(question, asked_of(rows, counts_sql(question)))[0].ratio for rows in (before, after))
    found = shifts(asked_of(before, rows_sql(question)), asked_of(after, rows_sql(question)))
    assert was.numerator + sum(one.step[0] for one in found) == now.numerator
    assert was.denominator + sum(one.step[1] for one in found) == now.denominator


moves = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 90), st.sampled_from(list(MoveKind))), max_size=40
)  # matter, day, kind


@settings(deadline=None, max_examples=60)
@given(moves, st.integers(0, 90), st.integers(0, 90))
def test_stock_and_flow_balance_over_any_history(
    given_moves: list[tuple[int, int, MoveKind]], one_day: int, other_day: int
) -> None:
    past = history(Move(f"M{matter}", FIRST + timedelta(days=day), kind) for matter, day, kind in given_moves)
    first, last = (FIRST + timedelta(days=day) for day in sorted((one_day, other_day)))
    expected = stock_flow(past, first, last)
    assert expected.balanced
    question = Asked(metric_of("M-18"), FIRST + timedelta(days=400), Period(first, last))
    table = table_of(past.moves).astype({"effect": "int64", "number": "int64"})
    with duckdb.connect() as connection:
        connection.register("moves", table)
        matters = {"matter_id": [f"M{n}" for n in range(5)], "locked": False, "title": "", "lead_unit": ""}
        connection.register("matters", pd.DataFrame(matters))
        rows = connection.sql(stock_sql(question)).to_arrow_table().to_pylist()
    (found,) = folded(question, rows)
    assert found.balanced
    assert found.text == expected.sentence
