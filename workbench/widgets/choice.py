"""A choice from a list (下拉选择) whose labels may be petition text: what cannot be seen in them is taken out."""

from __future__ import annotations

from typing import Any

import ipywidgets
import traitlets

from workbench.widgets.text import plain


class Choice(ipywidgets.Dropdown):  # type: ignore[misc]
    """As ipywidgets' Dropdown; options show as `plain` leaves them, so that no mark turns the writing of the list."""

    @traitlets.validate("_options_labels")
    def _visible(self, proposal: Any) -> tuple[str, ...]:
        return tuple(plain(label) for label in proposal["value"])
