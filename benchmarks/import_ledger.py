"""Import of 100,000 rows × 30 columns: ours against reading raw with calamine, and against openpyxl + pandas + to_sql.

    .venv/bin/python benchmarks/import_ledger.py [--rows 100000] [--runs 3]

Every contender runs in a process of its own, peers in the same run, in turn; medians and ratios printed. Beside the clock's
seconds stands the processor's own time, children included, which a busy machine lengthens less.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


def read_raw(book: Path, _folder: Path) -> None:
    """calamine alone: every cell of the file as Python values, nothing kept."""
    import python_calamine

    workbook = python_calamine.CalamineWorkbook.from_path(book)
    for name in workbook.sheet_names:
        workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)


def peer(book: Path, folder: Path) -> None:
    """What an analyst would write: pandas with openpyxl, then to_sql. No checks, no provenance, no edition."""
    import pandas
    import sqlalchemy

    frame = pandas.concat(pandas.read_excel(book, sheet_name=None, engine="openpyxl", dtype=str).values())
    frame.to_sql("ledger", sqlalchemy.create_engine(f"sqlite:///{folder / 'peer.sqlite'}"), index=False)


def ours_edition(book: Path, folder: Path) -> None:
    """Checked, stored and in an edition: headers, values, quarantine, provenance, events, immutable Parquet."""
    from workbench.settings import Settings
    from workbench.usecases.import_ledger import import_ledger
    from workbench.usecases.office import Office

    office = Office(Settings(home=folder / "home"))
    report = import_ledger(office, book)
    from workbench.usecases.snapshot_edition import snapshot_edition

    edition = snapshot_edition(office)
    print(
        json.dumps({"read": report.read, "imported": report.imported, "edition": dict(edition.meta["rows"])}),
        file=sys.stderr,
    )


def ours_sealed(book: Path, folder: Path) -> None:
    """The same in an office with keys: identity, accusations and cells sealed."""
    from workbench.store.keyring import KeyRing

    keys = KeyRing(folder / "home" / "keys", folder / "home" / "keys")
    keys.create(folder / "discipline", "2026-11-22T09:00:00+08:00")
    ours_edition(book, folder)


CONTENDERS: dict[str, Callable[[Path, Path], None]] = {
    "calamine raw": read_raw,
    "ours": ours_edition,
    "ours, sealed": ours_sealed,
    "openpyxl + to_sql": peer,
}


class Run(NamedTuple):
    """Seconds by the clock and of the processor, and peak MB, children included."""

    seconds: float
    processor: float
    peak: float


def run_one(name: str, book: Path) -> Run:
    """One contender in a fresh process."""
    command = [sys.executable, __file__, "--one", name, "--book", str(book)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    print(done.stderr.strip(), file=sys.stderr)
    return Run(*json.loads(done.stdout.splitlines()[-1]))


def one(name: str, book: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        CONTENDERS[name](book, Path(folder))
        seconds = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(each.ru_utime + each.ru_stime for each in used)
    print(json.dumps([seconds, processor, sum(each.ru_maxrss for each in used) / 1024]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one")
    parser.add_argument("--book", type=Path)
    options = parser.parse_args()
    if options.one:
        return one(options.one, options.book)
    from workbench.synth import wide_workbook

    book = Path(tempfile.gettempdir()) / f"wide-{options.rows}.xlsx"
    if not book.exists():
        wide_workbook(book, options.rows)
    results: dict[str, list[Run]] = {name: [] for name in CONTENDERS}
    for _ in range(options.runs):  # in turn, so that what disturbs one disturbs all
        for name, found in results.items():
            found.append(run_one(name, book))
    median = {name: statistics.median(run.seconds for run in found) for name, found in results.items()}
    print(
        f"{platform.processor() or platform.machine()}, {options.rows} rows × 30 columns, {book.stat().st_size / 1e6:.0f} MB, "
        f"{options.runs} runs, load average {os.getloadavg()[0]:.1f}"
    )
    for name, found in results.items():
        processor, peak = statistics.median(run.processor for run in found), max(run.peak for run in found)
        print(f"{name:20} {median[name]:7.2f} s   processor {processor:6.2f} s   peak {peak:6.0f} MB")
    print(f"sealed / ours       = {median['ours, sealed'] / median['ours']:.2f}   (aim ≤ 1.08)")
    print(f"ours / calamine raw = {median['ours'] / median['calamine raw']:.2f}   (must be ≤ 4)")
    print(f"peer / ours         = {median['openpyxl + to_sql'] / median['ours']:.2f}   (must be ≥ 5)")
    return None


if __name__ == "__main__":
    main()
