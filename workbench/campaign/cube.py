"""总览 counted beforehand (预先汇总): its rows for each choice of up to `MOST` filters, made when an edition is published.

A choice of filters is one text, its face (`face_of`); a table in order of faces gives the page of a choice in one look-up, however
large the ledger. The same definitions count here as in a scan; `stamp` tells whether they still are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Final

from workbench.campaign.counts import steps_sql, trend_rows_sql
from workbench.campaign.measures import Asked, rows_sql
from workbench.campaign.sql_words import sql_text
from workbench.reference.metrics import metric_of

COLUMNS: Final = ("topic_l1", "issue_name", "lead_unit", "campaign", "label")
"""Columns of `matters` the overview can be narrowed by, in the order faces name them."""
MOST: Final = 2
"""Filters chosen at once that are counted beforehand; a third makes the table four times as large, so it is scanned for."""
ALL: Final = ""
"""The face of everything."""
STAMPED: Final = "#"
"""The face of the row that holds the stamp."""
BY_UNIT, TREND, MOVES, LOCKED, OPTION, STAMP = "by unit", "trend", "moves", "locked", "option", "stamp"
"""Figures beside the metrics: the metric by unit, records by month, campaigns' steps, accusations, values to filter by, the stamp."""
_APART: Final = "\x1f"


def face_of(chosen: Mapping[str, str]) -> str | None:
    """The face of a choice of filters (column → value); None for one that is not counted beforehand."""
    if len(chosen) > MOST or any(_APART in value for value in chosen.values()):
        return None
    return _APART.join(f"{column}={chosen[column]}" for column in COLUMNS if column in chosen)


def cube_sql(numbers: Sequence[str], by_unit: str, as_of: date, months: int) -> str:
    """The whole table `cube` as one query: each metric of `numbers`, the metric `by_unit` by unit, and the page's other figures."""
    counted = [_metric_sql(name, as_of) for name in numbers]
    counted += [_units_sql(by_unit, as_of), _trend_sql(as_of, months), _moves_sql(), _locked_sql()]
    return f"""WITH base AS MATERIALIZED (
SELECT {", ".join(COLUMNS)}, figure, part, reason, grp, day, CAST(SUM(many) AS BIGINT) AS many
FROM ({" UNION ALL ".join(counted)}) counted GROUP BY ALL)
SELECT * FROM ({" UNION ALL ".join([*map(_face_sql, _choices()), _options_sql()])}) faces ORDER BY face, figure"""


def stamp(sql: str) -> str:
    """What names a query: two that count alike have one stamp."""
    return hashlib.sha256(sql.encode()).hexdigest()[:16]


def _choices() -> list[tuple[str, ...]]:
    return [chosen for many in range(MOST + 1) for chosen in combinations(COLUMNS, many)]


def _face_sql(chosen: Sequence[str]) -> str:
    """The base added up over all columns not chosen; matters without a value in a chosen one are in no face."""
    face = f" || chr({ord(_APART)}) || ".join(f"'{column}=' || {column}" for column in chosen) or "''"
    said = " AND ".join(f"{column} <> '' AND NOT CONTAINS({column}, chr({ord(_APART)}))" for column in chosen) or "TRUE"
    return f"""SELECT {face} AS face, figure, part, reason, grp, day, CAST(SUM(many) AS BIGINT) AS many
FROM base WHERE {said} GROUP BY ALL"""


def _options_sql() -> str:
    """The values each filter can take, under the face of everything."""
    parts = (
        f"SELECT '{column}' AS part, {column} AS grp, COUNT(*) AS many FROM matters WHERE {column} <> '' GROUP BY 2"
        for column in COLUMNS
    )
    return f"""SELECT '{ALL}' AS face, '{OPTION}' AS figure, part, NULL AS reason, grp, CAST(NULL AS DATE) AS day, many
FROM ({" UNION ALL ".join(parts)}) options"""


# --- the base: what is counted, with its matter's columns -----------------------------------------------------------------


def _metric_sql(name: str, as_of: date) -> str:
    """A metric's things by part alone."""
    rows = rows_sql(Asked(metric_of(name), as_of))
    return _of_matters(f"SELECT matter_id, part, NULL AS reason, '' AS grp, NULL AS day FROM ({rows}) told", name)


def _units_sql(name: str, as_of: date) -> str:
    """A metric's things by unit, with the reasons of those left out."""
    rows = rows_sql(Asked(metric_of(name), as_of, by="unit"))
    return _of_matters(f"SELECT matter_id, part, reason, grp, NULL AS day FROM ({rows}) told", BY_UNIT)


def _trend_sql(as_of: date, months: int) -> str:
    return _of_matters(
        f"""SELECT g.matter_id, told.kind AS part, NULL AS reason, told.month AS grp, NULL AS day
FROM ({trend_rows_sql(as_of, months)}) told LEFT JOIN groups g ON g.record_id = told.record_id""",
        TREND,
    )


def _moves_sql() -> str:
    steps = steps_sql("m.campaign <> '' AND NOT m.locked")
    told = f"SELECT s.matter_id, s.what AS part, NULL AS reason, NULL AS grp, s.day, s.step FROM ({steps}) s"
    return _of_matters(told, MOVES, many="SUM(told.step)", grp="m.campaign")


def _locked_sql() -> str:
    return _of_matters(
        "SELECT matter_id, '' AS part, NULL AS reason, '' AS grp, NULL AS day FROM matters WHERE locked", LOCKED
    )


def _of_matters(rows: str, figure: str, *, many: str = "COUNT(*)", grp: str = "told.grp") -> str:
    """Rows with a matter_id counted by their matter's columns."""
    columns = ", ".join(f"m.{column}" for column in COLUMNS)
    return f"""SELECT {columns}, {sql_text(figure)} AS figure, told.part, told.reason, {grp} AS grp, CAST(told.day AS DATE) AS day,
{many} AS many FROM ({rows}) told LEFT JOIN matters m ON m.matter_id = told.matter_id GROUP BY ALL"""
