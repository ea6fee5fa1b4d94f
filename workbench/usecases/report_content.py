"""The content of a report (报表内容) from one edition: each figure a query over it, and the cases behind any figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

import pandas as pd

from workbench.campaign.measures import Measure, Period, merged
from workbench.campaign.report_outline import (
    ATTENDEES,
    BALANCE,
    COUNTED_IF_ANY,
    MEASURES,
    MEETINGS,
    METRICS,
    OUTLINES,
    PATH,
    RECEPTIONS,
    TARGETS,
    Planned,
    leaves_the_office,
)
from workbench.campaign.report_parts import Chart, Content, ReportKind, Section, Source, Table
from workbench.campaign.report_period import Compared
from workbench.campaign.report_queries import BATCHES, Listing, Tally, counts_sql, listings, sql_of, tallies
from workbench.campaign.report_tables import Comparison, Counts, share, tally_table
from workbench.campaign.report_words import sentences
from workbench.campaign.sql_words import sql_texts
from workbench.domain.codes import Level
from workbench.domain.events import Event, EventKind
from workbench.meetings.frequency import held_or_missed
from workbench.meetings.register import KINDS, read_register
from workbench.reference.metrics import MetricKind, MetricTime
from workbench.settings import Campaign
from workbench.store.edition import Edition
from workbench.usecases.count_receptions import Statistics
from workbench.usecases.measure import cases_behind, measure
from workbench.usecases.report_campaign import path_table, targets_table
from workbench.usecases.report_receptions import attendee_table, reception_table, statistics

_NUMBERS: Final = "一二三四五六七八九十"


@dataclass(frozen=True)
class Desk:
    """Everything a report is made from: one edition, the days, what they are compared with, and what is left out."""

    edition: Edition
    kind: ReportKind
    period: Period
    base: Compared
    before: Period
    campaign: Campaign | None = None
    small: int = 0  # 0: nothing is merged

    def content(self, title: str, mark: str, notes: tuple[str, ...] = ()) -> Content:
        """The whole report."""
        planned = [one for one in OUTLINES[self.kind] if self._wanted(one)]
        sections = tuple(self._section(number, one) for number, one in enumerate(planned))
        first, last = self.period.first.isoformat(), self.period.last.isoformat()
        return Content(
            self.kind.value, title, first, last, self.edition.id, self.edition.as_of.isoformat(), mark, self.base.label,
            notes, sections,
        )  # fmt: skip

    def _wanted(self, planned: Planned) -> tuple[str, ...]:
        wanted = (one for one in planned.tables if not self.small or leaves_the_office(one))
        return tuple(one for one in wanted if one not in COUNTED_IF_ANY or self._receptions.found)

    def _section(self, number: int, planned: Planned) -> Section:
        tables = tuple(self.table(one) for one in self._wanted(planned))
        lines = tuple(line for table in tables for line in sentences(table))
        charts = (
            chart_of(one, [name.format(base=self.base.label) for name in planned.charts[one.id]])
            for one in tables if one.id in planned.charts and one.rows
        )  # fmt: skip
        return Section(
            f"{_NUMBERS[number]}、{planned.title}", lines, tables, tuple(chart for chart in charts if chart.categories)
        )

    def table(self, name: str) -> Table:
        """One table by id."""
        if name in tallies():
            return self._tally(tallies()[name])
        if name in listings():
            return self._listing(listings()[name])
        if name in (TARGETS, PATH):
            return self._of_campaign(name)
        if name in COUNTED_IF_ANY:
            make = {RECEPTIONS: reception_table, ATTENDEES: attendee_table}[name]
            return make(self._receptions, self._source("接访统计"))
        return {METRICS: self._metrics, BALANCE: self._balance, MEETINGS: self._meetings}[name]()

    def _source(self, query: str) -> Source:
        return Source(query, self.period.first.isoformat(), self.period.last.isoformat(), self._batches)

    @property
    def _batches(self) -> str:
        """The campaign's batches as `Source.campaign` has them; empty without a campaign."""
        return BATCHES.join(self.campaign.batches) if self.campaign else ""

    @cached_property
    def _unit_names(self) -> Mapping[str, str]:
        return unit_names(self.edition)

    def _tally(self, tally: Tally) -> Table:
        now, names = self._counts(tally, self.period), self._unit_names if tally.by_unit else None
        base = None
        if any(column.compared for column in tally.columns):
            base = Comparison(Counts.of(self._counts(tally, self.base.period), names), self.base)
        made = tally_table(tally, Counts.of(now, names), self._source(tally.id), base=base, small=self.small)
        return replace(made, notes=(*made.notes, *self._undated())) if tally.id in _BY_MOVES and made.rows else made

    def _undated(self) -> Iterator[str]:
        """A campaign's matters the ledger calls resolved or removed on no known day: M-06 sees them, tables by day cannot."""
        batches = f"AND m.campaign IN ({sql_texts(self.campaign.batches)})" if self.campaign else ""
        many = int(self.edition.query(_UNDATED.format(batches=batches))["many"].iloc[0])
        if many:
            told = f"不足 {self.small} 件" if many < self.small else f"{many} 件"
            yield f"其中 {told}台账写明已化解或核减而没有日期，这里仍按未化解计，现状指标（M-06）按台账计；补登步骤的日期后一致"

    def _counts(self, tally: Tally, period: Period) -> list[Mapping[str, Any]]:
        sql = counts_sql(tally, period, self.edition.as_of, self._batches)
        return self.edition.query(sql).to_dict("records")  # type: ignore[return-value]

    def _listing(self, listing: Listing) -> Table:
        sql = sql_of(listing, self.period, self.edition.as_of, self._batches)
        rows = self.edition.query(sql).to_numpy(dtype=object).tolist()
        texts = tuple(tuple(str(cell) for cell in row[1:]) for row in rows)
        return Table(listing.id, listing.title, listing.head, texts, self._source(listing.id), listing.cohort,
                     matters=tuple(str(row[0]) for row in rows))  # fmt: skip

    # --- metrics ------------------------------------------------------------------------------------------------------

    def _metrics(self) -> Table:
        """M-…: now, the window before, the same days of the base year; each with its fraction."""
        rows = [self._metric(name) for name in MEASURES[self.kind]]
        head = ("指标", "计数", "本期", "上期（环比）", f"{self.base.label}（同比）", "不计")
        return Table(METRICS, "主要指标", head, tuple(row for row, _ in rows), self._source("指标"),
                     "各指标的口径见指标定义（workbench measure list）；标“现状”的为统计截止日，不分期",
                     figures=tuple((None, None, percent, None, None, None) for _, percent in rows),
                     opens=((), (), ("分子",), (), (), ("不计",)), lines=tuple((row[0],) for row, _ in rows),
                     notes=(f"上期 {self.before.words}；对比期 {self.base.period.words}；率不作折算",))  # fmt: skip

    def _metric(self, name: str) -> tuple[tuple[str, ...], float | None]:
        now = self._measured(name, self.period)
        metric = now.metric
        if metric.time is MetricTime.POINT:
            texts = [self._said(now), "现状，不分期", "现状，不分期"]
        else:
            others = (self._measured(name, one) for one in (self.before, self.base.period))
            texts = [self._said(now), *(self._said(one) for one in others)]
        out = "" if self.small else "、".join(f"{reason} {many}" for reason, many in sorted(now.excluded.items()))
        percent = share(now.ratio.numerator, now.ratio.denominator, self.small)[1]
        return (f"{metric.id} {metric.name}", metric.counts, *texts, out or "—"), percent

    def _measured(self, name: str, period: Period) -> Measure:
        """A metric over some days: the office's, or the campaign's batches together."""
        if not self.campaign:
            return measure(self.edition, name, period).whole
        parts = (
            measure(self.edition, name, period, chosen={"campaign": batch}).whole for batch in self.campaign.batches
        )
        return merged(parts, {})[0]

    def _said(self, one: Measure) -> str:
        if self.small and one.metric.kind is MetricKind.SHARE:
            return share(one.ratio.numerator, one.ratio.denominator, self.small)[0]
        return one.text

    def _balance(self) -> Table:
        """M-18 by topic: opening stock, flows, closing stock counted on its own."""
        found = measure(self.edition, "M-18", self.period, by="topic_l1")
        names = ("期初", "新增", "反弹", "化解", "核减", "期末")
        moved = [one for one in found.groups if any(one.flows.values())]
        every = [*moved, *merged(found.groups, {one.group: "合计" for one in found.groups})]
        rows = [
            (
                one.group or "未分类",
                *(str(one.flows.get(name, 0)) for name in names),
                "平衡" if one.balanced else "不平衡",
            )
            for one in every
        ]
        figures = tuple((None, *(one.flows.get(name, 0) for name in names), None) for one in every)
        return Table(BALANCE, "存量与增量（期初 + 新增 + 反弹 − 化解 − 核减 = 期末）", ("内容", *names, "核对"), tuple(rows), self._source("M-18"),
                     found.asked.metric.cohort, figures=figures, opens=((), (), *((name,) for name in names[1:-1]), (), ()),
                     lines=tuple((one.group,) for one in every))  # fmt: skip

    # --- meetings and campaigns ---------------------------------------------------------------------------------------

    def _meetings(self) -> Table:
        """Whether township conferences met in each period that touches these days, as on record in this edition."""
        register = read_register(self._events())
        bodies = [one for one in register.bodies.values() if one.level is Level.TOWN and one.stands(self.period.last)]
        found = [
            (body.name, one) for body in sorted(bodies, key=lambda body: body.name)
            for one in held_or_missed(body, register.meetings.values(), self.period.first, self.period.last,
                                      receptions=register.roster.values(), as_of=self.period.last)
        ]  # fmt: skip
        rows = tuple(
            (name, one.row["期间"], one.row["应"], one.row["实"], one.row["日期"], one.row["结果"])
            for name, one in found
        )
        return Table(MEETINGS, "乡镇（街道）联席会议、接访", ("机构", "期间", "应", "实", "日期", "结果"), rows, self._source("会议登记"),
                     "期末存续的乡级会议机构，按适用的频次规则逐期核对；没有登记机构的不在表内")  # fmt: skip

    @cached_property
    def _receptions(self) -> Statistics:
        """What receptions of these days came to; empty where the edition holds no numbers of any reception."""
        events = self._events(EventKind.RECEPTION_COUNTED)
        kept = events if any(one.kind is EventKind.RECEPTION_COUNTED for one in events) else []
        return statistics(kept, self.period.first, self.period.last)

    def _events(self, *more: EventKind) -> list[Event]:
        """Events of meetings, and of kinds `more`, in this edition that were not taken back."""
        import json
        from datetime import datetime

        wanted = ", ".join(f"'{kind.value}'" for kind in (*KINDS, *more))
        rows = self.edition.query(
            f"SELECT * FROM events WHERE kind IN ({wanted}) AND NOT COALESCE(undone, FALSE) ORDER BY seq"
        )
        return [
            Event(EventKind(row["kind"]), row["subject"], row["actor"], datetime.fromisoformat(str(row["at"])), row["why"] or "",
                  json.loads(row["payload"]), row["event_id"], int(row["seq"]))
            for row in rows.to_dict("records")
        ]  # fmt: skip

    def _of_campaign(self, name: str) -> Table:
        """The campaign's own tables: its targets and the path towards them."""
        assert self.campaign is not None
        made = {TARGETS: targets_table, PATH: path_table}[name]
        return made(self.edition, self.campaign, self.period, self._source("K1"))


