"""期限: every clock with its strict and its rolled day side by side, and the case as it stood on any day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets

from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing
from workbench.apps.panel_parts import Panel, button, buttons, rows
from workbench.review.facts import Row
from workbench.widgets import CLOCK_TONES, Notice

COLUMNS: list[dict[str, Any]] = [
    {"key": "name", "title": "期限", "width": 118},
    {"key": "record", "title": "信访件", "width": 128},
    {"key": "unit", "title": "责任单位", "width": 128},
    {"key": "status", "title": "状态", "kind": "status", "tones": dict(CLOCK_TONES), "width": 96},
    {"key": "start", "title": "起算", "kind": "date", "width": 92},
    {"key": "due", "title": "届满（严格）", "kind": "date", "width": 96},
    {"key": "rolled", "title": "届满（顺延）", "kind": "date", "width": 96},
    {"key": "done", "title": "完成", "kind": "date", "width": 92},
    {"key": "sentence", "title": "算法"},
    {"key": "clause", "title": "依据", "width": 130},
]


def panel(model: CaseModel) -> Panel:
    """The clocks and the day picker; the picker studies the whole page anew as of that day."""
    day = ipywidgets.DatePicker(value=model.as_of, layout=ipywidgets.Layout(width="160px"))
    told = Notice("")
    listing = Listing(model, "期限", COLUMNS, height=330, empty="没有可算的期限")

    def look() -> None:
        if day.value is None:
            told.say("请先选一个日期", tone="warn")
        else:
            model.as_of = day.value

    def now() -> None:
        day.value = model.as_of = None

    def read() -> None:
        listing.show(clock_rows(model.opened.clocks, {key: name for name, key in model.record_names}))
        told.say(f"整页已按 {model.as_of} 当日的情形重算；只能看，不能登记" if model.is_past else "")

    bar = buttons(ipywidgets.Label("按哪一天看"), day, button("重算", look, "primary"), button("回到现在", now), told)
    return rows(bar, listing), read


def clock_rows(clocks: Sequence[Row], records: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """Clocks as table rows, open ones first: strict and rolled day side by side."""
    keys = ("clock", "name", "unit", "status", "start", "due", "rolled", "done", "sentence", "clause")
    names = records or {}
    return [
        {
            "id": f"{row['clock']}-{row['record_id']}-{n}",
            "record": str(names.get(row["record_id"], row["record_id"])).partition("（")[0],
            **{key: row[key] for key in keys},
        }
        for n, row in enumerate(sorted(clocks, key=lambda row: row["done"] is not None))
    ]
