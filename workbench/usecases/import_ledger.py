"""Ledger in (导入台账): read a county workbook, keep what can be read, report what could not."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.access.gate import decide
from workbench.domain.events import EventKind
from workbench.domain.progress import Progress, silent
from workbench.domain.roles import Allowed, AuditAct, DataKind
from workbench.ledger import ParsedLedger, reading
from workbench.usecases.office import Office

if TYPE_CHECKING:
    from workbench.store.ingest import BatchResult

_LARGE: Final = 8 << 20  # bytes; the reader is busy with such a file for more than a second


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of one file: `read` = `imported` + `unchanged` + `quarantined` (`updated` is part of imported)."""

    file: str
    read: int
    imported: int
    updated: int
    unchanged: int
    quarantined: int
    columns: Mapping[str, str]
    problems: tuple[Mapping[str, Any], ...]
    questions: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        """Counts, then every row set aside with its reason, every column not read, and every header to be asked about."""
        notes = len(self.problems) - self.quarantined
        lines = [
            f"{self.file}：读取 {self.read} 行，导入 {self.imported}（其中更新 {self.updated}），"
            f"未变 {self.unchanged}，隔离 {self.quarantined}；提示 {max(notes, 0)} 条（--json 可看全部）"
        ]
        lines += [
            f"  隔离 〔{one['sheet']}〕第{one['row']}行：{one['reason']}"
            for one in self.problems
            if one["severity"] == "quarantine"
        ]
        excluded = [header for header, status in self.columns.items() if status == "quarantined"]
        unknown = [header for header, status in self.columns.items() if status == "unknown"]
        lines += [f"  按设计不导入的列：{'、'.join(excluded)}"] if excluded else []
        lines += [f"  不认识的列（未导入）：{'、'.join(unknown)}"] if unknown else []
        return "\n".join(lines)


def import_ledger(office: Office, path: Path, *, actor: str = "", progress: Progress = silent) -> ImportReport:
    """Read `path` into the record of truth in one transaction; importing it again changes nothing.

    Raises `LedgerError` (one sentence) for a file that cannot be read; then nothing was stored.
    """
    with _uncollected():
        return _import(office, path, actor, progress)


def _import(office: Office, path: Path, actor: str, progress: Progress) -> ImportReport:
    settings = office.settings
    _may_import(office)
    progress("读取文件", 0, 2)
    limits = {"memory_mb": settings.import_memory_mb, "seconds": settings.import_seconds}
    with reading(path, **limits) as read, _meanwhile(office, path):
        parsed = read(header_answers(office), None)
    problems = list(map(_plain, parsed.problems))
    progress("登记入库", 1, 2)
    result = office.store.import_batch(
        file_name=parsed.file_name,
        sha256=parsed.sha256,
        signature=parsed.signature,
        rows=parsed.table,
        raw=parsed.raw,
        columns=list(map(_plain, parsed.columns)),
        problems=problems,
        quarantined=list(parsed.quarantined),
        read=parsed.read,
        actor=actor or settings.actor,
        at=datetime.now().astimezone(),
    )
    _entered(office, parsed.file_name, result)
    progress("登记入库", 2, 2)
    return ImportReport(
        file=parsed.file_name,
        read=result.read,
        imported=result.imported,
        updated=result.updated,
        unchanged=result.unchanged,
        quarantined=result.quarantined,
        columns=_columns(parsed),
        problems=tuple(problems),
        questions=tuple(map(_plain, parsed.questions)),
    )


def _may_import(office: Office) -> None:
    """AccessDenied for who imports no ledgers; the store is loaded only to enter the refusal."""
    if not decide(office.settings.viewer, DataKind.LEDGER).may_write:
        from workbench.usecases.gate import require

        require(office, DataKind.LEDGER, Allowed.WRITE)


def _entered(office: Office, file_name: str, result: BatchResult) -> None:
    """The import in the audit trail, in numbers."""
    from workbench.usecases.audit_trail import note

    told = {name: str(getattr(result, name)) for name in ("read", "imported", "updated", "quarantined")}
    note(office, AuditAct.IMPORT, DataKind.LEDGER, file_name, detail=told)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: a column's values are no rings, yet it would walk all of them several times (half a second)."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def _meanwhile(office: Office, path: Path) -> Iterator[None]:
    """While a large file is being read, the table of places is loaded: who imports so much publishes it next.

    Should that fail, nobody hears of it here: whoever asks for a place first meets the same error.
    """
    with ThreadPoolExecutor(1) as beside:
        if path.stat().st_size > _LARGE:
            beside.submit(office.find_place, "乡")
        yield


def header_answers(office: Office) -> dict[str, str]:
    """What this office answered before about headers that mean two things: "signature:header" → field."""
    events = office.store.events(kinds=[EventKind.HEADER_ANSWERED])
    return {f"{event.subject}:{event.payload['header']}": event.payload["field"] for event in events}


def _plain(item: Any) -> dict[str, Any]:
    """A flat dataclass as a dict; `asdict` copies deeply, a second for the notes of 100,000 rows."""
    return {field.name: getattr(item, field.name) for field in fields(item)}


def _columns(parsed: ParsedLedger) -> dict[str, str]:
    """Header as written → field, "quarantined", "not_imported" or "unknown"."""
    return {column.header: column.field or column.status for column in parsed.columns}
