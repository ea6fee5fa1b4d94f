"""Importing a file again changes nothing, whatever came between."""

from __future__ import annotations

import gc
from importlib import import_module
from pathlib import Path

import pytest

from workbench.ledger import LedgerError
from workbench.settings import Settings
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office

HEADER = "信访件编号,姓名,登记时间,主要诉求,责任单位\n"
MAY = "甲1,赵一,2026-05-06,要求补发征地款,清澜县自然资源局\n甲2,钱二,2026-05-07,要求办证,清澜县自然资源局\n"
JUNE = "甲1,赵一,2026-05-06,要求补发征地款,清澜县财政局\n"


def _write(folder: Path, name: str, rows: str) -> Path:
    path = folder / name
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


def test_an_old_file_again_does_not_roll_a_newer_one_back(settings: Settings, tmp_path: Path) -> None:
    office = Office(settings)
    may, june = _write(tmp_path, "五月.csv", MAY), _write(tmp_path, "六月.csv", JUNE)
    assert import_ledger(office, may).imported == 2
    assert import_ledger(office, june).updated == 1
    again = import_ledger(office, may)
    assert (again.read, again.imported, again.unchanged) == (2, 0, 2)
    assert office.store.versions("R000001").iloc[-1]["lead_unit"] == "清澜县财政局"


def test_a_new_file_may_say_again_what_an_older_one_said(settings: Settings, tmp_path: Path) -> None:
    office = Office(settings)
    for name, rows in (("五月.csv", MAY), ("六月.csv", JUNE)):
        import_ledger(office, _write(tmp_path, name, rows))
    july = import_ledger(office, _write(tmp_path, "七月.csv", MAY.splitlines()[0] + "\n"))
    assert july.updated == 1
    assert list(office.store.versions("R000001")["lead_unit"]) == [
        "清澜县自然资源局",
        "清澜县财政局",
        "清澜县自然资源局",
    ]


def test_a_broken_table_of_places_spoils_no_import(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("workbench.usecases.import_ledger"), "_LARGE", 0)
    settings.home.mkdir(parents=True, exist_ok=True)
    (settings.home / "divisions.csv").write_text("code,name\n不是代码,某地\n", encoding="utf-8")
    office = Office(settings)
    assert import_ledger(office, _write(tmp_path, "五月.csv", MAY)).imported == 2
    with pytest.raises(ValueError, match="区划补充表"):
        office.find_place("清澜县")


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_is_left_as_it_was(settings: Settings, tmp_path: Path, collecting: bool) -> None:
    before = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        import_ledger(Office(settings), _write(tmp_path, "五月.csv", MAY))
        assert gc.isenabled() is collecting
        with pytest.raises(LedgerError):
            import_ledger(Office(settings), tmp_path / "没有.xlsx")
        assert gc.isenabled() is collecting
    finally:
        (gc.enable if before else gc.disable)()
