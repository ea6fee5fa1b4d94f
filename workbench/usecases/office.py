"""An open office (联席办): its settings, record of truth, divisions and calendar; every use case takes one."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from workbench.reference.calendar import Calendar, default_calendar
from workbench.reference.divisions import Divisions
from workbench.reference.divisions import load as load_divisions
from workbench.settings import Settings
from workbench.store.editions import Edition, current_edition
from workbench.store.store import Store, open_store

Progress = Callable[[str, int, int], None]
"""Called with a stage's Chinese name, how much of it is done and how much there is."""


def silent(_stage: str, _done: int, _total: int) -> None:
    """Progress nobody watches."""


class Office:
    """One office's data at one place; parts open when first used."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    @cached_property
    def store(self) -> Store:
        self.settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return open_store(self.settings.database_url)

    @cached_property
    def divisions(self) -> Divisions:
        return load_divisions(_own(self.settings.divisions_extra, self.settings.home / "divisions.csv"))

    @property
    def calendar_file(self) -> Path:
        """The office's own table of holidays (`workbench calendar add`), unless its settings name another."""
        return self.settings.calendar_extra or self.settings.home / "calendar.csv"

    @cached_property
    def calendar(self) -> Calendar:
        return default_calendar(_own(self.settings.calendar_extra, self.calendar_file))

    def edition(self) -> Edition:
        """The edition in force now; an error in words when none was ever published."""
        return current_edition(self.settings.editions)


def _own(named: Path | None, usual: Path) -> Path | None:
    """The office's own table: the one its settings name, else the usual one if it is there."""
    return named or (usual if usual.exists() else None)
