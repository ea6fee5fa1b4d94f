"""A thousand reads of the current edition while it is published anew all the time: each is whole, of one edition.

    .venv/bin/python benchmarks/soak_editions.py [--reads 1000]

Every edition's two tables say its number in each row; a read that meets two numbers, too few rows or no file is bad.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROWS = 400


def publish(root: Path) -> None:
    """Editions without end, each of a number of its own, until killed; old ones go as in an office (`editions.prune`)."""
    import pandas as pd

    from workbench.store import draft_edition

    number = 0
    numbers = ("matters", "open", "in_time", "late", "running", "overdue", "unknown")
    while True:
        number += 1
        told = dict.fromkeys(numbers, number)
        frame = pd.DataFrame([{"unit": f"单位{at}", "aliases": [], **told} for at in range(ROWS)])
        groups = pd.DataFrame({"record_id": [f"R{at}" for at in range(ROWS)], "matter_id": f"M{number}"})
        with draft_edition(root, as_of=date(2026, 11, 22)) as draft:
            draft.write("units", frame)
            draft.write("groups", groups)
            draft.commit()
        print(number, flush=True)


def is_bad(root: Path) -> bool:
    from workbench.store import StoreError, current_edition

    try:
        edition = current_edition(root)
        units, groups = edition.table("units"), edition.table("groups")
    except (OSError, StoreError, ValueError) as error:
        print(type(error).__name__, error, file=sys.stderr)
        return True
    told = {f"M{number}" for number in units["late"]} | set(groups["matter_id"])
    return len(units) != ROWS or len(groups) != ROWS or len(told) != 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--reads", type=int, default=1_000)
    parser.add_argument("--publish", type=Path)
    options = parser.parse_args()
    if options.publish:
        return publish(options.publish)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "editions"
        publisher = subprocess.Popen(
            [sys.executable, __file__, "--publish", str(root)], stdout=subprocess.PIPE, text=True
        )
        assert publisher.stdout is not None
        publisher.stdout.readline()
        begun = time.perf_counter()
        try:
            bad = sum(is_bad(root) for _ in range(options.reads))
        finally:
            publisher.kill()
        seconds, published = time.perf_counter() - begun, len(publisher.stdout.readlines())
    print(
        f"{options.reads} reads while {published} editions were published: {bad} bad, {options.reads / seconds:.0f} reads/s, "
        f"load {os.getloadavg()[0]:.1f}"
    )
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    main()
