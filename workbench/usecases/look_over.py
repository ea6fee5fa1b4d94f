"""What stands where (总览): numbers with their fractions, what changed since a week ago, trend, campaign path, units.

What an edition counted beforehand (`usecases.cube`) is looked up, everything else counted by queries over its files; no table is
held here, and lists are a page with their total.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from workbench.campaign.counts import (
    DAYS,
    PETITIONS,
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
from workbench.campaign.cube import BY_UNIT, COLUMNS, LOCKED, MOVES, OPTION, TREND
from workbench.campaign.listed import FIRST
from workbench.campaign.measures import BASE, IN, Asked, Measure, folded, merged, things_sql
from workbench.campaign.milestones import Milestone, PathPoint, week_ends
from workbench.campaign.ratio import Ratio
from workbench.campaign.sql_words import sql_day, sql_text, sql_texts
from workbench.reference.metrics import metric_of
from workbench.review.facts import Row, rows_of
from workbench.settings import Campaign
from workbench.store.edition import Edition, Stretch
from workbench.store.editions import list_editions
from workbench.usecases.cube import DUTIES, MONTHS, NUMBERS, counted
from workbench.usecases.listed import RATES, is_listed, looked_up
from workbench.usecases.measure import measure, unit_names
from workbench.usecases.office import Office

FILTERS: Final = COLUMNS
"""Columns of `matters` the overview can be narrowed by."""
PAGE: Final = 200
"""Rows of a list that are handed over at once; its total is counted."""
MOST: Final = 20_000
"""Rows of a list that go into one workbook."""
AT_ONCE: Final = 400_000
"""Matters a list is looked for among at once."""
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
    page = Figures(edition, kept)
    counts = page.numbers()
    earlier = Figures(before, kept).numbers() if before else {}
    return Overview(
        edition.id,
        edition.as_of,
        counts,
        page.locked(),
        page.trend(),
        page.units(),
        tuple(view for one in campaigns if (view := _campaign(page, one))),
        before.id if before else "",
        before.as_of if before else None,
        tuple(Change(key, earlier[key], counts[key]) for key in earlier),
    )


class Figures:
    """The page's figures for one choice of filters, looked up where they were counted beforehand, else counted now."""

    def __init__(self, edition: Edition, chosen: Mapping[str, str]) -> None:
        self.edition, self.chosen = edition, chosen
        self.found = counted(edition, chosen)

    def numbers(self) -> dict[str, Ratio]:
        return {key: self._number(metric) for key, metric in NUMBERS.items()}

    def _number(self, metric: str) -> Ratio:
        if self.found is None:
            return measure(self.edition, metric, chosen=self.chosen).whole.ratio
        return folded(Asked(metric_of(metric), self.edition.as_of), self.found.get(metric, []))[0].ratio

    def units(self) -> tuple[Measure, ...]:
        if self.found is None:
            return measure(self.edition, DUTIES, by="unit", chosen=self.chosen).groups
        asked = Asked(metric_of(DUTIES), self.edition.as_of, by="unit")
        return merged(folded(asked, self.found.get(BY_UNIT, [])), unit_names(self.edition))

    def locked(self) -> int:
        if self.found is not None:
            return sum(row["many"] for row in self.found.get(LOCKED, []))
        said = " AND ".join(filter(None, ["m.locked", narrowing(self.chosen)]))
        return int(self.edition.query(f"SELECT COUNT(*) AS n FROM matters m WHERE {said}")["n"][0])

    def trend(self) -> Trend:
        as_of = self.edition.as_of
        if self.found is None:
            rows = _rows(self.edition, trend_sql(as_of, MONTHS, self.chosen))
        else:
            rows = [{**row, "kind": row["part"], "month": row["grp"]} for row in self.found.get(TREND, [])]
        return trend_of(rows, as_of, MONTHS)

    def course(self, batch: str) -> Course:
        if self.found is None:
            return Course.of(_rows(self.edition, moves_sql(batch, self.chosen)))
        return Course.of({**row, "what": row["part"]} for row in self.found.get(MOVES, []) if row["grp"] == batch)


def edition_before(office: Office, edition: Edition) -> Edition | None:
    """The newest edition at least about a week older (截至日), else the newest one made before; None for a first edition."""
    older = [one for one in list_editions(office.settings.editions) if _age(one) < _age(edition)]
    week = [one for one in older if one.as_of <= edition.as_of - timedelta(days=WEEK)]
    return max(week or older, key=_age, default=None)


def _age(edition: Edition) -> tuple[date, str, str]:
    return edition.as_of, str(edition.meta["created_at"]), edition.id


def options(edition: Edition) -> Mapping[str, list[str]]:
    """Values to filter by, each column's own, sorted."""
    found: dict[str, list[str]] = {name: [] for name in FILTERS}
    beforehand = counted(edition, {})
    if beforehand is not None:
        for row in beforehand.get(OPTION, []):
            found[row["part"]].append(row["grp"])
        return {name: sorted(values) for name, values in found.items()}
    parts = (f"SELECT DISTINCT '{name}' AS name, {name} AS value FROM matters WHERE {name} <> ''" for name in FILTERS)
    for one in _rows(edition, f"{' UNION ALL '.join(parts)} ORDER BY 1, 2"):
        found[one["name"]].append(one["value"])
    return found


_COLUMNS: Final = (
    "matter_id", "title", "lead_unit", "issue_name", "topic_l1", "campaign", "state_b", "clock", "due", "overdue_days",
    "clock_status", "flags", "is_open",
)  # fmt: skip


