"""Which dashboards there are (看板目录): the notebooks of one folder, titled by their own metadata."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One notebook. Its metadata may hold `title`, `description` and `order` (smaller first)."""

    name: str
    title: str
    description: str
    order: float


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
