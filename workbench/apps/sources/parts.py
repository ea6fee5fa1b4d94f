"""What 源头治理 is built from: choices with a name, lists with an export, forms that record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets

from workbench.apps.panel_parts import FilteredListing as Listing
from workbench.apps.panel_parts import records
from workbench.apps.sources.model import SourcesModel
from workbench.widgets.choice import Choice

__all__ = ["Listing", "choice", "records"]
Options = Sequence[tuple[str, Any]]


def choice(model: SourcesModel, name: str, title: str, options: Options, width: int = 130) -> ipywidgets.VBox:
    """A choice that is a trait of the model, both ways."""
    part = Choice(options=list(options), value=getattr(model, name), layout=ipywidgets.Layout(width=f"{width}px"))
    part.observe(lambda change: setattr(model, name, change["new"]), "value")
    model.observe(lambda change: setattr(part, "value", change["new"]), name)
    name_of = ipywidgets.Label(title)
    name_of.add_class("wb-filter-name")
    box = ipywidgets.VBox([name_of, part])
    box.add_class("wb-filter")
    return box
