"""Several acts kept together or not at all (一并登记): each is guarded as usual, none is written until all are said."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace

from workbench.domain.events import Event
from workbench.store.store import Store
from workbench.usecases.office import Office


class _Held(Store):
    """The same record of truth, but what is appended is only held."""

    def __init__(self, store: Store) -> None:
        super().__init__(store.engine)
        self.waiting: list[Event] = []
        self.about: set[str] = set()
        self.seen: int | None = None

    def append_many(
        self, events: Sequence[Event], *, seen: int | None = None, about: Collection[str] = ()
    ) -> list[Event]:
        named = [replace(event, event_id=event.event_id or str(uuid.uuid4())) for event in events]
        self.waiting += named
        self.about |= set(about)
        if seen is not None:
            self.seen = seen if self.seen is None else min(self.seen, seen)
        return named


class Together:
    """Acts of one deed: do them with `office`, then `keep`; without `keep` nothing was done."""

    def __init__(self, office: Office) -> None:
        self._store = office.store
        self._held = _Held(office.store)
        self.office = Office(office.settings)
        vars(self.office).update({**vars(office), "store": self._held})

    def add(self, *events: Event) -> None:
        """Events that belong to the deed beside what use cases append."""
        self._held.append_many(events)

    def keep(self, *, seen: int | None = None, about: Collection[str] = ()) -> list[Event]:
        """Write all of it, or nothing: ChangedMeanwhile if anything it is about was written on since it was read."""
        known = [one for one in (seen, self._held.seen) if one is not None]
        return self._store.append_many(
            self._held.waiting, seen=min(known, default=None), about=self._held.about.union(about)
        )
