"""What 总览 counts beside its metrics: records by month, and a campaign's curve; each one query, folded to small rows.

Accusations (检举控告, `locked`) are in no count here. Nothing is grouped by petitioner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from workbench.campaign.measures import FILTERS
from workbench.campaign.milestones import Milestone, PathPoint, needed
from workbench.campaign.ratio import EMPTY, Ratio, half_up
from workbench.campaign.sql_words import sql_text
from workbench.domain.codes import Channel

Row = Mapping[str, Any]
Chosen = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class MonthCount:
    """Records registered and closed (件) in one month, "2020-06"."""

    month: str
    registered: int
    closed: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Months without a gap up to the month of `as_of`; `undated` rows have no registration day and are in none."""

    as_of: date
    months: tuple[MonthCount, ...]
    undated: int


DAYS: Final[Mapping[str, str]] = {"registered": "reg_time", "closed": "done_date"}
"""The day that puts a record in a month, by kind of count."""
PETITIONS: Final = f"NOT r.locked AND COALESCE(r.channel, '') <> {sql_text(Channel.PRE_MEDIATION)}"
"""Records `r` that are counted by month: mediation before the petition is none."""


def narrowing(chosen: Chosen, alias: str = "m") -> str:
    """The filters as a condition on matters ("" for none). KeyError for a filter there is not."""
    for column in chosen:
        if column not in FILTERS:
            raise KeyError(f"总览不能按“{column}”筛选；可用：{'、'.join(FILTERS)}")
    return " AND ".join(f"{alias}.{column} = {sql_text(value)}" for column, value in chosen.items() if value)


def months_ending(as_of: date, many: int) -> tuple[str, ...]:
    """The last `many` months up to that of a day, "2026-11" last. ValueError for none."""
    if many < 1:
        raise ValueError(f"月数应为正整数，现为 {many}")
    last = as_of.year * 12 + as_of.month - 1
    return tuple(f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(last - many + 1, last + 1))


def trend_sql(as_of: date, months: int, chosen: Chosen) -> str:
    """Records by kind and month up to `as_of` (columns kind, month, many); kind undated: without a registration day."""
    first = months_ending(as_of, months)[0]
    parts = [
        f"""SELECT '{kind}' AS kind, STRFTIME({day}, '%Y-%m') AS month, COUNT(*) AS many FROM counted
        WHERE {_within(day, first, as_of)} GROUP BY 2"""
        for kind, day in DAYS.items()
    ]
    undated = "SELECT 'undated', '', COUNT(*) FROM counted WHERE reg_time IS NULL"
    return f"WITH counted AS MATERIALIZED ({_records(chosen)}) {' UNION ALL '.join([*parts, undated])}"


def trend_rows_sql(as_of: date, months: int) -> str:
    """The records `trend_sql` counts, one by one: columns record_id, kind, month."""
    first = months_ending(as_of, months)[0]
    parts = [
        f"SELECT r.record_id, '{kind}' AS kind, STRFTIME(r.{day}, '%Y-%m') AS month FROM records r "
        f"WHERE {PETITIONS} AND {_within(f'r.{day}', first, as_of)}"
        for kind, day in DAYS.items()
    ]
    undated = f"SELECT r.record_id, 'undated', '' FROM records r WHERE {PETITIONS} AND r.reg_time IS NULL"
    return " UNION ALL ".join([*parts, undated])


def _within(day: str, first: str, as_of: date) -> str:
    return f"{day} >= DATE '{first}-01' AND {day} <= DATE '{as_of}'"


def _records(chosen: Chosen) -> str:
    """Days of the records that may be counted; matters are asked only where a filter needs them."""
    said = narrowing(chosen)
    of = f"""AND r.record_id IN (SELECT g.record_id FROM groups g WHERE g.matter_id IN
        (SELECT m.matter_id FROM matters m WHERE {said}))""" if said else ""  # fmt: skip
    return f"SELECT {', '.join(f'r.{day}' for day in DAYS.values())} FROM records r WHERE {PETITIONS} {of}"


def trend_of(rows: Iterable[Row], as_of: date, months: int) -> Trend:
    """Months without a gap from what `trend_sql` gives."""
    found = {(str(row["kind"]), str(row["month"])): int(row["many"]) for row in rows}
    named = months_ending(as_of, months)
    counts = (MonthCount(one, found.get(("registered", one), 0), found.get(("closed", one), 0)) for one in named)
    return Trend(as_of, tuple(counts), found.get(("undated", ""), 0))


# --- a campaign's curve (目标曲线) ---------------------------------------------------------------------------------------


