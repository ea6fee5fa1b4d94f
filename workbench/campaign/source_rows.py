"""Matters by what they are about and where (源头治理的取数): one query that gives every matter its topic, place, unit and period.

The subject is matters and the units that handle them; nothing here can be grouped by who petitions. Accusations take no part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from workbench.campaign.measures import NotCounted, Period
from workbench.campaign.sql_words import sql_day, sql_text

NOW, BASE, EARLIER, OUT = "本期", "基期", "更早", "不计"
TOPICS: Final[Mapping[str, str]] = {"一级": "topic_l1", "二级": "topic_l2"}
PLACES: Final[Mapping[str, int]] = {"市": 4, "县": 6, "乡": 9}
"""Levels a matter's place (问题属地) is compared at, and the digits of a division code that name it."""
FOCUS: Final = ("topic", "place", "unit", "month")


@dataclass(frozen=True, slots=True)
class SourceAsked:
    """What is asked: periods of `days` back from `as_of`, `spans` of them before the current one; topic and place by level.

    `by_unit` tells cells of one topic and place apart by the unit that leads; `unit` narrows everything to one unit.
    """

    as_of: date
    days: int = 90
    spans: int = 8
    topic: str = "二级"
    place: str = "乡"
    by_unit: bool = True
    unit: str = ""

    def __post_init__(self) -> None:
        if self.topic not in TOPICS:
            raise NotCounted(f"内容分类没有“{self.topic}”这一级；可用：{'、'.join(TOPICS)}")
        if self.place not in PLACES:
            raise NotCounted(f"问题属地不能按“{self.place}”分；可用：{'、'.join(PLACES)}。不按信访人分组")
        if self.days < 1:
            raise NotCounted(f"期间须为正整数天，现为 {self.days}")

    @property
    def period(self) -> Period:
        """The current period, both days included."""
        return Period(self.as_of - timedelta(days=self.days - 1), self.as_of)

    @property
    def base(self) -> Period:
        """The periods before it, together."""
        first = self.period.first
        return Period(first - timedelta(days=self.days * max(self.spans, 1)), first - timedelta(days=1))


def rows_sql(asked: SourceAsked) -> str:
    """Every matter: matter_id, title, state, is_open, day (首次信访), topic, place (code), unit, span, part, reason.

    `span` 0 is the current period, 1 the one before it. A matter without topic, place or day is 不计 with the reason: its
    cell is unknown, and not one of its own.
    """
    digits, day = PLACES[asked.place], sql_day(asked.as_of)
    only = f"WHERE unit = {sql_text(asked.unit)}" if asked.unit else ""
    unit = "unit" if asked.by_unit else "'' AS unit"
    return f"""WITH named AS (SELECT unit AS name, UNNEST(aliases) AS alias FROM units),
m AS (
  SELECT m.matter_id, m.title, m.state_b, m.is_open, m.records, m.first_day AS day, COALESCE(m.{TOPICS[asked.topic]}, '') AS topic,
    CASE WHEN LENGTH(m.issue) >= {digits} THEN SUBSTR(m.issue, 1, {digits}) ELSE '' END AS place,
    COALESCE(n.name, m.lead_unit, '') AS unit, CAST(FLOOR(DATE_DIFF('day', m.first_day, {day}) / {asked.days}) AS INTEGER) AS span
  FROM matters m LEFT JOIN named n ON n.alias = m.lead_unit WHERE COALESCE(m.locked, FALSE) = FALSE
),
told AS (
  SELECT *, CASE WHEN day IS NULL THEN '首次信访日待核' WHEN day > {day} THEN '首次信访日在截至日之后'
    WHEN topic = '' THEN '内容分类待核' WHEN place = '' THEN '问题属地待核' ELSE '' END AS reason
  FROM m {only}
)
SELECT matter_id, title, state_b, is_open, records, day, topic, place, {unit}, unit AS lead_unit, span, reason,
  CASE WHEN reason <> '' THEN '{OUT}' WHEN span = 0 THEN '{NOW}' WHEN span <= {asked.spans} THEN '{BASE}' ELSE '{EARLIER}' END AS part
FROM told"""


def counts_sql(asked: SourceAsked) -> str:
    """The same counted: topic, place, unit, span, part, reason, many, still_open."""
    return f"""SELECT topic, place, unit, CASE WHEN part = '{EARLIER}' THEN -1 ELSE COALESCE(span, -1) END AS span, part, reason,
  COUNT(*) AS many, SUM(CASE WHEN is_open THEN 1 ELSE 0 END) AS still_open
FROM ({rows_sql(asked)}) found GROUP BY 1, 2, 3, 4, 5, 6"""


def behind_sql(asked: SourceAsked, focus: Mapping[str, str], part: str = "") -> str:
    """Rows of one cell, or of what is left open of it (`focus`: topic, place, unit, month), the latest first."""
    said = [f"part = {sql_text(part)}"] if part else []
    for name, value in focus.items():
        if name not in FOCUS:
            raise NotCounted(f"不能按“{name}”列出事项；可用：{'、'.join(FOCUS)}")
        column = "STRFTIME(day, '%Y-%m')" if name == "month" else "lead_unit" if name == "unit" else name
        said.append(f"{column} = {sql_text(value)}")
    where = f"WHERE {' AND '.join(said)}" if said else ""
    return f"SELECT * FROM ({rows_sql(asked)}) found {where} ORDER BY day DESC NULLS LAST, matter_id"


def months_sql(asked: SourceAsked, focus: Mapping[str, str], months: int) -> str:
    """Matters by month of their first day, counted, of the last `months` calendar months: month, many."""
    first = asked.as_of.replace(day=1)
    for _ in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return f"""SELECT STRFTIME(day, '%Y-%m') AS month, COUNT(*) AS many FROM ({behind_sql(asked, focus)}) cell
WHERE part <> '{OUT}' AND day >= {sql_day(first)} GROUP BY 1 ORDER BY 1"""


def begun_sql() -> str:
    """The day the ledgers begin to be whole: all but the oldest hundredth of records are registered from then on."""
    return "SELECT QUANTILE_DISC(reg_time, 0.01) AS day FROM records WHERE NOT locked AND reg_time IS NOT NULL"
