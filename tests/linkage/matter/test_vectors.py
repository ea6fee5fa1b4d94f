"""Sparse vectors agree with tf-idf cosines written out by hand, cut or not, in parts or at once."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.linkage.matter import vectors as module
from workbench.linkage.matter.vectors import Scale, row_sums, scale_of, vectors

texts_of = st.lists(st.text(alphabet="甲乙丙丁戊己庚辛", max_size=12), min_size=2, max_size=8)


def _grams(text: str) -> Counter[str]:
    return Counter(text[at : at + size] for size in (2, 3) for at in range(len(text) - size + 1))


def _weights(text: str, frequency: Counter[str], texts: int) -> dict[str, float]:
    idf = {gram: math.log((1 + texts) / (1 + max(1, frequency[gram]))) + 1 for gram in _grams(text)}
    return {gram: (1 + math.log(count)) * idf[gram] for gram, count in _grams(text).items()}


def _cosine(left: dict[str, float], right: dict[str, float]) -> float:
    length = math.sqrt(sum(w * w for w in left.values()) * sum(w * w for w in right.values()))
    return sum(weight * right.get(gram, 0) for gram, weight in left.items()) / length if length else 0.0


def _frequency(texts: list[str]) -> Counter[str]:
    return Counter(gram for text in texts for gram in set(_grams(text)))


@settings(max_examples=15, deadline=None)
@given(texts_of)
def test_cosines_are_those_of_tf_idf(texts: list[str]) -> None:
    one, other = np.triu_indices(len(texts), 1)
    space = vectors(texts, scale_of(texts), 1000)
    frequency = _frequency(texts)
    weights = [_weights(text, frequency, len(texts)) for text in texts]
    expected = [_cosine(weights[i], weights[j]) for i, j in zip(one, other, strict=True)]
    assert row_sums(space, space, one, other) == pytest.approx(expected, abs=1e-5)


def test_new_texts_are_weighed_by_the_scale_learnt_before() -> None:
    old, new = ["甲乙丙丁", "甲乙戊己", "丙丁庚辛"], ["甲乙丙丁庚", "戊己庚辛壬"]
    frequency = _frequency(old)
    weights = [_weights(text, frequency, len(old)) for text in new]
    space = vectors(new, scale_of(old), 1000)
    found = row_sums(space, space, np.array([0]), np.array([1]))
    assert found == pytest.approx([_cosine(*weights)], abs=1e-5)


def test_only_the_weightiest_n_grams_are_kept() -> None:
    texts = ["甲乙丙丁戊己庚辛", "甲乙丙丁", "甲乙壬癸"]
    space = vectors(texts, scale_of(texts), 3)
    assert np.diff(space.indptr).tolist() == [3, 3, 3]
    assert np.asarray(space.multiply(space).sum(axis=1)).ravel() == pytest.approx([1, 1, 1], abs=1e-6)
    common = set(vectors(["甲乙"], scale_of(texts), 9).indices)
    assert common and not common & set(space.indices)  # 甲乙 is in every text: the first to fall off


def test_vectors_do_not_depend_on_how_many_are_made_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"请求解决第{number}号道路积水问题" for number in range(30)]
    whole = vectors(texts, scale_of(texts), 8)
    monkeypatch.setattr(module, "_TEXTS_AT_ONCE", 4)
    cut = vectors(texts, scale_of(texts), 8)
    assert (whole != cut).nnz == 0


def test_nothing_to_weigh() -> None:
    assert vectors([], scale_of([]), 10).shape[0] == 0
    assert vectors(["", ""], scale_of(["", ""]), 10).nnz == 0
    assert Scale(0, np.zeros(4, np.int32)).idf().tolist() == pytest.approx([math.log(1 / 2) + 1] * 4)
