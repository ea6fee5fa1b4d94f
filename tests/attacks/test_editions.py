"""A thousand reads while editions are published (边读边发布): every reader meets one whole edition, the old or the new; 0 bad."""

from __future__ import annotations

import multiprocessing
import time
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from workbench.domain.tables import ALL
from workbench.store.arrow import schema_of
from workbench.store.editions import current_edition, draft_edition

READS, READERS, ROWS = 1000, 2, 400
"""benchmarks/soak_editions.py does the same for as long as one likes."""


def publish(root: Path, number: int) -> None:
    """An edition whose every row in two tables bears the same number."""
    with draft_edition(root, as_of=date(2026, 1, 1)) as draft:
        for name, column in (("separations", "matter_id"), ("agenda", "matter_id")):
            fields = schema_of(ALL[name])
            blank = {field.name: pa.nulls(ROWS, field.type) for field in fields}
            draft.write(name, pa.table({**blank, column: pa.array([f"M-{number:06d}"] * ROWS)}, schema=fields))
        draft.commit()


def read(root: Path, reads: int, bad: Any) -> None:
    """Whole editions only: as many rows as the edition says, all of one number, in both tables."""
    for _ in range(reads):
        try:
            edition = current_edition(root)
            seen = [edition.arrow(name, ["matter_id"]).column(0).to_pylist() for name in ("separations", "agenda")]
            whole = all(len(column) == ROWS for column in seen) and len({*seen[0], *seen[1]}) == 1
        except Exception:  # whatever a reader meets but a whole edition is bad
            whole = False
        if not whole:
            with bad.get_lock():
                bad.value += 1


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_no_reader_meets_half_an_edition(tmp_path: Path) -> None:
    assert {"separations", "agenda"} <= set(ALL)
    root = tmp_path / "editions"
    publish(root, 0)
    context = multiprocessing.get_context("spawn")
    bad = context.Value("i", 0)
    readers = [context.Process(target=read, args=(root, READS // READERS, bad)) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    published = 0
    deadline = time.monotonic() + 120
    while any(reader.is_alive() for reader in readers) and time.monotonic() < deadline:
        published += 1
        publish(root, published)
    for reader in readers:
        reader.join(30)
    assert [reader.exitcode for reader in readers] == [0] * READERS
    print(f"{READS} reads, {published} editions published meanwhile")
    assert bad.value == 0 and published >= 5
