"""The table 总览 is shown from (预先汇总): made with an edition, asked one choice of filters at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from workbench.campaign.cube import STAMP, STAMPED, cube_sql, face_of, stamp

if TYPE_CHECKING:
    from workbench.store.edition import Edition
    from workbench.store.editions import Draft

NUMBERS: Final[Mapping[str, str]] = {
    "open": "N-01", "overdue": "N-02", "due_soon": "N-03", "disputed": "N-04", "separated": "N-05", "hard": "N-06",
    "accepted": "M-01", "answered": "M-02",
}  # fmt: skip
"""The numbers of the page and the metric each is."""
DUTIES: Final = "M-02C"
MONTHS: Final = 18
COUNTED: Final = frozenset({"records", "groups", "matters", "clocks", "moves"})
"""Tables it is counted from."""
_COLUMNS: Final = ("face", "figure", "part", "reason", "grp", "day", "many")

Rows = Mapping[str, list[dict[str, Any]]]


def count_beforehand(draft: Draft) -> pa.Table:
    """The table `cube` of what a draft holds so far."""
    sql = _sql(draft.as_of)
    with closing(draft.so_far()) as edition:
        return counted_table(edition, sql)


def counted_table(edition: Edition, sql: str = "") -> pa.Table:
    """The table `cube` of an edition's own tables, with the stamp of the query that made it."""
    sql = sql or _sql(edition.as_of)
    found = edition.select(sql)
    mark = {"face": STAMPED, "figure": STAMP, "part": stamp(sql), "many": 0}
    return pa.concat_tables([found, pa.Table.from_pylist([mark], found.schema)])


def counted(edition: Edition, chosen: Mapping[str, str]) -> Rows | None:
    """Rows of the page by figure for a choice of filters; None where an edition has none, or was counted by other definitions."""
    face = face_of(chosen)
    if face is None or "cube" not in edition.tables:
        return None
    rows = edition.rows("cube", "face", {STAMPED, face}, _COLUMNS)
    if not any(row["face"] == STAMPED and row["part"] == _stamp(edition.as_of) for row in rows):
        return None
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["figure"]].append(row)
    return found


def _sql(as_of: date) -> str:
    return cube_sql(tuple(NUMBERS.values()), DUTIES, as_of, MONTHS)


@lru_cache(maxsize=8)
def _stamp(as_of: date) -> str:
    return stamp(_sql(as_of))
