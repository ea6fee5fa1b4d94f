"""What the panels of 议定落实 are built from: lists with an export, and forms that record."""

from __future__ import annotations

from collections.abc import Callable

from workbench.apps.panel_parts import FilteredListing as Listing
from workbench.apps.panel_parts import Given, Panel, Reader, button, buttons, records, rows, show_if
from workbench.apps.said import words_of
from workbench.widgets import Notice

__all__ = [
    "Given", "Listing", "Panel", "Reader", "button", "buttons", "printing", "records", "rows", "show_if",
]  # fmt: skip


def printing(told: Notice, make: Callable[[], str]) -> Callable[[], None]:
    """What a button that prints does: the page gives no file away, it says where it lies, or why there is none."""

    def press() -> None:
        try:
            told.say(make())
        except (LookupError, ValueError, OSError, RuntimeError) as refused:
            told.say(words_of(refused), tone="error")

    return press
