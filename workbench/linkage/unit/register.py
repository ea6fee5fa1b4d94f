"""The register of units (单位名册): what organs a county has and had, from when to when, who took over, under which names.

Seeded from the dated table of kinds (`organs.py`), over it the office's own `units.csv`, over that what clerks judged.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from workbench.domain.codes import Verdict
from workbench.linkage.unit.form import UnitForm, clean
from workbench.linkage.unit.names import Namer
from workbench.linkage.unit.organs import OrganType, organs, transfers

COLUMNS = ("unit", "place", "start", "end", "successor", "aliases")
_SPLIT = re.compile(r"[;；、,，]")


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of a unit and who says so: 机构类型表, 本单位名册, 关联认定."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """One unit over the time it stood. `unit_key` as `UnitForm.key` gives it; `place` a division code or ""."""

    unit_key: str
    name: str
    place: str = ""
    kind: str = ""
    parent: str = ""
    start: date | None = None
    end: date | None = None
    successors: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()
    source: str = ""

    def valid(self, on: date) -> bool:
        """Whether the unit stood on a day; an unknown first or last day excludes none."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


class UnitRegister:
    """Units of one office's county, looked up by name and followed over time."""

    def __init__(self, entries: Iterable[UnitEntry], own: Sequence[str] = (), upper: Sequence[str] = ()) -> None:
        self.entries: Mapping[str, UnitEntry] = {entry.unit_key: entry for entry in entries}
        self.own, self.upper = tuple(own), tuple(upper)
        self._before: dict[str, list[str]] = {}
        for entry in self.entries.values():
            for following in entry.successors:
                self._before.setdefault(following, []).append(entry.unit_key)
        self._namer = Namer(own, upper=upper, aliases=self.aliases())

    @classmethod
    def expand(
        cls,
        own: Sequence[str] = (),
        *,
        place: str = "",
        towns: Sequence[str] = (),
        upper: Sequence[str] = (),
        own_file: Path | None = None,
    ) -> UnitRegister:
        """The register of a county by the table of kinds: `own` its names (清澜县, 清澜), `towns` in full (云栖镇).

        `own_file`: the office's `units.csv`, if there. ValueError names the row that cannot be read.
        """
        county = own[0] if own else ""
        kinds = [kind for kind in organs().types.values() if not kind.inner_of_parent]
        entries = {kind.name: _entry(kind, county, place) for kind in kinds if kind.level == "县"}
        for town in towns:
            seat = _town(town, place)
            entries[seat.unit_key] = seat
            local = (_town_office(kind, seat, town) for kind in kinds if kind.level == "乡")
            entries.update((entry.unit_key, entry) for entry in local)
        seeded = cls(entries.values(), own, upper)
        return seeded.with_own(own_file) if own_file is not None and own_file.exists() else seeded

    def with_own(self, path: Path) -> UnitRegister:
        """The office's own table over this one: its days, successors and aliases go before the seeded ones."""
        entries = dict(self.entries)
        for row in _rows(path):
            form = self._namer(row["unit"])
            base = entries.get(form.key) or UnitEntry(form.key, row["unit"])
            entries[form.key] = self._own_entry(base, row)
        return UnitRegister(entries.values(), self.own, self.upper)

    def _own_entry(self, base: UnitEntry, row: Mapping[str, str]) -> UnitEntry:
        aliases = tuple(Alias(name, "本单位名册") for name in _cells(row["aliases"]))
        followed = tuple(self._namer(name).key for name in _cells(row["successor"]))
        return replace(
            base,
            name=row["unit"],
            place=row["place"] or base.place,
            start=_day(row["start"]) or base.start,
            end=_day(row["end"]) or base.end,
            successors=followed or base.successors,
            aliases=(*aliases, *base.aliases),
            source="本单位名册",
        )

    def learn(self, judged: Iterable[tuple[str, str, str]]) -> UnitRegister:
        """Aliases from judgements (同一单位): a name judged the same as a unit here; one judged different is forgotten."""
        entries = dict(self.entries)
        for left, right, verdict in judged:
            for known, name in ((left, right), (right, left)):
                entry = self.find(known)
                if entry is not None and verdict in (Verdict.SAME, Verdict.DIFFERENT):
                    entries[entry.unit_key] = _taught(entries[entry.unit_key], name, verdict == Verdict.SAME)
                    break
        return UnitRegister(entries.values(), self.own, self.upper)

    def aliases(self) -> dict[str, str]:
        """Alias → the unit's name, of what the office itself says or judged (the table's own are known to `Namer`)."""
        own = ((alias, entry) for entry in self.entries.values() for alias in entry.aliases)
        return {alias.name: entry.name for alias, entry in own if alias.source != "机构类型表"}

    def find(self, name: str, place: str = "") -> UnitEntry | None:
        """The unit a name means (住建局房管股 → 住房和城乡建设局), or None if the register has none."""
        return self.of(self._namer(name, place))

    def of(self, form: UnitForm) -> UnitEntry | None:
        """The unit of a name taken apart."""
        return self.entries.get(form.key)

    def later(self, unit_key: str) -> tuple[str, ...]:
        """Keys of all that took over from a unit, near ones first."""
        found: list[str] = []
        ahead = [unit_key]
        while ahead:
            fresh = [key for key in self._after_of(ahead.pop(0)) if key not in found and key != unit_key]
            found += fresh
            ahead += fresh
        return tuple(found)

    def _before_of(self, unit_key: str) -> Sequence[str]:
        return self._before.get(unit_key, ())

    def _after_of(self, unit_key: str) -> Sequence[str]:
        return self.entries[unit_key].successors if unit_key in self.entries else ()

    def standing(self, unit_key: str, on: date) -> tuple[UnitEntry, ...]:
        """The unit on a day: itself if it stood, else who stood in its stead: predecessors before, successors after."""
        entry = self.entries.get(unit_key)
        if entry is None:
            return ()
        step = self._after_of if entry.end and on > entry.end else self._before_of
        found: dict[str, UnitEntry] = {}
        seen, ahead = set[str](), [unit_key]
        while ahead:
            here = self.entries.get(ahead.pop(0))
            if here is None or here.unit_key in seen:
                continue
            seen.add(here.unit_key)
            if here.valid(on):
                found[here.unit_key] = here
            else:
                ahead += step(here.unit_key)
        return tuple(found.values())

    def name_on(self, unit_key: str, on: date) -> str:
        """The name a paper of a day carries: 税务局 in 2017 → 国家税务局、地方税务局; an unknown unit keeps its name."""
        standing = self.standing(unit_key, on)
        entry = self.entries.get(unit_key)
        return "、".join(one.name for one in standing) or (entry.name if entry else unit_key)

    def note(self, unit_key: str, on: date) -> str:
        """A sentence about a unit abolished by a day, with who took over; "" while it stands."""
        entry = self.entries.get(unit_key)
        if entry is None or entry.end is None or on <= entry.end:
            return ""
        heirs = "、".join(f"“{one.name}”" for one in self.standing(unit_key, on))
        told = f"职责由{heirs}承继" if heirs else "名册未载承继单位，请补登"
        return f"“{entry.name}”至{entry.end.isoformat()}止（以本地挂牌日为准），{told}"

    def duties_received(self, unit_key: str, on: date) -> tuple[str, ...]:
        """Sentences on duties that came to a unit from one that goes on (民政局 → 医疗保障局: 医疗救助)."""
        came = (move for move in transfers() if move.to_unit == unit_key and move.since <= on)
        return tuple(f"{move.duty}：{move.since.isoformat()}前属“{move.from_unit}”（{move.source}）" for move in came)


