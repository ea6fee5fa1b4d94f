"""Campaign targets: the worked numbers, the three figures side by side, and what 核减 does to the base."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.campaign.milestones import (
    Milestone,
    campaign_records,
    milestone_point,
    milestones,
    needed,
    target_path,
    week_ends,
)
from workbench.campaign.moves import Move, MoveKind, history

TABLE = yaml.safe_load((Path(__file__).parent / "milestones.yaml").read_text(encoding="utf-8"))
START, END = date(2020, 7, 1), date(2020, 12, 31)
NEW, BACK, DONE, OUT, SENT, RETURNED = (
    MoveKind.NEW,
    MoveKind.REBOUND,
    MoveKind.RESOLVED,
    MoveKind.REMOVED,
    MoveKind.REPORTED,
    MoveKind.RETURNED,
)


def _members(total: int) -> list[str]:
    return [f"M-{number:03d}" for number in range(total)]


def _moves(members: list[str], *later: tuple[str, date, MoveKind]) -> list[Move]:
    return [*(Move(matter, START, NEW) for matter in members), *(Move(*move) for move in later)]


@pytest.mark.parametrize("row", TABLE["targets"], ids=lambda row: f"{row['total']}×{row['pct']}%")
def test_worked_targets(row: dict[str, object]) -> None:
    total, pct = int(str(row["total"])), int(str(row["pct"]))
    assert needed(total, pct) == row["need"]
    for check in row["checks"]:  # type: ignore[attr-defined]
        members = _members(total)
        done = [(matter, date(2020, 9, 1), DONE) for matter in members[: check["closed"]]]
        point = milestone_point(Milestone("C1", "", END, pct), members, history(_moves(members, *done)), END)
        assert (point.accepted.percent, point.met) == (check["percent"], check["met"])
        assert point.gap == max(0, point.need - check["closed"])


@given(st.integers(0, 10_000), st.integers(0, 100))
def test_need_is_the_least_number_that_reaches_the_share(total: int, pct: int) -> None:
    need = needed(total, pct)
    assert need * 100 >= total * pct
    assert need == 0 or (need - 1) * 100 < total * pct


@pytest.mark.parametrize(("total", "pct"), [(-1, 50), (10, 101), (10, -1)])
def test_impossible_targets_are_refused(total: int, pct: int) -> None:
    with pytest.raises(ValueError):
        needed(total, pct)


def test_accepted_net_and_queued_stand_side_by_side() -> None:
    members = _members(10)
    past = history(
        _moves(
            members,
            *((matter, date(2020, 10, 1), DONE) for matter in members[:6]),
            ("M-000", date(2020, 11, 1), BACK),
            ("M-001", date(2021, 1, 5), BACK),
            ("M-006", date(2020, 12, 1), SENT),
            ("M-007", date(2020, 12, 1), SENT),
            ("M-007", date(2020, 12, 8), RETURNED),
            ("M-008", date(2021, 1, 6), DONE),
        )
    )
    target = Milestone("C1", "", END, 65)
    then = milestone_point(target, members, past, END)
    assert (then.accepted.text, then.net.text, then.queued) == ("6 / 10", "5 / 10", ("M-006",))
    assert (then.need, then.gap, then.gap_net) == (7, 1, 2)
    later = milestone_point(target, members, past, date(2021, 2, 1))
    assert (later.accepted.text, later.net.text) == ("6 / 10", "4 / 10")
    assert (later.pace, later.pace_text) == (None, "—")


def test_removal_changes_the_base_and_is_listed() -> None:
    members = _members(95)
    past = history(_moves(members, *((matter, date(2020, 8, 1), OUT) for matter in members[:5])))
    point = milestone_point(Milestone("C1", "", END, 65), members, past, date(2020, 9, 1))
    assert (point.handed_down, point.base, point.need) == (95, 90, 59)
    assert point.removed == tuple(members[:5])


def test_pace_is_what_is_left_over_the_weeks_left() -> None:
    members = _members(95)
    point = milestone_point(Milestone("C1", "", END, 65), members, history(_moves(members)), END - timedelta(days=70))
    assert point.pace == Fraction(62, 10)
    assert point.pace_text == "每周 6.20 件"


def test_path_stands_on_each_day_as_it_was() -> None:
    members = _members(4)
    past = history(_moves(members, ("M-000", date(2020, 9, 1), DONE), ("M-000", date(2020, 10, 1), BACK)))
    stages = [Milestone("C1", "", date(2020, 9, 30), 50), Milestone("C1", "", END, 100)]
    path = target_path(stages, members, past, [date(2020, 8, 31), date(2020, 9, 30), END])
    assert [(p.needed, p.next_needed, p.accepted, p.net) for p in path] == [(0, 2, 0, 0), (2, 2, 1, 1), (4, 4, 1, 0)]
    with pytest.raises(ValueError, match="一个批次"):
        target_path([*stages, Milestone("C2", "", END, 100)], members, past, [END])


def test_week_ends_are_sundays_and_the_last_day() -> None:
    assert week_ends(date(2020, 7, 1), date(2020, 7, 15)) == (date(2020, 7, 5), date(2020, 7, 12), date(2020, 7, 15))
    assert week_ends(date(2020, 7, 5), date(2020, 7, 5)) == (date(2020, 7, 5),)


def test_milestones_of_the_campaign() -> None:
    rows = [(one.cohort, one.day, one.pct) for one in milestones("S004", END)]
    assert rows == [
        ("C1", date(2020, 12, 31), 65),
        ("C1", date(2021, 12, 31), 85),
        ("C1", date(2022, 12, 31), 100),
        ("C2", date(2022, 12, 31), 100),
    ]


def test_window_of_the_campaign_includes_both_ends() -> None:
    days = ["2018-12-31", "2019-01-01", "2020-06-30", "2020-07-01", "2020-01-01", "2020-01-01", "2020-01-01", None]
    records = pd.DataFrame(
        {
            "record_id": list("ABCDEFGH"),
            "reg_time": pd.to_datetime(days),
            "source_level": pd.array([1, 1, 2, 2, 3, None, 2, 1], dtype="Int64"),
            "repeat": [True, True, True, True, True, True, None, True],
        }
    )
    assert campaign_records(records, "S004", END) == ("B", "C")
