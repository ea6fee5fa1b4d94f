"""Links a group hangs on (薄弱环节): one judgement whose removal would split it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from workbench.linkage.judging.groups import Groups
from workbench.linkage.judging.words import Judgement, Pair
from workbench.linkage.normal import ordered


@dataclass(frozen=True, slots=True)
class Ground:
    """What linkage proposed a pair on: reasons in words and the score."""

    reasons: tuple[str, ...] = ()
    score: float = 0.0


_NONE: Mapping[Pair, Ground] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Bridge:
    """One link between two parts of a group of `left_size` and `right_size` records; `ground` is None if nobody proposed it."""

    matter_id: str
    word: Judgement
    left_size: int
    right_size: int
    ground: Ground | None = None

    @property
    def sentence(self) -> str:
        why = "、".join(self.ground.reasons) if self.ground else "系统未提出此对"
        return (
            f"{self.matter_id}：{self.left_size} 件与 {self.right_size} 件之间只靠 {self.word.left} = {self.word.right} "
            f"相连；{self.word.said}；依据：{why or '无'}"
        )


def weak_bridges(groups: Groups, grounds: Mapping[Pair, Ground] = _NONE, *, smallest: int = 2) -> tuple[Bridge, ...]:
    """Links that alone hold two parts of at least `smallest` records together, the weakest first.

    Weakest: stated by a ledger only, then the larger the smaller part, then the lower the score.
    """
    links = groups.links
    found = (_bridge(*tie, groups, links, grounds) for tie in _ties(links))
    return tuple(sorted((one for one in found if min(one.left_size, one.right_size) >= smallest), key=_weakness))


def _bridge(
    near: str, far: str, size: int, groups: Groups, links: Mapping[Pair, Judgement], grounds: Mapping[Pair, Ground]
) -> Bridge:
    """The link between `near` and `far`, on whose side are `size` records."""
    word = links[ordered(near, far)]
    matter = groups.matter_of[near]
    rest = len(groups.members[matter]) - size
    left, right = (size, rest) if word.left == far else (rest, size)
    return Bridge(matter, word, left, right, grounds.get(word.pair))


def _weakness(bridge: Bridge) -> tuple[bool, int, float, Pair]:
    score = bridge.ground.score if bridge.ground else 0.0
    return not bridge.word.by_ledger, -min(bridge.left_size, bridge.right_size), score, bridge.word.pair


def _ties(links: Iterable[Pair]) -> Iterable[tuple[str, str, int]]:
    """Links without which a group falls apart: near record, far record, records on the far side; linear in the links.

    Such a link is in every spanning tree, so its far side is a subtree of the one walked here.
    """
    import networkx as nx  # takes a while to import, and only this asks for it

    graph = nx.Graph(sorted(links))
    bridges = {ordered(*pair) for pair in nx.bridges(graph)}
    return (tie for tie in _subtrees(graph.adj) if ordered(tie[0], tie[1]) in bridges)


def _subtrees(beside: Mapping[str, Iterable[str]]) -> Iterable[tuple[str, str, int]]:
    """(parent, child, records in the child's subtree) of a breadth-first forest."""
    parent: dict[str, str] = {}
    walked: list[str] = []
    for start in beside:
        if start in parent:
            continue
        parent[start] = start
        walked.append(start)
        at = len(walked) - 1
        while at < len(walked):
            for other in beside[walked[at]]:
                if other not in parent:
                    parent[other] = walked[at]
                    walked.append(other)
            at += 1
    sizes: dict[str, int] = defaultdict(lambda: 1)
    for child in reversed(walked):
        if parent[child] != child:
            sizes[parent[child]] += sizes[child]
    return [(parent[child], child, sizes[child]) for child in walked if parent[child] != child]
