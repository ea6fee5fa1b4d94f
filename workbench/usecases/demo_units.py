"""The invented county's units and reception rooms (演示单位与接访): who is stationed where, market days, station duty, a joint reception."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import Final

from workbench.meetings.kinds import Attendee, RosterKind
from workbench.meetings.rosters import DAILY
from workbench.rules.unit_cards import StationMode
from workbench.synth.meetings import COUNTY_BODY, InventedBody
from workbench.synth.places import HOME as COUNTY
from workbench.synth.units import unit_at
from workbench.usecases.keep_units import set_topic_supervisor, set_unit_card
from workbench.usecases.office import Office


@dataclass(frozen=True, slots=True)
class Duty:
    """Days somebody receives by a rule at a station, and as what people take part."""

    body_id: str
    kind: RosterKind
    rule: str
    since: date
    until: date
    posts: tuple[str, ...]
    station: str
    present: Mapping[Attendee, int]


LEADER_ALONE: Final = {Attendee.LEADER: 1}
_ROOM: Final = "县信访接待室"
_STATIONED: Final = (
    ("自然资源局", StationMode.WHOLE, _ROOM, 5), ("人力资源和社会保障局", StationMode.STANDING, _ROOM, 5),
    ("人民检察院", StationMode.STANDING, _ROOM, 4), ("住房和城乡建设局", StationMode.AS_NEEDED, "", 5),
    ("农业农村局", StationMode.ON_CALL, "", 3),
)  # fmt: skip
"""Kind of unit, how it is present, where, and how many of the five channels it has registered."""
_SUPERVISED_BY: Final = (
    ("国土资源", "县人大农业农村工委主任", "县人大常委会"),
    ("城乡建设", "分管副县长", "县人民政府"),
)


def register_units(office: Office) -> None:
    """Cards of some units, one or two channels short, and who supervises two topics."""
    for number, (kind, mode, station, channels) in enumerate(_STATIONED, 1):
        told = {"phone": f"0990-22100{number:02d}", "reception_day": f"每月{5 * number}日", "office": f"县政务中心{number}号窗口",
                "post": "信访专干", "email": f"xf{number}@example.gov.cn"}  # fmt: skip
        known = dict(islice(told.items(), channels))
        set_unit_card(office, unit_at(COUNTY, kind).name, {"station_mode": mode.value, "station": station, **known})
    for topic, post, unit in _SUPERVISED_BY:
        set_topic_supervisor(office, topic, post, unit=unit, since=office.settings.today)


def duties(bodies: Sequence[InventedBody], end: date) -> Iterator[Duty]:
    """A joint reception and one by deputies at the county's room; a township's station manned daily, its market days."""
    before = partial(_days_before, end)
    town = [body for body in bodies if body.level == "乡"][-1]
    station = f"{town.name.removesuffix('信访工作联席会议')}群众工作站"
    together = {Attendee.LEADER: 1, Attendee.PROSECUTOR: 1, Attendee.DEPARTMENT: 1}
    heads = ("县委政法委书记", "县人民检察院检察长", "县自然资源局局长")
    on_market, deputies, staff = {Attendee.LEADER: 1, Attendee.VILLAGE: 1}, {Attendee.CONGRESS: 2}, {Attendee.STAFF: 1}
    kinds, county, here = RosterKind, COUNTY_BODY, town.body_id
    yield Duty(county, kinds.JOINT, DAILY, before(22), before(22), heads, _ROOM, together)
    yield Duty(county, kinds.DELEGATE, DAILY, before(15), before(15), ("县人大代表接待岗",), _ROOM, deputies)
    yield Duty(here, kinds.MARKET, "逢3、8", before(14), before(-10), ("镇党委书记", "镇长"), station, on_market)
    yield Duty(here, kinds.STATION, DAILY, before(5), before(-7), ("值班岗甲", "值班岗乙"), station, staff)


def _days_before(end: date, days: int) -> date:
    return end - timedelta(days=days)
