"""From a metric's definition to its numbers (指标计数): one query, counted in the engine, opened case by case, compared.

The text of a definition is DuckDB's; `spark` writes the same query for Spark. Accusations are in no number.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final

from workbench.campaign.ratio import EMPTY, Ratio, half_up
from workbench.campaign.sql_words import sql_day, sql_text
from workbench.reference.metrics import Metric, MetricKind, MetricTime
from workbench.reference.parameters import parameter

IN, BASE, OUT = "分子", "分母", "不计"
GROUPS: Final[Mapping[str, str]] = {
    "unit": "x.unit", "town": "m.town", "topic_l1": "m.topic_l1", "topic_l2": "m.topic_l2", "campaign": "m.campaign",
    "issue_name": "m.issue_name", "month": "DATE_TRUNC('month', x.day)",
}  # fmt: skip
"""What numbers may be grouped by: units, places of the matter, topics, campaigns, months; never by who petitions."""
FILTERS: Final = ("topic_l1", "topic_l2", "issue_name", "town", "lead_unit", "campaign", "label")


class NotCounted(ValueError):
    """A number that is not counted this way; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days of a period (期间), both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise NotCounted(f"期间倒置：{self.first} 至 {self.last}；请改正起止日")

    @property
    def words(self) -> str:
        return f"{self.first} 至 {self.last}"


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric's number for one group; `excluded` counts what is on neither side, by reason.

    For 天数 `days` counts things by how many days they took; for 平衡 `flows` holds 期初, each flow, 期末.
    """

    metric: Metric
    group: str
    ratio: Ratio
    excluded: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[int, int] = field(default_factory=dict)
    flows: Mapping[str, int] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The number as printed: never a rate without its fraction, "—" for an empty denominator."""
        if self.metric.kind is MetricKind.DAYS:
            half, most = self.quantile(1, 2), self.quantile(9, 10)
            many = self.ratio.denominator
            return f"平均 {self.mean} 天，中位 {half} 天，九成在 {most} 天内（{many} 件）" if self.days else EMPTY
        if self.metric.kind is MetricKind.BALANCE:
            told = self.flows
            parts = " ".join(
                f"{'+' if name in ('新增', '反弹') else '−'} {name} {told.get(name, 0)}" for name in _FLOWS
            )
            return f"期初 {told.get('期初', 0)} {parts} = 期末 {told.get('期末', 0)}"
        return self.ratio.full

    @property
    def mean(self) -> str:
        """Mean number of days, two decimals, half up; "—" of nothing."""
        many = sum(self.days.values())
        if not many:
            return EMPTY
        hundredths = half_up(100 * sum(days * count for days, count in self.days.items()), many)
        return f"{hundredths // 100}.{hundredths % 100:02d}"

    def quantile(self, upper: int, of: int) -> int | None:
        """The smallest number of days that `upper`/`of` of the things took at most (1/2 is the median)."""
        wanted, seen = Fraction(upper * sum(self.days.values()), of), 0
        for days in sorted(self.days):
            seen += self.days[days]
            if seen >= wanted:
                return days
        return None

    @property
    def balanced(self) -> bool:
        """Whether the flows explain the closing stock (M-18)."""
        told = self.flows
        moved = told.get("新增", 0) + told.get("反弹", 0) - told.get("化解", 0) - told.get("核减", 0)
        return told.get("期初", 0) + moved == told.get("期末", 0)


_FLOWS = ("新增", "反弹", "化解", "核减")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a metric: as of which day, over which period, grouped by what, narrowed to what."""

    metric: Metric
    as_of: date
    period: Period | None = None
    by: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.by and self.by not in GROUPS:
            raise NotCounted(f"不能按“{self.by}”分组；可用：{'、'.join(GROUPS)}。不按信访人分组，不按件数排名")
        strange = [name for name in self.chosen if name not in FILTERS]
        if strange:
            raise NotCounted(f"不能按“{'、'.join(strange)}”筛选；可用：{'、'.join(FILTERS)}")


def rows_sql(asked: Asked) -> str:
    """The query that gives every thing counted with its part, its group and its matter's title, one row each."""
    return f"""WITH x AS ({_filled(asked.metric, asked.as_of)})
SELECT {_columns(asked)} FROM x LEFT JOIN matters m ON m.matter_id = x.matter_id WHERE {_conditions(asked)}"""


def things_sql(asked: Asked) -> str:
    """The same without group and title, for who asks the matters himself: accusations are not left out, filters not applied."""
    return _filled(asked.metric, asked.as_of)


def counts_sql(asked: Asked) -> str:
    """The same counted: part, reason, group (and value for 天数) with how many.

    Where no column of the matter is asked for, matters are not joined: their few locked ones are left out, or those chosen
    looked up, which over a large edition is several times quicker.
    """
    value = ", value" if asked.metric.kind is MetricKind.DAYS else ""
    source = rows_sql(asked) if GROUPS.get(asked.by, "x.").startswith("m.") else _unjoined_sql(asked)
    return (
        f"SELECT part, reason, grp{value}, COUNT(*) AS many FROM ({source}) counted GROUP BY part, reason, grp{value}"
    )


def _unjoined_sql(asked: Asked) -> str:
    """The things counted without anything of their matters."""
    value = "x.value" if asked.metric.kind is not MetricKind.SHARE else "NULL AS value"
    group = f"{GROUPS[asked.by]} AS grp" if asked.by else "'' AS grp"
    chosen = [f"m.{name} = {sql_text(wanted)}" for name, wanted in asked.chosen.items() if wanted]
    said = _in_period(asked)
    if chosen:
        picked = " AND ".join(["COALESCE(m.locked, FALSE) = FALSE", *chosen])
        said.append(f"x.matter_id IN (SELECT m.matter_id FROM matters m WHERE {picked})")
    else:
        said.append("(x.matter_id IS NULL OR x.matter_id NOT IN (SELECT m.matter_id FROM matters m WHERE m.locked))")
    return f"""WITH x AS ({_filled(asked.metric, asked.as_of)})
SELECT x.part, x.reason, {value}, {group} FROM x WHERE {" AND ".join(said)}"""


