"""From names read in a text to a place: written codes, several places in one text, and the code of a past day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from workbench.reference import _placetext as written
from workbench.reference._placenames import PlaceNames
from workbench.reference._placesteps import Codes, How, Step, Trail, ancestor, settle

_AND = frozenset("、和与及至到;；,，/")


@dataclass(frozen=True, slots=True)
class Reading:
    """One place as a text names it. `code` is "" where it stays open; then `candidates` are what it may be."""

    label: str
    names: Trail
    code: str
    candidates: Codes = ()
    other_code: str = ""  # a code written in the text that names another place

    @property
    def past(self) -> Step | None:
        """The name of the past it was read by, if any."""
        return next((step for step in reversed(self.names) if step.how is How.PAST), None)


class Table(Protocol):
    """What reading asks of the table of divisions."""

    def __contains__(self, code: str) -> bool: ...
    def exists(self, code: str, on: date) -> bool: ...
    def today(self, code: str) -> tuple[str, ...]: ...


class Reader:
    """Reads places with one table; holds no state of a text."""

    def __init__(self, table: Table, names: PlaceNames, before: Mapping[str, Codes]) -> None:
        self._table, self._names, self._before = table, names, before

    def one(self, readings: tuple[Reading, ...]) -> str:
        """The place a text as a whole stands for: what holds them all; "" if different things have different places."""
        if len(readings) == 1:
            return readings[0].code
        labels = {reading.label for reading in readings}
        known = [reading for reading in readings if reading.code]
        if len(known) < len(readings) and (len(labels) == 1 or "" not in {reading.label for reading in known}):
            return ""
        found = ancestor([reading.code for reading in known])
        return found if len(labels) == 1 or found in {reading.code for reading in known} else ""

    def read(self, text: str, home: str, on: date | None) -> tuple[Reading, ...]:
        """Every place the text names, in order. `home` (a code or "") decides between places of one name."""
        parts = written.parts(written.plain(text))
        found = [reading for part in parts for reading in self._part(part, home)]
        if len(found) > 1:
            found = [reading for reading in found if reading.names or reading.label]
        return tuple(replace(each, code=self._on(each, on)) if on and each.code else each for each in found)

    def below(self, text: str, name: str, code: str) -> str:
        """The place named right after a text's first words, which stand for `code`; `code` itself if none is."""
        trail, _ = self._names.read_below(written.plain(text), (code,), len(name))
        return settle(trail, "")[:9] or code

    def _part(self, part: written.Part, home: str) -> Iterator[Reading]:
        known = [code for code in written.codes(part.text) if self._known(code.code)]
        text = written.without(part.text, known)
        closest = next((self._now(code.code) for code in known if code.sure or code.code[4:6] != "00"), "")
        first = True
        for trail in self._trails(text, closest or home):
            reading = self._settled(part.label, trail, closest or home)
            yield self._with_codes(reading, known) if first else reading
            first = False
        if first and (sure := next((code for code in known if code.sure), None)):
            now = self._now(sure.code)
            was = () if now and sure.code.startswith(now) else (sure.code[:9],)
            yield Reading(part.label, (Step(sure.code, (now,) if now else (), How.CODE, was),), now)
        elif first and part.label:
            yield Reading(part.label, (), "")

    def _trails(self, text: str, home: str) -> Iterator[Trail]:
        """The first place of a text and those listed right after it (东升镇、九江镇)."""
        trail, _, end = self._names.read(text, home)
        if not trail:
            return
        yield trail
        while end < len(text) and text[end] in _AND:
            more, after = self._listed(text, end + 1, trail, home)
            if not more:
                return
            yield more
            trail, end = more, after

    def _listed(self, text: str, at: int, trail: Trail, home: str) -> tuple[Trail, int]:
        """A place that starts right there: below one of the places just read, deepest first, or on its own."""
        for depth in range(len(trail) - 1, 0, -1):
            below, end = self._names.read_below(text, (*trail[depth - 1].codes, *trail[depth - 1].was), at)
            if below:
                return (*trail[:depth], *below), end
        more, begin, end = self._names.read(text[at:], home)
        said = bool(more) and (more[0].how is not How.SHORT or max(map(len, more[0].codes)) <= 4)
        return (more, at + end) if said and begin == 0 else ((), at)

    def _settled(self, label: str, trail: Trail, home: str) -> Reading:
        code = settle(trail, home)
        deepest = trail[-1].codes
        settled = bool(code) and len(code) >= min(map(len, deepest))
        open_ = () if settled else deepest
        return Reading(label, trail, code[:9], tuple(each[:9] for each in open_))

    def _with_codes(self, reading: Reading, known: list[written.Written]) -> Reading:
        """The reading checked against the codes written beside it: a nested code refines it, a sure other one opens it."""
        for code in known:
            now = self._now(code.code)
            if now.startswith(reading.code) or reading.code.startswith(now):
                return replace(reading, code=max(now, reading.code, key=len), candidates=())
        other = next((self._now(code.code) for code in known if code.sure), "")
        return replace(reading, code="", candidates=(reading.code, other), other_code=other) if other else reading

    def _known(self, code: str) -> bool:
        return any(code[:digits] in self._table for digits in (12, 9, 6) if digits <= len(code))

    def _now(self, code: str) -> str:
        """Today's code of a written one, township at the deepest."""
        listed = next(code[:digits] for digits in (12, 9, 6) if digits <= len(code) and code[:digits] in self._table)
        return ancestor(self._table.today(listed))[:9]

    # --- the code of a past day -----------------------------------------------------------------------------------

    def _on(self, reading: Reading, on: date) -> str:
        """The code in force on a day for the place read: by the name it was read by, else by what came before."""
        named = [code for step in reversed(reading.names) for code in step.was if self._table.exists(code, on)]
        if named and (old := ancestor(named)):
            return self._below_on(reading.code, old, on)
        for digits in (9, 6, 4, 2):
            code = reading.code[:digits]
            if len(code) == digits and (was := self._code_on(code, on)):
                return was
        return ""

    def _below_on(self, code: str, above: str, on: date) -> str:
        """The code a township had on a day below the county it was named under; the county where that is not known."""
        towns = [old for old in self._before.get(code, ()) if old.startswith(above) and self._table.exists(old, on)]
        return towns[0] if len(towns) == 1 and len(code) == 9 else above

    def _code_on(self, code: str, on: date) -> str:
        """A code in force on a day, or the one code that it took over from; "" if neither is known."""
        if len(code) == 9 and not self._table.exists(code[:6], on):
            return ""
        if self._table.exists(code, on):
            return code
        return ancestor([old for old in self._before.get(code, ()) if self._table.exists(old, on)])
