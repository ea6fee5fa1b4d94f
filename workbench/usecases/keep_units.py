"""单位登记、进驻、五个一、对口督办 (S001-11, S002-24, S003-5-09, S003-4-08): cards of units, and who supervises a topic.

Of a unit or a topic the latest word stands. Contact points are an office's public ones, and posts stand for persons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.campaign.ratio import Ratio
from workbench.domain.events import Event, EventKind
from workbench.meetings.bodies import Reception
from workbench.meetings.register import day_of
from workbench.rules.supervision import TopicSupervisor
from workbench.rules.unit_cards import FIELDS, UnitCard, card_gaps, card_of, stationed_at
from workbench.store.errors import NoEdition
from workbench.store.topics import split_topic, topic_names
from workbench.usecases.meeting_register import banned, open_register, refuse_if, unit_gone, units_gone
from workbench.usecases.office import Office
from workbench.usecases.recording import record

# --- cards of units -------------------------------------------------------------------------------------------------------


def unit_cards(office: Office) -> tuple[UnitCard, ...]:
    """The cards there are, by unit."""
    return _cards(office, office.store.last_seq())


def _cards(office: Office, seq: int) -> tuple[UnitCard, ...]:
    found: dict[str, UnitCard] = {}
    for event in office.store.events([EventKind.UNIT_CARD], as_of_seq=seq):
        found[event.subject] = UnitCard(event.subject, **{name: event.payload.get(name, "") for name in FIELDS})
    return tuple(found[unit] for unit in sorted(found))


def set_unit_card(
    office: Office,
    unit: str,
    told: Mapping[str, str],
    *,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """Register a unit's presence and channels (单位登记); `told` by the names of `unit_cards.FIELDS`, the rest stays as it was.

    MeetingRefused for an abolished unit, a way of presence unknown or without a place, a private number, control words.
    KeyError for a field a card has not.
    """
    if unknown := set(told) - set(FIELDS):
        raise KeyError(f"单位登记没有“{'、'.join(sorted(unknown))}”；可用：{'、'.join(FIELDS)}")
    last = office.store.last_seq()
    name = known_unit(office, unit)
    before = card_of(name, _cards(office, last)) or UnitCard(name)
    changed = {**before.payload, **{field: text.strip() for field, text in told.items()}}
    card = UnitCard(before.unit, **changed)
    reasons = [*card_gaps(card), unit_gone(office, name, office.settings.today)]
    reasons += banned("".join((*card.payload.values(), why)))
    refuse_if(f"单位“{name or unit}”", reasons)
    return record(
        office, EventKind.UNIT_CARD, card.unit, actor, why, seen=last if seen is None else seen, **card.payload
    )


def known_unit(office: Office, unit: str) -> str:
    """The name a unit goes by in the edition in force; as written where there is none or it has no such unit."""
    from workbench.usecases.submit_reports import unit_names_of

    name = unit.strip()
    try:
        return unit_names_of(office).get(name, name)
    except NoEdition:
        return name


@dataclass(frozen=True, slots=True)
class Channels:
    """五个一 of units: every unit that has a card or leads open matters, and how many of them have all five channels.

    A name of a unit that was abolished owes no channels; its successor does.
    """

    cards: tuple[UnitCard, ...]
    whole: Ratio

    @property
    def lacking(self) -> tuple[UnitCard, ...]:
        """Units that lack some, those that lack most first."""
        return tuple(sorted((one for one in self.cards if one.missing), key=lambda one: (-len(one.missing), one.unit)))


def channels(office: Office) -> Channels:
    """Which units have their five public channels registered (《信访工作条例》第十八条)."""
    cards = unit_cards(office)
    leading = _leading(office)
    gone = units_gone(office, leading, office.settings.today)
    bare = [UnitCard(unit) for unit in leading if unit not in gone and card_of(unit, cards) is None]
    every = tuple(sorted((*cards, *bare), key=lambda one: one.unit))
    have = tuple(one.unit for one in every if not one.missing)
    return Channels(every, Ratio.of("五种渠道齐全 / 应公布的单位", have, tuple(one.unit for one in every)))


def _leading(office: Office) -> list[str]:
    try:
        found = office.edition().query("SELECT unit FROM units WHERE open > 0 AND unit <> '' ORDER BY unit")
    except NoEdition:
        return []
    return [str(unit) for unit in found["unit"]]


def presence(office: Office, who: Iterable[str]) -> dict[str, str]:
    """Of units called to a meeting: how each comes (在场、按时到、随叫随到), for those that are registered."""
    cards = unit_cards(office)
    found = {one: card_of(one, cards) for one in who} if cards else {}
    return {one: card.presence_words for one, card in found.items() if card and card.presence}


@dataclass(frozen=True, slots=True)
class StationRoster:
    """Who is at a station on a day: units whose people sit there, and the posts on the roster (值班、接访、联合接访)."""

    station: str
    day: date
    units: tuple[UnitCard, ...]
    entries: tuple[Reception, ...]


def station_roster(office: Office, station: str, day: date) -> StationRoster:
    """The roster of a reception room or station on a day; LookupError for one nothing is registered of."""
    register, cards = open_register(office), unit_cards(office)
    here = [one for one in register.roster.values() if one.where == station]
    if not here and not any(one.station == station for one in cards):
        known = "、".join(stations(office)) or "（没有）"
        raise LookupError(f"没有登记过接待场所“{station}”；有：{known}")
    entries = (one for one in here if one.day == day and one.state != "已取消")
    ordered = sorted(entries, key=lambda one: (one.kind.value, one.hours, one.post))
    return StationRoster(station, day, stationed_at(cards, station), tuple(ordered))


def stations(office: Office) -> tuple[str, ...]:
    """Reception rooms and stations anything is registered of; first those units sit at."""
    manned = {one.station for one in unit_cards(office)}
    named = manned | {one.where for one in open_register(office).roster.values()}
    return tuple(sorted(filter(None, named), key=lambda name: (name not in manned, name)))


# --- who supervises a topic -------------------------------------------------------------------------------------------------


def topic_supervisors(office: Office) -> tuple[TopicSupervisor, ...]:
    """Every term of 对口督办, by topic and first day."""
    return _supervisors(office, office.store.last_seq())


def _supervisors(office: Office, seq: int) -> tuple[TopicSupervisor, ...]:
    found: dict[tuple[str, str, str], TopicSupervisor] = {}
    for event in office.store.events([EventKind.TOPIC_SUPERVISOR], as_of_seq=seq):
        told, topic = event.payload, event.subject
        since, until = told.get("since", ""), told.get("until", "")
        found[topic, told["post"], since] = TopicSupervisor(topic, told["post"], told.get("unit", ""), day_of(since), day_of(until))  # fmt: skip
    return tuple(sorted(found.values(), key=lambda one: (one.topic, one.since or date.min, one.post)))


def set_topic_supervisor(
    office: Office,
    topic: str,
    post: str,
    *,
    unit: str = "",
    since: date | None = None,
    until: date | None = None,
    why: str = "",
    actor: str = "",
    seen: int | None = None,
) -> Event:
    """A post supervises matters of a topic (对口督办) over a time; the same post and first day again changes that term.

    MeetingRefused for a topic the code list has not, no post, days turned round, or another post at the same time.
    """
    last, topic = office.store.last_seq(), _topic(topic)
    reasons = [] if topic in topic_names() else [f"内容分类没有“{topic}”；可用：{'、'.join(topic_names())}"]
    reasons += [] if post.strip() else ["须写明对口督办的职务（只登记职务，如“县人大监察和司法工委主任”）"]
    reasons += [f"止日{until}早于起日{since}"] if since and until and until < since else []
    reasons += banned(post + unit + why)
    reasons += _another(_supervisors(office, last), topic, post.strip(), since, until)
    refuse_if(f"“{topic}”的对口督办", reasons)
    told = {"post": post.strip(), "unit": unit.strip(), "since": str(since or ""), "until": str(until or "")}
    return record(office, EventKind.TOPIC_SUPERVISOR, topic, actor, why, seen=last if seen is None else seen, **told)


def _topic(text: str) -> str:
    """A topic by the name the code list has (国土资源 → 国土资源(自然资源)); as written where it has none."""
    written = text.strip()
    return (split_topic(written)[0] or written) if written else ""


def _another(
    known: Sequence[TopicSupervisor], topic: str, post: str, since: date | None, until: date | None
) -> list[str]:
    first, last = since or date.min, until or date.max
    for one in known:
        mine = (one.post, one.since) == (post, since)
        both = (one.since or date.min) <= last and first <= (one.until or date.max)
        if one.topic == topic and both and not mine:
            return [f"同期已由“{one.post}”对口督办（{one.since or '起日未登记'}起）；请先登记其止日"]
    return []
