"""Where matters of a cohort stand: the query and the fold of moves give the same figures, on any history."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import duckdb
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.campaign.milestones import Milestone, milestone_point
from workbench.campaign.moves import Move, MoveKind, State, history, table_of
from workbench.campaign.standing import point_of, standing_sql, standings, unit_shares

START = date(2020, 7, 1)
MARK = Milestone("C1", "", date(2020, 10, 1), 65)


def rows(
    moves: list[Move], matters: list[dict[str, Any]], batches: tuple[str, ...], day: date, as_of: date
) -> list[dict[str, Any]]:
    """What the query gives over these tables, None for what is not known."""
    told = {"matters": pd.DataFrame(matters), "moves": table_of(history(moves).moves).astype({"day": "datetime64[s]"})}
    with duckdb.connect() as connection:
        for name, frame in told.items():
            connection.register(f"{name}_frame", frame)
            columns = "* REPLACE (CAST(day AS DATE) AS day)" if name == "moves" else "*"
            connection.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM {name}_frame")
        return connection.sql(standing_sql(batches, day, as_of)).to_arrow_table().to_pylist()


def matter(number: int, **more: Any) -> dict[str, Any]:
    told = {
        "title": f"要求 {number}",
        "lead_unit": "甲局",
        "state_b": "1 化解中",
        "locked": False,
        "campaign": "第一批",
    }
    return {"matter_id": f"M-{number}", **told, **more}


def test_the_days_and_states_of_a_matter() -> None:
    moves = [
        Move("M-1", START, MoveKind.NEW), Move("M-1", date(2020, 8, 1), MoveKind.RESOLVED),
        Move("M-1", date(2020, 9, 1), MoveKind.REBOUND), Move("M-2", START, MoveKind.NEW),
        Move("M-2", date(2020, 9, 5), MoveKind.REPORTED), Move("M-3", START, MoveKind.NEW),
        Move("M-3", date(2020, 9, 6), MoveKind.REMOVED), Move("M-4", date(2020, 12, 1), MoveKind.NEW),
    ]  # fmt: skip
    matters = [matter(number) for number in range(1, 5)]
    found = standings(rows(moves, matters, ("第一批",), MARK.day, date(2020, 12, 31)))
    assert [one.then for one in found] == [State.OPEN, State.QUEUED, State.REMOVED, State.ABSENT]
    first = found[0]
    assert (first.resolved_on, first.back_on, first.accepted, first.stands) == (
        date(2020, 8, 1),
        date(2020, 9, 1),
        True,
        False,
    )
    point = point_of(MARK, found, date(2020, 12, 31))
    assert (point.handed_down, point.removed, point.base) == (4, ("M-3",), 3)
    assert (point.accepted.text, point.net.text, point.queued, point.need) == ("1 / 3", "0 / 3", ("M-2",), 2)


def test_accusations_and_other_batches_are_in_no_figure() -> None:
    matters = [matter(1), matter(2, locked=True), matter(3, campaign="第二批"), matter(4, campaign="带'号")]
    moves = [Move(f"M-{number}", START, MoveKind.NEW) for number in range(1, 5)]
    found = rows(moves, matters, ("第一批", "带'号"), MARK.day, MARK.day)
    assert [row["matter_id"] for row in found] == ["M-1", "M-4"]


def test_resolved_on_no_known_day_is_told() -> None:
    matters = [matter(1, state_b="4 已化解"), matter(2, state_b="7 核减"), matter(3)]
    found = standings(rows([Move("M-3", START, MoveKind.NEW)], matters, ("第一批",), MARK.day, MARK.day))
    assert [one.undated for one in found] == [True, True, False]
    assert point_of(MARK, found, MARK.day).accepted.text == "0 / 3"


def test_units_go_by_one_name_in_order_of_names() -> None:
    matters = [matter(1, lead_unit="乙局"), matter(2, lead_unit="甲 局"), matter(3), matter(4, lead_unit="")]
    moves = [
        *(Move(f"M-{number}", START, MoveKind.NEW) for number in range(1, 5)),
        Move("M-2", START, MoveKind.RESOLVED),
    ]
    found = standings(rows(moves, matters, ("第一批",), MARK.day, MARK.day))
    assert [(unit, share.text) for unit, share in unit_shares(found, {"甲 局": "甲局"})] == [
        ("主办单位待核", "0 / 1"), ("乙局", "0 / 1"), ("甲局", "1 / 2"),
    ]  # fmt: skip


KINDS = [kind for kind in MoveKind if kind is not MoveKind.NEW]
MOVES = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 200), st.sampled_from([MoveKind.NEW, *KINDS])), max_size=40
)


@given(MOVES, st.integers(0, 200), st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_the_query_agrees_with_the_fold_of_moves(drawn: list[tuple[int, int, MoveKind]], day: int, later: int) -> None:
    moves = [Move(f"M-{number}", START + timedelta(days=on), kind) for number, on, kind in drawn]
    moves = [*(Move(f"M-{number}", START, MoveKind.NEW) for number in range(3)), *moves]
    matters = [matter(number) for number in range(5)]
    mark, as_of = Milestone("C1", "", START + timedelta(days=day), 65), START + timedelta(days=later)
    found = standings(rows(moves, matters, ("第一批",), mark.day, as_of))
    assert point_of(mark, found, as_of) == milestone_point(
        mark, [f"M-{number}" for number in range(5)], history(moves), as_of
    )
