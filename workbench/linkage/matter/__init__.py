"""Same and related matters (相同、相关信访事项), see `link.link_matters`."""

from __future__ import annotations

from workbench.linkage.matter.causes import Cause, common_causes
from workbench.linkage.matter.known import Known
from workbench.linkage.matter.link import MatterRun, link_matters, weigh_pairs
from workbench.linkage.matter.proposals import suggest

__all__ = [
    "Cause",
    "Known",
    "MatterRun",
    "common_causes",
    "link_matters",
    "suggest",
    "weigh_pairs",
]
