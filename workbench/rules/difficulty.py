"""难易分类 (简单、复杂、疑难) and the level that should handle a matter (分类分级办理): proposed with grounds, set by a person.

Reads the matter only: its hard flags, its topic, how many units it needs; never the petitioner. The table is data
(`reference/parameters/difficulty.yaml`). Source: 区级五机制“分类分级办理”, “简单村、复杂乡、疑难县” (local practice, no law).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from workbench.domain.codes import Level, Trilean
from workbench.domain.finding import Finding
from workbench.rules.dated import parameters_of
from workbench.rules.flag_case import NAMES
from workbench.rules.hard_flags import needs_county_leader
from workbench.rules.places import level_named


class Difficulty(StrEnum):
    """How hard a matter is (难易)."""

    SIMPLE = "简单"
    COMPLEX = "复杂"
    HARD = "疑难"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the table proposes for a matter: `grounds` in words, and what is 待核 that would make it harder."""

    difficulty: Difficulty
    level: Level
    grounds: tuple[str, ...]
    unsure: tuple[str, ...]
    clause: str

    @property
    def sentence(self) -> str:
        """In one line: what, at which level, why, and what is not known."""
        why = "、".join(self.grounds) or "未见复杂、疑难的情形"
        open_ = f"；{'、'.join(self.unsure)}待核，成立的须重新分类" if self.unsure else ""
        return f"建议{self.difficulty.value}，由{self.level.label}级办理：{why}{open_}"


def propose(
    flags: Collection[str], topics: Collection[str], units: int, on: date, *, unknown: Collection[str] = ()
) -> Proposal:
    """Difficulty and level of a matter by the table in force on a day.

    `flags` are hard flags that hold, `unknown` those 待核; `topics` its topic of level 1 and 2; `units` how many units
    lead or assist. LookupError for a day before the table was in force.
    """
    return _propose(frozenset(flags), tuple(filter(None, topics)), units, on, frozenset(unknown))


@lru_cache(maxsize=16384)
def _propose(flags: frozenset[str], topics: tuple[str, ...], units: int, on: date, unknown: frozenset[str]) -> Proposal:
    settings = parameters_of("difficulty", on)
    difficulty, grounds = _difficulty(flags, units, on)
    by_difficulty = settings[f"level.{_KEYS[difficulty]}"]
    level, clauses = level_named(by_difficulty.value), [by_difficulty.clause]
    topic = _by_topic(topics, on)
    if topic and topic[0] < level:
        level, word, clause = topic
        grounds = (*grounds, f"内容分类“{word}”由{level.label}级以上办理")
        clauses.append(clause)
    unsure = _unsure(difficulty, unknown, on) if topics else (*_unsure(difficulty, unknown, on), "内容分类")
    return Proposal(difficulty, level, grounds, unsure, "；".join(clauses))


def level_for(difficulty: Difficulty, topics: Collection[str], on: date) -> Level:
    """The level the table gives a matter that a person calls simple, complex or hard."""
    level = level_named(parameters_of("difficulty", on)[f"level.{_KEYS[difficulty]}"].value)
    topic = _by_topic(tuple(filter(None, topics)), on)
    return min(level, topic[0]) if topic else level


_KEYS = {Difficulty.SIMPLE: "simple", Difficulty.COMPLEX: "complex", Difficulty.HARD: "hard"}


def _difficulty(flags: frozenset[str], units: int, on: date) -> tuple[Difficulty, tuple[str, ...]]:
    settings = parameters_of("difficulty", on)
    hard = sorted(flags.intersection(settings["hard.flags"].value), key=_number)
    owed = needs_county_leader([Finding(flag, Trilean.YES, "", "") for flag in flags], on)
    if hard or owed:
        return Difficulty.HARD, _named(hard or sorted(flags, key=_number))
    known = sorted(flags.intersection(settings["complex.flags"].value), key=_number)
    many = units >= settings["complex.units"].value
    if known or many:
        return Difficulty.COMPLEX, (*_named(known), *([f"涉及{units}个单位"] if many else []))
    return Difficulty.SIMPLE, ()


def _unsure(difficulty: Difficulty, unknown: frozenset[str], on: date) -> tuple[str, ...]:
    """Flags 待核 that would make it harder than it is proposed."""
    settings = parameters_of("difficulty", on)
    harder = {
        Difficulty.SIMPLE: [*settings["complex.flags"].value, *settings["hard.flags"].value],
        Difficulty.COMPLEX: settings["hard.flags"].value,
        Difficulty.HARD: [],
    }[difficulty]
    return _named(sorted(unknown.intersection(harder), key=_number))


def _by_topic(topics: tuple[str, ...], on: date) -> tuple[Level, str, str] | None:
    """The highest level a topic asks for, the topic and the clause; None where the table says nothing of it."""
    settings = parameters_of("difficulty", on)
    for level, name in ((Level.COUNTY, "topics.county"), (Level.TOWN, "topics.town")):
        hit = next((topic for topic in reversed(topics) if any(word in topic for word in settings[name].value)), "")
        if hit:
            return level, hit, settings[name].clause
    return None


def _named(flags: Collection[str]) -> tuple[str, ...]:
    return tuple(NAMES[flag] for flag in flags)


def _number(flag: str) -> int:
    return int(flag.removeprefix("HF"))