def unit_names(edition: Edition) -> Mapping[str, str]:
    """Other spellings of units → the name each goes by."""
    units = edition.table("units", ["unit", "aliases"])
    return {other: unit for unit, others in zip(units["unit"], units["aliases"], strict=True) for other in others}


def chart_of(table: Table, columns: Iterable[str]) -> Chart:
    """These columns of a table as a picture, its total left out; its first count where small cells took these columns away.

    The path of a campaign is a line, everything else bars.
    """
    rows = [at for at, row in enumerate(table.rows) if row[0] != "合计"]
    chosen = [name for name in columns if name in table.head] or _open_columns(table)[:1]
    series = tuple((name, tuple(table.figures[at][table.head.index(name)] for at in rows)) for name in chosen)
    return Chart(
        table.title, table.id, "line" if table.id == PATH else "bar", tuple(table.rows[at][0] for at in rows), series
    )


def open_figure(edition: Edition, content: Content, table_id: str, line: str = "", column: str = "") -> pd.DataFrame:
    """The cases behind a figure of a report: id, matter_id, title, unit, day, line, part; a whole table without `line`.

    LookupError for a table, line or column it has not; ValueError for another edition than the report's, and for a figure
    that counts another period or is words.
    """
    if edition.id != content.edition:
        raise ValueError(f"报表出自版次 {content.edition}，不能在版次 {edition.id} 里穿透；请打开原版次")
    table = content.table(table_id)
    if table_id in (METRICS, BALANCE):
        return _metric_cases(edition, table, line, column)
    if table_id == MEETINGS:
        raise ValueError(f"表 {table_id} 出自会议登记，没有事项清单；请用 workbench meeting frequency 逐次查看")
    if table_id in COUNTED_IF_ANY:
        raise ValueError(f"表 {table_id} 出自接访统计，只有数，没有事项清单；请用 workbench meeting receptions 查看")
    if table_id in (TARGETS, PATH):  # every target is of the whole campaign
        return _counted_rows(edition, tallies()["K1"], table)
    if table_id == _TOGETHER:
        found = _counted_rows(edition, tallies()["Q1"], table)
        return found[found["line"] == line] if line else found
    return _listed_cases(edition, table, line) if table_id in listings() else _tally_cases(edition, table, line, column)


