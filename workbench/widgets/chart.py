"""A plotly chart (图表) drawn by our own copy of plotly, loaded once per page; a light one without it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import traitlets

from workbench.widgets.base import Part
from workbench.widgets.figure import plain_figure


class Chart(Part, module="chart"):
    """Draws a figure and says what was clicked.

    `figure` is a plotly Figure or a plain dict `{"data": [...], "layout": {...}}`; set `chart.figure = plain_figure(f)`
    or call `show(f)` to change it. `clicked` becomes {customdata, label, curve, point, trace, seq}; seq counts clicks,
    so that a second click on the same point is a change too. A `light` chart of bars, lines and points is drawn as plain SVG:
    no zoom, but there at once, for a page that has to be; other kinds of traces fall back to plotly.
    """

    figure = traitlets.Dict().tag(sync=True)
    clicked = traitlets.Dict().tag(sync=True)
    height = traitlets.Int(320).tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    light = traitlets.Bool(False).tag(sync=True)

    def __init__(self, figure: Any, *, height: int = 320, label: str = "", light: bool = False, **kwargs: Any) -> None:
        drawn = plain_figure(figure)
        super().__init__(figure=drawn, height=height, label=label or _title_of(drawn), light=light, **kwargs)
        self.on_msg(self._answer)

    def show(self, figure: Any) -> None:
        """Draw another figure in the same place."""
        self.figure = plain_figure(figure)

    def _answer(self, _widget: Any, content: dict[str, Any], _buffers: Any) -> None:
        """In JupyterLab, where nobody serves our plotly, the page asks for it here (once per page)."""
        if content.get("kind") == "plotly":
            import plotly

            script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
            self.send({"kind": "plotly"}, buffers=[script.read_bytes()])


def _title_of(figure: dict[str, Any]) -> str:
    title = figure["layout"].get("title", {})
    return str(title.get("text", "") if isinstance(title, dict) else title)
