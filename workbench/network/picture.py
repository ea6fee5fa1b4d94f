"""A part of the network laid before a person (关联图): plain nodes and links, in a fixed order, and what is left out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class PictureNode:
    """`type` is a NodeType value; unknown text is "". `hops` counts steps from the node the picture starts at.

    `beyond`: neighbours that are not in the picture; of a contact always 0, for a petitioner is not measured.
    """

    id: str
    type: str
    label: str
    topic: str = ""
    place: str = ""
    unit: str = ""
    is_open: bool | None = None
    day: date | None = None
    day_to: date | None = None
    hops: int = 0
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class PictureLink:
    """All links of one type from one node to another: `count` of them, days from the first to the last.

    `evidence` is that of the first `EVIDENCE` links; `matter_id` and `state` those of the first.
    """

    source: str
    target: str
    type: str
    day: date | None = None
    day_to: date | None = None
    state: str = ""
    matter_id: str = ""
    evidence: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """Every link's ends are among the nodes; `notes` say in Chinese what is not shown and why."""

    nodes: tuple[PictureNode, ...]
    links: tuple[PictureLink, ...]
    notes: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(node.id for node in self.nodes)

    def as_dicts(self) -> dict[str, list[dict[str, Any]]]:
        """{"nodes": […], "links": […]} with days as ISO text or None: what a widget or JSON takes."""
        return {"nodes": _plain(self.nodes), "links": _plain(self.links)}


@dataclass(frozen=True, slots=True)
class Page:
    """Neighbours a page at a time (逐页展开): `total` neighbours in all, `next` is the `after` of the next page or ""."""

    nodes: tuple[PictureNode, ...]
    links: tuple[PictureLink, ...]
    total: int
    next: str = ""


EVIDENCE = 20
"""Links of one line whose evidence a picture carries."""


def _plain(rows: Iterable[PictureNode | PictureLink]) -> list[dict[str, Any]]:
    return [{name: _value(value) for name, value in asdict(row).items()} for row in rows]


def _value(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
