"""A table of cases (案件表)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import traitlets

from workbench.widgets.base import Part, rows_of
from workbench.widgets.text import plain

KINDS: Final = frozenset({"text", "number", "date", "tags", "status", "link"})


class CaseTable(Part, module="table"):
    """Sorts, searches and pages up to some ten thousand rows in the browser.

    Columns: `{"key", "title", "kind"?, "width"?, "tones"?}` with kind text|number|date|tags|status|link; a status value
    is text (its tone by the column's `tones`) or `{"text", "tone"}`; a link value is `{"text", "href"}` within the site.
    `selected` is the id (as text) of the row clicked last, or "". An `exportable` table has a button that counts up
    `exported`; `told` is a sentence at its foot. ValueError for a column without key or title.
    """

    columns: traitlets.List[Any] = traitlets.List().tag(sync=True)
    rows: traitlets.List[Any] = traitlets.List().tag(sync=True)
    selected = traitlets.Unicode("").tag(sync=True)
    id_field = traitlets.Unicode("id").tag(sync=True)
    title = traitlets.Unicode("").tag(sync=True)
    page_size = traitlets.Int(50).tag(sync=True)
    height = traitlets.Int(420).tag(sync=True)
    empty = traitlets.Unicode("没有记录").tag(sync=True)
    exportable = traitlets.Bool(False).tag(sync=True)
    exported = traitlets.Int(0).tag(sync=True)
    told = traitlets.Unicode("").tag(sync=True)

    @traitlets.validate("title", "told")
    def _visible(self, proposal: Any) -> str:
        return plain(proposal["value"])

    def __init__(
        self, columns: Sequence[Mapping[str, Any]], rows: Iterable[Any] = (), *, id_field: str = "id", **kwargs: Any
    ) -> None:
        checked = [_checked(column) for column in columns]
        super().__init__(columns=checked, rows=rows_of(rows), id_field=id_field, **kwargs)

    def show(self, rows: Iterable[Any]) -> None:
        """Other rows in the same table; a selection that is no longer among them is dropped."""
        self.rows = rows_of(rows)
        if self.selected not in {str(row.get(self.id_field, "")) for row in self.rows}:
            self.selected = ""

    @property
    def selected_row(self) -> dict[str, Any] | None:
        """The row clicked last, as given."""
        return next((row for row in self.rows if str(row.get(self.id_field, "")) == self.selected != ""), None)


def _checked(column: Mapping[str, Any]) -> dict[str, Any]:
    if not column.get("key") or not column.get("title"):
        raise ValueError(f"表的列要有 key 和 title：{dict(column)}")
    kind = column.get("kind", "text")
    if kind not in KINDS:
        raise ValueError(f"表的列“{column['title']}”的 kind 不认识：{kind}；可用：{'、'.join(sorted(KINDS))}")
    return {**column, "kind": kind, "tones": dict(column.get("tones") or {})}
