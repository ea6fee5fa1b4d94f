"""An office adds the holidays of a year whose notice its software does not know yet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workbench.reference.calendar import CalendarFileError, CalendarMissing
from workbench.settings import Settings
from workbench.usecases.add_calendar import add_calendar
from workbench.usecases.answer_rules import answer_due
from workbench.usecases.office import Office

TABLE = "日期,名称,类型\n2027-01-01,元旦,休\n2027-01-02,元旦,班\n2027-10-01,国庆节,休\n"


def _table(folder: Path, text: str) -> Path:
    path = folder / "放假.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_year_raises_until_its_table_is_added(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(CalendarMissing, match=r"2027年.*workbench calendar add"):
        answer_due(Office(settings), "C04", date(2026, 12, 30))
    assert add_calendar(Office(settings), _table(tmp_path, TABLE)) == (2027,)
    answer = answer_due(Office(settings), "C04", date(2026, 12, 30))
    assert answer["due"] == "2027-01-06"  # 12-31, 01-02 (班), 01-04, 01-05, 01-06


def test_a_day_given_again_replaces_what_stood(settings: Settings, tmp_path: Path) -> None:
    add_calendar(Office(settings), _table(tmp_path, TABLE))
    add_calendar(Office(settings), _table(tmp_path, "日期,名称,类型\n2027-01-02,元旦,休\n"))
    assert not Office(settings).calendar.is_workday(date(2027, 1, 2))
    assert not Office(settings).calendar.is_workday(date(2027, 1, 1))


def test_a_wrong_line_is_named_and_nothing_kept(settings: Settings, tmp_path: Path) -> None:
    office = Office(settings)
    with pytest.raises(CalendarFileError, match="第3行类型“放假”"):
        add_calendar(office, _table(tmp_path, "日期,名称,类型\n2027-01-01,元旦,休\n2027-01-02,元旦,放假\n"))
    assert not office.calendar_file.exists()
