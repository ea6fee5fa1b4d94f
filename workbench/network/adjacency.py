"""Who is beside whom, by number (邻接): questions on an index's arrays that touch a few pages of them."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from workbench.network.graph import LINK_TYPES
from workbench.network.index_files import ARRAYS

Numbers = npt.NDArray[Any]
_EMPTY: Final = np.empty(0, np.int64)
_HUB: Final = 2_000
_TYPES: Final = np.arange(len(LINK_TYPES) + 1)


class Adjacency:
    """The arrays of an index, memory-mapped; nodes and edges by their rows, types by their places in LINK_TYPES."""

    def __init__(self, folder: Path) -> None:
        self.arrays: dict[str, Numbers] = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray) for name in ARRAYS
        }

    def beside(self, node: int, code: int) -> Numbers:
        """Neighbours by one type of link, each once, in order."""
        low, high = self._segments(node)[code : code + 2]
        return _once(self.arrays["neighbour"][low:high])

    def counts(self, node: int) -> list[int]:
        """Neighbours by each type of link."""
        return [len(_once(self.arrays["neighbour"][low:high])) for low, high in pairwise(self._segments(node))]

    def in_order(self, node: int, codes: Collection[int]) -> Numbers:
        """Neighbours as pages show them: by type of link, the newest first, each with the first type that joins it."""
        found = [rows for code in sorted(codes) if len(rows := self.beside(node, code))]
        rows = np.concatenate([_EMPTY, *map(self.newest_first, found)])
        if len(found) < 2:
            return rows
        _, first = np.unique(rows, return_index=True)
        return rows[np.sort(first)]

    def newest_first(self, nodes: Numbers) -> Numbers:
        """Nodes by their last day, the newest first, equals as they stand."""
        return nodes[np.argsort(-self.arrays["newest"][nodes].astype(np.int64), kind="stable")]

    def steps(self, node: int, codes: frozenset[int], most: int) -> list[tuple[int, int]]:
        """(type, neighbour) for a walk: at most `most` neighbours by each type, the newest."""
        found: list[tuple[int, int]] = []
        bounds = self._segments(node)
        for code in codes:
            low, high = bounds[code], bounds[code + 1]
            if low == high:
                continue
            rows = self.arrays["neighbour"][low:high]
            if high - low > most:
                rows = _once(rows)
                rows = rows if len(rows) <= most else self.newest_first(rows)[:most]
            found += [(code, row) for row in dict.fromkeys(rows.tolist())]
        return found

    def degree(self, nodes: Numbers | int) -> Any:
        """Neighbours by any link, each once."""
        return self.arrays["degree"][nodes]

    def reach(self, node: int, codes: frozenset[int]) -> int:
        """Neighbours by any of these types of link, each once."""
        bounds = self._segments(node)
        parts = [(low, high) for code, (low, high) in enumerate(pairwise(bounds)) if code in codes and low < high]
        if sum(high - low for low, high in parts) == bounds[-1] - bounds[0]:
            return int(self.degree(node))
        return len(np.unique(np.concatenate([_EMPTY, *(self.arrays["neighbour"][low:high] for low, high in parts)])))

    def joining(self, node: int, others: Numbers) -> Numbers:
        """Edges between a node and any of the (sorted) others, in order; cheap however many neighbours it has."""
        return np.unique(np.concatenate([_EMPTY, *self._joining(node, others)]))

    def among(self, nodes: Numbers) -> Numbers:
        """Edges between any two of the (sorted) nodes, in order."""
        if not len(nodes):
            return _EMPTY
        low, high = self.arrays["offset"][nodes], self.arrays["offset"][nodes + 1]
        hub = high - low > _HUB
        held = _ranges(low[~hub], high[~hub])
        inside = _is_in(self.arrays["neighbour"][held], nodes)
        found = [self.arrays["edge"][held[inside]]]
        for node in nodes[hub].tolist():  # hubs' links to other nodes were seen from there
            found += self._joining(node, nodes[hub])
        return np.unique(np.concatenate(found))

    def _joining(self, node: int, others: Numbers) -> list[Numbers]:
        found = []
        for low, high in pairwise(self._segments(node)):
            if low == high:
                continue
            segment = self.arrays["neighbour"][low:high]
            first, last = np.searchsorted(segment, others), np.searchsorted(segment, others, "right")
            if (first < last).any():
                found.append(self.arrays["edge"][_ranges(first + low, last + low)])
        return found

    def _segments(self, node: int) -> list[int]:
        """Where the links of each type begin, and where the last ends."""
        low, high = self.arrays["offset"][node : node + 2].tolist()
        links = self.arrays["link"][low:high]
        found: list[int] = (np.searchsorted(links, _TYPES) + low).tolist()
        return found


def _once(rows: Numbers) -> Numbers:
    """Each of sorted numbers once."""
    if len(rows) < 2:
        return rows
    return np.compress(np.concatenate([[True], rows[1:] != rows[:-1]]), rows)


def _is_in(values: Numbers, among: Numbers) -> Numbers:
    """Which values are among the sorted ones: few against many, so no sorting of the many as `numpy.isin` does."""
    place = np.minimum(np.searchsorted(among, values), len(among) - 1)
    return np.equal(among[place], values)


def _ranges(low: Numbers, high: Numbers) -> Numbers:
    """All numbers of many ranges: 3..5 and 9..10 as 3, 4, 9."""
    size = high - low
    before = np.cumsum(size) - size
    return np.repeat(low - before, size) + np.arange(int(size.sum()))