_BY_MOVES: Final = ("R6", "K1", "K2")
_UNDATED: Final = """SELECT COUNT(*) AS many FROM (SELECT m.matter_id, ANY_VALUE(m.state_b) AS stated, ARG_MAX(v.kind, v.number) AS last
  FROM matters m LEFT JOIN moves v ON v.matter_id = m.matter_id
  WHERE NOT COALESCE(m.locked, FALSE) AND m.campaign <> '' {batches} GROUP BY m.matter_id) x
  WHERE (stated LIKE '4%' OR stated LIKE '7%') AND COALESCE(last, '') NOT IN ('化解', '核减')"""

_TOGETHER: Final = "Q6"  # counts of matters, a list of groups


def _tally_cases(edition: Edition, table: Table, line: str, column: str) -> pd.DataFrame:
    parts = table.opens[table.column_of(column)] if column else ("*",)
    if not parts:
        known = "、".join(_open_columns(table))
        raise ValueError(f"表 {table.id} 的“{column}”不是本期的件数，没有逐件清单；可穿透：{known}")
    tally = tallies()[table.id]
    found = _counted_rows(edition, tally, table)
    if tally.by_unit:
        names = unit_names(edition)
        found["line"] = found["line"].map(lambda name: names.get(name, name))
    if line:
        found = found[found["line"].isin(table.lines[table.row_of(line)])]
    return found if parts == ("*",) else found[found["part"].isin(parts)]


