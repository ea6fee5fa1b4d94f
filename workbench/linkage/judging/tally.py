"""How far one has come (本人进度): a clerk's own words counted, for that clerk. Never a comparison of staff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from workbench.domain.codes import Verdict
from workbench.domain.linking import LinkKind
from workbench.linkage.judging.words import Judgement, question


@dataclass(frozen=True, slots=True)
class Tally:
    """Pairs by one's latest word on each: those of `day`, and in all. Every verdict is named, with 0 if not used."""

    actor: str
    day: date
    today: Mapping[Verdict, int]
    total: Mapping[Verdict, int]

    @property
    def sentence(self) -> str:
        parts = "、".join(f"{verdict} {count}" for verdict, count in self.today.items())
        return f"今日 {sum(self.today.values())} 对（{parts}），累计 {sum(self.total.values())} 对"


def tally(judgements: Iterable[Judgement], actor: str, day: date) -> Tally:
    """One clerk's tally of words that stand (undone ones left out); a pair judged again counts once."""
    latest: dict[tuple[LinkKind, str, str], Judgement] = {}
    for word in judgements:
        if word.actor == actor:
            latest[question(word.kind), word.left, word.right] = word
    total = Counter(word.verdict for word in latest.values())
    today = Counter(word.verdict for word in latest.values() if word.at and word.at.date() == day)
    return Tally(actor, day, {one: today[one] for one in Verdict}, {one: total[one] for one in Verdict})
