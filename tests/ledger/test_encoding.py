"""A column encoded in one piece holds the cells as they are."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from workbench.ledger.encoding import encoded


@pytest.mark.parametrize(
    "cells",
    [("甲", "", "乙\n丙", " "), ("甲\x1f乙", "丙"), ("",), (), ("甲",), tuple(f"第{at}件" for at in range(3_000))],
)
def test_text_stays_as_it_is(cells: tuple[str, ...]) -> None:
    column, all_text = encoded(cells)
    assert column.to_pylist() == list(cells) and all_text and column.type == pa.large_string()


def test_other_cells_become_text_and_none_is_unknown() -> None:
    column, all_text = encoded(("007", 7.0, None, date(2026, 11, 22), ""))
    assert column.to_pylist() == ["007", "7", None, "2026-11-22", ""] and not all_text


def test_values_that_repeat_are_kept_once() -> None:
    column, _ = encoded(("是", "否") * 2_000)
    assert column.dictionary.to_pylist() == ["是", "否"] and column.to_pylist() == ["是", "否"] * 2_000
