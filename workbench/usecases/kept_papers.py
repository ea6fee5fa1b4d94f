"""Papers that leave the workbench (成文留存): stamped with who and when, written whole or not at all, and logged."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, overload

from workbench.domain.roles import Allowed, AuditAct, DataKind
from workbench.private import add_text, keep
from workbench.usecases.audit_trail import note
from workbench.usecases.gate import require
from workbench.usecases.office import Office

if TYPE_CHECKING:
    from workbench.reports.filling import Stamp
    from workbench.store.edition import Edition

PAPERS: Final = "papers"
LOG: Final = "papers/printed.jsonl"
TEMPLATES: Final = "templates"
_KINDS: Final = {"list": DataKind.CASE, "report": DataKind.STATISTICS}
_TOLD: Final = ("matter", "meeting", "report", "unit", "rows", "items", "version")
_NOT_IN_NAMES: Final = re.compile(r"[^\w\-]+")


def stamp_of(
    office: Office,
    edition: Edition,
    *,
    actor: str = "",
    now: datetime | None = None,
    as_of: date | None = None,
    since: int = 0,
) -> Stamp:
    """What every page says: who prints and when (`now` for tests), edition, as-of day, events counted since."""
    from workbench.reports.filling import Stamp

    day = (as_of or edition.as_of).isoformat()
    return Stamp(actor or office.settings.actor, now or datetime.now().astimezone(), edition.id, day, since)


def own_templates(office: Office) -> Path:
    """Where a county puts templates of its own."""
    return office.settings.home / TEMPLATES


def paper_file(office: Office, kind: str, subject: str, stamp: Stamp, folder: Path | None) -> Path:
    """会商材料_M-R000020_E20261120-01_2026-11-20.docx in `folder`, or in the office's own papers."""
    name = "_".join(_NOT_IN_NAMES.sub("-", part) for part in (kind, subject, stamp.edition, stamp.as_of))
    return (folder or office.settings.home / PAPERS) / f"{name}.docx"


@overload
def keep_paper(office: Office, content: bytes, path: None, stamp: Stamp, what: Mapping[str, Any]) -> bytes: ...
@overload
def keep_paper(office: Office, content: bytes, path: Path, stamp: Stamp, what: Mapping[str, Any]) -> Path: ...
def keep_paper(
    office: Office, content: bytes, path: Path | None, stamp: Stamp, what: Mapping[str, Any]
) -> bytes | Path:
    """Log who takes what out, then write it (readable by this account only); without a path its bytes are handed back.

    AccessDenied for who may not read that kind of data; nothing is written then.
    """
    kind = next((kind for name, kind in _KINDS.items() if name in what), DataKind.PAPER)
    require(office, kind, Allowed.READ, str(what.get("matter") or ""))
    _log(office, {"at": stamp.at.isoformat(timespec="seconds"), "actor": stamp.actor, "edition": stamp.edition, "trace": stamp.trace,
                  "file": str(path.resolve()) if path else "", **what})  # fmt: skip
    _enter(office, path, what)
    if path is None:
        return content
    return keep(path, content)


def printed(office: Office) -> list[dict[str, Any]]:
    """The log of papers and lists (打印导出登记), oldest first."""
    file = office.settings.home / LOG
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def _enter(office: Office, path: Path | None, what: Mapping[str, Any]) -> None:
    """The same in the audit trail, without the words a list was filtered by: they may name someone."""
    kind = next((kind for name, kind in _KINDS.items() if name in what), DataKind.PAPER)
    act = AuditAct.EXPORT if "list" in what else AuditAct.PRINT
    subject = str(what.get("list") or what.get("paper") or "")
    told = {name: str(value) for name, value in what.items() if name in _TOLD and value}
    note(office, act, kind, subject, detail={**told, "file": path.name if path else ""})


def _log(office: Office, line: Mapping[str, Any]) -> None:
    """Nothing leaves unlogged: a log that cannot be written stops the paper."""
    add_text(office.settings.home / LOG, json.dumps(line, ensure_ascii=False) + "\n")
