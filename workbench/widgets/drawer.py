"""A page on one screen, and the drawer that lies over its side (抽屉) with the list behind a number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets

from workbench.widgets.facts import HeadLine, Markup
from workbench.widgets.theme import asset


class Drawer(ipywidgets.VBox):  # type: ignore[misc]
    """Hidden until `reveal`; its button 关闭 hides it again. `is_open` says which."""

    def __init__(self) -> None:
        self._head = HeadLine()
        shut = ipywidgets.Button(description="关闭", tooltip="关闭这个清单", layout=ipywidgets.Layout(width="72px"))
        shut.on_click(lambda _: self.shut())
        self._bar = ipywidgets.HBox([self._head, shut])
        self._bar.add_class("wb-drawer-head")
        super().__init__([self._bar], layout=ipywidgets.Layout(display="none"))
        self.add_class("wb-drawer")

    @property
    def is_open(self) -> bool:
        return bool(self.layout.display != "none")

    def reveal(self, title: str, children: Sequence[ipywidgets.Widget]) -> None:
        """Show these parts under a title, over the side of the page."""
        self._head.show(title, ())
        self.children = (self._bar, *children)
        self.layout.display = ""

    def shut(self) -> None:
        self.layout.display = "none"


def one_screen(page: Any, drawer: Drawer) -> Any:
    """The page with tight rows that fit a screen, its drawer, and how it looks on paper and on a phone."""
    page.children = (*page.children, drawer, Markup(f"<style>{asset('screen.css')}</style>"))
    page.add_class("wb-one")
    return page
