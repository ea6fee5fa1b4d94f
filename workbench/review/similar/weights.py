"""How much each n-gram says about the kind of problem (字组权重), learnt from the matters of one edition.

Rare is not telling: the name of a village or a project is rare, and stands in matters of every kind. An n-gram weighs by how
far the topics (内容分类) of the matters that have it differ from those of all, in bits (Kullback–Leibler, smoothed so that
one or two matters prove nothing), times the usual idf. Where no topics are known, by idf alone.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from workbench.review.similar.texts import BITS, Grams, Ints

Floats = npt.NDArray[np.float32]

SMOOTHING: Final = 4.0
"""Matters of the usual mixture of topics added to those that have an n-gram."""
FLOOR: Final = 0.15
"""Of its idf that an n-gram keeps, however little it says about the kind: names still find the case one looks for."""


def gram_weights(found: Grams, topics: Ints) -> Floats:
    """Weight of each of the 2^BITS n-grams, 0 for those in no text; `topics`: a number for each text, 0 unknown."""
    frequency = np.bincount(found.columns, minlength=1 << BITS)
    idf = np.log((1 + len(found)) / (1 + frequency)) + 1
    known = np.bincount(topics)[1:]
    telling = _bits(found, topics, known) if (known > 0).sum() > 1 else np.ones(1 << BITS)
    return np.where(frequency > 0, idf * (FLOOR + telling), 0).astype(np.float32)


def _bits(found: Grams, topics: Ints, known: Ints) -> npt.NDArray[np.float64]:
    """Smoothed divergence of each n-gram's topics from all topics, in bits.

    With p = (n + m·π)/(N + m): a topic of no matter (n = 0) has p/π = m/(N + m), so they need no visit.
    """
    share = known / known.sum()
    counts = _topic_counts(found, topics, len(known))
    topic, column, many = counts.row, counts.col, counts.data
    total = np.bincount(column, weights=many, minlength=1 << BITS)
    usual = share[topic]
    p = (many + SMOOTHING * usual) / (total[column] + SMOOTHING)
    seen = np.bincount(column, weights=p * np.log2(p / usual), minlength=1 << BITS)
    unseen = 1 - np.bincount(column, weights=usual, minlength=1 << BITS)
    rest = SMOOTHING / (total + SMOOTHING)
    bits: npt.NDArray[np.float64] = np.maximum(seen + unseen * rest * np.log2(rest), 0)
    return bits


def _topic_counts(found: Grams, topics: Ints, many: int) -> Any:
    """Topics × n-grams: how many matters of the topic have it; matters of no known topic are not counted."""
    from scipy import sparse

    texts = sparse.csr_matrix((np.ones(len(found.columns), np.float32), found.columns, found.indptr),
                              shape=(len(found), 1 << BITS))  # fmt: skip
    rows = np.flatnonzero(topics)
    which = (np.ones(len(rows), np.float32), (topics[rows] - 1, rows))
    return (sparse.csr_matrix(which, shape=(many, len(found))) @ texts).tocoo()


def weighted(found: Grams, weights: Floats, most: int) -> tuple[Ints, npt.NDArray[np.int32], Floats]:
    """Row pointers, columns and weights of each text's `most` weightiest n-grams, rows at unit length.

    `weights`: of each entry of `found.columns`; an n-gram told n times counts 1 + ln(n) times.
    """
    rows, columns = found.rows, found.columns
    data = (1 + np.log(found.counts.astype(np.float32))) * weights
    keep = (data > 0) & _weightiest(rows, data, found.indptr, most)
    rows, columns, data = rows[keep], columns[keep], data[keep]
    length = np.sqrt(np.bincount(rows, weights=data.astype(np.float64) ** 2, minlength=len(found)))
    data = (data / np.maximum(length, 1e-12)[rows]).astype(np.float32)
    return np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=len(found)))]), columns, data


def _weightiest(rows: Ints, data: Floats, indptr: Ints, most: int) -> npt.NDArray[np.bool_]:
    """Marks the `most` greatest of each row, equal ones by column, so that runs agree."""
    keep = np.ones(len(rows), dtype=np.bool_)
    if len(rows) == 0 or int(np.diff(indptr).max()) <= most:
        return keep
    order = np.argsort(rows - data / (float(data.max()) * 1.001), kind="stable")
    keep[order[np.arange(len(rows)) - indptr[rows[order]] >= most]] = False
    return keep
