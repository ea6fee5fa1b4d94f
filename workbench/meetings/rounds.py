"""排会轮次 read from events (事件 → 轮次、条件、各版方案、发布): what a round is, what was said for it, its versions.

A round takes the planned meetings of some bodies between two days as its sittings (会次). Pure: nothing here opens a file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from workbench.domain.events import Event, EventKind
from workbench.meetings.register import listed
from workbench.meetings.schedule.plan import Cost, Plan, attendances
from workbench.meetings.schedule.problem import Absence, Half, Problem, Recused, Wish, WishKind
from workbench.meetings.schedule.problem import listed as named

KINDS: Final = (
    EventKind.ROUND_SET, EventKind.ROUND_WORD, EventKind.SCHEDULED, EventKind.SCHEDULE_RELEASED,
)  # fmt: skip


class WordKind(StrEnum):
    """What is said for a round (排会条件)."""

    AWAY = "不在"
    RECUSED = "回避"
    PIN = "指定"
    WISH = "意愿"
    MINUTES = "时长"
    CANCELLED = "取消"


class How(StrEnum):
    """How a version came about (方案来历)."""

    SOLVED = "计算"
    BY_HAND = "手工"
    CHANGED = "重排"


@dataclass(frozen=True, slots=True)
class Pin:
    """A matter must be in this sitting (指定会次)."""

    matter: str
    sitting: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """A matter needs this many minutes (时长)."""

    matter: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A sitting is not used in this round (取消会次); the meeting itself is called off in the register of meetings."""

    sitting: str


