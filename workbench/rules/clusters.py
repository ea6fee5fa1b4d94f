"""同地同类事项 (T-09, HF12): how many matters of one level-2 topic and place began within 90 days of each other.

Groups matters by what they are about, never by who brought them. Accusations take no part (spec 8.1 (1)).
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from workbench.domain.codes import Level
from workbench.domain.facts import MatterFacts
from workbench.reference.parameters import parameter
from workbench.rules.evidence import is_accusation
from workbench.rules.places import at_level

Key = tuple[str, str, str]


def topic_clusters(
    matters: Iterable[MatterFacts], *, level: Level | None = None, days: int | None = None, on: date | None = None
) -> dict[str, int]:
    """Matter id → size of the fullest window of `days` it lies in, itself included (1: it stands alone).

    Place is compared at `level` (default 乡, else the county with the ledger's place name); defaults come from
    hard_flags.HF12. A matter without topic, place or first day is left out: its cluster is unknown, not small.
    """
    day = on or date.max
    span = timedelta(days=days if days is not None else int(parameter("hard_flags.HF12.days", day).value))
    at = level or Level.from_label(str(parameter("hard_flags.HF12.level", day).value))
    groups: dict[Key, list[tuple[date, str]]] = defaultdict(list)
    for facts in matters:
        key, first = _key(facts, at), facts.first_day
        if key and first and not is_accusation(facts):
            groups[key].append((first, facts.matter_id))
    return {matter: size for group in groups.values() for matter, size in _sizes(sorted(group), span)}


def _key(facts: MatterFacts, level: Level) -> Key | None:
    if not facts.topic_l2:
        return None
    exact = at_level(facts.places.issue, level)
    if exact is not None:
        return facts.topic_l2, exact, ""
    county = at_level(facts.places.issue, Level.COUNTY)
    return (facts.topic_l2, county, facts.place_label) if county and facts.place_label else None


def _sizes(group: Sequence[tuple[date, str]], span: timedelta) -> list[tuple[str, int]]:
    """Each matter's fullest window: windows end at some matter's day; a falling queue keeps the maximum in one pass."""
    ends = _window_ends(group, span)
    counts = _counts(group, span)
    sizes: list[tuple[str, int]] = []
    queue: deque[int] = deque()
    reached = -1
    for index, (_, matter) in enumerate(group):
        while reached < ends[index]:
            reached += 1
            while queue and counts[queue[-1]] <= counts[reached]:
                queue.pop()
            queue.append(reached)
        while queue[0] < index:
            queue.popleft()
        sizes.append((matter, counts[queue[0]]))
    return sizes


def _window_ends(group: Sequence[tuple[date, str]], span: timedelta) -> list[int]:
    """For each matter, the last one that began within `span` after it."""
    ends, end = [], 0
    for first, _ in group:
        while end + 1 < len(group) and group[end + 1][0] - first < span:
            end += 1
        ends.append(end)
    return ends


def _counts(group: Sequence[tuple[date, str]], span: timedelta) -> list[int]:
    """For each matter, how many began in the `span` that ends with it."""
    counts, start = [], 0
    for index, (day, _) in enumerate(group):
        while day - group[start][0] >= span:
            start += 1
        counts.append(index - start + 1)
    return counts
