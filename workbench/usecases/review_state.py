"""What reviewing links rests on (关联审核的依据): an edition's proposals, and every word said until now.

The record of truth is ahead of the edition: judgements count as soon as they are made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

import pandas as pd

from workbench.domain.events import EventKind
from workbench.domain.linking import LinkKind
from workbench.linkage.judging.groups import Groups, derive_groups
from workbench.linkage.judging.queue import stakes_of
from workbench.linkage.judging.words import Judgement, Pair, about, question, read_judgements, stated_judgements
from workbench.linkage.normal import open_rows
from workbench.usecases.office import Office

if TYPE_CHECKING:
    from workbench.store.edition import Edition

NAMED: Final = (LinkKind.UNIT, LinkKind.PLACE)
"""Kinds whose pairs are names and codes, not records."""
_COLUMNS: Final = ("record_id", "case_no", "case_no_upper", "dup_of_no", "reg_time", "locked", "purpose", "repeat", "times",
                   "lead_unit", "issue_text")  # fmt: skip
_NO_LINKS: Final = "版次 {} 只是快照，还没有查找关联；请先运行 workbench publish，再审核关联"


@dataclass(frozen=True)
class Desk:
    """One edition laid out for review: record ids in order of registration, who is locked, proposals, and what hangs on each
    record. `matter_of` are the edition's groups, `mass` how many records are behind a name, `where` the rows of `links` by
    pair.
    """

    edition: Edition
    order: tuple[str, ...]
    locked: frozenset[str]
    matter_of: Mapping[str, str]
    stated: tuple[Judgement, ...]
    links: pd.DataFrame
    where: Mapping[Pair, tuple[int, ...]]
    stakes: Mapping[str, float]
    mass: Mapping[str, int]
    unit_names: Mapping[str, tuple[str, ...]]
    """The names a unit is written with, by its key; the one it goes by first."""


_DESKS: WeakKeyDictionary[Office, Desk] = WeakKeyDictionary()


def desk(office: Office) -> Desk:
    """The desk of the edition in force, kept until another is published. LookupError where no links were ever sought."""
    edition = office.edition()
    kept = _DESKS.get(office)
    if kept is None or kept.edition.path != edition.path:
        kept = _DESKS[office] = _lay_out(edition)
    return kept


def _lay_out(edition: Edition) -> Desk:
    if not {"links", "groups", "matters"} <= set(edition.tables):
        raise LookupError(_NO_LINKS.format(edition.id))
    records = edition.table("records", _COLUMNS).sort_values(["reg_time", "record_id"], na_position="last")
    groups = edition.table("groups")
    matter_of = dict(zip(groups["record_id"], groups["matter_id"], strict=True))
    readable = open_rows(records)
    links = edition.table("links")
    matters = edition.table("matters", ["matter_id", "is_open", "clock_status", "campaign", "flags"])
    return Desk(
        edition,
        tuple(records["record_id"]),
        frozenset(records["record_id"]) - frozenset(readable["record_id"]),
        matter_of,
        tuple(stated_judgements(readable)),
        links,
        _rows_by_pair(links),
        stakes_of(readable, matters, matter_of),
        Counter([*readable["lead_unit"].dropna(), *readable["issue_text"].dropna()]),
        _unit_names(edition),
    )


def _unit_names(edition: Edition) -> dict[str, tuple[str, ...]]:
    if "register" not in edition.tables:
        return {}
    known = edition.table("register", ["unit_key", "unit", "aliases"])
    return {key: (unit, *aliases) for key, unit, aliases in known.itertuples(index=False, name=None)}


def _rows_by_pair(links: pd.DataFrame) -> dict[Pair, tuple[int, ...]]:
    where: dict[Pair, tuple[int, ...]] = {}
    for row, pair in enumerate(zip(links["left"], links["right"], strict=True)):
        where[pair] = (*where.get(pair, ()), row)
    return where


def judgements(office: Office, kind: LinkKind | None = None) -> list[Judgement]:
    """Every word that stands undone, ledgers' first, of one question or of all; words on accusations say nothing."""
    said = read_judgements(office.store.events(kinds=[EventKind.JUDGEMENT]))
    return readable_words(desk(office), said, kind)


def readable_words(at: Desk, said: Iterable[Judgement], kind: LinkKind | None) -> list[Judgement]:
    """What ledgers state and then what was said, but of accusations (检举控告)."""
    words = [*at.stated, *(word for word in said if word.kind in NAMED or at.locked.isdisjoint(word.pair))]
    return words if kind is None else about(words, kind)


def live_groups(office: Office, kind: LinkKind = LinkKind.MATTER) -> Groups:
    """Groups by every word said until now; matters keep the names the edition in force gives them."""
    return groups_by(desk(office), judgements(office, kind), kind)


def groups_by(at: Desk, said: Iterable[Judgement], kind: LinkKind) -> Groups:
    """Groups of one question by these words."""
    words = about(said, kind)
    if question(kind) is LinkKind.MATTER:
        return derive_groups(at.order, words, previous=at.matter_of)
    return derive_groups(at.order if kind is LinkKind.PERSON else _names(at, kind, words), words)


def judged_groups(office: Office, kind: LinkKind) -> Groups:
    """The same of only those records (or names) that somebody spoke of: all groups of several are among them."""
    words = judgements(office, kind)
    at = desk(office)
    spoken = {record for word in words for record in word.pair}
    here = spoken if kind in NAMED else spoken & at.matter_of.keys()
    return derive_groups(sorted(here), words, previous=at.matter_of)


def _names(at: Desk, kind: LinkKind, words: Iterable[Judgement]) -> list[str]:
    """Names and codes proposed or judged under one kind."""
    rows = at.links[at.links["kind"] == kind.value]
    spoken = (name for word in words for name in word.pair)
    return sorted({*rows["left"], *rows["right"], *spoken})


def past_groups(office: Office, day: date) -> Groups:
    """Groups as they stood at the end of a day: records imported by then, words and undos said by then.

    What ledgers state about those records is taken as the edition in force has it. Matters carry today's names where
    their central record was there already.
    """
    at = desk(office)
    known = office.store.imported_until(day)
    events = office.store.events(kinds=[EventKind.JUDGEMENT, EventKind.UNDO], include_undone=True)
    words = readable_words(at, read_judgements(events, until=day), LinkKind.MATTER)
    there = [word for word in words if known.issuperset(word.pair)]
    return derive_groups([record for record in at.order if record in known], there, previous=at.matter_of)