Condition = Absence | Recused | Pin | Wish | Minutes | Cancelled
_CLASSES: Final[Mapping[WordKind, type[Any]]] = {
    WordKind.AWAY: Absence, WordKind.RECUSED: Recused, WordKind.PIN: Pin, WordKind.WISH: Wish,
    WordKind.MINUTES: Minutes, WordKind.CANCELLED: Cancelled,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One condition said for a round, by whom and why; `event_id` takes it back."""

    condition: Condition
    event_id: str
    actor: str
    at: datetime
    why: str = ""

    @property
    def kind(self) -> WordKind:
        return kind_of(self.condition)

    @property
    def sentence(self) -> str:
        return told(self.condition)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a round's plan (方案), as it was reckoned when it was made.

    `bound`: no plan costs less (None where nothing was proven). `saved`: waiting minutes less than in the version before;
    for the first, than in the clerk's way (人工排法). `moves`: sentences. `comings` is who came where then, `names` what
    the sittings and matters were called.
    """

    number: int
    plan: Plan
    how: How
    actor: str
    at: datetime
    cost: Cost
    bound: int | None = None
    change: str = ""
    moves: tuple[str, ...] = ()
    saved: int = 0
    left_out: Mapping[str, str] = field(default_factory=dict)
    comings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    event_id: str = ""

    @property
    def gap(self) -> float | None:
        """Share of the price a perfect plan could at most save, without what left-out matters cost; None: not proven."""
        movable = self.cost.total - self.cost.left_out_cost
        if self.bound is None:
            return None
        return (self.cost.total - self.bound) / movable if movable else 0.0


@dataclass(frozen=True, slots=True)
class Round:
    """One round (排会轮次); no bodies means all. `released` is the number of the version in force."""

    round_id: str
    title: str
    since: date
    until: date
    bodies: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    versions: tuple[Version, ...] = ()
    released: int | None = None
    released_at: int = 0

    @property
    def latest(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def in_force(self) -> Version | None:
        return next((one for one in self.versions if one.number == self.released), None)

    def of(self, kind: type[Any]) -> list[Any]:
        """Conditions of one class, in the order they were said."""
        return [one.condition for one in self.words if isinstance(one.condition, kind)]


# --- conditions -------------------------------------------------------------------------------------------------------


def kind_of(condition: Condition) -> WordKind:
    return next(kind for kind, known in _CLASSES.items() if type(condition) is known)


def entry_of(condition: Condition) -> str:
    """A condition as an event keeps it (JSON)."""
    return json.dumps(asdict(condition), ensure_ascii=False, default=str)


def condition_of(kind: WordKind, entry: str) -> Condition:
    """What `entry_of` wrote, read back."""
    plain: dict[str, Any] = json.loads(entry)
    readers: dict[str, Callable[[Any], Any]] = {
        "day": date.fromisoformat,
        "half": Half,
        "matters": tuple,
        "sittings": tuple,
    }
    values: dict[str, Any] = {name: readers[name](value) if name in readers else value for name, value in plain.items()}
    if kind is WordKind.WISH:
        values["kind"] = WishKind(values["kind"])
    made: Condition = _CLASSES[kind](**values)
    return made


def told(condition: Condition) -> str:
    """A condition as a sentence."""
    match condition:
        case Absence():
            return condition.words
        case Recused():
            return f"{condition.who}回避{condition.matter}"
        case Pin():
            return f"{condition.matter}指定在{condition.sitting}"
        case Minutes():
            return f"{condition.matter}需{condition.minutes}分钟"
        case Cancelled():
            return f"本轮不用会次{condition.sitting}"
        case Wish():
            return f"{condition.name}（{'必须' if condition.hard else f'尽量，权重{condition.weight}'}）"


def mentioned(condition: Condition) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Matters and sittings a condition names."""
    match condition:
        case Absence():
            return (), ()
        case Recused() | Minutes():
            return (condition.matter,), ()
        case Pin():
            return (condition.matter,), (condition.sitting,)
        case Cancelled():
            return (), (condition.sitting,)
        case Wish():
            return condition.matters, condition.sittings


# --- versions ---------------------------------------------------------------------------------------------------------


def comings_of(problem: Problem, plan: Plan) -> dict[str, tuple[str, ...]]:
    """Who comes to which sittings (到会), by name."""
    found: dict[str, list[str]] = {}
    for one in attendances(problem, plan):
        found.setdefault(one.who, []).append(one.sitting)
    return {who: tuple(found[who]) for who in sorted(found)}


def names_of(problem: Problem) -> dict[str, str]:
    """What sittings and matters are called."""
    return {**{one.id: one.title for one in problem.sittings}, **{one.id: one.name for one in problem.matters}}


def moved(before: Version, after: Version) -> tuple[str, ...]:
    """Sentences on what changes between two versions: matters first, then who comes elsewhere."""
    names = {**before.names, **after.names}
    return (*_matters_moved(before.plan, after.plan, names), *_comings_moved(before.comings, after.comings, names))


def _matters_moved(before: Plan, after: Plan, names: Mapping[str, str]) -> Iterator[str]:
    was, now = before.place, after.place
    for one in dict.fromkeys((*was, *now)):
        here, there = (names.get(where, where) for where in (was.get(one, ""), now.get(one, "")))
        name = names.get(one, one)
        if was.get(one) == now.get(one):
            continue
        yield (
            f"{name}由{here}改到{there}"
            if here and there
            else f"{name}列入{there}"
            if there
            else f"{name}不再列入{here}"
        )


def _comings_moved(
    was: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]], names: Mapping[str, str]
) -> Iterator[str]:
    for who in sorted({*was, *now}):
        to = [names.get(one, one) for one in now.get(who, ()) if one not in was.get(who, ())]
        off = [names.get(one, one) for one in was.get(who, ()) if one not in now.get(who, ())]
        if to and off:
            yield f"{who}：由{named(off)}改到{named(to)}"
        elif to or off:
            yield f"{who}：增加{named(to)}" if to else f"{who}：不再参加{named(off)}"


def version_payload(version: Version) -> dict[str, str]:
    """A version as an event keeps it."""
    cost = {one.name: getattr(version.cost, one.name) for one in fields(Cost)}
    said = {
        "cost": {**cost, "broken": dict(version.cost.broken)}, "change": version.change, "moves": version.moves,
        "saved": version.saved, "left_out": dict(version.left_out), "comings": dict(version.comings),
        "names": dict(version.names),
    }  # fmt: skip
    return {
        "version": str(version.number), "how": version.how.value,
        "order": json.dumps({one: list(matters) for one, matters in version.plan.order.items()}, ensure_ascii=False),
        "bound": "" if version.bound is None else str(version.bound), "told": json.dumps(said, ensure_ascii=False),
    }  # fmt: skip


def version_of(event: Event) -> Version:
    """What `version_payload` wrote, read back."""
    kept = event.payload
    said, order, number = json.loads(kept["told"]), json.loads(kept["order"]), int(kept["version"])
    return Version(
        number, Plan({one: tuple(matters) for one, matters in order.items()}, number), How(kept["how"]), event.actor,
        event.at, Cost(**said["cost"]), int(kept["bound"]) if kept.get("bound") else None, said["change"],
        tuple(said["moves"]), said["saved"], said["left_out"],
        {who: tuple(where) for who, where in said["comings"].items()}, said["names"], event.why, event.event_id,
    )  # fmt: skip


# --- rounds -----------------------------------------------------------------------------------------------------------


def read_rounds(events: Iterable[Event]) -> dict[str, Round]:
    """Rounds by id, as these events (in order, none taken back) leave them."""
    rounds: dict[str, Round] = {}
    for event in events:
        if event.kind is EventKind.ROUND_SET:
            rounds[event.subject] = _set(rounds.get(event.subject), event)
        elif event.subject in rounds and event.kind in KINDS:
            rounds[event.subject] = _after(rounds[event.subject], event)
    return rounds


def _set(before: Round | None, event: Event) -> Round:
    kept = event.payload
    since, until = date.fromisoformat(kept["since"]), date.fromisoformat(kept["until"])
    new = Round(event.subject, kept["title"], since, until, listed(kept.get("bodies", "")))
    if before is None:
        return new
    return replace(before, title=new.title, since=since, until=until, bodies=new.bodies)


def _after(before: Round, event: Event) -> Round:
    if event.kind is EventKind.ROUND_WORD:
        condition = condition_of(WordKind(event.payload["kind"]), event.payload["entry"])
        word = Word(condition, event.event_id, event.actor, event.at, event.why)
        return replace(before, words=(*before.words, word))
    if event.kind is EventKind.SCHEDULED:
        return replace(before, versions=(*before.versions, version_of(event)))
    return replace(before, released=int(event.payload["version"]), released_at=event.seq)


def released_for(rounds: Mapping[str, Round], meeting: str) -> tuple[Round, Version] | None:
    """The round and version last released that says what a meeting hears; None if there is none."""
    found = [(one, version) for one in rounds.values() if (version := one.in_force) and meeting in version.plan.order]
    return max(found, key=lambda pair: pair[0].released_at, default=None)


def next_round_id(day: date, taken: Iterable[str]) -> str:
    """The id of one more round that begins on a day: P20261123, then P20261123-2, -3 …"""
    used, base = set(taken), f"P{day:%Y%m%d}"
    number = 1
    while (name := base if number == 1 else f"{base}-{number}") in used:
        number += 1
    return name
