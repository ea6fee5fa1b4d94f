"""A digest of what persons did (事件摘要), kept in the audit trail: an event changed or taken out later is found and named.

An anchor covers the events since the one before it: their number range is cut into at most 256 parts, each with a short
digest of its own, so that a change is narrowed to one event of up to 256, or to one in 256 of more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

import sqlalchemy as sa

from workbench.store import schema
from workbench.store.audit import GENESIS, canonical

MOST_PARTS: Final = 256
_PART: Final = 16  # hex digits of a part's digest
_COLUMNS: Final = ("seq", "event_id", "kind", "subject", "actor", "at", "why", "payload")
_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class EventAnchor:
    """Events numbered above `since` up to `events` (事件锚点): `parts` of `step` numbers each, `digest` over all and `after`."""

    since: int
    events: int
    step: int
    parts: str
    after: str
    digest: str

    @property
    def told(self) -> dict[str, str]:
        """As text, for an entry's detail."""
        return {name: str(value) for name, value in asdict(self).items()}

    @classmethod
    def of(cls, told: Mapping[str, str]) -> Self | None:
        """The anchor an entry holds, None where it holds none. ValueError, KeyError for one that cannot be read."""
        if "events" not in told or "digest" not in told:
            return None
        numbers = (int(told["since"]), int(told["events"]), int(told["step"]))
        return cls(*numbers, told["parts"], told["after"], told["digest"])


def anchor_events(
    connection: sa.Connection, since: int = 0, after: str = GENESIS, until: int | None = None
) -> EventAnchor:
    """The anchor of all events after number `since`, whose anchor had the digest `after`, up to `until` or the last."""
    number = schema.event.c.seq
    last = (
        connection.execute(sa.select(sa.func.coalesce(sa.func.max(number), 0))).scalar_one() if until is None else until
    )
    last = max(int(last), since)
    step = max(1, -(-(last - since) // MOST_PARTS))
    whole, parts = hashlib.sha256(after.encode()), [hashlib.sha256() for _ in range(since, last, step)]
    for seq, digest in _digests(connection, since, last):
        whole.update(digest)
        parts[(seq - since - 1) // step].update(digest)
    return EventAnchor(since, last, step, "".join(part.hexdigest()[:_PART] for part in parts), after, whole.hexdigest())


def difference(connection: sa.Connection, kept: EventAnchor) -> str:
    """What of the events an anchor covers is not as it was, in words; "" where all is."""
    now = anchor_events(connection, kept.since, kept.after, kept.events)
    if now == kept:
        return ""
    for at in range(0, max(len(now.parts), len(kept.parts)), _PART):
        if now.parts[at : at + _PART] != kept.parts[at : at + _PART]:
            first = kept.since + at // _PART * kept.step + 1
            last = min(first + kept.step - 1, kept.events)
            return f"第 {first} 号事件" if first == last else f"第 {first}–{last} 号事件中有事件"
    return f"第 {kept.since + 1}–{kept.events} 号事件中有事件"


def _digests(connection: sa.Connection, since: int, until: int) -> Iterator[tuple[int, bytes]]:
    column = schema.event.c
    query = sa.select(*(column[name] for name in _COLUMNS)).where(column.seq > since, column.seq <= until)
    rows: Any = connection.execution_options(yield_per=_AT_ONCE).execute(query.order_by(column.seq))
    for row in rows:
        yield int(row.seq), hashlib.sha256(canonical(*map(str, row)).encode()).digest()
