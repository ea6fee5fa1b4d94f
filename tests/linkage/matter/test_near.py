"""The nearest are really the nearest, in any chunk size; work stays within its budget."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from workbench.linkage.matter import near
from workbench.linkage.matter.near import Block, Hits, affordable, best, nearest, rare_part
from workbench.linkage.matter.vectors import row_sums, scale_of, vectors


def _texts(count: int) -> list[str]:
    random = np.random.default_rng(7)
    return ["".join(random.choice(list("甲乙丙丁戊己"), 20)) for _ in range(count)]


def _pairs(hits: Hits) -> list[tuple[int, int]]:
    return list(zip(hits.one.tolist(), hits.other.tolist(), strict=True))


def _silent(_rows: int) -> None:
    pass


def test_nearest_takes_the_best_of_each_row_in_any_chunk_size(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = _texts(60)
    space, rows = vectors(texts, scale_of(texts), 1000), np.arange(60)
    whole = nearest(space, [Block(rows, rows)], 0.05, 3, _silent)
    monkeypatch.setattr(near, "_CELLS_AT_ONCE", 100)
    monkeypatch.setattr(near, "_ROWS_AT_ONCE", 7)
    assert _pairs(nearest(space, [Block(rows, rows)], 0.05, 3, _silent)) == _pairs(whole)
    full = row_sums(space, space, np.repeat(rows, 60), np.tile(rows, 60)).reshape(60, 60)
    np.fill_diagonal(full, 0)
    for row in range(60):
        assert (row, int(full[row].argmax())) in _pairs(whole)
        assert sum(one == row for one, _ in _pairs(whole)) == 3


def test_pairs_may_be_ruled_out_before_the_best_are_taken() -> None:
    texts = ["道路积水严重"] * 4
    space, rows = vectors(texts, scale_of(texts), 100), np.arange(4)
    block = Block(rows, rows, lambda left, right: (left % 2) == (right % 2))
    assert _pairs(nearest(space, [block], 0.1, 1, _silent)) == [(0, 2), (1, 3), (2, 0), (3, 1)]


def test_equal_products_go_to_the_earlier_row() -> None:
    hits = Hits(np.array([5, 5, 5]), np.array([3, 1, 2]), np.array([0.5, 0.5, 0.9], np.float32))
    assert _pairs(best(hits, 2)) == [(5, 2), (5, 1)]


def test_the_more_work_is_allowed_the_commoner_n_grams_are_multiplied() -> None:
    texts = _texts(200)
    scale = scale_of(texts)
    space, rows = vectors(texts, scale, 1000), np.arange(200)
    caps = [affordable(space, scale.frequency, [Block(rows, rows)], budget) for budget in (1, 50, 1e9)]
    assert caps == sorted(caps) and caps[0] < caps[-1]
    assert caps[-1] >= scale.frequency.max()
    cheap = rare_part(space, scale.frequency <= caps[1])
    held = np.bincount(cheap.indices).astype(float)
    assert (held**2).sum() <= 50 * 200


def test_rare_part_keeps_weights_and_columns() -> None:
    matrix = sparse.csr_matrix(np.array([[0.5, 0, 0.25], [0, 1, 0.75]], dtype=np.float32))
    assert rare_part(matrix, np.array([True, False, True])).toarray().tolist() == [[0.5, 0, 0.25], [0, 0, 0.75]]


def test_nothing_to_compare() -> None:
    space = vectors(["", ""], scale_of(["", ""]), 10)
    assert _pairs(nearest(space, [Block(np.arange(2), np.arange(2))], 0.1, 3, _silent)) == []
    assert _pairs(nearest(space, [], 0.1, 3, _silent)) == []
