"""Panels of 案件研判, one tab each (a module by the tab's name); loaded when a tab is first opened."""

from __future__ import annotations

from importlib import import_module

from workbench.apps.case.model import CaseModel
from workbench.apps.panel_parts import Panel


def make(tab: str, model: CaseModel) -> Panel:
    """The panel of a tab: the part, and what draws it again."""
    panel: Panel = import_module(f"{__name__}.{tab}").panel(model)
    return panel
