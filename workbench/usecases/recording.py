"""How a use case writes down what a person did (登记事件): who, when and why always go with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from workbench.domain.events import Event, EventKind
from workbench.usecases.office import Office


def event(office: Office, kind: EventKind, subject: str, actor: str, why: str, /, **payload: str) -> Event:
    """An event of now, by `actor` or, if empty, by whom the settings name; not kept yet.

    AccessDenied where the session's user may not record it, or the one named stands aside on the matter (`usecases.gate`).
    """
    from workbench.usecases.gate import require_event

    who = actor or office.settings.actor
    require_event(office, kind, subject, who, payload)
    return Event(kind, subject, who, datetime.now().astimezone(), why, payload)


def record(
    office: Office,
    kind: EventKind,
    subject: str,
    actor: str,
    why: str,
    /,
    *,
    seen: int | None = None,
    about: Collection[str] = (),
    **payload: str,
) -> Event:
    """Keep an event of now; `seen` and `about` as in `Store.append_many`."""
    return office.store.append(event(office, kind, subject, actor, why, **payload), seen=seen, about=about)