def behind(edition: Edition, focus: str, chosen: Chosen | None = None, *, limit: int = PAGE) -> Listed:
    """The matters behind a number: a key of `NUMBERS`, "unit:<name>" (duties it missed), "campaign:<batch>" (still open),
    "registered:<month>", "closed:<month>". Of a rate, those that missed it. KeyError for another focus.
    """
    kept = _kept(chosen or {})
    _check(focus)
    if is_listed(edition):
        return Listed(*looked_up(edition, focus, kept, _COLUMNS, limit))
    ids = _ids_sql(edition, focus)
    rows: list[Row] = []
    total = 0
    for stretch in edition.stretches("matters", "matter_id", AT_ONCE):  # so that no list needs the ids of all in memory
        found, many = _listed(edition, _said(ids, kept, stretch), limit)
        rows, total = sorted([*rows, *found], key=_latest)[:limit], total + many
    return Listed(rows, total)


def _said(ids: str, chosen: Mapping[str, str], stretch: Stretch) -> str:
    """Conditions on the matters of a list within a stretch; said of the ids too, so that less of their table is read."""
    first, after = stretch
    bounds = [f"matter_id >= {sql_text(first)}"] if first else []
    bounds += [f"matter_id < {sql_text(after)}"] if after else []
    own = f"m.matter_id IN (SELECT matter_id FROM ({ids}) wanted WHERE {' AND '.join(bounds) or 'TRUE'})"
    return " AND ".join(filter(None, ["NOT m.locked", narrowing(chosen), *(f"m.{one}" for one in bounds), own]))


def _listed(edition: Edition, said: str, limit: int) -> tuple[list[Row], int]:
    """The first rows of a list and how many there are."""
    page = f"SELECT {', '.join(_COLUMNS)} FROM matters m WHERE {said} ORDER BY {FIRST} LIMIT {int(limit)}"
    rows: list[Row] = edition.select(page).to_pylist()
    if len(rows) < limit:
        return rows, len(rows)
    return rows, int(edition.query(f"SELECT COUNT(*) AS n FROM matters m WHERE {said}")["n"][0])


def _latest(row: Row) -> tuple[bool, int, bool, date, str]:
    """The order of a list: longest overdue first, then the earliest due; what is not known last."""
    late, due = row["overdue_days"], row["due"]
    return late is None, -(late or 0), due is None, due or date.min, row["matter_id"]


def _check(focus: str) -> None:
    kind, _, name = focus.partition(":")
    named = focus.startswith("unit:") or (name and kind in {"campaign", *DAYS})
    if not (focus in NUMBERS or named):
        raise KeyError(f"总览没有“{focus}”这个数；可用：{'、'.join(NUMBERS)}，unit:、campaign:、registered:、closed:")


def _ids_sql(edition: Edition, focus: str) -> str:
    kind, _, name = focus.partition(":")
    if kind in NUMBERS:
        part = BASE if kind in RATES else IN
        return _part_sql(Asked(metric_of(NUMBERS[kind]), edition.as_of), f"part = '{part}'")
    if kind == "unit":
        spelt = sql_texts(spellings(edition, name))
        return _part_sql(Asked(metric_of(DUTIES), edition.as_of), f"part = '{BASE}' AND unit IN ({spelt})")
    if kind == "campaign":
        return f"SELECT matter_id FROM matters WHERE campaign = {sql_text(name)} AND is_open"
    return _month_sql(DAYS[kind], name, edition.as_of)


def _month_sql(day: str, month: str, as_of: date) -> str:
    """Matters of the records of a month, "2026-06"."""
    first = date.fromisoformat(f"{month}-01")
    last = min(as_of, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
    return (
        f"SELECT g.matter_id FROM groups g WHERE g.record_id IN (SELECT r.record_id FROM records r WHERE {PETITIONS} "
        f"AND r.{day} >= {sql_day(first)} AND r.{day} <= {sql_day(last)})"
    )


def _part_sql(asked: Asked, said: str) -> str:
    return f"SELECT matter_id FROM ({things_sql(asked)}) found WHERE {said}"


def spellings(edition: Edition, unit: str) -> tuple[str, ...]:
    """A unit's name with its other spellings in the edition."""
    found = edition.query("SELECT UNNEST(aliases) AS name FROM units WHERE unit = ?", [unit])
    return tuple(dict.fromkeys([unit, *found["name"]]))


def _kept(chosen: Chosen) -> dict[str, str]:
    for name in chosen:
        if name not in FILTERS:
            raise KeyError(f"总览不能按“{name}”筛选；可用：{'、'.join(FILTERS)}")
    return {name: value for name, value in chosen.items() if value}


def _campaign(page: Figures, campaign: Campaign) -> CampaignView | None:
    course, as_of = page.course(campaign.batch), page.edition.as_of
    if not course.handed_down or not campaign.targets:
        return None
    told = (Milestone(campaign.batch, campaign.name, one.day, one.percent) for one in campaign.targets)
    stages = tuple(sorted(told, key=lambda one: one.day))
    first = min(filter(None, [course.first_closed, *(stage.day for stage in stages)])) - timedelta(days=30)
    path = path_of(course, stages, week_ends(first, as_of))
    return CampaignView(campaign, path, stages, standing(course, stages, as_of))


def _rows(edition: Edition, sql: str) -> list[Row]:
    return rows_of(edition.query(sql))
