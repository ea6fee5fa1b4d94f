"""What clerks' judgements teach about places: a written place is, or is not, a division."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.domain.codes import Verdict
from workbench.domain.events import Event, EventKind
from workbench.domain.linking import LinkKind
from workbench.linkage.normal import half_width

_BLANK = re.compile(r"\s+")
_NAME_AT_MOST = 8
"""A judged text of so many characters at most, without a digit, is a local name that other addresses may begin with."""


@dataclass(frozen=True, slots=True)
class PlaceJudgement:
    """A clerk's word on a written place and a division code."""

    text: str
    code: str
    verdict: Verdict


def judged_places(events: Iterable[Event]) -> list[PlaceJudgement]:
    """Judgements of kind 同一地点 among events, the latest on each pair, those undone left out.

    A pair is kept in order, so the side that is all digits is the code.
    """
    listed = list(events)
    undone = {event.subject for event in listed if event.kind is EventKind.UNDO}
    found: dict[tuple[str, str], PlaceJudgement] = {}
    for event in listed:
        payload = event.payload
        mine = event.kind is EventKind.JUDGEMENT and payload.get("kind") == LinkKind.PLACE.value
        if mine and event.event_id not in undone:
            text, code = payload["left"], payload["right"]
            if not code.isdigit():
                text, code = code, text
            found[text, code] = PlaceJudgement(text, code, Verdict(payload["verdict"]))
    return list(found.values())


class Taught:
    """Judgements made ready to be asked: what a text is, what it is not, and local names learnt."""

    def __init__(self, judged: Iterable[PlaceJudgement]) -> None:
        self._same: dict[str, list[str]] = defaultdict(list)
        self._not: dict[str, set[str]] = defaultdict(set)
        for each in judged:
            if each.verdict is Verdict.SAME:
                self._same[_key(each.text)].append(each.code)
            elif each.verdict is Verdict.DIFFERENT:
                self._not[_key(each.text)].add(each.code)
        self._names = {
            text: codes[0]
            for text, codes in self._same.items()
            if len(set(codes)) == 1 and 2 <= len(text) <= _NAME_AT_MOST and not any(map(str.isdigit, text))
        }
        self._lengths = sorted({len(name) for name in self._names}, reverse=True)

    def same(self, text: str) -> tuple[str, ...]:
        """The codes clerks said the very text is; two or more if they differ."""
        return tuple(dict.fromkeys(self._same.get(_key(text), ())))

    def not_same(self, text: str) -> set[str]:
        return self._not.get(_key(text), set())

    def begins_with(self, text: str) -> tuple[str, str]:
        """A learnt local name the text begins with, and its code; two empty texts if there is none."""
        key = _key(text)
        for length in self._lengths:
            if code := self._names.get(key[:length]):
                return key[:length], code
        return "", ""


def _key(text: str) -> str:
    return _BLANK.sub("", half_width(text))
