"""What the panels of 案件研判 are built from: its lists, whose export has the matter printed on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from workbench.apps import panel_parts
from workbench.apps.case import acts
from workbench.apps.case.model import CaseModel
from workbench.apps.panel_parts import records

__all__ = ["Listing", "records"]


class Listing(panel_parts.Listing):
    """A list of one matter."""

    def __init__(self, model: CaseModel, title: str, columns: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(title, columns, partial(acts.export, model), **kwargs)
