"""Files in (台账导入): county workbooks and CSV as they come, into rows with their provenance and their faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from workbench.ledger.digest import digest
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
    "Read",
    "parse",
    "reading",
]

Read = Callable[[Mapping[str, str], Progress | None], ParsedLedger]
"""Called with answers about headings, and who is told of the progress."""

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
    with reading(path, memory_mb=memory_mb, seconds=seconds) as read:
        return read(answers, progress)


@contextmanager
def reading(path: Path, *, memory_mb: int = 2048, seconds: int = 300) -> Iterator[Read]:
    """`parse` in two steps: the file is being read while the caller finds the answers; see there."""
    from workbench.ledger.process import raw_reader

    path, fingerprint = Path(path), digest(Path(path))
    with raw_reader(path, memory_mb, seconds) as reader:
        import pandas  # noqa: F401  # pyarrow loads it with its first array; here it costs nothing

        from workbench.ledger.parsing import parse_ledger  # pyarrow only when a file is really read, and while it is

        yield partial(parse_ledger, path, fingerprint, reader)
