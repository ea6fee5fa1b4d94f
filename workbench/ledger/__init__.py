"""Files in (台账导入): county workbooks and CSV as they come, into rows with their provenance and their faults."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workbench.ledger.result import (
    ColumnReading,
    ControlTotal,
    HeaderQuestion,
    LedgerError,
    ParsedLedger,
    Problem,
    Progress,
    Quarantined,
)

__all__ = [
    "ColumnReading",
    "ControlTotal",
    "HeaderQuestion",
    "LedgerError",
    "ParsedLedger",
    "Problem",
    "Progress",
    "Quarantined",
    "parse",
]

_NO_ANSWERS: Mapping[str, str] = {}


def parse(
    path: Path,
    *,
    answers: Mapping[str, str] = _NO_ANSWERS,
    memory_mb: int = 2048,
    seconds: int = 300,
    progress: Progress | None = None,
) -> ParsedLedger:
    """Read a ledger (xlsx, xls, ods, CSV) in a process of its own with limits of memory and time.

    `answers` maps "signature:header" to a field name, or to "" for a column not to import. LedgerError, with a sentence for
    the person, if the file cannot be read as a ledger.
    """
    from workbench.ledger.parsing import parse_ledger  # pandas and pyarrow only when a file is really read

    return parse_ledger(Path(path), answers, memory_mb, seconds, progress)
