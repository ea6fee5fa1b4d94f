"""单位与接访 › 接待场所名册: who is at a reception room or station on a day: units that sit there, duty, joint receptions."""

from __future__ import annotations

from typing import Any, Final

import ipywidgets

from workbench.apps.followup import asks, rows
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.followup.parts import Listing, Panel, buttons
from workbench.apps.followup.parts import rows as stacked
from workbench.widgets import section
from workbench.widgets.choice import Choice

COLUMNS: Final[list[dict[str, Any]]] = [
    {"key": "who", "title": "单位、职务"},
    {"key": "as", "title": "常驻、值班、接访", "width": 220},
    {"key": "hours", "title": "时间", "width": 160},
    {"key": "state", "title": "状态", "kind": "status", "width": 110},
]


def station(model: FollowUpModel) -> Panel:
    """A station and a day are picked; below, who is there."""
    picker = Choice(layout=ipywidgets.Layout(width="260px"), tooltip="接待场所")
    day = ipywidgets.DatePicker(value=model.office.settings.today, layout=ipywidgets.Layout(width="160px"))
    listing = Listing(
        model, "在岗名册", COLUMNS, height=200, empty="这一天没有登记的值班、接访和常驻单位", words=lambda: f"{picker.value}；{day.value}"
    )  # fmt: skip
    drawing = [False]

    def lines(_change: Any = None) -> None:
        on = day.value or model.office.settings.today
        if not drawing[0]:
            listing.show(rows.station_rows(asks.at_station(model, picker.value, on)) if picker.value else [])

    def read() -> None:
        before, drawing[0], known = picker.value, True, asks.stations(model)
        picker.options = known
        picker.value = before if before in known else next(iter(known), None)
        drawing[0] = False
        lines()

    picker.observe(lines, "value")
    day.observe(lines, "value")
    bar = buttons(ipywidgets.Label("接待场所"), picker, ipywidgets.Label("日期"), day)
    return stacked(section("接待场所名册", "某一天谁在：常驻单位、值班、接访、联合接访"), bar, listing), read
