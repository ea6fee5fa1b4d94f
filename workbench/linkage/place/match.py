"""Free text to a division code as of a day (地点关联): what is certain is linked, what is not is laid before a clerk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import log2

from workbench.domain.linking import LinkKind, LinkProposal, Reason, by_weight, probability
from workbench.linkage.place import notes
from workbench.linkage.place.grounds import Grounds
from workbench.linkage.place.judged import PlaceJudgement, Taught
from workbench.reference.divisions import Divisions, How, Reading, Step, trim


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A written place and what it names. `code` is "" while it is not certain; `candidates` are codes with scores (0..1).

    `reasons` are the grounds of the code, or of the likeliest candidate. `note` is a sentence for the clerk: an abolished
    division and its successor, namesakes, several places in one text, a code that does not fit; "" if all is plain.
    """

    text: str
    code: str
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[tuple[str, float], ...] = ()
    note: str = ""
    proposals: tuple[LinkProposal, ...] = ()


def link_places(
    texts: Iterable[str],
    *,
    within: str | None = None,
    on: date | None = None,
    divisions: Divisions,
    judged: Iterable[PlaceJudgement] = (),
) -> list[PlaceMatch]:
    """A match for every text, in their order.

    `within` is the office's own division, `on` the day whose codes are wanted (None: today's). What clerks judged
    before is taken: a text they called a place is that place, a local name they explained is read at the head of others.
    """
    linker = _Linker(divisions, trim(within) if within else "", on, Taught(judged))
    known: dict[str, PlaceMatch] = {}
    found = []
    for text in texts:
        if text not in known:
            known[text] = linker.match(text)
        found.append(known[text])
    return found


def place_proposals(matches: Iterable[PlaceMatch]) -> list[LinkProposal]:
    """What a clerk is asked (left the text as written, right the code): each different text once, likeliest first."""
    seen = {match.text: match.proposals for match in matches if match.proposals}
    return sorted(
        (each for found in seen.values() for each in found), key=lambda each: (-each.score, each.left, each.right)
    )


@dataclass(frozen=True, slots=True)
class _Weighed:
    """One place a text may name, with its grounds; in words, chart and score alike."""

    code: str
    reasons: tuple[Reason, ...]
    prior: float

    @property
    def score(self) -> float:
        return probability(self.prior + sum(reason.weight for reason in self.reasons))

    def proposal(self, text: str) -> LinkProposal:
        return LinkProposal(text, self.code, LinkKind.PLACE, self.reasons, self.prior)


class _Linker:
    def __init__(self, divisions: Divisions, home: str, on: date | None, taught: Taught) -> None:
        self._table, self._home, self._on, self._taught = divisions, home, on, taught
        self._grounds = Grounds.on()
        self._sizes = divisions.sizes()

    def match(self, text: str) -> PlaceMatch:
        if said := self._taught.same(text):
            return self._judged(text, said)
        name, code = self._taught.begins_with(text)
        if name:
            below = self._table.find_below(text, name, code)
            return PlaceMatch(text, below, (self._grounds.said(True),), ((below, probability(self._grounds.judged)),))
        readings = self._table.read(text, within=self._home or None, on=self._on)
        if not readings:
            return PlaceMatch(text, "", note=notes.nothing(text))
        return self._one(text, readings[0]) if len(readings) == 1 else self._several(text, readings)

    def _judged(self, text: str, said: Sequence[str]) -> PlaceMatch:
        reason = (self._grounds.said(True),)
        if len(said) == 1:
            return PlaceMatch(text, said[0], reason, ((said[0], probability(self._grounds.judged)),))
        shared = tuple((code, 1 / len(said)) for code in said)
        return PlaceMatch(text, "", reason, shared, notes.quarrel(said, self._table.full_name))

    def _several(self, text: str, readings: tuple[Reading, ...]) -> PlaceMatch:
        code = self._table.find(text, within=self._home or None, on=self._on) or ""
        each = {reading.code: 1.0 for reading in readings if reading.code}
        note = notes.several(readings, self._table.full_name)
        return PlaceMatch(text, code, (Reason("place_several", "文中有几处地名", 0.0),), tuple(each.items()), note)

    def _one(self, text: str, reading: Reading) -> PlaceMatch:
        denied = self._taught.not_same(text)
        weighed = self._weighed(reading, denied)
        sure = reading.code if reading.code not in denied else ""
        asked = [each.proposal(text) for each in weighed if each.code != sure and each.code not in denied]
        grounds = next((each.reasons for each in weighed if each.code == sure), weighed[0].reasons if weighed else ())
        return PlaceMatch(
            text,
            sure,
            grounds,
            tuple((each.code, each.score) for each in weighed if each.code not in denied),
            notes.about(reading, self._table, self._on),
            tuple(asked[: self._grounds.show_at_most]),
        )

    def _weighed(self, reading: Reading, denied: set[str]) -> list[_Weighed]:
        """Each place it may be, the settled one before all, the others likeliest first."""
        found = []
        if reading.code and (step := next((each for each in reversed(reading.names) if each.how is not How.KIN), None)):
            found.append(self._weigh(reading, step, reading.code, 0.0, denied))
        last = reading.names[-1] if reading.names else None
        codes = last.codes if last and last.how is How.KIN else reading.candidates
        if last and codes:
            found += self._rivals(reading, last, dict.fromkeys(filter(None, codes)), denied)
        return found

    def _rivals(self, reading: Reading, step: Step, codes: Iterable[str], denied: set[str]) -> list[_Weighed]:
        """The places of one name, each against the others, likeliest first."""
        favour = {code: self._grounds.favour(code, self._home) for code in codes}
        total = sum(favour.values())
        found = [self._weigh(reading, step, code, total - own, denied) for code, own in favour.items()]
        found.sort(key=lambda each: (-each.score, each.code))
        return [each for each in found if each.score >= self._grounds.show_from]

    def _weigh(self, reading: Reading, step: Step, code: str, rivals: float, denied: set[str]) -> _Weighed:
        size = self._sizes.get(len(code), 1)
        how = How.FULL if step.how is How.PAST and self._on and code in step.was else step.how
        change = notes.change(step, code, self._table) if how is How.PAST else ""
        reasons = [*self._grounds.named(how, size, rivals, change), *self._grounds.nearness(code, self._home)]
        if len(code) > 4 and min((len(each) for name in reading.names for each in name.codes), default=0) > 4:
            reasons.append(self._grounds.left_out())
        if code in denied:
            reasons.append(self._grounds.said(False))
        return _Weighed(code, tuple(by_weight(reasons)), round(-log2(size), 2))
