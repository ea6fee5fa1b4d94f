"""源头治理, what it knows: the cells looked at, the one opened with its matters, gaps, letters, what was said; no widget here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import traitlets

from workbench.apps.said import Said, words_of
from workbench.campaign.advice import Advice
from workbench.campaign.source_rows import NOW, PLACES, TOPICS
from workbench.review.facts import Row
from workbench.store.errors import StoreError
from workbench.usecases import advise, find_sources
from workbench.usecases.find_sources import Heat, Sources, asked_of, behind, heat_of
from workbench.usecases.office import Office

TABS: Final[dict[str, str]] = {"heat": "热表与突增", "causes": "成因", "gaps": "政策缺口", "advice": "三项建议"}
DAYS: Final = (90, 180, 365)
OTHER_PLACES: Final = "其他地方"
COLUMNS_MOST: Final = 16
"""Places with a column of their own; the rest stand together."""


class SourcesModel(traitlets.HasTraits):
    """Set `days`, `topic`, `place`, `unit`: `found` and `heat` follow. Set `focus` (topic, place, unit, month): `rows` follow.

    `stamp` grows whenever gaps or letters were read anew; `problem` says what of the link was not there.
    """

    tab = traitlets.Unicode("heat")
    days = traitlets.Int(DAYS[0])
    topic = traitlets.Unicode("二级")
    place = traitlets.Unicode("乡")
    unit = traitlets.Unicode("")
    focus: traitlets.Dict[str, str] = traitlets.Dict()
    found = traitlets.Instance(Sources)
    heat = traitlets.Instance(Heat)
    rows: traitlets.List[Any] = traitlets.List()
    said = traitlets.Instance(Said, args=())
    problem = traitlets.Unicode("")
    stamp = traitlets.Int(0)

    def __init__(self, office: Office, asked: Mapping[str, str] | None = None) -> None:
        asked = asked or {}
        self.office, self.edition = office, office.edition()
        self.seen = office.store.last_seq()
        self.units = [str(unit) for unit in self.edition.query("SELECT unit FROM units ORDER BY unit")["unit"]]
        given = {name: asked[name] for name, known in self._known().items() if asked.get(name) in known}
        gone = [value for name, value in asked.items() if value and name in self._known() and name not in given]
        days = int(given.pop("days", DAYS[0]))
        super().__init__(**given, days=days, **self._looked({**given, "days": days}))
        self.problem = f"版次 {self.edition.id} 中没有“{'”“'.join(gone)}”，链接里的这一项未用" if gone else ""
        self._list()

    def _known(self) -> dict[str, Any]:
        """What a link may say, and the values of each that are there."""
        return {"tab": TABS, "days": [str(one) for one in DAYS], "topic": TOPICS, "place": PLACES, "unit": self.units}

    # --- looking ------------------------------------------------------------------------------------------------------

    def _looked(self, chosen: Mapping[str, Any]) -> dict[str, Any]:
        asked = asked_of(
            self.edition,
            days=chosen.get("days", DAYS[0]),
            topic=chosen.get("topic", "二级"),
            place=chosen.get("place", "乡"),
            unit=chosen.get("unit", ""),
        )
        found = find_sources.find_sources(self.edition, asked)
        return {"found": found, "heat": heat_of(found)}

    @traitlets.observe("days", "topic", "place", "unit")
    def _look(self, _change: Any) -> None:
        told = self._looked({name: getattr(self, name) for name in ("days", "topic", "place", "unit")})
        with self.hold_trait_notifications():
            self.found, self.heat, self.focus = told["found"], told["heat"], {}
        self._list()

    @traitlets.observe("focus")
    def _list(self, _change: Any = None) -> None:
        self.rows = self._behind()

    def _behind(self) -> list[Row]:
        said = {name: value for name, value in self.focus.items() if value}
        others = said.pop("place", "") if said.get("place") == OTHER_PLACES else ""
        rows = behind(self.edition, self.found.asked, "" if "month" in said else NOW, **said)
        return [row for row in rows if row["place"] in self.other_places] if others else rows

    @property
    def columns(self) -> tuple[str, ...]:
        """Places with a column: all of them, or the first and 其他地方."""
        every = self.heat.places
        return every if len(every) <= COLUMNS_MOST else (*every[: COLUMNS_MOST - 1], OTHER_PLACES)

    @property
    def other_places(self) -> frozenset[str]:
        return frozenset(self.heat.places[COLUMNS_MOST - 1 :] if len(self.heat.places) > COLUMNS_MOST else ())

    def months(self) -> dict[str, int]:
        """Matters by month of what is opened, whatever month was clicked."""
        said = {name: value for name, value in self.focus.items() if value and name != "month"}
        if said.get("place") == OTHER_PLACES:
            said.pop("place")
        return find_sources.months(self.edition, self.found.asked, **said)

    def name(self, place: str) -> str:
        """A place by name; one the divisions do not know by its code."""
        if place == OTHER_PLACES:
            return place
        return self.office.divisions.name(place) if place in self.office.divisions else place

    @property
    def focus_words(self) -> str:
        """What the list is of, in words."""
        said = self.focus
        parts = [
            said.get("month", ""),
            said.get("topic", ""),
            self.name(said["place"]) if said.get("place") else "",
            said.get("unit", "") or self.unit,
        ]
        return "，".join(part for part in parts if part) or "全部"

    @property
    def filter_words(self) -> str:
        """The filter as it is printed on an exported list."""
        period = "" if "month" in self.focus else f"本期 {self.found.asked.period.words}；"
        return f"{period}{self.focus_words}；内容分类{self.topic}、属地到{self.place}级"

    @property
    def address(self) -> str:
        """State in the link."""
        given = {"tab": self.tab, "days": str(self.days), "topic": self.topic, "place": self.place, "unit": self.unit}
        return "?" + urlencode({name: value for name, value in given.items() if value})

    # --- gaps and letters -----------------------------------------------------------------------------------------------

    def letters(self) -> tuple[Advice, ...]:
        return advise.letters(self.office)

    def gaps(self) -> tuple[tuple[find_sources.Gap, find_sources.GapRuling | None], ...]:
        return find_sources.find_gaps(self.office, self.edition)

    def do(self, act: Callable[[int], Any], done: Callable[[Any], str]) -> bool:
        """One act of the clerk with the number of the last event this page knows; False (and `said`) where it was refused."""
        try:
            outcome = act(self.seen)
        except (LookupError, ValueError, StoreError, OSError) as refused:
            self.seen = self.office.store.last_seq()
            self.said = Said(words_of(refused), "overdue")
            self.stamp += 1
            return False
        self.seen = self.office.store.last_seq()
        self.said = Said(done(outcome), "ok")
        self.stamp += 1
        return True