def _counted_rows(edition: Edition, tally: Tally, table: Table) -> pd.DataFrame:
    sql = sql_of(tally, table.source.period, edition.as_of, table.source.campaign)
    return edition.query(f"SELECT * FROM ({sql}) found ORDER BY line, day, id")


def _open_columns(table: Table) -> list[str]:
    return [name for name, parts in zip(table.head, table.opens, strict=True) if parts]


def _metric_cases(edition: Edition, table: Table, line: str, column: str) -> pd.DataFrame:
    source = table.source
    batches = source.campaign.split(BATCHES) if source.campaign else [""]
    if table.id == BALANCE:
        found = cases_behind(edition, "M-18", source.period, by="topic_l1")
        found = found[(found["day"] >= source.period.first) & (found["day"] <= source.period.last)]
        found = (
            found[found["grp"].fillna("").isin(table.lines[table.row_of(line)])] if line and line != "合计" else found
        )
        return found[found["reason"] == column] if column else found
    if not line:
        raise LookupError(f"请写明是哪个指标：{'、'.join(row[0] for row in table.rows)}")
    name = table.rows[table.row_of(line)][0].split()[0]
    part = table.opens[table.column_of(column)] if column else ()
    parts = [
        cases_behind(edition, name, source.period, part=part[0] if part else "", chosen={"campaign": one} if one else {})
        for one in batches
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def _listed_cases(edition: Edition, table: Table, line: str) -> pd.DataFrame:
    matters = (
        [matter for matter, row in zip(table.matters, table.rows, strict=True) if not line or row[0] == line]
        if table.matters
        else []
    )
    rows = edition.rows("matters", "matter_id", matters, ["matter_id", "title", "lead_unit", "first_day"])
    told = {row["matter_id"]: row for row in rows}
    return pd.DataFrame(
        [{"id": one, "matter_id": one, "title": told[one]["title"], "unit": told[one]["lead_unit"], "day": told[one]["first_day"],
          "line": table.title, "part": "清单"} for one in matters if one in told],
        columns=["id", "matter_id", "title", "unit", "day", "line", "part"],
    )  # fmt: skip


def known_days(edition: Edition) -> tuple[date, date]:
    """First and last day of registration up to the as-of day; the as-of day twice where nothing is registered."""
    found = edition.query(
        "SELECT MIN(reg_time) AS a, MAX(reg_time) AS b FROM records WHERE reg_time <= CAST(? AS DATE)",
        [edition.as_of.isoformat()],
    )
    first, last = found["a"].iloc[0], found["b"].iloc[0]
    return (first, last) if isinstance(first, date) else (edition.as_of, edition.as_of)
