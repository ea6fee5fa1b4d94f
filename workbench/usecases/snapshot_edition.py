"""Publish what is known, nothing studied (发布快照版次): what a data exchange or a first look needs at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from workbench.store.editions import Edition, draft_edition
from workbench.store.snapshot import snapshot
from workbench.usecases.cube import COUNTED, count_beforehand
from workbench.usecases.listed import LISTED_FROM, list_beforehand
from workbench.usecases.office import Office

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def snapshot_edition(office: Office) -> Edition:
    """Publish the record of truth alone; `publish_edition` links and studies it as well."""
    with ThreadPoolExecutor(1) as beside:  # the national table is read while the database gathers the records
        find = beside.submit(_finder, office)
        snap = snapshot(office.store, lambda text: find.result()(text))
    return write_edition(office, snap)


def write_edition(office: Office, tables: Mapping[str, pa.Table | pd.DataFrame]) -> Edition:
    """Publish these tables as a new edition, and open it."""
    with draft_edition(office.settings.whole_editions, as_of=office.settings.today) as draft:
        for name, table in tables.items():
            draft.write(name, table)
        if "nodes" in tables:
            from workbench.network.index_files import write_index

            write_index(draft.network_folder, tables["nodes"], tables["edges"])
        if {"matters", "steps", "groups"} <= tables.keys():
            from workbench.review.similar import write_similar

            write_similar(
                draft.similar_folder, tables["matters"], _frame(tables["records"]), tables["groups"], steps=tables["steps"],
                as_of=office.settings.today,
            )  # fmt: skip
        if tables.keys() >= COUNTED:
            draft.write("cube", count_beforehand(draft))
        if tables.keys() >= LISTED_FROM:
            list_beforehand(draft)
        draft.commit()
    return office.edition()


def _frame(table: pa.Table | pd.DataFrame) -> pd.DataFrame:
    from workbench.store.arrow import to_frame

    return table if hasattr(table, "iloc") else to_frame(table)


def _finder(office: Office) -> Callable[[str], str | None]:
    """The look-up of places, asked once so that its table of names is made."""
    office.find_place("乡")
    return office.find_place
