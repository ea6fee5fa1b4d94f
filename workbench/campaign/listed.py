"""The lists of 总览 made beforehand (预先列出): the matters behind each of its numbers, in the order a list shows them.

One text names a list, its focus: a number ("open"), "unit:<name>", "campaign:<batch>", "registered:<month>", "closed:<month>". The same
definitions as of a list looked for among all matters; `stamp` tells whether they still are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from workbench.campaign.counts import DAYS, PETITIONS
from workbench.campaign.cube import COLUMNS
from workbench.campaign.measures import BASE, IN, Asked, things_sql
from workbench.campaign.sql_words import sql_day, sql_text
from workbench.reference.metrics import metric_of

FROM: Final = frozenset({"records", "groups", "matters", "clocks", "units"})
"""Tables the lists are made from."""
FIRST: Final = "m.overdue_days DESC NULLS LAST, m.due NULLS LAST, m.matter_id"
"""The order of a list of matters `m`: longest overdue first, then the earliest due; what is not known last."""


def listed_sql(numbers: Mapping[str, str], rates: tuple[str, ...], duties: str, as_of: date) -> str:
    """The whole table `listed` as one query: of `numbers` (focus → metric) what is counted, of `rates` among them those that missed
    it; of the metric `duties` the matters of each unit, under each of its names, that missed one.
    """
    columns = ", ".join(f"m.{column}" for column in COLUMNS)
    parts = [*_numbers(numbers, rates, as_of), _units(duties, as_of), _campaigns(), *_months(as_of)]
    return f"""WITH ids AS (SELECT DISTINCT focus, matter_id FROM ({" UNION ALL ".join(parts)}) told)
SELECT focus, CAST(ROW_NUMBER() OVER (PARTITION BY focus ORDER BY {FIRST}) AS BIGINT) AS place, m.matter_id, {columns}
FROM ids JOIN matters m ON m.matter_id = ids.matter_id WHERE NOT m.locked ORDER BY focus, place"""


def _numbers(numbers: Mapping[str, str], rates: tuple[str, ...], as_of: date) -> Iterator[str]:
    for focus, metric in numbers.items():
        part = BASE if focus in rates else IN
        things = things_sql(Asked(metric_of(metric), as_of))
        yield f"SELECT {sql_text(focus)} AS focus, matter_id FROM ({things}) found WHERE part = {sql_text(part)}"


def _units(duties: str, as_of: date) -> str:
    """Under the name as written, and under the name its unit goes by."""
    missed = f"SELECT unit, matter_id FROM ({things_sql(Asked(metric_of(duties), as_of))}) found WHERE part = {sql_text(BASE)}"
    return f"""SELECT 'unit:' || name AS focus, matter_id FROM (
SELECT unit AS name, matter_id FROM ({missed}) own UNION ALL
SELECT n.unit AS name, d.matter_id FROM ({missed}) d JOIN (SELECT unit, UNNEST(aliases) AS alias FROM units) n ON n.alias = d.unit) named"""


def _campaigns() -> str:
    return "SELECT 'campaign:' || campaign AS focus, matter_id FROM matters WHERE campaign <> '' AND is_open"


def _months(as_of: date) -> Iterator[str]:
    """Matters of the records of each month up to the day of the edition."""
    for kind, day in DAYS.items():
        yield f"""SELECT '{kind}:' || STRFTIME(r.{day}, '%Y-%m') AS focus, g.matter_id
FROM records r JOIN groups g ON g.record_id = r.record_id WHERE {PETITIONS} AND r.{day} <= {sql_day(as_of)}"""
