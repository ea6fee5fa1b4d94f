"""What the panels of 议定落实 are built from: lists with an export, and forms that record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workbench.apps import panel_parts
from workbench.apps.exports import Rows, kept_list
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.panel_parts import Given, Panel, Reader, button, buttons, records, rows, show_if
from workbench.apps.said import words_of
from workbench.widgets import Notice

__all__ = [
    "Given", "Listing", "Panel", "Reader", "button", "buttons", "printing", "records", "rows", "show_if",
]  # fmt: skip


class Listing(panel_parts.Listing):
    """A list with the filter printed on its export; `words` says otherwise which rows these are."""

    def __init__(
        self, model: FollowUpModel, title: str, columns: Sequence[Mapping[str, Any]], *,
        words: Callable[[], str] | None = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        def keep(title: str, columns: Rows, found: Rows) -> str:
            said = words() if words else model.filter_words
            return kept_list(model.office, title, columns, found, said, model.office.settings.today, model.edition.id)

        super().__init__(title, columns, keep, **kwargs)


def printing(told: Notice, make: Callable[[], str]) -> Callable[[], None]:
    """What a button that prints does: the page gives no file away, it says where it lies, or why there is none."""

    def press() -> None:
        try:
            told.say(make())
        except (LookupError, ValueError, OSError, RuntimeError) as refused:
            told.say(words_of(refused), tone="error")

    return press
