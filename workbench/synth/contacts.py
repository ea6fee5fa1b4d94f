"""Invented petitioners' contacts at any size, with the truth of each (虚构联系人): what linking persons is measured on.

Names at the skew of real ones, households that share telephone, surname and dwelling, siblings and twins with one
character of the name in common, people with several records, joint cases, agents; a share of all fields is faulty in the
ways ledgers are. Nobody real: identity numbers begin with 98 or 99, telephone numbers lie in ranges never given out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from workbench.synth import identity, names
from workbench.synth.contact_faults import FIELDS, Written, write_field
from workbench.synth.draw import Draw, Urn
from workbench.synth.places import HOME, Town, counties, towns

if TYPE_CHECKING:
    import pandas as pd

_SIZES: Urn[int] = Urn([(1, 42), (2, 26), (3, 18), (4, 10), (5, 4)])
_RECORDS: Urn[int] = Urn([(1, 52), (2, 22), (3, 12), (4, 6), (5, 4), (6, 2), (8, 1.5), (12, 0.5)])
_SHARES_PHONE, _TWINS, _JOINT, _AGENT, _AT_HOME = 0.45, 0.15, 0.08, 0.04, 0.8
_LAST, _YEARS = date(2024, 12, 31), 5


@dataclass(frozen=True, slots=True)
class Contacts:
    """`frame` is what linking may read: record_id, name, id_no, phone, co_contacts (JSON list of {name, id_no, phone}),
    proxy, address, day (all text, "" is missing). `truth` has a row for each petitioner of each record: record_id,
    position (0 the named one, then those of co_contacts), person_id, household, faults (codes, blank between).
    An agent (proxy) is no petitioner and has no row.
    """

    frame: pd.DataFrame
    truth: pd.DataFrame


@dataclass(frozen=True, slots=True)
class _Somebody:
    """One invented petitioner; `number` and `household` count from 0."""

    number: int
    household: int
    name: str
    former: str
    id_no: str
    phones: tuple[str, ...]
    home: tuple[Town, str, str]  # township, village, group and number

    def field(self, name: str) -> str:
        """The field as a careful clerk writes it."""
        town, village, house = self.home
        whole = {"name": self.name, "id_no": self.id_no, "phone": self.phones[0]}
        return whole[name] if name in whole else town.written(village, "县") + house


def make_contacts(rows: int, seed: int, faulty: float = 0.12, households: bool = True) -> Contacts:
    """`rows` records of about half as many people; each field of each is faulty with chance `faulty`.

    Without `households` everyone lives alone with a telephone of their own. Same arguments, same frame. Raises ValueError
    for a size below 1 or a share outside 0..1.
    """
    if rows < 1 or not 0 <= faulty <= 1:
        raise ValueError(f"虚构联系人至少一行，差错比例在 0 与 1 之间（rows={rows}，faulty={faulty}）")
    draw = Draw(f"contacts|{seed}|{rows}|{faulty}|{households}")
    families, owners = _population(draw, rows, households)
    draw.shuffle(owners)
    lawyers = [names.official(draw) for _ in range(max(1, rows // 2000))]
    clerk = _Clerk(draw, faulty, families, lawyers)
    return clerk.records(owners)


def _population(draw: Draw, rows: int, households: bool) -> tuple[list[list[_Somebody]], list[_Somebody]]:
    """Households, and the named petitioner of each record."""
    maker = _Maker(draw)
    families: list[list[_Somebody]] = []
    owners: list[_Somebody] = []
    while len(owners) < rows:
        family = maker.family(_SIZES.draw(draw) if households else 1)
        families.append(family)
        for somebody in family:
            owners += [somebody] * _RECORDS.draw(draw)
    return families, owners[:rows]


class _Maker:
    """Makes people, each with an identity number nobody else has."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._taken: set[str] = set()
        self._people = self._families = 0
        self._counties = counties()

    def family(self, size: int) -> list[_Somebody]:
        """People of one dwelling: a couple, then their children; children have the first one's surname."""
        draw = self._draw
        county = HOME if draw.chance(_AT_HOME) else draw.pick(self._counties)
        town = draw.pick(towns(county))
        home = (town, draw.pick(town.villages), f"{draw.number(1, 12)}组{draw.number(1, 120)}号")
        shared = identity.mobile(draw)
        surname = names.SURNAMES.draw(draw)
        born = draw.day(date(1942, 1, 1), date(1975, 12, 31))
        members: list[_Somebody] = []
        for place in range(size):
            when, own, sibling = self._member(place, born, surname, members)
            phones = (shared if draw.chance(_SHARES_PHONE) or not members else identity.mobile(draw),)
            members.append(self._somebody(own, when, county, phones, home, sibling, [one.name for one in members]))
        self._families += 1
        return members

    def _member(
        self, place: int, born: date, surname: str, members: Sequence[_Somebody]
    ) -> tuple[date, str, _Somebody | None]:
        """Birthday, surname, and the elder sibling whose name the own one follows."""
        draw = self._draw
        if place == 0:
            return born, surname, None
        if place == 1 and draw.chance(0.7):
            return born + timedelta(days=draw.number(-1800, 2500)), names.SURNAMES.draw(draw), None
        elder = members[-1] if place > 2 else None
        if elder and draw.chance(_TWINS):
            return _birthday(elder.id_no), surname, elder
        return min(born + timedelta(days=draw.number(7000, 11000)), date(2005, 12, 31)), surname, elder

    def _somebody(
        self,
        surname: str,
        born: date,
        county: str,
        phones: tuple[str, ...],
        home: tuple[Town, str, str],
        sibling: _Somebody | None,
        taken: Sequence[str],
    ) -> _Somebody:
        draw = self._draw
        sex = "男" if draw.chance(0.55) else "女"
        name = ""
        while not name or any(_sound_alike(name, other) for other in taken):
            name = names.full_name(draw, surname, sex, born.year)
            name = _like(draw, sibling.name, name) if sibling else name
        if draw.chance(0.15):
            phones += (identity.mobile(draw),)
        self._people += 1
        former = names.full_name(draw, surname, sex, born.year)
        id_no = self._identity(county, born, sex)
        return _Somebody(self._people - 1, self._families, name, former, id_no, phones, home)

    def _identity(self, county: str, born: date, sex: str) -> str:
        number = identity.identity_number(self._draw, county, born, sex)
        while number in self._taken:
            born += timedelta(days=1)
            number = identity.identity_number(self._draw, county, born, sex)
        self._taken.add(number)
        return number


