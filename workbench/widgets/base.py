"""What every drawn widget shares (控件基础): its module, its style, and values turned into what a page can hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date
from typing import Any

import anywidget

from workbench.widgets.text import plain
from workbench.widgets.theme import asset, part_style


class Part(anywidget.AnyWidget):
    """A widget drawn by its own module in `static/`; nothing of it comes from a network."""

    def __init_subclass__(cls, module: str = "", **kwargs: Any) -> None:
        if module:
            cls._esm, cls._css = asset(f"{module}.js"), part_style()
        super().__init_subclass__(**kwargs)


def rows_of(items: Iterable[Any]) -> list[dict[str, Any]]:
    """Rows as plain dicts from dicts or dataclasses; every value one that JSON holds."""
    return [{str(key): sendable(value) for key, value in as_mapping(item).items()} for item in items]


def as_mapping(item: Any) -> Mapping[str, Any]:
    """A dict or dataclass as a mapping; TypeError for anything else."""
    if isinstance(item, Mapping):
        return item
    if is_dataclass(item) and not isinstance(item, type):
        return asdict(item)
    raise TypeError(f"要字典或数据类，得到 {type(item).__name__}")


def sendable(value: Any) -> Any:
    """A value as JSON holds it: numbers as numbers, days as ISO text, nested dicts and lists likewise, NaN as None."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, Mapping):
        return {str(key): sendable(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [sendable(item) for item in value]
    if hasattr(value, "tolist") and not isinstance(value, date):
        return sendable(value.tolist())
    return plain(value)
