"""Fractions are printed with both numbers, two decimals, half up, and never as 100 % of nothing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.campaign.ratio import Ratio

TABLE = yaml.safe_load((Path(__file__).parent / "milestones.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", TABLE["fractions"], ids=lambda row: row["text"])
def test_worked_fractions(row: dict[str, object]) -> None:
    ratio = Ratio(row["numerator"], row["denominator"], "")  # type: ignore[arg-type]
    assert (ratio.text, ratio.percent) == (row["text"], row["percent"])
    assert str(ratio) == row["text"]


def test_full_text_and_lists() -> None:
    ratio = Ratio.of("按期", ("a",), ("a", "b", "c"))
    assert (ratio.full, ratio.ids, ratio.base_ids) == ("1 / 3（33.33%）", ("a",), ("a", "b", "c"))
    assert Ratio.of("按期", (), ()).full == "—"


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_half_up_like_decimal(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) * 100 / Decimal(denominator)
    assert Ratio(numerator, denominator, "").percent == f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP)}%"
