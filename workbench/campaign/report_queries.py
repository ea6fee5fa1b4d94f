"""The counted tables and lists of reports (报表查询), each one query, as written in `report_tables.yaml`; spec 6.2, 6.4; S001, S004.

A query gives every thing counted with its line and part; counts, shares, comparison and drill-down all come from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

from workbench.campaign.measures import Period
from workbench.campaign.sql_words import sql_day, sql_texts
from workbench.reference.parameters import parameter

ALL: Final = ("*",)
BATCHES: Final = "；"
"""Between the batches of a campaign where they are written as one text."""
_LETTERS: Final = ("网上信访", "来信", "来电", "领导信箱", "12345转来", "传真", "视频接访")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how many (or how many heads) of `parts`; with `of` their share of those; `compared` adds base and change."""

    title: str
    parts: tuple[str, ...] = ALL
    heads: bool = False
    of: tuple[str, ...] = ()
    of_total: bool = False  # the share of the whole table
    compared: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """One counted table (表的定义). `total` is the name of its last row, empty for none; `by_unit`: its lines are units."""

    id: str
    title: str
    first_column: str
    cohort: str
    columns: tuple[Column, ...]
    rows: str
    total: str = "合计"
    by_unit: bool = False
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of cases (清单): its query gives matter_id and one text column per head, in the order printed."""

    id: str
    title: str
    head: tuple[str, ...]
    cohort: str
    rows: str


@cache
def _told() -> Mapping[str, Any]:
    text = files("workbench.campaign").joinpath("report_tables.yaml").read_text(encoding="utf-8")
    told: Mapping[str, Any] = yaml.safe_load(text)
    return told


@cache
def tallies() -> Mapping[str, Tally]:
    """All counted tables by id."""
    return {name: _tally(name, body) for name, body in _told()["tallies"].items()}


@cache
def listings() -> Mapping[str, Listing]:
    """All lists by id."""
    every = _told()["listings"].items()
    return {name: Listing(**{**body, "id": name, "head": tuple(body["head"])}) for name, body in every}


def _tally(name: str, body: Mapping[str, Any]) -> Tally:
    columns = tuple(_column(one) for one in body["columns"])
    return Tally(**{**body, "id": name, "columns": columns, "order": tuple(body.get("order", ()))})


def _column(body: Mapping[str, Any]) -> Column:
    told: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in body.items()}
    return Column(**told)


def sql_of(one: Tally | Listing, period: Period, as_of: date, campaign: str = "") -> str:
    """The query over some days, as of a day, of one campaign's batches if asked for."""
    told = {
        "first": sql_day(period.first), "last": sql_day(period.last), "as_of": sql_day(as_of), "campaign": sql_texts(campaign.split(BATCHES)),
        "group": _number("report.group_visit.heads", as_of), "named": _number("report.named_units", as_of),
        "soon": _number("count.due_soon", as_of), "hard": _number("count.hard_flags", as_of), "letters": sql_texts(_LETTERS),
        "accepting": sql_texts(parameter("count.M01.clocks", as_of).value), "answering": sql_texts(parameter("count.M02.clocks", as_of).value),
    }  # fmt: skip
    for name, view in _told()["views"].items():  # a view may use those before it
        told[name] = view.format(**told).strip()
    return one.rows.format(**told)


def counts_sql(tally: Tally, period: Period, as_of: date, campaign: str = "") -> str:
    """How many, and how many heads, by line and part."""
    inner = sql_of(tally, period, as_of, campaign)
    return f"""SELECT line, part, COUNT(*) AS many, CAST(SUM(COALESCE(heads, 0)) AS BIGINT) AS heads
FROM ({inner}) counted GROUP BY line, part"""


def _number(name: str, on: date) -> str:
    return str(int(parameter(name, on).value))
