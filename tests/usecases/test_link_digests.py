"""A record counts as changed when something of it changed, and not because of what other records hold."""

from __future__ import annotations

import datetime

import numpy as np
import pandas as pd
import pytest

from workbench.usecases.link_digests import digests_of

RECORDS = pd.DataFrame(
    {
        "record_id": ["A", "B"],
        "title": ["要求补发补偿款", None],
        "headcount": [3, 1],
        "repeat": [True, False],
        "reg_time": [datetime.date(2026, 5, 6), datetime.date(2026, 6, 7)],
        "assist_units": [np.array(["民政局", "公安局"], dtype=object), np.array([], dtype=object)],
    }
)
IDENTITY = pd.DataFrame({"record_id": ["B", "A"], "name": ["钱二宝", "赵一鸣"], "co_contacts": ["", "[]"]})


def test_the_same_again_is_the_same() -> None:
    found = digests_of(RECORDS, IDENTITY)
    assert found.index.tolist() == ["A", "B"] and found["A"] != found["B"] and found.dtype == "uint64"
    pd.testing.assert_series_equal(found, digests_of(RECORDS, IDENTITY.iloc[::-1]))


def test_other_rows_change_nothing() -> None:
    """A missing number elsewhere makes the column floating, a missing truth value makes it objects."""
    more = pd.DataFrame({"record_id": ["C"], "title": ["其他"], "assist_units": [["住建局"]]})
    wide = pd.concat([RECORDS, more], ignore_index=True)
    assert wide["headcount"].dtype == "float64" and wide["repeat"].dtype == "object"
    assert digests_of(wide, IDENTITY)[["A", "B"]].tolist() == digests_of(RECORDS, IDENTITY).tolist()


@pytest.mark.parametrize(
    ("column", "value"),
    [("title", "要求补发"), ("headcount", 4), ("repeat", False), ("reg_time", datetime.date(2026, 5, 7))],
)
def test_every_column_counts(column: str, value: object) -> None:
    changed = RECORDS.copy()
    changed.loc[0, column] = value
    before, after = digests_of(RECORDS, IDENTITY), digests_of(changed, IDENTITY)
    assert before["A"] != after["A"] and before["B"] == after["B"]


def test_lists_and_identity_count_and_empty_is_not_missing() -> None:
    before = digests_of(RECORDS, IDENTITY)
    units = RECORDS.assign(assist_units=[np.array(["民政局"], dtype=object), np.array([], dtype=object)])
    assert digests_of(units, IDENTITY)["A"] != before["A"]
    other = IDENTITY.assign(name=["钱二宝", "赵二鸣"])
    assert digests_of(RECORDS, other)["A"] != before["A"] and digests_of(RECORDS, other)["B"] == before["B"]
    assert digests_of(RECORDS.assign(title=["要求补发补偿款", ""]), IDENTITY)["B"] != before["B"]
    assert digests_of(RECORDS, IDENTITY.iloc[:1])["A"] != before["A"]
