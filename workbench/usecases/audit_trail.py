"""The office's audit trail (审计日志): enter what was read, shown, taken out or refused; list, verify and anchor it.

Beside the events persons record on matters. No personal value is ever entered: ids, counts, file names, purposes only, and
what looks like a number that identifies someone is hidden all the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from workbench.access import gate
from workbench.access.masking import scrub_with
from workbench.domain.roles import AccessDenied, Allowed, AuditAct, DataKind, Role
from workbench.private import add_text
from workbench.store import audit, schema
from workbench.store.audit import Deed, Entry
from workbench.store.audit_check import FileAnchor, Verified, check, file_anchors
from workbench.store.event_digest import EventAnchor, anchor_events
from workbench.usecases.office import Office

ANCHORS: Final = "audit.anchors"
"""In home: every anchor once more, outside the database, so that a cut-off end is found."""


def note(
    office: Office,
    act: AuditAct,
    kind: DataKind,
    subject: str,
    *,
    purpose: str = "",
    detail: Mapping[str, str] | None = None,
) -> None:
    """Enter one deed of the session's user; StoreError where it cannot be kept (then what was asked for must not be done)."""
    _enter(office, act.value, kind.value, subject, purpose, _clean(detail or {}))


def anchor(
    office: Office,
    act: AuditAct | None = None,
    kind: DataKind = DataKind.ACCESS_LOG,
    subject: str = "审计链",
    *,
    detail: Mapping[str, str] | None = None,
) -> Entry:
    """Enter a digest of all events up to now, and write its hash into home/audit.anchors as well.

    With `act` (发布版次、备份) the deed's own entry holds it. A later `verify` finds any of these events changed or gone.
    """
    since = _last_anchor(office)
    with office.store.reading() as connection:
        held = anchor_events(connection, since.events, since.digest) if since else anchor_events(connection)
    told = {**_clean(detail or {}), **held.told}
    entry = _enter(office, (act or AuditAct.ANCHOR).value, kind.value, subject, "", told)
    _remember(office, entry, held)
    return entry


def entries(
    office: Office, *, act: str = "", actor: str = "", day: date | None = None, last: int | None = None
) -> list[Entry]:
    """Entries, oldest first, of one act, actor or day; `last`: only so many of the newest.

    AccessDenied without access to the trail. The auditor and the head see all, anyone else who may read it only their own.
    """
    viewer = office.settings.viewer
    _require(office, Allowed.READ)
    column = schema.audit.c
    own = None if viewer.is_any(Role.AUDITOR, Role.DIRECTOR) else viewer.name
    tests = [column.act == act] if act else []
    tests += [column.actor == name for name in (actor, own) if name]
    tests += [sa.func.substr(column.at, 1, 10) == day.isoformat()] if day else []
    with office.store.reading() as connection:
        _check_readable(connection)
        found = list(audit.read(connection, sa.and_(sa.true(), *tests)))
    return found[-last:] if last else found


def verify(office: Office) -> Verified:
    """Recompute the whole trail and what its anchors hold of the events. AccessDenied as `entries`."""
    _require(office, Allowed.READ)
    text, readable = _file_text(office)
    with office.store.reading() as connection:
        _check_readable(connection)
        return check(connection, text, file_expected=readable)


def _enter(office: Office, act: str, kind: str, subject: str, purpose: str, detail: Mapping[str, str]) -> Entry:
    settings = office.settings
    deed = Deed(
        at=datetime.now().astimezone().isoformat(timespec="microseconds"),
        actor=settings.actor,
        role="、".join(role.value for role in settings.roles),
        act=act,
        object=kind,
        subject=scrub_with(subject, None),
        purpose=scrub_with(purpose, None),
        detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
    )
    return audit.append(office.store.engine, deed)


def _clean(detail: Mapping[str, str]) -> dict[str, str]:
    """Without identity numbers, phones and accounts, should a caller have let one through."""
    return {name: scrub_with(value, None) for name, value in detail.items()}


def _require(office: Office, wanted: Allowed) -> None:
    try:
        gate.require(office.settings.viewer, DataKind.ACCESS_LOG, wanted)
    except AccessDenied:
        note(office, AuditAct.REFUSED, DataKind.ACCESS_LOG, "审计日志")
        raise


def _check_readable(connection: sa.Connection) -> None:
    """On the office server only the auditor's account may read the table, whatever the matrix would allow."""
    if not audit.may_read(connection, schema.audit.name):
        raise AccessDenied("您的数据库账户不能读取审计日志；办公室服务器上由审计人员查阅，请向审计人员索取")


# --- the anchors' file --------------------------------------------------------------------------------------------------


def _file(office: Office) -> Path:
    return office.settings.home / ANCHORS


def _file_text(office: Office) -> tuple[str | None, bool]:
    """The file's text, None if there is none; and whether this account could have read it."""
    try:
        return _file(office).read_text(encoding="utf-8"), True
    except FileNotFoundError:
        return None, True
    except PermissionError:
        return None, False


def _last_anchor(office: Office) -> FileAnchor | None:
    """The newest anchor the file remembers: the next one begins there. None: begin with the first event."""
    text, _ = _file_text(office)
    known = [one for one in file_anchors(text or "") if isinstance(one, FileAnchor)]
    return max(known, key=lambda one: one.events, default=None)


def _remember(office: Office, entry: Entry, held: EventAnchor) -> None:
    line = FileAnchor(entry.seq, entry.hash, held.events, held.digest, entry.at).line()
    add_text(_file(office), line)
