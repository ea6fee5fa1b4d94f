"""The table of units: spellings counted together, accusations in none of it."""

from __future__ import annotations

import pandas as pd

from workbench.campaign.performance import unit_table
from workbench.domain.tables import UNITS


def _clocks(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["unit", "clock", "status"])
    return frame.assign(record_id=[f"R{n}" for n in range(len(frame))], matter_id=[f"M-{n}" for n in range(len(frame))])


def test_unit_table_counts_spellings_together_and_leaves_accusations_out() -> None:
    clocks = _clocks(
        ("住建局", "C05", "按期完成"),
        ("县住建局", "C05", "超期未完成"),
        ("", "C01", "在办"),
        ("人社局", "C03", "临期黄"),
        ("住建局", "C05", "超期完成"),
    )
    matters = pd.DataFrame(
        {
            "matter_id": [f"M-{n}" for n in range(5)],
            "lead_unit": ["住建局", "县住建局", None, "人社局", "住建局"],
            "is_open": [False, True, True, True, True],
            "locked": [False, False, False, False, True],
        }
    )
    table = unit_table(matters, clocks, {"住建局": ["县住建局"]})
    assert list(table.columns) == list(UNITS)
    assert table.to_dict("list") == {
        "unit": ["人社局", "住建局"],
        "aliases": [[], ["县住建局"]],
        "matters": [1, 2],
        "open": [1, 1],
        "in_time": [0, 1],
        "late": [0, 0],
        "running": [1, 0],
        "overdue": [0, 1],
        "unknown": [0, 0],
    }
    assert unit_table(matters.iloc[:0], clocks.iloc[:0]).empty
