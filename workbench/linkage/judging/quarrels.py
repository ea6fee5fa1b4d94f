"""Judgements that quarrel (认定矛盾): A=B, B=C, A≠C. Shown with the shortest chain, never cut."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from workbench.domain.codes import Verdict
from workbench.linkage.judging.words import Judgement, Pair, Standing
from workbench.linkage.normal import ordered

_APART = (Verdict.DIFFERENT, Verdict.RELATED)
_Beside = Mapping[str, list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A pair judged not to be one that other judgements join.

    `path` is the shortest chain of 相同 between them, of equally short ones that with fewest clerks' words; `stated` are
    its links that only a ledger states: the weakest evidence, to be looked at first.
    """

    left: str
    right: str
    verdict: str
    path: tuple[str, ...]
    stated: tuple[Pair, ...] = ()

    @property
    def id(self) -> str:
        """The same as long as the pair quarrels, whatever else is judged."""
        return f"Q-{self.left}|{self.right}"

    @property
    def links(self) -> tuple[Pair, ...]:
        """The chain as pairs."""
        return tuple(ordered(*step) for step in pairwise(self.path))

    @property
    def sentence(self) -> str:
        chain = " = ".join(self.path)
        first = f"，可先看仅由台账注明的 {' = '.join(self.stated[0])}" if self.stated else ""
        return f"{self.left} 与 {self.right} 认定为“{self.verdict}”，但 {chain} 认定为“相同”；请复核其中一项认定{first}"


def quarrels_of(
    said: Mapping[Pair, Standing], same: Mapping[Pair, Judgement], roots: Mapping[str, str]
) -> tuple[Contradiction, ...]:
    """Pairs that stand as 不同 or 相关 (another matter of the same cause) inside one group, in order of the pair."""
    found = sorted(pair for pair, one in said.items() if one.verdict in _APART and _together(pair, roots))
    if not found:
        return ()
    beside = _beside(same, {roots[left] for left, _ in found}, roots)
    goals: dict[str, list[str]] = defaultdict(list)
    for left, right in found:
        goals[left].append(right)
    paths = {(left, right): path for left, rights in goals.items() for right, path in _paths(left, rights, beside)}
    return tuple(_contradiction(pair, said[pair], paths[pair], same) for pair in found)


def _together(pair: Pair, roots: Mapping[str, str]) -> bool:
    left = roots.get(pair[0])  # a record that is alone has none
    return left is not None and left == roots.get(pair[1])


def _contradiction(pair: Pair, said: Standing, path: tuple[str, ...], same: Mapping[Pair, Judgement]) -> Contradiction:
    links = [ordered(*step) for step in pairwise(path)]
    return Contradiction(*pair, said.verdict.value, path, tuple(link for link in links if same[link].by_ledger))


def _beside(same: Mapping[Pair, Judgement], wanted: set[str], roots: Mapping[str, str]) -> _Beside:
    """Neighbours of each record of the groups that quarrel, each with 1 for a clerk's word and 0 for a ledger's."""
    beside: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for (left, right), word in same.items():
        if roots[left] in wanted:
            clerk = 0 if word.by_ledger else 1
            beside[left].append((right, clerk))
            beside[right].append((left, clerk))
    return beside


def _paths(start: str, goals: list[str], beside: _Beside) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Best chain from `start` to each goal: breadth first, a layer at a time, fewest clerks' words then ids deciding."""
    came_from: dict[str, str] = {start: start}
    layer, clerks = [start], {start: 0}
    waiting = set(goals)
    while waiting:
        best: dict[str, tuple[int, str]] = {}
        for here in layer:
            for other, clerk in beside[here]:
                if other not in came_from:
                    step = (clerks[here] + clerk, here)
                    best[other] = min(best.get(other, step), step)
        for other, (count, here) in best.items():
            came_from[other], clerks[other] = here, count
        layer = list(best)
        waiting.difference_update(layer)
    return [(goal, _walk_back(goal, came_from)) for goal in goals]


def _walk_back(goal: str, came_from: Mapping[str, str]) -> tuple[str, ...]:
    path = [goal]
    while came_from[path[-1]] != path[-1]:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))
