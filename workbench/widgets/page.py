"""The frame of a dashboard (页面框架): which page, which edition of the data, as of which day, and where else to go."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import quote, urlencode

import ipywidgets

from workbench.widgets.facts import Markup
from workbench.widgets.text import escape, within_site
from workbench.widgets.theme import page_style

PRODUCT: Final = "疑难信访事项研判工作台"
FOOTER: Final = "只统计事项与单位责任，不评价信访人。数字以所示数据版本与截至日为准；“待核”表示依据不足，不作推断。"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the bar across the pages."""

    title: str
    href: str


def dashboard_link(notebook: str, **query: str) -> str:
    """Address of another dashboard (`notebook` without .ipynb) with state in the link: `?matter=…`."""
    base = os.environ.get("VOILA_BASE_URL", "/")
    given = {name: value for name, value in query.items() if value}
    return f"{base}voila/render/{quote(notebook)}.ipynb" + (f"?{urlencode(given)}" if given else "")


def page(
    title: str,
    edition_stamp: str,
    children: Sequence[ipywidgets.Widget],
    *,
    as_of: date | None = None,
    lead: str = "",
    nav: Iterable[Link | tuple[str, str]] = (),
    current: str = "",
) -> ipywidgets.VBox:
    """A whole page: bar with product, links and stamps; heading; the children under each other; a footer.

    A page without a title makes its own heading. `nav` are the other dashboards (title, address), `current` the title of this one among them.
    """
    links = [link if isinstance(link, Link) else Link(*link) for link in nav]
    head = Markup(
        f"<style>{page_style()}</style>"
        + _bar(links, current or title, edition_stamp, as_of)
        + (_heading(title, lead) if title else "")
    )
    foot = Markup(f'<div class="wb wb-footer">{escape(FOOTER)}</div>')
    return _box([head, *children, foot], "wb-page")


def section(title: str, note: str = "") -> Markup:
    """A heading within a page."""
    small = f"<small>{escape(note)}</small>" if note else ""
    return Markup(f'<div class="wb wb-section">{escape(title)}{small}</div>')


def columns(*children: ipywidgets.Widget, weights: Sequence[float] = ()) -> ipywidgets.GridBox:
    """Children side by side, by weight (all the same without)."""
    shares = weights or [1.0] * len(children)
    if len(shares) != len(children):
        raise ValueError(f"{len(children)} 栏要有 {len(children)} 个宽度，得到 {len(shares)} 个")
    layout = ipywidgets.Layout(
        grid_template_columns=" ".join(f"minmax(0, {share}fr)" for share in shares), width="auto"
    )
    grid = ipywidgets.GridBox(list(children), layout=layout)
    grid.add_class("wb-grid")
    return grid


def query(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """State in this page's address (`?matter=…`): the last value of each name; empty in a notebook."""
    from urllib.parse import parse_qsl

    text = (os.environ if environment is None else environment).get("QUERY_STRING", "")
    return dict(parse_qsl(text))


def _bar(links: Iterable[Link], current: str, stamp: str, as_of: date | None) -> str:
    entries = "".join(
        f'<a href="{escape(within_site(link.href))}"{" aria-current=page" if link.title == current else ""}>{escape(link.title)}</a>'
        for link in links
    )
    day = f"截至 <b>{escape(as_of)}</b> · " if as_of else ""
    return (
        f'<div class="wb wb-header" role="banner"><strong>{PRODUCT}</strong><nav aria-label="看板">{entries}</nav>'
        f'<span class="wb-stamp">{day}数据版本 <b>{escape(stamp)}</b></span></div>'
    )


def _heading(title: str, lead: str) -> str:
    small = f'<div class="wb-lead">{escape(lead)}</div>' if lead else ""
    return f'<div class="wb wb-title" style="padding-top:12px"><h1>{escape(title)}</h1>{small}</div>'


def _box(children: list[Any], name: str) -> ipywidgets.VBox:
    box = ipywidgets.VBox(children, layout=ipywidgets.Layout(width="auto", overflow="visible"))
    box.add_class(name)
    return box
