"""Units and their deadlines: M-01, M-02, what is on neither side, and the only two orders there are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from workbench.campaign.performance import in_time_counts, metric, ordered, total, unit_table
from workbench.domain.tables import UNITS

PINGSHAN = Path(__file__).resolve().parents[3] / "shared" / "data" / "pingshan_12345.csv"
AS_OF = date(2026, 11, 22)


def _clocks(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["unit", "clock", "status"])
    return frame.assign(record_id=[f"R{n}" for n in range(len(frame))], matter_id=[f"M-{n}" for n in range(len(frame))])


def test_not_yet_due_unknown_and_waived_are_on_neither_side() -> None:
    rows = ("按期完成", "按期完成", "超期完成", "超期未完成", "在办", "临期橙", "宽限(节假日)", "待核", "豁免", "在办")
    (found,) = metric(_clocks(*(("住建局", "C05", status) for status in rows)), "M-02", AS_OF)
    assert (found.ratio.full, found.ratio.ids) == ("2 / 4（50.00%）", ("R0", "R1"))
    assert found.excluded == {"在办": 2, "临期橙": 1, "宽限(节假日)": 1, "待核": 1, "豁免": 1}
    assert found.ratio.denominator + sum(found.excluded.values()) == len(rows)


def test_each_metric_counts_its_own_clocks() -> None:
    clocks = _clocks(("住建局", "C03", "按期完成"), ("住建局", "C05", "超期完成"), ("住建局", "S7", "按期完成"))
    assert [one.ratio.text for one in metric(clocks, "M-01", AS_OF)] == ["1 / 1"]
    assert [one.ratio.text for one in metric(clocks, "M-02", AS_OF)] == ["0 / 1"]


def test_order_is_by_name_or_by_fraction_never_by_volume() -> None:
    found = in_time_counts(
        _clocks(
            *[("甲局", "C05", "按期完成")] * 3,
            ("乙局", "C05", "按期完成"),
            ("乙局", "C05", "超期完成"),
            ("丙局", "C05", "在办"),
        )
    )
    assert [one.unit for one in ordered(found, "name")] == sorted(["甲局", "乙局", "丙局"])
    assert [(one.unit, one.ratio.text) for one in ordered(found, "fraction")] == [
        ("乙局", "1 / 2"),
        ("甲局", "3 / 3"),
        ("丙局", "—"),
    ]
    with pytest.raises(ValueError, match="不按件数排名"):
        ordered(found, "volume")  # type: ignore[arg-type]
    assert total(found, "合计").full == "4 / 5（80.00%）"


def test_strange_status_is_refused() -> None:
    with pytest.raises(ValueError, match="按时"):
        in_time_counts(_clocks(("住建局", "C05", "按时")))


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


@pytest.mark.realdata
@pytest.mark.skipif(not PINGSHAN.exists(), reason="没有 ../shared/data")
def test_in_time_counts_are_the_files_own() -> None:
    orders = pd.read_csv(PINGSHAN, dtype=str)
    flags = orders["INTIME_ARCHIVE_NUM"] + orders["OVERTIME_ARCHIVE_NUM"]
    clocks = pd.DataFrame(
        {
            "unit": orders["DISPOSE_UNIT_ID"],
            "record_id": orders["REC_ID"],
            "status": flags.map({"10": "按期完成", "01": "超期完成", "--": "待核"}),
        }
    )
    assert clocks["status"].notna().all()
    found = in_time_counts(clocks)
    assert total(found, "合计").full == "9071 / 9995（90.76%）"
    assert sum(sum(one.excluded.values()) for one in found) == 5
    own = orders[orders["INTIME_ARCHIVE_NUM"] == "1"].groupby("DISPOSE_UNIT_ID").size()
    assert {one.unit: one.ratio.numerator for one in found if one.ratio.numerator} == own.to_dict()
