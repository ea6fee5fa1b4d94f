"""下次会议第一项: 上次议定事项落实情况, the lines as they go on the next agenda."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from workbench.apps.followup import asks
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.followup.parts import Listing, Panel, buttons
from workbench.apps.followup.parts import rows as stacked
from workbench.widgets import Notice
from workbench.widgets.choice import Choice

COLUMNS: Final[list[dict[str, Any]]] = [{"key": "line", "title": "第一项：上次议定事项落实情况"}]


def panel(model: FollowUpModel) -> Panel:
    """A picker of the next meetings, and the lines of their first item."""
    picker = Choice(layout=ipywidgets.Layout(width="420px"))
    head = Notice("")
    listing = Listing(
        model, "逐项", COLUMNS, height=420, empty="没有待落实的议定事项", words=lambda: picker.label or ""
    )
    drawing = [False]

    def lines(_change: Any = None) -> None:
        if drawing[0] or not picker.value:
            return
        first, *rest = asks.opening(model, picker.value)
        head.say(first)
        listing.show({"id": str(number), "line": line} for number, line in enumerate(rest, 1))

    def read() -> None:
        before, drawing[0] = picker.value, True
        picker.options = asks.ahead(model)
        offered = [value for _, value in picker.options]
        picker.value = before if before in offered else offered[0]
        drawing[0] = False
        lines()

    picker.observe(lines, "value")
    return stacked(buttons(ipywidgets.Label("哪一次会议"), picker), head, listing), read
