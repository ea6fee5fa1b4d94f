"""Texts that are nearly the same (雷同文字), among very many, without comparing each with each.

Two texts with Jaccard similarity ≥ t share one of the (1-t)·n rarest pieces of each; only texts that do are compared.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

_SIZE = 3
_CROWDED = 64
"""Texts sharing one rare piece beyond which each is compared only with its neighbours in length."""
_BLOCK = 200_000


def like_texts(texts: Sequence[str], least: float) -> Mapping[str, list[tuple[str, float]]]:
    """Each text's like ones with their similarity over three-letter pieces, likest first; `texts` are distinct, plain.

    Of more than 64 texts that share a rare piece each is compared with its 32 neighbours in length on either side.
    """
    if len(texts) < 2:
        return {}
    matrix, order = _pieces(texts)
    lengths = matrix.getnnz(axis=1)
    pairs = _candidates(order, lengths, least)
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for start in range(0, len(pairs), _BLOCK):
        block = pairs[start : start + _BLOCK]
        shares = _jaccard(matrix, lengths, block)
        for (left, right), share in zip(block[shares >= least].tolist(), shares[shares >= least].tolist(), strict=True):
            found[texts[left]].append((texts[right], share))
            found[texts[right]].append((texts[left], share))
    return {text: sorted(others, key=lambda other: (-other[1], other[0])) for text, others in found.items()}


def _pieces(texts: Sequence[str]) -> tuple[Any, list[np.ndarray[Any, Any]]]:
    """A 0/1 matrix texts × pieces, and each text's pieces with the rarest first."""
    import numpy as np
    from scipy import sparse

    numbers: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    for text in texts:
        pieces = dict.fromkeys(text[at : at + _SIZE] for at in range(max(1, len(text) - _SIZE + 1)))
        columns += [numbers.setdefault(piece, len(numbers)) for piece in pieces]
        ends.append(len(columns))
    indices = np.asarray(columns, dtype=np.int64)
    shape = (len(texts), len(numbers))
    matrix = sparse.csr_matrix((np.ones(len(indices), dtype=np.int32), indices, np.asarray(ends)), shape=shape)
    common = np.bincount(indices, minlength=len(numbers))
    rank = np.empty(len(numbers), dtype=np.int64)
    rank[np.lexsort((np.arange(len(numbers)), common))] = np.arange(len(numbers))
    order = [np.sort(rank[indices[first:last]]) for first, last in pairwise(ends)]
    return matrix, order


def _candidates(
    order: Sequence[np.ndarray[Any, Any]], lengths: np.ndarray[Any, Any], least: float
) -> np.ndarray[Any, Any]:
    """Pairs of rows that share a piece of their prefixes and may be long enough for each other."""
    import numpy as np

    holders: dict[int, list[int]] = defaultdict(list)
    for row, pieces in enumerate(order):
        for piece in pieces[: len(pieces) - math.ceil(least * len(pieces)) + 1].tolist():
            holders[piece].append(row)
    blocks = [_within(np.asarray(rows), lengths, least) for rows in holders.values() if len(rows) > 1]
    if not blocks:
        return np.empty((0, 2), dtype=np.int64)
    pairs = np.concatenate(blocks)
    pairs.sort(axis=1)
    codes = np.unique(pairs[:, 0] * len(order) + pairs[:, 1])
    return np.column_stack((codes // len(order), codes % len(order)))


def _within(rows: np.ndarray[Any, Any], lengths: np.ndarray[Any, Any], least: float) -> np.ndarray[Any, Any]:
    """Pairs among rows that share a piece, of lengths that allow the likeness; in a crowd only neighbours in length."""
    import numpy as np

    ordered = rows[np.lexsort((rows, lengths[rows]))]
    reach = len(ordered) - 1 if len(ordered) <= _CROWDED else _CROWDED // 2
    left = np.concatenate([ordered[:-step] for step in range(1, reach + 1)])
    right = np.concatenate([ordered[step:] for step in range(1, reach + 1)])
    near = lengths[left] >= least * lengths[right]
    return np.column_stack((left[near], right[near]))


def _jaccard(matrix: Any, lengths: np.ndarray[Any, Any], pairs: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    import numpy as np

    shared = np.asarray(matrix[pairs[:, 0]].multiply(matrix[pairs[:, 1]]).sum(axis=1)).ravel()
    return np.asarray(shared / (lengths[pairs[:, 0]] + lengths[pairs[:, 1]] - shared))
