"""The plan of one matter (事项): topic, places, people, unit and the days on which it is brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workbench.synth import names, texts, units
from workbench.synth.draw import Draw, Urn
from workbench.synth.identity import mobile
from workbench.synth.people import Home, Person, make_home, make_person
from workbench.synth.places import HOME, counties

# Which of hukou H, residence R, issue I are one county (same letter), and which one the ledger never shows (?).
_SHAPES: Urn[str] = Urn(
    [("AAA", 56), ("AAB", 9), ("ABB", 12), ("ABA", 8), ("ABC", 4), ("?BB", 4), ("A?B", 2), ("A?A", 2), ("AA?", 3)]
)
_REPEATS: Urn[int] = Urn([(1, 55), (2, 21), (3, 11), (4, 6), (5, 3), (6, 2), (8, 1.3), (11, 0.5), (15, 0.2)])
_GROUP_SIZES: Urn[int] = Urn([(5, 12), (6, 10), (8, 10), (11, 8), (15, 8), (20, 5), (27, 4), (35, 3), (48, 2), (60, 1)])
_RESOLUTIONS: Urn[str] = Urn(
    [
        ("已化解", 52),
        ("化解中", 30),
        ("报结待审", 6),
        ("未启动", 5),
        ("程序终结未化解", 3),
        ("反弹", 3),
        ("审核退回", 1),
    ]
)
_BATCH_RESOLUTIONS: Urn[str] = Urn(
    [("已化解", 66), ("化解中", 14), ("报结待审", 8), ("反弹", 5), ("程序终结未化解", 4), ("审核退回", 2), ("核减", 1)]
)


@dataclass(frozen=True, slots=True)
class MatterPlan:
    """All that stays the same through a matter's records. `hidden` is the place the ledger never shows: H, R, I or ""."""

    matter_id: str
    topic: texts.Topic
    facts: dict[str, str]
    title: str
    issue: Home
    hidden: str
    people: tuple[Person, ...]
    heads: int
    lead: units.Unit
    days: tuple[date, ...]
    first_day: date
    in_batch: bool
    resolution: str
    granted: bool


class Planner:
    """Draws plans one after another and numbers the people it makes."""

    def __init__(self, draw: Draw, begin: date, end: date, window: tuple[date, date]) -> None:
        self._draw, self._begin, self._end, self._window = draw, begin, end, window
        self._others = [code for code in counties() if code != HOME]
        self.people: list[Person] = []

    def plan(self, number: int, in_batch: bool) -> MatterPlan:
        draw = self._draw
        topic = texts.topic_urn().draw(draw)
        while in_batch and topic.purpose != "申诉求决":
            topic = texts.topic_urn().draw(draw)
        hukou, residence, issue, hidden = self._places()
        heads = _GROUP_SIZES.draw(draw) if draw.chance(topic.group) else 1 if draw.chance(0.82) else draw.number(2, 4)
        people = self._people(hukou, residence, heads)
        resolution = (_BATCH_RESOLUTIONS if in_batch else _RESOLUTIONS).draw(draw)
        days, first_day = self._days(in_batch, resolution == "反弹")
        facts = texts.particulars(draw, topic, issue, first_day.year, group=heads >= 5)
        return MatterPlan(
            f"M{number:06d}",
            topic,
            facts,
            texts.title(draw, topic, facts),
            issue,
            hidden,
            people,
            heads,
            self._lead(topic, issue),
            days,
            first_day,
            in_batch,
            resolution,
            draw.chance(0.6),
        )

    def _places(self) -> tuple[Home, Home, Home, str]:
        """Dwellings H and R, the place I of the matter, and which of them stays hidden."""
        shape = _SHAPES.draw(self._draw)
        hidden = {"?BB": "H", "A?B": "R", "A?A": "R", "AA?": "I"}.get(shape, "")
        full = {"?BB": "ABB", "A?B": "AAB", "A?A": "AAA", "AA?": "AAA"}.get(shape, shape)
        letters: dict[str, str] = {full[2]: HOME}
        if shape == "AAB" and self._draw.chance(0.3):
            letters = {"A": HOME}
        for letter in "ABC":
            letters.setdefault(letter, self._other(letters))
        hukou, residence, issue = (letters[letter] for letter in full)
        here = make_home(self._draw, hukou)
        there = here if residence == hukou and self._draw.chance(0.9) else make_home(self._draw, residence)
        at = there if issue == residence and self._draw.chance(0.8) else make_home(self._draw, issue)
        return here, there, at, hidden

    def _other(self, taken: dict[str, str]) -> str:
        return self._draw.pick([code for code in self._others if code not in taken.values()])

    def _people(self, hukou: Home, residence: Home, heads: int) -> tuple[Person, ...]:
        """Those who appear on paper: one to five representatives; some are one household and share a phone."""
        draw = self._draw
        if heads == 1 and self.people and draw.chance(0.06) and (known := self._known(hukou, residence)):
            return (known,)
        surname = names.SURNAMES.draw(draw) if draw.chance(0.4) else ""
        phone = mobile(draw) if surname else ""
        count = min(heads, draw.number(1, 5) if heads >= 5 else heads)
        found = [
            make_person(draw, len(self.people) + index, hukou, residence, surname, phone) for index in range(count)
        ]
        self.people += found
        return tuple(found)

    def _known(self, hukou: Home, residence: Home) -> Person | None:
        """Someone who already has another matter, if they live where this one needs them to."""
        person = self._draw.pick(self.people)
        here = person.hukou.town.county == hukou.town.county
        return person if here and person.residence.town.county == residence.town.county else None

    def _days(self, in_batch: bool, rebound: bool) -> tuple[tuple[date, ...], date]:
        """Registration days, and the first day the petitioner is known to have brought the matter."""
        draw = self._draw
        count = max(2 if in_batch or rebound else 1, _REPEATS.draw(draw))
        low, high = self._window if in_batch else (self._begin, self._end)
        day = draw.day(low, high if not in_batch else low + (high - low) / 2)
        days = [day]
        while len(days) < count:
            day = draw.after(day, 8, 60 if in_batch else 240)
            if day > self._end:
                break
            days.append(day)
        if rebound and len(days) > 1:
            days[-1] = min(self._end, draw.after(days[-2], 200, 420))
        first = days[0] - timedelta(days=draw.number(200, 2600)) if in_batch or draw.chance(0.1) else days[0]
        return tuple(days), first

    def _lead(self, topic: texts.Topic, issue: Home) -> units.Unit:
        if topic.unit == "镇" or (topic.path == "P6" and self._draw.chance(0.25)):
            return units.unit_at(issue.town.code, "镇")
        return units.unit_at(issue.town.county, topic.unit)
