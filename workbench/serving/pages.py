"""Which dashboards there are (看板目录): the notebooks of one folder, titled by their own metadata, by role."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.roles import Viewer
from workbench.reference.dashboards_by_role import may_open


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One notebook. Its metadata may hold `title`, `description` and `order` (smaller first)."""

    name: str
    title: str
    description: str
    order: float


@dataclass(frozen=True, slots=True)
class Shelf:
    """The dashboards of one folder that one person may open (本人的看板); asked anew at every request."""

    folder: Path
    viewer: Viewer

    def dashboards(self) -> tuple[Dashboard, ...]:
        return tuple(one for one in dashboards_in(self.folder) if self._may_open(one.name))

    def holds(self, name: str) -> bool:
        """Is this the file name of one of them? Of any other path, a notebook's or not, it is no."""
        return name in {one.name for one in self.dashboards()}

    def _may_open(self, name: str) -> bool:
        return may_open(self.viewer.roles, name.removesuffix(".ipynb"))


def in_words(viewer: Viewer) -> str:
    """Who is at the page, as it says itself: account, role, unit."""
    return " · ".join(filter(None, (viewer.name, "、".join(role.label for role in viewer.roles), viewer.unit)))


def dashboards_in(folder: Path) -> tuple[Dashboard, ...]:
    """Every notebook directly in the folder, in their order; a broken one keeps its file name as title."""
    found = (_read(path) for path in folder.glob("*.ipynb") if not path.name.startswith("."))
    return tuple(sorted(found, key=lambda item: (item.order, item.title)))


def _read(path: Path) -> Dashboard:
    try:
        metadata = json.loads(path.read_text(encoding="utf-8")).get("metadata", {})
    except (ValueError, AttributeError):
        metadata = {"description": "（文件损坏，无法打开）"}
    order = metadata.get("order")
    return Dashboard(
        path.name,
        str(metadata.get("title") or path.stem),
        str(metadata.get("description") or ""),
        float(order) if isinstance(order, int | float) else 1000.0,
    )
