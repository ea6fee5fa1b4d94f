"""A large ledger for measuring (大表): many rows and columns, written row by row without keeping them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from workbench.synth.county import make_county
from workbench.synth.layout import WIDE

_POOL = 1500


def wide_workbook(path: Path, rows: int, columns: int = 30, seed: int = 1) -> Path:
    """A workbook of `rows` × `columns` under one header row; its records are those of an invented county in turn.

    Case numbers are unique; the registration day moves on every round, so no two rows are the same.
    """
    from xlsxwriter import Workbook

    if not 1 <= columns <= len(WIDE):
        raise ValueError(f"大表最多 {len(WIDE)} 列（要求 {columns} 列）")
    fields = [column.field for column in WIDE[:columns]]
    pool = [record.values for record in make_county(seed=seed, matters=_POOL, end=date(2024, 12, 31)).records]
    with Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, [column.header for column in WIDE[:columns]])
        for number in range(rows):
            values = pool[number % len(pool)]
            own = {"case_no": f"{values['case_no']}-{number:06d}", "reg_time": _moved(values["reg_time"], number)}
            for at, field in enumerate(fields):
                if text := own.get(field) or values.get(field):
                    sheet.write_string(number + 1, at, text)
    return path


def _moved(day: str, number: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=number % 97)).isoformat()
