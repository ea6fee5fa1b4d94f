"""What stands where (总览): numbers with their fractions, what changed since a week ago, trend, campaign path, units.

Everything is counted by queries over the edition's files; no table is held here, and lists are a page with their total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from workbench.campaign.counts import (
    DAYS,
    Chosen,
    Course,
    Standing,
    Trend,
    moves_sql,
    narrowing,
    path_of,
    standing,
    trend_of,
    trend_sql,
)
from workbench.campaign.measures import BASE, IN, Asked, Measure, rows_sql
from workbench.campaign.milestones import Milestone, PathPoint, week_ends
from workbench.campaign.ratio import Ratio
from workbench.campaign.sql_words import sql_day, sql_text, sql_texts
from workbench.reference.metrics import metric_of
from workbench.review.facts import Row, rows_of
from workbench.settings import Campaign
from workbench.store.edition import Edition
from workbench.store.editions import list_editions
from workbench.usecases.measure import measure
from workbench.usecases.office import Office

FILTERS: Final = ("topic_l1", "issue_name", "lead_unit", "campaign", "label")
"""Columns of `matters` the overview can be narrowed by."""
NUMBERS: Final[Mapping[str, str]] = {
    "open": "N-01", "overdue": "N-02", "due_soon": "N-03", "disputed": "N-04", "separated": "N-05", "hard": "N-06",
    "accepted": "M-01", "answered": "M-02",
}  # fmt: skip
"""The numbers of the page and the metric each is."""
RATES: Final = ("accepted", "answered")
"""Rates of deadlines; behind them stand the matters that missed."""
DUTIES: Final = "M-02C"
MONTHS: Final = 18
PAGE: Final = 200
"""Rows of a list that are handed over at once; its total is counted."""
MOST: Final = 20_000
"""Rows of a list that go into one workbook."""
WEEK: Final = 6
"""An edition this many days older is "a week before"."""


@dataclass(frozen=True, slots=True)
class CampaignView:
    """One campaign's curve and where it stands towards its next target (the last one when all are past)."""

    campaign: Campaign
    path: tuple[PathPoint, ...]
    stages: tuple[Milestone, ...]
    next: Standing


@dataclass(frozen=True, slots=True)
class Change:
    """One number in the earlier edition and in this one."""

    key: str
    was: Ratio
    now: Ratio

    @property
    def step(self) -> int:
        return self.now.numerator - self.was.numerator

    @property
    def any(self) -> bool:
        return (self.was.numerator, self.was.denominator) != (self.now.numerator, self.now.denominator)


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the first page, of one edition, for the matters chosen; `changes` against `before` ("" if none)."""

    edition: str
    as_of: date
    counts: Mapping[str, Ratio]
    locked: int
    trend: Trend
    units: tuple[Measure, ...]
    campaigns: tuple[CampaignView, ...] = field(default=())
    before: str = ""
    before_as_of: date | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the matters behind a number, the longest overdue first, and how many there are."""

    rows: Sequence[Row]
    total: int


def look_over(
    edition: Edition, campaigns: tuple[Campaign, ...] = (), *, before: Edition | None = None, **chosen: str | None
) -> Overview:
    """The overview of an edition narrowed to `chosen` (see `FILTERS`; None or "" is everything).

    KeyError for an unknown filter. Accusations are counted once as `locked`, and in nothing else.
    """
    kept = _kept(chosen)
    counts = _numbers(edition, kept)
    earlier = _numbers(before, kept) if before else {}
    return Overview(
        edition.id,
        edition.as_of,
        counts,
        _locked(edition, kept),
        trend_of(_rows(edition, trend_sql(edition.as_of, MONTHS, kept)), edition.as_of, MONTHS),
        measure(edition, DUTIES, by="unit", chosen=kept).groups,
        tuple(view for one in campaigns if (view := _campaign(edition, one, kept))),
        before.id if before else "",
        before.as_of if before else None,
        tuple(Change(key, earlier[key], counts[key]) for key in earlier),
    )


def edition_before(office: Office, edition: Edition) -> Edition | None:
    """The newest edition at least about a week older (截至日), else the newest one made before; None for a first edition."""
    older = [one for one in list_editions(office.settings.editions) if _age(one) < _age(edition)]
    week = [one for one in older if one.as_of <= edition.as_of - timedelta(days=WEEK)]
    return max(week or older, key=_age, default=None)


def _age(edition: Edition) -> tuple[date, str, str]:
    return edition.as_of, str(edition.meta["created_at"]), edition.id