def _birthday(id_no: str) -> date:
    return date(int(id_no[6:10]), int(id_no[10:12]), int(id_no[12:14]))


def _sound_alike(one: str, other: str) -> bool:
    """Whether two names sound the same: no family calls two of its own so."""
    from pypinyin import lazy_pinyin

    return one[0] == other[0] and len(one) == len(other) and bool(lazy_pinyin(one) == lazy_pinyin(other))


def _like(draw: Draw, elder: str, name: str) -> str:
    """A sibling's name: the elder's with one given character replaced by another name's last."""
    if len(elder) != 3 or name[-1] in elder:
        return name
    return elder[:2] + name[-1] if draw.chance(0.7) else elder[0] + name[-1] + elder[2]


class _Clerk:
    """Writes records down, with faults."""

    def __init__(self, draw: Draw, faulty: float, families: list[list[_Somebody]], lawyers: Sequence[str]) -> None:
        self._draw, self._faulty, self._families, self._lawyers = draw, faulty, families, lawyers
        self._lawyer_phones = {lawyer: identity.mobile(draw) for lawyer in lawyers}

    def records(self, owners: Sequence[_Somebody]) -> Contacts:
        import pandas as pd

        rows: list[tuple[str, ...]] = []
        truth: list[tuple[str, int, str, str, str]] = []
        for number, owner in enumerate(owners):
            record_id = f"R{number:07d}"
            row, present = self._record(record_id, owner)
            rows.append(row)
            truth += [(record_id, at, f"P{who.number:07d}", f"H{who.household:07d}", why) for at, who, why in present]
        columns = ["record_id", "name", "id_no", "phone", "co_contacts", "proxy", "address", "day"]
        known = ["record_id", "position", "person_id", "household", "faults"]
        return Contacts(pd.DataFrame(rows, columns=columns), pd.DataFrame(truth, columns=known))

    def _record(self, record_id: str, owner: _Somebody) -> tuple[tuple[str, ...], list[tuple[int, _Somebody, str]]]:
        draw = self._draw
        cells = {field: self._write(owner, field) for field in FIELDS}
        faults = " ".join(cell.fault for cell in cells.values() if cell.fault)
        proxy, phone = self._agent(owner, cells["phone"].text) if draw.chance(_AGENT) else ("", cells["phone"].text)
        if proxy and phone != cells["phone"].text:
            faults = f"{faults} phone_agent".strip()
        others, present = self._others(owner) if draw.chance(_JOINT) else ("", [])
        day = (_LAST - timedelta(days=draw.number(0, _YEARS * 365))).isoformat()
        row = (record_id, cells["name"].text, cells["id_no"].text, phone, others, proxy, cells["address"].text, day)
        return row, [(0, owner, faults), *present]

    def _write(self, who: _Somebody, field: str) -> Written:
        right = who.field(field)
        if not self._draw.chance(self._faulty):
            return Written(right)
        return write_field(self._draw, field, right, self._spare(who, field))

    def _spare(self, who: _Somebody, field: str) -> Callable[[], str]:
        """What else of the person's a clerk may put into the field: a former name, a second telephone, the long address."""
        town, village, house = who.home
        other: dict[str, Callable[[], str]] = {
            "name": lambda: who.former,
            "phone": lambda: who.phones[-1] if len(who.phones) > 1 else identity.mobile(self._draw),
            "address": lambda: f"{town.written(village, '镇')}|{town.written(village, '全')}{house}",
        }
        return other.get(field, str)

    def _agent(self, owner: _Somebody, phone: str) -> tuple[str, str]:
        """Who hands the record in, and the telephone then written: the agent's own in two records of three."""
        draw = self._draw
        family = [other for other in self._families[owner.household] if other is not owner]
        if family and draw.chance(0.6):
            agent = draw.pick(family)
            name, number = agent.name, agent.phones[0]
        else:
            name = draw.pick(self._lawyers)
            number = self._lawyer_phones[name]
        return name, number if draw.chance(0.67) else phone

    def _others(self, owner: _Somebody) -> tuple[str, list[tuple[int, _Somebody, str]]]:
        """Co-petitioners: of the household, or of another drawn at random (neighbours of one matter)."""
        present = []
        told = []
        for at, who in enumerate(self._companions(owner), start=1):
            cells = {field: self._write(who, field) for field in ("name", "id_no", "phone")}
            told.append({field: cell.text for field, cell in cells.items()})
            present.append((at, who, " ".join(cell.fault for cell in cells.values() if cell.fault)))
        return json.dumps(told, ensure_ascii=False), present

    def _companions(self, owner: _Somebody) -> Iterator[_Somebody]:
        family = [other for other in self._families[owner.household] if other is not owner]
        seen = {owner.number}
        for _ in range(self._draw.number(1, 2)):
            pool = family if family and self._draw.chance(0.6) else self._draw.pick(self._families)
            who = self._draw.pick(pool)
            if who.number not in seen:
                seen.add(who.number)
                yield who
