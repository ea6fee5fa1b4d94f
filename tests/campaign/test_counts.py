"""Months of the trend and a campaign's curve, from invented rows; the queries as DuckDB answers them."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from workbench.campaign.counts import (
    Course,
    months_ending,
    moves_sql,
    narrowing,
    path_of,
    standing,
    trend_of,
    trend_sql,
)
from workbench.campaign.milestones import Milestone

AS_OF = date(2026, 11, 22)


def asked(sql: str, **tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        for name, rows in tables.items():
            connection.register(name, pa.Table.from_pylist(rows))
        return connection.sql(sql).to_arrow_table().to_pylist()


RECORDS = [
    {"record_id": str(number), "reg_time": reg, "done_date": done, "locked": locked, "channel": channel}
    for number, (reg, done, locked, channel) in enumerate(
        [
            (date(2026, 9, 1), date(2026, 11, 1), False, "来信"),
            (date(2026, 9, 30), None, False, None),
            (date(2026, 11, 22), None, False, "来访"),
            (date(2026, 11, 23), None, False, "来访"),  # after the day
            (None, date(2026, 8, 1), False, "来访"),  # closed before the months shown
            (date(2026, 9, 2), date(2026, 9, 3), True, "来信"),
            (date(2026, 9, 2), date(2026, 9, 3), False, "访前调解"),  # no petition yet
        ]
    )
]


def test_months_have_no_gap_and_end_with_the_day() -> None:
    trend = trend_of(asked(trend_sql(AS_OF, 3, {}), records=RECORDS), AS_OF, 3)
    assert [(m.month, m.registered, m.closed) for m in trend.months] == [
        ("2026-09", 2, 0),
        ("2026-10", 0, 0),
        ("2026-11", 1, 1),
    ]
    assert trend.undated == 1


def test_a_filter_counts_the_records_of_its_matters() -> None:
    groups = [{"record_id": str(number), "matter_id": f"M-{number}"} for number in range(len(RECORDS))]
    matters = [
        {"matter_id": f"M-{number}", "topic_l1": "城乡建设" if number == 2 else "劳动'社保"} for number in range(6)
    ]
    rows = asked(trend_sql(AS_OF, 3, {"topic_l1": "劳动'社保"}), records=RECORDS, groups=groups, matters=matters)
    assert [m.registered for m in trend_of(rows, AS_OF, 3).months] == [2, 0, 0]


def test_months_over_a_new_year_and_none() -> None:
    assert months_ending(date(2026, 2, 1), 3) == ("2025-12", "2026-01", "2026-02")
    with pytest.raises(ValueError, match="月数应为正整数"):
        months_ending(AS_OF, 0)


def test_a_column_that_is_no_filter_is_refused() -> None:
    with pytest.raises(KeyError, match="总览不能按“petitioner”筛选"):
        narrowing({"petitioner": "张某某"})


MATTERS = [{"matter_id": one, "campaign": "第一批", "locked": one == "Z"} for one in "ABCDEZ"]
MOVES = [
    {"matter_id": matter, "number": number, "day": day, "kind": kind}
    for number, (matter, day, kind) in enumerate(
        [
            *((one, date(2025, 1, 1), "新增") for one in "ABCDE"),
            ("A", date(2026, 1, 5), "化解"),
            ("B", date(2026, 1, 6), "化解"),
            ("C", date(2026, 1, 7), "报结"),
            ("B", date(2026, 2, 1), "反弹"),
            ("D", date(2026, 3, 1), "核减"),
            ("C", date(2026, 3, 2), "化解"),
            ("A", date(2026, 4, 1), "核减"),
        ]
    )
]
STAGES = (Milestone("第一批", "专项", date(2026, 2, 1), 65), Milestone("第一批", "专项", date(2026, 12, 16), 100))


def test_the_course_of_a_campaign_day_by_day() -> None:
    """Accepted stays when a matter comes back, net does not; a removed one leaves base, accepted and net."""
    course = Course.of(asked(moves_sql("第一批", {}), matters=MATTERS, moves=MOVES))
    days = {date(2026, 1, 4): (5, 0, 0, 0), date(2026, 1, 7): (5, 2, 2, 1), date(2026, 2, 1): (5, 2, 1, 1),
            date(2026, 3, 2): (4, 3, 2, 0), AS_OF: (3, 2, 1, 0)}  # fmt: skip
    for day, wanted in days.items():
        now = course.at(day)
        assert (now.base, now.accepted, now.net, now.queued) == wanted, day
    assert (course.handed_down, course.first_closed) == (5, date(2026, 1, 5))
    point = path_of(course, STAGES, [date(2026, 2, 1)])[0]
    assert (point.needed, point.next_needed) == (4, 4)  # 5 × 65 % = 3.25


def test_where_it_stands_towards_the_next_stage_and_after_the_last() -> None:
    course = Course.of(asked(moves_sql("第一批", {}), matters=MATTERS, moves=MOVES))
    ahead = standing(course, STAGES, AS_OF)
    assert (ahead.need, ahead.accepted.text, ahead.pace_text) == (3, "2 / 3", "每周 0.58 件")  # 2 × 7 ÷ 24 days
    past = standing(course, STAGES[:1], AS_OF)
    assert (past.now.accepted, past.accepted.text, past.pace_text) == (2, "2 / 5", "—")