def moves_sql(batch: str, chosen: Chosen) -> str:
    """What changed a campaign's figures on which day: columns what, day (None: as handed down), many.

    base: members, less those removed (核减); accepted: ever resolved; net: standing resolved; queued: 报结待审. Summed up to a
    day they are what `milestones.milestone_point` counts from the moves one by one.
    """
    said = " AND ".join(filter(None, [f"m.campaign = {sql_text(batch)}", "NOT m.locked", narrowing(chosen)]))
    return f"SELECT what, day, SUM(step) AS many FROM ({steps_sql(said)}) steps GROUP BY what, day"


def steps_sql(said: str) -> str:
    """The same of each matter `m` of which `said` is true: columns matter_id, what, day, step."""
    return f"""WITH member AS (SELECT m.matter_id FROM matters m WHERE {said}),
moved AS (SELECT v.matter_id, v.kind, v.day, LEAD(v.day) OVER (PARTITION BY v.matter_id ORDER BY v.number) AS next_day
  FROM moves v JOIN member USING (matter_id)),
fate AS (SELECT matter_id, MIN(CASE WHEN kind = '化解' THEN day END) AS resolved, MIN(CASE WHEN kind = '核减' THEN day END) AS removed
  FROM moved GROUP BY matter_id)
SELECT matter_id, 'base' AS what, NULL AS day, 1 AS step FROM member
UNION ALL SELECT matter_id, 'base', removed, -1 FROM fate WHERE removed IS NOT NULL
UNION ALL SELECT matter_id, 'accepted', resolved, 1 FROM fate WHERE resolved IS NOT NULL
UNION ALL SELECT matter_id, 'accepted', removed, -1 FROM fate WHERE resolved IS NOT NULL AND removed IS NOT NULL
UNION ALL SELECT matter_id, CASE kind WHEN '化解' THEN 'net' ELSE 'queued' END, day, 1 FROM moved WHERE kind IN ('化解', '报结')
UNION ALL SELECT matter_id, CASE kind WHEN '化解' THEN 'net' ELSE 'queued' END, next_day, -1 FROM moved
  WHERE kind IN ('化解', '报结') AND next_day IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class Figures:
    """A campaign's figures at the end of a day."""

    base: int
    accepted: int
    net: int
    queued: int


@dataclass(frozen=True, slots=True)
class Course:
    """A campaign's figures day by day, from what `moves_sql` gives."""

    steps: Mapping[str, Sequence[tuple[date | None, int]]]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Course:
        found: dict[str, list[tuple[date | None, int]]] = defaultdict(list)
        for row in rows:
            found[str(row["what"])].append((row["day"] if isinstance(row["day"], date) else None, int(row["many"])))
        return cls(found)

    def at(self, day: date) -> Figures:
        """The figures at the end of a day."""
        names = ("base", "accepted", "net", "queued")
        return Figures(
            *(sum(step for on, step in self.steps.get(name, ()) if on is None or on <= day) for name in names)
        )

    @property
    def handed_down(self) -> int:
        return sum(step for on, step in self.steps.get("base", ()) if on is None)

    @property
    def first_closed(self) -> date | None:
        """The first day anything was accepted."""
        return min((on for on, _ in self.steps.get("accepted", ()) if on), default=None)


def path_of(course: Course, stages: Sequence[Milestone], days: Iterable[date]) -> tuple[PathPoint, ...]:
    """The curve over `days`, each as it stood then, with what the stages demand. `stages` in order of their days."""
    return tuple(_point(course.at(day), stages, day) for day in days)


def _point(now: Figures, stages: Sequence[Milestone], day: date) -> PathPoint:
    due = [stage.pct for stage in stages if stage.day <= day]
    ahead = [stage.pct for stage in stages if stage.day >= day]
    demanded = max(due, default=0)
    needs = (needed(now.base, demanded), needed(now.base, ahead[0] if ahead else demanded))
    return PathPoint(day, now.base, *needs, now.accepted, now.net, now.queued)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a campaign stands as of a day towards one stage; of a past stage, the figures of its own day."""

    milestone: Milestone
    as_of: date
    handed_down: int
    now: Figures

    @property
    def need(self) -> int:
        return needed(self.now.base, self.milestone.pct)

    @property
    def accepted(self) -> Ratio:
        return Ratio(self.now.accepted, self.now.base, "已化解（报上级口径）")

    @property
    def pace_text(self) -> str:
        """Matters to resolve a week from now on, net of rebounds; "—" when no day is left."""
        left = (self.milestone.day - self.as_of).days
        if left <= 0:
            return EMPTY
        pace = Fraction(max(0, self.need - self.now.net) * 7, left)
        hundredths = half_up(pace.numerator * 100, pace.denominator)
        return f"每周 {hundredths // 100}.{hundredths % 100:02d} 件"


def standing(course: Course, stages: Sequence[Milestone], as_of: date) -> Standing:
    """Towards the next stage, or the last one when all are past. `stages` in order of their days, at least one."""
    ahead = next((stage for stage in stages if stage.day >= as_of), stages[-1])
    return Standing(ahead, as_of, course.handed_down, course.at(min(ahead.day, as_of)))
