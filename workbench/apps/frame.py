"""What all dashboards share (看板框架): the office's edition in force, the bar across pages, tones of states."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import ipywidgets

from workbench.apps.said import words_of
from workbench.domain.roles import AccessDenied, Role
from workbench.reference.dashboards_by_role import may_open
from workbench.reference.view_columns import Audience
from workbench.settings import Settings
from workbench.store.editions import Edition
from workbench.store.errors import StoreError
from workbench.store.views import narrowed
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
    ("检举控告", "accusations"),
)


def open_office() -> Office:
    """The office this kernel serves, by its environment; read when the page is asked for, never at import."""
    return Office(Settings())


def show(title: str, edition: Edition, children: Sequence[Any], *, lead: str = "") -> ipywidgets.VBox:
    """The whole page, every number on it of one edition; links only to pages the session's roles may open."""
    nav = [Link(name, dashboard_link(notebook)) for name, notebook in PAGES if opens(notebook)]
    lead = "；".join(filter(None, (_cut(edition), lead)))
    current = next((name for name, _ in PAGES if name == title), PAGES[2][0])
    return page(title, edition.id, children, as_of=edition.as_of, lead=lead, nav=nav, current=current)


def shown(build: Callable[[Office], ipywidgets.VBox]) -> ipywidgets.Widget:
    """What `build` makes of this kernel's office, or a sentence saying why there is nothing to show yet."""
    try:
        return build(open_office())
    except (LookupError, StoreError, AccessDenied) as missing:
        return Notice(words_of(missing), tone="warn")


def case_link(matter_id: str, text: str = "") -> dict[str, str]:
    """A table's link to a matter's page; its words alone to who may not open that page."""
    return {"text": text or matter_id, "href": dashboard_link("case", matter=matter_id) if opens("case") else ""}


def opens(dashboard: str) -> bool:
    """Whether the session's roles may open a page; the server asks the same table at every request."""
    return may_open(_roles(*(os.environ.get(f"WORKBENCH_{name}", "") for name in ("ROLES", "HOME"))), dashboard)


@lru_cache(maxsize=4)
def _roles(_told: str, _home: str) -> tuple[Role, ...]:
    return Settings().roles


def _cut(edition: Edition) -> str:
    """What a reader of a view is told of it."""
    view = narrowed(edition)
    if view is None:
        return ""
    what = {
        Audience.UNIT: f"只含{view.title}主办、协办的事项，比例只计本单位在其中的时限",
        Audience.MEMBER: "只含列入会议的事项，不含诉求和办理文字",
        Audience.STATISTICS: "统计用：不含文字、会议和研究认定，事项以序号代替，不足5件的乡镇不列名",
    }[view.audience]
    return f"{what}（取自版次 {view.cut_from}）"
