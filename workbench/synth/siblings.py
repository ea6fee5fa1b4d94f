"""Who are siblings in an invented county (同类事项): matters of one kind of problem brought by different people.

The truth for finding similar matters, and trios that are hard to tell: a matter, its sibling elsewhere, and a lookalike
that shares every name and place with it but not the problem.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from workbench.synth import texts
from workbench.synth.draw import Draw
from workbench.synth.model import County
from workbench.synth.people import make_home
from workbench.synth.places import HOME


def kinds(county: County) -> dict[str, str]:
    """Kind of problem of each matter that is no accusation: matter id of the county → key of its topic."""
    return {one.matter_id: one.topic for one in county.matters if not county.truth.matters[one.matter_id].locked}


def siblings(county: County) -> dict[str, frozenset[str]]:
    """For each matter those of the same kind that have no petitioner in common with it; accusations are left out."""
    alike: Mapping[str, set[str]] = defaultdict(set)
    for matter, kind in kinds(county).items():
        alike[kind].add(matter)
    people = {one.matter_id: frozenset(one.person_ids) for one in county.matters}
    return {
        matter: frozenset(other for other in alike[kind] if other != matter and not people[matter] & people[other])
        for matter, kind in kinds(county).items()
    }


@dataclass(frozen=True, slots=True)
class Told:
    """One invented matter as a ledger tells it."""

    kind: str
    topic_l1: str
    topic_l2: str
    title: str
    claim: str
    summary: str


@dataclass(frozen=True, slots=True)
class Trio:
    """A matter, a sibling of other names and places, and a lookalike of the same names and places."""

    matter: Told
    sibling: Told
    lookalike: Told


def tell(draw: Draw, topic: texts.Topic, facts: Mapping[str, str], heads: int = 1) -> Told:
    """A matter of a topic told with given particulars."""
    return Told(
        topic.key,
        topic.l1,
        topic.l2,
        texts.title(draw, topic, facts),
        texts.claim(draw, topic, facts),
        texts.summary(draw, topic, facts, heads=heads, times=1, before=""),
    )


def invent(draw: Draw, topic: texts.Topic) -> Told:
    """A matter of a topic with particulars of its own."""
    return tell(draw, topic, particulars(draw, topic))


def particulars(draw: Draw, topic: texts.Topic) -> dict[str, str]:
    """Names, places and sums of one more matter in the county."""
    return texts.particulars(draw, topic, make_home(draw, HOME), draw.number(2015, 2026), group=draw.chance(0.2))


def open_topics() -> tuple[texts.Topic, ...]:
    """The kinds of problem that are no accusations."""
    return tuple(topic for topic in texts.topics() if topic.path != "P8")


def trios(seed: int, many: int) -> tuple[Trio, ...]:
    """Trios over every two kinds of problem in turn; the lookalike keeps each name, place and sum of the matter."""
    draw, topics = Draw(f"trios|{seed}"), open_topics()
    found = []
    for number in range(many):
        topic = topics[number % len(topics)]
        other = draw.pick([one for one in topics if one.key != topic.key])
        facts = particulars(draw, topic)
        found.append(Trio(tell(draw, topic, facts), invent(draw, topic), tell(draw, other, facts)))
    return tuple(found)
