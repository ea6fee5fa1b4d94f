"""Lines shown for a while (短时显示): sent to the page as a message, never a trait, so that no state of a page holds them."""

from __future__ import annotations

from collections.abc import Iterable

import traitlets

from workbench.widgets.base import Part
from workbench.widgets.text import plain
from workbench.widgets.theme import asset

SECONDS = 60


class Revealed(Part, module="revealed"):
    """Shows label and text in pairs for `seconds`; a page opened later, a link or a saved notebook has nothing of it."""

    seconds = traitlets.Int(SECONDS).tag(sync=True)

    def show(self, lines: Iterable[tuple[str, str]]) -> None:
        """These lines and no others, from now on for so many seconds, in the pages that show this widget now."""
        self.send({"lines": [[plain(label), plain(text)] for label, text in lines]})

    def clear(self) -> None:
        """Nothing any more."""
        self.send({"lines": []})


Revealed._css = asset("palette.css") + asset("revealed.css")