def stock_sql(asked: Asked) -> str:
    """M-18: by group, the stock before the period and at its end, and each flow in it; the end is counted on its own."""
    period = asked.period or Period(date(1949, 10, 1), asked.as_of)
    first, last = sql_day(period.first), sql_day(min(period.last, asked.as_of))
    inner = rows_sql(Asked(asked.metric, asked.as_of, None, asked.by, asked.chosen))
    flows = ", ".join(
        f"SUM(CASE WHEN reason = '{name}' AND value <> 0 AND day >= {first} AND day <= {last} THEN 1 ELSE 0 END) AS flow{number}"
        for number, name in enumerate(_FLOWS)
    )
    return f"""SELECT grp, SUM(CASE WHEN day < {first} THEN value ELSE 0 END) AS opening, {flows},
  SUM(CASE WHEN day <= {last} THEN value ELSE 0 END) AS closing FROM ({inner}) counted GROUP BY grp"""


def spark(sql: str) -> str:
    """A query of this module as Spark writes it."""
    import sqlglot

    return sqlglot.transpile(sql, read="duckdb", write="spark")[0]


def folded(asked: Asked, rows: Iterable[Mapping[str, Any]]) -> tuple[Measure, ...]:
    """Measures by group from what `counts_sql` (or `stock_sql`) gives; without a group always exactly one."""
    rows = list(rows)
    if asked.metric.kind is MetricKind.BALANCE:
        return _balances(asked, rows)
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[str(row["grp"] or "")].append(row)
    if not asked.by:
        groups.setdefault("", [])
    return tuple(_measure(asked.metric, group, groups[group]) for group in sorted(groups))


def merged(measures: Iterable[Measure], name_of: Mapping[str, str]) -> tuple[Measure, ...]:
    """Measures of groups that go by one name (单位的其他写法) put together, by name."""
    together: dict[str, list[Measure]] = defaultdict(list)
    for one in measures:
        together[name_of.get(one.group, one.group)].append(one)
    return tuple(_sum(name, together[name]) for name in sorted(together))


def _sum(name: str, parts: Sequence[Measure]) -> Measure:
    ratio = Ratio(
        sum(one.ratio.numerator for one in parts), sum(one.ratio.denominator for one in parts), parts[0].ratio.label
    )
    excluded, days, flows = Counter[str](), Counter[int](), Counter[str]()
    for one in parts:
        excluded.update(one.excluded)
        days.update(one.days)
        flows.update(one.flows)
    return Measure(parts[0].metric, name, ratio, dict(excluded), dict(days), dict(flows))


def _measure(metric: Metric, group: str, rows: Sequence[Mapping[str, Any]]) -> Measure:
    parts, excluded, days = Counter[str](), Counter[str](), Counter[int]()
    for row in rows:
        many = int(row["many"])
        parts[row["part"]] += many
        if row["part"] == OUT:
            excluded[str(row["reason"])] += many
        elif metric.kind is MetricKind.DAYS:
            days[int(row["value"])] += many
    ratio = Ratio(parts[IN], parts[IN] + parts[BASE], metric.name)
    return Measure(metric, group, ratio, dict(excluded), dict(days))


def _balances(asked: Asked, rows: Sequence[Mapping[str, Any]]) -> tuple[Measure, ...]:
    found = []
    for row in rows or ({"grp": "", "opening": 0, "closing": 0, **{f"flow{n}": 0 for n in range(len(_FLOWS))}},):
        flows = {name: int(row[f"flow{number}"] or 0) for number, name in enumerate(_FLOWS)}
        told = {"期初": int(row["opening"] or 0), **flows, "期末": int(row["closing"] or 0)}
        found.append(Measure(asked.metric, str(row["grp"] or ""), Ratio(0, 0, asked.metric.name), flows=told))
    return tuple(sorted(found, key=lambda one: one.group))


def _columns(asked: Asked) -> str:
    value = "x.value" if asked.metric.kind is not MetricKind.SHARE else "NULL AS value"
    group = f"{GROUPS[asked.by]} AS grp" if asked.by else "'' AS grp"
    return f"x.id, x.matter_id, x.unit, x.day, x.part, x.reason, {value}, {group}, m.title"


def _conditions(asked: Asked) -> str:
    said = ["COALESCE(m.locked, FALSE) = FALSE", *_in_period(asked)]
    said += [f"m.{name} = {sql_text(value)}" for name, value in asked.chosen.items() if value]
    return " AND ".join(said)


def _in_period(asked: Asked) -> list[str]:
    """The days of the period, for a metric that counts by day."""
    if asked.period and asked.metric.time is MetricTime.PERIOD and asked.metric.kind is not MetricKind.BALANCE:
        return [f"x.day >= {sql_day(asked.period.first)} AND x.day <= {sql_day(asked.period.last)}"]
    return []


def _filled(metric: Metric, as_of: date) -> str:
    """The definition with the as-of day and the rule parameters in force on it written in."""
    told = {name: _literal(parameter(rule, as_of).value) for name, rule in metric.parameters.items()}
    return metric.rows.format(as_of=sql_day(as_of), **told)


def _literal(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_literal(one) for one in value)
    return str(int(value)) if isinstance(value, int) else sql_text(str(value))
