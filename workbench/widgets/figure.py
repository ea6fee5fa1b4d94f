"""Figures made ready for a page (图表数据): plain data, the house's look, and no markup out of the data."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from workbench.widgets.theme import LAYOUT

# plotly reads a little HTML in texts; links and attributes in it could come from a petition
_MARKUP = re.compile(r"<(?!/?(?:br|b|i|sup|sub|extra)\s*/?>)", re.IGNORECASE)
_HANDED_BACK: Final = "customdata"  # shown only by a hovertemplate, but it must come back exactly: & is written out too


def plain_figure(figure: Any) -> dict[str, Any]:
    """`{"data", "layout"}` of lists and numbers from a plotly Figure or a dict; TypeError for anything else.

    The house's layout lies under the figure's own; text from data loses all markup but br, b, i, sub and sup.
    """
    given = figure.to_plotly_json() if hasattr(figure, "to_plotly_json") else figure
    if not isinstance(given, Mapping):
        raise TypeError(f"不是图：{type(figure).__name__}；要 plotly 的 Figure，或含 data、layout 的字典")
    layout = _plain(given.get("layout") or {})
    layout.pop("template", None)  # 7 kB of plotly's own look in every figure
    return {"data": _plain(list(given.get("data") or ())), "layout": _over(LAYOUT, _titled(layout))}


def _plain(value: Any, name: str = "") -> Any:
    if isinstance(value, str):
        return _MARKUP.sub("&lt;", value.replace("&", "&amp;") if name == _HANDED_BACK else value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item, name if name == _HANDED_BACK else str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item, name) for item in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "tolist"):  # numpy and pandas
        return _plain(value.tolist(), name)
    return value


def _titled(layout: dict[str, Any]) -> dict[str, Any]:
    """Titles given as text, as dicts, so that the house's type lies under them."""
    for holder in (layout, *(item for key, item in layout.items() if re.match(r"[xy]axis\d*$", key))):
        if isinstance(holder, dict) and isinstance(holder.get("title"), str):
            holder["title"] = {"text": holder["title"]}
    return layout


def _over(under: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    merged = {key: _over(item, {}) if isinstance(item, Mapping) else item for key, item in under.items()}
    for key, item in upper.items():
        below = merged.get(key)
        merged[key] = _over(below, item) if isinstance(below, dict) and isinstance(item, Mapping) else item
    return merged
