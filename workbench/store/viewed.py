"""The record of truth as a view shows it (视图里的记录库): who may not read the database reads the events of the edition.

On an office server such an account may do nothing in the database but enter in the audit trail; all else asked of this store
goes to the database as ever, which refuses it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from json import loads
from typing import Any

import sqlalchemy as sa

from workbench.domain.events import Event, EventKind
from workbench.store.edition import Edition
from workbench.store.store import Store


class ViewedStore(Store):
    """A store whose events are those of an edition; the database itself is opened only when something else is asked."""

    def __init__(self, edition: Callable[[], Edition], opened: Callable[[], Store]) -> None:
        self._edition, self._opened = edition, opened

    @cached_property
    def _database(self) -> Store:
        return self._opened()

    @property
    def engine(self) -> sa.Engine:  # type: ignore[override]
        return self._database.engine

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(self._database, name)

    def close(self) -> None:
        if "_database" in vars(self):
            self._database.close()

    def last_seq(self) -> int:
        return max((event.seq for event, _ in self._held), default=0)

    def events(
        self,
        kinds: Iterable[EventKind] | None = None,
        subject: str | None = None,
        as_of_seq: int | None = None,
        include_undone: bool = False,
    ) -> list[Event]:
        wanted = None if kinds is None else set(kinds)
        return [
            event
            for event, undone in self._held
            if (wanted is None or event.kind in wanted)
            and (subject is None or event.subject == subject)
            and (as_of_seq is None or event.seq <= as_of_seq)
            and (include_undone or not undone)
        ]

    @cached_property
    def _held(self) -> tuple[tuple[Event, bool], ...]:
        edition = self._edition()
        if "events" not in edition.tables:
            return ()
        return tuple((_event(row), bool(row["undone"])) for row in edition.arrow("events").to_pylist())


def _event(row: dict[str, Any]) -> Event:
    return Event(
        EventKind(row["kind"]),
        row["subject"],
        row["actor"] or "",
        datetime.fromisoformat(row["at"]),
        row["why"] or "",
        loads(row["payload"] or "{}"),
        row["event_id"],
        row["seq"],
    )
