"""An open office (联席办): its settings, record of truth, divisions and calendar; every use case takes one."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import private
from workbench.domain.roles import Role, Viewer
from workbench.reference.calendar import Calendar, default_calendar
from workbench.reference.divisions import Divisions
from workbench.reference.divisions import load as load_divisions
from workbench.settings import Settings, view_name

if TYPE_CHECKING:  # the store's libraries take a second to load: done while a ledger's reader already works
    from workbench.store.edition import Edition
    from workbench.store.keyring import KeyRing
    from workbench.store.store import Store


class Office:
    """One office's data at one place; parts open when first used."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    @cached_property
    def store(self) -> Store:
        """The record of truth; to who reads a view of it, the view's events (`store/viewed`)."""
        if self.reads_only:
            from workbench.store.viewed import ViewedStore

            return ViewedStore(self.edition, self._opened_store)
        return self._opened_store()

    def _opened_store(self) -> Store:
        from workbench.store.store import open_store

        private.home(self.settings.home, self.settings.share_group)
        return open_store(self.settings.database_url, self.keys)

    @property
    def reads_only(self) -> bool:
        """Whoever has a narrowed view, and on an office server all but those who work on cases: the database lets no other read."""
        viewer = self.settings.viewer
        at_work = viewer.is_any(Role.ANALYST, Role.DIRECTOR)
        return bool(view_name(viewer)) or (bool(self.settings.database) and not at_work)

    @cached_property
    def keys(self) -> KeyRing:
        """The office's keys, there or not; asked only when something sealed is read or written."""
        from workbench.store.keyring import KeyRing

        return KeyRing(self.settings.home / "keys", self.settings.master_keys)

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
        """The edition in force now, or this session's view of it; an error in words when none was ever published."""
        from workbench.store.editions import current_edition
        from workbench.store.errors import NoEdition

        try:
            return current_edition(self.settings.editions)
        except NoEdition:
            if view_name(self.settings.viewer):
                raise NoEdition(_no_view(self.settings.viewer)) from None
            raise


def _no_view(viewer: Viewer) -> str:
    """Why somebody has nothing to read here, and whom to turn to."""
    roles = "、".join(role.label for role in viewer.roles) or "（无）"
    if viewer.is_any(Role.RESEARCHER) and len(viewer.roles) == 1:
        return f"{viewer.name}的角色是{roles}：只使用联席办交付的研究版，没有看板可看"
    whose = f"“{viewer.unit}”的" if viewer.is_any(Role.UNIT) and viewer.unit else ""
    return f"{viewer.name}（{roles}）还没有{whose}视图可看；请联席办把它写进 views.toml 后运行 workbench views publish"


def _own(named: Path | None, usual: Path) -> Path | None:
    """The office's own table: the one its settings name, else the usual one if it is there."""
    return named or (usual if usual.exists() else None)
