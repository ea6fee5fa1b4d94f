"""Kept for those who import it from here: see `workbench.linkage.judging.groups`."""

from workbench.linkage.judging.groups import Groups, derive_groups
from workbench.linkage.judging.quarrels import Contradiction
from workbench.linkage.judging.words import Judged, ledger_judgements

__all__ = ["Contradiction", "Groups", "Judged", "derive_groups", "ledger_judgements"]
