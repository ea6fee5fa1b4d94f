"""Overview and trend: fractions of the open matters with their lists, accusations in none."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from workbench.campaign.counts import flag_codes, monthly_trend, overview

AS_OF = date(2026, 11, 22)
_ROW = {
    "is_open": True,
    "locked": False,
    "clock_status": "在办",
    "days_left": 30,
    "state_a": "A4 已受理",
    "flags": [],
}


def _matters(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame([{"matter_id": f"M-{number}", **_ROW, **row} for number, row in enumerate(rows, 1)])


def test_every_count_is_a_fraction_of_the_open_with_its_list() -> None:
    found = overview(
        _matters(
            {"clock_status": "超期未完成", "days_left": -3},
            {"clock_status": "临期橙", "days_left": 0, "flags": ["HF1", "HF4", "HF8"]},
            {"clock_status": "临期黄", "days_left": 7, "state_a": "A3 异议待核"},
            {"days_left": 8, "flags": ["HF1 时间跨度长", "HF2 涉及人数多"]},
            {"clock_status": "待核", "days_left": None},
            {"is_open": False, "clock_status": "超期未完成", "flags": ["HF1", "HF2", "HF3", "HF4"]},
            {"locked": True, "clock_status": "超期未完成", "days_left": -1, "flags": None},
        ),
        AS_OF,
    )
    assert [(ratio.text, ratio.ids) for ratio in found.ratios] == [
        ("5 / 6", ("M-1", "M-2", "M-3", "M-4", "M-5")),
        ("1 / 5", ("M-1",)),
        ("2 / 5", ("M-2", "M-3")),
        ("2 / 5", ("M-2", "M-3")),
        ("1 / 5", ("M-2",)),
        ("1 / 5", ("M-2",)),
    ]
    assert (found.locked, found.as_of) == (1, AS_OF)


def test_empty_office_has_dashes_not_percentages() -> None:
    found = overview(_matters({}).iloc[:0], AS_OF)
    assert {ratio.full for ratio in found.ratios} == {"—"}


@pytest.mark.parametrize("cell", [None, float("nan"), [], ""])
def test_no_flags(cell: object) -> None:
    assert flag_codes(cell) == frozenset()


def test_months_have_no_gap_and_end_with_the_day() -> None:
    records = pd.DataFrame(
        {
            "reg_time": [
                date(2026, 9, 1),
                date(2026, 9, 30),
                date(2026, 11, 22),
                date(2026, 11, 23),
                None,
                date(2026, 9, 2),
            ],
            "done_date": [date(2026, 11, 1), None, None, None, date(2026, 8, 1), date(2026, 9, 3)],
            "locked": [False, False, False, False, False, True],
        }
    )
    trend = monthly_trend(records, AS_OF, months=3)
    assert [(m.month, m.registered, m.closed) for m in trend.months] == [
        ("2026-09", 2, 0),
        ("2026-10", 0, 0),
        ("2026-11", 1, 1),
    ]
    assert trend.undated == 1
    with pytest.raises(ValueError):
        monthly_trend(records, AS_OF, months=0)
