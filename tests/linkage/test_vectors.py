"""Sparse vectors agree with tf-idf cosines written out by hand, and the nearest are really the nearest."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.linkage import vectors as module
from workbench.linkage.vectors import cosines, nearest, vectors

texts_of = st.lists(st.text(alphabet="甲乙丙丁戊己庚辛", max_size=12), min_size=2, max_size=8)


def _grams(text: str) -> Counter[str]:
    return Counter(text[at : at + size] for size in (2, 3) for at in range(len(text) - size + 1))


def _cosine(one: str, other: str, texts: list[str]) -> float:
    frequency = Counter(gram for text in texts for gram in _grams(text))
    frequency = Counter({gram: sum(gram in _grams(text) for text in texts) for gram in frequency})

    def weights(text: str) -> dict[str, float]:
        idf = {gram: math.log((1 + len(texts)) / (1 + frequency[gram])) + 1 for gram in _grams(text)}
        return {gram: (1 + math.log(count)) * idf[gram] for gram, count in _grams(text).items()}

    left, right = weights(one), weights(other)
    length = math.sqrt(sum(w * w for w in left.values()) * sum(w * w for w in right.values()))
    return sum(weight * right.get(gram, 0) for gram, weight in left.items()) / length if length else 0.0


@settings(max_examples=15, deadline=None)
@given(texts_of)
def test_cosines_are_those_of_tf_idf(texts: list[str]) -> None:
    one, other = np.triu_indices(len(texts), 1)
    found = cosines(vectors(texts), one, other)
    expected = [_cosine(texts[i], texts[j], texts) for i, j in zip(one, other, strict=True)]
    assert found == pytest.approx(expected, abs=1e-5)


def test_nearest_takes_the_best_of_each_row_in_any_chunk_size(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(7)
    texts = ["".join(random.choice(list("甲乙丙丁戊己"), 20)) for _ in range(60)]
    space, rows = vectors(texts), np.arange(60)
    whole = nearest(space, rows, rows, 0.05, 3)
    monkeypatch.setattr(module, "_CELLS_AT_ONCE", 100)
    monkeypatch.setattr(module, "_TEXTS_AT_ONCE", 7)
    cut = nearest(space, rows, rows, 0.05, 3)
    assert [part.tolist() for part in cut] == [part.tolist() for part in whole]
    one, other = np.triu_indices(60, 1)
    full = np.zeros((60, 60))
    full[one, other] = full[other, one] = cosines(space, one, other)
    found = set(zip(*(part.tolist() for part in whole), strict=True))
    for row in range(60):
        best = int(full[row].argmax())
        assert (min(row, best), max(row, best)) in found


def test_vectors_do_not_depend_on_how_many_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"请求解决第{number}号道路积水问题" for number in range(30)]
    pairs = np.triu_indices(30, 1)
    whole = cosines(vectors(texts), *pairs)
    monkeypatch.setattr(module, "_TEXTS_AT_ONCE", 4)
    assert cosines(vectors(texts), *pairs).tolist() == whole.tolist()


def test_pairs_may_be_ruled_out_before_the_best_are_taken() -> None:
    space, rows = vectors(["道路积水严重"] * 4), np.arange(4)
    one, other = nearest(space, rows, rows, 0.1, 1, lambda left, right: (left % 2) == (right % 2))
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == [(0, 2), (1, 3)]


def test_nothing_to_compare() -> None:
    assert len(cosines(vectors([]), np.zeros(0, int), np.zeros(0, int))) == 0
    assert [len(part) for part in nearest(vectors(["", ""]), np.arange(2), np.arange(2), 0.1, 3)] == [0, 0]
