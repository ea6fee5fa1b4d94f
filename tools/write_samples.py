"""Write data/samples: a small invented county's ledgers and what they must yield (样例台账), the same bytes every time."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import asdict
from datetime import date
from pathlib import Path

from workbench.settings import Settings
from workbench.synth import make_county, table_path, write_workbooks
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
SEED, MATTERS, END = 7, 40, date(2026, 11, 20)


def yields(files: list[Path], home: Path) -> dict[str, dict[str, object]]:
    """What importing the files one after another gives: counts and columns by file."""
    office = Office(Settings(home=home, divisions_extra=table_path(), office_place="990121"))
    reports = [asdict(import_ledger(office, file)) for file in files]
    keys = ("read", "imported", "updated", "unchanged", "quarantined", "columns")
    return {report["file"]: {key: report[key] for key in keys} for report in reports}


def write(folder: Path = SAMPLES) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    files = write_workbooks(make_county(seed=SEED, matters=MATTERS, end=END), folder)
    with tempfile.TemporaryDirectory() as home:
        expected = yields(files, Path(home))
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
