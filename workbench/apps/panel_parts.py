"""What panels of every dashboard are built from (面板零件): a panel and its reader, rows, buttons, parts folded away, days checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import ipywidgets

from workbench.domain.dates import PartialDate
from workbench.widgets import section

Reader = Callable[[], None]
"""Draws a panel again, with what is known now."""
Panel = tuple[ipywidgets.Widget, Reader]
Given = Mapping[str, str]
"""What was typed in a form."""


def rows(*children: Any) -> ipywidgets.VBox:
    """Parts under each other."""
    box = ipywidgets.VBox([child for child in children if child is not None])
    box.add_class("wb-rows")
    return box


def buttons(*children: Any) -> ipywidgets.HBox:
    """Parts in a line."""
    box = ipywidgets.HBox(list(children))
    box.add_class("wb-buttons")
    return box


def button(title: str, act: Callable[[], Any], style: str = "", hint: str = "") -> ipywidgets.Button:
    made = ipywidgets.Button(
        description=title, button_style=style, tooltip=hint or title, layout=ipywidgets.Layout(width="auto")
    )
    made.on_click(lambda _: act())
    return made


def show_if(part: ipywidgets.Widget, shown: object) -> None:
    part.layout.display = "" if shown else "none"


def unreadable_days(fields: Iterable[Mapping[str, Any]], given: Given) -> dict[str, str]:
    """Of each field for a day whose text is none: what to write instead."""
    found = {}
    for field in fields:
        text = given.get(field["name"], "") if field["kind"] == "day" else ""
        try:
            PartialDate.parse(text or "2000")
        except ValueError:
            found[field["name"]] = f"“{field['label']}”填的“{text}”不是日期；请写成 2026-11-20，只知月份的写 2026-11"
    return found


def titled(title: str, *children: Any, note: str = "") -> ipywidgets.VBox:
    """Parts under a heading."""
    return rows(section(title, note), *children)


def folded(title: str, make: Callable[[], ipywidgets.Widget]) -> ipywidgets.VBox:
    """A part that is made when its button is first pressed, and folded away again by the next press."""
    holder = ipywidgets.VBox([])

    def toggle() -> None:
        if not holder.children:
            holder.children = [make()]
        else:
            show_if(holder, holder.layout.display == "none")
            return
        show_if(holder, True)

    return rows(buttons(button(title, toggle)), holder)
