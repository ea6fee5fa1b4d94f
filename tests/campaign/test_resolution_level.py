"""At which level matters were resolved: who counts as having resolved one, undetermined said, periods, accusations left out."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from workbench.campaign.measures import Period
from workbench.campaign.resolution_level import LABELS, UNKNOWN, ResolutionLevels, resolution_levels, resolved_sql
from workbench.domain.codes import Level

LEVELS = {
    "河东村村委会": Level.VILLAGE,
    "云栖镇人民政府": Level.TOWN,
    "清澜县财政局": Level.COUNTY,
    "市财政局": Level.CITY,
    "某中心": None,
}
MATTERS = [  # matter, lead, state, locked, day resolved
    ("M-1", "云栖镇人民政府", "4 已化解", False, "2026-02-01"), ("M-2", "云栖镇人民政府", "4 已化解", False, "2026-03-01"),
    ("M-3", "清澜县财政局", "4 已化解", False, None), ("M-4", "某中心", "4 已化解", False, "2026-02-03"),
    ("M-5", "清澜县财政局", "5 反弹", False, "2026-02-04"), ("M-6", "清澜县财政局", "4 已化解", True, "2026-02-04"),
    ("M-7", "市财政局", "4 已化解", False, "2025-12-31"),
]  # fmt: skip
STEPS = [  # matter, kind, day, unit
    ("M-2", "报结", "2026-01-05", "清澜县财政局"), ("M-2", "报结", "2026-02-25", "河东村村委会"),
    ("M-2", "销号", "2026-03-01", "清澜县联席会议办公室"), ("M-1", "报结", "2026-01-30", ""),
]  # fmt: skip


def counted(period: Period | None = None, *, reports: bool = True) -> ResolutionLevels:
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE matters (matter_id TEXT, title TEXT, lead_unit TEXT, state_b TEXT, locked BOOLEAN)"
        )
        connection.execute("CREATE TABLE moves (matter_id TEXT, kind TEXT, day DATE)")
        connection.execute("CREATE TABLE steps (matter_id TEXT, kind TEXT, start DATE, unit TEXT)")
        connection.executemany(
            "INSERT INTO matters VALUES (?, ?, ?, ?, ?)",
            [(one, one, lead, state, locked) for one, lead, state, locked, _ in MATTERS],
        )
        connection.executemany(
            "INSERT INTO moves VALUES (?, '化解', ?)", [(one[0], one[4]) for one in MATTERS if one[4]]
        )
        connection.executemany("INSERT INTO steps VALUES (?, ?, ?, ?)", STEPS)
        rows = connection.sql(resolved_sql(reports)).to_arrow_table().to_pylist()
    return resolution_levels(rows, LEVELS, "E1", date(2026, 11, 20), period)


def test_the_organ_that_reported_it_counts_else_the_lead() -> None:
    found = counted()
    units = {one.matter_id: one.unit for one in found.found}
    assert units["M-2"] == "河东村村委会"  # its last report, and not the office that reviewed it
    assert units["M-1"] == "云栖镇人民政府"  # a report without a unit says nothing
    assert set(units) == {"M-1", "M-2", "M-3", "M-4", "M-7"}  # neither what came back nor an accusation
    assert {one.matter_id: one.unit for one in counted(reports=False).found}["M-2"] == "云栖镇人民政府"


def test_every_line_has_its_fraction_and_undetermined_is_said() -> None:
    found = counted()
    assert [(label, ratio.text) for label, ratio in found.shares] == [
        ("村（社区）", "1 / 5"), ("乡（镇、街道）", "1 / 5"), ("县", "1 / 5"), ("市以上", "1 / 5"), (UNKNOWN, "1 / 5"),
    ]  # fmt: skip
    assert (found.within_village.text, found.within_town.full) == ("1 / 5", "2 / 5（40.00%）")
    assert [one.matter_id for one in found.of(UNKNOWN)] == ["M-4"]
    with pytest.raises(KeyError, match="没有层级“别的”"):
        found.of("别的")


def test_a_period_counts_by_the_day_of_resolution_and_says_what_has_none() -> None:
    found = counted(Period(date(2026, 1, 1), date(2026, 2, 28)))
    assert [one.matter_id for one in found.found] == ["M-1", "M-4"] and found.undated == 1
    assert "化解日在 2026-01-01 至 2026-02-28" in found.source_line and "另有 1 件化解日期不明" in found.source_line
    empty = counted(Period(date(2020, 1, 1), date(2020, 2, 28)))
    assert {ratio.full for _, ratio in empty.shares} == {"—"} and len(LABELS) == 5
