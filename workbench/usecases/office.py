"""An open office (联席办): its settings, record of truth, divisions and calendar; every use case takes one."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.reference.calendar import Calendar, default_calendar
from workbench.reference.divisions import Divisions
from workbench.reference.divisions import load as load_divisions
from workbench.settings import Settings

if TYPE_CHECKING:  # the store's libraries take a second to load: done while a ledger's reader already works
    from workbench.store.edition import Edition
    from workbench.store.store import Store


class Office:
    """One office's data at one place; parts open when first used."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    @cached_property
    def store(self) -> Store:
        from workbench.store.store import open_store

        self.settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return open_store(self.settings.database_url)

    @cached_property
    def divisions(self) -> Divisions:
        home = self.settings.home
        return load_divisions(
            _own(self.settings.divisions_extra, home / "divisions.csv"), _own(None, home / "villages.csv")
        )

    def find_place(self, text: str) -> str | None:
        """The division a written place names, or None; a name of several places is the own county's where it has one."""
        return self.divisions.find(text, within=self.settings.office_place or None)

    @property
    def calendar_file(self) -> Path:
        """The office's own table of holidays (`workbench calendar add`), unless its settings name another."""
        return self.settings.calendar_extra or self.settings.home / "calendar.csv"

    @cached_property
    def calendar(self) -> Calendar:
        return default_calendar(_own(self.settings.calendar_extra, self.calendar_file))

    def edition(self) -> Edition:
        """The edition in force now; an error in words when none was ever published."""
        from workbench.store.editions import current_edition

        return current_edition(self.settings.editions)


def _own(named: Path | None, usual: Path) -> Path | None:
    """The office's own table: the one its settings name, else the usual one if it is there."""
    return named or (usual if usual.exists() else None)
