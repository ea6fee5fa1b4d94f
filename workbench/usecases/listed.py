"""The table the lists of 总览 are shown from (预先列出): made with an edition, a page of one list asked at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.campaign.cube import stamp
from workbench.campaign.listed import FROM, listed_sql
from workbench.usecases.cube import DUTIES, NUMBERS

if TYPE_CHECKING:
    from workbench.store.edition import Edition
    from workbench.store.editions import Draft

RATES: Final = ("accepted", "answered")
"""Rates of deadlines among the page's numbers; behind them stand the matters that missed."""
LISTED_FROM: Final = FROM
TABLE: Final = "listed"
_PART: Final = 122_880  # read a stretch at a time, so in large parts


def list_beforehand(draft: Draft) -> None:
    """Write the table `listed` of what a draft holds so far, and which query made it."""
    with closing(draft.so_far()) as edition:
        draft.told[TABLE] = write_lists(edition, draft.path / f"{TABLE}.parquet")
    draft.written(TABLE)


def write_lists(edition: Edition, file: Path) -> str:
    """Write the table `listed` of an edition's own tables to a file in its folder; the stamp of the query that made it."""
    edition.write_to(file, _sql(edition.as_of), _PART)
    return _stamp(edition.as_of)


def is_listed(edition: Edition) -> bool:
    """Whether an edition has its lists, made by the definitions of this programme."""
    return TABLE in edition.tables and edition.meta.get(TABLE) == _stamp(edition.as_of)


def looked_up(
    edition: Edition, focus: str, chosen: Mapping[str, str], columns: Sequence[str], limit: int
) -> tuple[list[dict[str, Any]], int]:
    """The first matters of a list, those chosen, with these columns of `matters`, and how many there are."""
    listed, total = edition.page(TABLE, {"focus": focus, **chosen}, ["matter_id"], limit)
    ids = [row["matter_id"] for row in listed]
    found = {row["matter_id"]: row for row in edition.rows("matters", "matter_id", ids, columns)}
    return [found[one] for one in ids], total


def _sql(as_of: date) -> str:
    return listed_sql(NUMBERS, RATES, DUTIES, as_of)


@lru_cache(maxsize=8)
def _stamp(as_of: date) -> str:
    return stamp(_sql(as_of))
