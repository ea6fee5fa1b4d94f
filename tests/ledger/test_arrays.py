"""Columns worked on as a whole give what each row alone would give."""

from __future__ import annotations

import pyarrow as pa

from workbench.ledger.arrays import combinations

A = pa.array(["甲", None, "乙", "甲", None, "甲"], pa.large_string())
B = pa.array(["1", "1", None, "1", "1", None], pa.large_string())
NOTHING = pa.nulls(6, pa.large_string())


def test_each_combination_is_named_by_its_first_row() -> None:
    firsts, which = combinations([A, B, NOTHING])
    rows = list(zip(A.to_pylist(), B.to_pylist(), strict=True))
    assert [rows[firsts[at]] for at in which] == rows
    assert sorted(firsts.tolist()) == [0, 1, 2, 5] and len(set(which.tolist())) == 4


def test_columns_without_any_value_are_one_combination() -> None:
    firsts, which = combinations([NOTHING, NOTHING])
    assert firsts.tolist() == [0] and which.tolist() == [0] * 6


def test_dictionaries_count_by_their_values() -> None:
    firsts, which = combinations([A.dictionary_encode(), B])
    assert (firsts.tolist(), which.tolist()) == tuple(part.tolist() for part in combinations([A, B]))