def options(edition: Edition) -> Mapping[str, list[str]]:
    """Values to filter by, each column's own, sorted."""
    parts = (f"SELECT DISTINCT '{name}' AS name, {name} AS value FROM matters WHERE {name} <> ''" for name in FILTERS)
    found: dict[str, list[str]] = {name: [] for name in FILTERS}
    for row in _rows(edition, f"{' UNION ALL '.join(parts)} ORDER BY 1, 2"):
        found[row["name"]].append(row["value"])
    return found


_COLUMNS: Final = "matter_id, title, lead_unit, issue_name, topic_l1, campaign, state_b, clock, due, overdue_days, clock_status, flags, is_open"


def behind(edition: Edition, focus: str, chosen: Chosen | None = None, *, limit: int = PAGE) -> Listed:
    """The matters behind a number: a key of `NUMBERS`, "unit:<name>" (duties it missed), "campaign:<batch>" (still open),
    "registered:<month>", "closed:<month>". Of a rate, those that missed it. KeyError for another focus.
    """
    kept = _kept(chosen or {})
    said = " AND ".join(
        filter(None, ["NOT m.locked", narrowing(kept), f"m.matter_id IN ({_ids_sql(edition, focus, kept)})"])
    )
    rows = rows_of(
        edition.query(
            f"SELECT {_COLUMNS} FROM matters m WHERE {said} "
            f"ORDER BY overdue_days DESC NULLS LAST, due NULLS LAST, matter_id LIMIT {int(limit)}"
        )
    )
    total = len(rows)
    if total == limit:
        total = int(edition.query(f"SELECT COUNT(*) AS n FROM matters m WHERE {said}")["n"][0])
    return Listed(rows, total)


def _ids_sql(edition: Edition, focus: str, chosen: Mapping[str, str]) -> str:
    kind, _, name = focus.partition(":")
    if kind in NUMBERS:
        part = BASE if kind in RATES else IN
        return _part_sql(Asked(metric_of(NUMBERS[kind]), edition.as_of, chosen=chosen), f"part = '{part}'")
    if kind == "unit":
        spelt = sql_texts(spellings(edition, name))
        return _part_sql(Asked(metric_of(DUTIES), edition.as_of), f"part = '{BASE}' AND unit IN ({spelt})")
    if kind == "campaign":
        return f"SELECT matter_id FROM matters WHERE campaign = {sql_text(name)} AND is_open"
    if kind in DAYS:
        return (
            f"SELECT g.matter_id FROM records r JOIN groups g ON g.record_id = r.record_id WHERE NOT r.locked "
            f"AND STRFTIME(r.{DAYS[kind]}, '%Y-%m') = {sql_text(name)} AND r.{DAYS[kind]} <= {sql_day(edition.as_of)}"
        )
    raise KeyError(f"总览没有“{focus}”这个数；可用：{'、'.join(NUMBERS)}，unit:、campaign:、registered:、closed:")


def _part_sql(asked: Asked, said: str) -> str:
    return f"SELECT matter_id FROM ({rows_sql(asked)}) found WHERE {said}"


def spellings(edition: Edition, unit: str) -> tuple[str, ...]:
    """A unit's name with its other spellings in the edition."""
    found = edition.query("SELECT UNNEST(aliases) AS name FROM units WHERE unit = ?", [unit])
    return tuple(dict.fromkeys([unit, *found["name"]]))


def _kept(chosen: Chosen) -> dict[str, str]:
    for name in chosen:
        if name not in FILTERS:
            raise KeyError(f"总览不能按“{name}”筛选；可用：{'、'.join(FILTERS)}")
    return {name: value for name, value in chosen.items() if value}


def _numbers(edition: Edition, chosen: Mapping[str, str]) -> dict[str, Ratio]:
    return {key: measure(edition, metric, chosen=chosen).whole.ratio for key, metric in NUMBERS.items()}


def _locked(edition: Edition, chosen: Mapping[str, str]) -> int:
    said = " AND ".join(filter(None, ["m.locked", narrowing(chosen)]))
    return int(edition.query(f"SELECT COUNT(*) AS n FROM matters m WHERE {said}")["n"][0])


def _campaign(edition: Edition, campaign: Campaign, chosen: Mapping[str, str]) -> CampaignView | None:
    course = Course.of(_rows(edition, moves_sql(campaign.batch, chosen)))
    if not course.handed_down or not campaign.targets:
        return None
    told = (Milestone(campaign.batch, campaign.name, one.day, one.percent) for one in campaign.targets)
    stages = tuple(sorted(told, key=lambda one: one.day))
    first = min(filter(None, [course.first_closed, *(stage.day for stage in stages)])) - timedelta(days=30)
    path = path_of(course, stages, week_ends(first, edition.as_of))
    return CampaignView(campaign, path, stages, standing(course, stages, edition.as_of))


def _rows(edition: Edition, sql: str) -> list[Row]:
    return rows_of(edition.query(sql))
