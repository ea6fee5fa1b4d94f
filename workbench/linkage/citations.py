"""Moved to `workbench.linkage.matter.citations`; kept for those who import it from here."""

from __future__ import annotations

from workbench.linkage.matter.citations import Pair, stated_duplicates

__all__ = ["Pair", "stated_duplicates"]
