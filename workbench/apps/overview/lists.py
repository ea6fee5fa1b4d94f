"""总览's drawer: the list behind a number, or what moved it, taken out as a workbook on request."""

from __future__ import annotations

from typing import Any, Final

from workbench.apps.exports import taken_out
from workbench.apps.frame import case_link
from workbench.apps.overview.model import OverviewModel
from workbench.apps.words import flag_names, state
from workbench.review.facts import Row
from workbench.usecases.look_over import MOST, PAGE
from workbench.usecases.office import Office
from workbench.usecases.why_moved import Moved, Movement
from workbench.widgets import CLOCK_TONES, CaseTable, Drawer, Notice

LIST: Final[list[dict[str, Any]]] = [
    {"key": "title", "title": "事项", "kind": "link"},
    {"key": "lead_unit", "title": "责任单位", "width": 170},
    {"key": "issue_name", "title": "事发地", "width": 84},
    {"key": "state_b", "title": "化解状态", "width": 96},
    {"key": "clock", "title": "期限", "width": 56},
    {"key": "due", "title": "届满", "kind": "date", "width": 96},
    {"key": "overdue_days", "title": "超期天数", "kind": "number", "width": 80},
    {"key": "clock_status", "title": "时限状态", "kind": "status", "tones": dict(CLOCK_TONES), "width": 108},
    {"key": "flags", "title": "疑难标识", "kind": "tags", "width": 250},
]
MOVED: Final[list[dict[str, Any]]] = [
    {"key": "title", "title": "事项", "kind": "link"},
    {"key": "unit", "title": "单位", "width": 170},
    {"key": "words", "title": "变动", "width": 190},
    {"key": "reasons", "title": "原因", "width": 380},
]


class ListDrawer(Drawer):
    """Opened on a focus; its tables are made when first needed."""

    def __init__(self, office: Office, model: OverviewModel) -> None:
        super().__init__()
        self.office, self.model = office, model
        self._told = Notice("")
        self._tables: dict[str, CaseTable] = {}

    def look(self, focus: str) -> None:
        """Open on what is behind a number."""
        self.model.look(focus)
        self.draw()

    def draw(self) -> None:
        """What the model lists now."""
        moved = self.model.moved
        table = self._table("moved" if moved is not None else "list")
        table.told = self.model.count_words
        table.show(moved_rows(moved) if moved is not None else [list_row(row) for row in self.model.listed.rows])
        self._told.say(moved.sentence if moved is not None else "")
        self.reveal(self.model.focus_title, [self._told, table])

    def _table(self, name: str) -> CaseTable:
        if name not in self._tables:
            columns = MOVED if name == "moved" else LIST
            table = CaseTable(columns, id_field="id", height=560, exportable=True, empty="没有符合的事项")
            table.observe(lambda _: self._take_out(table, columns), "exported")
            self._tables[name] = table
        return self._tables[name]

    def _take_out(self, table: CaseTable, columns: list[dict[str, Any]]) -> None:
        """The whole list, not only the page shown, up to what one workbook takes."""
        model = self.model
        if model.moved is not None:
            rows, total = moved_rows(model.moved, most=MOST), len(model.moved.moved)
        else:
            found = model.every(model.focus, MOST)
            rows, total = [list_row(row) for row in found.rows], found.total
        table.told = taken_out(
            self.office, model.focus_title, columns, rows, model.filter_words, model.file_name(), total
        )


def list_row(row: Row) -> dict[str, Any]:
    """A matter as the table shows it."""
    return {
        **{column["key"]: row[column["key"]] for column in LIST},
        "id": row["matter_id"],
        "title": case_link(row["matter_id"], row["title"]),
        "state_b": state(row["state_b"] or ""),
        "overdue_days": row["overdue_days"] or None,
        "flags": flag_names(row["flags"]),
    }


def moved_rows(movement: Movement, most: int = PAGE) -> list[dict[str, Any]]:
    """Cases that moved a number, as the table shows them."""
    return [_moved_row(number, one) for number, one in enumerate(movement.moved[:most])]


def _moved_row(number: int, one: Moved) -> dict[str, Any]:
    shift = one.shift
    return {
        "id": str(number),
        "title": case_link(shift.matter_id, shift.title),
        "unit": shift.unit or "未登记",
        "words": shift.words,
        "reasons": "；".join(one.reasons),
    }
