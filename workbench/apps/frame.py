"""What all dashboards share (看板框架): the office's edition in force, the bar across pages, tones of states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import ipywidgets

from workbench.settings import Settings
from workbench.store.editions import Edition
from workbench.store.errors import StoreError
from workbench.usecases.office import Office
from workbench.widgets import Link, Notice, dashboard_link, page

PAGES: Final = (
    ("总览", "overview"),
    ("三跨三分离", "separation"),
    ("案件研判", "case"),
    ("清查清单", "sweep"),
    ("会议筹备", "meeting"),
    ("议定落实", "followup"),
    ("督办", "supervision"),
    ("专项行动", "campaign"),
    ("源头治理", "sources"),
    ("关联审核", "links"),
    ("关联网络", "network"),
)


def open_office() -> Office:
    """The office this kernel serves, by its environment; read when the page is asked for, never at import."""
    return Office(Settings())


def show(title: str, edition: Edition, children: Sequence[Any], *, lead: str = "") -> ipywidgets.VBox:
    """The whole page, every number on it of one edition."""
    nav = [Link(name, dashboard_link(notebook)) for name, notebook in PAGES]
    current = next((name for name, _ in PAGES if name == title), PAGES[2][0])
    return page(title, edition.id, children, as_of=edition.as_of, lead=lead, nav=nav, current=current)


def shown(build: Callable[[Office], ipywidgets.VBox]) -> ipywidgets.Widget:
    """What `build` makes of this kernel's office, or a sentence saying why there is nothing to show yet."""
    try:
        return build(open_office())
    except (LookupError, StoreError) as missing:
        return Notice(str(missing.args[0] if missing.args else missing), tone="warn")


def case_link(matter_id: str, text: str = "") -> dict[str, str]:
    """A table's link to a matter's page."""
    return {"text": text or matter_id, "href": dashboard_link("case", matter=matter_id)}
