"""A walk outwards from one node (逐步展开): breadth first, stopping at what very many matters share."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from typing import Final

from workbench.domain.network import LinkType, NodeType
from workbench.network.adjacency import Adjacency
from workbench.network.graph import LINK_TYPES

SHARED: Final = frozenset({NodeType.UNIT, NodeType.PLACE, NodeType.PROJECT, NodeType.TOPIC, NodeType.CONTACT})
"""Types of node that join matters which may have nothing else in common."""
_PART_OF: Final = LINK_TYPES.index(LinkType.PART_OF)


class Walk:
    """Which nodes a picture takes in; `kind` tells the type of a node by its row."""

    def __init__(self, beside: Adjacency, kind: Callable[[int], NodeType], codes: Collection[int], most: int) -> None:
        self._beside, self._kind, self._codes, self._most = beside, kind, frozenset(codes), most

    def from_node(self, start: int, hops: int, limit: int) -> tuple[dict[int, int], int]:
        """Node → steps from the start, the nearest first, at most `limit`; and how many more were seen and left out."""
        reached, left_out = {start: 0}, set[int]()
        done: set[int] = set()
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            if node in done or (node != start and self._too_shared(node)):
                continue
            done.add(node)
            for code, other in self._beside.steps(node, self._codes, self._most):
                step = reached[node] + (code != _PART_OF)  # a record is one with its matter
                if step > hops or step >= reached.get(other, hops + 1):
                    continue
                if other not in reached and len(reached) >= limit:
                    left_out.add(other)
                    continue
                reached[other] = step
                (waiting.append if code != _PART_OF else waiting.appendleft)(other)
        return reached, len(left_out)

    def _too_shared(self, node: int) -> bool:
        """Whether it joins too many by the links walked; the count of all its neighbours is at hand and often enough."""
        if int(self._beside.degree(node)) <= self._most or self._kind(node) not in SHARED:
            return False
        return self._beside.reach(node, self._codes) > self._most
