"""What was said about a pair (认定): by clerks, in events, and by ledgers; and which word stands.

A judgement of 不同 or 存疑 counts as much as one of 相同. Words are kept for ever; which of them stands is worked out:

1. of one clerk, the last word on a pair replaces the former ones;
2. of several clerks, the last decided word (相同, 相关, 不同) stands; 存疑 takes back only one's own word;
3. a ledger's 重复信访件编号 stands only until a clerk has said anything at all on that pair.

Two clerks whose decided words differ are in dispute: the last word stands meanwhile, and the pair is asked again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import pandas as pd

from workbench.domain.codes import Verdict
from workbench.domain.events import Event, EventKind
from workbench.domain.linking import LinkKind
from workbench.linkage.matter.citations import stated_duplicates
from workbench.linkage.normal import ordered

LEDGER = "台账"
"""Who speaks in a ledger's 重复信访件编号."""

Pair = tuple[str, str]
Judged = tuple[str, str, str]
"""Left record, right record, verdict (Verdict value)."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One word on one pair: who, when and why. `left` and `right` are in order."""

    left: str
    right: str
    verdict: Verdict
    kind: LinkKind = LinkKind.MATTER
    actor: str = ""
    at: datetime | None = None
    why: str = ""
    event_id: str = ""
    seq: int = 0

    @property
    def pair(self) -> Pair:
        return self.left, self.right

    @property
    def by_ledger(self) -> bool:
        return self.actor == LEDGER

    @property
    def said(self) -> str:
        """Who said it, when and why, in words: 李 2026-05-06 认定“相同”（同一诉求）."""
        if self.by_ledger:
            return "台账注明重复件"
        day = f" {self.at:%Y-%m-%d}" if self.at else ""
        return f"{self.actor}{day} 认定“{self.verdict}”".strip() + (f"（{self.why}）" if self.why.strip() else "")


class Standing(NamedTuple):
    """Each clerk's latest word on a pair (`words`, oldest first) and the one that stands."""

    words: tuple[Judgement, ...]
    stands: Judgement

    @property
    def verdict(self) -> Verdict:
        return self.stands.verdict

    @property
    def disputed(self) -> bool:
        """Whether two clerks decided differently."""
        return len({word.verdict for word in self.words if _decided(word) and not word.by_ledger}) > 1

    def of(self, actor: str) -> Judgement | None:
        """One clerk's own word."""
        return next((word for word in self.words if word.actor == actor), None)


def question(kind: LinkKind) -> LinkKind:
    """What a clerk is asked: 同事 and 相关 are one question with the answers 相同, 相关, 不同."""
    return LinkKind.MATTER if kind is LinkKind.CAUSE else kind


def about(judgements: Iterable[Judgement], kind: LinkKind) -> list[Judgement]:
    """The words on one question."""
    return [word for word in judgements if question(word.kind) is question(kind)]


def standings(judgements: Iterable[Judgement]) -> dict[Pair, Standing]:
    """Which word stands on each pair, of words on one question in the order they were said (undone ones left out)."""
    first: dict[Pair, Judgement] = {}
    several: dict[Pair, dict[str, Judgement]] = {}  # only pairs spoken of more than once
    for word in judgements:
        pair = (word.left, word.right)
        before = first.setdefault(pair, word)
        if before is not word:
            spoken = several.setdefault(pair, {before.actor: before})
            spoken.pop(word.actor, None)  # said again: the clerk's latest word stands last
            spoken[word.actor] = word
    found = {pair: Standing((word,), word) for pair, word in first.items()}
    found.update((pair, _standing(tuple(spoken.values()))) for pair, spoken in several.items())
    return found


def _standing(words: tuple[Judgement, ...]) -> Standing:
    if len(words) == 1:
        return Standing(words, words[0])
    clerks = [word for word in words if not word.by_ledger]
    decided = [word for word in clerks if _decided(word)]
    return Standing(words, (decided or clerks)[-1])


def _decided(word: Judgement) -> bool:
    return word.verdict is not Verdict.UNSURE


def read_judgements(events: Iterable[Event], until: date | None = None) -> list[Judgement]:
    """The words that stood at the end of the day `until` (None: now), in the order they were said.

    For a past day give judgements and undos together, undone ones included: what was undone later stood on that day.
    Raises ValueError naming the event whose verdict or kind is none.
    """
    heard = [event for event in events if until is None or event.at.date() <= until]
    gone = _undone(heard)
    return [_read(event) for event in heard if event.kind is EventKind.JUDGEMENT and event.event_id not in gone]


def judgements_in(events: pd.DataFrame) -> list[Judgement]:
    """The same of an edition's table of events (`tables.EVENTS`), those undone left out."""
    rows = events[events["kind"].eq(EventKind.JUDGEMENT.value) & ~events["undone"].astype(bool)].sort_values("seq")
    names = ("subject", "actor", "at", "why", "payload", "event_id", "seq")
    return [
        _read(
            Event(
                EventKind.JUDGEMENT, subject, actor, datetime.fromisoformat(at), why, json.loads(payload), event_id, seq
            )
        )
        for subject, actor, at, why, payload, event_id, seq in zip(
            *(rows[name].tolist() for name in names), strict=True
        )
    ]


def _undone(events: Iterable[Event]) -> set[str]:
    """Ids of undone events, latest undo first: an undo that is itself undone undoes nothing."""
    gone: set[str] = set()
    for event in sorted((one for one in events if one.kind is EventKind.UNDO), key=lambda one: -one.seq):
        if event.event_id not in gone:
            gone.add(event.subject)
    return gone


def _read(event: Event) -> Judgement:
    said: Mapping[str, str] = event.payload
    first, _, second = event.subject.partition("|")
    left, right = ordered(said.get("left") or first, said.get("right") or second)
    try:
        verdict, kind = Verdict(said["verdict"]), LinkKind(said.get("kind") or LinkKind.MATTER)
    except (KeyError, ValueError) as error:
        raise ValueError(
            f"关联认定事件 {event.event_id}（第 {event.seq} 号）内容不完整：{error}；请撤销后重新认定"
        ) from None
    return Judgement(left, right, verdict, kind, event.actor, event.at, event.why, event.event_id, event.seq)


def stated_judgements(records: pd.DataFrame) -> list[Judgement]:
    """What ledgers themselves say (重复信访件编号): 相同, said by 台账. Locked records (检举控告) say nothing."""
    pairs = (ordered(left, right) for left, right in stated_duplicates(records))
    return [Judgement(*pair, Verdict.SAME, actor=LEDGER) for pair in dict.fromkeys(pairs)]


def ledger_judgements(records: pd.DataFrame) -> list[Judged]:
    """The same as plain triples, for callers that put clerks' words after them."""
    return [(left, right, Verdict.SAME.value) for left, right in stated_duplicates(records)]
