"""The record of truth, provenance of every cell, and editions (immutable snapshots)."""

from workbench.store.errors import NoEdition, StoreError
from workbench.store.ingest import BatchResult
from workbench.store.store import Store, open_store

__all__ = ["BatchResult", "NoEdition", "Store", "StoreError", "open_store"]
