"""Intervals: Wilson's against published figures, the bootstrap against what must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.linkage.evaluate.intervals import bootstrap, wilson


def test_wilson_against_known_figures() -> None:
    # Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29 (method 3)
    for right, total, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        found = wilson(right, total)
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_share_lies_in_its_interval(right: int, more: int) -> None:
    found = wilson(right, right + more)
    if right + more:
        assert 0 <= found.low <= found.value <= found.high <= 1
    else:
        assert (found.low, found.high) == (0.0, 1.0) and str(found) == "无"


@pytest.mark.parametrize(("right", "total"), [(-1, 3), (4, 3)])
def test_no_share_no_interval(right: int, total: int) -> None:
    with pytest.raises(ValueError, match="正确数"):
        wilson(right, total)


def test_bootstrap_of_a_mean_is_near_its_standard_error() -> None:
    rng = np.random.default_rng(1)
    hits = (rng.random(2000) < 0.3).astype(float)
    counts = np.column_stack([hits, np.ones(2000)])
    found = bootstrap(counts, lambda sums: sums[:, 0] / sums[:, 1], seed=2)
    error = (hits.mean() * (1 - hits.mean()) / 2000) ** 0.5
    assert found.value == pytest.approx(hits.mean())
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * error, rel=0.12)


def test_bootstrap_draws_clusters_not_items() -> None:
    lone = np.column_stack([np.tile([1.0, 0.0], 500), np.ones(1000)])
    lumped = np.column_stack([np.tile([50.0, 0.0], 10), np.full(20, 50.0)])
    widths = []
    for counts in (lone, lumped):
        found = bootstrap(counts, lambda sums: sums[:, 0] / sums[:, 1])
        widths.append(found.high - found.low)
    assert widths[1] > 4 * widths[0]


def test_one_cluster_has_no_interval() -> None:
    found = bootstrap(np.array([[3.0, 4.0]]), lambda sums: sums[:, 0] / sums[:, 1])
    assert (found.low, found.value, found.high) == (0.75, 0.75, 0.75)
