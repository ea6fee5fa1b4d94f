"""No withheld count follows from the totals: the bounds are checked against every table there can be."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from workbench.access.disclosure import (
    OTHER,
    Counts,
    Mask,
    NotProtectable,
    Protected,
    bounds,
    checked_k,
    protect,
    rolled_up,
)

K = 5


def every_table(counts: Counts, withheld: Mask, k: int) -> list[Counts]:
    """Every filling of the withheld cells that gives the totals as published: a reader's knowledge, by brute force."""
    at = list(zip(*np.nonzero(withheld), strict=True))
    limit = [int(min(counts[row].sum(), counts[:, column].sum())) + k for row, column in at]
    found = []
    for values in product(*(range(most) for most in limit)):
        filled = counts.copy()
        for cell, value in zip(at, values, strict=True):
            filled[cell] = value
        same = all((filled.sum(axis) // k == counts.sum(axis) // k).all() for axis in (0, 1))
        if same and filled.sum() // k == counts.sum() // k:
            found.append(filled)
    return found


@pytest.mark.parametrize("seed", range(6))
def test_the_bounds_are_those_of_all_tables_there_can_be(seed: int) -> None:
    counts = np.random.default_rng(seed).integers(0, 9, (2, 2)).astype(np.int64)
    withheld = np.array([[True, True], [True, seed % 2 == 0]])
    tables = every_table(counts, withheld, K)
    for cell in zip(*np.nonzero(withheld), strict=True):
        values = [int(table[cell]) for table in tables]
        assert bounds(counts, withheld, K, cell) == (min(values), max(values))


def recoverable(shown: Protected) -> list[tuple[int, int]]:
    """Withheld cells a reader knows too well, small ones above all."""
    cells = zip(*np.nonzero(shown.withheld & (shown.counts > 0)), strict=True)
    known = {cell: bounds(shown.counts, shown.withheld, shown.k, cell) for cell in cells}
    return [
        cell for cell, (low, high) in known.items()
        if high - low < shown.k - 1 or (shown.counts[cell] < shown.k and low > 0)
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_random_tables_come_out_protected(seed: int) -> None:
    random = np.random.default_rng(seed)
    counts = random.poisson(random.choice([2, 6, 15]), (4, 5)).astype(np.int64)
    try:
        shown = protect(counts, K)
    except NotProtectable:
        pytest.fail(f"not protected: {counts.tolist()}")
    assert not (~shown.withheld & (counts < K)).any()
    assert recoverable(shown) == []


def test_a_complement_is_withheld_where_a_total_would_tell() -> None:
    """Row one is between 15 and 19 with 14 shown: the cell withheld is 1 to 5, so not 0."""
    counts = np.array([[14, 3], [20, 11]], dtype=np.int64)
    alone = counts < K
    assert bounds(counts, alone, K, (0, 1))[0] > 0
    shown = protect(counts, K)
    assert shown.complements >= 1 and recoverable(shown) == []
    assert shown.narrowest is not None and shown.narrowest >= K
    assert shown.totals(1) == [15, 30] and shown.totals(0) == [30, 10]


def test_a_cell_known_to_be_empty_hides_nothing() -> None:
    counts = np.array([[0, 9, 2], [8, 0, 7], [2, 12, 0]], dtype=np.int64)
    shown = protect(counts, K, np.eye(3, dtype=np.bool_))
    assert not shown.withheld.diagonal().any() and recoverable(shown) == []


def test_what_nothing_protects_is_refused() -> None:
    """The one cell of its row that may hold anything: the column's total and the rest tell it."""
    with pytest.raises(NotProtectable):
        protect(np.array([[7], [3]], dtype=np.int64), K)


def test_places_roll_up_to_their_city_then_province_then_the_rest() -> None:
    counts = {"110101": 9, "110102": 3, "110103": 2, "120101": 1, "210101": 4}
    under = rolled_up(counts, lambda code: code[:-2] if len(code) > 2 else OTHER, K)
    assert under["110101"] == "110101" and under["110102"] == under["110103"] == "1101"
    assert under["120101"] == under["210101"] == OTHER
    sums: dict[str, int] = {}
    for name, count in counts.items():
        sums[under[name]] = sums.get(under[name], 0) + count
    assert min(sums.values()) >= K


def test_too_few_altogether_gives_no_category() -> None:
    assert rolled_up({"a": 2, "b": 2}, lambda _name: OTHER, K) == {}


def test_the_rest_alone_is_never_small() -> None:
    assert rolled_up({"a": 9, "b": 6, "c": 1}, lambda _name: OTHER, K) == {"a": "a", "b": OTHER, "c": OTHER}


def test_no_more_categories_than_asked() -> None:
    assert len(set(rolled_up({f"u{n}": 5 + n for n in range(30)}, lambda _n: OTHER, K, most=10).values())) == 10


def test_k_below_five_is_refused() -> None:
    assert checked_k(5) == 5
    with pytest.raises(ValueError, match="不得小于 5"):
        checked_k(4)