def _entry(kind: OrganType, county: str, place: str) -> UnitEntry:
    name = county[:-1] + kind.name if county and kind.name.startswith("县") else county + kind.name
    aliases = tuple(Alias(alias, "机构类型表") for alias in (*kind.short_forms, *kind.variants))
    return UnitEntry(
        kind.name, name, place, kind.kind, kind.parent, kind.start, kind.end, kind.successors, aliases, kind.source
    )


def _town(town: str, place: str) -> UnitEntry:
    form = Namer()(town)
    seat = "办事处" if town.endswith("街道") else "人民政府"
    return UnitEntry(form.key, town + seat, place, "乡镇街道", "县人民政府", source="区划")


def _town_office(kind: OrganType, seat: UnitEntry, town: str) -> UnitEntry:
    bare = seat.unit_key.partition("/")[0]
    return UnitEntry(f"{bare}/{kind.name}", town + kind.name, seat.place, kind.kind, seat.unit_key, source=kind.source)


def _taught(entry: UnitEntry, name: str, same: bool) -> UnitEntry:
    others = tuple(alias for alias in entry.aliases if clean(alias.name) != clean(name))
    return replace(entry, aliases=(Alias(name, "关联认定"), *others) if same else others)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"单位名册“{path}”读不出来（{error}）；请另存为 UTF-8 编码的 CSV") from error
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        cells = {column: (row.get(column) or "").strip() for column in COLUMNS}
        if not cells["unit"]:
            raise ValueError(f"单位名册“{path}”第 {number} 行没有单位名称（unit）；请补上或删去该行")
        for column in ("start", "end"):
            if cells[column] and _day(cells[column]) is None:
                raise ValueError(
                    f"单位名册“{path}”第 {number} 行 {column} 写作“{cells[column]}”；请写成 2018-07-20 这样的日期"
                )
        yield cells


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _cells(cell: str) -> list[str]:
    return [part.strip() for part in _SPLIT.split(cell) if part.strip()]
