"""Holidays of a year without a notice yet (录入节假日): the office's own table, kept in its home."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from workbench.domain.roles import Allowed, DataKind
from workbench.private import folder
from workbench.reference.calendar import default_calendar, read_table, write_table
from workbench.usecases.gate import require
from workbench.usecases.office import Office


def add_calendar(office: Office, table: Path) -> tuple[int, ...]:
    """Take a CSV 日期,名称,类型(休/班) into the office's calendar; a day given again replaces what stood. Returns the years now covered.

    CalendarFileError says which row of the file is wrong; nothing is kept then.
    """
    require(office, DataKind.LEDGER, Allowed.WRITE)
    default_calendar(table)
    kept = office.calendar_file
    rows = {row[0]: row for row in (read_table(kept) if kept.exists() else [])} | {
        row[0]: row for row in read_table(table)
    }
    folder(office.settings.home)
    draft = kept.with_suffix(".new")
    write_table(draft, [rows[day] for day in sorted(rows)])
    calendar = default_calendar(draft)
    draft.replace(kept)
    return tuple(year for year in sorted({day.year for day in rows}) if calendar.covers(date(year, 1, 1)))
