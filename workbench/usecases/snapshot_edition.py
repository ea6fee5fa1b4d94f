"""Publish what is known, nothing studied (发布快照版次): what a data exchange or a first look needs at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from workbench.store.editions import Edition, draft_edition
from workbench.store.snapshot import snapshot
from workbench.usecases.office import Office


def snapshot_edition(office: Office) -> Edition:
    """Publish the record of truth alone; `publish_edition` links and studies it as well."""
    with ThreadPoolExecutor(1) as beside:  # the national table is read while the database gathers the records
        find = beside.submit(_finder, office)
        snap = snapshot(office.store, lambda text: find.result()(text))
    with draft_edition(office.settings.editions, as_of=office.settings.today) as draft:
        for name, table in snap.items():
            draft.write(name, table)
        draft.commit()
    return office.edition()


def _finder(office: Office) -> Callable[[str], str | None]:
    """The look-up of places, asked once so that its table of names is made."""
    office.divisions.find("乡")
    return office.divisions.find
