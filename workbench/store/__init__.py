"""The record of truth, provenance of every cell, and editions (immutable snapshots)."""

from workbench.store.edition import Edition, current_edition, list_editions
from workbench.store.editions import Draft, draft_edition, prune
from workbench.store.errors import NoEdition, StoreError
from workbench.store.ingest import BatchResult
from workbench.store.snapshot import snapshot
from workbench.store.store import Store, open_store

__all__ = [
    "BatchResult",
    "Draft",
    "Edition",
    "NoEdition",
    "Store",
    "StoreError",
    "current_edition",
    "draft_edition",
    "list_editions",
    "open_store",
    "prune",
    "snapshot",
]
